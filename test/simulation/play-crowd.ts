import { BOOKED_WITHIN_MINUTES, crowd } from './crowd.ts';
import { playRun } from './play-run.ts';
import { POISONS, type PoisonKind } from './poison.ts';

/** `npm run simulate:crowd`: a thousand contracts with one among them with which nothing works, and a hundred for each other way of it. */
const SEED = 1;
const [first, ...rest] = POISONS;

async function play(count: number, kind: PoisonKind): Promise<void> {
  const begun = performance.now();
  const { workflow, heldUp } = crowd(count, kind);
  const { broken, calls } = await playRun(workflow, SEED, () => undefined);
  const seconds = (performance.now() - begun) / 1000;
  const found = broken === undefined ? 'every invariant holds' : `${broken.invariant}: ${broken.found}`;
  process.stdout.write(
    `${workflow.shows}: ${calls} calls in ${seconds.toFixed(1)} s, ${found}, ` +
      `${heldUp.length} payments or statements later than ${BOOKED_WITHIN_MINUTES} minutes\n`,
  );
  if (broken !== undefined || heldUp.length > 0) process.exitCode = 1;
}

await play(1000, first);
for (const kind of rest) await play(100, kind);
