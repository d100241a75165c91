import { advanceClock } from './advance.ts';
import type { DeployedSystem } from './assembly/deployed-system.ts';
import type { BusinessClock } from './business-clock.ts';
import type { CrmStandIn } from './crm/crm-stand-in.ts';
import type { Engine, EngineMachine } from './engine.ts';
import type { Invocation } from './lambda/functions.ts';
import { fireSchedules } from './lambda/schedules.ts';
import { region } from './local-cloud.ts';
import { crmSecret, signingSecrets } from './local-secrets.ts';
import type { CallRecorder } from './recorded-calls.ts';
import { untilQuiet } from './quiescence.ts';
import type { SecretsManagerStandIn } from './secrets-manager/secrets-manager-stand-in.ts';
import type { SesStandIn } from './ses/ses-stand-in.ts';
import type { LocalIdentity } from './signed-requests.ts';
import { signRequest } from './signed-requests.ts';
import type { Foundations, Pages } from './start-foundations.ts';
import { startFoundations } from './start-foundations.ts';
import type { StripeStandIn } from './stripe/stripe-stand-in.ts';
import { earliestAttention } from './table.ts';
import type { Vendor } from './vendors.ts';
import { startCrm } from './vendors.ts';

export interface LocalSystemOptions {
  /** The synthesised cloud assembly (`cdk.out`). */
  assemblyFolder: string;
  /** Everything that is kept between runs; made if it is not there. */
  dataFolder: string;
  /** The port of the HTTP API and the local pages; 0 is any free one. */
  port: number;
  /** Where the business clock of a fresh data folder starts. */
  startAt: Date;
  /** Told what a person may want to know: refused calls, failed functions. */
  onLog?: (line: string) => void;
  /** How long a message of a failed invocation waits for its next attempt (deployed: minutes). Default 1. */
  retrySeconds?: number;
  /** How long {@link LocalSystem.quiesce} waits before it says what is still busy. Default 60. */
  quietTimeoutSeconds?: number;
  /** Only for tests of machines that this one is not. */
  machine?: EngineMachine;
}

/** A contract's CRM, and the address of its page. */
export interface ConnectedCrm {
  crm: CrmStandIn;
  origin: string;
}

/** The deployed system on one machine: everything on 127.0.0.1, nothing of it reaches outside. */
export interface LocalSystem {
  /** The HTTP API, and the pages given to {@link servePages}. */
  readonly origin: string;
  readonly stripeOrigin: string;
  readonly sesInboxOrigin: string;
  readonly deployed: DeployedSystem;
  readonly stripe: StripeStandIn;
  readonly ses: SesStandIn;
  readonly secrets: SecretsManagerStandIn;
  readonly clock: BusinessClock;
  /** Signs calls of `/api` (service `execute-api`, region `us-east-1`). */
  readonly operator: LocalIdentity;
  /** Calls the HTTP API signed as the operator; `path` with its query. */
  asOperator(method: string, path: string, body?: unknown): Promise<Response>;
  /** Every AWS call that was made, weighed against its caller's role. */
  readonly calls: CallRecorder;
  /** The engine past the gateway, for pages and tests; functions never see it. */
  readonly engine: Pick<Engine, 'origin' | 'call' | 'pid'>;
  onInvocation(listener: (invocation: Invocation) => void): void;
  /** Serves what no route of the HTTP API takes; works also while the system is down. */
  servePages(pages: Pages): void;
  /** Gives the contract a CRM and its signing secret; the same one each time, in later runs too. */
  connectCrm(contractId: string): Promise<ConnectedCrm>;
  /** Fires the schedules once at the business clock's instant. */
  tick(): Promise<void>;
  /** Waits until nothing runs, waits in a queue or is left to deliver. */
  quiesce(): Promise<void>;
  /** Moves the business clock, stopping at each attention on the way; only jumps while the system is down. */
  advanceTo(target: Date, options?: { onStop?: (instant: Date) => void | Promise<void> }): Promise<void>;
  isUp(): boolean;
  /** The routes answer 503, and nothing takes messages or fires schedules; the world outside goes on. */
  takeDown(): Promise<void>;
  bringUp(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Runs a cloud assembly on this machine. Throws EngineError where the engine cannot run, AssemblyError for a template
 * that it does not understand, PortTakenError and DataFolderError for what is in use; whatever had started is stopped.
 */
export async function startLocalSystem(options: LocalSystemOptions): Promise<LocalSystem> {
  const foundations = await startFoundations(options);
  try {
    const system = createLocalSystem(foundations, options);
    for (const contractId of foundations.store.list<string>('crm-contract')) await system.connectCrm(contractId);
    await system.bringUp();
    return system;
  } catch (error) {
    await foundations.stop();
    throw error;
  }
}

function createLocalSystem(foundations: Foundations, options: LocalSystemOptions): LocalSystem {
  const { cloud, clock, engine, store, stripe, ses, switches } = foundations;
  const crms = new Map<string, Vendor<CrmStandIn>>();
  const outboxes = () => [stripe, ses, ...crms.values()].map(({ outbox }) => outbox);
  const readQueues = new Set(
    cloud.deployed.eventSources.filter(({ enabled }) => enabled).map(({ queueArn }) => queueArn),
  );
  const depths = () =>
    cloud.deployed.queues
      .filter(({ arn }) => readQueues.has(arn))
      .map(({ name }) => ({ name, depth: cloud.queues.depth(name) }));
  const background = startBackgroundDelivery(outboxes, () => switches.isUp);
  let moving: Promise<unknown> = Promise.resolve();

  const quiesce = (): Promise<void> =>
    untilQuiet(
      {
        outboxes: switches.isUp ? outboxes() : [],
        queueDepths: () => (switches.isUp ? depths() : []),
        running: cloud.functions.running,
      },
      options.quietTimeoutSeconds ?? 60,
    );
  const tick = (): Promise<void> => fireSchedules(cloud.deployed.schedules, clock.now(), cloud.functions);
  const advance = async (target: Date, onStop?: (instant: Date) => void | Promise<void>): Promise<void> => {
    if (!switches.isUp) return clock.set(target);
    await advanceClock(target, {
      clock,
      quiesce,
      fireSchedules: tick,
      earliestAttention: () => earliestAttention(engine, cloud.deployed.table),
      onStop,
    });
  };

  return {
    origin: foundations.httpApi.origin,
    stripeOrigin: stripe.service.origin,
    sesInboxOrigin: ses.service.origin,
    deployed: cloud.deployed,
    stripe: stripe.standIn,
    ses: ses.standIn,
    secrets: foundations.secrets,
    clock,
    operator: cloud.operator,
    calls: cloud.recorder,
    engine,
    asOperator: async (method, path, content) => {
      const url = new URL(path, foundations.httpApi.origin);
      const body = content === undefined ? {} : { body: JSON.stringify(content) };
      const plain = { method, url, headers: { 'content-type': 'application/json' }, ...body };
      const signer = { identity: cloud.operator, service: 'execute-api', region };
      const headers = await signRequest(plain, signer, foundations.surroundings.wallClock());
      return fetch(url, { method, headers, ...body });
    },
    onInvocation: cloud.functions.onInvocation,
    servePages: (pages) => {
      switches.pages = pages;
    },
    async connectCrm(contractId) {
      let crm = crms.get(contractId);
      if (crm === undefined) {
        const secret = crmSecret(store, contractId);
        foundations.secrets.seed(`${crmSecretPrefix(cloud.deployed)}${contractId}`, signingSecrets(secret));
        store.put('crm-contract', contractId, contractId);
        const url = `${foundations.httpApi.origin}/webhooks/crm/${encodeURIComponent(contractId)}`;
        crm = await startCrm(foundations.surroundings, contractId, { url, secret });
        crms.set(contractId, crm);
      }
      return { crm: crm.standIn, origin: crm.service.origin };
    },
    tick,
    quiesce,
    advanceTo: (target, { onStop } = {}) => {
      const result = moving.then(() => advance(target, onStop));
      moving = result.catch(() => undefined);
      return result;
    },
    isUp: () => switches.isUp,
    takeDown: async () => {
      switches.isUp = false;
      await cloud.eventSources.pause();
    },
    bringUp: () => {
      switches.isUp = true;
      cloud.eventSources.resume();
      return Promise.resolve();
    },
    stop: async () => {
      switches.isUp = false;
      background.stop();
      for (const crm of crms.values()) await crm.stop();
      await foundations.stop();
    },
  };
}

/** Delivers what the stand-ins have while nobody waits for quiet: somebody pays an invoice on its page, say. */
function startBackgroundDelivery(
  outboxes: () => readonly { hasWork(): boolean; deliver(): Promise<{ delivered: number; pending: number }> }[],
  isUp: () => boolean,
): { stop: () => void } {
  const [eager, patient] = [100, 2000];
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const next = (milliseconds: number): void => {
    if (isStopped) return;
    timer = setTimeout(() => void deliver(), milliseconds);
    timer.unref();
  };
  const deliver = async (): Promise<void> => {
    let wait = eager;
    for (const outbox of isUp() ? outboxes() : []) {
      if (outbox.hasWork() && (await outbox.deliver()).delivered === 0) wait = patient;
    }
    next(wait);
  };
  next(eager);
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

function crmSecretPrefix({ functions }: DeployedSystem): string {
  const prefix = functions.map(({ environment }) => environment['CRM_SECRET_PREFIX']).find((one) => one !== undefined);
  if (prefix === undefined) throw new Error('No function of the template has CRM_SECRET_PREFIX: it takes no CRM.');
  return prefix;
}
