import { describe, expect, it } from 'vitest';
import { closingsOf } from '../../../shared/core/owed/closings.ts';
import { converted } from '../../../shared/core/owed/conversion.ts';
import type { ClosingState, FactData } from '../../../shared/core/facts/fact.ts';
import { closed, recorded, said, termsAdopted, type Said } from '../../builders/facts.ts';

function stated(rate: string, more: Partial<FactData['ConversionStated']> = {}): Said<'ConversionStated'> {
  const data = { from: 'EUR', to: 'USD', rate, statedFor: '1999-06-15', source: 'the central bank', by: 'a clerk' };
  return said('ConversionStated', { ...data, ...more }, '1999-06-16');
}

/** A closing of 15 June 1999 after such facts, in the currency of its contract where a rate is known. */
function inCurrency(currency: string, closing: Partial<ClosingState>, ...rates: readonly Said[]) {
  const facts = recorded(termsAdopted(), closed(closing), ...rates);
  const [own] = closingsOf(facts);
  if (own === undefined) throw new Error('There is no closing.');
  return { own, after: converted(own, facts, currency) };
}

const EUROS = { amountMinor: 10_000_000n, currency: 'EUR' };

describe('a closing in another currency', () => {
  it('is converted at the rate of its day, in steps that can be redone, and rests on the fact that states it', () => {
    // 100,000.00 at 1.0834
    const { own, after } = inCurrency('USD', { ...EUROS, deductionsMinor: 100_050n }, stated('1.0834'));
    expect(after).toEqual({
      ...own,
      facts: [...own.facts, expect.objectContaining({ id: 'ConversionStated-3' })],
      conversion: [
        {
          what: 'At the rate of 15 June 1999 by the central bank, rounded half up',
          figures: 'EUR 100,000.00 × 1.0834 = USD 108,340.00',
        },
      ],
      // 1,000.50 at 1.0834 is 1,083.9417.
      state: { ...own.state, currency: 'USD', amountMinor: 10_834_000n, deductionsMinor: 108_394n },
    });
  });

  it('is rounded half up to the minor unit', () => {
    expect(inCurrency('USD', { ...EUROS, amountMinor: 3n }, stated('1.5')).after.state.amountMinor).toBe(5n);
    expect(inCurrency('USD', { ...EUROS, amountMinor: 3n }, stated('1.49')).after.state.amountMinor).toBe(4n);
  });

  it.each([
    // 10,000 yen at 0.0065 are 65.00 dollars; 65.00 dollars at 153 are 9,945 yen; 1.000 dinar at 3.25 is 3.25 dollars.
    ['JPY', 'USD', 10_000n, '0.0065', 6_500n],
    ['USD', 'JPY', 6_500n, '153', 9_945n],
    ['KWD', 'USD', 1_000n, '3.25', 325n],
  ])('counts the decimals of %s and %s', (from, to, amountMinor, rate, expected) => {
    const { after } = inCurrency(to, { amountMinor, currency: from }, stated(rate, { from, to }));
    expect(after.state).toMatchObject({ currency: to, amountMinor: expected });
  });

  it('goes by the rate that was recorded last', () => {
    expect(inCurrency('USD', EUROS, stated('1.1'), stated('1.2')).after.state.amountMinor).toBe(12_000_000n);
  });

  it.each([
    ['another day', { statedFor: '1999-06-16' }],
    ['another currency', { from: 'GBP' }],
    ['into another currency', { to: 'GBP' }],
  ])('stays as it is when the rate is of %s', (_, more) => {
    const { own, after } = inCurrency('USD', EUROS, stated('1.1', more));
    expect(after).toBe(own);
  });

  it('is one only when it is not in the currency of the contract', () => {
    const { own, after } = inCurrency('EUR', EUROS, stated('1.1', { to: 'EUR' }));
    expect(after).toBe(own);
  });
});
