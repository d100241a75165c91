import { minutesAfter } from '../core/calendar/instant.ts';
import { closingIdOf } from '../core/crm/decide-deal.ts';
import { lookalikes } from '../core/crm/lookalike.ts';
import type { Problem } from '../core/errors.ts';
import type { ClosingState, EventState, NewFact } from '../core/facts/fact.ts';
import { closingsOf } from '../core/owed/closings.ts';
import type { Bell } from '../ports/bell.ts';
import type { InboundMessage } from '../ports/inbound.ts';
import type { Log } from '../ports/log.ts';
import type { InboxMessage, InboxState, Store } from '../ports/store.ts';
import { keptReused } from './kept-message.ts';
import { recordFacts } from './record-facts.ts';
import { recordMappedMessage } from './record-mapped-message.ts';

/** What a CRM's adapter reads from a raw body. */
export type CrmReading =
  | {
      readonly kind: 'closed' | 'corrected';
      readonly contract: string;
      readonly state: Omit<ClosingState, 'closing'>;
    }
  | { readonly kind: 'event'; readonly contract: string; readonly state: Omit<EventState, 'closing'> }
  | {
      readonly kind: 'reversed';
      readonly contract: string;
      readonly externalId: string;
      readonly reason: string;
      readonly reportedAt: string;
    }
  | readonly Problem[];

export interface CrmMessageWorld {
  readonly store: Store;
  readonly bell: Bell;
  readonly log: Log;
  readonly readCrmEvent: (body: string) => CrmReading;
}

/**
 * A sender that uses an id twice for two messages: taken for a repeat, the second would be lost without a word. Stripe
 * is left out: its repeats differ in the count of webhooks still to come, and the invoice is fetched anyway.
 */
export async function setAsideReused(
  world: CrmMessageWorld,
  message: InboundMessage,
  kept: InboxMessage,
): Promise<InboxState> {
  const own = keptReused(kept);
  await world.store.keepMessage(own);
  return setAside(world, message, own.inboxId, [
    {
      field: 'webhook-id',
      found: `${JSON.stringify(message.messageId)}, which came before with another body`,
      allowed: 'an id that no other message has',
      fix: 'Send the event again under an id of its own.',
    },
  ]);
}

/** A message of a contract that is still to be adopted: sent again after that, it is taken. */
export const NOT_ON_RECORD = 'the contract is not on record here';

export async function recordCrmMessage(
  world: CrmMessageWorld,
  message: InboundMessage,
  inboxId: string,
): Promise<InboxState> {
  const { contractId, receivedAt } = message;
  if ((await world.store.readHead(contractId)) === undefined) {
    return putAside(world, inboxId, NOT_ON_RECORD);
  }
  const connection = await world.store.readConnection(contractId, 'standard-webhooks');
  if (connection !== undefined) {
    const problems = await recordMappedMessage(world, { message, inboxId, connection });
    return problems.length === 0 ? 'applied' : setAside(world, message, inboxId, problems);
  }
  const reading = world.readCrmEvent(message.body);
  if ('length' in reading) return setAside(world, message, inboxId, reading);
  if (reading.contract !== contractId) {
    const problem = {
      field: 'data.contract',
      found: JSON.stringify(reading.contract),
      allowed: JSON.stringify(contractId),
    };
    return setAside(world, message, inboxId, [
      { ...problem, fix: "Send each contract's deals to that contract's own address." },
    ]);
  }
  const externalId = reading.kind === 'reversed' ? reading.externalId : reading.state.externalId;
  const happenedAt = reading.kind === 'reversed' ? reading.reportedAt : reading.state.reportedAt;
  if (happenedAt > minutesAfter(receivedAt, MOST_MINUTES_AHEAD)) {
    return setAside(world, message, inboxId, [fromTheFuture(happenedAt)]);
  }
  const alias = `crm/${externalId}`;
  const known = await world.store.closingOfAlias(contractId, alias);
  const closing = known ?? closingIdOf(alias);
  const base = { id: inboxId, happenedAt, source: { kind: 'crm' as const, name: contractId, inboxId } };
  const about = await closingAbout(world, contractId, reading);
  const like = known === undefined ? await likeOf(world, contractId, reading) : [];
  const fact = closingFact(base, reading, { closing, externalId, about, like });
  const outcome = await recordFacts(world.store, world.bell, {
    contractId,
    recordedAt: receivedAt,
    facts: [fact],
    ...(known === undefined ? { aliases: [{ alias, closing }] } : {}),
    inbox: { inboxId, state: 'applied' },
  });
  return outcome === 'known' ? 'known' : 'applied';
}

/** The closings on record that a new one looks like: a funding that was entered twice would earn its fee twice. */
async function likeOf(
  { store }: CrmMessageWorld,
  contractId: string,
  reading: Exclude<CrmReading, readonly Problem[]>,
): Promise<string[]> {
  if (reading.kind !== 'closed') return [];
  const record = await store.readContract(contractId);
  const closings = closingsOf(record?.facts ?? []).filter(({ kind, reversed }) => kind === 'closing' && !reversed);
  return lookalikes(reading.state, closings);
}

/** Our id of the happening that an event is about, whether it has come already or is still to come. */
async function closingAbout(
  world: CrmMessageWorld,
  contractId: string,
  reading: Exclude<CrmReading, readonly Problem[]>,
): Promise<string | undefined> {
  if (reading.kind !== 'event' || reading.state.about === undefined) return undefined;
  const alias = `crm/${reading.state.about}`;
  return (await world.store.closingOfAlias(contractId, alias)) ?? closingIdOf(alias);
}

/** The latest report of a closing counts, so one from the future would outrank every correction to come. */
const MOST_MINUTES_AHEAD = 24 * 60;

function fromTheFuture(found: string): Problem {
  return {
    field: 'timestamp',
    found,
    allowed: 'an instant that is not in the future',
    fix: 'Set the clock of the sender right and send the event again.',
  };
}

function closingFact(
  base: Pick<NewFact, 'id' | 'happenedAt' | 'source'>,
  reading: Exclude<CrmReading, readonly Problem[]>,
  said: { closing: string; externalId: string; about: string | undefined; like: readonly string[] },
): NewFact {
  const { closing, externalId, about, like } = said;
  switch (reading.kind) {
    case 'closed':
      return {
        ...base,
        type: 'ClosingReported',
        data: { ...reading.state, closing, ...(like.length === 0 ? {} : { like }) },
      };
    case 'corrected':
      return { ...base, type: 'ClosingCorrected', data: { ...reading.state, closing } };
    case 'event': {
      const { about: _, ...state } = reading.state;
      const data = { ...state, closing, ...(about === undefined ? {} : { about }) };
      return { ...base, type: 'EventReported', data };
    }
    case 'reversed': {
      const { reason, reportedAt } = reading;
      return { ...base, type: 'ClosingReversed', data: { closing, externalId, reason, reportedAt } };
    }
    default:
      return reading satisfies never;
  }
}

export async function setAside(
  world: CrmMessageWorld,
  { contractId, receivedAt }: InboundMessage,
  inboxId: string,
  problems: readonly Problem[],
): Promise<InboxState> {
  const source = { kind: 'crm' as const, name: contractId, inboxId };
  const fact: NewFact = {
    id: inboxId,
    type: 'MessageSetAside',
    happenedAt: receivedAt,
    source,
    data: { inboxId, problems },
  };
  const why = problems.map((problem) => problem.field).join(', ');
  world.log.warn('message set aside', { inboxId, fields: problems.map((problem) => problem.field) });
  world.log.count('MessageSetAside');
  const inbox = { inboxId, state: 'set-aside' as const, why };
  await recordFacts(world.store, world.bell, { contractId, recordedAt: receivedAt, facts: [fact], inbox });
  return 'set-aside';
}

export async function putAside(world: CrmMessageWorld, inboxId: string, why: string): Promise<InboxState> {
  await world.store.markMessage(inboxId, 'set-aside', why);
  world.log.warn('message set aside', { inboxId, why });
  world.log.count('MessageSetAside');
  return 'set-aside';
}
