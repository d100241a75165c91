import { describe, expect, it } from 'vitest';
import { billed, owedUnder, units } from '../../builders/owed-under.ts';
import { A_HASH, payment, theOne, workingOf } from '../../builders/trade.ts';

const UNTIL = '2026-12-31';
const surcharge = (on: string, more = '') =>
  `  - { kind: surcharge, id: admin, clause: '7', name: Charge, rate: '10%', on: ${on}, dueDays: 3${more} }\n`;
const later = payment(", on: 2026-03-02, amount: '200.00'", 'later');

const owedFor = (terms: string) => owedUnder(`terms:\n${terms}`, '[]', UNTIL);
const charges = (terms: string) => billed(owedFor(terms)).filter((line) => line.startsWith('admin/'));

describe('a surcharge', () => {
  it('is a receivable of its own beside what it is on, and tells of itself', () => {
    expect(theOne(owedFor(payment(", amount: '100.05'") + surcharge('[pay]')), 'admin/pay/2026-02-02')).toEqual({
      id: 'admin/pay/2026-02-02',
      termId: 'admin',
      clause: '7',
      kind: 'surcharge',
      description: 'Charge on Work fee, 2 February 2026',
      accruesOn: '2026-02-02',
      dueOn: '2026-02-05',
      amountMinor: 1_001n,
      currency: 'USD',
      // 10.005
      working: [
        {
          clause: '7',
          what: '10% of Work fee, 2 February 2026, rounded half up',
          figures: 'USD 100.05 × 10% = USD 10.01',
        },
      ],
      termsVersion: 1,
      factIds: [],
      inputsHash: expect.stringMatching(A_HASH),
    });
  });

  it('is rounded as the terms say', () => {
    expect(charges(payment(", amount: '100.05'") + surcharge('all', ', rounding: down'))).toEqual([
      'admin/pay/2026-02-02 1000',
    ]);
  });

  it('is on the terms that it names, or on all, but on no number of units', () => {
    expect(charges(payment() + later + surcharge('[later]'))).toEqual(['admin/later/2026-03-02 2000']);
    expect(charges(payment() + later + surcharge('all'))).toHaveLength(2);
    const stock = payment(', paysIn: { unit: shares }', 'stock');
    expect(charges(payment() + stock + surcharge('all'))).toEqual(['admin/pay/2026-02-02 1000']);
    const priced = payment(", paysIn: { unit: shares, price: '1.00' }", 'stock');
    expect(charges(priced + surcharge('all'))).toEqual(['admin/stock/2026-02-02 1000']);
  });

  it('is no more than its most, each time and in all, the oldest first, and says so', () => {
    const limits = ", atMostEach: '8.00', altogetherAtMost: '12.00'";
    expect(charges(later + payment() + surcharge('all', limits))).toEqual([
      'admin/pay/2026-02-02 800',
      'admin/later/2026-03-02 400',
    ]);
    expect(workingOf(owedFor(later + payment() + surcharge('all', limits)), 'admin/later/2026-03-02')).toEqual([
      '10% of Work fee, 2 March 2026, rounded half up = USD 200.00 × 10% = USD 20.00',
      'Each time at most USD 8.00, of which USD 0.00 is used = USD 8.00',
      'In all at most USD 12.00, of which USD 8.00 is used = USD 4.00',
    ]);
    const spent = later + payment() + payment(', on: 2026-04-02', 'last') + surcharge('all', limits);
    expect(workingOf(owedFor(spent), 'admin/last/2026-04-02').at(-1)).toBe(
      'In all at most USD 12.00, of which USD 12.00 is used = USD 0.00',
    );
  });

  it('of one day goes by the ids of what it is on', () => {
    const two = payment('', 'b') + payment('', 'a') + surcharge('all', ", altogetherAtMost: '12.00'");
    expect(charges(two)).toEqual(['admin/a/2026-02-02 1000', 'admin/b/2026-02-02 200']);
  });

  it('may be paid in units of its own', () => {
    expect(units(owedFor(payment() + surcharge('all', ", paysIn: { unit: shares, price: '0.50' }")))).toEqual([
      'admin/pay/2026-02-02 20 shares',
    ]);
  });

  it('has inputs of its own for each amount', () => {
    const hashes = owedFor(payment('', 'a') + payment('', 'b') + surcharge('all')).receivables.map(
      ({ inputsHash }) => inputsHash,
    );
    expect(new Set(hashes).size).toBe(4);
  });
});
