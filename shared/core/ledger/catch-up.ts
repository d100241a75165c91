import { formatDate } from '../calendar/format-date.ts';
import { daysBetween } from '../calendar/plain-date.ts';
import { factsOf, type Fact } from '../facts/fact.ts';
import type { Waiting } from '../owed/receivable.ts';
import type { Bounds } from '../terms/terms.ts';
import type { Posting } from './posting.ts';

const CONTRACT_WIDE: ReadonlySet<Fact['type']> = new Set([
  'TermsAdopted',
  'RulesAdopted',
  'ContractEnded',
  'NoticeGiven',
  'PauseRecorded',
  'ConnectionSwitched',
]);

/** True for a fact that may change what is owed for any period or closing: new terms, new rules, an end. */
export function isContractWide({ type }: Fact): boolean {
  return CONTRACT_WIDE.has(type);
}

/**
 * Asks a person when more periods of one retainer would be billed or corrected at once than the terms let through;
 * undefined when no more would. What waits for an approval of its own does not count. An approval reaches as far as the
 * terms, rules and end that were on record when it was given. Example: with three allowed, a contract adopted in June
 * waits for the four retainers since 6 March, and an amendment dated back over four periods waits too. Source:
 * design.md section 2.
 */
export function catchUpQuestion(
  wouldPost: readonly Posting[],
  bounds: Bounds,
  facts: readonly Fact[],
): Waiting | undefined {
  const changedSeq = Math.max(0, ...[...CONTRACT_WIDE].map((type) => factsOf(facts, type).at(-1)?.seq ?? 0));
  const approvals = factsOf(facts, 'CatchUpApproved').filter(({ seq }) => seq > changedSeq);
  const approved =
    approvals
      .map(({ data }) => data.throughOn)
      .toSorted()
      .at(-1) ?? '';
  const behind = wouldPost
    .filter(({ kind, accruesOn }) => kind === 'retainer' && accruesOn > approved)
    .toSorted((a, b) => daysBetween(b.accruesOn, a.accruesOn));
  const [oldest] = behind;
  if (oldest === undefined) return undefined;
  const newest = behind.at(-1) ?? oldest;
  const most = Math.max(
    ...Map.groupBy(behind, ({ termId }) => termId)
      .values()
      .map((periods) => periods.length),
  );
  if (most <= bounds.catchUpPeriods) return undefined;
  const span = `${formatDate(oldest.accruesOn)} to ${formatDate(newest.accruesOn)}`;
  return {
    id: `catch-up/${newest.accruesOn}`,
    kind: 'catch-up',
    clause: oldest.clause,
    what: `${behind.length} retainer periods are to be billed or corrected at once, ${span}.`,
    why: `More than ${bounds.catchUpPeriods} at once may be a mistake in a date, so nothing is billed until a person says so.`,
    answers: ['approve'],
    evidence: behind.map((posting) => posting.receivableId),
    since: oldest.accruesOn,
  };
}
