import { formatDate } from '../calendar/format-date.ts';
import { exponentOf } from '../money/currency.ts';
import { formatMoney } from '../money/format-money.ts';
import { add, decimalOf, ZERO } from '../money/fraction.ts';
import { roundFraction } from '../money/rounding.ts';
import type { FeeBasisName, SuccessFeeTerm, TermsVersion } from '../terms/terms.ts';
import type { Closing } from './closings.ts';
import type { FeeBasis, FeeStep } from './fee-amount.ts';
import { measureOf } from './measure.ts';

/** What a fee is worked out on, with the steps that lead to it. */
export interface StatedBasis extends FeeBasis {
  readonly steps: readonly FeeStep[];
}

/**
 * What a fee is on: the amount of the happening, net of what comes off where the terms say so, or what is counted of it.
 * Undefined when the happening states none of what is counted.
 */
export function basisOf(term: SuccessFeeTerm, closing: Closing, version: TermsVersion): StatedBasis | undefined {
  const { quantities } = closing.state;
  if (typeof term.basis !== 'string') return countedBasis(term, term.basis.counted, closing, version);
  const net = netOf(term.basis, closing);
  const called = BASIS_WORDS[term.basis];
  return { ...net, called, ...(quantities === undefined ? {} : { quantities }) };
}

function countedBasis(
  { paysIn }: SuccessFeeTerm,
  counted: readonly string[],
  { state, kind }: Closing,
  { terms }: TermsVersion,
): StatedBasis | undefined {
  const stated = counted.flatMap((name) => {
    const text = state.quantities?.[name];
    return text === undefined ? [] : [{ name, text }];
  });
  if (stated.length === 0) return undefined;
  const sum = stated.map(({ text }) => decimalOf(text)).reduce(add, ZERO);
  const amountMinor = roundFraction(sum.numerator * 10n ** BigInt(exponentOf(terms.currency)), sum.denominator, 'down');
  const names = stated.map(({ name }) => name).join(' and ');
  const { money } = measureOf(paysIn === undefined ? undefined : { ...paysIn, unit: names }, terms.currency);
  const parts = stated.length === 1 ? '' : `${stated.map(({ name, text }) => `${text} ${name}`).join(' + ')} = `;
  const what = `Counted in the ${kind} on ${formatDate(state.closedOn)}`;
  return { amountMinor, called: names, steps: [{ what, figures: `${parts}${money(amountMinor)}` }] };
}

function netOf(basis: FeeBasisName, { state, kind, conversion }: Closing): { amountMinor: bigint; steps: FeeStep[] } {
  const { amountMinor, currency, closedOn, deductionsMinor } = state;
  const money = (minor: bigint): string => formatMoney(minor, currency);
  const on = formatDate(closedOn);
  const what =
    basis === 'funding-as-closed' && kind === 'closing'
      ? `Funding closed on ${on}, as closed, gross`
      : `${BASIS_TITLES[basis]}, ${kind} on ${on}`;
  const steps = [...(conversion ?? []), { what, figures: money(amountMinor) }];
  if (basis !== 'net-of-deductions' || deductionsMinor === undefined) return { amountMinor, steps };
  const netMinor = amountMinor > deductionsMinor ? amountMinor - deductionsMinor : 0n;
  const figures = `${money(amountMinor)} − ${money(deductionsMinor)} = ${money(netMinor)}`;
  return { amountMinor: netMinor, steps: [...steps, { what: 'Less deductions', figures }] };
}

const BASIS_TITLES: Readonly<Record<FeeBasisName, string>> = {
  'funding-as-closed': 'Funding',
  'transaction-value': 'Transaction value',
  'amount-received': 'Amount received',
  'net-of-deductions': 'Amount',
  revenue: 'Revenue',
  salary: 'Salary',
  cost: 'Cost',
};

const BASIS_WORDS: Readonly<Record<FeeBasisName, string>> = {
  'funding-as-closed': 'the funding',
  'transaction-value': 'the transaction value',
  'amount-received': 'the amount received',
  'net-of-deductions': 'the net amount',
  revenue: 'the revenue',
  salary: 'the salary',
  cost: 'the cost',
};
