import { earlier } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import { factsOf, type Fact } from '../facts/fact.ts';
import { liveFacts } from '../facts/live-facts.ts';
import type { Entry, Posting } from '../ledger/posting.ts';
import { endingOf } from '../owed/ending.ts';
import { latest } from '../owed/versions.ts';
import type { TermsVersion } from '../terms/terms.ts';
import { introductionNotices, nextRegisterDay, type RegisterView } from './introduction-notices.ts';
import { mailNotices } from './mail-notices.ts';
import { noticeKey, type DueNotice } from './notice.ts';
import { nextReminderDay, reminderNotices, type BooksView } from './reminder-notices.ts';

/** What notices follow from: the terms, what is known, and the books. */
export interface NoticeRecord {
  readonly versions: readonly TermsVersion[];
  readonly facts: readonly Fact[];
  readonly postings: readonly Posting[];
  readonly entries: readonly Entry[];
}

/** Everything that a party has to be told by now and was not: notices that are due, less those that were written. Pure. */
export function dueNotices(record: NoticeRecord, asOfOn: PlainDate): DueNotice[] {
  const issued = new Set(
    factsOf(record.facts, 'NoticeIssued').map(({ data }) => noticeKey({ ...data, id: data.notice })),
  );
  const view = viewOf(record, asOfOn);
  return [...introductionNotices(view), ...reminderNotices(view), ...mailNotices(view)].filter(
    (notice) => !issued.has(noticeKey(notice)),
  );
}

/** The next day on which time alone makes a notice due, or changes how an introduction stands. */
export function nextNoticeDay(record: NoticeRecord, asOfOn: PlainDate): PlainDate | undefined {
  const view = viewOf(record, asOfOn);
  return earlier(nextRegisterDay(view), nextReminderDay(view));
}

function viewOf({ versions, facts, postings, entries }: NoticeRecord, asOfOn: PlainDate): RegisterView & BooksView {
  const { terms } = latest(versions);
  return { terms, facts: liveFacts(facts), all: facts, postings, entries, asOfOn, ending: endingOf(facts, terms) };
}
