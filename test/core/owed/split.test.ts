import { describe, expect, it } from 'vitest';
import { inEqualParts } from '../../../shared/core/owed/split.ts';
import { owedUnder, units } from '../../builders/owed-under.ts';
import { payment, theOne, workingOf } from '../../builders/trade.ts';

const UNTIL = '2026-12-31';
const ID = 'pay/2026-02-02';

const owedFor = (more: string) => owedUnder(`terms:\n${payment(more)}`, '[]', UNTIL);

/** Parts for A, B and C of 10.00. */
const parts = (shares: readonly string[], amount = '10.00') =>
  theOne(owedFor(`, amount: '${amount}', split: [${namedParts(shares)}]`), ID).split?.map(
    ({ amountMinor }) => amountMinor,
  );

function namedParts(shares: readonly string[]): string {
  return shares.map((share, index) => `{ to: ${'ABC'.charAt(index)}, share: ${share} }`).join(', ');
}

describe('a split', () => {
  it('names the parts in the working, after the steps that led to the whole', () => {
    const due = owedFor(`, split: [${namedParts(['60%', '40%'])}]`);
    expect(theOne(due, ID).split).toEqual([
      { to: 'A', amountMinor: 6_000n },
      { to: 'B', amountMinor: 4_000n },
    ]);
    expect(workingOf(due, ID)).toEqual([
      'Fixed amount on 2 February 2026 = USD 100.00',
      'Of which A, 60% = USD 60.00',
      'Of which B, 40% = USD 40.00',
    ]);
    expect(theOne(due, ID).working.every(({ clause }) => clause === '3')).toBe(true);
  });

  it.each([
    // 333.33, 166.67 and 500 cents: the odd one is most due to the second.
    [['1/3', '1/6', '1/2'], '10.00', [333n, 167n, 500n]],
    // 1.4, 2.1 and 3.5 cents
    [['1/5', '3/10', '1/2'], '0.07', [1n, 2n, 4n]],
    // 33.67 cents each: two are left over, and all are due as much.
    [['1/3', '1/3', '1/3'], '1.01', [34n, 34n, 33n]],
    [['1/3', '1/3', '1/3'], '1.00', [34n, 33n, 33n]],
    [['1/3', '1/3', '1/3'], '0.99', [33n, 33n, 33n]],
  ])('of %j gives what is left over of %s, one by one, to whom it is most due', (shares, amount, expected) => {
    expect(parts(shares, amount)).toEqual(expected);
  });

  it('of units gives whole units', () => {
    const due = owedFor(`, amount: '7.00', paysIn: { unit: shares }, split: [${namedParts(['1/5', '3/10', '1/2'])}]`);
    expect(units(due)).toEqual([`${ID} 7 shares`]);
    expect(workingOf(due, ID)).toEqual([
      'Fixed amount on 2 February 2026 = 7 shares',
      'Of which A, 1/5 = 1 shares',
      'Of which B, 3/10 = 2 shares',
      'Of which C, 1/2 = 4 shares',
    ]);
  });
});

describe('an amount that several share', () => {
  it('is split in equal parts, which are named', () => {
    const shared = inEqualParts(theOne(owedFor(", amount: '100.01'"), ID), ['Ann', 'Ben']);
    expect(shared.split).toEqual([
      { to: 'Ann', amountMinor: 5_001n },
      { to: 'Ben', amountMinor: 5_000n },
    ]);
    expect(shared.working.slice(1).map(({ what, figures }) => `${what} = ${figures}`)).toEqual([
      'Of which Ann, one of 2 equal parts = USD 50.01',
      'Of which Ben, one of 2 equal parts = USD 50.00',
    ]);
  });
});

describe('a payee', () => {
  it('gets all of it, which is then owed to others and not billed', () => {
    const due = owedFor(', payee: Agent');
    expect(due.receivables).toEqual([]);
    expect(due.toOthers).toMatchObject([{ id: ID, payee: 'Agent', amountMinor: 10_000n }]);
    expect(due.toOthers[0]?.split).toBeUndefined();
  });
});
