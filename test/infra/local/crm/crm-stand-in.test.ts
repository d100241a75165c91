import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Hono } from 'hono';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCrmStandIn, type CrmStandIn } from '../../../../infra/local/crm/crm-stand-in.ts';
import type { NewDeal } from '../../../../infra/local/crm/deal.ts';
import { openKeptStore, type KeptStore } from '../../../../infra/local/kept-store.ts';
import { serveApp, type ServedApp } from '../serve-app.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const DEAL: NewDeal = {
  id: 'deal-1001',
  name: 'Series A, first tranche',
  investor: { id: 'crm-1042', name: 'Ada Example', firm: 'Example Partners', emails: ['ada@example.com'] },
  amount: '250000.00',
  currency: 'USD',
  closedOn: '1999-06-15',
  instrument: 'equity',
};

interface Received {
  id: string | undefined;
  timestamp: string | undefined;
  body: string;
  payload: unknown;
}

let businessTime: Date;
let received: Received[];
let answers: number[];
let store: KeptStore;
let receiver: ServedApp;
let crm: CrmStandIn;

beforeEach(async () => {
  businessTime = new Date('1999-06-15T16:00:00Z');
  received = [];
  answers = [];
  const app = new Hono();
  app.post('/hook', async (c) => {
    const body = await c.req.text();
    const payload = new Webhook(SECRET).verify(body, c.req.header());
    received.push({ id: c.req.header('webhook-id'), timestamp: c.req.header('webhook-timestamp'), body, payload });
    return new Response(null, { status: answers.shift() ?? 202, headers: { location: '/elsewhere' } });
  });
  receiver = await serveApp(app);
  store = openKeptStore(':memory:');
  crm = create(store);
});

afterEach(async () => {
  await receiver.close();
  store.close();
});

function create(kept: KeptStore, wallClock = () => new Date()): CrmStandIn {
  return createCrmStandIn({
    store: kept,
    businessClock: () => businessTime,
    wallClock,
    contractId: 'auxer-pmr-1999',
    endpoint: { url: `${receiver.url}/hook`, secret: SECRET },
  });
}

describe('closeDeal', () => {
  it('sends a signed funding.closed with everything about the closing', async () => {
    const { webhookId } = crm.closeDeal(DEAL);
    expect(crm.hasUndeliveredWebhooks()).toBe(true);
    expect(await crm.deliverDueWebhooks()).toEqual({ delivered: 1, pending: 0 });
    expect(crm.hasUndeliveredWebhooks()).toBe(false);
    expect(received).toMatchObject([{ id: webhookId }]);
    expect(received[0]?.payload).toEqual({
      type: 'funding.closed',
      timestamp: '1999-06-15T16:00:00.000Z',
      data: {
        contract: 'auxer-pmr-1999',
        closing: 'deal-1001',
        investor: DEAL.investor,
        amount: '250000.00',
        currency: 'USD',
        closed_on: '1999-06-15',
        instrument: 'equity',
        description: 'Series A, first tranche',
      },
    });
    expect(crm.deals()).toEqual([{ ...DEAL, stage: 'closed' }]);
  });

  it('does nothing the second time under the same webhook id', async () => {
    expect(crm.closeDeal(DEAL, { webhookId: 'msg_close' })).toEqual({ webhookId: 'msg_close' });
    await crm.deliverDueWebhooks();
    expect(crm.closeDeal(DEAL, { webhookId: 'msg_close' })).toEqual({ webhookId: 'msg_close' });
    expect(await crm.deliverDueWebhooks()).toEqual({ delivered: 0, pending: 0 });
    expect(received).toHaveLength(1);
  });

  it('refuses a deal that is there already, and a webhook id used for something else', () => {
    crm.closeDeal(DEAL, { webhookId: 'msg_close' });
    expect(() => crm.closeDeal(DEAL)).toThrow('Deal deal-1001 is there already');
    expect(() => crm.closeDeal({ ...DEAL, id: 'deal-2' }, { webhookId: 'msg_close' })).toThrow('already used');
    expect(() => crm.reverseDeal(DEAL.id, 'why', { webhookId: 'msg_close' })).toThrow('already used');
    expect(crm.webhooks()).toHaveLength(1);
  });
});

describe('correctDeal and reverseDeal', () => {
  it('send the whole deal as corrected, then its reversal with the reason', async () => {
    crm.closeDeal(DEAL);
    businessTime = new Date('1999-07-01T10:00:00Z');
    crm.correctDeal(DEAL.id, { amount: '200000.00' });
    businessTime = new Date('1999-08-01T10:00:00Z');
    crm.reverseDeal(DEAL.id, 'The wire came back.');
    await crm.deliverDueWebhooks();
    expect(received.slice(1).map(({ payload }) => payload)).toMatchObject([
      {
        type: 'funding.corrected',
        timestamp: '1999-07-01T10:00:00.000Z',
        data: { closing: 'deal-1001', amount: '200000.00', currency: 'USD', closed_on: '1999-06-15' },
      },
      {
        type: 'funding.reversed',
        timestamp: '1999-08-01T10:00:00.000Z',
        data: { closing: 'deal-1001', contract: 'auxer-pmr-1999', reason: 'The wire came back.' },
      },
    ]);
    expect(crm.deals()).toEqual([{ ...DEAL, amount: '200000.00', stage: 'reversed' }]);
  });

  it('give each change of a deal a later time than the one before, though the business clock stands still', async () => {
    crm.closeDeal(DEAL);
    crm.correctDeal(DEAL.id, { amount: '1.00' });
    crm.correctDeal(DEAL.id, { amount: '2.00' });
    await crm.deliverDueWebhooks();
    expect(received.map(({ payload }) => (payload as { timestamp: string }).timestamp)).toEqual([
      '1999-06-15T16:00:00.000Z',
      '1999-06-15T16:00:00.001Z',
      '1999-06-15T16:00:00.002Z',
    ]);
  });

  it('refuse a deal that is not there or was reversed', () => {
    expect(() => crm.correctDeal('deal-9', { amount: '1.00' })).toThrow('There is no deal deal-9.');
    crm.closeDeal(DEAL);
    crm.reverseDeal(DEAL.id, 'why');
    expect(() => crm.correctDeal(DEAL.id, { amount: '1.00' })).toThrow('Deal deal-1001 is reversed');
    expect(() => crm.reverseDeal(DEAL.id, 'again')).toThrow('Deal deal-1001 is reversed');
    expect(crm.webhooks()).toHaveLength(2);
  });
});

describe('deliverDueWebhooks', () => {
  it.each([500, 401, 302])(
    'keeps a webhook that was answered with %i, and signs the same id and body anew',
    async (status) => {
      answers = [status];
      const start = Math.floor(Date.now() / 1000);
      const times = [start, start + 60].map((seconds) => new Date(seconds * 1000));
      crm = create(store, () => times.shift() ?? new Date());
      const { webhookId } = crm.closeDeal(DEAL);
      expect(await crm.deliverDueWebhooks()).toEqual({ delivered: 0, pending: 1 });
      expect(await crm.deliverDueWebhooks()).toEqual({ delivered: 1, pending: 0 });
      expect(received.map(({ id, timestamp }) => [id, timestamp])).toEqual([
        [webhookId, `${start}`],
        [webhookId, `${start + 60}`],
      ]);
      expect(received[1]?.body).toBe(received[0]?.body);
      expect(crm.webhooks()[0]?.attempts.map(({ answer }) => answer)).toEqual([`${status}`, '202']);
    },
  );

  it('keeps a webhook that nobody answers, and one without an endpoint', async () => {
    crm.closeDeal(DEAL);
    crm.setUp({ endpoint: undefined });
    expect(await crm.deliverDueWebhooks()).toEqual({ delivered: 0, pending: 1 });
    expect(crm.webhooks()[0]?.attempts).toEqual([]);
    const gone = await serveApp(new Hono());
    await gone.close();
    crm.setUp({ endpoint: { url: `${gone.url}/hook`, secret: SECRET } });
    expect(await crm.deliverDueWebhooks()).toEqual({ delivered: 0, pending: 1 });
    expect(crm.webhooks()[0]?.attempts).toMatchObject([{ answer: 'ECONNREFUSED' }]);
    crm.setUp({ endpoint: { url: `${receiver.url}/hook`, secret: SECRET } });
    expect(await crm.deliverDueWebhooks()).toEqual({ delivered: 1, pending: 0 });
  });

  it('sends once when two calls meet', async () => {
    crm.closeDeal(DEAL);
    const runs = await Promise.all([crm.deliverDueWebhooks(), crm.deliverDueWebhooks()]);
    expect(runs).toEqual([
      { delivered: 1, pending: 0 },
      { delivered: 0, pending: 0 },
    ]);
    expect(received).toHaveLength(1);
  });
});

describe('resend', () => {
  it('delivers the same id and body as often as it is asked to', async () => {
    const { webhookId } = crm.closeDeal(DEAL);
    await crm.deliverDueWebhooks();
    crm.resend(webhookId);
    crm.resend(webhookId);
    expect(await crm.deliverDueWebhooks()).toEqual({ delivered: 1, pending: 1 });
    expect(await crm.deliverDueWebhooks()).toEqual({ delivered: 1, pending: 0 });
    expect(received.map(({ id }) => id)).toEqual([webhookId, webhookId, webhookId]);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  });

  it('refuses a webhook that is not there', () => {
    expect(() => crm.resend('msg_none')).toThrow('There is no webhook msg_none.');
  });
});

it('finds every deal and webhook that it had answered after kill -9, and delivers them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crm-'));
  const file = join(folder, 'crm.sqlite');
  const root = new URL('../../../../infra/local/', import.meta.url).href;
  const script = `
    import { openKeptStore } from '${root}kept-store.ts';
    import { createCrmStandIn } from '${root}crm/crm-stand-in.ts';
    const clock = () => new Date('1999-06-15T16:00:00Z');
    const crm = createCrmStandIn({ store: openKeptStore(process.argv[1]), businessClock: clock, wallClock: clock, contractId: 'c', endpoint: undefined });
    for (let n = 1; ; n += 1) {
      crm.closeDeal({ ...${JSON.stringify(DEAL)}, id: 'deal-' + n }, { webhookId: 'msg_' + n });
      await new Promise((resolve) => process.stdout.write('msg_' + n + '\\n', resolve));
    }`;
  try {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    const answered: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      answered.push(line);
      if (answered.length === 20) child.kill('SIGKILL');
    }
    await exited;
    const reopened = openKeptStore(file);
    crm = create(reopened);
    expect(answered.length).toBeGreaterThanOrEqual(20);
    expect(crm.webhooks().map(({ webhookId }) => webhookId)).toEqual(expect.arrayContaining(answered));
    expect(crm.webhooks().map(({ closing }) => closing)).toEqual(crm.deals().map(({ id }) => id));
    const count = crm.webhooks().length;
    expect(await crm.deliverDueWebhooks()).toEqual({ delivered: count, pending: 0 });
    reopened.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
