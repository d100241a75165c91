import type { Instant } from '../calendar/instant.ts';
import type { MailHeader } from './mail-header.ts';
import type { Mailbox } from './mailbox.ts';

/** What SES says of one check; `DISABLED` where a check was not made at all. */
export const VERDICTS = ['PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED', 'DISABLED'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What SES says of a message that it received and stored. Source: AWS, contents of notifications for e-mail receiving. */
export interface MailReceipt {
  /** SES's own id of the message, which is also in the stored message. */
  readonly mailId: string;
  /** When SES took it: the one time in it that its sender did not choose. */
  readonly receivedAt: Instant;
  /** The addresses that it was delivered to, of those that the receipt rule is for. */
  readonly recipients: readonly string[];
  /** The sender in the envelope; empty for a bounce. */
  readonly envelopeFrom: string;
  /** From as SES reads it, where its headers were not cut off. */
  readonly shownFrom?: readonly string[];
  readonly verdicts: Readonly<Record<'spam' | 'virus' | 'spf' | 'dkim' | 'dmarc', Verdict>>;
  /** Where the whole message lies. */
  readonly objectKey: string;
}

/** The head of a message as a MIME library reads it. */
export interface ReadMail {
  /** All fields, from the top. */
  readonly headers: readonly MailHeader[];
  /** Every mailbox of the field, members of groups among them; an address that cannot be read is as it stands. */
  readonly from: readonly Mailbox[];
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
}
