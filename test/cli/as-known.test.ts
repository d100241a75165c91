import { describe, expect, it } from 'vitest';
import { asKnown, owedAtEnd } from '../../cli/simulate.ts';
import { simulate } from '../../shared/core/simulate/simulate.ts';
import { billed, playedUnder } from '../builders/owed-under.ts';

const played = playedUnder(
  `terms:
  - { kind: success-fee, id: fee, clause: '2', rate: '10%', basis: cost, trigger: closing, scope: any-investor, tail: open-ended, rounding: half-up, dueDays: 0 }`,
  `
- { kind: closing, id: a, investor: Quay Fund, amount: '100.00', on: 2026-06-10 }
- { kind: correction, id: a, investor: Quay Fund, amount: '150.00', on: 2026-06-10, recordedOn: 2026-08-01 }`,
);

const owedOn = (known: string) => billed(owedAtEnd(asKnown(played, '2026-06-30', known), '2026-06-30'));

describe('what was owed on a day', () => {
  it('is as it was known then', () => {
    expect(owedOn('2026-06-30')).toEqual(['fee/a 1000']);
  });

  it('is as it is known now, and is booked so', () => {
    expect(owedOn('2026-08-01')).toEqual(['fee/a 1500']);
    const { postings } = simulate({ ...asKnown(played, '2026-06-30', '2026-08-01'), until: '2026-06-30' });
    expect(postings.map(({ id, amountMinor }) => [id, amountMinor])).toEqual([
      ['fee/a#1', 1_000n],
      ['fee/a#2', 500n],
    ]);
  });
});
