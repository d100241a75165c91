import { describe, expect, it } from 'vitest';
import { owedUnder } from '../../builders/owed-under.ts';
import { closing, fee, paidOf, payment, theOne, tookBack, workingOf } from '../../builders/trade.ts';

const UNTIL = '2026-12-31';
/** Accrues on Monday 2 February 2026. */
const ID = 'pay/2026-02-02';

const discount = (share: string, counted: string) =>
  `, discount: { clause: '3.1', share: '${share}', within: 10${counted} }`;

function owedFor(happened: string, { share = '1.5%', counted = '', amount = '100.00' } = {}, more = '') {
  return owedUnder(`${more}terms:\n${payment(`, amount: '${amount}'${discount(share, counted)}`)}`, happened, UNTIL);
}

const amountMinor = (...given: Parameters<typeof owedFor>) => theOne(owedFor(...given), ID).amountMinor;

describe('a discount for early payment', () => {
  it('comes off once all the rest was paid by its last day, to the cent', () => {
    expect(amountMinor(paidOf(ID, '98.50', '2026-02-12'))).toBe(9_850n);
    expect(amountMinor(paidOf(ID, '98.49', '2026-02-12'))).toBe(10_000n);
    expect(amountMinor(paidOf(ID, '98.50', '2026-02-13'))).toBe(10_000n);
    expect(amountMinor(paidOf(ID, '50.00', '2026-02-03') + paidOf(ID, '48.50', '2026-02-12'))).toBe(9_850n);
  });

  it('is not taken by a payment that is only assumed', () => {
    expect(amountMinor('[]')).toBe(10_000n);
  });

  it('counts business days where the terms say so', () => {
    const counted = ', counted: business-days';
    // Ten business days after Monday 2 February: Monday 16 February, or Tuesday when a Friday is a holiday.
    expect(amountMinor(paidOf(ID, '98.50', '2026-02-16'), { counted })).toBe(9_850n);
    expect(amountMinor(paidOf(ID, '98.50', '2026-02-17'), { counted })).toBe(10_000n);
    expect(amountMinor(paidOf(ID, '98.50', '2026-02-17'), { counted }, 'holidays: [2026-02-06]\n')).toBe(9_850n);
  });

  it('is rounded half up', () => {
    // 0.5% of 101.00 is 0.505.
    expect(amountMinor(paidOf(ID, '100.49', '2026-02-03'), { share: '0.5%', amount: '101.00' })).toBe(10_049n);
  });

  it('is offered in the working, and said to be taken once it is', () => {
    const figures = 'USD 100.00 − USD 1.50 = USD 98.50';
    expect(workingOf(owedFor('[]'), ID)).toEqual([
      'Fixed amount on 2 February 2026 = USD 100.00',
      `Less 1.5% if it is paid by 12 February 2026, rounded half up = ${figures}`,
    ]);
    const taken = owedFor(paidOf(ID, '98.50', '2026-02-03'));
    expect(workingOf(taken, ID).at(-1)).toBe(
      `Less 1.5% if it is paid by 12 February 2026, rounded half up; it was = ${figures}`,
    );
    expect(theOne(taken, ID).working.at(-1)?.clause).toBe('3.1');
  });

  it('rests on the payments that took it, so that its inputs are other ones', () => {
    const terms = `terms:\n${payment(discount('1.5%', ''))}${payment(discount('1.5%', ''), 'other')}`;
    const both = paidOf(ID, '98.50', '2026-02-03') + paidOf('other/2026-02-02', '98.50', '2026-02-03');
    const [offered, taken] = [owedUnder(terms, '[]', UNTIL), owedUnder(terms, both, UNTIL)];
    expect(theOne(offered, ID).factIds).toEqual([]);
    expect(theOne(taken, ID).factIds).toEqual([`payment/${ID}#1/9850`]);
    const hashes = [offered, taken].flatMap(({ receivables }) => receivables.map(({ inputsHash }) => inputsHash));
    expect(new Set(hashes).size).toBe(4);
  });

  it('on a fee rests on the closing and the payments', () => {
    const happened = closing('a', '1000.00', '2026-04-01') + paidOf('fee/a', '98.50', '2026-04-02');
    const due = owedUnder(`terms:\n${fee(discount('1.5%', ''))}`, happened, UNTIL);
    expect(theOne(due, 'fee/a').factIds).toEqual(['closing/a/2026-04-01T16:00:00.000Z', 'payment/fee/a#1/9850']);
  });

  it('is not offered on what is nothing', () => {
    const happened = closing('a', '1000.00', '2026-04-01') + tookBack('a', '2026-04-02');
    const due = owedUnder(`terms:\n${fee(discount('1.5%', ''))}`, happened, UNTIL);
    expect(workingOf(due, 'fee/a')).toEqual(['The closing was reversed: simulated. = USD 0.00']);
  });
});
