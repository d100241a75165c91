import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Workflow } from '../workflow.ts';
import { PLAYED_ONCE } from '../workflows.ts';
import { crewOf, RUN_ENDS } from './crew.ts';
import type { Job } from './job.ts';
import { emptyTally, addTally } from './tally.ts';

/** Where a run keeps its place. */
const folder = mkdtempSync(join(tmpdir(), 'tallystick-simulate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const RUN = new URL('../run.ts', import.meta.url).pathname;

async function simulate(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, [RUN, ...args], { cwd: folder }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  );
}

describe('npm run simulate', () => {
  it('explains itself within 80 columns', async () => {
    const { code, stdout } = await simulate('--help');
    expect(code).toBe(0);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    for (const word of ['--random', '--resume', '--replay', '--verbose', '--write', 'simulate:full'])
      expect(stdout).toContain(word);
  });

  it('ends with 2 and says what is wrong when it is called wrongly', async () => {
    const { code, stdout, stderr } = await simulate('--seed', 'x');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--seed is a whole number from 0 to 4294967295, not "x".');
  });

  it('plays a part of the single faults and says what it played', async () => {
    const { code, stdout } = await simulate('--workflow', 'retainer', '--every', '200');
    expect(stdout).toMatch(/^workflow +call sites +crashed +schedules +violations +quiet: half +99% +all$/m);
    expect(stdout).toMatch(/^retainer +\d+ +\d+ +\d+ +0 /m);
    expect(stdout).toContain('0 violations.');
    expect(code).toBe(0);
  });

  it('plays the histories that are played without a fault too, and again by their names', async () => {
    const { code, stdout } = await simulate('--every', '20000');
    expect(stdout).toMatch(new RegExp(`^2 schedules .* ${PLAYED_ONCE.length} without a fault and `, 'm'));
    expect(code).toBe(0);
    const [{ name }] = PLAYED_ONCE as [Workflow, ...Workflow[]];
    const again = await simulate('--replay', JSON.stringify({ workflow: name, seed: 1, faults: [] }));
    expect(again.stdout).toContain('Every invariant holds');
  });

  it('plays one run again, every call of it in words', async () => {
    const fault = { call: 20, kind: 'crash-after', gap: 60_000 };
    const args = ['--replay', JSON.stringify({ workflow: 'retainer', seed: 1, faults: [fault] }), '--verbose'];
    const { code, stdout } = await simulate(...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^1999-04-06T\S+Z +1 {2}api: store\.\w+\(/m);
    expect(stdout).toMatch(/FAULT +call 20, \S+: \S+: crash-after, 1 min$/m);
    expect(stdout).toMatch(/^Every invariant holds: \d+ calls; after the last fault all was quiet within \d+ min/m);
  });

  it('stopped at whatever moment, goes on where it was and plays each seed once', async () => {
    const random = ['--random', '30', '--resume', '--cores', '1'];
    for (const milliseconds of [1000, 1600]) {
      const child = spawn(process.execPath, [RUN, ...random], { cwd: folder, stdio: 'ignore' });
      await setTimeout(milliseconds);
      child.kill('SIGINT');
      await once(child, 'exit');
    }
    const { code, stdout } = await simulate(...random);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^30 seeds \(from 1 on: /m);
    const state = z.object({ place: z.unknown(), tally: z.object({ played: z.int() }) });
    const left = state.parse(JSON.parse(readFileSync(join(folder, '.simulate/random.json'), 'utf8')));
    expect(left).toEqual({ place: { next: 30, above: [] }, tally: { played: 30 } });
  });
});

describe('the processes that play', () => {
  it('go on without what one of them died of', async () => {
    const crew = crewOf(2);
    const tally = emptyTally();
    const jobs: Job[] = ['retainer', 'not-there', 'retainer', 'catch-up'].map((workflow, number) => ({
      number,
      row: workflow,
      schedule: { workflow, seed: 1, faults: [] },
    }));
    const heard: number[] = [];
    await crew.play(jobs, ({ number }, one) => {
      heard.push(number);
      addTally(tally, one);
    });
    crew.end();
    expect(heard.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3]);
    expect(tally.played).toBe(4);
    expect(tally.violations).toEqual([
      {
        schedule: jobs[1]?.schedule,
        invariant: RUN_ENDS,
        found: expect.stringContaining('There is no workflow not-there'),
      },
    ]);
  });
});
