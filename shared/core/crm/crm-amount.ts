import type { Problem } from '../errors.ts';
import { foundText, JsonNumber, type LosslessJson } from '../lossless-json.ts';
import { exponentOf } from '../money/currency.ts';
import { parseAmount } from '../money/parse-amount.ts';

/** In what a CRM writes an amount: major units (`250000.00`) or minor units (`25000000`). */
export type AmountUnits = 'major' | 'minor';

/** A float keeps at least this many digits as they were written; with more, the CRM's own float may have lost some. */
const SAFE_DIGITS = 15;

/**
 * Reads an amount of a CRM exactly, from a text or from the digits of a JSON number; never by way of a float. `currency`
 * is a known ISO 4217 code. Refused, with the fix: separators, signs, exponents, more decimals than the currency has,
 * fractions of a minor unit, numbers of more digits than a float keeps, and nothing at all.
 * Examples: `250000.5` in major units of USD is 25000050n; `50000` in minor units is 50000n.
 */
export function readCrmAmount(
  at: { readonly field: string; readonly units: AmountUnits; readonly currency: string },
  value: LosslessJson | undefined,
): { readonly amountMinor: bigint } | Problem {
  const { field, units, currency } = at;
  const refuse = (allowed: string, fix: string): Problem => ({ field, found: foundText(value), allowed, fix });
  if (value === undefined || value === null || value === '') {
    return refuse(`an amount in ${currency}`, 'Fill the amount in at the deal; an empty one is never read as zero.');
  }
  const text = value instanceof JsonNumber ? value.source : value;
  if (typeof text !== 'string') return refuse('one amount', 'Map the field that holds the amount itself.');
  if (value instanceof JsonNumber && digitsOf(text) > SAFE_DIGITS) {
    return refuse(
      `a number of at most ${SAFE_DIGITS} digits`,
      'A JSON number this long may have lost digits on its way; have the CRM send it as a text, or correct the deal.',
    );
  }
  if (units === 'major') {
    const parsed = parseAmount(field, text, currency);
    return 'amountMinor' in parsed ? parsed : { ...parsed, found: foundText(value) };
  }
  const parsed = /^\d+$/.test(text) ? parseAmount(field, withPoint(text, exponentOf(currency)), currency) : undefined;
  return parsed !== undefined && 'amountMinor' in parsed
    ? parsed
    : refuse(
        `a whole number of the smallest unit of ${currency}`,
        'The mapping says minor units: digits only. Set `units: major` if the CRM writes whole units.',
      );
}

/** Example: `5` with two decimals is `0.05`. */
function withPoint(digits: string, exponent: number): string {
  const plain = digits.replace(/^0+(?=\d)/, '').padStart(exponent + 1, '0');
  return exponent === 0 ? plain : `${plain.slice(0, -exponent)}.${plain.slice(-exponent)}`;
}

function digitsOf(source: string): number {
  return source.replace(/\D/g, '').replace(/^0+/, '').length;
}
