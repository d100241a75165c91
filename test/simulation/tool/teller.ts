import type { Violation } from '../crash-sweep.ts';
import { keepSeed } from './kept-seeds.ts';
import { print } from './print.ts';
import { shrunk, violationText } from './violation.ts';

export interface Teller {
  /** Shrinks it and prints it, in the order in which it is called; `isKept` adds it to the kept seeds. */
  tell(violation: Violation, isKept: boolean): void;
  /** When all is told. */
  settled(): Promise<void>;
}

/** Tells of violations, of those that shrink to the same once. `wipe` clears the line of the progress. */
export function tellerOf(commit: string | undefined, wipe: () => void): Teller {
  const told = new Set<string>();
  let telling = Promise.resolve();

  async function tellOne(violation: Violation, isKept: boolean): Promise<void> {
    const small = await shrunk(violation);
    const fewest = JSON.stringify(small.fewest);
    if (!told.has(fewest)) {
      wipe();
      print(`${violationText(small, commit)}\n`);
    }
    told.add(fewest);
    if (!isKept) return;
    const { schedule, invariant, found } = violation;
    await keepSeed({
      schedule,
      ...(schedule.faults?.length === small.faults.length ? {} : { fewest: small.fewest.schedule }),
      invariant,
      found,
      on: new Date().toISOString().slice(0, 10),
      ...(commit === undefined ? {} : { commit }),
    });
  }

  return {
    tell: (violation, isKept) => {
      telling = telling.then(() => tellOne(violation, isKept));
    },
    settled: () => telling,
  };
}
