import type { AddProblem } from './cross-checks.ts';

/** Refuses a mapping that has none, or several, of some keys of which it has one. */
export function exactlyOne<T extends object>(
  value: T,
  keys: readonly (keyof T & string)[],
  at: string,
  allowed: string,
  add: AddProblem,
): void {
  const given = keys.filter((key) => value[key] !== undefined);
  const several = keys.length === 2 ? 'two' : 'three';
  if (given.length !== 1)
    add(
      `${at}.${keys[0] ?? ''}`,
      value[given[0] ?? keys[0] ?? ('' as keyof T)],
      allowed,
      `Give exactly one of the ${several}.`,
    );
}
