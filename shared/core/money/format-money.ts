import { exponentOf } from './currency.ts';

/** U+2212: as wide as a figure, and never mistaken for a hyphen. */
const MINUS = '\u2212';

/**
 * An amount with its currency, exact, for people to read. `amountMinor` is in minor units of `currency` (ISO 4217).
 * Errors: RangeError for an unknown currency. Example: 200000n in USD gives `USD 2,000.00`; -5n in JPY `JPY −5`.
 */
export function formatMoney(amountMinor: bigint, currency: string): string {
  return `${currency} ${formatAmount(amountMinor, currency)}`;
}

/**
 * The same without the currency, for columns that name it in their heading: thousands separated by commas, as many
 * decimals as the currency has, U+2212 before an amount below zero. Example: -100000n in USD gives `−1,000.00`.
 */
export function formatAmount(amountMinor: bigint, currency: string): string {
  const exponent = exponentOf(currency);
  const isNegative = amountMinor < 0n;
  const digits = (isNegative ? -amountMinor : amountMinor).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent).replace(/\B(?=(\d{3})+$)/g, ',');
  const decimals = exponent === 0 ? '' : `.${digits.slice(-exponent)}`;
  return `${isNegative ? MINUS : ''}${whole}${decimals}`;
}
