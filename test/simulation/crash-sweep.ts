import { FAULT_KINDS, type CallSite, type Fault } from './faults.ts';
import { playRun, type RunResult } from './play-run.ts';
import { HOUR, MINUTE, SECOND } from './virtual-time.ts';
import type { Workflow } from './workflow.ts';

/**
 * How long all is down, or a call or message late: within a time-out, beyond it, and beyond the life of Stripe's keys. Beyond 14
 * days SQS loses what waits in it; the machine has no CRM to pull from yet, so nothing is claimed of that here.
 */
export const GAPS = [SECOND, 16 * MINUTE, 25 * HOUR] as const;

export interface Schedule {
  readonly workflow: string;
  readonly seed: number;
  readonly faults: readonly Fault[];
}

export interface Violation {
  readonly schedule: Schedule;
  readonly invariant: string;
  readonly found: string;
}

export interface SweepCount {
  readonly schedules: number;
  readonly calls: number;
  readonly sites: ReadonlyMap<CallSite, number>;
  readonly violations: readonly Violation[];
}

/** Whether this process plays the schedule: several share a sweep by its numbers. */
export type Share = (number: number) => boolean;

/** Plays one schedule: each fault meets the call of its number, whatever that call is by then. */
export async function playSchedule(workflow: Workflow, { seed, faults }: Schedule): Promise<RunResult> {
  const byCall = new Map(faults.map((fault) => [fault.call, fault]));
  return playRun(workflow, seed, (call) => byCall.get(call));
}

/** Every call of a workflow, each with every kind of fault and every gap. */
export function* singles(workflow: Workflow, seed: number, calls: number): Generator<Schedule> {
  for (let call = 1; call <= calls; call += 1) {
    for (const kind of FAULT_KINDS) {
      for (const gap of GAPS) yield { workflow: workflow.name, seed, faults: [{ call, kind, gap }] };
    }
  }
}

/** Plays this process's share of the schedules, and counts which call sites met a fault. */
export async function playAll(
  workflow: Workflow,
  schedules: Iterable<Schedule>,
  share: Share,
  tell: (played: number) => void,
): Promise<SweepCount> {
  const sites = new Map<CallSite, number>();
  const violations: Violation[] = [];
  let played = 0;
  let calls = 0;
  let number = 0;
  for (const schedule of schedules) {
    number += 1;
    if (!share(number)) continue;
    const result = await playSchedule(workflow, schedule);
    played += 1;
    calls += result.calls;
    for (const { call } of result.done) {
      const site = result.order[call - 1];
      if (site !== undefined) sites.set(site, (sites.get(site) ?? 0) + 1);
    }
    if (result.broken !== undefined) violations.push({ schedule, ...result.broken });
    if (played % 100 === 0) tell(played);
  }
  return { schedules: played, calls, sites, violations };
}
