import { describe, expect, it } from 'vitest';
import { billed, owedUnder, units } from '../../builders/owed-under.ts';
import { closing, event, fee, payment, theOne, workingOf } from '../../builders/trade.ts';

const UNTIL = '2028-12-31';
const THIRDS = ', instalments: [{ share: 1/3 }, { share: 1/3, afterMonths: 1 }, { share: 1/3, afterMonths: 2 }]';
const CLOSED = closing('a', '1000.00', '2026-01-31');

const owedFor = (more: string) => owedUnder(`terms:\n${fee(more)}`, CLOSED, UNTIL);

describe('instalments', () => {
  it('are parts that sum to the whole, each on its own day, the first under the id of the whole', () => {
    const due = owedFor(THIRDS);
    // A third of 100.00; months are counted from 31 January.
    expect(due.receivables.map(({ id, accruesOn, dueOn, amountMinor }) => [id, accruesOn, dueOn, amountMinor])).toEqual(
      [
        ['fee/a', '2026-01-31', '2026-03-02', 3_334n],
        ['fee/a/2', '2026-02-28', '2026-03-30', 3_333n],
        ['fee/a/3', '2026-03-31', '2026-04-30', 3_333n],
      ],
    );
    expect(theOne(due, 'fee/a/2').description).toBe(
      'Success fee, funding by Quay Fund closed on 31 January 2026, instalment 2 of 3',
    );
    expect(workingOf(due, 'fee/a/2').at(-1)).toBe('Instalment 2 of 3, 1/3 of it = USD 100.00 × 1/3: USD 33.33');
    expect(theOne(due, 'fee/a/2').working.at(-1)?.clause).toBe('2');
    expect(workingOf(due, 'fee/a/2')).toHaveLength(4);
    expect(new Set(due.receivables.map(({ inputsHash }) => inputsHash)).size).toBe(3);
  });

  it('are not owed before their day', () => {
    expect(billed(owedUnder(`terms:\n${fee(THIRDS)}`, CLOSED, '2026-03-30'))).toEqual(['fee/a 3334', 'fee/a/2 3333']);
  });

  it('of units are whole units', () => {
    // 10% of 1,000.00 is 100 shares.
    expect(units(owedFor(`${THIRDS}, paysIn: { unit: shares }`))).toEqual([
      'fee/a 34 shares',
      'fee/a/2 33 shares',
      'fee/a/3 33 shares',
    ]);
  });

  it('are given back one by one', () => {
    const refund =
      "  - { kind: refund, id: back, clause: '4', of: [fee], trigger: leaves, share: '50%', basis: billed, dueDays: 0 }\n";
    const happened = CLOSED + event('leaves', 'x', '2026-05-11', ', about: a');
    expect(billed(owedUnder(`terms:\n${fee(THIRDS)}${refund}`, happened, UNTIL)).slice(3)).toEqual([
      'back/x/fee -1667',
      'back/x/fee/2 -1667',
      'back/x/fee/3 -1667',
    ]);
  });

  it('are no matter of a term without them', () => {
    expect(billed(owedUnder(`terms:\n${payment()}`, '[]', UNTIL))).toEqual(['pay/2026-02-02 10000']);
  });
});
