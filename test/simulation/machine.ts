import { sweep } from '../../shared/app/sweep.ts';
import { epochOf } from '../../shared/core/calendar/instant.ts';
import { DependencyError, InputError } from '../../shared/core/errors.ts';
import type { ReconciliationStore } from '../../shared/ports/reconciliations.ts';
import type { Store } from '../../shared/ports/store.ts';
import { memoryReconciliations } from '../builders/memory-reconciliations.ts';
import { recordingLog, type RecordingLog } from '../builders/recording-log.ts';
import { CONSUMERS } from './consumers.ts';
import { deployedQueues, type Senders } from './deployed-queues.ts';
import { forgeryOf, receive, signed, type Request, type Webhook } from './door.ts';
import { DeadError, faultLayer, type FaultLayer, type FaultPlan, type Invocation } from './faults.ts';
import { TIMEOUTS, type Lambda } from './limits.ts';
import type { SeededRandom } from './seeded-random.ts';
import { simulatedOutside, type Outside } from './outside.ts';
import { MINUTE, type VirtualTime } from './virtual-time.ts';

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
  /** People and senders who try again until they are through. */
  readonly trying: number;
  /** A webhook comes to the door: signed, and tried again by its sender until it is taken. A forgery of it comes too. */
  readonly webhook: (webhook: Webhook) => void;
  /** What went wrong at the door: a true webhook refused, or a forged one taken. */
  readonly atTheDoor: readonly string[];
  /** What an operator does about dead letters once the cause is mended: webhooks and SES's events go back to their queue, once a click. */
  readonly redrive: () => void;
  /** What lies there until then. */
  readonly toRedrive: readonly { readonly body: string }[];
  /** To be called after every step: plans the next sweep. */
  readonly afterStep: () => void;
  /** Runs one use case as a function of its own, behind the fault layer. A dead or failed run is tried again until it is through. */
  readonly untilDone: (lambda: Lambda, work: (ports: Ports) => Promise<unknown>) => void;
}

/** What the use cases get to work with in one invocation. */
export type Ports = ReturnType<typeof portsOf>;

interface Bench {
  readonly time: VirtualTime;
  readonly layer: FaultLayer;
  readonly outside: Outside;
  readonly log: RecordingLog;
  readonly senders: Senders;
  readonly reconciliations: ReconciliationStore;
}

export function machine(options: { time: VirtualTime; random: SeededRandom; plan: FaultPlan }): Machine {
  const { time, random, plan } = options;
  const outside = simulatedOutside(time);
  const layer = faultLayer(time, plan, () => random.between(5, 120));
  const escaped: { lambda: string; error: unknown }[] = [];
  const log = recordingLog();

  const queues = deployedQueues({
    time,
    delay: () => random.between(10, 2000),
    downUntil: () => layer.downUntil,
    consume: (consumer, record, again) => invoke(consumer, (ports) => CONSUMERS[consumer](ports, record), again),
  });
  const bench: Bench = { time, layer, outside, log, senders: queues, reconciliations: memoryReconciliations() };
  outside.onMail(queues.mailEvent);
  outside.onStripeEvent((sent) => webhook(sent));

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
  const trying = { count: 0 };
  let forgeries = 0;
  const webhook = (sent: Webhook): void => {
    untilDone({ time, layer, invoke, trying }, 'receive-webhook', async (ports) => {
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
    deadLetters: queues.deadLetters,
    get queued() {
      return queues.waiting;
    },
    webhook,
    atTheDoor,
    log,
    redrive: queues.redrive,
    toRedrive: queues.toRedrive,
    afterStep,
    get trying() {
      return trying.count;
    },
    untilDone: (lambda, work) => untilDone({ time, layer, invoke, trying }, lambda, work),
  };
}

type Invoke = (
  lambda: Lambda,
  work: (ports: Ports) => Promise<unknown>,
  comesAgain: (later: number) => void,
) => Promise<void>;

/** A person or a sender who tries again until it worked: after what it did not survive, and while everything is down. */
function untilDone(
  { time, layer, invoke, trying }: { time: VirtualTime; layer: FaultLayer; invoke: Invoke; trying: { count: number } },
  lambda: Lambda,
  work: (ports: Ports) => Promise<unknown>,
): void {
  let tries = 0;
  let isThrough = false;
  trying.count += 1;
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
    invoke(lambda, once, again).then(through, () => time.at(time.now + MINUTE, attempt));
  };
  const through = (): void => {
    trying.count -= isThrough ? 0 : 1;
    isThrough = true;
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

function portsOf({ layer, outside, log, senders, reconciliations }: Bench, invocation: Invocation) {
  const store: Store = layer.wrap(invocation, 'store', outside.store);
  return {
    store,
    invoicer: layer.wrap(invocation, 'invoicer', outside.invoicer),
    activations: layer.wrap(invocation, 'activations', outside.activations),
    mailer: layer.wrap(invocation, 'mailer', outside.mailer),
    documents: outside.documents,
    bell: layer.wrap(invocation, 'bell', senders.bells),
    inbound: layer.wrap(invocation, 'inbound', senders.inbound),
    reconciliations: layer.wrap(invocation, 'reconciliations', reconciliations),
    reconcileBells: layer.wrap(invocation, 'bell', senders.reconcileBells),
    log,
    publicBaseUrl: 'https://tallystick.example',
  };
}
