import * as z from 'zod';
import { RANDOM } from '../play-schedule.ts';
import { writeRandom } from './figures.ts';
import { commitsData, commitsInWords, countOn } from './commits.ts';
import type { Job } from './job.ts';
import type { RandomOptions } from './options.ts';
import { Place, placeData, readState, writeState } from './place.ts';
import { print } from './print.ts';
import { exitCodeOf, sessionOf } from './session.ts';
import { closingLines, tableOf } from './table.ts';
import { addTally, dataOf, emptyTally, tallyData } from './tally.ts';
import { counted } from './wording.ts';

const STATE = '.simulate/random.json';
const SAVED_EVERY = 10_000;

const state = z.strictObject({
  /** The first seed. */
  seed: z.int().min(0),
  place: placeData,
  tally: tallyData,
  commits: commitsData,
});

/** Plays random seeds, as many as are asked for in all, and answers with the exit code. */
export async function playRandom({
  seed,
  count,
  isResuming,
  isAnew,
  isWriting,
  ...options
}: RandomOptions): Promise<number> {
  const before = isResuming && !isAnew ? readState(STATE, state) : undefined;
  const isSame = before?.seed === seed;
  if (before !== undefined && !isSame)
    print(`${STATE} began at seed ${before.seed}, not ${seed}: it is left aside, and this begins anew.`);
  const place = new Place(isSame ? before.place : undefined);
  const tally = isSame ? before.tally : emptyTally();
  const commits = new Map(isSame ? Object.entries(before.commits) : []);
  const begunAt = place.count;
  if (begunAt > 0) print(`Going on: ${counted(begunAt)} of ${counted(count)} seeds were played before.`);
  const session = sessionOf(options);
  const kept = await session.playKept();
  const save = (): void => {
    if (isResuming)
      writeState(STATE, { seed, place: place.data, tally: dataOf(tally), commits: Object.fromEntries(commits) });
  };
  let savedAt = performance.now();
  if (!session.isStopped) {
    await session.play(seedsLeft(seed, count, place), {
      heard: ({ number }, one) => {
        place.done(number);
        addTally(tally, one);
        countOn(commits, session.commit, 1);
        if (performance.now() - savedAt < SAVED_EVERY) return;
        savedAt = performance.now();
        save();
      },
      progress: () => ({
        share: place.count / count,
        done: `${counted(place.count)} of ${counted(count)} seeds`,
        before: begunAt / count,
      }),
      isKept: true,
    });
  }
  save();
  await session.end();
  print(tableOf('histories', new Map([[RANDOM, tally]])));
  print(
    closingLines(
      { what: 'seeds', name: `from ${seed} on: ${commitsInWords(commits)}`, all: tally, never: undefined },
      session,
    ),
  );
  if (kept.violations.length > 0) print(`Of them, ${kept.violations.length} by seeds that were kept.`);
  if (isWriting && !session.isStopped) await writeRandom({ seed, tally, commits }, session);
  return exitCodeOf(session, tally.violations.length > 0);
}

function* seedsLeft(seed: number, count: number, place: Place): Generator<Job> {
  for (let number = 0; number < count; number += 1) {
    if (!place.isDone(number)) yield { number, row: RANDOM, schedule: { workflow: RANDOM, seed: seed + number } };
  }
}
