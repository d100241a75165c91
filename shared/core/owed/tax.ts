import { hashOf } from '../json.ts';
import { formatMoney } from '../money/format-money.ts';
import { times } from '../money/fraction.ts';
import { roundFraction } from '../money/rounding.ts';
import type { TaxTerm, TermsVersion } from '../terms/terms.ts';
import type { Line } from './context.ts';
import type { Receivable } from './receivable.ts';
import type { Refund } from './refund.ts';
import { hasKind } from './versions.ts';

/**
 * The taxes on the lines, each a receivable of its own beside the one that it is on, due with it; of what flows back, the
 * tax flows back. Example: VAT of 15% on 30,000.00 is 4,500.00, id `vat/success-fee/drawdown-1`.
 */
export function taxes(lines: readonly (Line | Refund)[], versions: readonly TermsVersion[]): Receivable[] {
  if (!hasKind(versions, 'tax')) return [];
  return lines.flatMap(({ receivable, version }) =>
    version.terms.terms
      .filter((term) => term.kind === 'tax')
      .filter((term) => isTaxed(term, receivable))
      .map((term) => taxOn(term, receivable)),
  );
}

/** A refund is taxed as what it gives back. */
function isTaxed({ on }: TaxTerm, { termId, refundOf }: Receivable): boolean {
  const taxed = refundOf === undefined ? termId : refundOf.slice(0, refundOf.indexOf('/'));
  return on.length === 0 || on.includes(taxed);
}

function taxOn(term: TaxTerm, base: Receivable): Receivable {
  const { amountMinor, currency, refundOf } = base;
  const money = (minor: bigint): string => formatMoney(minor, currency);
  const size = times(amountMinor < 0n ? -amountMinor : amountMinor, term.rate);
  const sizeMinor = roundFraction(size.numerator, size.denominator, term.rounding);
  const taxMinor = amountMinor < 0n ? -sizeMinor : sizeMinor;
  const id = `${term.id}/${base.id}`;
  const { split: _, ...rest } = base;
  return {
    ...rest,
    id,
    termId: term.id,
    clause: term.clause,
    kind: 'tax',
    description: `${term.name} of ${term.rateText} on ${base.description}`,
    amountMinor: taxMinor,
    working: [
      { clause: term.clause, what: base.description, figures: money(amountMinor) },
      {
        clause: term.clause,
        what: `${term.name} of ${term.rateText}, rounded ${term.rounding.replace('-', ' ')}`,
        figures: `${money(amountMinor)} × ${term.rateText} = ${money(taxMinor)}`,
      },
    ],
    inputsHash: hashOf({ id, term, base: base.inputsHash, amountMinor }),
    ...(refundOf === undefined ? {} : { refundOf: `${term.id}/${refundOf}` }),
  };
}
