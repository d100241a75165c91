import { describe, expect, it } from 'vitest';
import { reconcileContract } from '../../shared/app/reconcile-contract.ts';
import type { Said } from '../builders/facts.ts';
import { aWorld, CONTRACT, contractOf, intentOf, record, runOn, type World } from '../builders/a-world.ts';
import { anInvestor, closed, corrected, introduced, noon, reversed } from '../builders/facts.ts';
import { payIn } from '../builders/memory-stripe-money.ts';

const FEE = 'finders-fee/closing-0001';
const INTRODUCED = introduced(anInvestor(), { on: '1999-04-08', recordedOn: '1999-04-08' });
const CLOSED = closed({ closedOn: '1999-04-12', amountMinor: 10_000_000n });
const CORRECTED = corrected({ closedOn: '1999-04-12', amountMinor: 8_000_000n }, '1999-04-14');

/** What became of a closing, as Stripe has it; and the table of a day on which only its introduction was on record. */
async function restoredBefore(...told: readonly Said[]): Promise<World> {
  const lost = await aWorld();
  await record(lost, INTRODUCED);
  await runOn(lost, '1999-04-08');
  for (const fact of told) {
    await record(lost, fact);
    await runOn(lost, fact.at);
  }
  const world = { ...(await aWorld()), invoicer: lost.invoicer };
  await record(world, INTRODUCED);
  world.activations.current = { state: 'on', tableId: 'the-table-before', customers: {} };
  return world;
}

/** Tells again what the table lost, whatever its day. */
async function tellAgain(world: World, ...told: readonly Said[]): Promise<void> {
  await record(world, ...told.map((fact) => ({ ...fact, at: noon('1999-04-20') })));
  await runOn(world, '1999-04-20T17:00:00.000Z');
}

function adopt(world: World, on = '1999-04-20') {
  const customers = world.invoicer.customers.map(({ id }) => id);
  return reconcileContract(world, {
    contractId: CONTRACT,
    run: `adopt/${on}`,
    asOf: noon(on),
    mode: 'adopt',
    customers,
  });
}

async function lift(world: World, on = '1999-04-21'): Promise<void> {
  world.activations.current = { state: 'on', tableId: 'memory-table', customers: {} };
  await runOn(world, on);
}

async function postingsOf(world: World): Promise<string[]> {
  const { postings } = await contractOf(world);
  return postings.map(({ id, amountMinor }) => `${id} ${amountMinor}`).toSorted();
}

const atStripe = ({ invoicer }: World) => [invoicer.invoices.size, invoicer.creditNotes.length];

describe('a table that was restored', () => {
  it('books nothing behind its fence before it knows what Stripe has', async () => {
    const world = await restoredBefore(CLOSED, CORRECTED);
    await tellAgain(world, CLOSED, CORRECTED);
    expect(await postingsOf(world)).toEqual([]);
    expect((await contractOf(world)).head.attentionAt).toBe('1999-04-20T23:00:00.000Z');
  });

  it('has an invoice that was corrected, and its credit note, again, and sends neither once more', async () => {
    const world = await restoredBefore(CLOSED, CORRECTED);
    const before = atStripe(world);
    await tellAgain(world, CLOSED, CORRECTED);
    expect(await adopt(world)).toMatchObject({ state: 'agrees', wouldSend: [] });
    await runOn(world, '1999-04-20T18:00:00.000Z');
    const all = [`${FEE}#1 1000000`, `${FEE}#2 -200000`, 'retainer/1999-04-06#1 200000'];
    expect(await postingsOf(world)).toEqual(all);
    expect(await adopt(world)).toMatchObject({ state: 'agrees', adopted: 3, wouldSend: [] });
    await lift(world);
    expect([await postingsOf(world), atStripe(world)]).toEqual([all, before]);
    expect(await intentOf(world, `invoice/${FEE}#2`, 'credit-note')).toMatchObject({
      state: 'done',
      creditNote: 'cn_1',
    });
  });

  it('has the payment and the credit of a closing that was paid and fell through', async () => {
    const back = reversed('1999-04-16');
    const world = await restoredBefore(CLOSED, CORRECTED);
    const invoice = [...world.invoicer.invoices.values()].find(({ posting }) => posting === `${FEE}#1`);
    payIn(world.invoicer, invoice?.id ?? '', 800_000n);
    await tellAgain(world, back, CORRECTED, CLOSED);
    await adopt(world);
    await runOn(world, '1999-04-20T18:00:00.000Z');
    expect(await postingsOf(world)).toEqual(['retainer/1999-04-06#1 200000']);
    expect(await adopt(world)).toMatchObject({ state: 'agrees', wouldSend: [{ amountMinor: -800_000n }] });
    await lift(world);
    expect(await postingsOf(world)).toEqual([
      `${FEE}#1 1000000`,
      `${FEE}#2 -200000`,
      `${FEE}#3 -800000`,
      'retainer/1999-04-06#1 200000',
    ]);
    expect(atStripe(world)).toEqual([2, 2]);
    const { entries } = await contractOf(world);
    expect(entries.filter(({ kind }) => kind === 'payment')).toHaveLength(1);
    expect(await adopt(world, '1999-04-22')).toMatchObject({ state: 'agrees' });
  });

  it('differs while nobody tells of what was invoiced, and has it once it is told', async () => {
    const world = await restoredBefore(CLOSED);
    await runOn(world, '1999-04-20');
    expect(await adopt(world)).toMatchObject({ state: 'differs', differences: [{ kind: 'not-in-books' }] });
    await tellAgain(world, CLOSED);
    expect(await postingsOf(world)).toContain(`${FEE}#1 1000000`);
    expect(await adopt(world)).toMatchObject({ state: 'agrees' });
  });

  it('says in the working that it was sent before, and by which invoice', async () => {
    const world = await restoredBefore(CLOSED, CORRECTED);
    await adopt(world);
    await tellAgain(world, CORRECTED);
    const { postings } = await contractOf(world);
    const number = [...world.invoicer.invoices.values()].find(({ posting }) => posting === `${FEE}#1`)?.number;
    expect(postings.find(({ id }) => id === `${FEE}#1`)?.working).toEqual([
      {
        clause: '2.2',
        what: `As it was sent before the table was restored: invoice ${number}`,
        figures: 'USD 10,000.00',
      },
    ]);
  });
});
