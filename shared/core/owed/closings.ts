import { dateIn, type Instant } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { EventState, Fact, FactOf } from '../facts/fact.ts';
import { byText, countFirst, larger } from '../order.ts';
import type { TermsVersion } from '../terms/terms.ts';
import { converted } from './conversion.ts';
import { doubtedOf, type Doubted } from './duplicates.ts';
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
  /** How many facts have been looked at. */
  count: number;
  readonly own: Map<string, Report[]>;
  readonly rulings: Map<string, FactOf<'ClosingAttributed'>>;
  /** Whether a closing is one that was on record before: our id of that one, or null. */
  readonly sameAs: Map<string, string | null>;
  readonly closings: Map<string, Closing>;
  /** True when one of them looked like another when it was reported. */
  hasLookalikes: boolean;
  doubted: readonly Doubted[];
  /** Those in order, by id. */
  readonly placed: Map<string, Closing>;
  /** All that count, oldest first, those to come among them. */
  readonly inOrder: Closing[];
}

export function noClosings(): ClosingsSoFar {
  return {
    count: 0,
    own: new Map(),
    rulings: new Map(),
    sameAs: new Map(),
    closings: new Map(),
    hasLookalikes: false,
    doubted: [],
    placed: new Map(),
    inOrder: [],
  };
}

/** The closings, each in its latest state by the source's own time; on equal times the later recorded wins. */
export function closingsOf(facts: readonly Fact[]): Closing[] {
  const known = noClosings();
  const ids = new Set(facts.flatMap((fact) => gather(fact, known) ?? []));
  update(ids, known);
  return [...known.closings.values()];
}

/**
 * Looks at the facts that are new, and puts what they say of closings in order, in the currency of the contract where a
 * rate is stated; those that may be on record twice are left out. Answers from which place on the order has changed. Of
 * two closings that were ruled to be the same, it hears before all else.
 */
export function takeIn(facts: readonly Fact[], known: ClosingsSoFar, currency: string): number {
  const touched = new Set<string>();
  for (const fact of facts.slice(known.count)) {
    if (fact.type === 'ConversionStated') addConverted(fact, known, touched);
    const id = gather(fact, known);
    if (id !== undefined) touched.add(id);
  }
  known.count = facts.length;
  const roots = update(touched, known);
  const before = known.doubted.map(({ closing }) => closing.id);
  known.doubted = known.hasLookalikes ? doubtedOf([...known.closings.values()], facts) : [];
  const waits = new Set(known.doubted.map(({ closing }) => closing.id));
  let changedFrom = known.inOrder.length;
  for (const id of new Set([...roots, ...before, ...waits])) {
    const closing = waits.has(id) ? undefined : known.closings.get(id);
    const now = closing === undefined ? undefined : converted(closing, facts, currency);
    changedFrom = Math.min(changedFrom, replace(id, now, known));
  }
  return changedFrom;
}

/** Works out the closings that facts are about, each where it is kept; answers their ids. */
function update(touched: ReadonlySet<string>, known: ClosingsSoFar): ReadonlySet<string> {
  const ids = new Set([...touched, ...[...touched].map((id) => rootOf(id, known))]);
  for (const id of ids) {
    const closing = rootOf(id, known) === id ? closingOf(id, reportsOf(id, known), known.rulings.get(id)) : undefined;
    if (closing === undefined) known.closings.delete(id);
    else known.closings.set(id, closing);
  }
  return ids;
}

/** Puts a closing in the place of what stood for its id; answers from which place on the order has changed. */
function replace(id: string, closing: Closing | undefined, { placed, inOrder }: ClosingsSoFar): number {
  const before = placed.get(id);
  const from = before === undefined ? inOrder.length : takeOut(before, inOrder);
  placed.delete(id);
  if (closing === undefined) return from;
  placed.set(id, closing);
  return Math.min(from, putIn(closing, inOrder));
}

/** How many of them, in order, had closed by the end of a day. */
export function countUntil(inOrder: readonly Closing[], on: PlainDate): number {
  return countFirst(inOrder, ({ state }) => state.closedOn <= on);
}

/** How many of them, in order, had closed before a day. */
export function countBefore(inOrder: readonly Closing[], on: PlainDate): number {
  return countFirst(inOrder, ({ state }) => state.closedOn < on);
}

/** Adds a fact to those of its closing, whose id it answers. */
function gather(fact: Fact, known: ClosingsSoFar): string | undefined {
  const { own, rulings, sameAs } = known;
  if (fact.type === 'ClosingAttributed') rulings.set(fact.data.closing, fact);
  else if (fact.type === 'LookalikeRuled') sameAs.set(fact.data.closing, fact.data.sameAs);
  else if (isReport(fact)) {
    known.hasLookalikes ||= 'like' in fact.data && fact.data.like !== undefined;
    const before = own.get(fact.data.closing);
    if (before === undefined) own.set(fact.data.closing, [fact]);
    else before.push(fact);
  } else return undefined;
  return fact.data.closing;
}

/** Adds the ids of the closings that a stated rate converts, or may have converted before. */
function addConverted({ data }: FactOf<'ConversionStated'>, { inOrder }: ClosingsSoFar, touched: Set<string>): void {
  const first = countFirst(inOrder, ({ state }) => state.closedOn < data.statedFor);
  for (let at = first; inOrder[at]?.state.closedOn === data.statedFor; at += 1) touched.add(inOrder[at]?.id ?? '');
}

function takeOut(closing: Closing, inOrder: Closing[]): number {
  const at = countFirst(inOrder, (other) => compareClosings(other, closing) < 0);
  inOrder.splice(at, 1);
  return at;
}

function putIn(closing: Closing, inOrder: Closing[]): number {
  const at = countFirst(inOrder, (other) => compareClosings(other, closing) < 0);
  inOrder.splice(at, 0, closing);
  return at;
}

function compareClosings(a: Closing, b: Closing): number {
  return byText(a.state.closedOn, b.state.closedOn) || byText(a.id, b.id);
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
    .filter((fact) => fact.type !== 'ClosingReversed' && (whole === undefined || bySource(whole, fact) < 0));
  return alive.toSorted(bySource).at(-1) ?? ordered.at(-1);
}

function bySource(a: Report, b: Report): number {
  return byText(a.data.reportedAt, b.data.reportedAt) || a.seq - b.seq;
}

function closingOf(
  id: string,
  own: readonly Report[],
  ruling: FactOf<'ClosingAttributed'> | undefined,
): Closing | undefined {
  const ordered = own.toSorted(bySource);
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
  const last = facts.map((fact) => fact.recordedAt).reduce(larger);
  const recordedOn = dateIn(last, terms.timeZone);
  return larger(recordedOn, state.closedOn);
}

function isReport(fact: Fact): fact is Report {
  return (
    fact.type === 'ClosingReported' ||
    fact.type === 'ClosingCorrected' ||
    fact.type === 'ClosingReversed' ||
    fact.type === 'EventReported'
  );
}
