import { describe, expect, it } from 'vitest';
import type { Schedule } from '../crash-sweep.ts';
import type { RunResult } from '../play-run.ts';
import type { Job } from './job.ts';
import { playJob } from './play-job.ts';

const order = Array.from({ length: 12 }, (_, index) => `a: store.call${index}`);
const sites = new Map(order.map((site) => [site, 1]));
const first = { call: 2, kind: 'crash-after' as const, gap: 1000 };
const schedule = { workflow: 'retainer', seed: 1, faults: [first] };
const batch = (part: number): Job => ({
  number: part,
  row: 'near',
  schedule,
  seconds: { stage: 'near', part, parts: 2 },
});

/** A run that is quiet after as many minutes as it has faults, and breaks something with the first fault alone. */
async function play({ faults = [] }: Schedule): Promise<RunResult> {
  return {
    broken: faults.length === 1 ? { invariant: 'i', found: 'f' } : undefined,
    calls: order.length,
    order,
    starts: new Set(),
    follows: new Set(),
    sites,
    done: faults,
    minutesToQuiet: faults.length,
  };
}

describe('a batch of pairs', () => {
  it('counts the run of its first fault alone, and what that broke', async () => {
    const tally = await playJob(batch(0), play);
    expect(tally.violations).toEqual([{ schedule, invariant: 'i', found: 'f' }]);
    expect(tally.crashed).toContain(order[1]);
    const pairs = tally.quiet.get(2) ?? 0;
    expect(pairs).toBeGreaterThan(0);
    expect(tally.played).toBe(pairs + 1);
  });

  it('counts it once, with the first of its batches', async () => {
    const tally = await playJob(batch(1), play);
    expect(tally.violations).toEqual([]);
    expect([...tally.quiet]).toEqual([[2, tally.played]]);
  });
});

describe('one schedule', () => {
  it('is counted as it is', async () => {
    const { played, violations } = await playJob({ number: 0, row: 'retainer', schedule }, play);
    expect({ played, violations }).toEqual({ played: 1, violations: [{ schedule, invariant: 'i', found: 'f' }] });
  });
});
