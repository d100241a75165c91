import { MOST_EVIDENCE_IN_TABLE_BYTES } from '../core/introductions/evidence.ts';
import type { EvidenceFiles } from '../ports/mail-intake.ts';
import type { Store } from '../ports/store.ts';

/** A store whose larger files of evidence are kept elsewhere. */
export function withEvidenceFiles(store: Store, files: EvidenceFiles): Store {
  return {
    ...store,
    keepEvidence: (evidence) =>
      evidence.bytes.byteLength > MOST_EVIDENCE_IN_TABLE_BYTES
        ? files.keepFile(evidence)
        : store.keepEvidence(evidence),
    readEvidence: async (contractId, sha256) =>
      (await store.readEvidence(contractId, sha256)) ?? (await files.readFile(contractId, sha256)),
  };
}
