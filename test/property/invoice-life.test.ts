import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DependencyError } from '../../shared/core/errors.ts';
import { epochOf } from '../../shared/core/calendar/instant.ts';
import { reissueInvoice } from '../../shared/app/reissue-invoice.ts';
import { answer, balancesOf, equationsOf, hear, waitingIn } from '../builders/at-stripe.ts';
import { aWorld, contractOf, CONTRACT, record, runOn, type World } from '../builders/a-world.ts';
import { contractFile1999 } from '../builders/a-contract.ts';
import { closed, corrected, introduced, noon } from '../builders/facts.ts';
import { uncollectibleIn, voidIn } from '../builders/memory-stripe.ts';
import {
  closeDisputeIn,
  creditIn,
  disputeIn,
  failRefundIn,
  payIn,
  refundIn,
  voidCreditNoteIn,
} from '../builders/memory-stripe-money.ts';

/** What the outside, or a person, does next. `pick` chooses the object, `amount` how much of it. */
const deed = fc.record({
  kind: fc.constantFrom(
    'pay',
    'pay-outside',
    'pay-too-much',
    'refund',
    'refund-fails',
    'dispute',
    'dispute-won',
    'dispute-lost',
    'uncollectible',
    'void',
    'credit-by-hand',
    'credit-void',
    'correct',
    'reissue',
    'a-month-passes',
    'settle',
    'hear',
  ),
  pick: fc.nat(30),
  amount: fc.integer({ min: 1, max: 100 }),
});
type Deed = ReturnType<typeof fc.sample<typeof deed extends fc.Arbitrary<infer T> ? T : never>>[number];

interface Play {
  readonly world: World;
  day: number;
}

const dayOf = ({ day }: Play): string => new Date(Date.UTC(1999, 5, 16) + day * 86_400_000).toISOString().slice(0, 10);

function at(items: readonly { readonly id: string }[], pick: number): string {
  return items[pick % Math.max(1, items.length)]?.id ?? 'none';
}

/** The deed at Stripe or in the world; what Stripe's rules refuse is not done. */
async function carryOut(play: Play, { kind, pick, amount }: Deed): Promise<void> {
  const { world } = play;
  const stripe = world.invoicer;
  const invoice = at([...stripe.invoices.values()], pick);
  const { remainingMinor = 0n } = stripe.invoices.get(invoice) ?? {};
  const part = (minor: bigint): bigint => (minor * BigInt(amount)) / 100n + 1n;
  const payment = stripe.payments.filter(({ how }) => how === 'stripe')[pick % Math.max(1, stripe.payments.length)];
  const paymentIntent = payment?.paymentIntent ?? 'none';
  const dispute = at(
    stripe.disputes.filter(({ state }) => state === 'open'),
    pick,
  );
  switch (kind) {
    case 'pay':
      return void payIn(stripe, invoice, amount > 50 ? remainingMinor : part(remainingMinor));
    case 'pay-outside':
      return void payIn(stripe, invoice, part(remainingMinor), 'outside');
    case 'pay-too-much':
      return void payIn(stripe, invoice, remainingMinor + BigInt(amount) * 100n);
    case 'refund':
      return void refundIn(stripe, paymentIntent, part(payment?.paidMinor ?? 0n));
    case 'refund-fails':
      return failRefundIn(
        stripe,
        at(
          stripe.refunds.filter(({ intent }) => intent === undefined),
          pick,
        ),
      );
    case 'dispute':
      return void disputeIn(stripe, paymentIntent);
    case 'dispute-won':
      return closeDisputeIn(stripe, dispute, 'won');
    case 'dispute-lost':
      return closeDisputeIn(stripe, dispute, 'lost');
    case 'uncollectible':
      return uncollectibleIn(stripe, invoice);
    case 'void':
      return void voidIn(stripe, invoice);
    case 'credit-by-hand': {
      const amountMinor = part(remainingMinor) - 1n;
      if (amountMinor > 0n) creditIn(stripe, { invoice, amountMinor, currency: 'USD', memo: 'by hand' });
      return;
    }
    case 'credit-void':
      return voidCreditNoteIn(stripe, at(stripe.creditNotes, pick));
    case 'correct':
      return record(world, corrected({ amountMinor: 20_000_000n + BigInt(amount) * 100_000n }, dayOf(play)));
    case 'reissue': {
      const { posting = '' } = stripe.invoices.get(invoice) ?? {};
      const by = { by: 'Eugene Chiaramonte', reason: 'a wrong address' };
      return reissueInvoice(world, { contractId: CONTRACT, posting, ...by, now: noon(dayOf(play)) });
    }
    case 'a-month-passes':
      play.day += 30;
      return;
    case 'settle':
      return runOn(world, dayOf(play));
    case 'hear':
      return void (await hear(world, invoice, dayOf(play)));
    default:
      return kind satisfies never;
  }
}

async function played(deeds: readonly Deed[], hears: boolean, onPaid: 'refund' | 'customer-balance'): Promise<Play> {
  const play: Play = { world: await aWorld({ ...Object(contractFile1999()), corrections: { onPaid } }), day: 0 };
  await record(play.world, introduced(), closed());
  await runOn(play.world, '1999-06-16');
  for (const one of deeds) {
    play.day += 1;
    play.world.invoicer.nowEpochSeconds = epochOf(noon(dayOf(play))) / 1000;
    if (one.kind === 'hear' && !hears) continue;
    try {
      await carryOut(play, one);
    } catch (error) {
      const code = (error as { code?: string }).code ?? '';
      if (!(error instanceof DependencyError) && !code.startsWith('input.')) throw error;
    }
  }
  return play;
}

/** Looks at everything once more, settles, and answers what waits, until nothing does. */
async function finish(play: Play): Promise<void> {
  const { world } = play;
  for (let round = 0; round < 12; round += 1) {
    play.day += 1;
    await runOn(world, dayOf(play));
    for (const invoice of world.invoicer.invoices.keys()) await hear(world, invoice, dayOf(play));
    play.day += 1;
    await runOn(world, dayOf(play));
    const waiting = await waitingIn(world, dayOf(play));
    const [first] = waiting.toSorted();
    if (first === undefined) return;
    await answerFirst(world, first, dayOf(play));
  }
}

async function answerFirst(world: World, id: string, on: string): Promise<void> {
  const ofMoney = /[13579]$/.test(id) ? ['collected', 'write-off'] : ['write-off'];
  for (const given of ['adopt', ...ofMoney, 'reissue', 'approve', 'unpark', 'customer-balance', 'handled']) {
    try {
      return await answer(world, id, given, on);
    } catch (error) {
      if ((error as { code?: string }).code !== 'input.invalid') throw error;
    }
  }
}

const onPaid = fc.constantFrom('refund' as const, 'customer-balance' as const);

describe('for any sequence of what happens at Stripe and of corrections', () => {
  it('the three equations hold once everything has been looked at and answered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 14 }), onPaid, async (deeds, how) => {
        const play = await played(deeds, true, how);
        await finish(play);
        expect(await waitingIn(play.world, dayOf(play))).toEqual([]);
        const broken = (await equationsOf(play.world)).filter(({ differenceMinor }) => differenceMinor !== 0n);
        expect(broken).toEqual([]);
        expect((await contractOf(play.world)).head.parked).toBeUndefined();
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it('events heard on the way, in any order and twice, change no balance', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 12 }), onPaid, async (deeds, how) => {
        const heard = await played(deeds, true, how);
        const unheard = await played(deeds, false, how);
        await Promise.all([finish(heard), finish(unheard)]);
        expect(await balancesOf(heard.world)).toEqual(await balancesOf(unheard.world));
      }),
      { numRuns: 15 },
    );
  }, 120_000);
});
