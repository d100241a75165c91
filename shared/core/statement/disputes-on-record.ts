import type { PlainDate } from '../calendar/plain-date.ts';
import { disputesOf } from '../disputes/disputes.ts';
import type { Fact } from '../facts/fact.ts';
import type { Posting } from '../ledger/posting.ts';
import type { Statement } from './statement.ts';

/** The disputes that were open at some time in the period, with how those that ended did; undefined while there is none. */
export function disputesOnRecord(
  { facts, postings }: { readonly facts: readonly Fact[]; readonly postings: readonly Posting[] },
  { from, to }: { readonly from: PlainDate; readonly to: PlainDate },
): Pick<Statement, 'disputes'> {
  const rows = disputesOf(facts)
    .filter(({ disputedOn, end }) => disputedOn <= to && (end === undefined || end.on >= from))
    .map(({ receivable, party, amountMinor, disputedOn, by, reason, end }) => {
      const posting = postings.find(({ receivableId }) => receivableId === receivable);
      const isOver = end !== undefined && end.on <= to;
      return {
        receivable,
        clause: posting?.clause ?? '',
        description: posting?.description ?? receivable,
        party,
        amountMinor,
        disputedOn,
        by,
        reason,
        ...(isOver ? { end } : {}),
      };
    });
  return rows.length === 0 ? {} : { disputes: rows };
}
