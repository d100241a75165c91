import { factsOf, type Fact, type FactData, type FactOf } from '../facts/fact.ts';
import type { Evidence } from '../facts/introduction-facts.ts';
import type { Investor } from '../facts/investor.ts';

/** An introduction with everything that was added to it since. */
export interface Introduction {
  readonly id: string;
  readonly recorded: FactOf<'IntroductionRecorded'>;
  /** In the order in which they were recorded. */
  readonly supplements: readonly FactOf<'IntroductionSupplemented'>[];
  /** The investor with every id and address on record by now. */
  readonly investor: Investor;
  readonly evidence: readonly Evidence[];
}

/** The introductions on record, in the order in which they were recorded, each with what was added to it. */
export function introductionsOf(facts: readonly Fact[]): Introduction[] {
  const supplements = Map.groupBy(factsOf(facts, 'IntroductionSupplemented'), ({ data }) => data.introduction);
  return factsOf(facts, 'IntroductionRecorded').map((recorded) =>
    together(recorded, supplements.get(recorded.data.introduction) ?? []),
  );
}

function together(
  recorded: FactOf<'IntroductionRecorded'>,
  supplements: readonly FactOf<'IntroductionSupplemented'>[],
): Introduction {
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

/** What a telling of an introduction says that is not on record yet; undefined when it says nothing new. */
export function newIn(
  told: Pick<FactData['IntroductionRecorded'], 'investor' | 'evidence'>,
  { investor, evidence }: Pick<Introduction, 'investor' | 'evidence'>,
): Pick<FactData['IntroductionSupplemented'], 'crmIds' | 'emails' | 'registryIds' | 'evidence'> | undefined {
  const added = {
    crmIds: told.investor.crmIds.filter((id) => !investor.crmIds.includes(id)),
    emails: told.investor.emails.filter((address) => !investor.emails.includes(address)),
    registryIds: (told.investor.registryIds ?? []).filter((id) => !(investor.registryIds ?? []).includes(id)),
    evidence: (told.evidence ?? []).filter(({ sha256 }) => !evidence.some((known) => known.sha256 === sha256)),
  };
  return Object.values(added).every((list) => list.length === 0) ? undefined : added;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
