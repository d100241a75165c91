import { describe, expect, it } from 'vitest';
import { pushInvoice } from '../../shared/app/push-invoice.ts';
import { aWorld, CONTRACT, contractOf, intentOf, record, runOn, settle, type World } from '../builders/a-world.ts';
import { CrashError, crashing } from '../builders/crashing.ts';
import { contractFile1999 } from '../builders/a-contract.ts';
import { answer, equationsOf, hear, waitingIn } from '../builders/at-stripe.ts';
import { deleteCustomerIn } from '../builders/memory-stripe.ts';
import { payIn, voidCreditNoteIn } from '../builders/memory-stripe-money.ts';
import { decideWaiting } from '../../shared/app/decide-waiting.ts';
import type { Plain } from '../../shared/core/json.ts';
import { closed, corrected, introduced, noon, reversed } from '../builders/facts.ts';

const FEE = 'invoice/finders-fee/closing-0001#1';
const CREDIT = 'invoice/finders-fee/closing-0001#2';

const REFUNDING = { ...Object(contractFile1999()), corrections: { onPaid: 'refund' } };

/** A fee of 25,000.00 at Stripe, and a correction down to 24,000.00 in the books. */
async function correctedDown(beforeCorrection?: (world: World) => void, file?: Plain): Promise<World> {
  const world = await aWorld(file);
  await record(world, introduced(), closed());
  await runOn(world, '1999-06-15');
  beforeCorrection?.(world);
  await record(world, corrected({ amountMinor: 24_000_000n }, '1999-06-20'));
  await settle(world, '1999-06-20');
  return world;
}

const push = (world: World, intent = CREDIT) =>
  pushInvoice(world, { contractId: CONTRACT, factSeq: 9, asOf: noon('1999-06-20'), intent });

async function feeInvoice(world: World): Promise<string> {
  return (await intentOf(world, FEE, 'invoice')).invoice ?? '';
}

describe('a correction down', () => {
  it('is one credit note on the open invoice of the same receivable', async () => {
    const world = await correctedDown();

    expect(await push(world)).toBe('done');

    const invoice = await feeInvoice(world);
    expect(world.invoicer.creditNotes).toMatchObject([{ invoice, amountMinor: 100_000n, intent: CREDIT }]);
    expect(world.invoicer.invoices.get(invoice)?.remainingMinor).toBe(2_400_000n);
    expect(await intentOf(world, CREDIT, 'credit-note')).toMatchObject({ state: 'done', creditNote: 'cn_1', invoice });
  });

  it('does nothing the second time', async () => {
    const world = await correctedDown();
    await push(world);
    expect(await push(world)).toBe('nothing-to-do');
    expect(world.invoicer.creditNotes).toHaveLength(1);
  });

  it('adopts the credit note whose answer was lost', async () => {
    const world = await correctedDown();
    world.invoicer.fail({ operation: 'createCreditNote', status: 500, when: 'after' });
    expect(await push(world)).toBe('later');
    expect(await push(world)).toBe('done');
    expect(world.invoicer.creditNotes).toHaveLength(1);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
    'that dies before or after call %i leaves one credit note',
    async (at) => {
      for (const when of ['before', 'after'] as const) {
        const world = await correctedDown();
        const crash = { at, when };
        const ports = { store: crashing(world.store, crash), invoicer: crashing(world.invoicer, crash) };
        await push({ ...world, ...ports }).catch((error: unknown) => {
          if (!(error instanceof CrashError)) throw error;
        });
        await push(world);
        expect(world.invoicer.creditNotes).toHaveLength(1);
        expect(await intentOf(world, CREDIT, 'credit-note')).toMatchObject({ state: 'done' });
      }
    },
  );

  it('names what it corrects and why', async () => {
    const world = await correctedDown();
    await push(world);
    expect(world.invoicer.creditNotes[0]?.memo).toBe(
      "Correction of Finder's fee, funding by Dana Whitfield, Harbor Ridge Capital closed on 15 June 1999. " +
        'Clause 2.2 of the agreement. Because it was corrected to USD 240,000.00 of 15 June 1999.',
    );
  });

  it('on a paid invoice becomes the client’s credit where the contract says nothing', async () => {
    const world = await correctedDown();
    payIn(world.invoicer, await feeInvoice(world), 2_500_000n);

    expect(await push(world)).toBe('done');

    expect(world.invoicer.creditNotes).toMatchObject([{ toBalanceMinor: 100_000n, refundedMinor: 0n }]);
    expect(world.invoicer.customers[0]?.balanceMinor).toBe(-100_000n);
  });

  it('on a paid invoice is refunded where the contract says so', async () => {
    const world = await correctedDown(undefined, REFUNDING);
    payIn(world.invoicer, await feeInvoice(world), 2_500_000n);

    expect(await push(world)).toBe('done');

    expect(world.invoicer.creditNotes).toMatchObject([{ toBalanceMinor: 0n, refundedMinor: 100_000n }]);
    expect(world.invoicer.refunds).toMatchObject([{ amountMinor: 100_000n, status: 'succeeded' }]);
  });

  it.each([
    ['refund', { refundedMinor: 100_000n, outsideMinor: 0n }],
    ['outside', { refundedMinor: 0n, outsideMinor: 100_000n }],
  ])(
    'that cannot be the credit of a client deleted at Stripe is asked about; %s is an answer',
    async (answer, note) => {
      const world = await correctedDown();
      payIn(world.invoicer, await feeInvoice(world), 2_500_000n);
      deleteCustomerIn(world.invoicer, world.invoicer.customers[0]?.id ?? '');
      expect(await push(world)).toBe('waiting');
      expect(world.invoicer.creditNotes).toEqual([]);

      const by = { by: 'Eugene Chiaramonte', reason: 'agreed by telephone', now: noon('1999-06-21') };
      await decideWaiting(world, { contractId: CONTRACT, waiting: `intent/${CREDIT}`, answer, ...by });

      expect(await push(world)).toBe('done');
      expect(world.invoicer.creditNotes).toMatchObject([{ ...note, toBalanceMinor: 0n }]);
    },
  );

  it('larger than what remains takes that off first, and gives back the rest', async () => {
    const world = await correctedDown();
    payIn(world.invoicer, await feeInvoice(world), 2_450_000n);
    expect(await push(world)).toBe('done');
    expect(world.invoicer.creditNotes).toMatchObject([{ beforePaymentMinor: 50_000n, toBalanceMinor: 50_000n }]);
  });

  it.each([
    ['customer-balance', { toBalanceMinor: 100_000n, outsideMinor: 0n }],
    ['outside', { toBalanceMinor: 0n, outsideMinor: 100_000n }],
  ])('that cannot be refunded, as it was paid by cheque, is asked about; %s is an answer', async (answer, note) => {
    const world = await correctedDown(undefined, REFUNDING);
    payIn(world.invoicer, await feeInvoice(world), 2_500_000n, 'outside');
    expect(await push(world)).toBe('waiting');
    expect(world.invoicer.creditNotes).toEqual([]);

    const by = { by: 'Eugene Chiaramonte', reason: 'agreed by telephone', now: noon('1999-06-21') };
    await decideWaiting(world, { contractId: CONTRACT, waiting: `intent/${CREDIT}`, answer, ...by });

    expect(await push(world)).toBe('done');
    expect(world.invoicer.creditNotes).toMatchObject([note]);
  });

  it('that all invoices together cannot carry waits for a person', async () => {
    const world = await correctedDown();
    world.invoicer.change(await feeInvoice(world), { creditedBeforePaymentMinor: 2_400_001n });
    expect(await push(world)).toBe('waiting');
    expect(await intentOf(world, CREDIT, 'credit-note')).toMatchObject({
      state: 'waiting',
      note: expect.stringContaining('No invoice can carry a credit of USD −1,000.00'),
    });
  });

  it('waits until the invoice that it credits has been pushed', async () => {
    const world = await aWorld();
    await record(world, introduced(), closed());
    await settle(world, '1999-06-15');
    await record(world, corrected({ amountMinor: 24_000_000n }, '1999-06-20'));
    await settle(world, '1999-06-20');

    expect(await push(world)).toBe('nothing-to-do');
    expect(await intentOf(world, CREDIT, 'credit-note')).toMatchObject({ state: 'pending' });

    await push(world, FEE);
    expect(await push(world)).toBe('done');
  });

  it('that Stripe answers with another amount parks the contract', async () => {
    const world = await correctedDown();
    const { invoicer: stripe } = world;
    const invoicer = {
      ...world.invoicer,
      createCreditNote: async (...given: Parameters<typeof stripe.createCreditNote>) => ({
        ...(await stripe.createCreditNote(...given)),
        amountMinor: 1n,
      }),
    };
    expect(await push({ ...world, invoicer })).toBe('waiting');
    expect((await contractOf(world)).head.parked).toMatchObject({
      why: expect.stringContaining('credit note at Stripe'),
    });
  });
});

describe('a correction down that no single invoice can carry', () => {
  const TAKEN_BACK = 'invoice/finders-fee/closing-0001#3';
  const SECOND = 'invoice/finders-fee/closing-0001#2';

  /** A fee of 25,000.00 and a further one of 15,000.00 at Stripe; then the deal falls through, and 40,000.00 is taken back. */
  async function takenBack(
    before?: (world: World, first: string, second: string) => void,
    file?: Plain,
  ): Promise<World> {
    const world = await aWorld(file);
    await record(world, introduced(), closed());
    await runOn(world, '1999-06-15');
    await record(world, corrected({ amountMinor: 40_000_000n }, '1999-06-18'));
    await runOn(world, '1999-06-18');
    before?.(world, await feeInvoice(world), (await intentOf(world, SECOND, 'invoice')).invoice ?? '');
    await record(world, reversed('1999-06-20'));
    await settle(world, '1999-06-20');
    return world;
  }

  const notes = ({ invoicer }: World) =>
    invoicer.creditNotes.map(({ amountMinor, beforePaymentMinor, refundedMinor, toBalanceMinor }) => {
      return { amountMinor, beforePaymentMinor, refundedMinor, toBalanceMinor };
    });

  it('is one credit note on each of several, the newest first, and the equations hold', async () => {
    const world = await takenBack();

    expect(await push(world, TAKEN_BACK)).toBe('done');

    expect(world.invoicer.creditNotes).toMatchObject([
      { amountMinor: 1_500_000n, intent: TAKEN_BACK },
      { amountMinor: 2_500_000n, intent: TAKEN_BACK },
    ]);
    expect(await intentOf(world, TAKEN_BACK, 'credit-note')).toMatchObject({
      state: 'done',
      creditNote: 'cn_1',
      parts: [{ creditNote: 'cn_1' }, { creditNote: 'cn_2' }],
    });
    for (const { id } of world.invoicer.invoices.values()) await hear(world, id, '1999-06-20');
    await runOn(world, '1999-06-20');
    expect((await equationsOf(world)).map(({ differenceMinor }) => differenceMinor)).toEqual([0n, 0n, 0n]);
    expect(await waitingIn(world, '1999-06-20')).toEqual([]);
    expect(await push(world, TAKEN_BACK)).toBe('nothing-to-do');
  });

  it('comes off what is still to be paid before it gives back what was paid', async () => {
    const world = await takenBack((w, _first, second) => void payIn(w.invoicer, second, 1_500_000n));
    await push(world, TAKEN_BACK);
    expect(notes(world)).toEqual([
      { amountMinor: 2_500_000n, beforePaymentMinor: 2_500_000n, refundedMinor: 0n, toBalanceMinor: 0n },
      { amountMinor: 1_500_000n, beforePaymentMinor: 0n, refundedMinor: 0n, toBalanceMinor: 1_500_000n },
    ]);
  });

  it('is refunded on each where the contract says so; what cannot be is asked about, and the rest stays drawn', async () => {
    const pay = (w: World, first: string, second: string): void => {
      payIn(w.invoicer, first, 2_500_000n, 'outside');
      payIn(w.invoicer, second, 1_500_000n);
    };
    const world = await takenBack(pay, REFUNDING);
    expect(await push(world, TAKEN_BACK)).toBe('waiting');
    expect(notes(world)).toMatchObject([{ amountMinor: 1_500_000n, refundedMinor: 1_500_000n }]);

    const by = { by: 'Eugene Chiaramonte', reason: 'agreed by telephone', now: noon('1999-06-21') };
    const decision = { contractId: CONTRACT, waiting: `intent/${TAKEN_BACK}`, answer: 'customer-balance', ...by };
    await decideWaiting(world, decision);

    expect(await push(world, TAKEN_BACK)).toBe('done');
    expect(notes(world)).toMatchObject([{ refundedMinor: 1_500_000n }, { toBalanceMinor: 2_500_000n }]);
  });

  it('is drawn once in all, whatever call dies', async () => {
    for (let at = 1; at <= 20; at += 1) {
      for (const when of ['before', 'after'] as const) {
        const world = await takenBack();
        const crash = { at, when };
        const ports = { store: crashing(world.store, crash), invoicer: crashing(world.invoicer, crash) };
        await push({ ...world, ...ports }, TAKEN_BACK).catch((error: unknown) => {
          if (!(error instanceof CrashError)) throw error;
        });
        await push(world, TAKEN_BACK);
        expect(notes(world).map(({ amountMinor }) => amountMinor)).toEqual([1_500_000n, 2_500_000n]);
        expect(await intentOf(world, TAKEN_BACK, 'credit-note')).toMatchObject({ state: 'done' });
      }
    }
  });

  it.each([0, 429, 500] as const)('is drawn once in all when Stripe answers %i to either note', async (status) => {
    for (const earlier of [0, 1]) {
      for (const when of ['before', 'after'] as const) {
        const world = await takenBack();
        const { invoicer } = world;
        let calls = 0;
        const failing = async (...given: Parameters<typeof invoicer.createCreditNote>) => {
          if (calls === earlier) invoicer.fail({ operation: 'createCreditNote', status, when });
          calls += 1;
          return invoicer.createCreditNote(...given);
        };
        await push({ ...world, invoicer: { ...world.invoicer, createCreditNote: failing } }, TAKEN_BACK);
        await push(world, TAKEN_BACK);
        expect(notes(world).map(({ amountMinor }) => amountMinor)).toEqual([1_500_000n, 2_500_000n]);
      }
    }
  });

  it('has the part that somebody makes void issued again, for its amount alone', async () => {
    const world = await takenBack((w, first) => void payIn(w.invoicer, first, 100n));
    await push(world, TAKEN_BACK);
    const [first] = world.invoicer.creditNotes;
    world.invoicer.change(first?.invoice ?? '', { status: 'open' });
    voidCreditNoteIn(world.invoicer, first?.id ?? '');
    await hear(world, first?.invoice ?? '', '1999-06-21');
    const [question = ''] = await waitingIn(world, '1999-06-21');
    expect(question).toContain('credit-void/cn_1');

    await answer(world, question, 'reissue', '1999-06-21');
    await runOn(world, '1999-06-21');

    expect(notes(world).map(({ amountMinor }) => amountMinor)).toEqual([1_500_000n, 2_500_000n, 1_500_000n]);
    expect(world.invoicer.creditNotes[2]?.intent).toBe(`${TAKEN_BACK}/again/cn_1`);
  });
});
