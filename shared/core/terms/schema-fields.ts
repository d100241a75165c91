import { closest } from 'fastest-levenshtein';
import * as z from 'zod';
import { isPlainDate } from '../calendar/plain-date.ts';
import { describe, parseAmount } from '../money/parse-amount.ts';
import { parseRate } from '../money/rate.ts';
import type { FeeRate } from './fee-rate.ts';
import { readFeeRate } from './read-fee-rate.ts';

/**
 * The fields of the contract file. Each schema's message says what is allowed; where a fix differs from "use what is
 * allowed" it follows after ` | `, and for unknown keys there is one for each.
 */
export const says = (allowed: string, ...fixes: readonly string[]): string => [allowed, ...fixes].join(' | ');

/** A mapping with these keys and no others; an unknown key is refused with the nearest known one. */
export function mapping<S extends z.ZodRawShape>(shape: S): z.ZodObject<S, z.core.$strict> {
  const keys = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? says(`the keys ${keys.join(', ')}`, ...issue.keys.map((key) => `Did you mean ${nearest(key, keys)}?`))
        : says(`a mapping with the keys ${keys.join(', ')}`, ...asMapping(issue.input, keys)),
  });
}

export function list<T extends z.ZodType>(item: T, least = 0): z.ZodArray<T> {
  const allowed = least === 0 ? 'a list' : `a list with at least ${least} item${least === 1 ? '' : 's'}`;
  return z
    .array(item, {
      error: ({ input }) =>
        typeof input === 'string' ? says(allowed, `Put it in square brackets: [${input}].`) : allowed,
    })
    .min(least);
}

/** How words that stand in place of a mapping are written as one. */
function asMapping(input: unknown, keys: readonly string[]): string[] {
  if (typeof input !== 'string') return [];
  return [`Write it in braces, key by key, such as { ${keys[0] ?? 'key'}: ${input} }.`];
}

/** The known word that begins as what was written, or else the one that is most like it. */
export function nearest(written: string, known: readonly string[]): string {
  const plain = written.toLowerCase();
  const begins = known.find((word) => word.toLowerCase().startsWith(plain) || plain.startsWith(word.toLowerCase()));
  return begins ?? closest(written, known);
}

export const text = z
  .string({
    error: (issue) =>
      typeof issue.input === 'number'
        ? says('text', `Put it in quotation marks: "${issue.input}".`)
        : says('text that is not empty'),
  })
  .refine((value) => value.trim() !== '', { error: 'text that is not empty' })
  .refine((value) => value.isWellFormed(), { error: 'whole characters' })
  .refine((value) => !hasControlCharacter(value), {
    error: 'one line of text, without line breaks or control characters',
  });

const hasControlCharacter = (value: string): boolean => /\p{Cc}/u.test(value);

export const identifier = z
  .string({ error: 'lower-case letters, digits and hyphens, such as auxer-pmr-1999' })
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'lower-case letters, digits and hyphens, such as auxer-pmr-1999' })
  .max(60, { error: 'at most 60 characters' });

export const date = z
  .string({ error: 'a date that exists, as YYYY-MM-DD' })
  .refine(isPlainDate, { error: 'a date that exists, as YYYY-MM-DD' });

export const email = z.email({ error: 'a full e-mail address, such as accounts@client.example' });

export const timeZone = z
  .string({ error: 'an IANA time zone, such as America/New_York' })
  .refine(isTimeZone, { error: 'an IANA time zone, such as America/New_York' });

export const rate = z
  .string({
    error: (issue) =>
      typeof issue.input === 'number'
        ? says('a rate up to 100%, such as "10%", "0.1" or "1/3"', 'Put it in quotation marks: a number is not exact.')
        : 'a rate up to 100%, such as "10%", "0.1" or "1/3"',
  })
  .refine((value) => parseRate(value) !== undefined, { error: 'a rate up to 100%, such as "10%", "0.1" or "1/3"' });

/** What one unit is worth in major units: up to eight decimals, as a penny share has. */
export const price = z
  .string({
    error: says('a price in quotation marks, such as "0.25"', 'Put it in quotation marks: a number is not exact.'),
  })
  .regex(/^(0|[1-9]\d{0,11})(\.\d{1,8})?$/, { error: 'a price in major units, such as "0.25"' })
  .refine((value) => !/^0(\.0+)?$/.test(value), { error: 'a price above zero' });

/** A number of whole things, or of parts of them. */
export const count = z
  .string({ error: 'a count in quotation marks, such as "68"' })
  .regex(/^\d{1,12}(\.\d{1,4})?$/, { error: 'a count in quotation marks, such as "68"' });

export function whole(least: number, most: number): z.ZodNumber {
  const allowed = `a whole number from ${least} to ${most}`;
  return z.int({ error: allowed }).min(least).max(most);
}

export const days = whole(0, 3650);

export function oneOf<const T extends readonly [string, ...string[]]>(...values: T) {
  return z.enum(values, {
    error: (issue) =>
      says(
        `one of ${values.join(', ')}`,
        ...(typeof issue.input === 'string' ? [`Did you mean ${nearest(issue.input, values)}?`] : []),
      ),
  });
}

/** An amount in major units of the file's currency, as a decimal string; comes out in minor units. */
export function amount(currency: string) {
  return z.unknown().transform((value, context): bigint => {
    const parsed = parseAmount('', value, currency);
    if ('amountMinor' in parsed) return parsed.amountMinor;
    context.issues.push({ code: 'custom', message: says(parsed.allowed, parsed.fix), input: value });
    return z.NEVER;
  });
}

/** The rate of a fee line: a share, or a mapping that composes scales, bands, fixed amounts and choices. */
export function feeRate(currency: string) {
  return z
    .unknown()
    .transform((value, context): FeeRate => {
      const read = readFeeRate(value, currency);
      if ('rate' in read) return read.rate;
      for (const { path, allowed, fix } of read.problems) {
        context.issues.push({
          code: 'custom',
          path: [...path],
          message: fix === undefined ? says(allowed) : says(allowed, fix),
          input: value,
        });
      }
      return z.NEVER;
    })
    .describe(A_FEE_RATE);
}

/** What the JSON Schema knows the rate of a fee by, which any form may have. */
export const A_FEE_RATE = 'A share such as "10%", or a mapping with a scale, bands, a fixed amount, a sum or a choice.';

const zones = new Set<string>();

/** The runtime is asked once for each zone that there is: it takes longer over one than over the rest of a file. */
function isTimeZone(zone: string): boolean {
  const isThere = zones.has(zone) || isZoneOfRuntime(zone);
  if (isThere) zones.add(zone);
  return isThere;
}

function isZoneOfRuntime(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '' && zone.includes('/');
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

export { describe };
