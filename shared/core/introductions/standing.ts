import { dateIn } from '../calendar/instant.ts';
import { daysAfter, type PlainDate } from '../calendar/plain-date.ts';
import { formatDate } from '../calendar/format-date.ts';
import type { Fact, FactOf } from '../facts/fact.ts';
import type { IntroductionTerms } from '../terms/introduction-terms.ts';
import type { Introduction, Said } from './introduction.ts';
import type { Register } from './register.ts';

/** Whether an introduction holds, as far as the client and whoever rules have said. */
export type StandingKind =
  /** Nothing was said, and the client may still object. */
  | 'open'
  | 'acknowledged'
  | 'accepted-by-silence'
  | 'disputed'
  | 'disputed-by-silence'
  | 'upheld'
  | 'rejected'
  | 'withdrawn';

export interface Standing {
  readonly kind: StandingKind;
  /** In words, with who and when: `acknowledged by Eugene Chiaramonte on 3 May 1999`. */
  readonly words: string;
  /** The day on which the client was told; undefined while it was not. */
  readonly toldOn?: PlainDate;
  /** The last day on which it may object. */
  readonly objectBy?: PlainDate;
  /** Objections that came too late to count by themselves. */
  readonly lateObjections: readonly FactOf<'IntroductionObjected'>[];
  /** The ids of the facts that it rests on. */
  readonly factIds: readonly string[];
}

interface At {
  readonly asOfOn: PlainDate;
  readonly timeZone: string;
  readonly terms: IntroductionTerms;
}

/**
 * How an introduction stands as of a day. What was said counts in the order in which it was recorded: an objection in time
 * makes it disputed, an acknowledgement ends that, a ruling outranks both, and a withdrawal is for ever. What the client
 * does not say counts once its days are over, and they begin when it was told: whoever was never told has accepted nothing.
 * Example: told on 3 May, with 14 days to object: silence counts from 18 May on.
 */
export function standingOf(introduction: Introduction, { deliveries }: Register, at: At): Standing {
  const toldOn = toldDay(introduction, deliveries, at);
  const { objectionDays } = at.terms;
  const objectBy = toldOn === undefined || objectionDays === undefined ? undefined : daysAfter(toldOn, objectionDays);
  const lateObjections: FactOf<'IntroductionObjected'>[] = [];
  let last: Said | undefined;
  for (const fact of introduction.said) {
    if (last?.type === 'IntroductionWithdrawn') break;
    if (fact.type === 'IntroductionObjected' && isTooLate(fact, last, objectBy, at)) lateObjections.push(fact);
    else last = fact;
  }
  return {
    ...(last === undefined ? silent(objectBy, at) : spoken(last, at)),
    ...(toldOn === undefined ? {} : { toldOn }),
    ...(objectBy === undefined ? {} : { objectBy }),
    lateObjections,
    factIds: last === undefined ? [] : [last.id],
  };
}

/** After its days, after an acknowledgement or after a ruling, an objection alone changes nothing. */
function isTooLate(
  objection: Fact,
  before: Said | undefined,
  objectBy: PlainDate | undefined,
  { timeZone }: At,
): boolean {
  if (before !== undefined && before.type !== 'IntroductionObjected') return true;
  return before === undefined && !isInDays(objection, objectBy, timeZone);
}

function spoken(fact: Said, { timeZone }: At): Pick<Standing, 'kind' | 'words'> {
  const who = `by ${fact.data.by} on ${formatDate(dateIn(fact.recordedAt, timeZone))}: ${fact.data.reason}`;
  switch (fact.type) {
    case 'IntroductionAcknowledged':
      return { kind: 'acknowledged', words: `acknowledged ${who}` };
    case 'IntroductionObjected':
      return { kind: 'disputed', words: `disputed ${who}` };
    case 'IntroductionRuled':
      return fact.data.stands
        ? { kind: 'upheld', words: `upheld ${who}` }
        : { kind: 'rejected', words: `ruled not to stand ${who}` };
    case 'IntroductionWithdrawn':
      return { kind: 'withdrawn', words: `withdrawn ${who}` };
    default:
      return fact satisfies never;
  }
}

function silent(objectBy: PlainDate | undefined, { asOfOn, terms }: At): Pick<Standing, 'kind' | 'words'> {
  if (objectBy === undefined) return { kind: 'open', words: 'the client has said nothing' };
  if (asOfOn <= objectBy) return { kind: 'open', words: `the client may object until ${formatDate(objectBy)}` };
  const words = `the client said nothing until ${formatDate(objectBy)}`;
  return terms.silence === 'accepted'
    ? { kind: 'accepted-by-silence', words: `accepted: ${words}` }
    : { kind: 'disputed-by-silence', words: `disputed: ${words}` };
}

/** The first day on which something that told the client of it reached it. */
function toldDay(
  { id, recorded, told }: Introduction,
  deliveries: Register['deliveries'],
  { timeZone, terms }: At,
): PlainDate | undefined {
  const recordedOn = dateIn(recorded.recordedAt, timeZone);
  const reached = deliveries.filter(({ type, data }) =>
    type === 'NoticeReported'
      ? data.notice === introductionNotice(id)
      : terms.told === 'by-statement' && data.statement >= recordedOn,
  );
  const days = [
    ...told.map(({ data }) => data.toldOn),
    ...reached.map(({ happenedAt }) => dateIn(happenedAt, timeZone)),
  ];
  return days.length === 0 ? undefined : days.reduce((a, b) => (a < b ? a : b));
}

/** True for what was recorded by the last day on which the client may object. */
export function isInDays({ recordedAt }: Fact, objectBy: PlainDate | undefined, timeZone: string): boolean {
  return objectBy === undefined || dateIn(recordedAt, timeZone) <= objectBy;
}

/** The subject of the notice that tells the client of an introduction. */
export function introductionNotice(introduction: string): string {
  return `introduction/${introduction}`;
}
