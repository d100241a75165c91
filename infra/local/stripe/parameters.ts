import { badParameter } from './api-refusal-error.ts';
import type { FormTree, FormValue } from './form-body.ts';

/** How one parameter is read; `now` is Stripe's own time in Unix seconds. */
export interface Field<T> {
  read(value: FormValue, param: string, now: number): T;
  required?: true;
}
export interface RequiredField<T> extends Field<T> {
  required: true;
}
export type Fields = Readonly<Record<string, Field<unknown>>>;

/** What a set of fields gives once read: absent parameters are undefined. */
export type Read<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends RequiredField<infer T>
    ? T
    : F[K] extends Field<infer T>
      ? T | undefined
      : never;
};

/** Reads every parameter by its field; refuses unknown and missing ones as Stripe does. */
export function readParameters<F extends Fields>(tree: FormTree, fields: F, now: number, inside = ''): Read<F> {
  const path = (name: string) => (inside === '' ? name : `${inside}[${name}]`);
  const unknown = [...tree.keys()].filter((name) => !Object.hasOwn(fields, name)).map(path);
  const [first] = unknown;
  if (first !== undefined) {
    const message = `Received unknown parameter${unknown.length > 1 ? 's' : ''}: ${unknown.join(', ')}`;
    throw badParameter(first, message, 'parameter_unknown');
  }
  const read: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = tree.get(name);
    if (value !== undefined) read[name] = field.read(value, path(name), now);
    else if (field.required)
      throw badParameter(path(name), `Missing required param: ${path(name)}.`, 'parameter_missing');
  }
  // Each key holds what its own field read, which is what Read<F> says.
  return read as Read<F>;
}

export function required<T>(field: Field<T>): RequiredField<T> {
  return { ...field, required: true };
}

/** A parameter that Stripe knows and this stand-in does not act on: refused loudly rather than ignored. */
export const notModelled: Field<never> = {
  read: (_value, param) => {
    throw badParameter(param, `The local Stripe stand-in does not model the parameter ${param}.`);
  },
};

function plain(value: FormValue, param: string): string {
  if (typeof value !== 'string') throw badParameter(param, 'Invalid string: {...}', 'parameter_invalid_string');
  return value;
}

function notEmpty(value: FormValue, param: string): string {
  const given = plain(value, param);
  if (given !== '') return given;
  const message =
    `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however ` +
    `'${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`;
  throw badParameter(param, message, 'parameter_invalid_empty');
}

function atMost(given: string, max: number, param: string): string {
  if (given.length <= max) return given;
  throw badParameter(param, `Invalid string: ${given.slice(0, 20)}…; must be at most ${String(max)} characters`);
}

export function text(max = 5000): Field<string> {
  return { read: (value, param) => atMost(notEmpty(value, param), max, param) };
}

/** Text that an empty value unsets: read as null. */
export function unsettable(max = 5000): Field<string | null> {
  return { read: (value, param) => atMost(plain(value, param), max, param) || null };
}

/** Text in one exact form, refused with `message` otherwise. */
export function matching(pattern: RegExp, message: (given: string) => string, code?: string): Field<string> {
  return {
    read: (value, param) => {
      const given = notEmpty(value, param);
      if (!pattern.test(given)) throw badParameter(param, message(given), code);
      return given;
    },
  };
}

export const boolean: Field<boolean> = {
  read: (value, param) => {
    const given = notEmpty(value, param);
    if (given !== 'true' && given !== 'false') throw badParameter(param, `Invalid boolean: ${given}`);
    return given === 'true';
  },
};

export function integer(bounds: { min?: number; max?: number } = {}): Field<number> {
  return {
    read: (value, param) => {
      const given = notEmpty(value, param);
      const number = Number(given);
      if (!/^-?\d+$/.test(given) || !Number.isSafeInteger(number)) {
        throw badParameter(param, `Invalid integer: ${given}`, 'parameter_invalid_integer');
      }
      const { min = -Infinity, max = Infinity } = bounds;
      const limit = number < min ? `greater than or equal to ${String(min)}` : `less than or equal to ${String(max)}`;
      if (number < min || number > max) {
        throw badParameter(param, `This value must be ${limit}.`, 'parameter_invalid_integer');
      }
      return number;
    },
  };
}

/** The most that Stripe takes in one amount, in minor units. */
export const LARGEST_AMOUNT_MINOR = 99_999_999;

/** An amount in minor units; `sign` says whether it may be below zero. */
export function amount(sign: 'any' | 'not-negative' | 'positive'): Field<number> {
  return {
    read: (value, param) => {
      const min = { any: -Infinity, 'not-negative': 0, positive: 1 }[sign];
      const given = integer({ min }).read(value, param, 0);
      if (Math.abs(given) > LARGEST_AMOUNT_MINOR) {
        throw badParameter(param, 'Amount must be no more than $999,999.99', 'amount_too_large');
      }
      return given;
    },
  };
}

export const futureTimestamp: Field<number> = {
  read: (value, param, now) => {
    const given = notEmpty(value, param);
    if (!/^\d+$/.test(given) || Number(given) <= now) {
      throw badParameter(param, 'Invalid timestamp: must be an integer Unix timestamp in the future.');
    }
    return Number(given);
  },
};

export function oneOf<T extends string>(allowed: readonly T[], message?: string): Field<T> {
  return {
    read: (value, param) => {
      const given = notEmpty(value, param);
      const found = allowed.find((choice) => choice === given);
      if (found !== undefined) return found;
      const last = allowed.at(-1) ?? '';
      const choices = allowed.length === 1 ? last : `${allowed.slice(0, -1).join(', ')}, or ${last}`;
      throw badParameter(param, message ?? `Invalid ${param}: must be one of ${choices}`);
    },
  };
}

export function objectOf<F extends Fields>(fields: F): Field<Read<F>> {
  return {
    read: (value, param, now) => {
      if (typeof value === 'string') throw badParameter(param, 'Invalid object', 'parameter_invalid_empty');
      return readParameters(value, fields, now, param);
    },
  };
}

/** A list; an empty value is the empty list, which unsets. */
export function listOf<T>(field: Field<T>, max = 250): Field<T[]> {
  return {
    read: (value, param, now) => {
      if (value === '') return [];
      if (typeof value === 'string') throw badParameter(param, 'Invalid array');
      if (value.size > max)
        throw badParameter(param, `Array ${param} exceeded maximum ${String(max)} allowed elements.`);
      return [...value].map(([position, element]) => field.read(element, `${param}[${position}]`, now));
    },
  };
}

/** Seconds: one instant, or bounds on it. */
export interface Range {
  gt?: number | undefined;
  gte?: number | undefined;
  lt?: number | undefined;
  lte?: number | undefined;
}

export const range: Field<Range> = {
  read: (value, param, now) => {
    if (typeof value === 'string') {
      const instant = integer().read(value, param, now);
      return { gte: instant, lte: instant };
    }
    return readParameters(value, { gt: integer(), gte: integer(), lt: integer(), lte: integer() }, now, param);
  },
};

/** Whether an instant lies in the range; one that does not exist never does. */
export function isWithin(instant: number | null, bounds: Range | undefined): boolean {
  if (bounds === undefined) return true;
  if (instant === null) return false;
  const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = bounds;
  return instant > gt && instant >= gte && instant < lt && instant <= lte;
}
