import type { SQSRecord } from 'aws-lambda';
import { readMessage } from '../../shared/adapters/sqs/read-message.ts';
import { instantFromEpoch, type Instant } from '../../shared/core/calendar/instant.ts';
import { DependencyError } from '../../shared/core/errors.ts';
import type { ReconciliationStore } from '../../shared/ports/reconciliations.ts';
import type { Store } from '../../shared/ports/store.ts';
import { memoryReconciliations } from '../builders/memory-reconciliations.ts';
import { recordingLog, type RecordingLog } from '../builders/recording-log.ts';
import type { AskedVendor } from '../../shared/core/crm/vendors.ts';
import { CRM_READERS } from '../../shared/runtime/crm-readers.ts';
import { CONSUMERS } from './consumers.ts';
import { idOfBody, VENDOR } from './crm-model.ts';
import { deployedQueues, type Senders } from './deployed-queues.ts';
import { forgeryOf, receive, signed, type Request, type Webhook } from './door.ts';
import { DeadError, faultLayer, type FaultLayer, type FaultPlan, type Invocation } from './faults.ts';
import { TIMEOUTS, type Lambda } from './limits.ts';
import { people, type UntilDone } from './people.ts';
import { pullsWhenChanged } from './pull-schedule.ts';
import { dailyRuns, sweepWhenDue, type DailyRuns } from './schedules.ts';
import { subjectOfQueued } from './sound.ts';
import type { SeededRandom } from './seeded-random.ts';
import { simulatedOutside, type Outside } from './outside.ts';
import { DAY, HOUR, type VirtualTime } from './virtual-time.ts';
import { calm, type Weather } from './weather.ts';
import { webhookSenders, type WebhookSenders } from './webhook-senders.ts';

/** One deployment in virtual time: the use cases as Lambdas behind queues, with every port behind the fault layer. */
export interface Machine {
  readonly time: VirtualTime;
  readonly outside: Outside;
  readonly layer: FaultLayer;
  readonly random: SeededRandom;
  readonly weather: Weather;
  /** The time by the clock of one process, which may be off. */
  readonly clock: () => Instant;
  /** Faults that no use case may let out: they would be a bug, not a failure of the outside. */
  readonly escaped: { readonly lambda: string; readonly error: unknown }[];
  /** The messages that became dead letters and name a contract, as the inbox calls them. */
  readonly deadLetters: ReadonlySet<string>;
  readonly log: RecordingLog;
  /** Messages that lie in a queue. */
  readonly queued: number;
  /** People and senders who will try again. */
  readonly trying: number;
  /** A webhook comes to the door: signed, and tried again by its sender until it is taken or given up. A forgery of it comes too. */
  readonly webhook: (webhook: Webhook) => void;
  readonly senders: WebhookSenders;
  /** Something was lost for good, by a queue or a sender, and the daily run that finds it is not through. */
  readonly isDailyRunDue: boolean;
  /** What the last daily run found of each contract. */
  readonly compared: DailyRuns['compared'];
  /** Since when there is something that only a daily run brings back. */
  readonly dailyRunWantedAt: number | undefined;
  /** Has the daily run played until it is through, though nothing may be lost. */
  readonly wantDailyRun: () => void;
  /** Something changed in a connected CRM, or one was connected, and no pull has looked since. */
  readonly isPullDue: boolean;
  readonly wantPull: () => void;
  /** The messages that were lost on their way to what reads them, as the inbox calls them. */
  readonly lost: ReadonlySet<string>;
  /** What went wrong at the door: a true webhook refused, or a forged one taken. */
  readonly atTheDoor: readonly string[];
  /** The webhooks that were answered with a 2xx, as the inbox calls them, and the table that there was then. */
  readonly accepted: readonly { readonly inboxId: string; readonly table: string }[];
  /** To be called after every step: plans the next sweep. */
  readonly afterStep: () => void;
  /** Until when people answer what waits, once a day. */
  readonly answering: { until: number; answeredAt: number };
  /** Runs one use case as a function of its own, behind the fault layer. A dead or failed run is tried again until it is through. */
  readonly untilDone: UntilDone;
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
  const weather = calm();
  const clock = (): Instant => instantFromEpoch(time.now + weather.skew());
  const lost = new Set<string>();
  const log = recordingLog();
  const daily = dailyRuns({ time, layer, outside, invoke, clock }, memoryReconciliations());

  // The daily run leaves to its queue what is younger.
  function readAgainLater(): void {
    daily.wanted(time.now + HOUR);
  }
  outside.onLeft(readAgainLater);
  outside.poison.onMend(readAgainLater);

  const queues = deployedQueues({
    time,
    delay: () => random.between(10, 2000),
    downUntil: () => layer.downUntil,
    repeats: () => weather.repeats(),
    consume: (consumer, record, again) => invoke(consumer, (ports) => CONSUMERS[consumer](ports, record), again),
    // What it said is found by the daily run, or sent again by a person.
    lost: (queue, record) => {
      daily.wanted();
      const inboxId = QUEUES_READ.has(queue)
        ? inboxIdOf(record)
        : queue.endsWith('-dead-letters')
          ? `dead-letter/${queue}/${record.messageId}`
          : undefined;
      if (inboxId !== undefined) lost.add(inboxId);
    },
    // Of what nothing works with it fails again each day until it is mended.
    unread: ({ body }) => {
      if (outside.poison.of(subjectOfQueued(outside, body)) === undefined) readAgainLater();
    },
  });
  const bench: Bench = { time, layer, outside, log, senders: queues, reconciliations: daily.reconciliations };
  outside.onMail(queues.mailEvent);
  outside.events.onEvent((sent) => webhook(sent));

  /** Runs a function as AWS does: it has its time and then it is gone; what it throws is for its caller to see. */
  async function invoke(
    lambda: Lambda,
    work: (ports: Ports) => Promise<unknown>,
    comesAgain: (later: number) => number,
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
  const accepted: { inboxId: string; table: string }[] = [];
  let forgeries = 0;
  const sending = webhookSenders({
    time,
    random,
    downUntil: () => layer.downUntil,
    late: () => weather.late(),
    attempt: (webhook, number) => {
      const sent = numbered(webhook, number);
      const work = async (ports: Ports): Promise<void> => {
        const status = (await receive(ports, signed(sent, time.now), time.now + weather.skew())) ?? 0;
        if (status >= 500)
          throw new DependencyError('webhook', 'It was not taken.', { retryable: true, details: { status } });
        if (status >= 300) atTheDoor.push(`${sent.messageId} was refused with ${status}`);
      };
      const again = (later: number): number => {
        const after = Math.min(later, MOST_SENT_AGAIN);
        time.at(time.now + after, () => void once().catch(() => undefined));
        return after;
      };
      const once = (): Promise<void> =>
        layer.downUntil > time.now ? Promise.resolve() : invoke('receive-webhook', work, again);
      return once();
    },
    taken: (webhook, number) => {
      accepted.push({ inboxId: inboxIdOfSent(numbered(webhook, number)), table: outside.tables.id });
      if (webhook.source === 'stripe') outside.events.taken(webhook.messageId);
    },
    gaveUp: () => daily.wanted(),
  });
  const webhook = (sent: Webhook): void => {
    sending.send(sent);
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

  const pulls = pullsWhenChanged({ time, layer, outside, invoke, clock });
  outside.poison.onMend(() => pulls.wanted());
  outside.crm.onChange((told) => {
    pulls.wanted();
    if (told !== undefined) webhook(told);
  });
  const afterStep = sweepWhenDue({ time, layer, outside, invoke, clock });
  const asking = people({ time, layer, invoke });
  return {
    time,
    outside,
    layer,
    random,
    weather,
    clock,
    escaped,
    deadLetters: queues.deadLetters,
    senders: sending,
    get isDailyRunDue() {
      return daily.isDue;
    },
    compared: daily.compared,
    get dailyRunWantedAt() {
      return daily.wantedAt;
    },
    wantDailyRun: () => daily.wanted(),
    get isPullDue() {
      return pulls.isDue;
    },
    wantPull: () => pulls.wanted(),
    lost,
    get queued() {
      return queues.waiting;
    },
    webhook,
    atTheDoor,
    accepted,
    log,
    afterStep,
    get trying() {
      return asking.trying + sending.trying;
    },
    answering: { until: 0, answeredAt: 0 },
    untilDone: asking.untilDone,
  };
}

/** HubSpot counts its attempts in what it sends. */
function numbered(webhook: Webhook, number: number): Webhook {
  if (webhook.vendor === undefined) return webhook;
  return { ...webhook, body: webhook.body.replace('"attemptNumber":0', `"attemptNumber":${number}`) };
}

/** Who sends may send once more what was taken, for as long as Stripe keeps it. */
const MOST_SENT_AGAIN = 30 * DAY;

/** The queues behind which messages are read into the inbox. */
const QUEUES_READ: ReadonlySet<string> = new Set(['inbound', 'mail-events']);

function inboxIdOfSent({ source, contractId, vendor, messageId, body }: Webhook): string {
  if (source === 'stripe') return `stripe/${messageId}`;
  return vendor === undefined ? `crm/${contractId}/${messageId}` : `crm/${contractId}/${vendor}/${idOfBody(body)}`;
}

/** As the inbox calls a message once it is read; undefined for one that is about nothing of ours. */
function inboxIdOf(record: SQSRecord): string | undefined {
  const message = readMessage(record);
  switch (message.kind) {
    case 'inbound': {
      const { source, contractId, vendor, messageId } = message.inbound;
      if (source === 'stripe') return `stripe/${messageId}`;
      return ['crm', contractId, ...(vendor === undefined ? [] : [vendor]), messageId].join('/');
    }
    case 'mail':
      return `ses/${message.report.messageId}/${message.report.event}`;
    case 'not-ours':
      return undefined;
    default:
      return message satisfies never;
  }
}

function portsOf({ layer, outside, log, senders, reconciliations }: Bench, invocation: Invocation) {
  const store: Store = layer.wrap(invocation, 'store', outside.store);
  return {
    store,
    invoicer: layer.wrap(invocation, 'invoicer', outside.invoicer),
    activations: layer.wrap(invocation, 'activations', outside.activations),
    mailer: layer.wrap(invocation, 'mailer', outside.mailer),
    secrets: layer.wrap(invocation, 'secrets', outside.secrets),
    documents: outside.documents,
    bell: layer.wrap(invocation, 'bell', senders.bells),
    inbound: layer.wrap(invocation, 'inbound', senders.inbound),
    reconciliations: layer.wrap(invocation, 'reconciliations', reconciliations),
    reconcileBells: layer.wrap(invocation, 'bell', senders.reconcileBells),
    readerOf: (vendor: AskedVendor) => CRM_READERS[vendor],
    openCrm: async () => layer.wrap(invocation, VENDOR, outside.crm.asked),
    log,
    publicBaseUrl: 'https://tallystick.example',
  };
}
