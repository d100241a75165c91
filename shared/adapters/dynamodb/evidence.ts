import type { EvidenceRecord } from '../../ports/store.ts';
import { evidenceKey } from './keys.ts';
import { readItem, type StoredItem, type Table } from './table.ts';
import { put, transact } from './transaction.ts';

type EvidenceItem = StoredItem & { readonly bytes: Uint8Array };

/** Files kept as evidence: written once under their own hash, never changed. */
export function evidenceIn(table: Table) {
  return {
    keepEvidence: async ({ contractId, sha256, bytes }: EvidenceRecord): Promise<'kept' | 'known'> => {
      const action = put(evidenceKey(contractId, sha256), { attributes: { bytes } }, () => 'known');
      return (await transact(table, [action])) === 'done' ? 'kept' : 'known';
    },
    readEvidence: async (contractId: string, sha256: string): Promise<Uint8Array | undefined> =>
      (await readItem<EvidenceItem>(table, evidenceKey(contractId, sha256)))?.bytes,
  };
}
