import type { Plain } from '../../shared/core/json.ts';
import type { StatementMail } from '../../shared/ports/mailer.ts';
import { contractFile1999 } from '../builders/a-contract.ts';
import { CONTRACT } from '../builders/a-world.ts';

/** Read off contracts/auxer-pmr-1999.yaml. */
const ADDRESSES = { client: 'accounts@auxer.example', consultant: 'office@pmr.example' } as const;

/** Where the half of a party of a contract goes; every contract but the first has addresses with its own name. */
export function addressOf(contractId: string, party: StatementMail['party']): string {
  return contractId === CONTRACT ? ADDRESSES[party] : `${party}@${contractId}.example`;
}

/** The 1999 agreement between parties of another contract. */
export function fileOf(contractId: string): Record<string, Plain> {
  const file = structuredClone(read());
  if (contractId === CONTRACT) return file;
  for (const party of ['client', 'consultant'] as const) {
    Object.assign(Object(file[party]), { statementsTo: [addressOf(contractId, party)] });
  }
  return { ...file, id: contractId };
}

let file: Record<string, Plain> | undefined;

/** Parsed once: a crowd would spend its time on it. */
function read(): Record<string, Plain> {
  file ??= contractFile1999();
  return file;
}
