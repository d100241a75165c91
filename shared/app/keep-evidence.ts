import { InputError, UnknownError } from '../core/errors.ts';
import { hashOfBytes } from '../core/json.ts';
import { MOST_EVIDENCE_BYTES } from '../core/introductions/evidence.ts';
import type { Store } from '../ports/store.ts';

export interface KeepEvidence {
  readonly contractId: string;
  /** What the caller says the SHA-256 is, lower-case hex. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

/**
 * Keeps the bytes of a file under their own hash, for ever: the first writing stays, and nothing else can have the key.
 * Errors: `input.invalid` when the bytes are not those of the hash or too many; `input.unknown` without such a contract.
 */
export async function keepEvidence(
  store: Store,
  { contractId, sha256, bytes }: KeepEvidence,
): Promise<'kept' | 'known'> {
  if ((await store.readHead(contractId)) === undefined) {
    throw new UnknownError(`There is no contract ${contractId} here.`, { contractId });
  }
  if (bytes.byteLength > MOST_EVIDENCE_BYTES) {
    throw refused(
      'base64',
      `${bytes.byteLength} bytes`,
      `at most ${MOST_EVIDENCE_BYTES} bytes`,
      'Record its hash alone, and keep the file.',
    );
  }
  const actual = hashOfBytes(bytes);
  if (actual !== sha256) {
    throw refused(
      'base64',
      `bytes whose SHA-256 is ${actual}`,
      `bytes whose SHA-256 is ${sha256}`,
      'Send the file again, whole.',
    );
  }
  return store.keepEvidence({ contractId, sha256, bytes });
}

function refused(field: string, found: string, allowed: string, fix: string): InputError {
  return new InputError('The evidence is not kept.', [{ field, found, allowed, fix }]);
}
