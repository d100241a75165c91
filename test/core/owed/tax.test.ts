import { describe, expect, it } from 'vitest';
import { billed, owedUnder } from '../../builders/owed-under.ts';
import { A_HASH, closing, event, fee, payment, theOne } from '../../builders/trade.ts';

const UNTIL = '2026-12-31';
const CLOSED = closing('a', '1000.50', '2026-04-01');

const tax = (on: string, more = '') =>
  `  - { kind: tax, id: vat, clause: '6', name: VAT, on: ${on}, rate: '10%'${more} }\n`;

/** All of a fee back. */
const REFUND = "  - { kind: refund, id: back, clause: '4', of: [fee], trigger: leaves, dueDays: 0, share: '100%' }\n";

describe('a tax', () => {
  it('is a receivable of its own beside what it is on, due with it, worked out and rounded once', () => {
    // 10% of 1,000.50 is 100.05; 10% of that is 10.005.
    const due = owedUnder(
      `terms:\n${fee(", split: [{ to: A, share: '50%' }, { to: B, share: '50%' }]")}${tax('[fee]')}`,
      CLOSED,
      UNTIL,
    );
    const [step] = theOne(due, 'fee/a').factIds;
    expect(theOne(due, 'vat/fee/a')).toEqual({
      id: 'vat/fee/a',
      termId: 'vat',
      clause: '6',
      kind: 'tax',
      description: 'VAT of 10% on Success fee, funding by Quay Fund closed on 1 April 2026',
      accruesOn: '2026-04-01',
      dueOn: '2026-05-01',
      amountMinor: 1_001n,
      currency: 'USD',
      working: [
        { clause: '6', what: 'Success fee, funding by Quay Fund closed on 1 April 2026', figures: 'USD 100.05' },
        { clause: '6', what: 'VAT of 10%, rounded half up', figures: 'USD 100.05 × 10% = USD 10.01' },
      ],
      termsVersion: 1,
      factIds: [step],
      inputsHash: expect.stringMatching(A_HASH),
    });
  });

  it.each([
    ['down', 1_000n],
    ['up', 1_001n],
    ['half-even', 1_000n],
  ])('is rounded %s where the terms say so', (rounding, amountMinor) => {
    const due = owedUnder(`terms:\n${fee()}${tax('[fee]', `, rounding: ${rounding}`)}`, CLOSED, UNTIL);
    expect(theOne(due, 'vat/fee/a').amountMinor).toBe(amountMinor);
  });

  it('is on the terms that it names, or on all that bring money', () => {
    const both = `terms:\n${fee()}${payment()}`;
    expect(billed(owedUnder(both + tax('[pay]'), CLOSED, UNTIL))).toEqual([
      'pay/2026-02-02 10000',
      'vat/pay/2026-02-02 1000',
      'fee/a 10005',
    ]);
    expect(billed(owedUnder(both + tax('all'), CLOSED, UNTIL))).toEqual([
      'pay/2026-02-02 10000',
      'vat/pay/2026-02-02 1000',
      'fee/a 10005',
      'vat/fee/a 1001',
    ]);
  });

  it.each(['all', '[fee]'])('on %s flows back with what flows back, and names the tax that it gives back', (on) => {
    const due = owedUnder(
      `terms:\n${fee()}${tax(on)}${REFUND}`,
      CLOSED + event('leaves', 'x', '2026-05-11', ', about: a'),
      UNTIL,
    );
    expect(theOne(due, 'vat/back/x')).toMatchObject({ amountMinor: -1_001n, refundOf: 'vat/fee/a' });
    expect(theOne(due, 'vat/back/x').working[1]?.figures).toBe('USD −100.05 × 10% = USD −10.01');
  });

  it('does not flow back with a fee that it is not on', () => {
    const terms = `terms:\n${fee()}${payment()}${tax('[pay]')}${REFUND}`;
    const due = owedUnder(terms, CLOSED + event('leaves', 'x', '2026-05-11', ', about: a'), UNTIL);
    expect(due.receivables.filter(({ kind }) => kind === 'tax').map(({ id }) => id)).toEqual(['vat/pay/2026-02-02']);
  });

  it('has inputs of its own for each amount', () => {
    const due = owedUnder(`terms:\n${fee()}${tax('all')}`, CLOSED + closing('b', '1000.50', '2026-04-01'), UNTIL);
    expect(theOne(due, 'vat/fee/a').inputsHash).not.toBe(theOne(due, 'vat/fee/b').inputsHash);
  });
});
