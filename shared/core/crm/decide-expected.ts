import type { Instant } from '../calendar/instant.ts';
import type { ExpectedFunding } from '../facts/introduction-facts.ts';
import { factsOf, type Fact, type FactOf, type NewFact } from '../facts/fact.ts';
import { hashOf } from '../json.ts';
import type { ReadDeal } from './deal.ts';
import type { DealSituation } from './decide-deal.ts';

type Expectation = FactOf<'FundingExpected' | 'FundingDropped'>;

/**
 * What has to be recorded so that the record says which fundings are open: what is expected of a deal that is open, and
 * that a lost one is expected no more. A deal that is closed says so itself. Where nobody can be asked again (`pushed`), a
 * deal that is not closed is put on record in any case, so that an older message that comes later does not close it.
 */
export function decideExpected(
  deal: ReadDeal,
  closing: string,
  situation: DealSituation & { readonly pushed?: boolean },
): NewFact[] {
  if (deal.stage === 'closed') return [];
  const said = expectationsOf(closing, situation.facts);
  const last = said.at(-1);
  const expected =
    deal.stage === 'open' || deal.stage === 'reopened' ? expectedOf(deal, closing, situation) : undefined;
  if (expected === undefined) return dropped(deal, closing, { situation, last, count: said.length });
  if (last?.type === 'FundingExpected' && hashOf(wordsOf(last.data)) === hashOf(wordsOf(expected))) return [];
  const id = `crm/${situation.externalId}/expected/${hashOf(wordsOf(expected)).slice(0, 16)}/${said.length}`;
  return [{ id, type: 'FundingExpected', happenedAt: expected.reportedAt, source: situation.source, data: expected }];
}

/** A deal that is gone is expected no more. */
export function decideGoneExpected(closing: string, situation: DealSituation): NewFact[] {
  const said = expectationsOf(closing, situation.facts);
  return dropped({ changedAt: situation.now, stage: 'lost' }, closing, {
    situation,
    last: said.at(-1),
    count: said.length,
  });
}

/** When anything was last said of a closing, expected or closed; undefined while nothing was. */
export function lastSaidOf(closing: string, facts: readonly Fact[]): Instant | undefined {
  return facts
    .flatMap(({ data }) =>
      'closing' in data && data.closing === closing && 'reportedAt' in data ? [data.reportedAt] : [],
    )
    .reduce<Instant | undefined>((a, b) => (a === undefined || b > a ? b : a), undefined);
}

function expectationsOf(closing: string, facts: readonly Fact[]): Expectation[] {
  return [...factsOf(facts, 'FundingExpected'), ...factsOf(facts, 'FundingDropped')]
    .filter(({ data }) => data.closing === closing)
    .toSorted((a, b) => a.seq - b.seq);
}

function expectedOf(
  { investor, expected, stageWord, changedAt }: ReadDeal,
  closing: string,
  { externalId, now }: DealSituation,
): ExpectedFunding | undefined {
  if (investor === undefined || expected === undefined) return undefined;
  const { amountMinor, currency, closesOn } = expected;
  return {
    closing,
    externalId,
    investor,
    amountMinor,
    currency,
    stage: stageWord ?? 'open',
    ...(closesOn === undefined ? {} : { expectedOn: closesOn }),
    reportedAt: changedAt < now ? changedAt : now,
  };
}

function wordsOf(expected: ExpectedFunding): object {
  const { reportedAt: _, ...words } = expected;
  return words;
}

function dropped(
  { changedAt, stage }: Pick<ReadDeal, 'changedAt' | 'stage'>,
  closing: string,
  about: {
    readonly situation: DealSituation & { readonly pushed?: boolean };
    readonly last: Expectation | undefined;
    readonly count: number;
  },
): NewFact[] {
  const { situation, last, count } = about;
  const isNews = last === undefined ? situation.pushed === true : last.type === 'FundingExpected';
  if (!isNews) return [];
  const { externalId, source, now } = situation;
  const reason = stage === 'open' ? 'the deal names no investor or amount yet' : `the deal is ${stage} in the CRM`;
  const reportedAt = changedAt < now ? changedAt : now;
  const id = `crm/${externalId}/dropped/${count}`;
  return [
    { id, type: 'FundingDropped', happenedAt: reportedAt, source, data: { closing, externalId, reason, reportedAt } },
  ];
}
