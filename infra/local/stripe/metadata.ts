import type { Stripe } from 'stripe';
import { badParameter } from './api-refusal-error.ts';
import type { Field } from './parameters.ts';

/** What a request wants done to metadata: all of it unset, or some keys set and (null) unset. */
export type MetadataChange = 'unset' | Map<string, string | null>;

const MOST_KEYS = 50;
const LONGEST_KEY = 40;
const LONGEST_VALUE = 500;

export const metadata: Field<MetadataChange> = {
  read: (value, param) => {
    if (value === '') return 'unset';
    if (typeof value === 'string') throw badParameter(param, 'Invalid object');
    const change = new Map<string, string | null>();
    for (const [key, given] of value) {
      if (typeof given !== 'string')
        throw badParameter(`${param}[${key}]`, 'Invalid string: metadata values are text.');
      if (key.length > LONGEST_KEY) throw tooLong(param, 'keys', LONGEST_KEY, 'key', key);
      if (given.length > LONGEST_VALUE) throw tooLong(`${param}[${key}]`, 'values', LONGEST_VALUE, 'value', given);
      change.set(key, given === '' ? null : given);
    }
    return change;
  },
};

function tooLong(param: string, which: string, limit: number, one: string, given: string) {
  const message =
    `Metadata ${which} can have up to ${String(limit)} characters, but you passed in a ${one} that is ` +
    `${String(given.length)} characters. Invalid ${one}: ${given}`;
  return badParameter(param, message);
}

/** The metadata after the change; refuses a fifty-first key. */
export function changedMetadata(before: Stripe.Metadata | null, change: MetadataChange | undefined): Stripe.Metadata {
  if (change === undefined) return before ?? {};
  if (change === 'unset') return {};
  const after = new Map(Object.entries(before ?? {}));
  for (const [key, value] of change) {
    if (value === null) after.delete(key);
    else after.set(key, value);
  }
  if (after.size > MOST_KEYS) {
    throw badParameter(
      'metadata',
      `Metadata can have up to ${String(MOST_KEYS)} keys, but this object would have ${String(after.size)}.`,
    );
  }
  return Object.fromEntries(after);
}
