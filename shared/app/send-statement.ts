import { DependencyError, InputError, InvariantError, UnknownError } from '../core/errors.ts';
import { hashOf } from '../core/json.ts';
import type { MailIntent, NoticeMailIntent, StatementMailIntent } from '../core/ledger/intent.ts';
import { minutesAfter } from '../core/calendar/instant.ts';
import { termsAt } from '../core/owed/versions.ts';
import { tallyCode } from '../core/statement/tally-code.ts';
import type { ActivationStore } from '../ports/activation.ts';
import type { Bell, IntentRing } from '../ports/bell.ts';
import type { DocumentMaker } from '../ports/documents.ts';
import type { Log } from '../ports/log.ts';
import type { Mailer } from '../ports/mailer.ts';
import type { Store } from '../ports/store.ts';
import { afterFailure, behindFence, noted } from './back-off.ts';
import { isParked, versionsOf } from './contract-state.ts';
import { readFence } from './fence.ts';

export interface StatementWorld {
  readonly store: Store;
  readonly activations: ActivationStore;
  readonly documents: DocumentMaker;
  readonly mailer: Mailer;
  readonly bell: Bell;
  readonly log: Log;
}

/** How long a send whose outcome nobody knows may show itself by an SES event before it is sent again. */
export const UNKNOWN_OUTCOME_MINUTES = 30;

export type SendOutcome = 'sent' | 'later' | 'fenced' | 'waiting' | 'nothing-to-do';

/**
 * Sends one sealed statement, or one notice, to one party. SES takes no idempotency key, so the intent says `sending` before the call;
 * a crash in between leaves an unknown outcome, which is waited for (an SES event settles it) and only then sent
 * again, with the reason on record. A second copy is bearable, another party's copy is not: the addresses come from
 * the terms for that party alone. Source: facts on AWS 1.7.
 */
export async function sendStatement(world: StatementWorld, ring: IntentRing): Promise<SendOutcome> {
  let intent = await readMailIntent(world.store, ring);
  if (intent.state !== 'pending' || (await isParked(world.store, ring.contractId))) return 'nothing-to-do';
  const fence = await readFence(world.store, world.activations, ring.contractId);
  if (!fence.open) {
    world.log.warn('fence is shut: no mail is sent', {
      contractId: ring.contractId,
      intent: intent.id,
      code: fence.code,
    });
    world.log.count('FenceShut');
    await world.store.saveIntent(ring.contractId, behindFence(intent, ring.asOf));
    return 'fenced';
  }
  if (intent.sendingSince !== undefined) {
    if (ring.asOf < minutesAfter(intent.sendingSince, UNKNOWN_OUTCOME_MINUTES)) return 'later';
    intent = secondAttempt(intent, ring);
  }
  const mail = await compose(world, ring, intent);
  intent = await world.store.saveIntent(ring.contractId, { ...intent, sendingSince: ring.asOf });
  const taken = await tried(world, ring, intent, mail);
  if (typeof taken === 'string') return taken;
  const history = noted(intent, ring.asOf, `Attempt ${intent.attempt} was taken by SES as ${taken.messageId}`);
  const done = { ...known(intent), state: 'done' as const, failures: 0, messageId: taken.messageId, history };
  await world.store.saveIntent(ring.contractId, done);
  await world.bell.ringContract(ring);
  return 'sent';
}

/** Only what SES says is an outcome of sending: a table that fails afterwards leaves the mail sent and its outcome unknown. */
async function tried(
  world: StatementWorld,
  ring: IntentRing,
  intent: MailIntent,
  mail: Composed,
): Promise<{ messageId: string } | SendOutcome> {
  try {
    return await mail.send(intent.attempt);
  } catch (error) {
    if (error instanceof InputError) return refused(world, ring, intent, `It cannot be composed: ${error.message}`);
    if (!(error instanceof DependencyError)) throw error;
    return failed(world, ring, intent, error);
  }
}

/** What SES refused was not sent: try later, or ask. What timed out may have been: that stays unknown. */
async function failed(
  world: StatementWorld,
  ring: IntentRing,
  intent: MailIntent,
  error: DependencyError,
): Promise<SendOutcome> {
  world.log.count('DependencyFailed');
  world.log.warn('SES failed', { contractId: ring.contractId, intent: intent.id, ...error.details });
  if (error.details['outcome'] === 'unknown') {
    await world.store.callAttention(ring.contractId, minutesAfter(ring.asOf, UNKNOWN_OUTCOME_MINUTES));
    return 'later';
  }
  if (error.retryable) {
    const later = await world.store.saveIntent(ring.contractId, afterFailure(known(intent), error, ring.asOf));
    await world.store.callAttention(ring.contractId, later.notBefore ?? ring.asOf);
    return 'later';
  }
  return refused(world, ring, intent, `SES refused it: ${error.message}`);
}

/** It was not sent and would not be next time: a person is asked. */
async function refused(world: StatementWorld, ring: IntentRing, intent: MailIntent, why: string): Promise<'waiting'> {
  const history = noted(intent, ring.asOf, why);
  await world.store.saveIntent(ring.contractId, { ...known(intent), state: 'waiting', note: why, history });
  return 'waiting';
}

/** One mail, ready to go: what it says is what was sealed, and its addresses are those of its party alone. */
interface Composed {
  readonly send: (attempt: number) => Promise<{ messageId: string }>;
}

async function compose(world: StatementWorld, ring: IntentRing, intent: MailIntent): Promise<Composed> {
  return 'notice' in intent ? composeNotice(world, ring, intent) : composeStatementMail(world, ring, intent);
}

async function composeNotice(world: StatementWorld, ring: IntentRing, intent: NoticeMailIntent): Promise<Composed> {
  const { contractId } = ring;
  const { party } = intent;
  const { id: noticeId, content, contentHash } = intent.notice;
  const record = await world.store.readContract(contractId);
  const issued = record?.facts.find(({ id }) => id === intent.id);
  const isSealed = issued?.type === 'NoticeIssued' && issued.data.contentHash === contentHash;
  if (record === undefined || !isSealed || hashOf(content) !== contentHash) {
    throw new InvariantError('a notice is not what was written', { contractId, intent: intent.id });
  }
  const to = termsAt(versionsOf(record.terms), ring.asOf)[party].statementsTo;
  const documents = await world.documents.makeNotice(content);
  return { send: (attempt) => world.mailer.sendNotice({ contractId, noticeId, party, to, documents, attempt }) };
}

async function composeStatementMail(
  world: StatementWorld,
  ring: IntentRing,
  intent: StatementMailIntent,
): Promise<Composed> {
  const { contractId } = ring;
  const statement = await world.store.readStatement(contractId, intent.statement);
  const record = await world.store.readContract(contractId);
  if (statement === undefined || record === undefined) {
    throw new InvariantError('a mail intent without its statement', { contractId, intent: intent.id });
  }
  const { tallyCode: printed, ...data } = statement;
  if (tallyCode(data) !== printed)
    throw new InvariantError('a sealed statement was changed', { contractId, intent: intent.id });
  const to = termsAt(versionsOf(record.terms), ring.asOf)[intent.party].statementsTo;
  const documents = await world.documents.make(statement, intent.party);
  const mail = { contractId, statementId: statement.id, party: intent.party, to, documents };
  return { send: (attempt) => world.mailer.send({ ...mail, attempt }) };
}

function secondAttempt(intent: MailIntent, ring: IntentRing): MailIntent {
  const why =
    `The outcome of attempt ${intent.attempt} is unknown: it was begun at ${intent.sendingSince ?? ''} and SES has reported ` +
    `nothing for ${UNKNOWN_OUTCOME_MINUTES} minutes. It is sent again.`;
  return { ...known(intent), attempt: intent.attempt + 1, history: noted(intent, ring.asOf, why) };
}

/** The intent with its outcome known: no longer in the middle of sending. */
export function known(intent: MailIntent): MailIntent {
  const { sendingSince: _, ...rest } = intent;
  return rest;
}

async function readMailIntent(store: Store, ring: IntentRing): Promise<MailIntent> {
  const intent = await store.readIntent(ring.contractId, ring.intent);
  if (intent?.kind !== 'mail') {
    throw new UnknownError('There is no such mail intent.', { contractId: ring.contractId, intent: ring.intent });
  }
  return intent;
}
