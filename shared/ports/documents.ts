import type { PartyRole } from '../core/facts/fact.ts';
import type { NoticeContent } from '../core/notices/notice.ts';
import type { Statement } from '../core/statement/statement.ts';

/** A statement as a party receives it; all three say the same figures and the same tally code. */
export interface StatementDocuments {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly pdf: Uint8Array;
  readonly pdfName: string;
}

/** A notice as a party receives it. */
export interface NoticeDocuments {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

export interface DocumentMaker {
  /** What a notice says, fit to send. Deterministic. */
  makeNotice(content: NoticeContent): Promise<NoticeDocuments>;
  /** The half of the tally for one party: the same figures for both, addressed to one. Deterministic. */
  make(statement: Statement, party: PartyRole): Promise<StatementDocuments>;
}
