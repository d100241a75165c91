/** An exact rate as a fraction of whole numbers: 10% is 10/100. Never a float, never basis points in a number. */
export interface Rate {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * Reads `10%`, `12.5%`, `0.1` or `1/3`, exactly; undefined when the text is none of these, the denominator is zero,
 * or the rate is over one whole (100%). Example: `12.5%` gives 125/1000.
 */
export function parseRate(text: string): Rate | undefined {
  const rate = parsePercent(text) ?? parseFraction(text) ?? parseDecimal(text, 1n);
  if (rate === undefined || rate.denominator === 0n || rate.numerator > rate.denominator) return undefined;
  return rate;
}

function parsePercent(text: string): Rate | undefined {
  return text.endsWith('%') ? parseDecimal(text.slice(0, -1), 100n) : undefined;
}

function parseFraction(text: string): Rate | undefined {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  if (match === null) return undefined;
  return { numerator: BigInt(match[1] ?? ''), denominator: BigInt(match[2] ?? '') };
}

function parseDecimal(text: string, per: bigint): Rate | undefined {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const decimals = match[2] ?? '';
  return { numerator: BigInt(`${match[1] ?? ''}${decimals}`), denominator: per * 10n ** BigInt(decimals.length) };
}
