import { add, decimalOf, largest, smallest, subtract, times, wholeOf, ZERO, type Fraction } from '../money/fraction.ts';
import { smaller } from '../order.ts';
import type { Band, FeeRate, ItemRate, ShareBand } from '../terms/fee-rate.ts';

/** One line of the arithmetic, before it has its clause. */
export interface FeeStep {
  readonly what: string;
  readonly figures: string;
}

export interface FeeAmount {
  /** Exact; rounded by the caller, once. */
  readonly value: Fraction;
  readonly steps: readonly FeeStep[];
}

/** What a fee is worked out on: an amount, and counted things. */
export interface FeeBasis {
  readonly amountMinor: bigint;
  /** What the amount is, in words, such as `the funding`. */
  readonly called?: string;
  readonly quantities?: Readonly<Record<string, string>>;
}

/** How amounts are written in the steps. */
export interface FeeWords {
  readonly money: (minor: bigint) => string;
  readonly exact: (value: Fraction) => string;
}

/**
 * The fee on an amount by a rate, exactly, with its steps. Example: Lehman on 3,000,000.00 is 50,000.00 + 40,000.00 +
 * 30,000.00 = 120,000.00.
 */
export function feeAmount(rate: FeeRate, under: FeeBasis, words: FeeWords): FeeAmount {
  const { amountMinor } = under;
  switch (rate.kind) {
    case 'share': {
      const value = times(amountMinor, rate.rate);
      const figures = `${words.money(amountMinor)} × ${rate.text} = ${words.exact(value)}`;
      return { value, steps: [{ what: `${rate.text} of ${under.called ?? 'the amount'}`, figures }] };
    }
    case 'fixed':
      return {
        value: wholeOf(rate.amountMinor),
        steps: [{ what: 'A fixed amount', figures: words.money(rate.amountMinor) }],
      };
    case 'bands':
      return rate.taken === 'marginal'
        ? marginal(rate.bands, amountMinor, words)
        : whole(rate.bands, amountMinor, words);
    case 'per':
      return forEach(rate, amountMinor, words);
    case 'items':
      return byItem(rate.items, under.quantities ?? {}, words);
    case 'greatest':
    case 'least':
    case 'sum':
      return together(rate, under, words);
    default:
      return rate satisfies never;
  }
}

function marginal(bands: readonly ShareBand[], amountMinor: bigint, words: FeeWords): FeeAmount {
  const steps: FeeStep[] = [];
  let value = ZERO;
  let floor = 0n;
  for (const { upToMinor, rate, text } of bands) {
    const top = smaller(amountMinor, upToMinor ?? amountMinor);
    if (top <= floor) break;
    const part = times(top - floor, rate);
    const span =
      upToMinor === undefined
        ? `above ${words.money(floor)}`
        : `from ${words.money(floor)} to ${words.money(upToMinor)}`;
    steps.push({
      what: `${text} of the part ${span}`,
      figures: `${words.money(top - floor)} × ${text} = ${words.exact(part)}`,
    });
    value = add(value, part);
    floor = top;
  }
  if (steps.length > 1) steps.push({ what: 'The parts together', figures: words.exact(value) });
  return { value, steps };
}

function whole(bands: readonly Band[], amountMinor: bigint, words: FeeWords): FeeAmount {
  const band = bands.find(({ upToMinor }) => upToMinor === undefined || amountMinor <= upToMinor);
  if (band === undefined) return { value: ZERO, steps: [] };
  const limit = band.upToMinor === undefined ? 'the last band' : `the band up to ${words.money(band.upToMinor)}`;
  if ('fixedMinor' in band) {
    const figures = `${words.money(amountMinor)}: ${words.money(band.fixedMinor)}`;
    return { value: wholeOf(band.fixedMinor), steps: [{ what: `A fixed amount, by ${limit}`, figures }] };
  }
  const value = times(amountMinor, band.rate);
  const figures = `${words.money(amountMinor)} × ${band.text} = ${words.exact(value)}`;
  return { value, steps: [{ what: `${band.text} of the whole, by ${limit}`, figures }] };
}

function forEach(
  { eachMinor, fixedMinor }: FeeRate & { kind: 'per' },
  amountMinor: bigint,
  words: FeeWords,
): FeeAmount {
  const full = amountMinor / eachMinor;
  const value = wholeOf(full * fixedMinor);
  const figures = `${full} × ${words.money(fixedMinor)} = ${words.exact(value)}`;
  return {
    value,
    steps: [{ what: `For each full ${words.money(eachMinor)} of ${words.money(amountMinor)}`, figures }],
  };
}

function byItem(items: readonly ItemRate[], quantities: Readonly<Record<string, string>>, words: FeeWords): FeeAmount {
  const steps: FeeStep[] = [];
  let value = ZERO;
  for (const { item, eachMinor, above } of items) {
    const count = quantities[item];
    if (count === undefined) continue;
    const beyond = largest(subtract(decimalOf(count), decimalOf(above)), ZERO);
    const part = times(eachMinor, beyond);
    const what = above === '0' ? `${count} ${item}` : `${count} ${item}, of which ${above} are included`;
    steps.push({ what, figures: `${decimalText(beyond)} × ${words.money(eachMinor)} = ${words.exact(part)}` });
    value = add(value, part);
  }
  return { value, steps };
}

function decimalText({ numerator, denominator }: Fraction): string {
  const scaled = (numerator * 10_000n) / denominator;
  const decimals = (scaled % 10_000n).toString().padStart(4, '0').replace(/0+$/, '');
  return decimals === '' ? (scaled / 10_000n).toString() : `${scaled / 10_000n}.${decimals}`;
}

function together(rate: FeeRate & { kind: 'greatest' | 'least' | 'sum' }, under: FeeBasis, words: FeeWords): FeeAmount {
  const parts = rate.of.map((part) => feeAmount(part, under, words));
  const join = { greatest: largest, least: smallest, sum: add }[rate.kind];
  const value = parts.map((part) => part.value).reduce((a, b) => join(a, b));
  const names = { greatest: 'The greatest of these', least: 'The least of these', sum: 'The sum of these' };
  const figures = parts.map((part) => words.exact(part.value)).join(rate.kind === 'sum' ? ' + ' : ', ');
  return {
    value,
    steps: [
      ...parts.flatMap((part) => part.steps),
      { what: names[rate.kind], figures: `${figures}: ${words.exact(value)}` },
    ],
  };
}
