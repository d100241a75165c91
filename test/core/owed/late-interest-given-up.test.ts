import { describe, expect, it } from 'vitest';
import { newMemo } from '../../../shared/core/owed/memo.ts';
import { owed } from '../../../shared/core/owed/owed.ts';
import { anInvoiceSeen } from '../../builders/an-invoice-seen.ts';
import { noon, recorded, said, type Said } from '../../builders/facts.ts';
import { playedUnder } from '../../builders/owed-under.ts';
import { payment } from '../../builders/trade.ts';

/** 1,000.00 of 2 February 2026, due on that day. */
const ID = 'pay/2026-02-02';
const YEAR = "rate: '10%', per: year";

const gaveUp = (on: string, amountMinor = 100_000n): Said<'InvoiceRuled'> => {
  const about = { invoice: 'in_1', posting: `${ID}#1`, happening: 'uncollectible', ruling: 'write-off' } as const;
  return said('InvoiceRuled', { ...about, amountMinor, by: 'Ruth Calder', reason: 'they are bankrupt' }, on);
};

const looked = (on: string, changes: Partial<Parameters<typeof anInvoiceSeen>[0]>): Said<'InvoiceSeen'> => {
  const sums = { totalMinor: 100_000n, remainingMinor: 100_000n };
  return said('InvoiceSeen', { ...anInvoiceSeen(), posting: `${ID}#1`, ...sums, ...changes }, on);
};

/** The interest by the end of the year, each as `day amount`; looked at on the way too, as settling does. */
function interest(how: string, ...facts: readonly Said[]): string[] {
  const late = `  - { kind: late-interest, id: late, clause: '5', on: all, dueDays: 10, ${how} }\n`;
  const played = playedUnder(`terms:\n${payment(", amount: '1000.00'")}${late}`);
  const before = played.facts.length;
  const all = [...played.facts, ...recorded(...facts).map((fact) => ({ ...fact, seq: fact.seq + before }))];
  const at = (on: string, memo = newMemo()) => {
    const known = all.filter(({ recordedAt }) => recordedAt <= noon(on));
    const due = owed({ versions: played.versions, facts: known, asOf: noon(on), knownSeq: known.length, memo });
    return due.receivables
      .filter(({ kind }) => kind === 'late-interest')
      .map(({ accruesOn, amountMinor }) => `${accruesOn} ${amountMinor}`);
  };
  const memo = newMemo();
  for (const on of ['2026-02-20', '2026-03-10', '2026-03-20', '2026-04-20']) at(on, memo);
  expect(at('2026-12-31', memo)).toEqual(at('2026-12-31'));
  return at('2026-12-31');
}

describe('what was written off', () => {
  const uncollectible = looked('2026-03-20', { status: 'uncollectible' });

  it('bears no interest from that day on: by days', () => {
    // 100,000 cents at 10% for 28 of 365 days, and for 46 in all.
    expect(interest(YEAR, uncollectible, gaveUp('2026-03-20'))).toEqual(['2026-03-02 767', '2026-03-20 493']);
  });

  it.each([
    ["rate: '1.5%', per: month", ['2026-03-02 1500']],
    ["rate: '1.5%', per: month-or-part", ['2026-02-03 1500', '2026-03-03 1500']],
  ])('bears none in a month that was not late: %s', (how, expected) => {
    expect(interest(how, uncollectible, gaveUp('2026-03-20'))).toEqual(expected);
  });

  it('leaves the rest to bear it', () => {
    const partly = looked('2026-03-20', { status: 'uncollectible', remainingMinor: 60_000n, payments: [paid40] });
    // Nothing but 600.00 from 20 March on is left, and that was given up.
    expect(interest(YEAR, partly, gaveUp('2026-03-20', 60_000n)).at(-1)).toBe('2026-03-20 493');
    const half = gaveUp('2026-03-20', 50_000n);
    // Of 1,000.00, half is claimed still: 18 days on all of it and 13 on half make 493 and 178.
    expect(interest(YEAR, uncollectible, half)[1]).toBe('2026-04-02 671');
  });

  it('bears it again, for all that time, when the money comes after all', () => {
    const paid = looked('2026-04-15', { status: 'paid', remainingMinor: 0n, payments: [paid100] });
    const late = interest(YEAR, uncollectible, gaveUp('2026-03-20'), paid);
    // 72 days from 2 February to 15 April.
    expect(late.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0)).toBe(1973);
  });
});

const paid40 = { id: 'p1', amountMinor: 40_000n, at: noon('2026-03-20'), how: 'stripe' as const };
const paid100 = { id: 'p1', amountMinor: 100_000n, at: noon('2026-04-15'), how: 'stripe' as const };
