import { describe, expect, it } from 'vitest';
import { GAPS, isRead } from './distinct-faults.ts';
import type { CallSite, Fault } from './faults.ts';
import { playRun } from './play-run.ts';
import { playSchedule } from './play-schedule.ts';
import { WORKFLOWS } from './workflows.ts';

const SEED = 1;
const NAMES = ['retainer', 'reconcile', 'pull'];
const [second, minutes, day, month] = GAPS;

/** Where each site is called for the first time, in these workflows. */
const places = new Map<CallSite, { readonly workflow: string; readonly call: number }>();
for (const workflow of WORKFLOWS.filter(({ name }) => NAMES.includes(name))) {
  const { order } = await playRun(workflow, SEED, () => undefined);
  for (const [index, site] of order.entries()) {
    if (!places.has(site)) places.set(site, { workflow: workflow.name, call: index + 1 });
  }
}
// One in three, which ones the number of workflows decides.
const sites = [...places.keys()].filter((_, index) => index % 3 === WORKFLOWS.length % 3);
const reads = sites.filter(isRead);

/** A settling rings again when something came in the meantime, which the time that its calls take decides. */
const BY_CHANCE: CallSite = 'settle-contract: bell.ringContract';

/** Every call site that the run with this one fault reaches; how functions that run at the same time take turns is chance. */
async function sitesWith(site: CallSite, fault: Omit<Fault, 'call'>): Promise<readonly CallSite[]> {
  const { workflow, call } = places.get(site) ?? { workflow: '', call: 0 };
  const { order } = await playSchedule({ workflow, seed: SEED, faults: [{ call, ...fault }] });
  return [...new Set(order)].filter((one) => one !== BY_CHANCE).toSorted();
}

async function expectSame(site: CallSite, one: Omit<Fault, 'call'>, other: Omit<Fault, 'call'>): Promise<void> {
  expect(await sitesWith(site, one), site).toEqual(await sitesWith(site, other));
}

describe('a fault that is left out would do what another one does', () => {
  it('dying after a call that changes nothing is dying before it', async () => {
    expect(reads.length).toBeGreaterThan(10);
    for (const site of reads) {
      await expectSame(site, { kind: 'crash-before', gap: minutes }, { kind: 'crash-after', gap: minutes });
    }
  });

  it('an answer of such a call is lost in one way only', async () => {
    for (const site of reads) {
      await expectSame(site, { kind: 'lands-late', gap: second }, { kind: 'lands-late', gap: month });
    }
  });

  it('an effect is late by ten minutes at most', async () => {
    for (const site of sites.filter((one) => !isRead(one))) {
      await expectSame(site, { kind: 'lands-late', gap: minutes }, { kind: 'lands-late', gap: day });
    }
  });

  it('a refusal has no gap, and who sleeps beyond a time-out is gone, however long', async () => {
    for (const site of sites) {
      await expectSame(site, { kind: 'throttled', gap: second }, { kind: 'throttled', gap: month });
      await expectSame(site, { kind: 'stalled', gap: minutes }, { kind: 'stalled', gap: month });
    }
  });
});
