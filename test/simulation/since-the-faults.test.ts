import { describe, expect, it } from 'vitest';
import type { Machine } from './machine.ts';
import { sinceTheFaults } from './since-the-faults.ts';
import { HOUR, MINUTE } from './virtual-time.ts';

/** What a run looks like at each step: when, until when its last fault lasts, whether all is quiet, and whether a person has stopped it. */
function measured(...steps: readonly { at: number; over?: number; quiet: boolean; stopped?: boolean }[]): number {
  const state = { now: 0, overAt: 0, quiet: true, stopped: false };
  const machine = {
    time: {
      get now() {
        return state.now;
      },
    },
    layer: {
      get overAt() {
        return state.overAt;
      },
    },
    outside: {
      tables: { id: 'table-1' },
      activations: {
        get current() {
          return { tableId: 'table-1', stopped: state.stopped ? {} : undefined };
        },
      },
    },
  };
  // Only this much of a machine is looked at.
  const quiet = sinceTheFaults(machine as unknown as Machine, () => state.quiet);
  for (const { at, over = state.overAt / MINUTE, quiet: isQuiet, stopped = false } of steps) {
    Object.assign(state, { now: at * MINUTE, overAt: over * MINUTE, quiet: isQuiet, stopped });
    quiet.look();
  }
  return quiet.minutes();
}

describe('the time until all was quiet', () => {
  it('is none without a fault', () => {
    expect(measured({ at: 10, quiet: false }, { at: 20, quiet: true })).toBe(0);
  });

  it('runs from the end of the last fault', () => {
    expect(
      measured(
        { at: 10, over: 30, quiet: false },
        { at: 31, quiet: false },
        { at: 42, quiet: true },
        { at: 99, quiet: true },
      ),
    ).toBe(12);
  });

  it('is none when all was quiet before the fault was over, whatever comes later', () => {
    expect(
      measured({ at: 10, over: 30, quiet: false }, { at: 12, quiet: true }, { at: (24 * HOUR) / MINUTE, quiet: false }),
    ).toBe(0);
  });

  it('begins again with another fault', () => {
    expect(
      measured(
        { at: 10, over: 11, quiet: false },
        { at: 12, quiet: true },
        { at: 13, over: 50, quiet: false },
        { at: 57, quiet: true },
        { at: 60, quiet: true },
      ),
    ).toBe(7);
  });

  it('does not run while a person has stopped it', () => {
    expect(
      measured(
        { at: 10, over: 11, quiet: false, stopped: true },
        { at: 500, quiet: false, stopped: true },
        { at: 503, quiet: true },
        { at: 600, quiet: true },
      ),
    ).toBe(3);
  });

  it('goes on to the end of a run that was never quiet', () => {
    expect(measured({ at: 10, over: 11, quiet: false }, { at: 71, quiet: false })).toBe(60);
  });
});
