import { formatDate } from '../calendar/format-date.ts';
import { dateIn } from '../calendar/instant.ts';
import { daysAfter, type PlainDate } from '../calendar/plain-date.ts';
import type { Fact, PartyRole } from '../facts/fact.ts';
import { nameOf } from '../facts/investor.ts';
import { chainHead } from '../introductions/chain.ts';
import type { Introduction } from '../introductions/introduction.ts';
import { registerOf } from '../introductions/register.ts';
import { introductionNotice, standingOf, type Standing } from '../introductions/standing.ts';
import { tailsOf } from '../introductions/tails.ts';
import { attributionAt } from '../owed/candidate.ts';
import type { Ending } from '../owed/ending.ts';
import type { IntroductionTerms } from '../terms/introduction-terms.ts';
import type { Terms } from '../terms/terms.ts';
import type { DueNotice, NoticeContent } from './notice.ts';

/** The register on a day, with the terms that count then. */
export interface RegisterView {
  readonly terms: Terms;
  /** Those that count. */
  readonly facts: readonly Fact[];
  /** With those that do not count yet: the register is linked over all of them. */
  readonly all: readonly Fact[];
  readonly asOfOn: PlainDate;
  readonly ending: Ending | undefined;
}

interface Standings {
  readonly introduction: Introduction;
  readonly standing: Standing;
}

const BOTH: readonly PartyRole[] = ['client', 'consultant'];

/** What the parties are told of introductions: each new one, each tail that ends soon, and what the end leaves protected. */
export function introductionNotices(view: RegisterView): DueNotice[] {
  const { introductions } = view.terms;
  if (introductions === undefined) return [];
  const standings = standingsIn(view);
  return [
    ...(introductions.told === 'by-notice'
      ? standings.filter(isUntold).map((one) => newOne(one, view, introductions))
      : []),
    ...standings.flatMap((one) => tailWarnings(one, view, introductions)),
    ...frozen(standings, view),
  ];
}

/** The next day on which a notice comes due, or the days of an objection are over. */
export function nextRegisterDay(view: RegisterView): PlainDate | undefined {
  const { terms, asOfOn, ending } = view;
  const { introductions } = terms;
  if (introductions === undefined) return undefined;
  const days = standingsIn(view).flatMap(({ introduction, standing }) => [
    ...(standing.objectBy === undefined ? [] : [daysAfter(standing.objectBy, 1)]),
    ...tailsOf(introduction, terms, ending).flatMap(({ earnsUntil }) =>
      earnsUntil === undefined ? [] : introductions.tailWarningDays.map((days) => daysAfter(earnsUntil, -days)),
    ),
  ]);
  if (ending !== undefined) days.push(daysAfter(ending.endsOn, 1));
  const coming = days.filter((day) => day > asOfOn);
  return coming.length === 0 ? undefined : coming.reduce((a, b) => (a < b ? a : b));
}

function standingsIn({ terms, facts, asOfOn }: RegisterView): Standings[] {
  const register = registerOf(facts);
  const at = attributionAt({}, terms, asOfOn);
  return register.introductions
    .map((introduction) => ({ introduction, standing: standingOf(introduction, register, at) }))
    .filter(({ standing }) => standing.kind !== 'rejected' && standing.kind !== 'withdrawn');
}

function isUntold({ standing }: Standings): boolean {
  return standing.kind === 'open' && standing.toldOn === undefined;
}

function newOne(
  { introduction }: Standings,
  { terms, all }: RegisterView,
  { objectionDays, silence }: IntroductionTerms,
): DueNotice {
  const { recorded, investor, evidence, id } = introduction;
  const { introducedOn, how, introducedBy } = recorded.data;
  const who = introducedBy === undefined ? terms.consultant.name : `${introducedBy}, for ${terms.consultant.name}`;
  const recordedOn = dateIn(recorded.recordedAt, terms.timeZone);
  const days =
    objectionDays === undefined ? 'at any time' : `within ${objectionDays} days after this notice reached you`;
  const content: NoticeContent = {
    subject: `An introduction was put on record: ${terms.title}`,
    paragraphs: [
      `It is on record under ${terms.title} that ${who} introduced ${nameOf(investor)} to ${terms.client.name} on ${formatDate(introducedOn)}, by ${how}.`,
      `You may acknowledge it, or object with a reason, ${days}. ${silenceWords(objectionDays, silence)}`,
    ],
    particulars: [
      { label: 'Introduction', value: id },
      { label: 'On record', value: formatDate(recordedOn) },
      { label: 'Evidence', value: evidence.length === 0 ? 'none' : evidence.map(({ name }) => name).join(', ') },
      { label: 'Earns', value: earnsWords(introduction, terms) },
      { label: 'Register', value: chainHead(terms.id, all).hash },
    ],
  };
  return { id: introductionNotice(id), party: 'client', content };
}

function silenceWords(objectionDays: number | undefined, silence: IntroductionTerms['silence']): string {
  if (objectionDays === undefined) return 'Saying nothing changes nothing.';
  return `If you say nothing in that time, the introduction is ${silence}.`;
}

function earnsWords(introduction: Introduction, terms: Terms, ending?: Ending): string {
  return [...new Set(tailsOf(introduction, terms, ending).map(({ words }) => words))].join('; ') || 'nothing';
}

/** One warning at a time: the last of the days that have come. */
function tailWarnings(
  { introduction }: Standings,
  { terms, asOfOn, ending }: RegisterView,
  { tailWarningDays }: IntroductionTerms,
): DueNotice[] {
  return tailsOf(introduction, terms, ending).flatMap(({ earnsUntil, term, clause }) => {
    if (earnsUntil === undefined || asOfOn > earnsUntil) return [];
    const days = tailWarningDays.toSorted((a, b) => a - b).find((one) => asOfOn >= daysAfter(earnsUntil, -one));
    if (days === undefined) return [];
    const who = nameOf(introduction.investor);
    const content = {
      subject: `An introduction earns until ${formatDate(earnsUntil)}: ${terms.title}`,
      paragraphs: [
        `Under clause ${clause} of ${terms.title}, funding by ${who} earns a fee until ${formatDate(earnsUntil)}, and not after it.`,
      ],
      particulars: [{ label: 'Introduction', value: introduction.id }],
    };
    return BOTH.map((party) => ({ id: `tail/${introduction.id}/${term}/${earnsUntil}/${days}`, party, content }));
  });
}

/** Once the agreement has ended: which introductions the tail still protects, and until when. */
function frozen(standings: readonly Standings[], { terms, all, asOfOn, ending }: RegisterView): DueNotice[] {
  if (ending === undefined || asOfOn <= ending.endsOn || standings.length === 0) return [];
  const content = {
    subject: `The introductions that ${terms.title} leaves protected`,
    paragraphs: [
      `The agreement ended on ${formatDate(ending.endsOn)}. These introductions were on record, and earn as follows.`,
    ],
    particulars: [
      ...standings.map(({ introduction }) => ({
        label: nameOf(introduction.investor),
        value: earnsWords(introduction, terms, ending),
      })),
      { label: 'Register', value: chainHead(terms.id, all).hash },
    ],
  };
  return BOTH.map((party) => ({ id: `protected/${ending.endsOn}`, party, content }));
}
