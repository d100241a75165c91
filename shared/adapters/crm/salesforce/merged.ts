import type { SalesforceApi } from './api.ts';
import { recordId, type MergedIds } from './records.ts';
import { idsAt, select } from './select.ts';

/** Salesforce merges accounts and contacts: it keeps one, and deletes the others with the id of the one as their master. */
export type Mergeable = 'Account' | 'Contact';

/** A record that was merged may have taken others in before, or be taken in again; longer chains are no chains. */
const MOST_MERGES = 10;

/** These ids, and those of the records that they were merged into. */
export async function keptFor(api: SalesforceApi, object: Mergeable, ids: readonly string[]): Promise<string[]> {
  const all = new Set(ids);
  let fresh = [...all];
  for (let merge = 0; fresh.length > 0 && merge < MOST_MERGES; merge += 1) {
    const merged = await select(api, `SELECT Id, MasterRecordId FROM ${object} WHERE IsDeleted = true AND Id`, fresh);
    fresh = idsAt(merged, 'MasterRecordId').filter((id) => !all.has(id));
    for (const id of fresh) all.add(id);
  }
  return [...all];
}

/** What was merged into each of these ids, as long as the recycle bin knows. */
export async function mergedInto(
  api: SalesforceApi,
  kept: Readonly<Record<Mergeable, readonly string[]>>,
): Promise<MergedIds> {
  const into = new Map<string, string>();
  for (const object of ['Account', 'Contact'] as const) {
    let fresh = [...kept[object]];
    for (let merge = 0; fresh.length > 0 && merge < MOST_MERGES; merge += 1) {
      const query = `SELECT Id, MasterRecordId FROM ${object} WHERE IsDeleted = true AND MasterRecordId`;
      const merged = await select(api, query, fresh);
      fresh = idsAt(merged, 'Id').filter((id) => !into.has(id));
      for (const record of merged) {
        const [id, master] = [recordId(record, 'Id'), recordId(record, 'MasterRecordId')];
        if (id !== undefined && master !== undefined) into.set(id, into.get(master) ?? master);
      }
    }
  }
  const grouped = Map.groupBy(into, ([, master]) => master);
  return new Map([...grouped].map(([master, pairs]) => [master, pairs.map(([id]) => id)]));
}
