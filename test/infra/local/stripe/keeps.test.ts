import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Stripe } from 'stripe';
import { openKeptStore } from '../../../../infra/local/kept-store.ts';
import type { KeptStore } from '../../../../infra/local/kept-store.ts';
import { SECRET_KEY, aCustomer, aDraft, refusalOf, runStandIn } from './running-stand-in.ts';
import type { RunningStandIn } from './running-stand-in.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stripe-stand-in-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function startProcess(file: string) {
  const child = fork(new URL('stand-in-process.ts', import.meta.url), [file, SECRET_KEY]);
  const [port] = (await once(child, 'message')) as [number];
  const stripe = new Stripe(SECRET_KEY, {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
  const kill = async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return { stripe, kill };
}

/** A store that dies at its nth put, and answers nothing after that, as when the process is killed there. */
function dyingAt(puts: number, store: KeptStore): KeptStore {
  let left = puts;
  const alive = () => {
    if (left <= 0) throw new Error('The process is dead.');
  };
  return {
    ...store,
    put: (kind, id, document) => {
      left -= 1;
      alive();
      store.put(kind, id, document);
    },
    atomically: (work) => {
      alive();
      return store.atomically(work);
    },
  };
}

describe('a stand-in on the same file', () => {
  it('carries on after it was stopped: objects, saved answers, webhooks owed, ids and numbers', async () => {
    const file = join(folder, 'stripe.db');
    const first = await runStandIn({ file });
    const customer = await first.stripe.customers.create(aCustomer, { idempotencyKey: 'made-once' });
    const open = await first.stripe.invoices.finalizeInvoice((await aDraft(first, { customer: customer.id })).id);
    await first.stop();

    const second = await runStandIn({ file });
    expect((await second.stripe.customers.create(aCustomer, { idempotencyKey: 'made-once' })).id).toBe(customer.id);
    expect(await second.stripe.invoices.retrieve(open.id)).toEqual({
      ...open,
      hosted_invoice_url: `${second.origin}/pay/${open.id}`,
    });
    expect(second.standIn.hasDueWebhooks()).toBe(true);
    const next = await second.stripe.invoices.finalizeInvoice((await aDraft(second, { customer: customer.id })).id);
    expect(next.id).not.toBe(open.id);
    expect(next.number).toBe(open.number?.replace('-0001', '-0002'));
    await second.stop();
  });

  it('killed between any two of its writes has finalised the invoice once after the retry', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    let survived = 0;
    for (let puts = 1; survived === 0; puts += 1) {
      const file = join(folder, `cut-${String(puts)}.db`);
      const before = await runStandIn({ file });
      const { id } = await aDraft(before);
      await before.stop();

      const store = openKeptStore(file);
      const dying = await runStandIn({ store: dyingAt(puts, store) });
      const finalize = (running: RunningStandIn) =>
        running.stripe.invoices.finalizeInvoice(id, {}, { idempotencyKey: 'finalise' });
      const died = await finalize(dying).catch(() => undefined);
      if (died !== undefined) survived = puts;
      await dying.stop();

      const after = await runStandIn({ file });
      const { number } = await finalize(after);
      expect(number).toMatch(/-0001$/);
      expect((await after.stripe.invoicePayments.list({ invoice: id })).data).toHaveLength(1);
      expect((await after.stripe.events.list({ type: 'invoice.finalized' })).data).toHaveLength(1);
      await after.stop();
    }
    expect(survived).toBeGreaterThan(8);
    expect(told).toHaveBeenCalled();
    told.mockRestore();
  });

  it('killed at any moment makes nothing twice, and has what it answered', async () => {
    const file = join(folder, 'killed.db');
    const wanted = Array.from({ length: 80 }, (_, index) => `customer-${String(index)}`);
    const answered = new Map<string, string>();
    let interrupted = 0;
    for (const lifetime of [3, 8, 13, 21, 34]) {
      const { stripe, kill } = await startProcess(file);
      for (const [position, name] of wanted.entries()) {
        const request = stripe.customers.create({ name }, { idempotencyKey: name });
        if (position === lifetime) setTimeout(() => void kill(), position % 3);
        const made = await request.catch(() => undefined);
        if (made === undefined) {
          interrupted += 1;
          break;
        }
        expect(answered.get(name) ?? made.id).toBe(made.id);
        answered.set(name, made.id);
      }
      await kill();
    }
    expect(interrupted).toBe(5);
    const { stripe, kill } = await startProcess(file);
    for (const name of wanted)
      answered.set(name, (await stripe.customers.create({ name }, { idempotencyKey: name })).id);
    const kept = await stripe.customers.list({ limit: 100 });
    expect(kept.data.map(({ name }) => name).toReversed()).toEqual(wanted);
    expect(kept.data.map(({ id }) => id).toReversed()).toEqual(wanted.map((name) => answered.get(name)));
    const events = await stripe.events.list({ limit: 100 });
    expect(events.data).toHaveLength(wanted.length);
    await kill();
    await refusalOf(stripe.customers.list());
  });
});
