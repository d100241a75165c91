import { dateIn, type Instant } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { EventState, Fact, FactOf } from '../facts/fact.ts';

import type { TermsVersion } from '../terms/terms.ts';
import type { FeeStep } from './fee-amount.ts';

type Report = FactOf<'ClosingReported' | 'ClosingCorrected' | 'ClosingReversed' | 'EventReported'>;

/** What is known of one closing, or other event, whatever the order in which its facts came. */
export interface Closing {
  readonly id: string;
  /** `closing`, or the kind of the event. */
  readonly kind: string;
  readonly state: Omit<EventState, 'kind'>;
  /** How its amount came to be in the currency of the contract, when it was in another. */
  readonly conversion?: readonly FeeStep[];
  readonly reversed: boolean;
  readonly reversalReason: string | undefined;
  /** The number of the first fact that reported it: introductions recorded later prove nothing by themselves. */
  readonly firstSeq: number;
  /** When its source first said anything of it, which may be well before the message came. */
  readonly firstReportedAt: Instant;
  readonly facts: readonly Fact[];
  readonly ruling: FactOf<'ClosingAttributed'> | undefined;
}

/** What is known of the closings of a growing history, so that only what is new is looked at. */
export interface ClosingsSoFar {
  count: number;
  last: Fact | undefined;
  readonly own: Map<string, Report[]>;
  readonly rulings: Map<string, FactOf<'ClosingAttributed'>>;
  /** Whether a closing is one that was on record before: our id of that one, or null. */
  readonly sameAs: Map<string, string | null>;
  readonly closings: Map<string, Closing>;
}

export function noClosings(): ClosingsSoFar {
  return { count: 0, last: undefined, own: new Map(), rulings: new Map(), sameAs: new Map(), closings: new Map() };
}

/** The closings, each in its latest state by the source's own time; on equal times the later recorded wins. */
export function closingsOf(facts: readonly Fact[], soFar: ClosingsSoFar = noClosings()): Closing[] {
  const known = facts[soFar.count - 1] === soFar.last ? soFar : Object.assign(soFar, noClosings());
  const touched = new Set<string>();
  for (const fact of facts.slice(known.count)) {
    if (fact.type === 'ClosingAttributed') known.rulings.set(fact.data.closing, fact);
    else if (fact.type === 'LookalikeRuled') {
      touched.add(rootOf(fact.data.closing, known));
      known.sameAs.set(fact.data.closing, fact.data.sameAs);
    } else if (!isReport(fact)) continue;
    else known.own.set(fact.data.closing, [...(known.own.get(fact.data.closing) ?? []), fact]);
    touched.add(fact.data.closing);
  }
  for (const id of new Set([...touched, ...[...touched].map((one) => rootOf(one, known))])) {
    const closing = rootOf(id, known) === id ? closingOf(id, reportsOf(id, known), known.rulings.get(id)) : undefined;
    if (closing === undefined) known.closings.delete(id);
    else known.closings.set(id, closing);
  }
  known.count = facts.length;
  known.last = facts.at(-1);
  return [...known.closings.values()];
}

/** The closing that this one was ruled to be the same as; itself where nobody said so. */
function rootOf(id: string, { sameAs }: ClosingsSoFar): string {
  const seen = new Set([id]);
  let root = id;
  for (let next = sameAs.get(id); typeof next === 'string' && !seen.has(next); next = sameAs.get(next)) {
    seen.add(next);
    root = next;
  }
  return root;
}

/** Its own reports, and those of every closing that was ruled to be the same. */
function reportsOf(id: string, known: ClosingsSoFar): Report[] {
  const same = [...known.sameAs.keys()].filter((one) => one !== id && rootOf(one, known) === id);
  return [id, ...same].flatMap((one) => known.own.get(one) ?? []);
}

/**
 * What the reports say in the end. Where one funding was reported under several ids of its source, it is reversed only
 * when all of them are; a reversal under an id that no report has, such as a person's, is of all of them.
 */
function lastWord(ordered: readonly Report[]): Report | undefined {
  const byId = Map.groupBy(ordered, ({ data }) => data.externalId);
  const reportedIds = new Set(
    ordered.filter(({ type }) => type !== 'ClosingReversed').map(({ data }) => data.externalId),
  );
  if (reportedIds.size < 2) return ordered.at(-1);
  const whole = ordered.findLast(({ type, data }) => type === 'ClosingReversed' && !reportedIds.has(data.externalId));
  const alive = [...reportedIds]
    .flatMap((id) => byId.get(id)?.at(-1) ?? [])
    .filter((fact) => fact.type !== 'ClosingReversed' && (whole === undefined || inOrder(whole, fact) < 0));
  return alive.toSorted(inOrder).at(-1) ?? ordered.at(-1);
}

function inOrder(a: Report, b: Report): number {
  return compare(a.data.reportedAt, b.data.reportedAt) || a.seq - b.seq;
}

function closingOf(
  id: string,
  own: readonly Report[],
  ruling: FactOf<'ClosingAttributed'> | undefined,
): Closing | undefined {
  const ordered = own.toSorted(inOrder);
  const last = lastWord(ordered);
  const states = ordered.flatMap((fact) => (fact.type === 'ClosingReversed' ? [] : [fact.data]));
  const state: Closing['state'] | undefined =
    last === undefined || last.type === 'ClosingReversed' ? states.at(-1) : last.data;
  const [earliest] = ordered;
  if (state === undefined || earliest === undefined) return undefined;
  return {
    id,
    kind: 'kind' in state && typeof state.kind === 'string' ? state.kind : 'closing',
    state,
    reversed: last?.type === 'ClosingReversed',
    reversalReason: last?.type === 'ClosingReversed' ? last.data.reason : undefined,
    firstSeq: Math.min(...own.map((fact) => fact.seq)),
    firstReportedAt: earliest.data.reportedAt,
    facts: ruling === undefined ? ordered : [...ordered, ruling],
    ruling,
  };
}

/** The day on which the last fact of a happening was recorded, or its own day if that is later. */
export function knownOn({ facts, state }: Closing, { terms }: TermsVersion): PlainDate {
  const last = facts.map((fact) => fact.recordedAt).reduce((a, b) => (a > b ? a : b));
  const recordedOn = dateIn(last, terms.timeZone);
  return recordedOn > state.closedOn ? recordedOn : state.closedOn;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isReport(fact: Fact): fact is Report {
  return (
    fact.type === 'ClosingReported' ||
    fact.type === 'ClosingCorrected' ||
    fact.type === 'ClosingReversed' ||
    fact.type === 'EventReported'
  );
}
