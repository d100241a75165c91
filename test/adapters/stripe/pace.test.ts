import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { virtualClock } from '../../burst/virtual-clock.ts';
import { createPaceRooms, PACE_RING } from '../../../shared/adapters/dynamodb/pace.ts';
import { createPace, roomOf, STRIPE_LIMITS } from '../../../shared/adapters/stripe/pace.ts';
import type { PaceRooms } from '../../../shared/ports/pace.ts';
import { clientOf, createTable, startEngine, type Engine } from '../../builders/engine.ts';

const START = Date.parse('2026-11-26T12:00:00.137Z');
let engine: Engine;
let client: DynamoDBClient;

beforeAll(async () => {
  engine = await startEngine();
  client = clientOf(engine.endpoint);
});
afterAll(async () => {
  client.destroy();
  await engine.stop();
});

async function newRooms(): Promise<PaceRooms & { tableName: string }> {
  const tableName = `pace-${randomUUID()}`;
  await createTable(client, tableName);
  return { ...createPaceRooms({ client, tableName }), tableName };
}

/** The most instants within any one second, counted one by one: an oracle that knows no slots. */
function busiestSecond(instants: readonly number[]): number {
  return Math.max(0, ...instants.map((from) => instants.filter((at) => at >= from && at < from + 1000).length));
}

/** Workers that send as fast as they are let; gives the instants of all requests, and those of each endpoint. */
async function sendAll(
  rooms: PaceRooms,
  limits: { account: number; endpoint: number },
  requests: readonly string[],
  workers: number,
): Promise<{ all: number[]; of: (endpoint: string) => number[]; took: number }> {
  const clock = virtualClock(START);
  const pace = createPace(rooms, clock, limits);
  const sent: { endpoint: string; at: number }[] = [];
  const left = [...requests];
  const worker = async (): Promise<void> => {
    for (let endpoint = left.shift(); endpoint !== undefined; endpoint = left.shift()) {
      await pace.turn(endpoint);
      sent.push({ endpoint, at: clock.now() });
    }
  };
  await clock.run(Array.from({ length: workers }, () => worker));
  return {
    all: sent.map(({ at }) => at),
    of: (endpoint) => sent.filter((one) => one.endpoint === endpoint).map(({ at }) => at),
    took: (clock.now() - START) / 1000,
  };
}

describe('the pace of requests to Stripe', () => {
  it('leaves room for a slot that begins within the second and for one that ends within it', () => {
    expect(roomOf(STRIPE_LIMITS.live)).toEqual({ account: 16, endpoint: 4 });
    expect(roomOf(STRIPE_LIMITS.sandbox)).toEqual({ account: 4, endpoint: 4 });
  });

  it('keeps one endpoint under 25 in every second, however many workers there are', async () => {
    const { all, took } = await sendAll(await newRooms(), STRIPE_LIMITS.live, Array(80).fill('POST /v1/invoices'), 30);
    expect(all).toHaveLength(80);
    expect(busiestSecond(all)).toBeLessThanOrEqual(24);
    expect(took).toBeLessThan(5); // 80 at 20 a second
  });

  it('keeps the account under 100 in every second, over endpoints that have room of their own', async () => {
    const endpoints = ['GET /v1/invoices', 'POST /v1/invoices', 'POST /v1/invoiceitems', 'GET /v1/invoices/:id'];
    const five = [...endpoints, 'POST /v1/invoices/:id/finalize', 'POST /v1/customers'];
    const requests = Array.from({ length: 240 }, (_, index) => five[index % five.length] ?? '');
    const { all, of, took } = await sendAll(await newRooms(), STRIPE_LIMITS.live, requests, 30);
    expect(busiestSecond(all)).toBeLessThanOrEqual(96);
    for (const endpoint of five) expect(busiestSecond(of(endpoint))).toBeLessThanOrEqual(24);
    expect(took).toBeLessThan(4.5); // 240 at 80 a second
  });

  it('keeps a sandbox under 25 in every second', async () => {
    const requests = Array.from({ length: 100 }, (_, index) => `GET /v1/${index % 7}`);
    const { all } = await sendAll(await newRooms(), STRIPE_LIMITS.sandbox, requests, 10);
    expect(busiestSecond(all)).toBeLessThanOrEqual(24);
  });

  it('never lets two workers that write at the same moment share the last room', async () => {
    const rooms = await newRooms();
    const request = { slot: 7, endpoint: 'POST /v1/invoices', most: { account: 16, endpoint: 4 } };
    const taken = await Promise.all(Array.from({ length: 30 }, () => rooms.take(request)));
    expect(taken.filter(Boolean)).toHaveLength(4);
  });

  it('holds everybody off after a 429: the endpoint, or the whole account', async () => {
    const rooms = await newRooms();
    const clock = virtualClock(START);
    const [one, other] = [1, 2].map(() => createPace(rooms, clock, STRIPE_LIMITS.live));
    const seconds = async (turn: Promise<void> | undefined): Promise<number> => {
      const begun = clock.now();
      await turn;
      return (clock.now() - begun) / 1000;
    };
    const next = (Math.floor(START / 200) + 1) * 200;
    await one?.holdOff(2, 'POST /v1/invoices');
    await clock.run([() => clock.wait(next - clock.now())]);
    await clock.run([
      async () => {
        expect(await seconds(other?.turn('GET /v1/invoices'))).toBe(0);
        expect(await seconds(other?.turn('POST /v1/invoices'))).toBeGreaterThanOrEqual(2);
        await one?.holdOff(1);
        await clock.wait(200);
        expect(await seconds(other?.turn('GET /v1/invoices'))).toBeGreaterThanOrEqual(0.8);
      },
    ]);
  });

  it('gives up after twenty seconds with a failure that may be tried again', async () => {
    const clock = virtualClock(START);
    const full: PaceRooms = { take: async () => false, close: async () => undefined };
    await clock.run([
      async () => {
        await expect(createPace(full, clock, STRIPE_LIMITS.live).turn('GET /v1/events')).rejects.toMatchObject({
          code: 'dependency.failed',
          retryable: true,
          details: { stripeCode: 'pace', keySpent: false },
        });
      },
    ]);
    expect(clock.now() - START).toBeLessThan(21_000);
  });

  it('leaves no more items behind after an hour than after a minute', async () => {
    const rooms = await newRooms();
    const most = { account: 1, endpoint: 1 };
    for (let slot = 0; slot < 2 * PACE_RING; slot += 1) await rooms.take({ slot, endpoint: 'GET /v1/events', most });
    const { Count } = await client.send(new ScanCommand({ TableName: rooms.tableName, Select: 'COUNT' }));
    expect(Count).toBe(PACE_RING);
  });

  it('lets a worker whose clock is behind take no room of a slot that is over', async () => {
    const rooms = await newRooms();
    const most = { account: 16, endpoint: 4 };
    expect(await rooms.take({ slot: 300, endpoint: 'GET /v1/events', most })).toBe(true);
    expect(await rooms.take({ slot: 300 - PACE_RING, endpoint: 'GET /v1/events', most })).toBe(false);
  });

  it('holds for any mix of endpoints and any number of workers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1, maxLength: 120 }),
        fc.integer({ min: 1, max: 30 }),
        async (requests, workers) => {
          const { all, of } = await sendAll(await newRooms(), STRIPE_LIMITS.live, requests, workers);
          expect(all).toHaveLength(requests.length);
          expect(busiestSecond(all)).toBeLessThanOrEqual(100);
          for (const endpoint of new Set(requests)) expect(busiestSecond(of(endpoint))).toBeLessThanOrEqual(25);
        },
      ),
      { numRuns: 8 },
    );
  });
});
