import type { PlainDate } from '../calendar/plain-date.ts';
import { hashOf } from '../json.ts';
import { times } from '../money/fraction.ts';
import { roundFraction } from '../money/rounding.ts';
import { byText, larger, smaller } from '../order.ts';
import type { CreditSource } from './bounded-fee.ts';
import type { Line } from './context.ts';
import { measureOf } from './measure.ts';

/** True for a payment from which what other terms brought comes off. */
export function isCredited({ term }: Line): boolean {
  return term.kind === 'payment' && term.credit !== undefined;
}

/** What a term has brought until the end of a day, in minor units. */
type BroughtUntil = (termId: string, on: PlainDate) => bigint;

/**
 * The payments less what the terms that they name brought by their day, as far as no fee and no earlier payment has used
 * it. So a guaranteed least is a payment of the whole that fees are credited against: 30,000.00 less 21,234.50 of
 * commission leaves 8,765.50.
 */
export function lessCredits(
  payments: readonly Line[],
  brought: BroughtUntil,
  usedByFees: ReadonlyMap<string, CreditSource>,
): Line[] {
  const used = new Map([...usedByFees].map(([id, { usedMinor }]) => [id, usedMinor]));
  return payments
    .toSorted(({ receivable: a }, { receivable: b }) => byText(a.accruesOn, b.accruesOn))
    .map((line) => lessCredit(line, brought, used));
}

function lessCredit(line: Line, brought: BroughtUntil, used: Map<string, bigint>): Line {
  const { term, receivable, version } = line;
  if (term.kind !== 'payment' || term.credit === undefined) return line;
  const { terms, share, shareText, atMostMinor } = term.credit;
  const leftMinor = smaller(receivable.amountMinor, atMostMinor ?? receivable.amountMinor);
  let offMinor = 0n;
  for (const id of terms) {
    const exact = times(brought(id, receivable.accruesOn), share);
    const room = roundFraction(exact.numerator, exact.denominator, 'down') - (used.get(id) ?? 0n);
    const part = smaller(larger(room, 0n), leftMinor - offMinor);
    used.set(id, (used.get(id) ?? 0n) + part);
    offMinor += part;
  }
  const { money } = measureOf(term.paysIn, version.terms.currency);
  const amountMinor = receivable.amountMinor - offMinor;
  const what = `Less ${shareText} of what ${terms.join(' and ')} brought, as far as it is not used`;
  const figures = `${money(receivable.amountMinor)} − ${money(offMinor)} = ${money(amountMinor)}`;
  const working = [...receivable.working, { clause: term.clause, what, figures }];
  const inputsHash = hashOf({ whole: receivable.inputsHash, offMinor });
  return { ...line, receivable: { ...receivable, amountMinor, working, inputsHash } };
}
