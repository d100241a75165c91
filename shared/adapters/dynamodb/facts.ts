import { ConflictError, InvariantError } from '../../core/errors.ts';
import type { Fact } from '../../core/facts/fact.ts';
import { fromPlain, toPlain } from '../../core/json.ts';
import type { AppendFacts, TermsRecord } from '../../ports/store.ts';
import { attentionAttributes, oldNumber, readHeadItem, unknownContract } from './heads.ts';
import { markingAction } from './inbox.ts';
import { newIntentActions, savingActions } from './intents.ts';
import { headKey, namedKey, numberedKey } from './keys.ts';
import { type BodyItem, readItem, readItems, type StoredItem, type Table } from './table.ts';
import { type Action, type OldItem, put, transact, update } from './transaction.ts';

/** `alias` stands beside the key since connectors list them: a long alias is in its key as a hash. */
type AliasItem = StoredItem & { readonly closing: string; readonly alias?: string };
type TermsItem = BodyItem & { readonly file: TermsRecord['file'] };

/** The reads and writes of facts, their ids and the aliases of closings. */
export function factsIn(table: Table) {
  return {
    knownFactIds: async (contractId: string, ids: readonly string[]): Promise<Set<string>> => {
      const unique = [...new Set(ids)];
      const found = await Promise.all(unique.map((id) => readItem(table, namedKey(contractId, 'FACTID#', id))));
      return new Set(unique.filter((_, at) => found[at] !== undefined));
    },
    closingOfAlias: async (contractId: string, alias: string): Promise<string | undefined> =>
      (await readItem<AliasItem>(table, namedKey(contractId, 'ALIAS#', alias)))?.closing,
    aliasesOf: async (contractId: string): Promise<{ alias: string; closing: string }[]> => {
      const items = await readItems<AliasItem>(table, contractId, 'ALIAS#');
      return items.map(({ sk, alias, closing }) => ({ alias: alias ?? sk.slice('ALIAS#'.length), closing }));
    },
    appendFacts: (append: AppendFacts) => appendFacts(table, append),
  };
}

/** In order of `seq`. */
export async function readFacts(table: Table, contractId: string): Promise<Fact[]> {
  const items = await readItems<BodyItem>(table, contractId, 'FACT#');
  return items.map(({ body }) => fromPlain<Fact>(body));
}

/** In order of `version`. The file stays as it was written: its amounts are text, whatever their names end in. */
export async function readTerms(table: Table, contractId: string): Promise<TermsRecord[]> {
  const items = await readItems<TermsItem>(table, contractId, 'TERMS#');
  return items.map(({ body, file }) => ({ ...fromPlain<Omit<TermsRecord, 'file'>>(body), file }));
}

/** The fact ids, which must come first: a fact that is recorded already answers `known`, whatever else has moved. */
export function factIdActions({ contractId, factSeq, facts }: AppendFacts): Action[] {
  return facts.map((fact, at) =>
    put(namedKey(contractId, 'FACTID#', fact.id), { attributes: { seq: factSeq + at + 1 } }, () => 'known'),
  );
}

/** Everything else that is written with facts, save the head. */
export function factActions(append: AppendFacts): Action[] {
  const { contractId, factSeq, facts, recordedAt } = append;
  return [
    ...facts.map((fact, at) => factAction(contractId, { ...fact, seq: factSeq + at + 1, recordedAt })),
    ...(append.aliases ?? []).map((alias) => aliasAction(contractId, alias)),
    ...(append.terms === undefined ? [] : [termsAction(contractId, append.terms)]),
    ...(append.inbox === undefined ? [] : [markingAction(append.inbox)]),
    ...(append.intents ?? []).flatMap((intent) => savingActions(contractId, intent)),
    ...(append.newIntents ?? []).flatMap((intent) => newIntentActions(contractId, intent)),
  ];
}

async function appendFacts(
  table: Table,
  append: AppendFacts,
): Promise<{ outcome: 'recorded' | 'known'; factSeq: number }> {
  const outcome = await transact(table, [...factIdActions(append), headAction(append), ...factActions(append)]);
  if (outcome === 'done') return { outcome: 'recorded', factSeq: append.factSeq + append.facts.length };
  const head = await readHeadItem(table, append.contractId);
  return { outcome: 'known', factSeq: head?.factSeq ?? append.factSeq };
}

/** The doorbell that cannot be lost: the head's new `factSeq` and its `attentionAt` are one write. */
function headAction({ contractId, factSeq, facts, recordedAt }: AppendFacts): Action {
  return update(
    headKey(contractId),
    {
      attributes: { factSeq: factSeq + facts.length, ...attentionAttributes(contractId, recordedAt) },
      condition: { expression: '#factSeq = :readFactSeq', values: { ':readFactSeq': factSeq } },
    },
    (old) => (old === undefined ? unknownContract(contractId) : factsMoved(contractId, old, factSeq)),
  );
}

function factsMoved(contractId: string, old: OldItem, factSeq: number): ConflictError {
  const now = oldNumber(old, 'factSeq');
  return new ConflictError(`Contract ${contractId} has ${now} facts, not ${factSeq} as was read. Read it again.`, {
    contractId,
    read: factSeq,
    now,
  });
}

function factAction(contractId: string, fact: Fact): Action {
  return put(numberedKey(contractId, 'FACT#', fact.seq), { attributes: { body: toPlain(fact) } }, () => {
    return new InvariantError(`Fact ${fact.seq} of contract ${contractId} exists above the head's last number.`, {
      contractId,
      seq: fact.seq,
    });
  });
}

function aliasAction(contractId: string, { alias, closing }: { alias: string; closing: string }): Action {
  const condition = {
    expression: 'attribute_not_exists(pk) OR #closing = :sameClosing',
    values: { ':sameClosing': closing },
  };
  return put(namedKey(contractId, 'ALIAS#', alias), { attributes: { closing, alias }, condition }, () => {
    return new ConflictError(`The alias of ${closing} names another closing already. Read it again.`, {
      contractId,
      closing,
    });
  });
}

function termsAction(contractId: string, { file, ...rest }: TermsRecord): Action {
  const { version } = rest;
  return put(numberedKey(contractId, 'TERMS#', version), { attributes: { body: toPlain(rest), file } }, () => {
    return new ConflictError(`Contract ${contractId} has a version ${version} of its terms already. Read it again.`, {
      contractId,
      version,
    });
  });
}
