import { formatDate } from '../calendar/format-date.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { Fact } from '../facts/fact.ts';
import { hashOf } from '../json.ts';
import { formatMoney } from '../money/format-money.ts';
import type { Receivable } from '../owed/receivable.ts';
import { disputesOf, type Dispute } from './disputes.ts';

/**
 * A receivable after the rulings on it: less by what the client was right about, never below zero, or more by what the
 * consultant was. The ruling is a step of its working. Example: USD 2,000.00 of which USD 500.00 was upheld for the
 * client is USD 1,500.00.
 */
export function ruled(receivable: Receivable, facts: readonly Fact[], asOfOn: PlainDate): Receivable {
  return disputesOf(facts)
    .filter((dispute) => dispute.receivable === receivable.id && isRuled(dispute, asOfOn))
    .reduce(afterRuling, receivable);
}

function isRuled({ end }: Dispute, asOfOn: PlainDate): boolean {
  return end !== undefined && end.upheldMinor > 0n && end.on <= asOfOn;
}

function afterRuling(receivable: Receivable, dispute: Dispute): Receivable {
  const { end, party, disputedOn } = dispute;
  if (end === undefined) return receivable;
  const { amountMinor: beforeMinor, currency, clause } = receivable;
  const sumMinor = party === 'client' ? beforeMinor - end.upheldMinor : beforeMinor + end.upheldMinor;
  const amountMinor = sumMinor < 0n ? 0n : sumMinor;
  const money = (minor: bigint): string => formatMoney(minor, currency);
  const sign = party === 'client' ? '−' : '+';
  return {
    ...receivable,
    amountMinor,
    working: [
      ...receivable.working,
      {
        clause,
        what: `Disputed by the ${party} on ${formatDate(disputedOn)}; ${end.by} ruled on ${formatDate(end.on)}: ${end.reason}`,
        figures: `${money(beforeMinor)} ${sign} ${money(end.upheldMinor)} = ${money(amountMinor)}`,
      },
    ],
    factIds: [...receivable.factIds, ...dispute.factIds],
    inputsHash: hashOf({ before: receivable.inputsHash, ruling: { party, ...end } }),
  };
}
