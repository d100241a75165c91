import { dateIn, type Instant } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { Fact, FactOf } from '../facts/fact.ts';
import type { ExpectedFunding } from '../facts/introduction-facts.ts';
import { nameOf } from '../facts/investor.ts';
import { liveFacts } from '../facts/live-facts.ts';
import { closingsOf } from '../owed/closings.ts';
import { owed } from '../owed/owed.ts';
import type { Owed } from '../owed/receivable.ts';
import { latest } from '../owed/versions.ts';
import type { TermsVersion } from '../terms/terms.ts';

/** What one open funding would come to if it closed. */
export interface ExposureItem {
  readonly closing: string;
  readonly investor: string;
  /** Minor units of `currency`. */
  readonly fundingMinor: bigint;
  readonly currency: string;
  readonly stage: string;
  readonly expectedOn?: PlainDate;
  /** What would be owed for it, in minor units of the contract's currency; zero when it would earn nothing. */
  readonly feeMinor: bigint;
  /** True when a person would be asked whether it earns. */
  readonly isAsked: boolean;
  /** Why it would earn nothing, or what a person would be asked. */
  readonly note?: string;
}

export interface Exposure {
  readonly asOfOn: PlainDate;
  /** ISO 4217, the contract's. */
  readonly currency: string;
  readonly items: readonly ExposureItem[];
  /** What would be owed in all beyond what is owed now, with taxes and limits across fees; minor units. */
  readonly totalMinor: bigint;
}

type About = FactOf<'FundingExpected' | 'FundingDropped'>;

/**
 * The fundings that are open: the latest report of each by its source's own time, unless it was dropped since or has closed
 * and was not reversed.
 */
export function openFundings(facts: readonly Fact[]): ExpectedFunding[] {
  const closed = new Set(
    closingsOf(facts)
      .filter(({ reversed }) => !reversed)
      .map(({ id }) => id),
  );
  const reports = facts.filter(
    (fact): fact is About => fact.type === 'FundingExpected' || fact.type === 'FundingDropped',
  );
  return [...Map.groupBy(reports, ({ data }) => data.closing).values()].flatMap((own) => {
    const last = own.reduce((a, b) => (b.data.reportedAt >= a.data.reportedAt ? b : a));
    return last.type === 'FundingExpected' && !closed.has(last.data.closing) ? [last.data] : [];
  });
}

/**
 * What would be owed if the open fundings closed today, by the same rules as everything else: each is played as a closing
 * of the day, and what is owed more is the exposure. Example: an open funding of USD 400,000.00 by an introduced investor,
 * at 10%, is an exposure of USD 40,000.00.
 */
export function exposureOf(versions: readonly TermsVersion[], facts: readonly Fact[], asOf: Instant): Exposure {
  const { terms } = latest(versions);
  const asOfOn = dateIn(asOf, terms.timeZone);
  const open = openFundings(liveFacts(facts));
  const lastSeq = facts.at(-1)?.seq ?? 0;
  const played = open.map((funding, index) => closedToday(funding, { seq: lastSeq + index + 1, asOf, asOfOn }));
  const knownSeq = lastSeq + open.length;
  if (open.length === 0) return { asOfOn, currency: terms.currency, items: [], totalMinor: 0n };
  const now = owed({ versions, facts, asOf, knownSeq });
  const then = owed({ versions, facts: [...facts, ...played], asOf, knownSeq });
  return {
    asOfOn,
    currency: terms.currency,
    items: open.map((funding) => itemOf(funding, then)),
    totalMinor: sumOf(then) - sumOf(now),
  };
}

function closedToday(
  funding: ExpectedFunding,
  { seq, asOf, asOfOn }: { readonly seq: number; readonly asOf: Instant; readonly asOfOn: PlainDate },
): Fact {
  const { stage: _stage, expectedOn: _expectedOn, ...said } = funding;
  return {
    id: `if-closed/${said.closing}`,
    type: 'ClosingReported',
    seq,
    recordedAt: asOf,
    happenedAt: asOf,
    source: { kind: 'system', name: 'exposure' },
    data: { ...said, closedOn: asOfOn, reportedAt: asOf },
  };
}

function itemOf(funding: ExpectedFunding, then: Owed): ExposureItem {
  const { closing, investor, amountMinor, currency, stage, expectedOn } = funding;
  const isIts = ({ id }: { readonly id: string }): boolean => id.endsWith(`/${closing}`);
  const fees = then.receivables.filter((receivable) => receivable.kind === 'success-fee' && isIts(receivable));
  const asked = then.waiting.find(isIts);
  const why = then.notOwed.find((one) => one.closing === closing)?.why;
  const note = asked === undefined ? why : `A person would be asked: ${asked.why}`;
  return {
    closing,
    investor: nameOf(investor),
    fundingMinor: amountMinor,
    currency,
    stage,
    ...(expectedOn === undefined ? {} : { expectedOn }),
    isAsked: asked !== undefined,
    feeMinor: fees.reduce((sum, fee) => sum + fee.amountMinor, 0n),
    ...(note === undefined ? {} : { note }),
  };
}

function sumOf({ receivables }: Owed): bigint {
  return receivables.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}
