import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import * as z from 'zod';
import type { Schedule } from '../crash-sweep.ts';
import { scheduleSchema } from './schedule-text.ts';

/** The file of the repository that holds every schedule that ever found a fault. */
export const KEPT_SEEDS = new URL('../kept-seeds.json', import.meta.url);

const keptSeed = z.strictObject({
  schedule: scheduleSchema,
  /** The fewest faults that still broke it; the schedule has them all. */
  fewest: scheduleSchema.exactOptional(),
  invariant: z.string(),
  found: z.string(),
  on: z.iso.date(),
  /** The commit that was played; absent outside of a repository. */
  commit: z.string().exactOptional(),
  /** What a person says of it: what was wrong. */
  was: z.string().exactOptional(),
});

/** A schedule that found a fault: it holds now, and is played for ever so that it goes on holding. */
export type KeptSeed = z.infer<typeof keptSeed>;

export function readKeptSeeds(file: URL | string = KEPT_SEEDS): KeptSeed[] {
  return z.array(keptSeed).parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** What is played again: each schedule as it failed, and with the fewest faults. */
export function schedulesOf(kept: readonly KeptSeed[]): Schedule[] {
  return kept.flatMap(({ schedule, fewest }) => (fewest === undefined ? [schedule] : [schedule, fewest]));
}

/** Adds what is not there yet, and tells whether it did. */
export async function keepSeed(seed: KeptSeed, file: URL | string = KEPT_SEEDS): Promise<boolean> {
  const kept = readKeptSeeds(file);
  const text = JSON.stringify(seed.schedule);
  if (kept.some(({ schedule }) => JSON.stringify(schedule) === text)) return false;
  const path = file instanceof URL ? file.pathname : file;
  const json = JSON.stringify([...kept, keptSeed.parse(seed)]);
  writeFileSync(file, await format(json, { ...(await resolveConfig(path)), filepath: path }));
  return true;
}
