import type { PartyRole } from '../facts/fact.ts';
import { hashOf } from '../json.ts';

/** What a notice says to one party, in plain sentences. */
export interface NoticeContent {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** Label and value, under the paragraphs. */
  readonly particulars: readonly { readonly label: string; readonly value: string }[];
}

/** A notice that should be sent: it exists once for each party by its id, such as `introduction/harbor-ridge`. */
export interface DueNotice {
  readonly id: string;
  readonly party: PartyRole;
  readonly content: NoticeContent;
}

/** A notice as it was written, with the hash of what it says: what is sent later is what was written then. */
export interface SealedNotice {
  readonly id: string;
  readonly content: NoticeContent;
  readonly contentHash: string;
}

export function sealNotice({ id, content }: DueNotice): SealedNotice {
  return { id, content, contentHash: hashOf(content) };
}

/** The id of the fact that a notice was written, and of the intent to send it. */
export function noticeKey({ id, party }: Pick<DueNotice, 'id' | 'party'>): string {
  return `notice/${id}/${party}`;
}
