import { singles, type Schedule } from '../crash-sweep.ts';
import { FAULT_KINDS, type CallSite, type Fault } from '../faults.ts';
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

/** Every way in which one call can fail. */
const WAYS: readonly Fault[] = [...singles({ name: '' }, 0, 1)].flatMap(({ faults = [] }) => faults);

/** Every way in which this call can fail. */
export function waysAt(call: number): Fault[] {
  return WAYS.map((way) => ({ ...way, call }));
}

/** Of each kind the longest gap up to a day and an hour, beyond which Stripe knows a key no more. */
const HARSH: readonly Fault[] = FAULT_KINDS.flatMap(
  (kind) => WAYS.findLast((way) => way.kind === kind && way.gap <= 25 * HOUR) ?? [],
);

/** Some of the second faults after a first one: what a process is given at a time, so that little is lost when it is stopped. */
export interface Batch {
  readonly stage: Stage;
  /** From 0; the last of `parts` has all that are left, however many they are. */
  readonly part: number;
  readonly parts: number;
}

const MOST_IN_A_BATCH = 30;

/** A workflow, and its calls when nothing fails. */
export interface Clean {
  readonly workflow: Workflow;
  readonly order: readonly CallSite[];
}

/**
 * The first faults of a stage, in an order without an order, so that whatever was played when it is stopped is an even part of all. The second
 * ones follow from the run with the first, since that is where they happen.
 */
export function firstFaults(stage: Stage, clean: readonly Clean[], seed: number): Schedule[] {
  const all = clean.flatMap(({ workflow, order }) =>
    [...singles(workflow, seed, order.length)].filter(
      ({ faults: [fault] = [] }) => fault !== undefined && (stage !== 'sites' || isOfSites(fault, order)),
    ),
  );
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
export function secondFaults(stage: Stage, first: Fault, order: readonly CallSite[]): Fault[] {
  const after = order.slice(first.call);
  const calls = after.map((_, index) => first.call + index + 1);
  const chosen = calls.filter((call, index) => {
    const isFirst = after.indexOf(order[call - 1] ?? '') === index;
    switch (stage) {
      case 'sites':
        return isFirst;
      case 'near':
        return call - first.call <= NEAR;
      case 'far':
        return call - first.call > NEAR;
      default:
        return stage satisfies never;
    }
  });
  const all = chosen.flatMap(waysAt);
  return stage === 'sites' ? all.filter(isHarsh) : all;
}

/** How many second faults a stage has after a first one, as far as the run without any says. */
export function expectedSeconds(stage: Stage, clean: readonly Clean[]): (schedule: Schedule) => number {
  const left = new Map(clean.map(({ workflow, order }) => [workflow.name, sitesAfter(order)]));
  const ways = { sites: WAYS.filter(isHarsh).length, near: WAYS.length, far: WAYS.length };
  return ({ workflow, faults: [fault] = [] }) => {
    const sites = left.get(workflow) ?? [];
    const call = fault?.call ?? 0;
    const calls = sites.length - call;
    const near = Math.min(NEAR, calls);
    return ways[stage] * { sites: sites[call - 1] ?? 0, near, far: calls - near }[stage];
  };
}

/** Of each call: how many sites are called after it. */
function sitesAfter(order: readonly CallSite[]): number[] {
  const seen = new Set<CallSite>();
  return order
    .toReversed()
    .map((site) => {
      const count = seen.size;
      seen.add(site);
      return count;
    })
    .toReversed();
}

function isOfSites(fault: Fault, order: readonly CallSite[]): boolean {
  const site = order[fault.call - 1];
  return site !== undefined && order.indexOf(site) === fault.call - 1 && isHarsh(fault);
}

function isHarsh({ kind, gap }: Fault): boolean {
  return HARSH.some((way) => way.kind === kind && way.gap === gap);
}
