import { DependencyError } from '../../core/errors.ts';

/** Stripe takes these as if they had two decimals, always 00, though ISO 4217 gives them none. */
const TIMES_A_HUNDRED = new Set(['ISK', 'UGX']);
/** Stripe takes these in whole units, though ISO 4217 gives them two decimals. */
const BY_A_HUNDRED = new Set(['MGA']);
/** Of three decimals Stripe takes only a last digit of 0. */
const BY_TENS = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/**
 * An amount in minor units (ISO 4217) as Stripe counts it. Example: ISK 5 is 500. Errors: `dependency.failed`, not
 * retryable, for what Stripe cannot carry, before Stripe is asked. Source: docs.stripe.com/currencies, special cases.
 */
export function toStripe(amountMinor: bigint, currency: string): number {
  const carried = TIMES_A_HUNDRED.has(currency)
    ? amountMinor * 100n
    : BY_A_HUNDRED.has(currency)
      ? amountMinor / 100n
      : amountMinor;
  const isExact = Number.isSafeInteger(Number(carried)) && fromStripe(Number(carried), currency) === amountMinor;
  if (isExact && !(BY_TENS.has(currency) && amountMinor % 10n !== 0n)) return Number(carried);
  throw new DependencyError('Stripe', `Stripe cannot carry this amount of ${currency} to the last digit.`, {
    retryable: false,
    details: { stripeCode: 'amount_not_expressible' },
  });
}

/** The way back; `currency` in capitals or, as Stripe writes it, in lower case. */
export function fromStripe(amount: number, currency: string): bigint {
  const code = currency.toUpperCase();
  if (TIMES_A_HUNDRED.has(code)) return BigInt(amount) / 100n;
  return BY_A_HUNDRED.has(code) ? BigInt(amount) * 100n : BigInt(amount);
}

/** The text within `most` characters, as Stripe refuses a longer one; a cut shows as an ellipsis. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, most - 1);
  return `${kept.isWellFormed() ? kept : kept.slice(0, -1)}…`;
}
