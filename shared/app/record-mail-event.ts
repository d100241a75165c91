import { noticeKey } from '../core/notices/notice.ts';
import type { MailIntent } from '../core/ledger/intent.ts';
import type { Bell } from '../ports/bell.ts';
import type { MailReport } from '../ports/inbound.ts';
import type { Log } from '../ports/log.ts';
import type { InboxState, Store } from '../ports/store.ts';
import { noted } from './back-off.ts';
import { keptReport } from './kept-message.ts';
import { recordFacts } from './record-facts.ts';
import { known } from './send-statement.ts';

/**
 * Records what became of a mail, and settles its intent with it: a message that SES says it sent was
 * sent, whatever the sender knew; a bounce or complaint asks a person. Safe to run twice.
 */
export async function recordMailEvent(
  world: { store: Store; bell: Bell; log: Log },
  report: MailReport,
): Promise<InboxState> {
  const { contractId, happenedAt, event } = report;
  const kept = keptReport(report);
  const { inboxId } = kept;
  await world.store.keepMessage(kept);
  if ((await world.store.readHead(contractId)) === undefined) {
    await world.store.markMessage(inboxId, 'ignored', 'the contract is not on record here');
    return 'ignored';
  }
  const base = { id: inboxId, happenedAt, source: { kind: 'ses' as const, name: 'ses', inboxId } };
  const outcome = await recordFacts(world.store, world.bell, {
    contractId,
    recordedAt: happenedAt,
    facts: [{ ...base, ...saidBy(report) }],
    inbox: { inboxId, state: 'applied' },
    intents: async () => changed(await world.store.readIntent(contractId, intentIdOf(report)), report),
  });
  if (event === 'bounced' || event === 'complained') world.log.count('MailRefused');
  return outcome === 'known' ? 'known' : 'applied';
}

function saidBy({ statement = '', notice, party, event, messageId, attempt }: MailReport) {
  const what = { party, event, messageId, attempt };
  if (notice !== undefined) return { type: 'NoticeReported', data: { notice, ...what } } as const;
  return { type: 'MailReported', data: { statement, ...what } } as const;
}

function intentIdOf({ statement = '', notice, party }: MailReport): string {
  return notice === undefined ? `mail/${statement}/${party}` : noticeKey({ id: notice, party });
}

function changed(intent: Awaited<ReturnType<Store['readIntent']>>, report: MailReport): readonly MailIntent[] {
  if (intent?.kind !== 'mail') return [];
  const { event, messageId, happenedAt, attempt } = report;
  if (event === 'sent' || event === 'delivered') {
    // What became of an earlier attempt says nothing of the one that is to go now.
    if (intent.state !== 'pending' || attempt !== intent.attempt) return [];
    const history = noted(intent, happenedAt, `SES reports attempt ${attempt} as ${event}`);
    return [{ ...known(intent), state: 'done', failures: 0, messageId, history }];
  }
  const why = `SES reports attempt ${attempt} as ${event}.`;
  return [{ ...known(intent), state: 'waiting', note: why, messageId, history: noted(intent, happenedAt, why) }];
}
