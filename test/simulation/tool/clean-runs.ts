import { playRun } from '../play-run.ts';
import { WORKFLOWS } from '../workflows.ts';
import type { Clean } from './pairs.ts';

/** Each workflow, or these, without a fault: what its calls are. Errors: RangeError when one of them breaks something even so. */
export async function cleanRuns(names: readonly string[], seed: number): Promise<Clean[]> {
  const clean: Clean[] = [];
  for (const workflow of WORKFLOWS) {
    if (names.length > 0 && !names.includes(workflow.name)) continue;
    const { broken, order } = await playRun(workflow, seed, () => undefined);
    if (broken !== undefined)
      throw new RangeError(`${workflow.name} without any fault breaks "${broken.invariant}": ${broken.found}`);
    clean.push({ workflow, order });
  }
  return clean;
}
