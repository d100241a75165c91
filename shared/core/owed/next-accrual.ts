import { startOfDay, type Instant } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { Fact } from '../facts/fact.ts';
import type { Condition, Term, TermsVersion } from '../terms/terms.ts';
import { closingsOf } from './closings.ts';
import { deadlinesOf } from './condition.ts';
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

/** Every condition of a term. */
function conditionsOf(term: Term): (Condition | undefined)[] {
  switch (term.kind) {
    case 'retainer':
      return [term.startsWhen, term.endsWhen, term.payableWhen, ...term.steps.map(({ when }) => when)];
    case 'payment':
    case 'success-fee':
      return [term.when];
    case 'expenses':
    case 'surcharge':
    case 'tax':
    case 'late-interest':
    case 'refund':
    case 'manual':
      return [];
    default:
      return term satisfies never;
  }
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
  const { ending, asOfOn } = context;
  const due = versions.some(({ terms }) => terms.terms.some(addsWithTime)) ? owedIn(context) : undefined;
  const dates: (PlainDate | undefined)[] = [
    nextPeriod(context),
    nextPayment(context),
    due === undefined ? undefined : nextInterest(due.receivables, context),
    ...(due?.laterOn ?? []),
    nextReminder(context),
    ...versions.flatMap(({ terms }) => terms.terms.flatMap(conditionsOf)).flatMap(deadlinesOf),
    ...closingsOf(facts, more.memo?.closings).map(({ state }) => state.closedOn),
    ending?.endsOn,
  ];
  const next = dates.reduce<PlainDate | undefined>(
    (soonest, on) => (on === undefined || on <= asOfOn || (soonest !== undefined && soonest <= on) ? soonest : on),
    undefined,
  );
  return next === undefined ? undefined : startOfDay(next, latest(context.versions).terms.timeZone);
}
