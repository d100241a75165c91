/** An exact fraction of minor units; the denominator is above zero. Nothing is rounded until the end. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const ZERO: Fraction = { numerator: 0n, denominator: 1n };

export function wholeOf(minor: bigint): Fraction {
  return { numerator: minor, denominator: 1n };
}

export function add(a: Fraction, b: Fraction): Fraction {
  if (a.denominator === b.denominator) return { numerator: a.numerator + b.numerator, denominator: a.denominator };
  const shared = greatestDivisor(a.denominator, b.denominator);
  const [aTimes, bTimes] = [b.denominator / shared, a.denominator / shared];
  return { numerator: a.numerator * aTimes + b.numerator * bTimes, denominator: a.denominator * aTimes };
}

/** Keeps sums of many fractions small. */
function greatestDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestDivisor(b, a % b);
}

export function subtract(a: Fraction, b: Fraction): Fraction {
  return add(a, { numerator: -b.numerator, denominator: b.denominator });
}

/** `amountMinor` times a rate. Example: 25,000,000 times 10/100 is 2,500,000. */
export function times(amountMinor: bigint, rate: Fraction): Fraction {
  return { numerator: amountMinor * rate.numerator, denominator: rate.denominator };
}

/** Below zero when a is less than b, zero when they are equal. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function largest(a: Fraction, b: Fraction): Fraction {
  return compare(a, b) < 0 ? b : a;
}

export function smallest(a: Fraction, b: Fraction): Fraction {
  return compare(a, b) > 0 ? b : a;
}

/** A decimal string as an exact fraction; the schemas let nothing else through. Example: `0.25` is 25/100. */
export function decimalOf(text: string): Fraction {
  const [whole = '0', decimals = ''] = text.split('.');
  return { numerator: BigInt(whole + decimals), denominator: 10n ** BigInt(decimals.length) };
}

export function divide(a: Fraction, b: Fraction): Fraction {
  return { numerator: a.numerator * b.denominator, denominator: a.denominator * b.numerator };
}

export function multiply(a: Fraction, b: Fraction): Fraction {
  return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator };
}
