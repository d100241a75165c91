import { ConflictError, type Fault, InvariantError } from '../../core/errors.ts';
import { fromPlain, toPlain } from '../../core/json.ts';
import type { Entry, Posting } from '../../core/ledger/posting.ts';
import type { Statement } from '../../core/statement/statement.ts';
import type { PostToLedger, SealStatement, WorkingRecord } from '../../ports/store.ts';
import { oldNumber, unknownContract } from './heads.ts';
import { newIntentActions } from './intents.ts';
import { headKey, type ItemKey, namedKey, numberedKey, postingKey } from './keys.ts';
import { type BodyItem, readItem, readItems, type Table } from './table.ts';
import { type Action, type OldItem, put, transact, update } from './transaction.ts';

type PostingItem = BodyItem & { readonly entry: number };

/** Posting, sealing, and reading what was posted and sealed. */
export function ledgerIn(table: Table) {
  return {
    post: async (post: PostToLedger): Promise<void> => {
      await transact(table, postActions(post));
    },
    seal: async (seal: SealStatement): Promise<void> => {
      await transact(table, sealActions(seal));
    },
    readStatement: (contractId: string, id: string) =>
      readBody<Statement>(table, namedKey(contractId, 'STATEMENT#', id)),
    listStatements: async (contractId: string): Promise<Statement[]> => {
      const items = await readItems<BodyItem>(table, contractId, 'STATEMENT#');
      return items.map(({ body }) => fromPlain<Statement>(body));
    },
    readWorking: (contractId: string, workingHash: string) =>
      readBody<WorkingRecord>(table, namedKey(contractId, 'WORKING#', workingHash)),
  };
}

/** In order of `number`. */
export async function readEntries(table: Table, contractId: string): Promise<Entry[]> {
  const items = await readItems<BodyItem>(table, contractId, 'ENTRY#');
  return items.map(({ body }) => fromPlain<Entry>(body));
}

/** In the order in which they were posted. */
export async function readPostings(table: Table, contractId: string): Promise<Posting[]> {
  const items = await readItems<PostingItem>(table, contractId, 'POSTING#');
  return items.sort((a, b) => a.entry - b.entry).map(({ body }) => fromPlain<Posting>(body));
}

async function readBody<T>(table: Table, key: ItemKey): Promise<T | undefined> {
  const item = await readItem<BodyItem>(table, key);
  return item === undefined ? undefined : fromPlain<T>(item.body);
}

function postActions({ contractId, ledgerVersion, entry, posting, working, intent }: PostToLedger): Action[] {
  return [
    update(
      headKey(contractId),
      {
        attributes: { ledgerVersion: ledgerVersion + 1, entryCount: entry.number },
        condition: {
          expression: '#ledgerVersion = :readVersion AND #entryCount = :lastEntry',
          values: { ':readVersion': ledgerVersion, ':lastEntry': entry.number - 1 },
        },
      },
      (old) =>
        ledgerMoved(old, { contractId, ledgerVersion }) ??
        new InvariantError(
          `Entry ${entry.number} does not follow entry ${oldNumber(old, 'entryCount')} of contract ${contractId}.`,
          { contractId, entry: entry.number },
        ),
    ),
    once(numberedKey(contractId, 'ENTRY#', entry.number), { body: toPlain(entry) }),
    ...(posting === undefined
      ? []
      : [once(postingKey(contractId, posting), { body: toPlain(posting), entry: entry.number })]),
    ...(working === undefined
      ? []
      : [once(namedKey(contractId, 'WORKING#', working.workingHash), { body: toPlain(working) })]),
    ...(intent === undefined ? [] : newIntentActions(contractId, intent)),
  ];
}

function sealActions({ contractId, ledgerVersion, statement, sealedEntries, intents }: SealStatement): Action[] {
  const condition = {
    expression:
      '#ledgerVersion = :readVersion AND (attribute_not_exists(#sealedThrough) OR #sealedThrough < :statement) ' +
      'AND #sealedEntries <= :lastTaken AND #entryCount >= :lastTaken',
    values: { ':readVersion': ledgerVersion, ':statement': statement.id, ':lastTaken': sealedEntries },
  };
  return [
    update(
      headKey(contractId),
      { attributes: { ledgerVersion: ledgerVersion + 1, sealedThrough: statement.id, sealedEntries }, condition },
      (old) =>
        ledgerMoved(old, { contractId, ledgerVersion }) ??
        new InvariantError(
          `Statement ${statement.id} of contract ${contractId} cannot be sealed: it must be later than the last one, ` +
            'and take entries that exist and no fewer than before.',
          { contractId, statement: statement.id, sealedEntries },
        ),
    ),
    once(namedKey(contractId, 'STATEMENT#', statement.id), { body: toPlain(statement) }),
    ...intents.flatMap((intent) => newIntentActions(contractId, intent)),
  ];
}

/** Why the head refused, when it is because it is missing or was moved by another writer. */
function ledgerMoved(
  old: OldItem | undefined,
  { contractId, ledgerVersion }: { contractId: string; ledgerVersion: number },
): Fault | undefined {
  if (old === undefined) return unknownContract(contractId);
  const now = oldNumber(old, 'ledgerVersion');
  if (now === ledgerVersion) return undefined;
  return new ConflictError(
    `The ledger of ${contractId} is at ${now}, not at ${ledgerVersion} as was read. Read it again.`,
    {
      contractId,
      read: ledgerVersion,
      now,
    },
  );
}

/** An item that is written once; one that is there although the ledger had not moved can never be. */
function once(key: ItemKey, attributes: Readonly<Record<string, unknown>>): Action {
  return put(key, { attributes }, () => {
    return new InvariantError(`${key.sk} of ${key.pk} is written already, and a ledger is never rewritten.`, {
      ...key,
    });
  });
}
