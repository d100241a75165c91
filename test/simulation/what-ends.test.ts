import { describe, expect, it } from 'vitest';
import type { Webhook } from './door.ts';
import { playRun } from './play-run.ts';
import { seededRandom } from './seeded-random.ts';
import { stripeEvents } from './stripe-events.ts';
import { DAY, HOUR, virtualTime } from './virtual-time.ts';
import { webhookSenders } from './webhook-senders.ts';
import { START } from './workflow.ts';
import { WORKFLOWS } from './workflows.ts';

const unseen = (): boolean => false;

/** When a sender tries what nobody takes, in hours after its first attempt. */
async function triesOf(webhook: Pick<Webhook, 'source' | 'vendor'>): Promise<number[]> {
  const time = virtualTime(START);
  const tries: number[] = [];
  let gaveUp = 0;
  const senders = webhookSenders({
    time,
    random: seededRandom(1),
    late: () => 0,
    downUntil: () => 0,
    attempt: async () => {
      tries.push((time.now - START) / HOUR);
      throw new Error('nobody takes it');
    },
    taken: () => undefined,
    gaveUp: () => (gaveUp += 1),
  });
  senders.send({ contractId: 'one', messageId: 'one', body: '', ...webhook });
  await time.runUntil(START + 40 * DAY, unseen);
  expect([gaveUp, senders.trying]).toEqual([1, 0]);
  return tries;
}

describe('a sender of what nobody takes', () => {
  it.each([
    ['Stripe', { source: 'stripe' }, 72],
    ['a CRM that signs as Standard Webhooks', { source: 'crm' }, 75.6],
    ['HubSpot', { source: 'crm', vendor: 'hubspot' }, 24],
  ] as const)('%s gives up once it is over', async (_, webhook, hours) => {
    const tries = await triesOf(webhook);
    expect(tries.length).toBeGreaterThanOrEqual(10);
    expect(tries.at(-1)).toBeGreaterThanOrEqual(hours);
    expect(tries.at(-1)).toBeLessThan(hours + 0.1);
  });
});

describe('the events of Stripe', () => {
  it('that nobody took are listed newest first, in pages, for thirty days', async () => {
    const time = virtualTime(START);
    const events = stripeEvents(time);
    for (const type of ['one', 'two', 'three', 'four']) events.tell(type, {});
    events.taken('evt_3');
    await time.runUntil(START + 29 * DAY, unseen);
    const first = await events.undeliveredEvents({ sinceEpochSeconds: 0 });
    expect([first.items.map(({ type }) => type), first.next]).toEqual([['four', 'two'], 'evt_2']);
    const second = await events.undeliveredEvents({ sinceEpochSeconds: 0, after: 'evt_2' });
    expect([second.items.map(({ type }) => type), second.next]).toEqual([['one'], undefined]);
    await time.runUntil(START + 31 * DAY, unseen);
    expect((await events.undeliveredEvents({ sinceEpochSeconds: 0 })).items).toEqual([]);
  });
});

describe('a schedule', () => {
  it('is played where it finds something, and left out where it would not', async () => {
    const reached = new Map<string, readonly string[]>();
    for (const workflow of WORKFLOWS.filter(({ name }) => ['retainer', 'reconcile', 'pull', 'outage'].includes(name))) {
      const { sites } = await playRun(workflow, 1, () => undefined);
      const lambdas = [...sites.keys()].map((site) => site.split(':')[0] ?? '');
      reached.set(workflow.name, [...new Set(lambdas)].filter((one) => ['reconcile', 'pull-crm'].includes(one)).sort());
    }
    expect(Object.fromEntries(reached)).toEqual({
      retainer: [],
      reconcile: ['reconcile'],
      pull: ['pull-crm'],
      outage: ['pull-crm', 'reconcile'],
    });
  });
});
