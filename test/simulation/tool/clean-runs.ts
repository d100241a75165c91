import type { Violation } from '../crash-sweep.ts';
import { playRun } from '../play-run.ts';
import { WORKFLOWS } from '../workflows.ts';
import type { Clean } from './pairs.ts';

/** Each workflow, or these, without a fault: what its calls are; and which of them break something even so, and can show nothing. */
export async function cleanRuns(
  names: readonly string[],
  seed: number,
): Promise<{ readonly clean: Clean[]; readonly violations: Violation[] }> {
  const clean: Clean[] = [];
  const violations: Violation[] = [];
  for (const workflow of WORKFLOWS) {
    if (names.length > 0 && !names.includes(workflow.name)) continue;
    const { broken, order, starts } = await playRun(workflow, seed, () => undefined);
    if (broken === undefined) clean.push({ workflow, order, starts });
    else violations.push({ schedule: { workflow: workflow.name, seed, faults: [] }, ...broken });
  }
  return { clean, violations };
}
