import { startOfDay, type Instant } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { Fact } from '../facts/fact.ts';
import { smaller } from '../order.ts';
import type { Term, TermsVersion } from '../terms/terms.ts';
import { conditionsOf, deadlinesOf } from './condition.ts';
import type { OwedContext } from './context.ts';
import { nextInterest } from './late-interest.ts';
import { nextReminder } from './manual.ts';
import { contextOf, owedIn, type OwedInput } from './owed.ts';
import { nextPayment } from './payment.ts';
import { nextPeriod } from './retainer.ts';
import { latest } from './versions.ts';

/** True for a term that adds to what is owed as time passes, after what it rests on. */
function addsWithTime(term: Term): boolean {
  if (term.kind === 'late-interest') return true;
  return term.kind === 'refund' ? term.unless !== undefined : 'instalments' in term && term.instalments !== undefined;
}

/** The next moment at which time alone makes something owed; undefined when nothing is to come. */
export function nextAccrual(
  versions: readonly TermsVersion[],
  facts: readonly Fact[],
  asOf: Instant,
  more: Pick<OwedInput, 'assume' | 'memo'> = {},
): Instant | undefined {
  const knownSeq = facts.at(-1)?.seq ?? 0;
  const context = contextOf({ versions, facts, asOf, knownSeq, ...more });
  const { ending, asOfOn, happenings, doubted, memo } = context;
  const { closings } = memo.soFar;
  const dates: (PlainDate | undefined)[] = [
    nextPeriod(context),
    nextPayment(context),
    ...(versions.some(({ terms }) => terms.terms.some(addsWithTime)) ? laterOn(context) : []),
    nextReminder(context),
    ...versions.flatMap(({ terms }) => terms.terms.flatMap(conditionsOf)).flatMap(deadlinesOf),
    closings.inOrder[happenings.length]?.state.closedOn,
    ...doubted.map(({ closing }) => closing.state.closedOn),
    ending?.endsOn,
  ];
  const next = dates
    .flatMap((on) => (on !== undefined && on > asOfOn ? [on] : []))
    .reduce<PlainDate | undefined>((first, on) => smaller(first ?? on, on), undefined);
  return next === undefined ? undefined : startOfDay(next, latest(context.versions).terms.timeZone);
}

function laterOn(context: OwedContext): (PlainDate | undefined)[] {
  const due = owedIn(context);
  return [nextInterest(context), ...due.laterOn];
}
