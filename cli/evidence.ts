import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { InputError } from '../shared/core/errors.ts';
import { MOST_EVIDENCE_BYTES } from '../shared/core/introductions/evidence.ts';
import { apiPath, type ApiClient } from './api-client.ts';

/** A file as evidence: its hash, and whether its bytes are kept. */
interface Kept {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly kind: 'email' | 'calendar-entry' | 'document';
  readonly kept: boolean;
}

/**
 * Keeps files as evidence and names each by its hash. A file above the limit stays where it is: its hash proves later that
 * it is the same one. Errors: `input.invalid` for a file that cannot be read.
 */
export async function keepEvidence(api: ApiClient, contractId: string, paths: readonly string[]): Promise<Kept[]> {
  const kept: Kept[] = [];
  for (const path of paths) kept.push(await keepOne(api, contractId, path));
  return kept;
}

async function keepOne(api: ApiClient, contractId: string, path: string): Promise<Kept> {
  const content = readEvidence(path);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const isSmall = content.byteLength <= MOST_EVIDENCE_BYTES;
  if (isSmall)
    await api.put(apiPath('contracts', contractId, 'evidence', sha256), { base64: content.toString('base64') });
  return { name: basename(path), sha256, bytes: content.byteLength, kind: kindOf(path), kept: isSmall };
}

function readEvidence(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new InputError(`The evidence ${path} cannot be read. Check the path.`, [], cause);
  }
}

function kindOf(path: string): Kept['kind'] {
  if (/\.eml$/i.test(path)) return 'email';
  return /\.ics$/i.test(path) ? 'calendar-entry' : 'document';
}
