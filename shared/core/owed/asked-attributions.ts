import { factsOf, type FactOf, type FactType } from '../facts/fact.ts';
import { ENTRY_TYPES, type EntryType } from '../introductions/chain.ts';
import { keysOf } from '../introductions/matching.ts';
import { registerOf } from '../introductions/register.ts';
import type { SuccessFeeTerm } from '../terms/terms.ts';
import type { Attribution } from './attribution.ts';
import type { Closing } from './closings.ts';
import type { OwedContext } from './context.ts';

/** An attribution that was worked out for the happening at a place. */
export interface Asked {
  readonly at: number;
  readonly term: SuccessFeeTerm;
  readonly closing: Closing;
  readonly attribution: Attribution;
}

/** The attributions that were worked out, to be looked up by what may change them. */
export interface AskedAttributions {
  readonly all: Asked[];
  readonly byKey: Map<string, Asked[]>;
  /** How many facts of each type have been looked at. */
  readonly counts: Map<FactType, number>;
}

export function noneAsked(): AskedAttributions {
  return { all: [], byKey: new Map(), counts: new Map() };
}

export function noteAsked({ all, byKey }: AskedAttributions, asked: Asked): void {
  all.push(asked);
  for (const key of keysOfClosing(asked.closing)) {
    const own = byKey.get(key);
    if (own === undefined) byKey.set(key, [asked]);
    else own.push(asked);
  }
}

/** Forgets all but the first so many. */
export function forgetAsked({ all, byKey }: AskedAttributions, length: number): void {
  for (const { closing } of all.splice(length).toReversed()) {
    for (const key of keysOfClosing(closing)) byKey.get(key)?.pop();
  }
}

function keysOfClosing({ id, state, ruling }: Closing): string[] {
  const ruled = ruling === undefined ? [] : [`introduction ${ruling.data.introduction}`];
  return [...keysOf(state.investor), `closing ${id}`, ...ruled];
}

const BEARING: readonly (EntryType | 'AttributionReopened' | 'FundingExpected')[] = [
  ...ENTRY_TYPES,
  'AttributionReopened',
  'FundingExpected',
];

/**
 * The attributions that facts which are new may have changed. An introduction that is recorded bears on closings that have
 * something in common with it, and not on those that an earlier one proves; what is said of one, on those and on what was
 * ruled to be of it. Where days pass that a party has to object, and where it names earlier contacts, on all.
 */
export function maybeChanged(asked: AskedAttributions, context: OwedContext): readonly Asked[] {
  const { facts, versions } = context;
  const fresh = BEARING.flatMap((type) => {
    const all = factsOf(facts, type);
    const count = asked.counts.get(type) ?? 0;
    asked.counts.set(type, all.length);
    return all.slice(count);
  });
  const isTimeless = versions.every(({ terms }) => terms.introductions?.objectionDays === undefined);
  if (!isTimeless || fresh.some(({ type }) => type === 'PriorContactRecorded')) return asked.all;
  return [...new Set(fresh.flatMap((fact) => touchedBy(fact, asked, context)))];
}

function touchedBy(
  fact: FactOf<(typeof BEARING)[number]>,
  { byKey }: AskedAttributions,
  context: OwedContext,
): Asked[] {
  if (fact.type === 'AttributionReopened' || fact.type === 'FundingExpected') {
    return byKey.get(`closing ${fact.data.closing}`) ?? [];
  }
  if (fact.type === 'PriorContactRecorded') return [];
  const { introduction } = fact.data;
  const investors = registerOf(context.facts)
    .about(introduction)
    .map(({ investor }) => investor);
  const keys = [`introduction ${introduction}`, ...investors.flatMap((investor) => [...keysOf(investor)])];
  const touched = keys.flatMap((key) => byKey.get(key) ?? []);
  return fact.type === 'IntroductionRecorded' ? touched.filter((one) => !isProven(one)) : touched;
}

/** True when no introduction that is recorded later can change an attribution: one before the closing proved it. */
function isProven({ attribution, closing }: Asked): boolean {
  return attribution.kind === 'introduced' && closing.ruling === undefined;
}
