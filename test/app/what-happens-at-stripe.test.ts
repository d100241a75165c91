import { describe, expect, it } from 'vitest';
import { reconcileContract } from '../../shared/app/reconcile-contract.ts';
import { balanceOf } from '../../shared/core/ledger/balance.ts';
import type { Difference } from '../../shared/core/ledger/difference.ts';
import { answer, balancesOf, equationsOf, hear, hearOf, waitingIn } from '../builders/at-stripe.ts';
import { aWorld, CONTRACT, contractOf, intentOf, runOn, type World } from '../builders/a-world.ts';
import { contractFile1999 } from '../builders/a-contract.ts';
import { noon } from '../builders/facts.ts';
import { memoryReconciliations } from '../builders/memory-reconciliations.ts';
import { changeInvoice, deleteCustomerIn, uncollectibleIn, voidIn } from '../builders/memory-stripe.ts';
import {
  closeDisputeIn,
  creditIn,
  disputeIn,
  failRefundIn,
  payIn,
  refundIn,
  voidCreditNoteIn,
} from '../builders/memory-stripe-money.ts';

/** One retainer of USD 2,000.00 at Stripe. */
async function invoiced(amount = '2000.00'): Promise<World> {
  const file = Object(contractFile1999());
  const [retainer, fee] = file.terms;
  const world = await aWorld({ ...file, terms: [{ ...retainer, amount }, fee] });
  await runOn(world, '1999-04-06');
  return world;
}

/** Stripe tells of it, and the contract is settled. */
async function told(world: World, on: string, invoice = 'in_1'): Promise<void> {
  world.invoicer.nowEpochSeconds = Date.parse(noon(on)) / 1000;
  await hear(world, invoice, on);
  await runOn(world, on);
}

async function kindsOf(world: World): Promise<string[]> {
  return (await contractOf(world)).entries.filter(({ kind }) => kind !== 'posting').map(({ kind }) => kind);
}

async function holds(world: World): Promise<void> {
  expect((await equationsOf(world)).map(({ name, differenceMinor }) => [name, differenceMinor])).toEqual([
    ['income', 0n],
    ['receivable', 0n],
    ['cash', 0n],
  ]);
  expect(await differencesOf(world)).toEqual([]);
}

/** What the software itself finds when it holds Stripe against the books. */
async function differencesOf(world: World): Promise<readonly Difference[]> {
  const asOf = new Date(world.invoicer.nowEpochSeconds * 1000).toISOString();
  const customers = world.invoicer.customers.map(({ id }) => id);
  const ring = { contractId: CONTRACT, run: 'run/holds', asOf, mode: 'full', customers } as const;
  return (await reconcileContract({ ...world, reconciliations: memoryReconciliations() }, ring)).differences;
}

const owedIn = async (world: World): Promise<bigint> => balanceOf((await contractOf(world)).entries);

describe('what the client does', () => {
  it('paying outside of Stripe is cash of its own kind', async () => {
    const world = await invoiced();
    payIn(world.invoicer, 'in_1', 200_000n, 'outside');
    await told(world, '1999-04-07');
    expect(await balancesOf(world)).toEqual({ 'cash-outside-stripe': 200_000n, 'income:retainer': -200_000n });
    await holds(world);
  });

  it('paying too much is its credit, which lowers the next invoice', async () => {
    const world = await invoiced();
    payIn(world.invoicer, 'in_1', 230_000n);
    await told(world, '1999-04-07');
    expect(await balancesOf(world)).toEqual({
      'client-credit': -30_000n,
      cash: 230_000n,
      'income:retainer': -200_000n,
    });

    await runOn(world, '1999-05-06');
    expect(world.invoicer.invoices.get('in_2')).toMatchObject({ totalMinor: 200_000n, dueMinor: 170_000n });
    await told(world, '1999-05-07', 'in_2');
    expect(await owedIn(world)).toBe(170_000n);
    await holds(world);
  });

  it('failing to pay is on record, and moves nothing', async () => {
    const world = await invoiced();
    changeInvoice(world.invoicer, 'in_1', { attempts: 1 });
    await told(world, '1999-04-07');
    expect((await contractOf(world)).facts.at(-1)).toMatchObject({ type: 'InvoiceSeen', data: { attempts: 1 } });
    expect(await kindsOf(world)).toEqual([]);
  });

  it('disputing by card takes the cash back, and a win restores it on its own day (row 80)', async () => {
    const world = await invoiced();
    payIn(world.invoicer, 'in_1', 200_000n);
    await told(world, '1999-04-07');
    world.invoicer.nowEpochSeconds = Date.parse(noon('1999-04-20')) / 1000;
    const { id } = disputeIn(world.invoicer, 'pi_1');
    await hearOf(world, { object: 'dispute', id, payment_intent: 'pi_1' }, '1999-04-20');
    await runOn(world, '1999-04-20');
    expect(await owedIn(world)).toBe(200_000n);
    expect(await balancesOf(world)).toEqual({ 'accounts-receivable': 200_000n, 'income:retainer': -200_000n });
    await holds(world);

    world.invoicer.nowEpochSeconds = Date.parse(noon('1999-04-28')) / 1000;
    closeDisputeIn(world.invoicer, id, 'won');
    await told(world, '1999-04-28');
    expect(await owedIn(world)).toBe(0n);
    const { entries } = await contractOf(world);
    expect(entries.filter(({ kind }) => kind === 'dispute').map(({ effectiveOn }) => effectiveOn)).toEqual([
      '1999-04-20',
      '1999-04-28',
    ]);
    await holds(world);
  });

  it('winning the dispute is asked about, and is written off on a word', async () => {
    const world = await invoiced();
    payIn(world.invoicer, 'in_1', 200_000n);
    closeDisputeIn(world.invoicer, disputeIn(world.invoicer, 'pi_1').id, 'lost');
    await told(world, '1999-04-20');
    expect(await waitingIn(world, '1999-04-20')).toEqual(['stripe/in_1/dispute/du_1']);
    await answer(world, 'stripe/in_1/dispute/du_1', 'write-off', '1999-04-21');
    await runOn(world, '1999-04-21');
    expect(await owedIn(world)).toBe(0n);
    expect(await balancesOf(world)).toEqual({ 'income:retainer': -200_000n, 'written-off': 200_000n });
    await holds(world);
  });
});

describe('money that came another way, after Stripe collects no more', () => {
  it('of a lost dispute waits in the list, visible, until it came; then it is a payment by the word of a person', async () => {
    const world = await invoiced();
    payIn(world.invoicer, 'in_1', 200_000n);
    closeDisputeIn(world.invoicer, disputeIn(world.invoicer, 'pi_1').id, 'lost');
    await told(world, '1999-04-20');
    await runOn(world, '1999-05-03');
    expect(await waitingIn(world, '1999-05-03')).toEqual(['stripe/in_1/dispute/du_1']);
    expect(await owedIn(world)).toBe(200_000n);

    await answer(world, 'stripe/in_1/dispute/du_1', 'collected', '1999-05-04');
    await runOn(world, '1999-05-04');

    expect(await owedIn(world)).toBe(0n);
    expect(await balancesOf(world)).toEqual({ 'cash-outside-stripe': 200_000n, 'income:retainer': -200_000n });
    expect((await contractOf(world)).entries.at(-1)).toMatchObject({
      kind: 'payment',
      effectiveOn: '1999-05-04',
      description: expect.stringMatching(/^Collected outside of Stripe: Retainer/),
    });
    expect(await waitingIn(world, '1999-05-04')).toEqual([]);
    await holds(world);
  });

  it('of a refund settles what was refunded, and no more; the equations hold beside one that is only written off', async () => {
    const world = await invoiced();
    payIn(world.invoicer, 'in_1', 200_000n);
    refundIn(world.invoicer, 'pi_1', 30_000n);
    refundIn(world.invoicer, 'pi_1', 20_000n);
    await told(world, '1999-04-20');
    expect(await owedIn(world)).toBe(50_000n);
    await answer(world, 'stripe/in_1/refund/re_1', 'collected', '1999-04-21');
    await answer(world, 'stripe/in_1/refund/re_2', 'write-off', '1999-04-22');
    await runOn(world, '1999-04-22');
    expect(await owedIn(world)).toBe(0n);
    expect(await balancesOf(world)).toMatchObject({ 'cash-outside-stripe': 30_000n, 'written-off': 20_000n });
    await holds(world);
  });

  it('is taken back when the dispute is won after all', async () => {
    const world = await invoiced();
    payIn(world.invoicer, 'in_1', 200_000n);
    const { id } = disputeIn(world.invoicer, 'pi_1');
    closeDisputeIn(world.invoicer, id, 'lost');
    await told(world, '1999-04-20');
    await answer(world, 'stripe/in_1/dispute/du_1', 'collected', '1999-04-21');
    await runOn(world, '1999-04-21');
    closeDisputeIn(world.invoicer, id, 'won');
    await told(world, '1999-04-25');
    expect(await owedIn(world)).toBe(0n);
    expect(await balancesOf(world)).toEqual({ cash: 200_000n, 'income:retainer': -200_000n });
    await holds(world);
  });
});

describe('an amount under Stripe’s minimum (row 53)', () => {
  it('is not paid, whatever Stripe says: it is carried, and collected with the next', async () => {
    const world = await invoiced('0.30');
    expect(world.invoicer.invoices.get('in_1')).toMatchObject({ status: 'paid', totalMinor: 30n, dueMinor: 0n });
    await told(world, '1999-04-07');
    expect(await balancesOf(world)).toEqual({ 'client-credit': 30n, 'income:retainer': -30n });
    expect(await owedIn(world)).toBe(30n);

    await runOn(world, '1999-05-06');
    expect(world.invoicer.invoices.get('in_2')).toMatchObject({ totalMinor: 30n, dueMinor: 60n, status: 'open' });
    payIn(world.invoicer, 'in_2', 60n);
    await told(world, '1999-05-07', 'in_2');
    expect(await balancesOf(world)).toEqual({ cash: 60n, 'income:retainer': -60n });
    await holds(world);
  });
});

describe('what a person does at Stripe', () => {
  it('a refund without a credit note is owed again, and may be written off', async () => {
    const world = await invoiced();
    payIn(world.invoicer, 'in_1', 200_000n);
    refundIn(world.invoicer, 'pi_1', 50_000n);
    await told(world, '1999-04-20');
    expect(await owedIn(world)).toBe(50_000n);
    await holds(world);
    await answer(world, 'stripe/in_1/refund/re_1', 'write-off', '1999-04-21');
    await runOn(world, '1999-04-21');
    expect(await owedIn(world)).toBe(0n);
    await holds(world);
  });

  it('a refund that fails later is taken back', async () => {
    const world = await invoiced();
    payIn(world.invoicer, 'in_1', 200_000n);
    refundIn(world.invoicer, 'pi_1', 50_000n);
    await told(world, '1999-04-20');
    failRefundIn(world.invoicer, 're_1');
    await told(world, '1999-04-22');
    expect(await owedIn(world)).toBe(0n);
    expect((await contractOf(world)).entries.at(-1)).toMatchObject({
      cause: 'refund/re_1#2',
      effectiveOn: '1999-04-22',
    });
    expect(await waitingIn(world, '1999-04-22')).toEqual([]);
    await holds(world);
  });

  it('a void invoice is adopted on a word: the amount is owed no more, and nothing is sent', async () => {
    const world = await invoiced();
    voidIn(world.invoicer, 'in_1');
    await told(world, '1999-04-20');
    expect(await waitingIn(world, '1999-04-20')).toEqual(['stripe/in_1/void']);
    await answer(world, 'stripe/in_1/void', 'adopt', '1999-04-21');
    await runOn(world, '1999-04-21');
    expect(await balancesOf(world)).toEqual({});
    expect(world.invoicer.creditNotes).toEqual([]);
    await holds(world);
  });

  it('a void invoice is made anew on a word, and only once', async () => {
    const world = await invoiced();
    voidIn(world.invoicer, 'in_1');
    await told(world, '1999-04-20');
    await answer(world, 'stripe/in_1/void', 'reissue', '1999-04-21');
    await runOn(world, '1999-04-21');
    await runOn(world, '1999-04-22');
    expect([...world.invoicer.invoices.values()].map(({ status }) => status)).toEqual(['void', 'open']);
    await holds(world);
  });

  it('a credit note made by hand is adopted as a receivable below zero of its own', async () => {
    const world = await invoiced();
    creditIn(world.invoicer, { invoice: 'in_1', amountMinor: 30_000n, currency: 'USD', memo: 'a kindness' });
    await told(world, '1999-04-20');
    await answer(world, 'stripe/in_1/credit/cn_1', 'adopt', '1999-04-21');
    await runOn(world, '1999-04-21');
    expect((await contractOf(world)).postings.at(-1)).toMatchObject({
      id: 'adopted/in_1/credit/cn_1#1',
      amountMinor: -30_000n,
      corrects: 'retainer/1999-04-06#1',
    });
    expect(world.invoicer.creditNotes).toHaveLength(1);
    await holds(world);
  });

  it('a credit note of ours that is made void is issued again on a word', async () => {
    const world = await invoiced();
    creditIn(world.invoicer, {
      invoice: 'in_1',
      amountMinor: 30_000n,
      currency: 'USD',
      memo: 'ours',
      intent: 'invoice/somebody',
    });
    voidCreditNoteIn(world.invoicer, 'cn_1');
    await told(world, '1999-04-20');
    expect(await waitingIn(world, '1999-04-20')).toEqual(['stripe/in_1/credit-void/cn_1']);
  });

  it('an invoice given up is written off on a word; a payment after all takes that back', async () => {
    const world = await invoiced();
    uncollectibleIn(world.invoicer, 'in_1');
    await told(world, '1999-04-20');
    await answer(world, 'stripe/in_1/uncollectible', 'write-off', '1999-04-21');
    await runOn(world, '1999-04-21');
    expect(await balancesOf(world)).toEqual({ 'income:retainer': -200_000n, 'written-off': 200_000n });
    await holds(world);
    payIn(world.invoicer, 'in_1', 200_000n);
    await told(world, '1999-04-25');
    expect(await balancesOf(world)).toEqual({ cash: 200_000n, 'income:retainer': -200_000n });
    await holds(world);
  });

  it('leave keeps it owed, and is not asked again', async () => {
    const world = await invoiced();
    uncollectibleIn(world.invoicer, 'in_1');
    await told(world, '1999-04-20');
    await answer(world, 'stripe/in_1/uncollectible', 'leave', '1999-04-21');
    expect(await waitingIn(world, '1999-04-21')).toEqual([]);
    expect(await owedIn(world)).toBe(200_000n);
  });

  it('a customer deleted parks its contract once; unparked, the next invoice makes a new one (row 74)', async () => {
    const world = await invoiced();
    deleteCustomerIn(world.invoicer, 'cus_1');
    const event = { object: 'customer', id: 'cus_1' };
    expect(await hearOf(world, event, '1999-04-20')).toBe('applied');
    expect((await contractOf(world)).head.parked).toMatchObject({ what: 'cus_1' });
    await answer(world, 'parked', 'unpark', '1999-04-21');
    expect(await hearOf(world, event, '1999-04-22')).toBe('known');
    expect((await contractOf(world)).head.parked).toBeUndefined();

    await runOn(world, '1999-05-06');
    expect(world.invoicer.invoices.get('in_2')).toMatchObject({ status: 'open', customer: 'cus_2' });
    expect(await world.store.readCustomer(CONTRACT)).toBe('cus_2');
  });

  it('a customer deleted before anybody knew that its invoice was finalised keeps it: no other is made', async () => {
    const world = await aWorld();
    world.invoicer.fail({ operation: 'finalize', status: 0, when: 'after' });
    await runOn(world, '1999-04-06');
    deleteCustomerIn(world.invoicer, 'cus_1');
    expect(await hearOf(world, { object: 'customer', id: 'cus_1' }, '1999-04-20')).toBe('applied');
    await answer(world, 'parked', 'unpark', '1999-04-21');
    await runOn(world, '1999-04-22');
    expect([...world.invoicer.invoices.values()]).toMatchObject([{ id: 'in_1', status: 'open', customer: 'cus_1' }]);
    expect(await intentOf(world, 'invoice/retainer/1999-04-06#1', 'invoice')).toMatchObject({ state: 'done' });
  });

  it('a draft deleted while it is pushed is on record, and the push asks', async () => {
    const world = await aWorld();
    world.invoicer.fail({ operation: 'addLine', status: 0, when: 'before' });
    await runOn(world, '1999-04-06');
    const { invoice = '' } = await intentOf(world, 'invoice/retainer/1999-04-06#1', 'invoice');
    world.invoicer.invoices.delete(invoice);
    const metadata = { tallystick_contract: CONTRACT };
    expect(await hearOf(world, { object: 'invoice', id: invoice, metadata }, '1999-04-07')).toBe('applied');
    expect((await contractOf(world)).facts.at(-1)).toMatchObject({
      data: { status: 'deleted', posting: expect.any(String) },
    });
    const stranger = { object: 'invoice', id: 'in_unknown', metadata };
    expect(await hearOf(world, stranger, '1999-04-07')).toBe('ignored');
  });
});

describe('events', () => {
  it.each([
    ['an invoice payment', { object: 'invoice_payment', id: 'inpay_1', invoice: 'in_1' }],
    ['a credit note, expanded', { object: 'credit_note', id: 'cn_1', invoice: { id: 'in_1' } }],
    ['a charge', { object: 'charge', id: 'ch_1', payment_intent: 'pi_1' }],
    ['a refund', { object: 'refund', id: 're_1', payment_intent: { id: 'pi_1' } }],
    ['a payment intent', { object: 'payment_intent', id: 'pi_1' }],
  ])('about %s lead to the invoice', async (_, object) => {
    const world = await invoiced();
    payIn(world.invoicer, 'in_1', 200_000n);
    expect(await hearOf(world, object, '1999-04-07')).toBe('applied');
    expect((await contractOf(world)).facts.at(-1)).toMatchObject({ data: { invoice: 'in_1', status: 'paid' } });
  });

  it.each([
    ['a payment of nothing of ours', { object: 'charge', id: 'ch_1', payment_intent: 'pi_9' }],
    ['a charge without an intent', { object: 'charge', id: 'ch_1' }],
    ['a customer of ours that is as it was', { object: 'customer', id: 'cus_1' }],
    ['a customer of somebody else', { object: 'customer', id: 'cus_9' }],
    ['a product', { object: 'product', id: 'prod_1' }],
    ['nothing', {}],
  ])('about %s are passed over', async (_, object) => {
    expect(await hearOf(await invoiced(), object, '1999-04-07')).toBe('ignored');
  });

  it('do not overtake one another: what was fetched before somebody else recorded is fetched again', async () => {
    const world = await invoiced();
    payIn(world.invoicer, 'in_1', 50_000n);
    let looks = 0;
    const slow = {
      ...world.invoicer,
      paymentsOf: async (invoice: string) => {
        looks += 1;
        const payments = await world.invoicer.paymentsOf(invoice);
        // While this look is on its way, the rest is paid and another event records it.
        if (looks === 1) {
          payIn(world.invoicer, 'in_1', 150_000n);
          await hear(world, 'in_1', '1999-04-07');
        }
        return payments;
      },
    };
    await hear({ ...world, invoicer: slow }, 'in_1', '1999-04-07');
    expect(looks).toBe(2);
    expect((await contractOf(world)).facts.at(-1)).toMatchObject({ data: { status: 'paid', remainingMinor: 0n } });
  });
});
