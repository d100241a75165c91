import { ConflictError, InvariantError } from '../../core/errors.ts';
import { earlier } from '../../core/calendar/instant.ts';
import type { AppendFacts, ContractHead, ContractRecord } from '../../ports/store.ts';
import { factActions, factIdActions, readFacts, readTerms } from './facts.ts';
import { attentionAttributes, headOf, readHeadItem } from './heads.ts';
import { readOpenIntents } from './intents.ts';
import { headKey, REGISTRY, registryKey } from './keys.ts';
import { readEntries, readPostings } from './ledger.ts';
import { queryAll, type StoredItem, type Table } from './table.ts';
import { put, transact } from './transaction.ts';

const READINGS = 3;

/** Making, reading and listing contracts. */
export function contractsIn(table: Table) {
  return {
    createContract: (head: ContractHead, first: Omit<AppendFacts, 'contractId' | 'factSeq'>) =>
      createContract(table, head, first),
    readHead: async (contractId: string): Promise<ContractHead | undefined> => {
      const item = await readHeadItem(table, contractId);
      return item === undefined ? undefined : headOf(item);
    },
    readContract: (contractId: string) => readContract(table, contractId),
    listContracts: async (): Promise<string[]> => {
      const items = await queryAll<StoredItem>(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': REGISTRY },
        ConsistentRead: true,
      });
      return items.map(({ sk }) => sk);
    },
  };
}

async function createContract(
  table: Table,
  head: ContractHead,
  first: Omit<AppendFacts, 'contractId' | 'factSeq'>,
): Promise<'created' | 'known'> {
  const { contractId } = head;
  if (head.factSeq !== 0 || head.entryCount !== 0) {
    throw new InvariantError('A new contract starts with no facts and no entries; the store numbers them.', {
      contractId,
    });
  }
  const append: AppendFacts = { ...first, contractId, factSeq: 0 };
  const attention = attentionAttributes(contractId, earlier(head.attentionAt, first.recordedAt));
  const attributes = { ...head, ...attention, factSeq: first.facts.length };
  const outcome = await transact(table, [
    put(headKey(contractId), { attributes }, () => 'known'),
    put(registryKey(contractId), { attributes: {} }, () => 'known'),
    ...factIdActions(append),
    ...factActions(append),
  ]);
  return outcome === 'done' ? 'created' : 'known';
}

/**
 * Several queries are not one snapshot. The head governs facts, terms and ledger, so a head that is the same before and
 * after them proves that they belong together. The earlier head is answered: `moveAttention` then sees a later call.
 */
async function readContract(table: Table, contractId: string): Promise<ContractRecord | undefined> {
  for (let reading = 1; reading <= READINGS; reading += 1) {
    const before = await readHeadItem(table, contractId);
    if (before === undefined) return undefined;
    const parts = await readParts(table, contractId);
    const after = await readHeadItem(table, contractId);
    if (after?.factSeq === before.factSeq && after.ledgerVersion === before.ledgerVersion) {
      const head = headOf(before);
      refuseGaps(head, parts);
      return { head, ...parts };
    }
  }
  throw new ConflictError(`Contract ${contractId} changed during each of ${READINGS} readings. Try again later.`, {
    contractId,
  });
}

async function readParts(table: Table, contractId: string): Promise<Omit<ContractRecord, 'head'>> {
  const [terms, facts, postings, entries, openIntents] = await Promise.all([
    readTerms(table, contractId),
    readFacts(table, contractId),
    readPostings(table, contractId),
    readEntries(table, contractId),
    readOpenIntents(table, contractId),
  ]);
  return { terms, facts, postings, entries, openIntents };
}

/** Facts and entries count from 1 without gaps up to the head's numbers; a table that lost one must not bill. */
function refuseGaps({ contractId, factSeq, entryCount }: ContractHead, parts: Omit<ContractRecord, 'head'>): void {
  const whole =
    parts.facts.length === factSeq &&
    parts.facts.every(({ seq }, at) => seq === at + 1) &&
    parts.entries.length === entryCount &&
    parts.entries.every(({ number }, at) => number === at + 1);
  if (whole) return;
  throw new InvariantError(
    `The record of contract ${contractId} has gaps: restore the table before anything is billed.`,
    {
      contractId,
      factSeq,
      facts: parts.facts.length,
      entryCount,
      entries: parts.entries.length,
    },
  );
}
