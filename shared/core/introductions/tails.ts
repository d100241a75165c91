import { dateIn } from '../calendar/instant.ts';
import { formatDate } from '../calendar/format-date.ts';
import { daysAfter, monthsAfter, type PlainDate } from '../calendar/plain-date.ts';
import { isNamed } from '../owed/condition.ts';
import type { Ending } from '../owed/ending.ts';
import type { SuccessFeeTerm, Terms } from '../terms/terms.ts';
import type { Introduction } from './introduction.ts';

/** Until when an introduction earns under one fee line. */
export interface TailOf {
  readonly term: string;
  readonly clause: string;
  /** The last day; undefined while the agreement lasts, or without end. */
  readonly earnsUntil?: PlainDate;
  readonly words: string;
}

/** Until when an introduction earns under each fee line that asks for one. The end of the agreement freezes the tail. */
export function tailsOf(introduction: Introduction, terms: Terms, ending: Ending | undefined): TailOf[] {
  return terms.terms
    .filter((term) => term.kind === 'success-fee')
    .filter(({ scope, tail }) => scope === 'introduced-only' || (tail !== 'open-ended' && tail.introducedOnly))
    .map((term) => ({ term: term.id, clause: term.clause, ...tailOf(introduction, term, terms, ending) }));
}

type Until = Pick<TailOf, 'earnsUntil' | 'words'>;

function tailOf(
  introduction: Introduction,
  { tail }: SuccessFeeTerm,
  { timeZone }: Terms,
  ending: Ending | undefined,
): Until {
  const { introducedOn } = introduction.recorded.data;
  const listedBy = tail === 'open-ended' ? 0 : (tail.listWithinDays ?? 0);
  if (ending !== undefined && introducedOn > ending.endsOn) return none('made after the agreement had ended');
  const recordedOn = dateIn(introduction.recorded.recordedAt, timeZone);
  if (ending !== undefined && recordedOn > daysAfter(ending.endsOn, listedBy)) {
    return none('put on record after the agreement had ended');
  }
  if (tail === 'open-ended') return { words: 'without end' };
  const isLeftOut =
    (tail.notAfterCause && ending?.forCause === true) ||
    (tail.investors.length > 0 && !isNamed(tail.investors, introduction.investor));
  const byIntroduction = tail.from === 'introduction' ? monthsAfter(introducedOn, tail.months) : undefined;
  if (ending !== undefined && isLeftOut) return until(soonest(byIntroduction, ending.endsOn));
  if (byIntroduction !== undefined) return until(byIntroduction);
  if (ending !== undefined) return until(monthsAfter(ending.endsOn, tail.months));
  return { words: `while the agreement lasts, and ${tail.months} months after` };
}

function until(on: PlainDate): Until {
  return { earnsUntil: on, words: `until ${formatDate(on)}` };
}

function none(why: string): Until {
  return { words: `a person decides: ${why}` };
}

function soonest(a: PlainDate | undefined, b: PlainDate): PlainDate {
  return a !== undefined && a < b ? a : b;
}
