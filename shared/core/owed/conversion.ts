import { formatDate } from '../calendar/format-date.ts';
import { factsOf, type Fact, type FactOf } from '../facts/fact.ts';
import { exponentOf } from '../money/currency.ts';
import { formatMoney } from '../money/format-money.ts';
import { decimalOf } from '../money/fraction.ts';
import { roundFraction } from '../money/rounding.ts';
import type { Closing } from './closings.ts';

/**
 * A happening in the currency of the contract, where a fact states the rate of its own day; otherwise as it is. The latest
 * recorded rate counts. Rounded half up to the minor unit. Example: EUR 100,000.00 at 1.0834 is USD 108,340.00.
 */
export function converted(closing: Closing, facts: readonly Fact[], currency: string): Closing {
  const { state } = closing;
  if (state.currency === currency) return closing;
  const stated = factsOf(facts, 'ConversionStated').findLast(
    ({ data }) => data.from === state.currency && data.to === currency && data.statedFor === state.closedOn,
  );
  if (stated === undefined) return closing;
  const exchange = (minor: bigint): bigint => exchanged(minor, stated);
  const { amountMinor, deductionsMinor, paidToOthersMinor } = state;
  const { rate, source, statedFor } = stated.data;
  const figures = `${formatMoney(amountMinor, state.currency)} × ${rate} = ${formatMoney(exchange(amountMinor), currency)}`;
  return {
    ...closing,
    facts: [...closing.facts, stated],
    conversion: [{ what: `At the rate of ${formatDate(statedFor)} by ${source}, rounded half up`, figures }],
    state: {
      ...state,
      currency,
      amountMinor: exchange(amountMinor),
      ...(deductionsMinor === undefined ? {} : { deductionsMinor: exchange(deductionsMinor) }),
      ...(paidToOthersMinor === undefined ? {} : { paidToOthersMinor: exchange(paidToOthersMinor) }),
    },
  };
}

function exchanged(minor: bigint, { data }: FactOf<'ConversionStated'>): bigint {
  const rate = decimalOf(data.rate);
  const [from, to] = [data.from, data.to].map((code) => 10n ** BigInt(exponentOf(code)));
  return roundFraction(minor * rate.numerator * (to ?? 1n), rate.denominator * (from ?? 1n), 'half-up');
}
