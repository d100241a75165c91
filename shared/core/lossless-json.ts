import { InvariantError } from './errors.ts';
import { isNestedDeeper } from './json.ts';

/** A JSON number as its sender wrote it. `Number` would have rounded what is long and forgotten how it was written. */
export class JsonNumber {
  /** Such as `250000.50` or `1e5`: the digits of the text itself. */
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** JSON whose numbers are kept as texts. */
export type LosslessJson =
  string | boolean | null | JsonNumber | readonly LosslessJson[] | { readonly [key: string]: LosslessJson };

/** Far more than any CRM nests, and few enough for whatever walks through it. */
const MOST_LEVELS = 50;

/** What the reviver of `JSON.parse` is told since ES2025; TypeScript's library does not say so yet. */
type Reviver = (this: unknown, key: string, value: unknown, context?: { readonly source?: string }) => unknown;

const keepSource: Reviver = (_, value, context) => {
  if (typeof value !== 'number') return value;
  if (context?.source === undefined) throw new InvariantError('this engine keeps no source of JSON numbers');
  return new JsonNumber(context.source);
};

/**
 * Reads JSON without turning any number into a float, so that an amount is exactly what was sent. Undefined when the
 * text is no JSON, or is nested more than 50 levels deep. Example: `{"value": 0.1}` gives a JsonNumber of `0.1`.
 */
export function parseLossless(text: string): LosslessJson | undefined {
  try {
    const json: unknown = JSON.parse(text, keepSource);
    // The reviver left no number in it, and JSON knows nothing else.
    return isNestedDeeper(json, MOST_LEVELS) ? undefined : (json as LosslessJson);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A member of an object by its own key; undefined for everything else, inherited members among it. */
export function memberOf(json: LosslessJson | undefined, key: string): LosslessJson | undefined {
  if (json === null || typeof json !== 'object' || json instanceof JsonNumber || !Object.hasOwn(json, key)) {
    return undefined;
  }
  // The key is the object's own; a list is asked by its index.
  return (json as Readonly<Record<string, LosslessJson>>)[key];
}

/** What lies at the end of a path of keys. Example: `['data', 'deal', 'amount']`. */
export function atPath(json: LosslessJson | undefined, path: readonly string[]): LosslessJson | undefined {
  return path.reduce<LosslessJson | undefined>(memberOf, json);
}

/** A text or number as a text; undefined for anything else. An id that is a number is given by its digits. */
export function textOf(json: LosslessJson | undefined): string | undefined {
  if (typeof json === 'string') return json;
  return json instanceof JsonNumber ? json.source : undefined;
}

/** What was found, for a problem: short, and with its type. */
export function foundText(json: LosslessJson | undefined): string {
  if (json === undefined) return 'nothing';
  if (json instanceof JsonNumber) return json.source.slice(0, 60);
  if (json !== null && typeof json === 'object') return Array.isArray(json) ? 'a list' : 'a mapping';
  const text = JSON.stringify(json);
  return text.length > 60 ? `${text.slice(0, 57).toWellFormed()}...` : text;
}
