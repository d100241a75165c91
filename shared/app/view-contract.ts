import type { Instant } from '../core/calendar/instant.ts';
import { UnknownError } from '../core/errors.ts';
import { balanceOf, effectOnReceivable } from '../core/ledger/balance.ts';
import { decideSettlement } from '../core/ledger/decide-settlement.ts';
import { latest } from '../core/owed/versions.ts';
import type { ReconciliationStore } from '../ports/reconciliations.ts';
import type { Store } from '../ports/store.ts';
import { memoOf, readState } from './contract-state.ts';
import { lastCompared } from './last-compared.ts';
import { listWaiting } from './list-waiting.ts';

/** A contract as a person looks at it: terms, balance, ledger, invoices, introductions, what waits. */
export async function viewContract(
  { store, reconciliations }: { store: Store; reconciliations: Pick<ReconciliationStore, 'readResult'> },
  contractId: string,
  now: Instant,
) {
  const state = await readState(store, contractId);
  const [intents, statements, result] = await Promise.all([
    store.listIntents(contractId),
    store.listStatements(contractId),
    reconciliations.readResult(contractId),
  ]);
  const settlement = decideSettlement({ ...state, asOf: now, now, memo: memoOf(state) });
  const { salt: _, ...head } = state.head;
  let balanceMinor = 0n;
  return {
    head,
    terms: latest(state.versions).terms,
    versions: state.terms.map(({ version, effectiveOn, termsHash }) => ({ version, effectiveOn, termsHash })),
    balanceMinor: balanceOf(state.entries),
    ledger: state.entries.map((entry) => {
      const amountMinor = effectOnReceivable(entry);
      balanceMinor += amountMinor;
      return { ...entry, amountMinor, balanceMinor };
    }),
    postings: state.postings,
    intents,
    facts: state.facts,
    notOwed: settlement.outcome === 'settled' ? settlement.notOwed : [],
    nonCash: settlement.outcome === 'settled' ? settlement.nonCash : [],
    toOthers: settlement.outcome === 'settled' ? settlement.toOthers : [],
    waiting: listWaiting(state, now),
    compared: lastCompared(result, state),
    statements: statements.map(({ id, number, period, tallyCode, closingBalanceMinor, currency }) => ({
      id,
      number,
      period,
      tallyCode,
      closingBalanceMinor,
      currency,
    })),
  };
}

export type ContractView = Awaited<ReturnType<typeof viewContract>>;

/** Why one receivable is what it is: its postings with their workings. Errors: `input.unknown`. */
export async function explainReceivable(store: Store, contractId: string, receivableId: string) {
  const state = await readState(store, contractId);
  const postings = state.postings.filter(
    (posting) => posting.receivableId === receivableId || posting.id === receivableId,
  );
  if (postings.length === 0) {
    throw new UnknownError(`Nothing was booked as ${receivableId}. \`tallystick ledger\` shows what was.`, {
      contractId,
    });
  }
  const facts = state.facts.filter((fact) => postings.some((posting) => posting.factIds.includes(fact.id)));
  return { postings, facts };
}
