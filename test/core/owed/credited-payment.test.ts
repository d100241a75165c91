import { describe, expect, it } from 'vitest';
import { billed, owedUnder } from '../../builders/owed-under.ts';
import { closing, fee, paidOf, payment, theOne, workingOf } from '../../builders/trade.ts';

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

  it('says what comes off, of which terms', () => {
    const two = payment(", amount: '1000.00', credit: { terms: [fee, other], share: '50%' }", 'least');
    const due = owedUnder(`terms:\n${fee()}${fee(", rate: '5%'", 'other')}${two}`, FUNDED, UNTIL);
    // Half of 400.00 and half of 200.00.
    expect(billed(due).at(-1)).toBe('least/2026-02-02 70000');
    expect(workingOf(due, 'least/2026-02-02')).toEqual([
      'Fixed amount on 2 February 2026 = USD 1,000.00',
      'Less 50% of what fee and other brought, as far as it is not used = USD 1,000.00 − USD 300.00 = USD 700.00',
    ]);
  });

  it('is never below zero, and what is left over comes off the next one, the earlier first', () => {
    const small = (id: string, on: string) =>
      payment(`, amount: '300.00', on: ${on}, credit: { terms: [fee], share: '100%' }`, id);
    const due = owedUnder(
      `terms:\n${fee()}${small('late', '2026-03-02')}${small('early', '2026-02-02')}`,
      FUNDED,
      UNTIL,
    );
    expect(due.receivables.map(({ id, amountMinor }) => `${id} ${amountMinor}`)).toEqual([
      'fee/a 40000',
      'early/2026-02-02 0',
      'late/2026-03-02 20000',
    ]);
  });

  it('has other inputs when another amount comes off', () => {
    const hash = (amount: string) =>
      theOne(owedUnder(`terms:\n${fee()}${least()}`, closing('a', amount, '2026-01-20'), UNTIL), 'least/2026-02-02')
        .inputsHash;
    expect(hash('4000.00')).not.toBe(hash('5000.00'));
  });

  it('is not paid by what a fee has used already', () => {
    const other = fee(", rate: '20%', credit: { terms: [fee] }", 'other');
    // The 400.00 of the first fee come off the second, which is 800.00: nothing of them is left for the payment.
    expect(billed(owedUnder(`terms:\n${fee()}${other}${least()}`, FUNDED, UNTIL))).toEqual([
      'fee/a 40000',
      'other/a 40000',
      'least/2026-02-02 100000',
    ]);
  });

  it('is used up by several terms one after the other, and not below zero', () => {
    const two = payment(", amount: '500.00', credit: { terms: [fee, other], share: '100%' }", 'least');
    const due = owedUnder(`terms:\n${fee()}${fee(", rate: '5%'", 'other')}${two}`, FUNDED, UNTIL);
    expect(theOne(due, 'least/2026-02-02').amountMinor).toBe(0n);
  });
});
