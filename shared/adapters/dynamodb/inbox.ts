import type { Instant } from '../../core/calendar/instant.ts';
import { UnknownError } from '../../core/errors.ts';
import { fromPlain, toPlain } from '../../core/json.ts';
import type { AppendFacts, InboxMessage, InboxState, ReadState } from '../../ports/store.ts';
import { ATTENTION_INDEX, inboxKey, type ItemKey, UNREAD_SHARDS, unreadShardOf } from './keys.ts';
import { type BodyItem, queryAll, readItem, type Table } from './table.ts';
import { type Action, put, transact, update } from './transaction.ts';

type MessageItem = BodyItem & { readonly state: InboxState; readonly why?: string };

/** Raw messages, kept before anything reads them; only their state ever changes. While it is `received`, the index has them. */
export function inboxIn(table: Table) {
  return {
    keepMessage: async ({ state, why, ...message }: InboxMessage): Promise<'kept' | 'known'> => {
      const attention = state === 'received' ? unreadAttributes(message) : {};
      const attributes = { body: toPlain(message), state, ...(why === undefined ? {} : { why }), ...attention };
      const outcome = await transact(table, [put(inboxKey(message.inboxId), { attributes }, () => 'known')]);
      return outcome === 'done' ? 'kept' : 'known';
    },
    readMessage: async (inboxId: string): Promise<InboxMessage | undefined> => readAt(table, inboxKey(inboxId)),
    markMessage: async (inboxId: string, state: ReadState, why?: string): Promise<void> => {
      await transact(table, [markingAction({ inboxId, state, ...(why === undefined ? {} : { why }) })]);
    },
    leaveMessage: async (message: Pick<InboxMessage, 'inboxId' | 'receivedAt'>, why: string): Promise<void> => {
      await transact(table, [stateAction(message.inboxId, { state: 'received', why, ...unreadAttributes(message) })]);
    },
    listUnread: (until: Instant, limit: number): Promise<InboxMessage[]> => listUnread(table, until, limit),
  };
}

/** Sets the state of a message that was read, alone or in the transaction of its facts. */
export function markingAction({ inboxId, state, why }: NonNullable<AppendFacts['inbox']>): Action {
  return stateAction(inboxId, { state, why, attentionAt: undefined, attentionShard: undefined });
}

function stateAction(inboxId: string, attributes: Readonly<Record<string, unknown>>): Action {
  return update(inboxKey(inboxId), { attributes }, () => {
    return new UnknownError(`There is no message ${inboxId} in the inbox to mark.`, { inboxId });
  });
}

function unreadAttributes({ inboxId, receivedAt }: Pick<InboxMessage, 'inboxId' | 'receivedAt'>) {
  return { attentionAt: receivedAt, attentionShard: unreadShardOf(inboxId) };
}

/** The index says which to look at; how they stand is read from the table, since an index lags. */
async function listUnread(table: Table, until: Instant, limit: number): Promise<InboxMessage[]> {
  const ofShard = (shard: string): Promise<(ItemKey & { readonly attentionAt: Instant })[]> =>
    queryAll(
      table,
      {
        IndexName: ATTENTION_INDEX,
        KeyConditionExpression: 'attentionShard = :shard AND attentionAt <= :until',
        ExpressionAttributeValues: { ':shard': shard, ':until': until },
        Limit: limit,
      },
      limit,
    );
  const found = (await Promise.all(UNREAD_SHARDS.map(ofShard))).flat();
  const oldest = found.toSorted((a, b) => (a.attentionAt < b.attentionAt ? -1 : 1)).slice(0, limit);
  const messages: InboxMessage[] = [];
  for (const { pk, sk } of oldest) {
    const message = await readAt(table, { pk, sk });
    if (message?.state === 'received') messages.push(message);
  }
  return messages;
}

async function readAt(table: Table, key: ItemKey): Promise<InboxMessage | undefined> {
  const item = await readItem<MessageItem>(table, key);
  if (item === undefined) return undefined;
  const { body, state, why } = item;
  const message = fromPlain<Omit<InboxMessage, 'state' | 'why'>>(body);
  return { ...message, state, ...(why === undefined ? {} : { why }) };
}
