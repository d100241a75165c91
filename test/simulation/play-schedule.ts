import type { Schedule } from './crash-sweep.ts';
import type { Fault, FaultPlan } from './faults.ts';
import type { Machine } from './machine.ts';
import { playRun, type RunResult } from './play-run.ts';
import { randomFaults } from './random-faults.ts';
import { randomHistory } from './random-history.ts';
import type { Workflow } from './workflow.ts';
import { PLAYED_ONCE, WORKFLOWS } from './workflows.ts';

/** The name of the histories that a seed gives. */
export const RANDOM = 'random';

/** Those that have a name of their own. */
export const NAMED: readonly Workflow[] = [...WORKFLOWS, ...PLAYED_ONCE];

/** Plays one schedule: each fault meets the call of its number, whatever that call is by then. `spoil` is handed on. */
export async function playSchedule(schedule: Schedule, spoil?: (made: Machine) => void): Promise<RunResult> {
  const { seed, faults } = schedule;
  return playRun(historyOf(schedule), seed, faults === undefined ? randomFaults(seed) : planOf(faults), spoil);
}

/** Errors: RangeError for a history that there is none of. */
export function historyOf({ workflow, seed }: Schedule): Workflow {
  const history = workflow === RANDOM ? randomHistory(seed) : NAMED.find(({ name }) => name === workflow);
  if (history === undefined) throw new RangeError(`There is no workflow ${workflow}.`);
  return history;
}

function planOf(faults: readonly Fault[]): FaultPlan {
  const byCall = new Map(faults.map((fault) => [fault.call, fault]));
  return (call) => byCall.get(call);
}
