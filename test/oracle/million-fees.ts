import { exactFees, type PlainFee, type PlainRate, type Rounding } from './exact-fee.ts';
import { randomOf, type Random } from './random.ts';
import { parseArgs } from 'node:util';
import { decimalOf } from '../../shared/core/money/fraction.ts';
import { exponentOf } from '../../shared/core/money/currency.ts';
import { boundedFee, creditLeft, type FeeSoFar } from '../../shared/core/owed/bounded-fee.ts';
import { readFeeRate } from '../../shared/core/terms/read-fee-rate.ts';
import type { SuccessFeeTerm } from '../../shared/core/terms/terms.ts';
import { parseRate } from '../../shared/core/money/rate.ts';
import { aFinderFee } from '../builders/a-contract.ts';

/**
 * Random fees, worked out by the software and by the oracle, one closing after the other, with not one difference:
 * `node test/oracle/million-fees.ts --fees 1000000 --seed 1999`. A difference prints what it came from.
 */
const { values } = parseArgs({
  options: { fees: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1999' } },
});
const wanted = Number(values.fees);
const random = randomOf(Number(values.seed));
const CURRENCIES = ['USD', 'JPY', 'KWD'];

let fees = 0;
while (fees < wanted) {
  const currency = random.one(CURRENCIES);
  const decimals = exponentOf(currency);
  const fee = anyFee(random, decimals);
  const amounts = Array.from({ length: 1 + random.below(5) }, () => anyMinor(random));
  const broughtMinor = anyMinor(random) / 1000n;
  const expected = exactFees(fee, amounts, { broughtMinor, decimals });
  const actual = worked(fee, amounts, { broughtMinor, currency });
  if (expected.join() !== actual.join()) {
    const what = JSON.stringify({ fee, currency, amounts: amounts.map(String), brought: String(broughtMinor) });
    throw new RangeError(
      `Fee ${fees} of seed ${values.seed} differs: ${actual.join()} is not ${expected.join()}. ${what}`,
    );
  }
  fees += amounts.length;
}
process.stdout.write(`${fees} fees as the oracle has them, to the last minor unit, from seed ${values.seed}\n`);

function worked(
  { rate, credit, atLeast, atMost, altogetherAtMost, ...fee }: PlainFee,
  amounts: readonly bigint[],
  { broughtMinor, currency }: { readonly broughtMinor: bigint; readonly currency: string },
): bigint[] {
  const read = readFeeRate(rate, currency);
  if (!('rate' in read)) throw new RangeError(JSON.stringify(read.problems));
  const minor = (text: string): bigint => {
    const { numerator, denominator } = decimalOf(text);
    return (numerator * 10n ** BigInt(exponentOf(currency))) / denominator;
  };
  const share = credit === undefined ? undefined : parseRate(credit.share);
  const term: SuccessFeeTerm = aFinderFee({
    ...fee,
    rate: read.rate,
    ...(atLeast === undefined ? {} : { atLeastMinor: minor(atLeast) }),
    ...(atMost === undefined ? {} : { atMostMinor: minor(atMost) }),
    ...(altogetherAtMost === undefined ? {} : { altogetherAtMostMinor: minor(altogetherAtMost) }),
    ...(credit === undefined || share === undefined
      ? {}
      : { credit: { terms: ['advance'], share, shareText: credit.share, taken: credit.taken } }),
  });
  const sources = [{ broughtMinor, usedMinor: 0n }];
  const soFar: FeeSoFar = {
    countedMinor: 0n,
    ratedMinor: 0n,
    feesMinor: 0n,
    feesOf: new Map(),
    creditTakenMinor: 0n,
    firstOf: new Map(),
    creditLeftMinor: creditLeft(term, sources, 0n),
    creditSources: sources,
  };
  const of = { investor: 'somebody', on: '1999-06-15' };
  return amounts.map((amountMinor) => boundedFee(term, { amountMinor, ...of }, soFar, currency).feeMinor);
}

function anyFee(from: Random, decimals: number): PlainFee {
  const least = from.chance(30) ? { atLeast: anyAmount(from, decimals, 1_000_000) } : {};
  const most = from.chance(30) ? { atMost: anyAmount(from, decimals, 90_000_000, 1_000_000) } : {};
  return {
    rate: anyRate(from, decimals, 2),
    counts: from.one(['each', 'altogether'] as const),
    rounding: from.one<Rounding>(['half-up', 'half-even', 'down', 'up']),
    ...least,
    ...most,
    ...(from.chance(20) ? { altogetherAtMost: anyAmount(from, decimals, 100_000_000) } : {}),
    ...(from.chance(30)
      ? { credit: { share: anyShare(from), taken: from.one(['after-minimum', 'before-minimum'] as const) } }
      : {}),
  };
}

function anyRate(from: Random, decimals: number, depth: number): PlainRate {
  const form = from.below(depth > 0 ? 8 : 5);
  switch (form) {
    case 0:
    case 1:
      return anyShare(from);
    case 2:
      return { fixed: anyAmount(from, decimals, 5_000_000) };
    case 3:
      return { scale: from.one(['lehman', 'double-lehman', 'reverse-lehman'] as const) };
    case 4:
      return anyBands(from, decimals);
    default: {
      const of = Array.from({ length: 2 + from.below(2) }, () => anyRate(from, decimals, depth - 1));
      return form === 5 ? { sum: of } : form === 6 ? { greatest: of } : { least: of };
    }
  }
}

function anyBands(from: Random, decimals: number): PlainRate {
  const tops = new Set(Array.from({ length: from.below(5) }, () => 1 + from.below(50_000_000)));
  const bands = [...tops]
    .toSorted((a, b) => a - b)
    .map((top) => ({ upTo: decimals === 0 ? `${top}` : `${top}.${'0'.repeat(decimals)}`, rate: anyShare(from) }));
  return { bands: [...bands, { rate: anyShare(from) }], taken: from.one(['marginal', 'whole'] as const) };
}

function anyShare(from: Random): string {
  switch (from.below(4)) {
    case 0:
      return `${from.below(101)}%`;
    case 1:
      return `${from.below(100)}.${from.below(1000)}%`;
    case 2: {
      const denominator = 1 + from.below(999);
      return `${from.below(denominator + 1)}/${denominator}`;
    }
    default:
      return `0.${from.below(1_000_000)}`;
  }
}

function anyAmount(from: Random, decimals: number, below: number, least = 0): string {
  const whole = least + from.below(below);
  return decimals === 0 ? `${whole}` : `${whole}.${String(from.below(10 ** decimals)).padStart(decimals, '0')}`;
}

/** Small ones, round ones and large ones, and the edges of a double. */
function anyMinor(from: Random): bigint {
  const edge = [0n, 1n, 2n ** 53n - 1n, 2n ** 53n + 1n];
  if (from.chance(5)) return from.one(edge);
  const digits = from.below(14);
  return BigInt(from.below(10 ** Math.min(9, digits + 1))) * 10n ** BigInt(Math.max(0, digits - 8));
}
