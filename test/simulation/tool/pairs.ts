import { singles, type Schedule } from '../crash-sweep.ts';
import { waysAt, type Calls } from '../distinct-faults.ts';
import type { CallSite, Fault } from '../faults.ts';
import { seededRandom } from '../seeded-random.ts';
import { HOUR } from '../virtual-time.ts';
import type { Workflow } from '../workflow.ts';

/**
 * The parts of `--full`, what is likeliest to find something first: the first call of each site after the first call of each
 * site, with each kind of either fault and one gap; then calls close to one another; then all others.
 */
export const STAGES = ['sites', 'near', 'far'] as const;
export type Stage = (typeof STAGES)[number];

export const SAYS: Readonly<Record<Stage, string>> = {
  sites: 'each call site after each call site',
  near: 'calls close to one another',
  far: 'all other calls',
};

/** Up to how many calls later is close. */
const NEAR = 8;

/** Beyond it Stripe knows a key no more. */
const DAY_AND_HOUR = 25 * HOUR;

/** Of the ways in which a call can fail, those with the longest gap of each kind up to a day and an hour. */
function harsh(ways: readonly Fault[]): Fault[] {
  return [...Map.groupBy(ways, ({ kind }) => kind).values()].flatMap(
    (alike) => alike.findLast(({ gap }) => gap <= DAY_AND_HOUR) ?? [],
  );
}

/** Some of the second faults after a first one: what a process is given at a time, so that little is lost when it is stopped. */
export interface Batch {
  readonly stage: Stage;
  /** From 0; the last of `parts` has all that are left, however many they are. */
  readonly part: number;
  readonly parts: number;
}

const MOST_IN_A_BATCH = 30;

/** A workflow, and its calls when nothing fails. */
export interface Clean extends Calls {
  readonly workflow: Workflow;
  /** How many of its first calls an earlier workflow makes too: at the same moments, with the same words, after nothing else. */
  readonly shared: number;
}

/**
 * The first faults of a stage, in an order without an order, so that whatever was played when it is stopped is an even part of all. The second
 * ones follow from the run with the first, since that is where they happen.
 */
export function firstFaults(stage: Stage, clean: readonly Clean[], seed: number): Schedule[] {
  const all = clean.flatMap(({ workflow, ...calls }) => {
    if (stage !== 'sites') return [...singles(workflow, seed, calls)];
    return firstOfEach(calls.order)
      .flatMap((call) => harsh(waysAt(call, calls)))
      .map((fault) => ({ workflow: workflow.name, seed, faults: [fault] }));
  });
  const random = seededRandom(seed);
  return all
    .map((first) => ({ first, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ first }) => first);
}

/** In how many batches so many second faults are played. */
export function partsOf(expected: number): number {
  return Math.max(1, Math.ceil(expected / MOST_IN_A_BATCH));
}

/** The second faults of one batch. */
export function batchOf(seconds: readonly Fault[], { part, parts }: Pick<Batch, 'part' | 'parts'>): readonly Fault[] {
  const from = part * MOST_IN_A_BATCH;
  return seconds.slice(from, part === parts - 1 ? seconds.length : from + MOST_IN_A_BATCH);
}

/** The second faults of a stage after a first one, in a run whose calls, with the first fault in it, are these. */
export function secondFaults(stage: Stage, first: Fault, calls: Calls): Fault[] {
  return callsAfter(stage, first.call, calls.order).flatMap((call) => waysOf(stage, call, calls));
}

function waysOf(stage: Stage, call: number, calls: Calls): Fault[] {
  return stage === 'sites' ? harsh(waysAt(call, calls)) : waysAt(call, calls);
}

/** The calls after one that a stage looks at. */
function callsAfter(stage: Stage, first: number, order: readonly CallSite[]): number[] {
  const after = order.slice(first);
  switch (stage) {
    case 'sites':
      return firstOfEach(after).map((call) => first + call);
    case 'near':
      return after.slice(0, NEAR).map((_, index) => first + index + 1);
    case 'far':
      return after.slice(NEAR).map((_, index) => first + NEAR + index + 1);
    default:
      return stage satisfies never;
  }
}

/** The first call of each site. */
function firstOfEach(order: readonly CallSite[]): number[] {
  const seen = new Set<CallSite>();
  return order.flatMap((site, index) => {
    if (seen.has(site)) return [];
    seen.add(site);
    return [index + 1];
  });
}

/** How many second faults a stage has after a first one, as far as the run without any says. */
export function expectedSeconds(stage: Stage, clean: readonly Clean[]): (schedule: Schedule) => number {
  const ways = new Map(
    clean.map(({ workflow, ...calls }) => {
      const counts = calls.order.map((_, index) => waysOf(stage, index + 1, calls).length);
      const after = calls.order.map((_, index) =>
        callsAfter(stage, index + 1, calls.order).reduce((sum, call) => sum + (counts[call - 1] ?? 0), 0),
      );
      return [workflow.name, after];
    }),
  );
  return ({ workflow, faults: [fault] = [] }) => ways.get(workflow)?.[(fault?.call ?? 0) - 1] ?? 0;
}
