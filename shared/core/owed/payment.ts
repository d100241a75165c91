import { dueDate } from '../calendar/due-date.ts';
import { formatDate } from '../calendar/format-date.ts';
import { hashOf } from '../json.ts';
import { formatMoney } from '../money/format-money.ts';
import type { PaymentTerm, TermsVersion } from '../terms/terms.ts';
import type { Receivable } from './receivable.ts';

/** One amount on one date. Example: a work fee of USD 25,000.00 at signing, id `work-fee/2010-11-08`. */
export function paymentReceivable(term: PaymentTerm, version: TermsVersion): Receivable {
  const { currency } = version.terms;
  const id = `${term.id}/${term.on}`;
  return {
    id,
    termId: term.id,
    clause: term.clause,
    kind: 'payment',
    description: `${term.name}, ${formatDate(term.on)}`,
    accruesOn: term.on,
    dueOn: dueDate(term, term.on),
    amountMinor: term.amountMinor,
    currency,
    working: [
      {
        clause: term.clause,
        what: `Fixed amount on ${formatDate(term.on)}`,
        figures: formatMoney(term.amountMinor, currency),
      },
    ],
    termsVersion: version.version,
    factIds: [],
    inputsHash: hashOf({ id, term, currency }),
  };
}
