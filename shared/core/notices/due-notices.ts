import type { PlainDate } from '../calendar/plain-date.ts';
import { factsOf, type Fact } from '../facts/fact.ts';
import { liveFacts } from '../facts/live-facts.ts';
import { endingOf } from '../owed/ending.ts';
import { latest } from '../owed/versions.ts';
import type { TermsVersion } from '../terms/terms.ts';
import { introductionNotices, nextRegisterDay, type RegisterView } from './introduction-notices.ts';
import { noticeKey, type DueNotice } from './notice.ts';

/** Everything that a party has to be told by now and was not: notices that are due, less those that were written. Pure. */
export function dueNotices(versions: readonly TermsVersion[], facts: readonly Fact[], asOfOn: PlainDate): DueNotice[] {
  const issued = new Set(factsOf(facts, 'NoticeIssued').map(({ data }) => noticeKey({ ...data, id: data.notice })));
  return introductionNotices(viewOf(versions, facts, asOfOn)).filter((notice) => !issued.has(noticeKey(notice)));
}

/** The next day on which time alone makes a notice due, or changes how an introduction stands. */
export function nextNoticeDay(
  versions: readonly TermsVersion[],
  facts: readonly Fact[],
  asOfOn: PlainDate,
): PlainDate | undefined {
  return nextRegisterDay(viewOf(versions, facts, asOfOn));
}

function viewOf(versions: readonly TermsVersion[], facts: readonly Fact[], asOfOn: PlainDate): RegisterView {
  const { terms } = latest(versions);
  return { terms, facts: liveFacts(facts), all: facts, asOfOn, ending: endingOf(facts, terms) };
}
