import type { Instant } from '../core/calendar/instant.ts';
import { InvariantError } from '../core/errors.ts';
import { hashOf } from '../core/json.ts';
import { decideSettlement, type Settlement } from '../core/ledger/decide-settlement.ts';
import { entryOfMovement, entryOfPosting } from '../core/ledger/entries.ts';
import type { Intent, MailIntent } from '../core/ledger/intent.ts';
import type { Entry, Posting } from '../core/ledger/posting.ts';
import { composeStatement } from '../core/statement/compose-statement.ts';
import type { ReconciliationStore } from '../ports/reconciliations.ts';
import type { ContractHead, Store } from '../ports/store.ts';
import { memoOf, type ContractState } from './contract-state.ts';
import { freshIntent, intentOf } from './intent-of-posting.ts';
import { lastCompared } from './last-compared.ts';

export type Settled = Settlement & { readonly outcome: 'settled' };

export interface SealWorld {
  readonly store: Store;
  readonly reconciliations: Pick<ReconciliationStore, 'readResult'>;
}

/** What a settlement of this state finds as of a moment, with what it remembers of the last one. */
export function decide(state: ContractState, asOf: Instant, now: Instant): Settlement {
  return decideSettlement({ ...state, asOf, now, memo: memoOf(state) });
}

/** Posts what a settlement found, and books its payments: so many at most. Answers with the state that is left, and how many more there is room for. */
export async function book(
  store: Store,
  before: ContractState,
  settlement: Settled,
  asOf: Instant,
  room: number,
): Promise<{ state: ContractState; room: number }> {
  let state = before;
  let left = room;
  for (const draft of settlement.postings) {
    if (left === 0) break;
    const posting = { ...draft, workingHash: workingHash(draft, state.head.salt) };
    const entry = entryOfPosting(posting, state.head.entryCount + 1, asOf);
    const intent = intentOf(posting, asOf);
    const { contractId, ledgerVersion } = state.head;
    await store.post({
      contractId,
      ledgerVersion,
      entry,
      posting,
      working: workingOf(contractId, posting),
      intent,
    });
    state = after(state, { entry, posting, intent });
    left -= 1;
  }
  for (const payment of settlement.payments) {
    if (left === 0) break;
    const entry = entryOfMovement(payment, state.head.entryCount + 1, asOf);
    await store.post({ contractId: state.head.contractId, ledgerVersion: state.head.ledgerVersion, entry });
    state = after(state, { entry });
    left -= 1;
  }
  return { state, room: left };
}

/** The state as the write left it: the next write of the same run needs no new read. */
function after(state: ContractState, wrote: { entry: Entry; posting?: Posting; intent?: Intent }): ContractState {
  return {
    ...state,
    head: bumped(state.head, { entryCount: wrote.entry.number }),
    entries: [...state.entries, wrote.entry],
    postings: wrote.posting === undefined ? state.postings : [...state.postings, wrote.posting],
    openIntents: wrote.intent === undefined ? state.openIntents : [...state.openIntents, wrote.intent],
  };
}

function bumped(head: ContractHead, change: Partial<ContractHead>): ContractHead {
  return { ...head, ledgerVersion: head.ledgerVersion + 1, ...change };
}

/** Seals the statement of the period that ends at `asOf`, and opens the intents of its mails. Errors: InvariantError. */
export async function seal(
  { store, reconciliations }: SealWorld,
  state: ContractState,
  now: Instant,
  asOf: Instant,
): Promise<ContractState> {
  const { contractId, ledgerVersion, sealedThrough, sealedEntries } = state.head;
  const settled = decide(state, asOf, now);
  if (settled.outcome === 'parked') throw new InvariantError(settled.why, { receivable: settled.what });
  const previous = sealedThrough === undefined ? undefined : await store.readStatement(contractId, sealedThrough);
  const { waiting, notOwed, nonCash, toOthers } = settled;
  const beside = { waiting, notOwed, nonCash, toOthers };
  const compared = lastCompared(await reconciliations.readResult(contractId), state);
  const statement = composeStatement({ ...state, ...beside, previous, sealedEntries, sealedAt: now, compared });
  const intents = (['client', 'consultant'] as const).map((party) => mailIntent(statement.id, party, now));
  const taken = state.head.entryCount;
  await store.seal({ contractId, ledgerVersion, statement, sealedEntries: taken, intents });
  const head = bumped(state.head, { sealedThrough: statement.id, sealedEntries: taken });
  return { ...state, head, openIntents: [...state.openIntents, ...intents] };
}

function workingHash(posting: Posting, salt: string): string {
  const { id, amountMinor, currency, working, inputsHash } = posting;
  return hashOf({ salt, id, amountMinor, currency, working, inputsHash });
}

function workingOf(contractId: string, posting: Posting) {
  const { id, workingHash: hash, clause, description, amountMinor, currency, working, inputsHash } = posting;
  return {
    contractId,
    posting: id,
    workingHash: hash,
    clause,
    description,
    amountMinor,
    currency,
    working,
    inputsHash,
  };
}

function mailIntent(statement: string, party: MailIntent['party'], createdAt: Instant): MailIntent {
  return { ...freshIntent(`mail/${statement}/${party}`, createdAt), kind: 'mail', statement, party };
}
