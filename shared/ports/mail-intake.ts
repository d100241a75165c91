import type { Instant } from '../core/calendar/instant.ts';
import type { ReadMail } from '../core/mail/mail-receipt.ts';
import type { EvidenceRecord } from './store.ts';

/** A mail to the register that is not on a contract's record, and why. It holds nothing of the mail but who it says it is from. */
export interface MailNote {
  /** SES's id of the mail. */
  readonly mail: string;
  /** The contract that it was addressed to; undefined when there is none of that name. */
  readonly contractId?: string;
  readonly receivedAt: Instant;
  /** Such as `dkim-failed`. */
  readonly code: string;
  readonly why: string;
  readonly fix: string;
  /** Who its From says it is from, which proves nothing; empty when it cannot be read. */
  readonly from: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Where the whole mail lies, until it expires there. */
  readonly objectKey: string;
}

/** How many notes a contract keeps; a later one takes the place of an earlier one. */
export const MOST_MAIL_NOTES = 256;

/**
 * Notes about mails that prove nothing. Anybody can send such mails, so they are kept apart from the contract's record, in
 * a room that does not grow: each has its place by its id, whatever was there before. Errors: `dependency.failed`.
 */
export interface MailNotes {
  noteMail(note: MailNote): Promise<void>;
  /** Those of a contract, or those that name none, oldest first. */
  listMailNotes(contractId: string | undefined): Promise<MailNote[]>;
}

/** The mails that SES has stored. Errors: `dependency.failed`. */
export interface StoredMails {
  /** Undefined when there is none. */
  readMail(objectKey: string): Promise<Uint8Array | undefined>;
}

/** Reads the head of a message; `malformed` or `headers-too-long` for what is not read further. Never throws. */
export type ReadMailHead = (raw: Uint8Array) => Promise<ReadMail | 'malformed' | 'headers-too-long'>;

/** Files of evidence that are too large for an item of the table. Errors: `dependency.failed`. */
export interface EvidenceFiles {
  /** The first writing stays. */
  keepFile(evidence: EvidenceRecord): Promise<'kept' | 'known'>;
  readFile(contractId: string, sha256: string): Promise<Uint8Array | undefined>;
}
