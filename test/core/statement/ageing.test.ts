import { describe, expect, it } from 'vitest';
import { ageingOf } from '../../../shared/core/statement/ageing.ts';

const ON = '1999-06-30';
const nothing = {
  notDueMinor: 0n,
  to30Minor: 0n,
  to60Minor: 0n,
  to90Minor: 0n,
  over90Minor: 0n,
  disputedMinor: 0n,
};
const due = (dueOn: string, outstandingMinor: bigint, disputedMinor?: bigint) => ({
  dueOn,
  outstandingMinor,
  ...(disputedMinor === undefined ? {} : { disputedMinor }),
});

describe('what is unpaid, by how long it has been due', () => {
  it.each([
    ['1999-06-29', 'to30Minor'], // a day late
    ['1999-05-31', 'to30Minor'], // 30
    ['1999-05-30', 'to60Minor'], // 31
    ['1999-05-01', 'to60Minor'], // 60
    ['1999-04-30', 'to90Minor'], // 61
    ['1999-04-01', 'to90Minor'], // 90
    ['1999-03-31', 'over90Minor'], // 91
    ['1998-06-30', 'over90Minor'],
  ])('and due on %s is under %s', (dueOn, bucket) => {
    expect(ageingOf([due(dueOn, 5n)], ON)).toEqual({ ...nothing, [bucket]: 5n });
  });

  it('is summed by age, what is not due yet and what is disputed apart', () => {
    const rows = [
      due('1999-06-30', 1n),
      due('1999-07-15', 20n),
      due('1999-06-01', 300n),
      due('1999-06-20', 4_000n),
      due('1999-05-20', 200_000n, 50_000n),
      due('1999-04-20', 7n, 7n),
    ];
    expect(ageingOf(rows, ON)).toEqual({
      ...nothing,
      notDueMinor: 21n,
      to30Minor: 4_300n,
      to60Minor: 150_000n,
      disputedMinor: 50_007n,
    });
  });

  it('leaves out credits and what is settled', () => {
    expect(ageingOf([due('1999-04-20', -500n), due('1999-04-20', 0n, 9n), due('1999-06-20', 5n)], ON)).toEqual({
      ...nothing,
      to30Minor: 5n,
    });
  });

  it('is not told while nothing is late and nothing disputed', () => {
    expect(ageingOf([], ON)).toBeUndefined();
    expect(ageingOf([due('1999-06-30', 5n), due('1999-07-15', 5n)], ON)).toBeUndefined();
    expect(ageingOf([due('1999-07-15', 5n, 2n)], ON)).toEqual({ ...nothing, notDueMinor: 3n, disputedMinor: 2n });
  });
});
