import { describe, expect, it } from 'vitest';
import { decideWaiting } from '../../shared/app/decide-waiting.ts';
import { reconcileContract } from '../../shared/app/reconcile-contract.ts';
import { startReconcile } from '../../shared/app/start-reconcile.ts';
import { DependencyError } from '../../shared/core/errors.ts';
import type { Entry } from '../../shared/core/ledger/posting.ts';
import type { ReconcileRing } from '../../shared/ports/reconciliations.ts';
import type { Store } from '../../shared/ports/store.ts';
import { aWorld, CONTRACT, contractOf, intentOf, runOn, type World } from '../builders/a-world.ts';
import { noon } from '../builders/facts.ts';
import { memoryReconciliations } from '../builders/memory-reconciliations.ts';
import { payIn } from '../builders/memory-stripe-money.ts';

const FIRST = 'retainer/1999-04-06';

/** A world in which the first retainer of USD 2,000.00 is open at Stripe as `in_1`. */
async function invoiced(): Promise<World> {
  const world = await aWorld();
  await runOn(world, '1999-04-06');
  return world;
}

function compare(world: World, { on = '1999-04-20', store = world.store } = {}) {
  const customers = world.invoicer.customers.map(({ id }) => id);
  const ring: ReconcileRing = { contractId: CONTRACT, run: `run/${on}`, asOf: noon(on), mode: 'full', customers };
  return reconcileContract({ ...world, store, reconciliations: memoryReconciliations() }, ring);
}

/** The store with its ledger changed behind the software's back. */
function drifted(store: Store, change: (entry: Entry) => Entry): Store {
  return {
    ...store,
    readContract: async (id) => {
      const record = await store.readContract(id);
      return record === undefined ? undefined : { ...record, entries: record.entries.map(change) };
    },
  };
}

describe('reconciling a contract', () => {
  it('agrees when Stripe has what the books have, before and after payment', async () => {
    const world = await invoiced();
    expect(await compare(world)).toMatchObject({ state: 'agrees', differences: [] });
    payIn(world.invoicer, 'in_1', 200_000n);
    await compare(world);
    await runOn(world, '1999-04-21');
    const paid = await compare(world, { on: '1999-04-22' });
    expect(paid).toMatchObject({ state: 'agrees', recorded: 0 });
    expect(paid.equations.map(({ name, inBooksMinor }) => [name, inBooksMinor])).toEqual([
      ['income', 200_000n],
      ['receivable', 0n],
      ['cash', 200_000n],
    ]);
  });

  it('records a payment whose event never came', async () => {
    const world = await invoiced();
    payIn(world.invoicer, 'in_1', 200_000n);
    expect(await compare(world)).toMatchObject({ state: 'agrees', recorded: 1 });
    expect((await contractOf(world)).facts.at(-1)).toMatchObject({ type: 'InvoiceSeen', data: { status: 'paid' } });
  });

  it('finds one cent that was planted in the ledger, and says where', async () => {
    const world = await invoiced();
    const store = drifted(world.store, (entry) => ({
      ...entry,
      lines: entry.lines.map((line) =>
        line.debitMinor > 0n
          ? { ...line, debitMinor: line.debitMinor + 1n }
          : { ...line, creditMinor: line.creditMinor + 1n },
      ),
    }));
    expect(await compare(world, { store })).toMatchObject({
      state: 'differs',
      differences: [{ id: FIRST, kind: 'books', incomeMinor: -1n, receivableMinor: -1n, cashMinor: 0n }],
    });
  });

  it('finds one cent that was changed at Stripe', async () => {
    const world = await invoiced();
    world.invoicer.change('in_1', { totalMinor: 200_001n, dueMinor: 200_001n, remainingMinor: 200_001n });
    expect(await compare(world)).toMatchObject({
      differences: [{ id: FIRST, kind: 'other-amount', incomeMinor: 1n, receivableMinor: 1n, cashMinor: 0n }],
    });
  });

  it('finds an invoice that a person voided', async () => {
    const world = await invoiced();
    await world.invoicer.voidInvoice('in_1', 'a person');
    expect(await compare(world)).toMatchObject({
      differences: [{ id: FIRST, kind: 'not-at-stripe', incomeMinor: -200_000n, receivableMinor: -200_000n }],
    });
  });

  it('parks a contract that has two live invoices for one posting', async () => {
    const world = await invoiced();
    const [invoice] = world.invoicer.invoices.values();
    if (invoice === undefined) throw new Error('There is no invoice.');
    world.invoicer.invoices.set('in_2', { ...invoice, id: 'in_2' });
    expect(await compare(world)).toMatchObject({ differences: [{ kind: 'two-live', incomeMinor: 200_000n }] });
    expect((await contractOf(world)).head.parked).toMatchObject({ what: expect.stringContaining('in_2') });
  });

  it('finds an invoice of ours that the books do not know', async () => {
    const world = await invoiced();
    const [invoice] = world.invoicer.invoices.values();
    if (invoice === undefined) throw new Error('There is no invoice.');
    world.invoicer.invoices.set('in_9', { ...invoice, id: 'in_9', posting: 'finders-fee/lost#1', intent: 'lost' });
    expect(await compare(world)).toMatchObject({
      differences: [{ id: 'invoice/in_9', kind: 'not-in-books', incomeMinor: 200_000n }],
    });
  });

  it('finds a balance that a person gave the customer', async () => {
    const world = await invoiced();
    const [customer] = world.invoicer.customers;
    if (customer !== undefined) customer.balanceMinor = -500n;
    expect(await compare(world)).toMatchObject({ differences: [{ kind: 'balance', receivableMinor: -500n }] });
  });

  it('does not call it a difference that an invoice is not pushed yet', async () => {
    const world = await aWorld();
    world.activations.current = { ...world.activations.current, stopped: { at: '', by: 'x', why: 'y' } };
    await runOn(world, '1999-04-06');
    expect(await compare(world)).toMatchObject({ state: 'agrees', wouldSend: [{ amountMinor: 200_000n }] });
  });

  it('says that it could not look, and neither parks nor throws, while Stripe is away', async () => {
    const world = await invoiced();
    const away = async () => {
      throw new DependencyError('Stripe', 'Stripe cannot be reached.', { retryable: true });
    };
    const result = await compare({ ...world, invoicer: { ...world.invoicer, invoicesOf: away } });
    expect(result).toMatchObject({ state: 'failed', failure: 'dependency.failed' });
    expect((await contractOf(world)).head.parked).toBeUndefined();
  });
});

describe('an invoice that a person made in the dashboard', () => {
  /** Money is stopped, so the posting waits; meanwhile a person invoices it by hand. */
  async function madeByHand(): Promise<World> {
    const world = await aWorld();
    world.activations.current = { ...world.activations.current, stopped: { at: '', by: 'x', why: 'y' } };
    await runOn(world, '1999-04-06');
    const other = await invoiced();
    world.invoicer.customers.push({ id: 'cus_1', contractId: CONTRACT, balanceMinor: 0n, deleted: false });
    for (const [id, invoice] of other.invoicer.invoices) {
      world.invoicer.invoices.set(id, { ...invoice, intent: undefined, contractId: undefined, posting: undefined });
    }
    await compare(world);
    return world;
  }
  const decide = (world: World, answer: string) =>
    decideWaiting(world, {
      contractId: CONTRACT,
      waiting: 'at-stripe/in_1',
      answer,
      by: 'Eugene Chiaramonte',
      reason: 'I made it while the system was down',
      now: noon('1999-04-21'),
    });

  it('is asked about once, and never fought', async () => {
    const world = await madeByHand();
    await compare(world, { on: '1999-04-21' });
    const found = (await contractOf(world)).facts.filter(({ type }) => type === 'InvoiceFound');
    expect(found).toMatchObject([{ data: { invoice: 'in_1', totalMinor: 200_000n } }]);
    expect(world.invoicer.writes).toEqual([]);
  });

  it('becomes that of the posting when a person says so: no second one is sent', async () => {
    const world = await madeByHand();
    await decide(world, `${FIRST}#1`);
    expect(await intentOf(world, `invoice/${FIRST}#1`, 'invoice')).toMatchObject({ state: 'done', invoice: 'in_1' });
    world.activations.current = { state: 'on', tableId: 'memory-table', customers: {} };
    await runOn(world, '1999-04-22');
    expect([...world.invoicer.invoices.keys()]).toEqual(['in_1']);
    expect(await compare(world, { on: '1999-04-23' })).toMatchObject({ state: 'agrees' });
  });

  it('stays outside when a person says that it is not of this contract', async () => {
    const world = await madeByHand();
    await decide(world, 'not-of-this-contract');
    expect(await intentOf(world, `invoice/${FIRST}#1`, 'invoice')).toMatchObject({ state: 'pending' });
    expect(await compare(world, { on: '1999-04-23' })).toMatchObject({ state: 'agrees' });
  });
});

describe('a run', () => {
  it('takes the events that Stripe could not deliver, page by page, and sends every contract on its way', async () => {
    const world = await invoiced();
    const accepted: string[] = [];
    const rung: ReconcileRing[] = [];
    const pages = [
      { items: [anEvent('evt_1', 'invoice.paid'), anEvent('evt_2', 'product.created')], next: 'evt_2' },
      { items: [anEvent('evt_3', 'charge.refunded')], next: undefined },
    ];
    const reconciliations = memoryReconciliations();
    await startReconcile(
      {
        ...world,
        reconciliations,
        invoicer: {
          customerPage: (asked) => world.invoicer.customerPage(asked),
          undeliveredEvents: async ({ sinceEpochSeconds }) => {
            expect(sinceEpochSeconds).toBe(Date.parse('1999-03-22T16:00:00Z') / 1000); // 29 days before
            return pages.shift() ?? { items: [], next: undefined };
          },
        },
        inbound: { accept: async ({ messageId }) => void accepted.push(messageId) },
        bells: { ringReconcile: async (rings) => void rung.push(...rings) },
      },
      { run: 'run/1', asOf: noon('1999-04-20'), mode: 'daily', by: 'schedule' },
    );
    expect(accepted).toEqual(['evt_1', 'evt_3']);
    expect(rung).toMatchObject([{ contractId: CONTRACT, customers: ['cus_1'] }]);
    expect(await reconciliations.readRun()).toMatchObject({ contracts: 1, replayed: 2, unknownContracts: [] });
  });

  it('sends the contracts on their way while Stripe is down, and leaves its events to the next run', async () => {
    const world = await invoiced();
    const rung: ReconcileRing[] = [];
    const down = () =>
      Promise.reject(
        new DependencyError('Stripe', 'Stripe answered 500.', { retryable: true, details: { status: 500 } }),
      );
    await startReconcile(
      {
        ...world,
        reconciliations: memoryReconciliations(),
        invoicer: { customerPage: down, undeliveredEvents: down },
        inbound: { accept: async () => undefined },
        bells: { ringReconcile: async (rings) => void rung.push(...rings) },
      },
      { run: 'run/1', asOf: noon('1999-04-20'), mode: 'daily', by: 'schedule' },
    );
    expect(rung).toMatchObject([{ contractId: CONTRACT, customers: [] }]);
    expect(world.log.counted).toContain('DependencyFailed');
  });
});

function anEvent(id: string, type: string) {
  return { id, type, createdAtEpochSeconds: 0, pendingWebhooks: 1, body: '{}' };
}
