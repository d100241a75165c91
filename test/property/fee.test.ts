import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseAmount } from '../../shared/core/money/parse-amount.ts';
import { exponentOf } from '../../shared/core/money/currency.ts';
import { formatAmount } from '../../shared/core/money/format-money.ts';
import type { RoundingMode } from '../../shared/core/money/rounding.ts';
import { owed } from '../../shared/core/owed/owed.ts';
import { aFinderFee, aVersion, share } from '../builders/a-contract.ts';
import { closed, introduced, noon, recorded, termsAdopted } from '../builders/facts.ts';

const currency = fc.constantFrom('USD', 'JPY', 'KWD');
const edges = fc.constantFrom(0n, 1n, 5n, 15n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 10n ** 18n);
const amountMinor = fc.oneof(edges, fc.bigInt({ min: 0n, max: 10n ** 18n }));
const rateText = fc.oneof(
  fc.constantFrom('0%', '10%', '12.5%', '100%', '0.1', '1/3', '2/3', '1/7'),
  fc
    .bigInt({ min: 0n, max: 10_000n })
    .map((basisPoints) => `${basisPoints / 100n}.${String(basisPoints % 100n).padStart(2, '0')}%`),
);

function feeOf(funding: bigint, text: string, rounding: RoundingMode, code: string): bigint | undefined {
  const term = aFinderFee({ rate: share(text), rounding });
  const facts = recorded(termsAdopted(), introduced(), closed({ amountMinor: funding, currency: code }));
  const versions = [aVersion({ terms: [term], currency: code })];
  return owed({ versions, facts, asOf: noon('1999-06-15'), knownSeq: 9 }).receivables[0]?.amountMinor;
}

/** The rate as a fraction, read by other means than the code: of the text's digits and where its point is. */
function fractionOf(text: string): [bigint, bigint] {
  const [over, under] = text.split('/');
  if (under !== undefined) return [BigInt(over ?? ''), BigInt(under)];
  const decimals = /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
  return [BigInt(text.replace(/[^0-9]/g, '')), 10n ** BigInt(decimals + (text.endsWith('%') ? 2 : 0))];
}

it('is the whole number that lies where the rounding says, judged by its distance from the exact value', () => {
  const rounding = fc.constantFrom<RoundingMode>('half-up', 'half-even', 'down');
  fc.assert(
    fc.property(amountMinor, rateText, rounding, currency, (funding, text, mode, code) => {
      const fee = feeOf(funding, text, mode, code) ?? -1n;
      const [over, under] = fractionOf(text);
      // Twice the distance from the exact value, in units of 1/under: exact value = funding × over / under.
      const twice = 2n * (fee * under - funding * over);
      if (mode === 'down') expect(twice <= 0n && twice > -2n * under).toBe(true);
      if (mode === 'half-up') expect(twice <= under && twice > -under).toBe(true);
      if (mode === 'half-even') {
        expect(twice <= under && twice >= -under).toBe(true);
        if (twice === under || twice === -under) expect(fee % 2n).toBe(0n);
      }
    }),
    { numRuns: 500 },
  );
});

it('never exceeds the funding, and grows with it', () => {
  fc.assert(
    fc.property(amountMinor, amountMinor, rateText, (a, b, text) => {
      const [less, more] = a < b ? [a, b] : [b, a];
      const [small, large] = [feeOf(less, text, 'half-up', 'USD') ?? -1n, feeOf(more, text, 'half-up', 'USD') ?? -1n];
      expect(small <= large && large <= more).toBe(true);
    }),
  );
});

it('reads back every amount that it can print', () => {
  fc.assert(
    fc.property(amountMinor, currency, (minor, code) => {
      const printed = formatAmount(minor, code).replaceAll(',', '');
      expect(parseAmount('amount', printed, code)).toEqual({ amountMinor: minor });
      expect((printed.split('.')[1] ?? '').length).toBe(exponentOf(code));
    }),
    { numRuns: 500 },
  );
});
