import { describe, expect, it } from 'vitest';
import { singles } from '../crash-sweep.ts';
import { FAULT_KINDS, type Fault } from '../faults.ts';
import { WORKFLOWS } from '../workflows.ts';
import type { Workflow } from '../workflow.ts';
import { expectedSeconds, firstFaults, secondFaults, STAGES, waysAt } from './pairs.ts';

const [retainer] = WORKFLOWS as [Workflow, ...Workflow[]];
const order = ['a', 'b', 'a', 'c', 'b', 'a', 'd', 'd', 'a', 'a', 'a', 'a', 'a', 'e'];
const clean = [{ workflow: retainer, order }];
const callsOf = (faults: readonly Fault[]): number[] => [...new Set(faults.map(({ call }) => call))];
const first = { call: 2, kind: 'stalled', gap: 1000 } as const;

describe('pairs of faults', () => {
  it('begin with the first call of each site, each kind once', () => {
    const firsts = firstFaults('sites', clean, 1).flatMap(({ faults = [] }) => faults);
    expect(callsOf(firsts)).toEqual([1, 2, 4, 7, 14]);
    for (const call of callsOf(firsts)) {
      expect(firsts.filter((one) => one.call === call).map(({ kind }) => kind)).toEqual(FAULT_KINDS);
    }
    expect(callsOf(secondFaults('sites', first, order))).toEqual([3, 4, 5, 7, 14]);
  });

  it('go on with the next eight calls, and then with all that are left, in every way', () => {
    expect(callsOf(secondFaults('near', first, order))).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
    expect(callsOf(secondFaults('far', first, order))).toEqual([11, 12, 13, 14]);
    expect(secondFaults('far', first, order)).toHaveLength(4 * waysAt(1).length);
    for (const stage of ['near', 'far'] as const) {
      expect(firstFaults(stage, clean, 1)).toEqual([...singles(retainer, 1, order.length)]);
    }
  });

  it('have second faults where the run with the first one has its calls', () => {
    expect(secondFaults('far', first, order.slice(0, 11)).map(({ call }) => call)).toEqual(waysAt(11).map(() => 11));
    expect(secondFaults('near', { ...first, call: 14 }, order)).toEqual([]);
  });

  it.each(STAGES)('are as many as was expected of %s, if the first fault changes no call', (stage) => {
    const expected = expectedSeconds(stage, clean);
    for (const schedule of firstFaults(stage, clean, 1)) {
      const [fault = first] = schedule.faults ?? [];
      expect(expected(schedule)).toBe(secondFaults(stage, fault, order).length);
    }
  });
});
