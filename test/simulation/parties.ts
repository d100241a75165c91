import type { Plain } from '../../shared/core/json.ts';
import { contractFile1999 } from '../builders/a-contract.ts';

/** The 1999 agreement between parties of another contract; who adopts it puts its canaries in. */
export function fileOf(contractId: string): Record<string, Plain> {
  file ??= contractFile1999();
  return { ...structuredClone(file), id: contractId };
}

/** Parsed once: a crowd would spend its time on it. */
let file: Record<string, Plain> | undefined;
