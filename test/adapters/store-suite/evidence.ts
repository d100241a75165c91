import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashOfBytes } from '../../../shared/core/json.ts';
import type { Store } from '../../../shared/ports/store.ts';
import { MOST_EVIDENCE_IN_TABLE_BYTES } from '../../../shared/core/introductions/evidence.ts';

export function describeEvidence(store: () => Store): void {
  describe('evidence', () => {
    it('keeps a file to the byte, as large as it may be', async () => {
      const bytes = randomBytes(MOST_EVIDENCE_IN_TABLE_BYTES);
      const kept = { contractId: randomUUID(), sha256: hashOfBytes(bytes), bytes };

      expect(await store().keepEvidence(kept)).toBe('kept');
      const read = await store().readEvidence(kept.contractId, kept.sha256);
      expect(hashOfBytes(read ?? new Uint8Array())).toBe(kept.sha256);
    });

    it('keeps the first writing under a key, and nothing for another contract', async () => {
      const [contractId, sha256] = [randomUUID(), 'f'.repeat(64)];
      await store().keepEvidence({ contractId, sha256, bytes: Uint8Array.of(1) });

      expect(await store().keepEvidence({ contractId, sha256, bytes: Uint8Array.of(2) })).toBe('known');
      expect([...((await store().readEvidence(contractId, sha256)) ?? [])]).toEqual([1]);
      expect(await store().readEvidence(randomUUID(), sha256)).toBeUndefined();
    });
  });
}
