import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { playSchedule } from '../play-schedule.ts';
import { keepSeed, readKeptSeeds, schedulesOf } from './kept-seeds.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-kept-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('what once found a fault', () => {
  it.each(schedulesOf(readKeptSeeds()).map((schedule) => [JSON.stringify(schedule), schedule] as const))(
    'holds now: %s',
    async (_, schedule) => {
      expect((await playSchedule(schedule)).broken).toBeUndefined();
    },
  );

  it('is kept where docs/simulation.md names its seed', () => {
    const page = readFileSync(new URL('../../../docs/simulation.md', import.meta.url), 'utf8');
    const found = page.slice(page.indexOf('## What it found'));
    const named = [...found.matchAll(/\bseeds? (\d+)(?: and (\d+))?/g)].flatMap(([, ...numbers]) => numbers);
    const seeds = new Set(readKeptSeeds().map(({ schedule }) => String(schedule.seed)));
    expect(named.length).toBeGreaterThan(5);
    for (const seed of named) if (seed !== undefined) expect(seeds).toContain(seed);
  });

  it('is kept once, in a file as the formatter leaves it', async () => {
    const file = join(folder, 'kept.json');
    writeFileSync(file, '[]\n');
    const seed = { schedule: { workflow: 'random', seed: 7 }, invariant: 'i', found: 'f', on: '2026-11-26' };
    expect(await keepSeed(seed, file)).toBe(true);
    expect(await keepSeed({ ...seed, found: 'another day' }, file)).toBe(false);
    expect(readKeptSeeds(file)).toEqual([seed]);
    expect(readFileSync(file, 'utf8')).toMatch(/\n$/);
  });

  it('is refused when it names what is not there', () => {
    const file = join(folder, 'wrong.json');
    const schedule = { workflow: 'retainr', seed: 7 };
    writeFileSync(file, JSON.stringify([{ schedule, invariant: 'i', found: 'f', on: '2026-11-26' }]));
    expect(() => readKeptSeeds(file)).toThrow(/There is no history/);
  });
});
