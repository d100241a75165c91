import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { countOn } from './commits.ts';
import { fullSweep } from './full-sweep.ts';
import { Place, placeData, readState, writeState } from './place.ts';
import { emptyTally, dataOf, tallyData } from './tally.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-place-'));
const file = join(folder, 'below', 'state.json');
afterEach(() => rmSync(join(folder, 'below'), { recursive: true, force: true }));

describe('a place in a long list', () => {
  it('is what is done, in whatever order it was done', () => {
    const place = new Place();
    for (const number of [0, 2, 1, 5]) place.done(number);
    expect([0, 1, 2, 3, 4, 5, 6].map((number) => place.isDone(number))).toEqual([
      true,
      true,
      true,
      false,
      false,
      true,
      false,
    ]);
    expect(place.count).toBe(4);
    expect(place.data).toEqual({ next: 3, above: [5] });
  });

  it('is the same after it was kept, and nothing is left of half a write', () => {
    const place = new Place({ next: 3, above: [5] });
    writeState(file, place.data);
    writeState(file, place.data);
    expect(readState(file, placeData)).toEqual(place.data);
    expect(readdirSync(join(folder, 'below'))).toEqual(['state.json']);
    const again = new Place(readState(file, placeData));
    for (const number of [3, 4]) again.done(number);
    expect(again.data).toEqual({ next: 6, above: [] });
  });

  it('is nowhere before anything was kept, and a file of something else is refused', () => {
    expect(readState(file, placeData)).toBeUndefined();
    writeState(file, { next: 'three', above: [] });
    expect(() => readState(file, placeData)).toThrow(/next/);
  });
});

describe('the sweep of pairs', () => {
  const options = { seed: 1, workflows: ['retainer'], isResuming: true, isAnew: false };

  it('goes on where it stopped, with what it had counted', async () => {
    const sweep = await fullSweep(options, file);
    expect(sweep.parts.sites.place.count).toBe(0);
    sweep.parts.sites.place.done(0);
    sweep.parts.sites.tally.played = 70;
    countOn(sweep.commits, 'abc', 70);
    sweep.save();
    const again = await fullSweep(options, file);
    expect(again.isOther).toBe(false);
    expect(again.parts.sites.place.data).toEqual({ next: 1, above: [] });
    expect(again.parts.sites.tally).toEqual({ ...emptyTally(), played: 70 });
    countOn(again.commits, 'def', 3);
    again.save();
    const { commits } = await fullSweep(options, file);
    expect([...commits]).toEqual([
      ['abc', 70],
      ['def', 3],
    ]);
  });

  it('begins anew when asked, or when its calls are not those that were played', async () => {
    const sweep = await fullSweep(options, file);
    sweep.parts.near.place.done(0);
    countOn(sweep.commits, undefined, 1);
    sweep.save();
    expect((await fullSweep({ ...options, isAnew: true }, file)).parts.near.place.count).toBe(0);
    const other = await fullSweep({ ...options, workflows: ['closing'] }, file);
    expect(other.isOther).toBe(true);
    expect(other.parts.near.place.count).toBe(0);
    expect(other.commits.size).toBe(0);
  });

  it('keeps nothing unless it was asked to', async () => {
    writeFileSync(join(folder, 'alone.json'), '{}');
    const sweep = await fullSweep({ ...options, isResuming: false }, join(folder, 'alone.json'));
    sweep.save();
    expect(readState(join(folder, 'alone.json'), placeData.partial())).toEqual({});
  });
});

describe('what was counted', () => {
  it('is the same after it was kept', () => {
    const schedule = { workflow: 'retainer', seed: 1, faults: [{ call: 3, kind: 'stalled' as const, gap: 1000 }] };
    const tally = {
      played: 3,
      violations: [{ schedule, invariant: 'i', found: 'f' }],
      quiet: new Map([[5, 2]]),
      worst: { minutes: 5, schedule },
      reached: new Map([['a: store.post', { schedule, call: 3 }]]),
      crashed: new Set(['a: store.post']),
    };
    expect(tallyData.parse(JSON.parse(JSON.stringify(dataOf(tally))))).toEqual(tally);
  });
});
