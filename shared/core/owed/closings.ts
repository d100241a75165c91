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
  readonly closings: Map<string, Closing>;
}

export function noClosings(): ClosingsSoFar {
  return { count: 0, last: undefined, own: new Map(), rulings: new Map(), closings: new Map() };
}

/** The closings, each in its latest state by the source's own time; on equal times the later recorded wins. */
export function closingsOf(facts: readonly Fact[], soFar: ClosingsSoFar = noClosings()): Closing[] {
  const known = facts[soFar.count - 1] === soFar.last ? soFar : Object.assign(soFar, noClosings());
  const touched = new Set<string>();
  for (const fact of facts.slice(known.count)) {
    if (fact.type === 'ClosingAttributed') known.rulings.set(fact.data.closing, fact);
    else if (!isReport(fact)) continue;
    else known.own.set(fact.data.closing, [...(known.own.get(fact.data.closing) ?? []), fact]);
    touched.add(fact.data.closing);
  }
  for (const id of touched) {
    const closing = closingOf(id, known.own.get(id) ?? [], known.rulings.get(id));
    if (closing !== undefined) known.closings.set(id, closing);
  }
  known.count = facts.length;
  known.last = facts.at(-1);
  return [...known.closings.values()];
}

function closingOf(
  id: string,
  own: readonly Report[],
  ruling: FactOf<'ClosingAttributed'> | undefined,
): Closing | undefined {
  const ordered = own.toSorted((a, b) => compare(a.data.reportedAt, b.data.reportedAt) || a.seq - b.seq);
  const states = ordered.flatMap((fact) => (fact.type === 'ClosingReversed' ? [] : [fact.data]));
  const state = states.at(-1);
  const [earliest] = ordered;
  if (state === undefined || earliest === undefined) return undefined;
  const last = ordered.at(-1);
  return {
    id,
    kind: 'kind' in state ? state.kind : 'closing',
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
