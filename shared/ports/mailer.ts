import type { NoticeDocuments, StatementDocuments } from './documents.ts';

export interface StatementMail {
  readonly contractId: string;
  readonly statementId: string;
  readonly party: 'client' | 'consultant';
  readonly attempt: number;
  /** That party's addresses and nobody else's. */
  readonly to: readonly string[];
  readonly documents: StatementDocuments;
}

export interface NoticeMail extends Omit<StatementMail, 'statementId' | 'documents'> {
  /** Such as `introduction/harbor-ridge`. */
  readonly noticeId: string;
  readonly documents: NoticeDocuments;
}

/**
 * Sends one message. Errors: `input.invalid` when it cannot be composed, as for an address that is none; `dependency.failed`,
 * retryable when SES may take it later, not retryable when SES refused it. SES has no idempotency key: an unknown outcome is waited for, never just tried again.
 */
export interface Mailer {
  send(mail: StatementMail): Promise<{ messageId: string }>;
  sendNotice(mail: NoticeMail): Promise<{ messageId: string }>;
}
