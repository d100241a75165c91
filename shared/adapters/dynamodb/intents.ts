import { ConflictError, type Fault, InvariantError, UnknownError } from '../../core/errors.ts';
import { fromPlain, toPlain } from '../../core/json.ts';
import type { Intent } from '../../core/ledger/intent.ts';
import { namedKey } from './keys.ts';
import { type BodyItem, readItem, readItems, type Table } from './table.ts';
import {
  type Action,
  type Condition,
  IS_NEW,
  type OldItem,
  put,
  type Refusal,
  remove,
  replace,
  transact,
} from './transaction.ts';

/** The reads and writes of intents. An intent that is not done lies a second time under `PENDING#`. */
export function intentsIn(table: Table) {
  return {
    readIntent: async (contractId: string, id: string): Promise<Intent | undefined> => {
      const item = await readItem<BodyItem>(table, namedKey(contractId, 'INTENT#', id));
      return item === undefined ? undefined : fromPlain<Intent>(item.body);
    },
    listIntents: async (contractId: string): Promise<Intent[]> => {
      const items = await readItems<BodyItem>(table, contractId, 'INTENT#');
      return items.map(({ body }) => fromPlain<Intent>(body)).sort(byAge);
    },
    saveIntent: async <T extends Intent>(contractId: string, intent: T): Promise<T> => {
      const next = nextRevision(intent);
      await transact(table, savingActions(contractId, intent));
      return next;
    },
  };
}

/** The intents that are not done, oldest first: one consistent query. */
export async function readOpenIntents(table: Table, contractId: string): Promise<Intent[]> {
  const items = await readItems<BodyItem>(table, contractId, 'PENDING#');
  return items.map(({ body }) => fromPlain<Intent>(body)).sort(byAge);
}

/** Writes an intent that is not there yet, as it is. */
export function newIntentActions(contractId: string, intent: Intent): Action[] {
  const refusal = () =>
    new InvariantError(`Intent ${intent.id} exists already; an intent is made once.`, {
      contractId,
      intent: intent.id,
    });
  return intentActions({ contractId, intent, condition: IS_NEW }, refusal);
}

/**
 * Writes the next revision of an intent while the stored one is still what was read. What is done is not tried again by itself: it
 * may only become a question for a person, as a statement does that bounced after SES had taken it.
 */
export function savingActions(contractId: string, intent: Intent): Action[] {
  const condition = {
    expression: '#revision = :readRevision AND (#state <> :done OR :newState <> :pending)',
    values: { ':readRevision': intent.revision, ':done': 'done', ':pending': 'pending', ':newState': intent.state },
  };
  const refusal = (old: OldItem | undefined) => staleIntent(old, contractId, intent);
  return intentActions({ contractId, intent: nextRevision(intent), condition }, refusal);
}

function intentActions(
  { contractId, intent, condition }: { contractId: string; intent: Intent; condition: Condition },
  refusal: Refusal,
): Action[] {
  const body = toPlain(intent);
  const open = namedKey(contractId, 'PENDING#', intent.id);
  return [
    put(
      namedKey(contractId, 'INTENT#', intent.id),
      { attributes: { revision: intent.revision, state: intent.state, body }, condition },
      refusal,
    ),
    intent.state === 'done' ? remove(open) : replace(open, { body }),
  ];
}

function staleIntent(old: OldItem | undefined, contractId: string, intent: Intent): Fault {
  const details = { contractId, intent: intent.id };
  if (old === undefined) return new UnknownError(`There is no intent ${intent.id} to save.`, details);
  if (Number(old['revision']?.N) === intent.revision) {
    return new InvariantError(`Intent ${intent.id} is done and cannot become ${intent.state}.`, details);
  }
  return new ConflictError(`Intent ${intent.id} was saved by somebody else. Read it again.`, details);
}

function nextRevision<T extends Intent>(intent: T): T {
  return { ...intent, revision: intent.revision + 1 };
}

function byAge(a: Intent, b: Intent): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
