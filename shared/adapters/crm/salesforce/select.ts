import type { LosslessJson } from '../../../core/lossless-json.ts';
import type { SalesforceApi } from './api.ts';
import { recordId } from './records.ts';

/** How many ids stand in one query. */
const AT_ONCE = 100;

/** A query whose last condition is one of these ids, such as `... WHERE Id`; none are no question. */
export async function select(
  api: SalesforceApi,
  query: string,
  ids: readonly string[],
  order = '',
): Promise<LosslessJson[]> {
  const all: LosslessJson[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    // An id in its long form is letters and digits, so that nothing of it needs to be escaped.
    const part = ids.slice(at, at + AT_ONCE).map((id) => `'${id}'`);
    all.push(...(await api.query(`${query} IN (${part.join(',')})${order}`)));
  }
  return all;
}

/** The ids at a key, each once, in their long form. */
export function idsAt(records: readonly LosslessJson[], key: string): string[] {
  return [...new Set(records.flatMap((record) => recordId(record, key) ?? []))];
}
