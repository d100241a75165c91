import { singles, type Schedule } from '../crash-sweep.ts';
import { waysAt, type Calls } from '../distinct-faults.ts';
import type { CallSite, Fault } from '../faults.ts';
import { seededRandom } from '../seeded-random.ts';
import { HOUR } from '../virtual-time.ts';
import type { Workflow } from '../workflow.ts';

/**
 * The parts of `--full`, what is likeliest to find something first: each site once after each other, in one workflow and with one kind of
 * either fault; the first call of each site after the first call of each, in each workflow and with each kind of either and one gap;
 * then calls close to one another; then all others.
 */
export const STAGES = ['once', 'sites', 'near', 'far'] as const;
export type Stage = (typeof STAGES)[number];

export const SAYS: Readonly<Record<Stage, string>> = {
  once: 'each call site once after each other',
  sites: 'each call site after each, in every way',
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
  /** The sites of the second faults, where they are not all. */
  readonly sites?: readonly CallSite[];
}

const MOST_IN_A_BATCH = 30;

/** A workflow, and its calls when nothing fails. */
export interface Clean extends Calls {
  readonly workflow: Workflow;
  /** How many of its first calls an earlier workflow makes too: at the same moments, with the same words, after nothing else. */
  readonly shared: number;
}

/** A first fault, and the sites of the second ones where they are not all. */
export interface FirstFault {
  readonly schedule: Schedule;
  readonly sites?: readonly CallSite[];
}

/**
 * The first faults of a stage, in an order without an order, so that whatever was played when it is stopped is an even part of all. The second
 * ones follow from the run with the first, since that is where they happen.
 */
export function firstFaults(stage: Stage, clean: readonly Clean[], seed: number): FirstFault[] {
  const all = stage === 'once' ? onceEach(clean, seed) : clean.flatMap((one) => firstsIn(stage, one, seed));
  const random = seededRandom(seed);
  return all
    .map((first) => ({ first, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ first }) => first);
}

function firstsIn(stage: Exclude<Stage, 'once'>, { workflow, ...calls }: Clean, seed: number): FirstFault[] {
  if (stage !== 'sites') return [...singles(workflow, seed, calls)].map((schedule) => ({ schedule }));
  return firstOfEach(calls.order)
    .flatMap((call) => harsh(waysAt(call, calls)))
    .map((fault) => ({ schedule: { workflow: workflow.name, seed, faults: [fault] } }));
}

/** Each pair of sites in the first workflow that calls the one after the other, dealt out among the ways in which the first can fail, by another seed otherwise. */
function onceEach(clean: readonly Clean[], seed: number): FirstFault[] {
  const met = new Map<CallSite, Set<CallSite>>();
  return clean.flatMap(({ workflow, ...calls }) =>
    firstOfEach(calls.order).flatMap((call) => {
      const site = calls.order[call - 1] ?? '';
      const known = met.get(site) ?? new Set();
      met.set(site, known);
      const sites = [...new Set(calls.order.slice(call))].filter((second) => !known.has(second));
      for (const second of sites) known.add(second);
      const ways = harsh(waysAt(call, calls));
      const dealt = Map.groupBy(sites, (_, index) => (index + seed) % ways.length);
      return [...dealt].flatMap(([way, mine]) => {
        const fault = ways[way];
        return fault === undefined
          ? []
          : [{ schedule: { workflow: workflow.name, seed, faults: [fault] }, sites: mine }];
      });
    }),
  );
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
export function secondFaults(stage: Stage, first: Fault, calls: Calls, sites: readonly CallSite[] = []): Fault[] {
  if (stage === 'once') return sites.flatMap((site, index) => oneFault(site, first.call + index, first, calls));
  return callsAfter(stage, first.call, calls.order).flatMap((call) => waysOf(stage, call, calls));
}

/** A fault of the first call of a site after the first fault, of the kinds in turn; none where the first fault keeps it from being called. */
function oneFault(site: CallSite, turn: number, first: Fault, calls: Calls): Fault[] {
  const index = calls.order.indexOf(site, first.call);
  if (index === -1) return [];
  const ways = harsh(waysAt(index + 1, calls));
  return ways.slice(turn % ways.length).slice(0, 1);
}

function waysOf(stage: Stage, call: number, calls: Calls): Fault[] {
  return stage === 'sites' ? harsh(waysAt(call, calls)) : waysAt(call, calls);
}

/** The calls after one that a stage looks at. */
function callsAfter(stage: Exclude<Stage, 'once'>, first: number, order: readonly CallSite[]): number[] {
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
export function expectedSeconds(stage: Stage, clean: readonly Clean[]): (first: FirstFault) => number {
  if (stage === 'once') return ({ sites = [] }) => sites.length;
  const ways = new Map(
    clean.map(({ workflow, ...calls }) => {
      const counts = calls.order.map((_, index) => waysOf(stage, index + 1, calls).length);
      const after = calls.order.map((_, index) =>
        callsAfter(stage, index + 1, calls.order).reduce((sum, call) => sum + (counts[call - 1] ?? 0), 0),
      );
      return [workflow.name, after];
    }),
  );
  return ({ schedule: { workflow, faults: [fault] = [] } }) => ways.get(workflow)?.[(fault?.call ?? 0) - 1] ?? 0;
}
