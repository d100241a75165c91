import { factsOf, type Fact, type FactOf } from '../facts/fact.ts';
import type { Introduction, Said } from './introduction.ts';

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
}

const read = new WeakMap<readonly Fact[], Register>();

/** The register among the facts; read once for the same list. */
export function registerOf(facts: readonly Fact[]): Register {
  const known = read.get(facts) ?? readRegister(facts);
  read.set(facts, known);
  return known;
}

function readRegister(facts: readonly Fact[]): Register {
  const supplements = Map.groupBy(factsOf(facts, 'IntroductionSupplemented'), ({ data }) => data.introduction);
  const told = Map.groupBy(factsOf(facts, 'IntroductionTold'), ({ data }) => data.introduction);
  const said = Map.groupBy(facts.filter(isSaid), ({ data }) => data.introduction);
  return {
    introductions: factsOf(facts, 'IntroductionRecorded').map((recorded) => {
      const { introduction } = recorded.data;
      return {
        ...together(recorded, supplements.get(introduction) ?? []),
        said: said.get(introduction) ?? [],
        told: told.get(introduction) ?? [],
      };
    }),
    contacts: factsOf(facts, 'PriorContactRecorded'),
    deliveries: facts.filter(reachedClient),
    opened: new Map(
      factsOf(facts, 'FundingExpected')
        .toReversed()
        .map((fact) => [fact.data.closing, fact]),
    ),
    reopened: new Map(factsOf(facts, 'AttributionReopened').map((fact) => [fact.data.closing, fact])),
  };
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
