import { formatDate } from '../calendar/format-date.ts';
import type { ClosingState, Fact, FactData, FactType } from '../facts/fact.ts';
import { formatMoney } from '../money/format-money.ts';
import { isContractWide } from './catch-up.ts';
import type { Posting } from './posting.ts';

/**
 * Why a booked receivable is corrected, in words for both parties: the newest fact since then that it rests on, or that
 * bears on the whole contract. Nothing where no fact says it in words. Example: `it was corrected to USD 240,000.00 of
 * 15 June 1999`.
 */
export function whyCorrected(
  { factIds }: { readonly factIds: readonly string[] },
  { factSeq }: Pick<Posting, 'factSeq'>,
  { facts }: { readonly facts: readonly Fact[] },
): { why?: string } {
  const behind = new Set(factIds);
  const cause = facts.findLast((fact) => fact.seq > factSeq && (behind.has(fact.id) || isContractWide(fact)));
  const why = cause === undefined ? undefined : wordsOf(cause);
  return why === undefined ? {} : { why };
}

type Words = { readonly [T in FactType]?: (data: FactData[T]) => string };

const corrected = ({ amountMinor, currency, closedOn }: ClosingState): string =>
  `it was corrected to ${formatMoney(amountMinor, currency)} of ${formatDate(closedOn)}`;
const bySomebody = ({ by, reason }: { by: string; reason: string }): string => `${by} said: ${reason}`;

const WORDS: Words = {
  ClosingReported: corrected,
  ClosingCorrected: corrected,
  EventReported: corrected,
  ClosingReversed: ({ reason }) => `it was taken back: ${reason}`,
  ClosingAttributed: bySomebody,
  TermsAdopted: ({ version, effectiveOn }) => `version ${version} of the terms counts from ${formatDate(effectiveOn)}`,
  RulesAdopted: bySomebody,
  ContractEnded: bySomebody,
  NoticeGiven: bySomebody,
  PauseRecorded: bySomebody,
  InvoiceRuled: bySomebody,
  DisputeRuled: bySomebody,
};

function wordsOf({ type, data }: Fact): string | undefined {
  // A fact's data is of its type; the compiler does not carry that through the table.
  const words = WORDS[type] as ((data: Fact['data']) => string) | undefined;
  return words?.(data);
}
