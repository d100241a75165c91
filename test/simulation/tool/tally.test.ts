import { describe, expect, it } from 'vitest';
import type { RunResult } from '../play-run.ts';
import { addRun, emptyTally, quietWithin, together } from './tally.ts';
import { progressLine } from './progress.ts';
import { counted, duration, inColumns, percent, several } from './wording.ts';

const order = ['a', 'b', 'a'];
const fault = (call: number, kind: 'crash-after' | 'throttled') => ({ call, kind, gap: 1000 });
function ran(changes: Partial<RunResult>): RunResult {
  const sites = new Map([
    ['a', 2],
    ['b', 1],
  ]);
  return {
    broken: undefined,
    calls: 3,
    order,
    starts: new Set(),
    follows: new Set(),
    sites,
    done: [],
    minutesToQuiet: 0,
    ...changes,
  };
}
const schedule = (seed: number) => ({ workflow: 'retainer', seed, faults: [] });

describe('what is counted of runs', () => {
  it('is which call sites were reached, where first, and at which of them a process died', () => {
    const tally = emptyTally();
    addRun(tally, schedule(1), ran({ done: [fault(2, 'throttled')] }));
    addRun(tally, schedule(2), ran({ done: [fault(3, 'crash-after')] }));
    expect(tally.played).toBe(2);
    expect([...tally.reached]).toEqual([
      ['a', { schedule: schedule(1), call: 1 }],
      ['b', { schedule: schedule(1), call: 2 }],
    ]);
    expect([...tally.crashed]).toEqual(['a']);
  });

  it('is how long it took until all was quiet, of those that held', () => {
    const [one, other] = [emptyTally(), emptyTally()];
    addRun(one, schedule(1), ran({ minutesToQuiet: 4 }));
    addRun(other, schedule(2), ran({ minutesToQuiet: 9 }));
    addRun(other, schedule(3), ran({ minutesToQuiet: 4 }));
    addRun(other, schedule(4), ran({ minutesToQuiet: 99, broken: { invariant: 'i', found: 'f' } }));
    const all = together([one, other]);
    expect(all.worst).toEqual({ minutes: 9, schedule: schedule(2) });
    expect(all.violations).toEqual([{ schedule: schedule(4), invariant: 'i', found: 'f' }]);
    expect([...all.quiet]).toEqual([
      [4, 2],
      [9, 1],
    ]);
    expect(all.played).toBe(4);
  });

  it('is told by the minutes within which a share of the runs was quiet', () => {
    const quiet = new Map([
      [90, 1],
      [1, 1],
      [3, 1],
      [2, 1],
    ]);
    expect([0.5, 0.75, 0.99, 1].map((share) => quietWithin(share, quiet))).toEqual([2, 3, 90, 90]);
    expect(quietWithin(0.5, new Map())).toBeUndefined();
  });
});

describe('how it is told', () => {
  it.each([
    [0, '0 min'],
    [1 / 60, '1 s'],
    [0.5, '30 s'],
    [59.6, '1 h'],
    [785, '13 h 5 min'],
    [1440, '1 d'],
    [44_641, '31 d 1 min'],
  ])('%d minutes are %s', (minutes, says) => {
    expect(duration(minutes)).toBe(says);
  });

  it('counts in thousands, and one thing as one', () => {
    expect(counted(1_234_567)).toBe('1,234,567');
    expect([several(1, 'violation'), several(0, 'violation')]).toEqual(['1 violation', '0 violations']);
  });

  it.each([
    [0, '0%'],
    [0.0000123, '0.0012%'],
    [0.12345, '12.3%'],
    [0.99999, '99.9%'],
    [1, '100%'],
  ])('the share %d is %s', (share, says) => {
    expect(percent(share)).toBe(says);
  });

  it('puts numbers below one another', () => {
    expect(
      inColumns([
        ['workflow', 'calls'],
        ['a', '7'],
        ['longer than that', '1,000'],
      ]),
    ).toBe('workflow          calls\na                     7\nlonger than that  1,000');
  });

  it('says how far it is, how fast, how long it will take, and what broke', () => {
    const now = { share: 0.25, done: '10 of 40 seeds', played: 5, seconds: 10, violations: 2, before: 0.125 };
    expect(progressLine(now)).toBe(' 25.0%  10 of 40 seeds  1 a second  1 min left  2 violations');
    expect(progressLine({ ...now, seconds: 0.5 })).toBe(' 25.0%  10 of 40 seeds  2 violations');
  });
});
