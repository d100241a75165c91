import type { PlainDate } from '../../shared/core/calendar/plain-date.ts';
import type { Plain } from '../../shared/core/json.ts';
import { contractFile1999 } from '../builders/a-contract.ts';
import { CONTRACT } from '../builders/a-world.ts';

/** The 1999 agreement between parties of another contract; who adopts it puts its canaries in. */
export function fileOf(contractId: string): Record<string, Plain> {
  file ??= contractFile1999();
  return { ...structuredClone(file), id: contractId };
}

/** The agreement as if it had been made on another day, from which its retainer counts too. */
export function fileDated(dated: PlainDate): Record<string, Plain> {
  const made = fileOf(CONTRACT);
  changeRetainer(made, { anchor: dated });
  return { ...made, dated };
}

/** Changes the retainer in a file of the parties. */
export function changeRetainer(
  file: Plain,
  changes: { readonly amount?: string; readonly anchor?: PlainDate; readonly everyMonths?: number },
): void {
  const terms: unknown = Reflect.get(Object(file), 'terms');
  if (!Array.isArray(terms)) throw new TypeError('a contract file without terms');
  const retainer: unknown = terms.find((term) => Reflect.get(Object(term), 'kind') === 'retainer');
  Object.assign(Object(retainer), changes);
}

/** Parsed once: a crowd would spend its time on it. */
let file: Record<string, Plain> | undefined;
