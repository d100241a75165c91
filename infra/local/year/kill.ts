import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { fromPlain } from '../../../shared/core/json.ts';
import { unexplainedMails, type Outcome } from './outcome.ts';

/**
 * `npm run kill -- --times 50 --seed 1`: plays the year undisturbed once, then kills it with signal 9 at random moments
 * and goes on with --keep. Ledger, statements, invoices and credit notes must come out the same, and no statement may
 * be mailed twice without its reason on record.
 */
const projectFolder = resolve(import.meta.dirname, '../../..');
const { values } = parseArgs({
  options: { times: { type: 'string', default: '50' }, seed: { type: 'string', default: '1999' } },
});
const times = Number(values.times);
const random = mulberry32(Number(values.seed));

function start(dataFolder: string, keep: boolean): ChildProcess {
  const args = [
    'cli/tallystick.ts',
    'play',
    '--no-serve',
    '--port',
    '0',
    '--data',
    dataFolder,
    ...(keep ? ['--keep'] : []),
  ];
  return spawn(process.execPath, args, { cwd: projectFolder, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function toEnd(child: ChildProcess): Promise<void> {
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((ended) => child.once('exit', ended));
  if (code !== 0) throw new Error(`play ended with ${code}:\n${said.slice(-3000)}`);
}

type Saved = Outcome & { comparable: unknown };

function outcomeIn(dataFolder: string): Saved {
  return fromPlain(JSON.parse(readFileSync(join(dataFolder, 'outcome.json'), 'utf8')));
}

/** Kills the process after a while, and every other time the engine with it, as a power cut would. */
async function killedRun(dataFolder: string, afterMilliseconds: number, withEngine: boolean): Promise<void> {
  const child = start(dataFolder, false);
  child.stdout?.resume();
  child.stderr?.resume();
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  await Promise.race([delay(afterMilliseconds), ended]);
  child.kill('SIGKILL');
  await ended;
  const claim = join(dataFolder, 'in-use.json');
  if (!withEngine || !existsSync(claim)) return;
  const { engine } = JSON.parse(readFileSync(claim, 'utf8')) as { engine?: { pid: number } };
  if (engine !== undefined && existsSync(`/proc/${engine.pid}`)) process.kill(engine.pid, 'SIGKILL');
}

const folder = mkdtempSync(join(tmpdir(), 'tallystick-kill-'));
const undisturbed = join(folder, 'undisturbed');
const begun = performance.now();
await toEnd(start(undisturbed, false));
const whole = performance.now() - begun;
const expected = outcomeIn(undisturbed);
console.log(
  `Undisturbed: ${(whole / 1000).toFixed(1)} s, ${expected.view.ledger.length} entries. Seed ${values.seed}.`,
);
let wrong = 0;
for (let run = 1; run <= times; run += 1) {
  const dataFolder = join(folder, `run-${run}`);
  const after = 200 + random() * whole;
  await killedRun(dataFolder, after, run % 2 === 0);
  await toEnd(start(dataFolder, true));
  const outcome = outcomeIn(dataFolder);
  const same = isDeepStrictEqual(outcome.comparable, expected.comparable);
  const mails = unexplainedMails(outcome);
  const again = outcome.mails.length - expected.mails.length;
  const verdict = same && mails.length === 0 ? 'same' : `DIFFERENT ${mails.join('; ')}`;
  console.log(
    `${String(run).padStart(3)}  killed after ${(after / 1000).toFixed(2).padStart(6)} s: ${verdict}, ${again} mails sent again with their reason`,
  );
  if (same && mails.length === 0) rmSync(dataFolder, { recursive: true, force: true });
  else wrong += 1;
}
console.log(`${times - wrong} of ${times} runs came out the same.`);
if (wrong > 0) {
  console.log(`What differs is kept in ${folder}.`);
  process.exitCode = 1;
} else rmSync(folder, { recursive: true, force: true });

/** A small seeded generator, so that a run can be repeated. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
