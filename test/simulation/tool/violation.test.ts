import { describe, expect, it, vi } from 'vitest';
import type { Machine } from '../machine.ts';
import { playSchedule } from '../play-schedule.ts';
import { RUN_ENDS } from './crew.ts';
import { tellerOf } from './teller.ts';
import { shrunk, violationText } from './violation.ts';

/** Stripe shows nothing of what is there, so that a push that is tried again makes a second invoice. */
const spoil = ({ outside }: Machine): void => {
  outside.invoicer.invoicesOf = async () => [];
};
const spoiled: typeof playSchedule = (schedule) => playSchedule(schedule, spoil);
const LONG = 25 * 3_600_000;

describe('a violation', () => {
  it('is shrunk to the fewest faults that still break the same, and says how to play it again', async () => {
    const { order } = await playSchedule({ workflow: 'retainer', seed: 1, faults: [] });
    const creates = order.indexOf('push-invoice: invoicer.createInvoice') + 1;
    const others = [3, 5, 9].map((call) => ({ call, kind: 'stalled' as const, gap: 1000 }));
    const schedule = {
      workflow: 'retainer',
      seed: 1,
      faults: [...others, { call: creates, kind: 'crash-after' as const, gap: LONG }],
    };
    // Where others slept a little, others may come first.
    const moved = await spoiled({ ...schedule, faults: others });
    const call = moved.order.indexOf('push-invoice: invoicer.createInvoice') + 1;
    const broken = { ...schedule, faults: [...others, { call, kind: 'crash-after' as const, gap: LONG }] };
    const result = await spoiled(broken);
    expect(result.broken?.invariant).toBe('one live invoice a posting');
    const small = await shrunk({ schedule: broken, invariant: 'one live invoice a posting', found: '' }, spoiled);
    expect(small.before).toBe(4);
    expect(small.faults.length).toBeLessThan(4);
    expect((await spoiled(small.fewest.schedule)).broken?.invariant).toBe('one live invoice a posting');
    const text = violationText(small, 'abc1234+changes');
    expect(text).toContain('VIOLATION: one live invoice a posting\n  found   auxer-pmr-1999 retainer/1999-04-06');
    expect(text).toContain('  run     retainer, seed 1, commit abc1234+changes\n  faults  call ');
    expect(text).toContain(`  replay  npm run simulate -- --replay '${JSON.stringify(small.fewest.schedule)}'`);
  });

  it('of a process that died is told as it is, without playing it here', async () => {
    const schedule = { workflow: 'retainer', seed: 1, faults: [{ call: 3, kind: 'stalled' as const, gap: 60_000 }] };
    const small = await shrunk({ schedule, invariant: RUN_ENDS, found: 'it stood still' }, () => {
      throw new Error('played');
    });
    expect(violationText(small, undefined)).toBe(
      [
        `VIOLATION: ${RUN_ENDS}`,
        '  found   it stood still',
        '  run     retainer, seed 1',
        '  faults  call 3: stalled, 1 min',
        `  replay  npm run simulate -- --replay '${JSON.stringify(schedule)}'`,
        '          with --verbose after it, to see every call',
      ].join('\n'),
    );
  });
});

describe('what is told', () => {
  it('is each violation once, in order, though many schedules shrink to the same', async () => {
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const wipe = vi.fn<() => void>();
    const teller = tellerOf('abc1234', wipe);
    const died = (seed: number) => ({ schedule: { workflow: 'random', seed }, invariant: RUN_ENDS, found: 'it died' });
    for (const seed of [7, 8, 7]) teller.tell(died(seed), false);
    await teller.settled();
    const printed = written.mock.calls.map(([text]) => String(text));
    written.mockRestore();
    expect(printed.map((text) => /seed \d/.exec(text)?.[0])).toEqual(['seed 7', 'seed 8']);
    expect(wipe).toHaveBeenCalledTimes(2);
  });
});
