import { UnknownError } from '../../core/errors.ts';
import { fromPlain, toPlain } from '../../core/json.ts';
import type { AppendFacts, InboxMessage, InboxState } from '../../ports/store.ts';
import { inboxKey } from './keys.ts';
import { type BodyItem, readItem, type Table } from './table.ts';
import { type Action, put, transact, update } from './transaction.ts';

type MessageItem = BodyItem & { readonly state: InboxState; readonly why?: string };

/** Raw messages, kept before anything reads them; only their state ever changes. */
export function inboxIn(table: Table) {
  return {
    keepMessage: async ({ state, why, ...message }: InboxMessage): Promise<'kept' | 'known'> => {
      const attributes = { body: toPlain(message), state, ...(why === undefined ? {} : { why }) };
      const outcome = await transact(table, [put(inboxKey(message.inboxId), { attributes }, () => 'known')]);
      return outcome === 'done' ? 'kept' : 'known';
    },
    readMessage: async (inboxId: string): Promise<InboxMessage | undefined> => {
      const item = await readItem<MessageItem>(table, inboxKey(inboxId));
      if (item === undefined) return undefined;
      const { body, state, why } = item;
      const message = fromPlain<Omit<InboxMessage, 'state' | 'why'>>(body);
      return { ...message, state, ...(why === undefined ? {} : { why }) };
    },
    markMessage: async (inboxId: string, state: InboxState, why?: string): Promise<void> => {
      await transact(table, [markingAction({ inboxId, state, ...(why === undefined ? {} : { why }) })]);
    },
  };
}

/** Sets the state of a message that is kept, alone or in the transaction of its facts. */
export function markingAction({ inboxId, state, why }: NonNullable<AppendFacts['inbox']>): Action {
  return update(inboxKey(inboxId), { attributes: { state, why } }, () => {
    return new UnknownError(`There is no message ${inboxId} in the inbox to mark.`, { inboxId });
  });
}
