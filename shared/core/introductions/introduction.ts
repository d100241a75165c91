import type { FactData, FactOf } from '../facts/fact.ts';
import type { Evidence } from '../facts/introduction-facts.ts';
import type { Investor } from '../facts/investor.ts';

/** What the client, whoever rules, or the consultant said of an introduction after it was on record. */
export type Said = FactOf<
  'IntroductionAcknowledged' | 'IntroductionObjected' | 'IntroductionRuled' | 'IntroductionWithdrawn'
>;

/** An introduction with everything that was added to it, and said of it, since. */
export interface Introduction {
  readonly id: string;
  readonly recorded: FactOf<'IntroductionRecorded'>;
  /** In the order in which they were recorded. */
  readonly supplements: readonly FactOf<'IntroductionSupplemented'>[];
  readonly said: readonly Said[];
  readonly told: readonly FactOf<'IntroductionTold'>[];
  /** The investor with every id and address on record by now. */
  readonly investor: Investor;
  readonly evidence: readonly Evidence[];
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
