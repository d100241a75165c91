import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { FAULT_KINDS, type Fault } from './faults.ts';
import { GAPS, playAll, playSchedule, singles, type Violation } from './crash-sweep.ts';
import { playRun } from './play-run.ts';
import { randomFaults } from './random-faults.ts';
import { randomHistory } from './random-history.ts';
import { shrink } from './shrink.ts';
import { WORKFLOWS } from './workflows.ts';

/**
 * `npm run simulate -- --every 5`: crashes every call of every workflow in every way, or one schedule in so many of them, on
 * all cores, and prints what was done. `--random 1000 --seed 1` plays random histories with random faults from a seed on.
 * `--replay` plays one schedule, or one random seed, again, as a violation prints it.
 */
const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    random: { type: 'string' },
    replay: { type: 'string' },
    share: { type: 'string' },
  },
});

interface Told {
  readonly schedules: number;
  readonly calls: number;
  readonly sites: readonly string[];
  readonly violations: readonly Violation[];
}

const seed = Number(values.seed);

async function playShare(share: string): Promise<void> {
  const [mine = 0, of = 1] = share.split('/').map(Number);
  const every = Number(values.every);
  for (const workflow of WORKFLOWS) {
    const clean = await playRun(workflow, seed, () => undefined);
    if (clean.broken !== undefined)
      throw new Error(`${workflow.name} without any fault: ${JSON.stringify(clean.broken)}`);
    const isMine = (number: number): boolean => number % every === 0 && (number / every) % of === mine;
    const count = await playAll(workflow, singles(workflow, seed, clean.calls), isMine, () => undefined);
    process.send?.({ ...count, sites: [...count.sites.keys()], reached: [...clean.sites.keys()] });
  }
}

/** Random seeds from `--seed` on: this process's share of them. */
async function playSeeds(share: string): Promise<void> {
  const [mine = 0, of = 1] = share.split('/').map(Number);
  const count = Number(values.random);
  const told = { schedules: 0, calls: 0, sites: new Set<string>(), reached: new Set<string>() };
  const violations: Violation[] = [];
  for (let one = seed + mine; one < seed + count; one += of) {
    const { broken, calls, order, done, sites } = await playRun(randomHistory(one), one, randomFaults(one));
    told.schedules += 1;
    told.calls += calls;
    for (const site of sites.keys()) told.reached.add(site);
    for (const { call } of done) told.sites.add(order[call - 1] ?? '');
    if (broken !== undefined) violations.push({ schedule: { workflow: 'random', seed: one, faults: [] }, ...broken });
  }
  process.send?.({ ...told, violations, sites: [...told.sites], reached: [...told.reached] });
}

async function replaySeed(one: number): Promise<void> {
  const history = randomHistory(one);
  const { broken, done, order } = await playRun(history, one, randomFaults(one));
  if (broken === undefined) return print('Every invariant holds.');
  const again = async (faults: readonly Fault[]) => {
    const byCall = new Map(faults.map((fault) => [fault.call, fault]));
    return playRun(history, one, (call) => byCall.get(call));
  };
  const few = await shrink(done, async (faults) => (await again(faults)).broken?.invariant === broken.invariant);
  print(`${broken.invariant}: ${broken.found}`);
  for (const { call, kind, gap } of few) print(`call ${call}, ${order[call - 1] ?? ''}: ${kind}, ${gap / 1000} s`);
  process.exitCode = 1;
}

async function replay(text: string): Promise<void> {
  const schedule = JSON.parse(text) as Violation['schedule'];
  if (schedule.workflow === 'random') return replaySeed(schedule.seed);
  const workflow = WORKFLOWS.find(({ name }) => name === schedule.workflow);
  if (workflow === undefined) throw new RangeError(`There is no workflow ${schedule.workflow}.`);
  const { broken, done, order } = await playSchedule(workflow, schedule);
  for (const { call, kind, gap } of done) print(`call ${call}, ${order[call - 1] ?? ''}: ${kind}, ${gap / 1000} s`);
  print(broken === undefined ? 'Every invariant holds.' : `${broken.invariant}: ${broken.found}`);
  process.exitCode = broken === undefined ? 0 : 1;
}

async function playOnAllCores(): Promise<void> {
  const cores = availableParallelism();
  const begun = performance.now();
  const told: Told[] = [];
  const reached = new Set<string>();
  const shares = Array.from({ length: cores }, (_, mine) => {
    const random = values.random === undefined ? [] : ['--random', values.random];
    const args = ['--every', values.every, '--seed', values.seed, ...random, '--share', `${mine}/${cores}`];
    const child = fork(import.meta.filename, args);
    child.on('message', (message) => {
      // Only `playShare` sends, and this is what it sends.
      const one = message as Told & { readonly reached: readonly string[] };
      told.push(one);
      for (const site of one.reached) reached.add(site);
      process.stderr.write('.');
    });
    return new Promise<void>((done, failed) => {
      child.once('exit', (code) =>
        code === 0 ? done() : failed(new Error(`a share of the sweep ended with ${code}`)),
      );
    });
  });
  await Promise.all(shares);
  const violations = told.flatMap((one) => one.violations);
  const crashed = new Set(told.flatMap(({ sites }) => sites));
  const never = [...reached].filter((site) => !crashed.has(site));
  const schedules = told.reduce((sum, one) => sum + one.schedules, 0);
  const seconds = (performance.now() - begun) / 1000;
  print(
    `\n${values.random === undefined ? `${WORKFLOWS.length} workflows` : `random histories from seed ${seed}`}, ${reached.size} call sites, ${FAULT_KINDS.length} kinds of fault, ${GAPS.length} gaps: ` +
      `${schedules} schedules in ${seconds.toFixed(0)} s, ${(schedules / seconds).toFixed(0)} a second, ${violations.length} violations.`,
  );
  for (const { schedule, invariant, found } of violations.slice(0, 10)) {
    print(`${invariant}: ${found}\n  npm run simulate -- --replay '${JSON.stringify(schedule)}'`);
  }
  const isGap = never.length > 0 && values.every === '1' && values.random === undefined;
  if (isGap) print(`Never crashed: ${never.join(', ')}`);
  process.exitCode = violations.length > 0 || isGap ? 1 : 0;
}

if (values.replay !== undefined) await replay(values.replay);
else if (values.share !== undefined) await (values.random === undefined ? playShare : playSeeds)(values.share);
else await playOnAllCores();

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
