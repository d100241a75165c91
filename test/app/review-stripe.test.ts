import { Stripe } from 'stripe';
import { describe, expect, it } from 'vitest';
import { cut, fromStripe, toStripe } from '../../shared/adapters/stripe/stripe-units.ts';
import { asking } from '../../shared/adapters/stripe/stripe-faults.ts';

describe("an amount in Stripe's units", () => {
  it.each([
    ['USD', 200_000n, 200_000],
    ['JPY', 5_000n, 5_000],
    ['KWD', 1_234_560n, 1_234_560],
    ['ISK', 5n, 500], // Stripe takes two decimals that are always 00
    ['UGX', 5n, 500],
    ['MGA', 500n, 5], // ISO 4217 gives the ariary two decimals, Stripe none
  ])('of %s %d minor units is %d, and back', (currency, amountMinor, amount) => {
    expect(toStripe(amountMinor, currency)).toBe(amount);
    expect(fromStripe(amount, currency.toLowerCase())).toBe(amountMinor);
  });

  it.each([
    ['MGA', 501n],
    ['ISK', 2n ** 60n],
    ['KWD', 1_234_567n],
  ])('is refused for %s %d, which Stripe cannot carry', (currency, amountMinor) => {
    expect(() => toStripe(amountMinor, currency)).toThrow(
      expect.objectContaining({ code: 'dependency.failed', retryable: false }),
    );
  });
});

describe('a text for Stripe', () => {
  it('is cut to what Stripe takes, never within a character', () => {
    expect(cut('short', 10)).toBe('short');
    expect(cut('x'.repeat(20), 10)).toBe(`${'x'.repeat(9)}…`);
    expect(cut(`${'x'.repeat(8)}😀yyyyy`, 10)).toBe(`${'x'.repeat(8)}…`);
  });
});

it.each([401, 403])(
  'a refused key (%d) is tried again later, as the operator mends it, not a party',
  async (status) => {
    const refused = new Stripe.errors.StripeError({ message: 'no', type: 'authentication_error' });
    Object.assign(refused, { statusCode: status });
    await expect(asking(() => Promise.reject(refused))).rejects.toMatchObject({ retryable: true });
  },
);
