import type { PlainDate } from '../calendar/plain-date.ts';
import type { Fact } from '../facts/fact.ts';
import { hashOf } from '../json.ts';
import { formatMoney } from '../money/format-money.ts';
import type { Receivable } from '../owed/receivable.ts';
import type { Term, TermsVersion } from '../terms/terms.ts';
import { isContractWide } from './catch-up.ts';
import type { Posting } from './posting.ts';

const HAPPENINGS: ReadonlySet<Fact['type']> = new Set([
  'ClosingReported',
  'ClosingCorrected',
  'ClosingReversed',
  'ClosingAttributed',
  'LookalikeRuled',
  'EventReported',
  'ConversionStated',
  'IndexStated',
  'LicenceRecorded',
]);

/** True for a fact that says something of what happened, or of whose it was. */
export function isOfHappening({ type }: Fact): boolean {
  return HAPPENINGS.has(type);
}

/** What is known. */
interface Known {
  readonly versions: readonly TermsVersion[];
  readonly facts: readonly Fact[];
  readonly asOfOn: PlainDate;
}

/**
 * What is booked, by its last posting, but no longer owed. With a fact since then that can explain it (new terms or rules, an end, a closing
 * that moved into the future), it is owed at zero; without one, its inputs hash stays the same and `decide` parks the
 * contract.
 */
export function vanished(gone: readonly Posting[], context: Known): Receivable[] {
  return gone.flatMap((last) => {
    if (last.accruesOn > context.asOfOn) return [];
    const cause = context.facts.findLast((fact) => fact.seq > last.factSeq && explains(fact, last, context));
    const what = cause === undefined ? 'No longer owed' : `No longer owed since ${cause.type} (fact ${cause.seq})`;
    return [
      {
        ...last,
        id: last.receivableId,
        amountMinor: 0n,
        description: last.description.replace(/^Correction of /, ''),
        working: [{ clause: last.clause, what, figures: formatMoney(0n, last.currency) }],
        factIds: cause === undefined ? last.factIds : [...last.factIds, cause.id],
        inputsHash: cause === undefined ? last.inputsHash : hashOf({ vanished: last.receivableId, cause: cause.id }),
      },
    ];
  });
}

/**
 * True for a fact that can take a receivable away: one of its own happening, a new payment where it is interest, any
 * happening where its term rests on a condition, or one that bears on the whole contract.
 */
function explains(fact: Fact, last: Posting, { versions }: Known): boolean {
  if (isContractWide(fact)) return true;
  const isOfMoney = fact.type === 'PaymentReported' || fact.type === 'InvoiceSeen';
  if (last.kind === 'late-interest' && isOfMoney) return true;
  return isOfItsHappening(fact, last.receivableId, versions);
}

/** True for a fact of the happening that a receivable is for, or of any where its term rests on a condition. */
export function isOfItsHappening(fact: Fact, receivableId: string, versions: readonly TermsVersion[]): boolean {
  if (!isOfHappening(fact)) return false;
  const terms = versions.flatMap((version) => version.terms.terms);
  const base = baseOf(receivableId, terms);
  const term = termOf(base, terms);
  if (term !== undefined && restsOnConditions(term, terms)) return true;
  if (!('closing' in fact.data)) return false;
  const own = base.slice(0, base.indexOf('/') + 1) + fact.data.closing;
  // Of instalments and of interest the number comes after it; and of several refunds which fee, such as `back/ann/fee`.
  return base === own || base.startsWith(`${own}/`);
}

function termOf(receivableId: string, terms: readonly Term[]): Term | undefined {
  return terms.findLast(({ id }) => id === receivableId.slice(0, receivableId.indexOf('/')));
}

/** The receivable that a tax, surcharge or interest is on, of interest with its month; itself for all others. */
function baseOf(receivableId: string, terms: readonly Term[]): string {
  const kind = termOf(receivableId, terms)?.kind;
  const isOnAnother = kind === 'tax' || kind === 'surcharge' || kind === 'late-interest';
  return isOnAnother ? baseOf(receivableId.slice(receivableId.indexOf('/') + 1), terms) : receivableId;
}

/** A refund rests on what the terms rest on of which it gives a part back. */
function restsOnConditions(term: Term, terms: readonly Term[]): boolean {
  if (term.kind === 'refund') {
    return terms.some((other) => term.of.includes(other.id) && restsOnConditions(other, terms));
  }
  if (term.kind === 'payment' || term.kind === 'success-fee') return term.when !== undefined;
  if (term.kind !== 'retainer') return false;
  return term.startsWhen !== undefined || term.endsWhen !== undefined || term.payableWhen !== undefined;
}
