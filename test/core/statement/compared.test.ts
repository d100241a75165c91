import { describe, expect, it } from 'vitest';
import { comparedWords } from '../../../shared/core/statement/compared.ts';

describe('how Stripe and the books compared, in words', () => {
  it.each([
    ['agrees', 0, 'Stripe and the books agree to the cent, as compared on 30 April 1999'],
    ['differs', 1, 'Stripe and the books differ in one place, as compared on 30 April 1999'],
    ['differs', 2, 'Stripe and the books differ in 2 places, as compared on 30 April 1999'],
    ['failed', 0, 'Stripe and the books could not be compared on 30 April 1999'],
  ] as const)('when it %s in %s: %s', (state, count, words) => {
    expect(comparedWords({ on: '1999-04-30', state, count })).toBe(words);
  });
});
