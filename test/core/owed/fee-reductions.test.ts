import { describe, expect, it } from 'vitest';
import { billed, owedUnder } from '../../builders/owed-under.ts';
import { closing, fee, workingOf } from '../../builders/trade.ts';

const UNTIL = '2026-12-31';
const ROUNDED = 'Rounded once, half up, to the minor unit';

/** What a fee of 10% on 1,000.00 comes to, in cents, and its steps after the rate. */
function feeOn(more: string, closed: string, before = ''): { cents: string | undefined; steps: readonly string[] } {
  const due = owedUnder(`terms:\n${before}${fee(more)}`, closing('a', '1000.00', '2026-04-01', closed), UNTIL);
  const line = billed(due).find((one) => one.startsWith('fee/a '));
  return { cents: line?.slice(6), steps: workingOf(due, 'fee/a').slice(2) };
}

const paid = (amount: string) => `, paidToOthers: '${amount}'`;

describe('a fee less what others are paid', () => {
  const offset = (more: string) => `, offset: { ${more} }`;

  it('is so by the share that comes off, never below zero, and says so', () => {
    expect(feeOn(offset("share: '50%'"), paid('30.00'))).toEqual({
      cents: '8500',
      steps: [
        'Less 50% of what others are paid for it, USD 30.00 = USD 100.00 − USD 15.00 = USD 85.00',
        `${ROUNDED} = USD 85.00`,
      ],
    });
    expect(feeOn(offset("share: '100%'"), paid('100.01')).cents).toBeUndefined();
  });

  it('is all of it where nobody else is paid', () => {
    const all = {
      cents: '10000',
      steps: ['Nothing is reported as paid to others for it = USD 100.00', `${ROUNDED} = USD 100.00`],
    };
    expect(feeOn(offset("share: '100%'"), '')).toEqual(all);
    expect(feeOn(offset("share: '100%'"), paid('0.00'))).toEqual(all);
  });

  it('leaves a least, as far as the fee went', () => {
    // 3% of 1,000.00 is 30.00; 15% would be more than the fee was.
    expect(feeOn(offset("leaves: '3%'"), paid('60.00')).cents).toBe('4000');
    expect(feeOn(offset("leaves: '3%'"), paid('80.00'))).toEqual({
      cents: '3000',
      steps: [
        'Less 100% of what others are paid for it, USD 80.00 = USD 100.00 − USD 80.00 = USD 20.00',
        '3% of the funding = USD 1,000.00 × 3% = USD 30.00',
        'At least that is left, as far as the fee went = USD 30.00',
        `${ROUNDED} = USD 30.00`,
      ],
    });
    expect(feeOn(offset("leaves: '15%'"), paid('80.00')).cents).toBe('10000');
  });

  it('gives way only above what both may come to together', () => {
    // Together at most 12%, which is 120.00: with 15.00 both are 115.00, with 50.00 they are 30.00 above it.
    expect(feeOn(offset("togetherAtMost: '12%'"), paid('15.00')).cents).toBe('10000');
    expect(feeOn(offset("togetherAtMost: '12%'"), paid('50.00'))).toEqual({
      cents: '7000',
      steps: [
        '12% of the funding = USD 1,000.00 × 12% = USD 120.00',
        'Paid to others for it: USD 50.00; together at most USD 120.00 = USD 30.00 comes off',
        'Less what is above that = USD 100.00 − USD 30.00 = USD 70.00',
        `${ROUNDED} = USD 70.00`,
      ],
    });
    // Others take all of it, and more.
    expect(feeOn(offset("togetherAtMost: '12%'"), paid('120.00')).cents).toBeUndefined();
    expect(feeOn(offset("togetherAtMost: '12%'"), paid('150.00')).cents).toBeUndefined();
    // No more comes off than the share of what they are paid: half of 50.00.
    expect(feeOn(offset("togetherAtMost: '12%', share: '50%'"), paid('50.00')).cents).toBe('7500');
  });
});

describe('a fee that finders share', () => {
  const shared = ', sharedAmong: finders';

  it('is divided by their number, and says so', () => {
    expect(feeOn(shared, ", quantities: { finders: '4' }")).toEqual({
      cents: '2500',
      steps: ['Shared equally among 4 finders = USD 100.00 ÷ 4 = USD 25.00', `${ROUNDED} = USD 25.00`],
    });
  });

  it('is all of it where nobody counted them, or there are none', () => {
    for (const quantities of ['', ", quantities: { agents: '4' }", ", quantities: { finders: '0' }"]) {
      expect(feeOn(shared, quantities)).toEqual({ cents: '10000', steps: [`${ROUNDED} = USD 100.00`] });
    }
    expect(feeOn('', ", quantities: { finders: '4' }").cents).toBe('10000');
  });
});

describe('a fee within what several may come to on a closing', () => {
  const both = fee(", rate: '5%'", 'one') + fee(", rate: '4%'", 'two');

  it('gives way to the others, and says so', () => {
    // 12% of 1,000.00 is 120.00, of which 50.00 and 40.00 are taken.
    expect(feeOn(", together: { with: [one, two], atMost: '12%' }", '', both)).toEqual({
      cents: '3000',
      steps: [
        '12% of the funding = USD 1,000.00 × 12% = USD 120.00',
        'At most that, less what one and two brought on the same closing = USD 120.00 − USD 90.00 = USD 30.00: USD 30.00',
        `${ROUNDED} = USD 30.00`,
      ],
    });
    expect(feeOn(", together: { with: [one, two], atMost: '25%' }", '', both).cents).toBe('10000');
    expect(feeOn(", together: { with: [one, two], atMost: '8%' }", '', both).cents).toBeUndefined();
  });

  it('gives way over all closings where the limit is for all of them', () => {
    const terms = `terms:\n${both}${fee(", together: { with: [one, two], altogetherAtMost: '250.00' }")}`;
    const due = owedUnder(terms, closing('a', '1000.00', '2026-04-01') + closing('b', '1000.00', '2026-04-02'), UNTIL);
    // 90.00 and 100.00 on the first leave 60.00, of which others take 90.00 on the second.
    expect(billed(due).filter((line) => line.startsWith('fee/'))).toEqual(['fee/a 10000']);
  });
});
