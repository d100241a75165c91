import * as z from 'zod';
import type { Schedule, Violation } from '../crash-sweep.ts';
import type { CallSite, FaultKind } from '../faults.ts';
import type { RunResult } from '../play-run.ts';
import { scheduleSchema } from './schedule-text.ts';

/** How many runs became quiet after how many minutes, and the slowest. */
export interface Tally {
  played: number;
  readonly violations: Violation[];
  readonly quiet: Map<number, number>;
  worst: { readonly minutes: number; readonly schedule: Schedule } | undefined;
  /** Where each call site was first met: by which run, at which call. */
  readonly reached: Map<CallSite, Place>;
  /** The call sites at which a process died. */
  readonly crashed: Set<CallSite>;
}

export interface Place {
  readonly schedule: Schedule;
  readonly call: number;
}

export function emptyTally(): Tally {
  return { played: 0, violations: [], quiet: new Map(), worst: undefined, reached: new Map(), crashed: new Set() };
}

const CRASHES: readonly FaultKind[] = ['crash-before', 'crash-after'];

/** Counts a run. */
export function addRun(
  tally: Tally,
  schedule: Schedule,
  { broken, order, sites, done, minutesToQuiet }: RunResult,
): void {
  tally.played += 1;
  for (const site of sites.keys()) {
    if (!tally.reached.has(site)) tally.reached.set(site, { schedule, call: order.indexOf(site) + 1 });
  }
  for (const { call, kind } of done) {
    const site = order[call - 1];
    if (site !== undefined && CRASHES.includes(kind)) tally.crashed.add(site);
  }
  if (broken !== undefined) {
    tally.violations.push({ schedule, ...broken });
    return;
  }
  tally.quiet.set(minutesToQuiet, (tally.quiet.get(minutesToQuiet) ?? 0) + 1);
  if (minutesToQuiet > (tally.worst?.minutes ?? -1)) tally.worst = { minutes: minutesToQuiet, schedule };
}

/** Adds what was counted elsewhere. */
export function addTally(to: Tally, other: Tally): void {
  to.played += other.played;
  to.violations.push(...other.violations);
  for (const [minutes, count] of other.quiet) to.quiet.set(minutes, (to.quiet.get(minutes) ?? 0) + count);
  if (other.worst !== undefined && other.worst.minutes > (to.worst?.minutes ?? -1)) to.worst = other.worst;
  for (const [site, place] of other.reached) if (!to.reached.has(site)) to.reached.set(site, place);
  for (const site of other.crashed) to.crashed.add(site);
}

export function together(tallies: Iterable<Tally>): Tally {
  const sum = emptyTally();
  for (const tally of tallies) addTally(sum, tally);
  return sum;
}

/** The minutes within which this share of the runs was quiet. Example: of 1, 2, 3 and 90 minutes, half are quiet within 2. */
export function quietWithin(share: number, quiet: ReadonlyMap<number, number>): number | undefined {
  const all = quiet.values().reduce((sum, count) => sum + count, 0);
  let so = 0;
  for (const [minutes, count] of [...quiet].sort(([a], [b]) => a - b)) {
    so += count;
    if (so >= share * all) return minutes;
  }
  return undefined;
}

const violation = z.strictObject({ schedule: scheduleSchema, invariant: z.string(), found: z.string() });

const tallySchema = z.strictObject({
  played: z.int().min(0),
  violations: z.array(violation),
  quiet: z.array(z.tuple([z.int().min(0), z.int().min(1)])),
  worst: z.strictObject({ minutes: z.int().min(0), schedule: scheduleSchema }).exactOptional(),
  reached: z.array(z.tuple([z.string(), z.strictObject({ schedule: scheduleSchema, call: z.int().min(0) })])),
  crashed: z.array(z.string()),
});

/** A tally as JSON, and back. */
export type TallyData = z.infer<typeof tallySchema>;

export const tallyData = tallySchema.transform(({ quiet, reached, crashed, worst, ...rest }): Tally => ({
  ...rest,
  worst,
  quiet: new Map(quiet),
  reached: new Map(reached),
  crashed: new Set(crashed),
}));

export function dataOf({ quiet, reached, crashed, worst, ...rest }: Tally): TallyData {
  return {
    ...rest,
    ...(worst === undefined ? {} : { worst }),
    quiet: [...quiet],
    reached: [...reached],
    crashed: [...crashed],
  };
}
