import { startOfDay, type Instant } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { Fact } from '../facts/fact.ts';
import type { TermsVersion } from '../terms/terms.ts';
import { closingsOf } from './closings.ts';
import { nextInterest } from './late-interest.ts';
import { nextReminder } from './manual.ts';
import { contextOf, owedIn, type OwedInput } from './owed.ts';
import { nextPayment } from './payment.ts';
import { nextPeriod } from './retainer.ts';
import { hasKind, latest } from './versions.ts';

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
  const dates: (PlainDate | undefined)[] = [
    nextPeriod(context),
    nextPayment(context),
    hasKind(versions, 'late-interest') ? nextInterest(owedIn(context).receivables, context) : undefined,
    nextReminder(context),
    ...closingsOf(facts, more.memo?.closings).map(({ state }) => state.closedOn),
    ending?.endsOn,
  ];
  const next = dates.reduce<PlainDate | undefined>(
    (soonest, on) => (on === undefined || on <= asOfOn || (soonest !== undefined && soonest <= on) ? soonest : on),
    undefined,
  );
  return next === undefined ? undefined : startOfDay(next, latest(context.versions).terms.timeZone);
}
