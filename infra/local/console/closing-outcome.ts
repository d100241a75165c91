import { formatMoney } from '../../../shared/core/money/format-money.ts';
import { bookedByReceivable } from '../../../shared/core/ledger/balance.ts';
import { attribute } from '../../../shared/core/owed/attribution.ts';
import { attributionAt } from '../../../shared/core/owed/candidate.ts';
import { closingsOf, type Closing } from '../../../shared/core/owed/closings.ts';
import type { Look } from './look.ts';

/** What one closing came to. */
export interface ClosingOutcome {
  readonly closing: Closing;
  readonly kind: 'fee' | 'no-fee' | 'waiting' | 'to-come';
  /** The fee in the books, and where its working is; undefined when nothing was ever booked. */
  readonly fee?: { readonly receivableId: string; readonly bookedMinor: bigint };
  /** Whose introduction it came from, or why nobody's, in words. */
  readonly reason: string;
}

/** The closings on record, oldest first, each with its fee or the reason why there is none. */
export function closingOutcomes(look: Look): ClosingOutcome[] {
  return closingsOf(look.view.facts)
    .map((closing) => outcomeOf(closing, look))
    .toSorted((a, b) => (a.closing.state.closedOn < b.closing.state.closedOn ? -1 : 1));
}

/** The outcome in one sentence. */
export function outcomeSentence(outcome: ClosingOutcome, look: Look): string {
  const { state } = outcome.closing;
  const funding = formatMoney(state.amountMinor, state.currency);
  switch (outcome.kind) {
    case 'fee':
      return `${funding} closed: a fee of ${formatMoney(outcome.fee?.bookedMinor ?? 0n, look.view.terms.currency)}, ${outcome.reason}.`;
    case 'no-fee':
      return `${funding} closed: no fee. ${outcome.reason}`;
    case 'waiting':
      return `${funding} closed: a person decides. ${outcome.reason}`;
    case 'to-come':
      return `${funding}: nothing yet. ${outcome.reason}`;
    default:
      return outcome.kind satisfies never;
  }
}

function outcomeOf(closing: Closing, { view, today }: Look): ClosingOutcome {
  const lines = view.terms.terms.filter((term) => term.kind === 'success-fee');
  const ids = lines.map(({ id }) => `${id}/${closing.id}`);
  const booked = bookedByReceivable(view.postings);
  const receivableId = ids.find((id) => booked.has(id));
  const fee = receivableId === undefined ? {} : { fee: { receivableId, bookedMinor: booked.get(receivableId) ?? 0n } };
  const waiting = view.waiting.find(
    ({ id }) => id.endsWith(`/${closing.id}`) || ids.some((receivable) => id.startsWith(`approval/${receivable}#`)),
  );
  if (waiting !== undefined) return { closing, ...fee, kind: 'waiting', reason: waiting.why };
  const notOwed = view.notOwed.find((candidate) => candidate.closing === closing.id);
  if (notOwed !== undefined) return { closing, ...fee, kind: 'no-fee', reason: notOwed.why };
  if (receivableId === undefined) {
    const reason = closing.state.closedOn > today ? 'It closes on a day to come.' : 'It is not settled yet.';
    return { closing, kind: 'to-come', reason };
  }
  const line = lines.find(({ id }) => receivableId === `${id}/${closing.id}`) ?? {};
  const { reason } = attribute(closing, view.facts, attributionAt(line, view.terms, today));
  return { closing, ...fee, kind: 'fee', reason };
}
