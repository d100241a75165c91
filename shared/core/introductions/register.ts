import type { Fact, FactOf } from '../facts/fact.ts';
import type { Investor } from '../facts/investor.ts';
import type { Introduction, Said } from './introduction.ts';
import { keysOf } from './matching.ts';

/** The register of introductions as it stands, with what else bears on it. */
export interface Register {
  /** In the order in which they were recorded. */
  readonly introductions: readonly Introduction[];
  readonly contacts: readonly FactOf<'PriorContactRecorded'>[];
  /** The mail that reached the client: what it was told, and when. */
  readonly deliveries: readonly FactOf<'MailReported' | 'NoticeReported'>[];
  /** By closing: the first report of its funding as open, and the last time that a person reopened its attribution. */
  readonly opened: ReadonlyMap<string, FactOf<'FundingExpected'>>;
  readonly reopened: ReadonlyMap<string, FactOf<'AttributionReopened'>>;
  /** The introductions whose investor may have something in common with this one, in the same order; see `keysOf`. */
  readonly likely: (investor: Investor) => readonly Introduction[];
  /** The introductions of an id: one, where it was recorded once. */
  readonly about: (introduction: string) => readonly Introduction[];
}

/** A register that is being read: each part of it grows with the facts. */
interface Reading {
  count: number;
  readonly register: Register & {
    readonly introductions: Introduction[];
    readonly contacts: FactOf<'PriorContactRecorded'>[];
    readonly deliveries: FactOf<'MailReported' | 'NoticeReported'>[];
    readonly opened: Map<string, FactOf<'FundingExpected'>>;
    readonly reopened: Map<string, FactOf<'AttributionReopened'>>;
  };
  /** By the id of the introduction. */
  readonly about: Map<string, About>;
  /** The places of the introductions in the register, by what their investors may have in common with others. */
  readonly placesOf: Map<string, number[]>;
}

/** What was said of an introduction, also before it was recorded itself, and its places in the register. */
interface About {
  readonly supplements: FactOf<'IntroductionSupplemented'>[];
  readonly said: Said[];
  readonly told: FactOf<'IntroductionTold'>[];
  readonly places: number[];
}

const read = new WeakMap<readonly Fact[], Reading>();

/** The register among the facts; a list is read once, and what is added to it later is added to the register. */
export function registerOf(facts: readonly Fact[]): Register {
  const reading = read.get(facts) ?? newReading();
  for (const fact of facts.slice(reading.count)) take(fact, reading);
  reading.count = facts.length;
  read.set(facts, reading);
  return reading.register;
}

function newReading(): Reading {
  const placesOf = new Map<string, number[]>();
  const introductions: Introduction[] = [];
  const likely = (investor: Investor): Introduction[] => {
    const places = new Set([...keysOf(investor)].flatMap((key) => placesOf.get(key) ?? []));
    return [...places].toSorted((a, b) => a - b).flatMap((place) => introductions[place] ?? []);
  };
  const about = new Map<string, About>();
  const register = {
    introductions,
    contacts: [],
    deliveries: [],
    opened: new Map(),
    reopened: new Map(),
    likely,
    about: (id: string) => (about.get(id)?.places ?? []).flatMap((place) => introductions[place] ?? []),
  };
  return { count: 0, register, about, placesOf };
}

/** Notes what the investor at a place may have in common with others. */
function index(place: number, investor: Investor, { placesOf }: Reading): void {
  for (const key of keysOf(investor)) {
    const places = placesOf.get(key);
    if (places === undefined) placesOf.set(key, [place]);
    else if (!places.includes(place)) places.push(place);
  }
}

function take(fact: Fact, reading: Reading): void {
  const { register } = reading;
  if (isSaid(fact)) aboutOf(fact.data.introduction, reading).said.push(fact);
  else if (reachedClient(fact)) register.deliveries.push(fact);
  else if (fact.type === 'IntroductionRecorded') addIntroduction(fact, reading);
  else if (fact.type === 'IntroductionSupplemented') supplement(fact, reading);
  else if (fact.type === 'IntroductionTold') aboutOf(fact.data.introduction, reading).told.push(fact);
  else if (fact.type === 'PriorContactRecorded') register.contacts.push(fact);
  else if (fact.type === 'AttributionReopened') register.reopened.set(fact.data.closing, fact);
  else if (fact.type === 'FundingExpected' && !register.opened.has(fact.data.closing)) {
    register.opened.set(fact.data.closing, fact);
  }
}

function aboutOf(introduction: string, { about }: Reading): About {
  const made = about.get(introduction) ?? { supplements: [], said: [], told: [], places: [] };
  about.set(introduction, made);
  return made;
}

function addIntroduction(recorded: FactOf<'IntroductionRecorded'>, reading: Reading): void {
  const { introductions } = reading.register;
  const { supplements, said, told, places } = aboutOf(recorded.data.introduction, reading);
  const introduction = { ...together(recorded, supplements), said, told };
  places.push(introductions.length);
  index(introductions.length, introduction.investor, reading);
  introductions.push(introduction);
}

function supplement(fact: FactOf<'IntroductionSupplemented'>, reading: Reading): void {
  const { introductions } = reading.register;
  const { supplements, places } = aboutOf(fact.data.introduction, reading);
  supplements.push(fact);
  for (const place of places) {
    const before = introductions[place];
    if (before === undefined) continue;
    const after = { ...before, ...together(before.recorded, supplements) };
    introductions[place] = after;
    index(place, after.investor, reading);
  }
}

function isSaid(fact: Fact): fact is Said {
  return (
    fact.type === 'IntroductionAcknowledged' ||
    fact.type === 'IntroductionObjected' ||
    fact.type === 'IntroductionRuled' ||
    fact.type === 'IntroductionWithdrawn'
  );
}

function reachedClient(fact: Fact): fact is FactOf<'MailReported' | 'NoticeReported'> {
  return (
    (fact.type === 'MailReported' || fact.type === 'NoticeReported') &&
    fact.data.party === 'client' &&
    fact.data.event === 'delivered'
  );
}

function together(
  recorded: FactOf<'IntroductionRecorded'>,
  supplements: readonly FactOf<'IntroductionSupplemented'>[],
): Omit<Introduction, 'said' | 'told'> {
  const { investor, introduction, evidence = [] } = recorded.data;
  const registryIds = unique([...(investor.registryIds ?? []), ...supplements.flatMap(({ data }) => data.registryIds)]);
  return {
    id: introduction,
    recorded,
    supplements,
    investor: {
      ...investor,
      crmIds: unique([...investor.crmIds, ...supplements.flatMap(({ data }) => data.crmIds)]),
      emails: unique([...investor.emails, ...supplements.flatMap(({ data }) => data.emails)]),
      ...(registryIds.length === 0 ? {} : { registryIds }),
    },
    evidence: [...evidence, ...supplements.flatMap(({ data }) => data.evidence)],
  };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
