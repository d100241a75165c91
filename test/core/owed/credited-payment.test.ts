import { describe, expect, it } from 'vitest';
import { billed, owedUnder } from '../../builders/owed-under.ts';
import { closing, fee, paidOf, payment } from '../../builders/trade.ts';

const UNTIL = '2026-12-31';
/** 10% of 4,000.00 is 400.00, which comes off 1,000.00. */
const FUNDED = closing('a', '4000.00', '2026-01-20');
const least = (more = '') => payment(`, amount: '1000.00', credit: { terms: [fee], share: '100%' }${more}`, 'least');

describe('a payment from which fees come off', () => {
  it('is what is left of it, once', () => {
    const due = owedUnder(`terms:\n${fee()}${least()}`, FUNDED, UNTIL);
    expect(billed(due)).toEqual(['fee/a 40000', 'least/2026-02-02 60000']);
  });

  it('is surcharged on what is left, and uses a limit once', () => {
    const surcharge =
      "  - { kind: surcharge, id: admin, clause: '4', name: Charge, rate: '10%', on: [least], altogetherAtMost: '90.00', dueDays: 0 }\n";
    const due = owedUnder(`terms:\n${fee()}${least()}${surcharge}`, FUNDED, UNTIL);
    expect(billed(due)).toEqual(['fee/a 40000', 'admin/least/2026-02-02 6000', 'least/2026-02-02 60000']);
  });

  it('is discounted on what is left', () => {
    const terms = `terms:\n${fee()}${least(", discount: { clause: '3.1', share: '10%', within: 10 }")}`;
    const due = owedUnder(terms, FUNDED + paidOf('least/2026-02-02', '540.00', '2026-02-05'), UNTIL);
    expect(billed(due)).toEqual(['fee/a 40000', 'least/2026-02-02 54000']);
  });
});
