import { describe, expect, it } from 'vitest';
import { singles } from '../crash-sweep.ts';
import { waysAt } from '../distinct-faults.ts';
import { FAULT_KINDS, type Fault } from '../faults.ts';
import { WORKFLOWS } from '../workflows.ts';
import type { Workflow } from '../workflow.ts';
import { batchOf, expectedSeconds, firstFaults, partsOf, secondFaults, STAGES } from './pairs.ts';
import { Place } from './place.ts';
import { stagePlan } from './stage-plan.ts';
import { emptyTally } from './tally.ts';

const [retainer] = WORKFLOWS as [Workflow, ...Workflow[]];
const order = ['a', 'b', 'a', 'c', 'b', 'a', 'd', 'd', 'a', 'a', 'a', 'a', 'a', 'e'];
const calls = { order, starts: new Set([1, 7, 11]), follows: new Set<number>() };
const clean = [{ workflow: retainer, ...calls, shared: 0 }];
const callsOf = (faults: readonly Fault[]): number[] =>
  [...new Set(faults.map(({ call }) => call))].sort((a, b) => a - b);
const first = { call: 2, kind: 'stalled', gap: 1000 } as const;

describe('pairs of faults', () => {
  it('begin with each site once after each other, in all kinds', () => {
    const other = { ...clean[0], workflow: WORKFLOWS[1] as Workflow };
    const pairs = firstFaults('once', [...clean, other] as typeof clean, 1).flatMap(({ schedule, sites }) => {
      const [fault = first] = schedule.faults ?? [];
      return secondFaults('once', fault, calls, sites).map((second) => ({ fault, second }));
    });
    const names = pairs.map(({ fault, second }) => `${order[fault.call - 1]} ${order[second.call - 1]}`);
    expect(names.toSorted()).toEqual('a a,a b,a c,a d,a e,b a,b b,b c,b d,b e,c a,c b,c d,c e,d a,d d,d e'.split(','));
    expect(new Set(pairs.map(({ fault }) => fault.kind)).size).toBeGreaterThan(4);
    expect(new Set(pairs.map(({ second }) => second.kind)).size).toBeGreaterThan(2);
  });

  it('go on with the first call of each site, each kind once', () => {
    const firsts = firstFaults('sites', clean, 1).flatMap(({ schedule: { faults = [] } }) => faults);
    expect(callsOf(firsts)).toEqual([1, 2, 4, 7, 14]);
    for (const call of callsOf(firsts)) {
      expect(
        firsts
          .filter((one) => one.call === call)
          .map(({ kind }) => kind)
          .sort(),
      ).toEqual(FAULT_KINDS.toSorted());
    }
    expect(callsOf(secondFaults('sites', first, calls))).toEqual([3, 4, 5, 7, 14]);
  });

  it('go on with the next eight calls, and then with all that are left, in every way', () => {
    expect(callsOf(secondFaults('near', first, calls))).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
    expect(callsOf(secondFaults('far', first, calls))).toEqual([11, 12, 13, 14]);
    expect(secondFaults('far', first, calls)).toEqual([11, 12, 13, 14].flatMap((call) => waysAt(call, calls)));
    for (const stage of ['near', 'far'] as const) {
      const firsts = firstFaults(stage, clean, 1).map(({ schedule }) => schedule);
      expect(firsts).toHaveLength([...singles(retainer, 1, calls)].length);
      expect(firsts).toEqual(expect.arrayContaining([...singles(retainer, 1, calls)]));
      expect(firsts).toEqual(firstFaults(stage, clean, 1).map(({ schedule }) => schedule));
    }
  });

  it('have second faults where the run with the first one has its calls', () => {
    expect(secondFaults('far', first, { ...calls, order: order.slice(0, 11) })).toEqual(waysAt(11, calls));
    expect(secondFaults('near', { ...first, call: 14 }, calls)).toEqual([]);
  });

  it.each(STAGES)('are as many as was expected of %s, if the first fault changes no call', (stage) => {
    const expected = expectedSeconds(stage, clean);
    for (const one of firstFaults(stage, clean, 1)) {
      const [fault = first] = one.schedule.faults ?? [];
      expect(expected(one)).toBe(secondFaults(stage, fault, calls, one.sites).length);
    }
  });
});

describe('a stage', () => {
  const emptyPart = () => ({ place: new Place(), tally: emptyTally() });
  const sweep = () => ({
    clean,
    seed: 1,
    parts: { once: emptyPart(), sites: emptyPart(), near: emptyPart(), far: emptyPart() },
  });

  it('is handed out in batches that together are all pairs, once each', () => {
    for (const stage of STAGES) {
      const plan = stagePlan(stage, sweep());
      const pairs = [...plan.left()].flatMap(({ schedule, seconds }) => {
        const [fault = first] = schedule.faults ?? [];
        const batch = seconds === undefined ? [] : batchOf(secondFaults(stage, fault, calls, seconds.sites), seconds);
        return batch.map((second) => JSON.stringify([fault, second]));
      });
      expect(new Set(pairs).size).toBe(pairs.length);
      expect(pairs.length + firstFaults(stage, clean, 1).length).toBe(plan.runs);
    }
  });

  it('gives the last batch whatever is left, should the first fault lead to more calls', () => {
    const seconds = Array.from({ length: 100 }, (_, call) => ({ ...first, call }));
    expect(partsOf(61)).toBe(3);
    const batches = [0, 1, 2].map((part) => batchOf(seconds, { part, parts: 3 }));
    expect(batches.flat()).toEqual(seconds);
    expect(batchOf(seconds.slice(0, 5), { part: 1, parts: 3 })).toEqual([]);
  });

  it('goes on where it stopped, and is done when all was done', () => {
    const all = sweep();
    const before = stagePlan('near', all);
    const jobs = [...before.left()];
    expect(before.share()).toBe(0);
    for (const job of jobs.slice(0, 7)) before.done(job);
    const after = stagePlan('near', all);
    expect(after.share()).toBeCloseTo(before.share(), 10);
    expect([...after.left()]).toEqual(jobs.slice(7));
    for (const job of after.left()) after.done(job);
    expect(after.share()).toBe(1);
    expect([...after.left()]).toEqual([]);
  });
});
