import { advanceClock } from './advance.ts';
import { startBackgroundDelivery } from './background-delivery.ts';
import type { DeployedSystem } from './assembly/deployed-system.ts';
import type { BusinessClock } from './business-clock.ts';
import type { AskedVendor } from '../../shared/core/crm/vendors.ts';
import type { ConnectedCrm, ConnectedVendor, CrmConnections } from './crm-connections.ts';
import { createCrmConnections } from './crm-connections.ts';
import type { VendorApis } from './crm/vendor-api.ts';
import type { Engine, EngineMachine } from './engine.ts';
import type { Invocation } from './lambda/functions.ts';
import { fireSchedules } from './lambda/schedules.ts';
import { region } from './local-cloud.ts';
import type { CallRecorder } from './recorded-calls.ts';
import type { Outbox } from './outbox.ts';
import { untilQuiet } from './quiescence.ts';
import type { SecretsManagerStandIn } from './secrets-manager/secrets-manager-stand-in.ts';
import type { MailReceiver } from './ses/mail-receiver.ts';
import type { SesStandIn } from './ses/ses-stand-in.ts';
import type { LocalIdentity } from './signed-requests.ts';
import { signRequest } from './signed-requests.ts';
import type { Foundations, Pages } from './start-foundations.ts';
import { startFoundations } from './start-foundations.ts';
import type { StripeStandIn } from './stripe/stripe-stand-in.ts';
import { earliestAttention } from './table.ts';
import type { Attention } from './table.ts';

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

/** The deployed system on one machine: everything on 127.0.0.1, nothing of it reaches outside. */
export interface LocalSystem {
  /** The HTTP API, and the pages given to {@link servePages}. */
  readonly origin: string;
  readonly stripeOrigin: string;
  readonly sesInboxOrigin: string;
  readonly deployed: DeployedSystem;
  readonly stripe: StripeStandIn;
  readonly ses: SesStandIn;
  /** The side of SES that receives mail. */
  readonly mailReceiver: MailReceiver;
  /** Puts a message to a topic, as a service of AWS would. */
  publish(topicArn: string, message: string): Promise<void>;
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
  /** Gives the contract an account at a CRM vendor; `tallystick crm connect` connects it. */
  connectVendor(contractId: string, vendor: AskedVendor): Promise<ConnectedVendor>;
  readonly crmApis: VendorApis;
  /** Fires the schedules once at the business clock's instant. */
  tick: () => Promise<void>;
  /** Waits until nothing runs, waits in a queue or is left to deliver. */
  quiesce: () => Promise<void>;
  /** Moves the business clock, stopping at each attention on the way; only jumps while the system is down. */
  advanceTo(target: Date, options?: { onStop?: (instant: Date) => void | Promise<void> }): Promise<void>;
  isUp: () => boolean;
  /** The routes answer 503, and nothing takes messages or fires schedules; the world outside goes on. Kept over a restart. */
  takeDown(): Promise<void>;
  bringUp(): Promise<void>;
  stop: () => Promise<void>;
}

/**
 * Runs a cloud assembly on this machine. Throws EngineError where the engine cannot run, AssemblyError for a template
 * that it does not understand, PortTakenError and DataFolderError for what is in use; whatever had started is stopped.
 */
export async function startLocalSystem(options: LocalSystemOptions): Promise<LocalSystem> {
  const foundations = await startFoundations(options);
  const crms = createCrmConnections(foundations);
  try {
    await crms.reconnect();
  } catch (error) {
    await crms.stop();
    await foundations.stop();
    throw error;
  }
  const system = createLocalSystem(foundations, crms, options);
  if (foundations.store.get('switch', 'system') !== 'down') await system.bringUp();
  return system;
}

function createLocalSystem(foundations: Foundations, crms: CrmConnections, options: LocalSystemOptions): LocalSystem {
  const { cloud, clock, engine, store, stripe, ses, switches } = foundations;
  const outboxes = (): Outbox[] =>
    switches.isUp ? [stripe.outbox, ses.outbox, ses.receiver.outbox, ...crms.outboxes()] : [];
  const background = startBackgroundDelivery(outboxes);
  const time = createTimeMachine(foundations, outboxes, options);
  return {
    origin: foundations.httpApi.origin,
    stripeOrigin: stripe.service.origin,
    sesInboxOrigin: ses.service.origin,
    deployed: cloud.deployed,
    stripe: stripe.standIn,
    ses: ses.standIn,
    mailReceiver: ses.receiver,
    publish: foundations.publish,
    secrets: foundations.secrets,
    clock,
    operator: cloud.operator,
    asOperator: (method, path, content) => callAsOperator(foundations, { method, path, content }),
    calls: cloud.recorder,
    engine,
    onInvocation: cloud.functions.onInvocation,
    servePages: (pages) => {
      switches.pages = pages;
    },
    connectCrm: crms.connect,
    connectVendor: crms.connectVendor,
    crmApis: foundations.crmApis,
    ...time,
    isUp: () => switches.isUp,
    takeDown: async () => {
      switches.isUp = false;
      store.put('switch', 'system', 'down');
      await cloud.eventSources.pause();
    },
    bringUp: () => {
      switches.isUp = true;
      store.put('switch', 'system', 'up');
      cloud.eventSources.resume();
      return Promise.resolve();
    },
    stop: async () => {
      switches.isUp = false;
      background.stop();
      await crms.stop();
      await foundations.stop();
    },
  };
}

/** What moves the business clock, and waits for what that sets going; one move at a time. */
function createTimeMachine(
  { cloud, clock, engine, store, stripe, switches }: Foundations,
  outboxes: () => Outbox[],
  { quietTimeoutSeconds = 60 }: LocalSystemOptions,
): Pick<LocalSystem, 'tick' | 'quiesce' | 'advanceTo'> {
  const { deployed, functions, queues } = cloud;
  const read = new Set(deployed.eventSources.filter(({ enabled }) => enabled).map(({ queueArn }) => queueArn));
  const readQueues = deployed.queues.filter(({ arn }) => read.has(arn));
  const depths = () => (switches.isUp ? readQueues.map(({ name }) => ({ name, depth: queues.depth(name) })) : []);
  const quiesce = (): Promise<void> =>
    untilQuiet({ outboxes, queueDepths: depths, running: functions.running }, quietTimeoutSeconds);
  const tick = (): Promise<void> => fireSchedules(deployed.schedules, clock.now(), { invoker: functions, store });
  const parts = {
    clock,
    quiesce,
    fireSchedules: tick,
    earliestAttention: async () =>
      earlier(await earliestAttention(engine, deployed.table), stripe.standIn.nextWebhookAt()),
  };
  let moving: Promise<unknown> = Promise.resolve();
  return {
    tick,
    quiesce,
    advanceTo: (target, { onStop } = {}) => {
      const result = moving.then(() =>
        switches.isUp ? advanceClock(target, { ...parts, onStop }) : clock.set(target),
      );
      moving = result.catch(() => undefined);
      return result;
    },
  };
}

/** A contract's attention, or a webhook that Stripe tries again before it. */
function earlier(attention: Attention | undefined, webhookAt: Date | undefined): Attention | undefined {
  if (webhookAt === undefined) return attention;
  const attentionAt = webhookAt.toISOString();
  if (attention !== undefined && attention.attentionAt <= attentionAt) return attention;
  return { key: 'A webhook of Stripe', attentionAt };
}

async function callAsOperator(
  { cloud, httpApi, surroundings }: Foundations,
  { method, path, content }: { method: string; path: string; content: unknown },
): Promise<Response> {
  const url = new URL(path, httpApi.origin);
  const body = content === undefined ? {} : { body: JSON.stringify(content) };
  const plain = { method, url, headers: { 'content-type': 'application/json' }, ...body };
  const signer = { identity: cloud.operator, service: 'execute-api', region };
  const headers = await signRequest(plain, signer, surroundings.wallClock());
  return fetch(url, { method, headers, ...body });
}
