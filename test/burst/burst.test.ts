import { describe, expect, it } from 'vitest';
import { runBurst } from './burst.ts';

const WORKERS = 25;

describe('a burst of invoices that fall due at one minute', () => {
  it('ends complete, none lost and none doubled, and Stripe refuses nothing', async () => {
    const burst = await runBurst({ contracts: 300, table: 'memory', workers: WORKERS, latency: 250 });
    expect(burst).toMatchObject({ open: 300, doubled: 0, unfinished: 0 });
    expect(burst.traffic.refused).toEqual({ 'endpoint-rate': 0, 'global-rate': 0 });
    expect(burst.traffic.busiestSecond.account).toBeLessThanOrEqual(96);
    expect(Math.max(...Object.values(burst.traffic.busiestSecond.endpoints))).toBeLessThanOrEqual(24);
  }, 120_000);

  it('ends complete on the real table, where workers take room by conditional writes', async () => {
    const burst = await runBurst({ contracts: 30, table: 'engine', workers: WORKERS, latency: 250 });
    expect(burst).toMatchObject({ open: 30, doubled: 0, unfinished: 0 });
    expect(burst.traffic.busiestSecond.account).toBeLessThanOrEqual(96);
  }, 120_000);

  it('ends complete without the pace too, where Stripe refuses with 429 and each push keeps its place', async () => {
    const burst = await runBurst({ contracts: 120, table: 'memory', workers: 60, latency: 250, paced: false });
    expect(burst.traffic.refused['endpoint-rate'] + burst.traffic.refused['global-rate']).toBeGreaterThan(0);
    expect(burst).toMatchObject({ open: 120, doubled: 0, unfinished: 0 });
  }, 120_000);

  it('stops in its middle when the kill switch is pulled, and is completed, not doubled, when it is lifted', async () => {
    const burst = await runBurst({
      contracts: 80,
      table: 'memory',
      workers: WORKERS,
      latency: 250,
      stopAfter: 20,
    });
    // What had been sent to Stripe before the switch was pulled comes back: at most one request a worker.
    expect(burst.movedWhileStopped).toBeLessThanOrEqual(WORKERS);
    expect(burst).toMatchObject({ open: 80, doubled: 0, unfinished: 0 });
  }, 120_000);
});
