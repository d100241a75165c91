import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

/**
 * How far a long list has been played: all below `next`, and some above it, since several processes play at once and one may be
 * ahead of another.
 */
export class Place {
  #next: number;
  readonly #above: Set<number>;

  constructor({ next, above }: PlaceData = { next: 0, above: [] }) {
    this.#next = next;
    this.#above = new Set(above);
  }

  isDone(number: number): boolean {
    return number < this.#next || this.#above.has(number);
  }

  done(number: number): void {
    this.#above.add(number);
    while (this.#above.delete(this.#next)) this.#next += 1;
  }

  /** How many are done. */
  get count(): number {
    return this.#next + this.#above.size;
  }

  get data(): PlaceData {
    return { next: this.#next, above: [...this.#above] };
  }
}

export const placeData = z.strictObject({ next: z.int().min(0), above: z.array(z.int().min(0)) });
export type PlaceData = z.infer<typeof placeData>;

/** Reads what an earlier run left; undefined when there is nothing. Errors: SyntaxError or ZodError when it is not what such a run leaves. */
export function readState<T>(file: string, schema: z.ZodType<T>): T | undefined {
  return existsSync(file) ? schema.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

/** Whole or not at all: a process that is killed leaves the state of before. */
export function writeState(file: string, state: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}
