import { businessDaysAfter } from '../calendar/due-date.ts';
import { formatDate } from '../calendar/format-date.ts';
import { daysAfter, type PlainDate } from '../calendar/plain-date.ts';
import { hashOf } from '../json.ts';
import { formatMoney } from '../money/format-money.ts';
import { times } from '../money/fraction.ts';
import { roundFraction } from '../money/rounding.ts';
import type { Discount } from '../terms/terms.ts';
import type { Line, OwedContext } from './context.ts';
import { paymentFactIds, paymentsOf, sumPaid } from './paid.ts';

/**
 * The line as it is owed when all of it, less the discount, was paid by the last day for that. Example: 25,000.00 less
 * 1.5% if it is paid within ten business days; 24,625.00 paid on the ninth settles it.
 */
export function discounted(line: Line, context: OwedContext): Line {
  const { discount } = line.term;
  const { receivable } = line;
  if (discount === undefined || receivable.amountMinor <= 0n) return line;
  const { amountMinor, currency } = receivable;
  const lastDay = lastDayOf(discount, receivable.accruesOn, line.version.terms.holidays);
  const off = times(amountMinor, discount.share);
  const reducedMinor = amountMinor - roundFraction(off.numerator, off.denominator, 'half-up');
  const isTaken = sumPaid(paymentsOf(receivable, context), lastDay) >= reducedMinor;
  const money = (minor: bigint): string => formatMoney(minor, currency);
  const what = `Less ${discount.shareText} if it is paid by ${formatDate(lastDay)}, rounded half up${isTaken ? '; it was' : ''}`;
  const step = {
    clause: discount.clause,
    what,
    figures: `${money(amountMinor)} − ${money(amountMinor - reducedMinor)} = ${money(reducedMinor)}`,
  };
  const working = [...receivable.working, step];
  if (!isTaken) return { ...line, receivable: { ...receivable, working } };
  const paidIds = paymentFactIds(receivable, context);
  return {
    ...line,
    receivable: {
      ...receivable,
      amountMinor: reducedMinor,
      working,
      factIds: [...receivable.factIds, ...paidIds],
      inputsHash: hashOf({ list: receivable.inputsHash, paidInTime: true }),
    },
  };
}

function lastDayOf({ within, counted }: Discount, accruesOn: PlainDate, holidays: readonly PlainDate[]): PlainDate {
  return counted === 'calendar-days' ? daysAfter(accruesOn, within) : businessDaysAfter(accruesOn, within, holidays);
}
