import { parkDeadLetter } from '../../shared/app/park-dead-letter.ts';
import { reconcileContract } from '../../shared/app/reconcile-contract.ts';
import { startReconcile } from '../../shared/app/start-reconcile.ts';
import { pushInvoice } from '../../shared/app/push-invoice.ts';
import { recordInbound } from '../../shared/app/record-inbound.ts';
import { recordMailEvent, type MailReport } from '../../shared/app/record-mail-event.ts';
import { sendStatement } from '../../shared/app/send-statement.ts';
import { settleContract } from '../../shared/app/settle-contract.ts';
import { sweep } from '../../shared/app/sweep.ts';
import { readCrmEvent } from '../../shared/adapters/crm/standard-webhooks/read-event.ts';
import { epochOf } from '../../shared/core/calendar/instant.ts';
import type { IntentRing, Ring } from '../../shared/ports/bell.ts';
import { DependencyError, InputError } from '../../shared/core/errors.ts';
import type { InboundMessage, InboundQueue } from '../../shared/ports/inbound.ts';
import type { Store } from '../../shared/ports/store.ts';
import type {
  ReconcileBells,
  ReconcileRing,
  ReconciliationStore,
  StartReconcile,
} from '../../shared/ports/reconciliations.ts';
import { memoryReconciliations } from '../builders/memory-reconciliations.ts';
import { withoutCrm } from '../builders/a-world.ts';
import { recordingLog, type RecordingLog } from '../builders/recording-log.ts';
import { forgeryOf, receive, signed, type Request, type Webhook } from './door.ts';
import { DeadError, faultLayer, type FaultLayer, type FaultPlan, type Invocation } from './faults.ts';
import { queueModel, type Delivery, type QueueModel } from './queue-model.ts';
import type { SeededRandom } from './seeded-random.ts';
import { simulatedOutside, type Outside } from './outside.ts';
import { MINUTE, SECOND, type VirtualTime } from './virtual-time.ts';

/** One deployment in virtual time: the use cases as Lambdas behind queues, with every port behind the fault layer. */
export interface Machine {
  readonly time: VirtualTime;
  readonly outside: Outside;
  readonly layer: FaultLayer;
  readonly random: SeededRandom;
  /** Faults that no use case may let out: they would be a bug, not a failure of the outside. */
  readonly escaped: { readonly lambda: string; readonly error: unknown }[];
  /** The messages that became dead letters and name a contract, as the inbox calls them. */
  readonly deadLetters: readonly string[];
  readonly log: RecordingLog;
  /** Messages that lie in a queue. */
  readonly queued: number;
  /** A webhook comes to the door: signed, and tried again by its sender until it is taken. A forgery of it comes too. */
  readonly webhook: (webhook: Webhook) => void;
  /** What went wrong at the door: a true webhook refused, or a forged one taken. */
  readonly atTheDoor: readonly string[];
  /** What an operator does about dead letters once the cause is mended: webhooks and SES's events go back to their queue, once a click. */
  readonly redrive: () => void;
  /** To be called after every step: plans the next sweep. */
  readonly afterStep: () => void;
  /** Runs one use case as a function of its own, behind the fault layer. A dead or failed run is tried again until it is through. */
  readonly untilDone: (lambda: Lambda, work: (ports: Ports) => Promise<unknown>) => void;
}

/** What the use cases get to work with in one invocation. */
export type Ports = ReturnType<typeof portsOf>;

/** Time-outs of the functions, as infra/constructs/time-limits.ts has them. */
const TIMEOUTS = {
  'receive-webhook': 10 * SECOND,
  'record-facts': 60 * SECOND,
  'settle-contract': 60 * SECOND,
  'push-invoice': 90 * SECOND,
  'send-statement': 90 * SECOND,
  'park-contract': 60 * SECOND,
  reconcile: 5 * MINUTE,
  sweep: 60 * SECOND,
  api: 30 * SECOND,
} as const;
export type Lambda = keyof typeof TIMEOUTS;

const MOST_RECEIVES = 5;

interface Bench {
  readonly time: VirtualTime;
  readonly layer: FaultLayer;
  readonly outside: Outside;
  readonly log: RecordingLog;
  readonly bells: ReturnType<typeof bellsOf>;
  readonly inbound: InboundQueue;
  readonly reconciliations: ReconciliationStore;
  readonly reconcileBells: ReconcileBells;
}

export function machine(options: { time: VirtualTime; random: SeededRandom; plan: FaultPlan }): Machine {
  const { time, random, plan } = options;
  const outside = simulatedOutside(time);
  const layer = faultLayer(time, plan, () => random.between(5, 120));
  const escaped: { lambda: string; error: unknown }[] = [];
  const dead: { letters: string[]; again: (() => void)[] } = { letters: [], again: [] };
  const log = recordingLog();

  const queue = <T>(
    name: string,
    lambda: Lambda,
    kind: 'fifo' | 'standard',
    work: (ports: Ports, body: T) => Promise<unknown>,
  ) => {
    const made: QueueModel<T> = queueModel<T>({
      time,
      name,
      kind,
      visibility: 6 * TIMEOUTS[lambda],
      mostReceives: MOST_RECEIVES,
      delay: () => random.between(10, 2000),
      downUntil: () => layer.downUntil,
      consume: (delivery) =>
        invoke(
          lambda,
          (ports) => work(ports, delivery.body),
          (later) => made.again(delivery, groupOf(delivery.body), later),
        ),
      deadLetters: (delivery) => {
        if (lambda === 'record-facts') dead.again.push(() => made.again(delivery, groupOf(delivery.body), 0));
        park(name, delivery);
      },
    });
    return made;
  };

  const queues = {
    contract: queue<Ring>('contract', 'settle-contract', 'fifo', (ports, ring) =>
      settleContract({ ...ports, bells: ports.bell }, ring),
    ),
    invoice: queue<IntentRing>('invoice', 'push-invoice', 'fifo', (ports, ring) => pushInvoice(ports, ring)),
    statement: queue<IntentRing>('statement', 'send-statement', 'fifo', (ports, ring) => sendStatement(ports, ring)),
    inbound: queue<InboundMessage>('inbound', 'record-facts', 'fifo', (ports, message) =>
      recordInbound({ ...ports, readCrmEvent, ...withoutCrm }, message),
    ),
    mail: queue<MailReport>('mail-events', 'record-facts', 'standard', (ports, report) =>
      recordMailEvent(ports, report),
    ),
    reconcile: queue<ReconcileRing | StartReconcile>('reconcile', 'reconcile', 'fifo', (ports, message) =>
      'contractId' in message
        ? reconcileContract(ports, message)
        : startReconcile({ ...ports, bells: ports.reconcileBells }, message),
    ),
    dead: queue<Parameters<typeof parkDeadLetter>[1]>('dead', 'park-contract', 'fifo', (ports, letter) =>
      parkDeadLetter(ports, letter),
    ),
  };
  const reconcileBells: ReconcileBells = {
    ringStart: async (start) => queues.reconcile.send(start, 'start', start.run),
    ringReconcile: async (rings) => {
      for (const ring of rings) queues.reconcile.send(ring, ring.contractId, `${ring.run}|${ring.contractId}`);
    },
  };
  const bench: Bench = {
    reconcileBells,
    reconciliations: memoryReconciliations(),
    time,
    layer,
    outside,
    log,
    bells: bellsOf(queues),
    inbound: { accept: async (message) => inbound(message) },
  };
  outside.onMail((report) => queues.mail.send(report, '', `${report.messageId}${report.event}`));
  outside.onStripeEvent((sent) => webhook(sent));

  function inbound(message: InboundMessage): void {
    const group = message.contractId === '' ? message.source : message.contractId;
    queues.inbound.send(message, group, `${message.source}|${message.contractId}|${message.messageId}|${message.body}`);
  }

  function park(name: string, { id, body }: Delivery<unknown>): void {
    const contractId: unknown = Reflect.get(Object(body), 'contractId');
    const letter = {
      queue: name,
      messageId: id,
      contractId: typeof contractId === 'string' && contractId !== '' ? contractId : undefined,
      at: time.instant,
      body: 'a message',
    };
    if (letter.contractId !== undefined) dead.letters.push(`dead-letter/${name}/${id}`);
    queues.dead.send(letter, String(letter.contractId), id);
  }

  /** Runs a function as AWS does: it has its time and then it is gone; what it throws is for its caller to see. */
  async function invoke(
    lambda: Lambda,
    work: (ports: Ports) => Promise<unknown>,
    comesAgain: (later: number) => void,
  ): Promise<void> {
    const invocation: Invocation = { lambda, alive: true, deadline: time.now + TIMEOUTS[lambda], comesAgain };
    let callOff = (): void => undefined;
    const ended = new Promise<never>((_, reject) => {
      callOff = time.unless(invocation.deadline + 1, () => reject(new DeadError()));
    });
    try {
      await Promise.race([work(portsOf(bench, invocation)), ended]);
    } catch (error) {
      if (!(error instanceof DeadError)) escaped.push({ lambda, error });
      throw error;
    } finally {
      invocation.alive = false;
      callOff();
    }
  }

  const atTheDoor: string[] = [];
  let forgeries = 0;
  const webhook = (sent: Webhook): void => {
    untilDone({ time, layer, invoke }, 'receive-webhook', async (ports) => {
      const status = (await receive(ports, signed(sent, time.now), time.now)) ?? 0;
      if (status >= 500)
        throw new DependencyError('webhook', 'It was not taken.', { retryable: true, details: { status } });
      if (status >= 300) atTheDoor.push(`${sent.messageId} was refused with ${status}`);
    });
    const taking = { accept: async () => void atTheDoor.push(`a forgery of ${sent.messageId} was taken`) };
    const answerTo = async (forged: Request): Promise<void> => {
      const status = await receive({ log, inbound: taking }, forged, time.now);
      if (status !== 401) atTheDoor.push(`a forgery of ${sent.messageId} was answered with ${status}`);
    };
    forgeries += 1;
    void answerTo(forgeryOf(sent, time.now, forgeries)).catch((error: unknown) =>
      atTheDoor.push(`a forgery failed: ${String(error)}`),
    );
  };

  const afterStep = sweepWhenDue({ ...bench, invoke });
  return {
    time,
    outside,
    layer,
    random,
    escaped,
    deadLetters: dead.letters,
    get queued() {
      return Object.values(queues).reduce((sum, { waiting }) => sum + waiting, 0);
    },
    webhook,
    atTheDoor,
    log,
    redrive: () => dead.again.splice(0).forEach((deliver) => deliver()),
    afterStep,
    untilDone: (lambda, work) => untilDone({ time, layer, invoke }, lambda, work),
  };
}

function groupOf(body: unknown): string {
  return String(Reflect.get(Object(body), 'contractId'));
}

type Invoke = (
  lambda: Lambda,
  work: (ports: Ports) => Promise<unknown>,
  comesAgain: (later: number) => void,
) => Promise<void>;

/** A person or a sender who tries again until it worked: after what it did not survive, and while everything is down. */
function untilDone(
  { time, layer, invoke }: { time: VirtualTime; layer: FaultLayer; invoke: Invoke },
  lambda: Lambda,
  work: (ports: Ports) => Promise<unknown>,
): void {
  let tries = 0;
  const once = async (ports: Ports): Promise<void> => {
    tries += 1;
    await work(ports).catch((error: unknown) => {
      // Who asks again for what was done at the first try is told so, and is content.
      if (tries === 1 || !(error instanceof InputError)) throw error;
    });
  };
  const attempt = (): void => {
    if (layer.downUntil > time.now) return time.at(layer.downUntil, attempt);
    const again = (later: number): void => time.at(time.now + later, attempt);
    invoke(lambda, once, again).catch(() => time.at(time.now + MINUTE, attempt));
  };
  attempt();
}

/**
 * The schedule: a sweep each minute. A minute in which no contract's attention has come changes nothing and is left out,
 * so after each step it is looked up when the next one comes.
 */
function sweepWhenDue({ time, layer, outside, invoke }: Bench & { readonly invoke: Invoke }): () => void {
  let planned = Number.POSITIVE_INFINITY;
  const look = (): void => {
    const due = outside.nextAttention();
    if (due === undefined) return;
    const at = Math.ceil(Math.max(time.now + 1, epochOf(due), layer.downUntil) / MINUTE) * MINUTE;
    if (at >= planned) return;
    planned = at;
    time.at(at, run);
  };
  const run = (): void => {
    if (time.now !== planned) return;
    planned = Number.POSITIVE_INFINITY;
    if (layer.downUntil > time.now) return;
    void invoke(
      'sweep',
      (ports) => sweep(ports, time.instant),
      () => undefined,
    ).catch(() => undefined);
  };
  return look;
}

function bellsOf(queues: {
  contract: QueueModel<Ring>;
  invoice: QueueModel<IntentRing>;
  statement: QueueModel<IntentRing>;
}) {
  const deduplication = (ring: IntentRing): string => `${ring.intent}|${ring.factSeq}|${ring.asOf}`;
  return {
    ringContract: async (ring: Ring) =>
      queues.contract.send(
        ring,
        ring.contractId,
        `${ring.contractId}|${ring.factSeq}|${ring.asOf}|${ring.after ?? ''}`,
      ),
    ringInvoice: async (ring: IntentRing) => queues.invoice.send(ring, ring.contractId, deduplication(ring)),
    ringStatement: async (ring: IntentRing) => queues.statement.send(ring, ring.contractId, deduplication(ring)),
  };
}

function portsOf(
  { layer, outside, log, bells, inbound, reconciliations, reconcileBells }: Bench,
  invocation: Invocation,
) {
  const store: Store = layer.wrap(invocation, 'store', outside.store);
  return {
    store,
    invoicer: layer.wrap(invocation, 'invoicer', outside.invoicer),
    activations: layer.wrap(invocation, 'activations', outside.activations),
    mailer: layer.wrap(invocation, 'mailer', outside.mailer),
    documents: outside.documents,
    bell: layer.wrap(invocation, 'bell', bells),
    inbound: layer.wrap(invocation, 'inbound', inbound),
    reconciliations: layer.wrap(invocation, 'reconciliations', reconciliations),
    reconcileBells: layer.wrap(invocation, 'bell', reconcileBells),
    log,
    publicBaseUrl: 'https://tallystick.example',
  };
}
