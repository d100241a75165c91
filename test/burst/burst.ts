import { randomUUID } from 'node:crypto';
import type { Stripe } from 'stripe';
import type { Traffic } from '../../infra/local/stripe/rate-limits.ts';
import { createDynamoDbStore } from '../../shared/adapters/dynamodb/dynamodb-store.ts';
import { createPaceRooms } from '../../shared/adapters/dynamodb/pace.ts';
import { createPace, STRIPE_LIMITS } from '../../shared/adapters/stripe/pace.ts';
import { pacedClient } from '../../shared/adapters/stripe/paced-client.ts';
import { createStripeInvoicer } from '../../shared/adapters/stripe/stripe-invoicer.ts';
import { adoptContract } from '../../shared/app/adopt-contract.ts';
import { pushInvoice } from '../../shared/app/push-invoice.ts';
import { settleContract } from '../../shared/app/settle-contract.ts';
import { minutesAfter } from '../../shared/core/calendar/instant.ts';
import type { Plain } from '../../shared/core/json.ts';
import type { Activation, ActivationStore } from '../../shared/ports/activation.ts';
import type { IntentRing } from '../../shared/ports/bell.ts';
import type { PaceRooms } from '../../shared/ports/pace.ts';
import type { Store } from '../../shared/ports/store.ts';
import { contractFile1999, DAY_ONE } from '../builders/a-contract.ts';
import { clientOf, createTable, startEngine } from '../builders/engine.ts';
import { memoryReconciliations } from '../builders/memory-reconciliations.ts';
import { createMemoryStore } from '../builders/memory-store.ts';
import { recordingLog } from '../builders/recording-log.ts';
import { runStandIn, SECRET_KEY } from '../infra/local/stripe/running-stand-in.ts';
import { virtualClock, type VirtualClock } from './virtual-clock.ts';

export interface BurstOptions {
  /** One invoice each, all due at the same minute. */
  readonly contracts: number;
  /** As many as infra/constructs/billing-functions.ts lets run at once. */
  readonly workers: number;
  /** What a request to Stripe takes on its way, in milliseconds. */
  readonly latency: number;
  /** `memory` is the store of the tests, which passes the same suite; it makes ten thousand contracts a matter of minutes. */
  readonly table: 'engine' | 'memory';
  /** Without the pace every worker sends as fast as it can: what Stripe refuses then shows what the pace is for. */
  readonly paced?: boolean;
  /** The kill switch is pulled when so many are done, and lifted when all workers have come to rest. */
  readonly stopAfter?: number;
  readonly onProgress?: (done: number) => void;
}

export interface BurstResult {
  readonly open: number;
  readonly doubled: number;
  readonly unfinished: number;
  /** Of Stripe's clock. */
  readonly seconds: number;
  readonly traffic: Traffic;
  /** Invoices finalised between the stop and the moment at which all was at rest; undefined when it was not pulled. */
  readonly movedWhileStopped: number | undefined;
}

const START = Date.parse('1999-04-06T14:00:00Z');

/** Ten thousand contracts, say, whose first retainer is due at one minute: the real SDK against the strict stand-in. */
export async function runBurst(options: BurstOptions): Promise<BurstResult> {
  const clock = virtualClock(START);
  const { store, rooms, close } = options.table === 'engine' ? await engineTable() : memoryTable();
  const running = await runStandIn({ wallClock: () => new Date(clock.now()), rateLimits: 'live' });
  try {
    const rings = await adoptAll(store, options.contracts);
    const pace = options.paced === false ? noPace : createPace(rooms, clock, STRIPE_LIMITS.live);
    const httpClient = slowed(pacedClient(pace, clock), clock, options.latency);
    const { origin: apiBase } = running;
    const invoicer = createStripeInvoicer({ apiKey: SECRET_KEY, apiBase, deployment: 'burst', httpClient });
    const movedWhileStopped = await pushAll({ store, invoicer, clock, rings, tableId: await store.tableId() }, options);
    return { ...(await outcome(running, store, rings)), seconds: (clock.now() - START) / 1000, movedWhileStopped };
  } finally {
    await running.stop();
    await close();
  }
}

interface TableOfBurst {
  readonly store: Store;
  readonly rooms: PaceRooms;
  readonly close: () => Promise<void>;
}

async function engineTable(): Promise<TableOfBurst> {
  const engine = await startEngine();
  const client = clientOf(engine.endpoint);
  const tableName = `burst-${randomUUID()}`;
  await createTable(client, tableName);
  return {
    store: createDynamoDbStore({ tableName, client, newWriteId: randomUUID }),
    rooms: createPaceRooms({ client, tableName }),
    close: async () => {
      client.destroy();
      await engine.stop();
    },
  };
}

function memoryTable(): TableOfBurst {
  return { store: createMemoryStore(), rooms: memoryRooms(), close: async () => undefined };
}

/** One process needs no conditional writes: nothing comes between a look and a count. */
function memoryRooms(): PaceRooms {
  let [current, taken] = [-1, new Map<string, number>()];
  const of = (name: string): number => taken.get(name) ?? 0;
  return {
    take: async ({ slot, endpoint, most }) => {
      if (slot > current) [current, taken] = [slot, new Map()];
      if (slot < current || of('account') >= most.account || of(endpoint) >= most.endpoint) return false;
      taken.set('account', of('account') + 1).set(endpoint, of(endpoint) + 1);
      return true;
    },
    close: async () => undefined,
  };
}

const noPace = { turn: async () => undefined, holdOff: async () => undefined };

/** Every contract with its own client, adopted and settled: one posting and one intent each. */
async function adoptAll(store: Store, contracts: number): Promise<IntentRing[]> {
  const rings: IntentRing[] = [];
  // It is a mapping with a client: the schema has read it in other tests.
  const sample = contractFile1999() as { readonly client: { readonly [key: string]: Plain } };
  const bells = {
    ringContract: async () => undefined,
    ringStatement: async () => undefined,
    ringInvoice: async (ring: IntentRing) => void rings.push(ring),
  };
  const activations = switchOn(await store.tableId());
  const reconciliations = memoryReconciliations();
  const world = { store, bell: bells, bells, activations, reconciliations, log: recordingLog() };
  const ids = Array.from({ length: contracts }, (_, index) => `contract-${String(index).padStart(5, '0')}`);
  await atOnce(8, ids, async (id) => {
    await adoptContract(world, {
      file: { ...sample, id, client: { ...sample.client, statementsTo: [`accounts@${id}.example`] } },
      by: 'Eugene Chiaramonte',
      now: DAY_ONE,
      salt: `salt-${id}`,
    });
    await settleContract(world, { contractId: id, factSeq: 1, asOf: DAY_ONE });
  });
  return rings;
}

interface Pushing {
  readonly store: Store;
  readonly invoicer: ReturnType<typeof createStripeInvoicer>;
  readonly clock: VirtualClock;
  readonly rings: readonly IntentRing[];
  readonly tableId: string;
}

/** Workers take the rings as Lambda takes messages; what Stripe put off, or the switch held back, is rung for again. */
async function pushAll(pushing: Pushing, options: BurstOptions): Promise<number | undefined> {
  const activations = switchOn(pushing.tableId);
  const counted = { done: 0, atStop: undefined as number | undefined };
  await pushOnce(pushing, options, activations, counted);
  const moved = counted.atStop === undefined ? undefined : counted.done - counted.atStop;
  activations.current = { state: 'on', tableId: pushing.tableId, customers: {} };
  for (let again = 0; again < 20 && counted.done < pushing.rings.length; again += 1) {
    await pushOnce(pushing, { ...options, stopAfter: Number.POSITIVE_INFINITY }, activations, counted);
  }
  return moved;
}

async function pushOnce(
  { store, invoicer, clock, rings }: Pushing,
  { workers, stopAfter, onProgress }: BurstOptions,
  activations: ActivationStore & { current: Activation },
  counted: { done: number; atStop: number | undefined },
): Promise<void> {
  const bell = { ringContract: async () => undefined };
  const world = { store, invoicer, activations, bell, log: recordingLog(), publicBaseUrl: 'https://burst.example' };
  const left = [...rings];
  const worker = async (): Promise<void> => {
    for (let ring = left.shift(); ring !== undefined; ring = left.shift()) {
      if ((await pushInvoice(world, { ...ring, asOf: minutesAfter(ring.asOf, 1) })) !== 'done') continue;
      counted.done += 1;
      onProgress?.(counted.done);
      if (counted.done !== stopAfter) continue;
      counted.atStop = counted.done;
      activations.current = { ...activations.current, stopped: { at: ring.asOf, by: 'operator', why: 'a trial' } };
    }
  };
  await clock.run(Array.from({ length: workers }, () => worker));
}

function switchOn(tableId: string): ActivationStore & { current: Activation } {
  const held: { current: Activation } = { current: { state: 'on', tableId, customers: {} } };
  return Object.assign(held, {
    read: async () => held.current,
    write: async (next: Activation) => void (held.current = next),
  });
}

async function outcome(
  { stripe, standIn }: { stripe: Stripe; standIn: { traffic(): Traffic; setRateLimits(limits: 'none'): void } },
  store: Store,
  rings: readonly IntentRing[],
): Promise<Pick<BurstResult, 'open' | 'doubled' | 'unfinished' | 'traffic'>> {
  const traffic = standIn.traffic();
  standIn.setRateLimits('none');
  const perPosting = new Map<string, number>();
  for await (const { metadata, status } of stripe.invoices.list({ limit: 100 })) {
    if (status !== 'open') continue;
    const posting = `${metadata?.['tallystick_contract']}/${metadata?.['tallystick_posting']}`;
    perPosting.set(posting, (perPosting.get(posting) ?? 0) + 1);
  }
  let unfinished = 0;
  for (const { contractId, intent } of rings) {
    if ((await store.readIntent(contractId, intent))?.state !== 'done') unfinished += 1;
  }
  const doubled = [...perPosting.values()].filter((count) => count > 1).length;
  return { open: perPosting.size, doubled, unfinished, traffic };
}

/** The way to Stripe and back takes time of the clock, so that it matters how many workers there are. */
function slowed(direct: Stripe.HttpClient, clock: VirtualClock, latency: number): Stripe.HttpClient {
  return {
    getClientName: () => direct.getClientName(),
    makeRequest: async (...request) => {
      const response = await direct.makeRequest(...request);
      await clock.wait(latency);
      return response;
    },
  };
}

async function atOnce<T>(most: number, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: most }, worker));
}
