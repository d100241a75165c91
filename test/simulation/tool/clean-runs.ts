import type { Violation } from '../crash-sweep.ts';
import { hashOf } from '../../../shared/core/json.ts';
import type { Machine } from '../machine.ts';
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
  const known: string[][] = [];
  for (const workflow of WORKFLOWS) {
    if (names.length > 0 && !names.includes(workflow.name)) continue;
    const words: string[] = [];
    const listening = ({ layer, time }: Machine): void =>
      layer.onCall((site, given) => words.push(hashOf([time.now, site, given])));
    const { broken, order, starts, follows } = await playRun(workflow, seed, () => undefined, listening);
    const shared = Math.max(0, ...known.map((other) => alike(other, words)));
    known.push(words);
    if (broken === undefined) clean.push({ workflow, order, starts, follows, shared });
    else violations.push({ schedule: { workflow: workflow.name, seed, faults: [] }, ...broken });
  }
  return { clean, violations };
}

/** How many of the first are the same. */
function alike(a: readonly string[], b: readonly string[]): number {
  const different = b.findIndex((word, index) => word !== a[index]);
  return different === -1 ? b.length : different;
}
