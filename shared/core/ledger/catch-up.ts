import { formatDate } from '../calendar/format-date.ts';
import { factsOf, type Fact } from '../facts/fact.ts';
import type { Receivable, Waiting } from '../owed/receivable.ts';
import type { Bounds } from '../terms/terms.ts';
import type { Posting } from './posting.ts';

/**
 * Asks a person when more periods of one retainer are behind than the terms let through at once; undefined when no
 * more are. Example: with three allowed, a contract adopted in June waits for the four retainers since 6 March.
 * Source: design.md section 2.
 */
export function catchUpQuestion(
  owedNow: readonly Receivable[],
  bounds: Bounds,
  record: { readonly facts: readonly Fact[]; readonly postings: readonly Posting[] },
): Waiting | undefined {
  const approved = factsOf(record.facts, 'CatchUpApproved')
    .map(({ data }) => data.throughOn)
    .reduce((a, b) => (a > b ? a : b), '');
  const booked = new Set(record.postings.map((posting) => posting.receivableId));
  const behind = owedNow.filter(
    (receivable) => receivable.kind === 'retainer' && !booked.has(receivable.id) && receivable.accruesOn > approved,
  );
  const [oldest] = behind;
  const newest = behind.at(-1);
  if (oldest === undefined || newest === undefined) return undefined;
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
    what: `${behind.length} retainer periods are behind, ${span}.`,
    why: `More than ${bounds.catchUpPeriods} at once may be a mistake in a date, so nothing is billed until a person says so.`,
    answers: ['approve'],
    evidence: behind.map((receivable) => receivable.id),
    since: oldest.accruesOn,
  };
}
