import type { Problem } from '../errors.ts';
import { isNestedDeeper } from '../json.ts';
import { exponentOf, isCurrency } from './currency.ts';

/** Above 2^53 - 1 a JSON number loses cents on its way; as amounts are strings here, this is a bound on sense. */
const MOST_MINOR = 10n ** 18n;

/**
 * Reads an amount in major units from a decimal string, exactly. Example: `'2000.00'` in USD gives 200000n.
 * Refused, each with what was found and the fix: anything that is no string, signs, separators, exponents, more
 * decimals than the currency has, an unknown currency. Source: design.md section 5.1.
 */
export function parseAmount(field: string, value: unknown, currency: string): { amountMinor: bigint } | Problem {
  if (!isCurrency(currency)) return currencyProblem(currencyFieldOf(field), currency);
  const exponent = exponentOf(currency);
  const allowed = `a decimal string in ${currency} with at most ${exponent} decimals, such as "${exampleOf(exponent)}"`;
  const refuse = (fix: string): Problem => ({ field, found: describe(value), allowed, fix });
  if (value === null || value === undefined) return refuse('Give the amount; an empty amount is never read as zero.');
  if (typeof value === 'number') {
    return refuse('Put the amount in quotation marks: a JSON number can lose cents on its way.');
  }
  if (typeof value !== 'string') return refuse('Give the amount as a string.');
  if (value.startsWith('-')) return refuse('An amount is never negative; report a reversal or a correction instead.');
  if (/[,\s_']/.test(value)) return refuse('Leave out thousands separators and spaces; use a point for decimals.');
  if (/[eE]/.test(value)) return refuse('Write the amount out, without an exponent.');
  const match = /^(0|[1-9]\d*)(?:\.(\d+))?$/.exec(value);
  if (match === null) return refuse('Use digits and at most one decimal point, without leading zeros.');
  const [, whole = '0', decimals = ''] = match;
  if (decimals.length > exponent)
    return refuse(`${currency} has ${exponent} decimals; round the amount at its source.`);
  const amountMinor = BigInt(whole + decimals.padEnd(exponent, '0'));
  if (amountMinor > MOST_MINOR) return refuse('The amount is beyond anything that could be paid; check it.');
  return { amountMinor };
}

export function currencyProblem(field: string, found: unknown): Problem {
  return {
    field,
    found: describe(found),
    allowed: 'an ISO 4217 currency code in capitals, such as "USD"',
    fix: 'Use the code of a currency that is in use; XXX and test codes are refused.',
  };
}

/** What was found, short enough to print and with its type, so that `"5"` and `5` look different. */
export function describe(value: unknown): string {
  if (isNestedDeeper(value, 20)) return 'something nested very deeply';
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  // A cut may go through a character of two halves, and no store takes half a character.
  return text.length > 60 ? `${text.slice(0, 57).toWellFormed()}...` : text;
}

/** The fix where nothing more is known than what is allowed. */
export function plainFix(found: unknown): string {
  return found === undefined ? 'Add it.' : 'Use what is allowed.';
}

function currencyFieldOf(amountField: string): string {
  const dot = amountField.lastIndexOf('.');
  return dot === -1 ? 'currency' : `${amountField.slice(0, dot)}.currency`;
}

function exampleOf(exponent: number): string {
  return exponent === 0 ? '250000' : `250000.${'0'.repeat(exponent)}`;
}
