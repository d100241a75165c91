import { hash } from 'node:crypto';

/** What JSON can hold. Amounts are decimal strings in it, bigint in code; see `fromPlain`. */
export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

/**
 * Turns a value into plain JSON: bigint becomes a decimal string, undefined properties go.
 * Example: `{ amountMinor: 200000n }` becomes `{ amountMinor: '200000' }`.
 */
export function toPlain(value: unknown): Plain {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(toPlain);
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return Object.fromEntries(entries.map(([key, inner]) => [key, toPlain(inner)]));
  }
  return value as Plain;
}

/**
 * The way back. A key that ends in `Minor` holds an amount in minor units (house style: units last), so its decimal
 * string becomes a bigint; everything else stays as it is. The caller knows that `toPlain` wrote the value as a T.
 */
export function fromPlain<T>(value: unknown): T {
  return revive(value) as T;
}

function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((inner) => revive(inner));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([name, inner]: [string, unknown]) => [
    name,
    name.endsWith('Minor') && typeof inner === 'string' ? BigInt(inner) : revive(inner),
  ]);
  return Object.fromEntries(entries);
}

/** True when lists and mappings lie in one another more than `levels` deep. Never runs out of stack itself. */
export function isNestedDeeper(value: unknown, levels: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= levels; depth += 1) {
    level = level.flatMap((inner) => (inner !== null && typeof inner === 'object' ? Object.values(inner) : []));
    if (level.length === 0) return false;
  }
  return true;
}

/** JSON of `toPlain(value)` with sorted keys and no white space: the same value always gives the same text. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'bigint') return `"${value}"`;
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const inner: unknown = Reflect.get(value, key);
    if (inner !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(inner)}`);
  }
  return `{${members.join(',')}}`;
}

/** SHA-256 of the canonical JSON, in lower-case hex. */
export function hashOf(value: unknown): string {
  return hash('sha256', canonicalJson(value));
}

/** SHA-256 of bytes, in lower-case hex. */
export function hashOfBytes(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}

/** What a JSON text says; undefined when it is not JSON, for callers to whom that is an answer and not a fault. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
