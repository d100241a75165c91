import { dateIn, type Instant } from '../core/calendar/instant.ts';
import type { NewFact } from '../core/facts/fact.ts';
import type { NoticeMailIntent } from '../core/ledger/intent.ts';
import { dueNotices } from '../core/notices/due-notices.ts';
import { noticeKey, sealNotice, type DueNotice } from '../core/notices/notice.ts';
import { latest } from '../core/owed/versions.ts';
import type { Bell } from '../ports/bell.ts';
import type { Store } from '../ports/store.ts';
import type { ContractState } from './contract-state.ts';
import { recordFacts } from './record-facts.ts';

/** How many notices go down in one transaction. */
const MOST_AT_ONCE = 8;

/** The notices that are due and not written, as many as go down at once. */
export function noticesDue(state: ContractState, now: Instant): DueNotice[] {
  const { timeZone } = latest(state.versions).terms;
  return dueNotices(state, dateIn(now, timeZone)).slice(0, MOST_AT_ONCE);
}

/**
 * Writes down the notices that are due: the fact that each was written, with the hash of what it says, and the intent to
 * send it, in one transaction, so that each exists once for its party. The contract is rung again for what is left.
 */
export async function issueNotices(
  world: { readonly store: Store; readonly bells: Bell },
  contractId: string,
  due: readonly DueNotice[],
  now: Instant,
): Promise<void> {
  await recordFacts(world.store, world.bells, {
    contractId,
    recordedAt: now,
    facts: due.map((notice) => issued(notice, now)),
    newIntents: due.map((notice) => noticeIntent(notice, now)),
  });
}

function issued(notice: DueNotice, now: Instant): NewFact {
  const { id, contentHash } = sealNotice(notice);
  return {
    id: noticeKey(notice),
    type: 'NoticeIssued',
    happenedAt: now,
    source: { kind: 'system', name: 'notices' },
    data: { notice: id, party: notice.party, contentHash },
  };
}

function noticeIntent(notice: DueNotice, createdAt: Instant): NoticeMailIntent {
  return {
    id: noticeKey(notice),
    kind: 'mail',
    notice: sealNotice(notice),
    party: notice.party,
    revision: 1,
    state: 'pending',
    attempt: 1,
    createdAt,
    failures: 0,
    history: [],
  };
}
