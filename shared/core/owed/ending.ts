import { daysAfter, lastDayOfMonth, monthsAfter, type PlainDate } from '../calendar/plain-date.ts';
import { factsOf, type Fact, type PartyRole } from '../facts/fact.ts';
import type { Duration, Terms } from '../terms/terms.ts';

/** When the agreement ends, or ended, and by whom. */
export interface Ending {
  readonly endsOn: PlainDate;
  /** Who ended it, where that is on record; nobody did when its term ran out. */
  readonly party?: PartyRole;
  readonly forCause: boolean;
  /** The facts that it rests on; none when its term ran out. */
  readonly factIds: readonly string[];
}

const MOST_RENEWALS = 1200;

/**
 * When the agreement ends: on the day on record, or when a notice has run, or when its fixed term runs out and nothing
 * renews it. Undefined while nothing ends it. Of ends and notices on record the latest recorded counts.
 * Example: dated 1 February 2020, notice of three months given on 15 March 2022 ends it on 15 June 2022.
 */
export function endingOf(facts: readonly Fact[], terms: Terms): Ending | undefined {
  const end = factsOf(facts, 'ContractEnded').at(-1);
  const notice = terms.duration?.notice === undefined ? undefined : factsOf(facts, 'NoticeGiven').at(-1);
  const last = (end?.seq ?? 0) > (notice?.seq ?? 0) ? end : notice;
  if (last === undefined) return ranOut(terms);
  const { party, forCause } = last.data;
  return {
    endsOn: last.type === 'ContractEnded' ? last.data.endsOn : noticeEndsOn(last.data.noticeOn, terms),
    ...(party === undefined ? {} : { party }),
    forCause: forCause ?? false,
    factIds: [last.id],
  };
}

function ranOut({ dated, duration }: Terms): Ending | undefined {
  if (duration?.months === undefined || duration.renewsMonths !== undefined) return undefined;
  return { endsOn: termEnd(dated, duration, 0), forCause: false, factIds: [] };
}

/** The last day of the first term, or of the so-manyth renewal. */
function termEnd(dated: PlainDate, { months = 0, renewsMonths = 0 }: Duration, renewals: number): PlainDate {
  return daysAfter(monthsAfter(dated, months + renewals * renewsMonths), -1);
}

/** The last day of the agreement after a notice on a day. */
export function noticeEndsOn(noticeOn: PlainDate, { dated, duration }: Terms): PlainDate {
  const { days, months, endsAt = 'notice' } = duration?.notice ?? {};
  const runsTo = months === undefined ? daysAfter(noticeOn, days ?? 0) : monthsAfter(noticeOn, months);
  switch (endsAt) {
    case 'notice':
      return runsTo;
    case 'month-end':
      return lastDayOfMonth(runsTo);
    case 'term-end':
      return duration === undefined ? runsTo : endOfRunningTerm(dated, duration, runsTo);
    default:
      return endsAt satisfies never;
  }
}

/** The last day of the term that runs on a day: the first one, or a renewal; the day itself where nothing renews. */
function endOfRunningTerm(dated: PlainDate, duration: Duration, on: PlainDate): PlainDate {
  for (let renewals = 0; renewals < MOST_RENEWALS; renewals += 1) {
    const end = termEnd(dated, duration, renewals);
    if (end >= on) return end;
    if (duration.renewsMonths === undefined) return on;
  }
  return on;
}
