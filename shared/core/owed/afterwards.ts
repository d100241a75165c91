import type { PlainDate } from '../calendar/plain-date.ts';
import { ruled } from '../disputes/ruled.ts';
import { adopted } from './adopted.ts';
import type { Line, OwedContext } from './context.ts';
import { discounted } from './discount.ts';
import { inInstalments } from './instalments.ts';
import { lateInterest } from './late-interest.ts';
import { inUnits } from './pays-in.ts';
import type { NonCash, Owed, Receivable, Waiting } from './receivable.ts';
import { refunds } from './refund.ts';
import { withParts } from './split.ts';
import { surcharges } from './surcharge.ts';
import { taxes } from './tax.ts';
import { hasKind } from './versions.ts';

/** True for what the consultant bills in money as it was worked out. */
function isPlain({ term: { discount, paysIn, payee, split, instalments } }: Line): boolean {
  return [discount, paysIn, payee, split, instalments].every((part) => part === undefined);
}

type After = Pick<Owed, 'receivables' | 'nonCash' | 'toOthers' | 'waiting' | 'held' | 'laterOn'>;

/**
 * What becomes of the lines once each is worked out, in this order: surcharges; instalments; less for early payment; units
 * in place of money; who gets it; a ruling on what a party disputed; what flows back; the tax on it; the interest on what
 * was paid late; what a person took off at Stripe.
 */
export function afterwards(lines: readonly Line[], context: OwedContext): After {
  const nonCash: NonCash[] = [];
  const waiting: Waiting[] = [];
  const held: string[] = [];
  const inMoney: Line[] = [];
  const laterOn: PlainDate[] = [];
  const charged = hasKind(context.versions, 'surcharge') ? [...lines, ...surcharges(lines)] : lines;
  const ruling = (receivable: Receivable): Receivable => ruled(receivable, context.facts, context.asOfOn);
  for (const line of charged.flatMap((one) => (isPlain(one) ? [one] : inInstalments(one)))) {
    if (isPlain(line)) {
      inMoney.push(line);
      continue;
    }
    if (line.receivable.accruesOn > context.asOfOn) {
      laterOn.push(line.receivable.accruesOn);
      continue;
    }
    const paid = inUnits(discounted(line, context), context);
    if (paid.nonCash !== undefined) nonCash.push(paid.nonCash);
    if (paid.waiting !== undefined) waiting.push(paid.waiting);
    if (paid.line !== undefined) inMoney.push({ ...paid.line, receivable: withParts(paid.line) });
  }
  const toOthers = inMoney.filter(({ receivable }) => receivable.payee !== undefined);
  const own = inMoney
    .filter(({ receivable }) => receivable.payee === undefined)
    .map((line) => ({ ...line, receivable: ruling(line.receivable) }));
  const back = refunds(own, context);
  const billed = [...own, ...back.refunds].map(({ receivable }) => receivable);
  billed.push(...taxes([...own, ...back.refunds], context.versions).map(ruling));
  return {
    receivables: [...billed, ...lateInterest(billed, context).map(ruling), ...adopted(billed, context)],
    nonCash,
    toOthers: toOthers.map(({ receivable }) => receivable),
    waiting: [...waiting, ...back.waiting],
    held,
    laterOn: [...laterOn, ...back.laterOn],
  };
}
