import type { Instant } from '../core/calendar/instant.ts';
import { connectionName } from '../core/crm/vendors.ts';
import { asIfLive, shadowedConnections } from '../core/facts/live-facts.ts';
import { owed } from '../core/owed/owed.ts';
import type { Receivable } from '../core/owed/receivable.ts';
import type { CrmConnection } from '../ports/crm.ts';
import type { Store } from '../ports/store.ts';
import { lastSeq, readState, type ContractState } from './contract-state.ts';

/** What would be owed beside what is, were every connection live; amounts in minor units, below zero for what would go. */
export interface WouldBeOwed extends Pick<Receivable, 'id' | 'clause' | 'description' | 'accruesOn' | 'currency'> {
  readonly differenceMinor: bigint;
}

/** The connections of a contract with what was last seen of each, and what those in shadow would have had invoiced. */
export async function viewConnections(store: Store, contractId: string, now: Instant) {
  const state = await readState(store, contractId);
  const shadowed = shadowedConnections(state.facts);
  const connections = await store.listConnections(contractId);
  return {
    connections: connections.map((connection) => shownOf(connection, shadowed)),
    wouldBeOwed: shadowed.size === 0 ? [] : wouldBeOwed(state, now),
    waitingInShadow: shadowed.size === 0 ? 0 : waitingBeside(state, now),
  };
}

/** All but the mapping, which is in its file. */
function shownOf(connection: CrmConnection, shadowed: ReadonlySet<string>) {
  const { mapping: _mapping, revision: _revision, ...shown } = connection;
  const name = connectionName(shown.contractId, shown.vendor);
  return { ...shown, mode: shadowed.has(name) ? ('shadow' as const) : ('live' as const) };
}

export type ConnectionsView = Awaited<ReturnType<typeof viewConnections>>;

function wouldBeOwed(state: ContractState, now: Instant): WouldBeOwed[] {
  const is = new Map(owedBy(state, state.facts, now).receivables.map((one) => [one.id, one.amountMinor]));
  return owedBy(state, asIfLive(state.facts), now).receivables.flatMap((receivable) => {
    const differenceMinor = receivable.amountMinor - (is.get(receivable.id) ?? 0n);
    if (differenceMinor === 0n) return [];
    const { id, clause, description, accruesOn, currency } = receivable;
    return [{ id, clause, description, accruesOn, currency, differenceMinor }];
  });
}

/** How many questions would be asked beside those that are. */
function waitingBeside(state: ContractState, now: Instant): number {
  const asked = new Set(owedBy(state, state.facts, now).waiting.map(({ id }) => id));
  return owedBy(state, asIfLive(state.facts), now).waiting.filter(({ id }) => !asked.has(id)).length;
}

function owedBy({ versions, facts: all }: ContractState, facts: ContractState['facts'], asOf: Instant) {
  return owed({ versions, facts, asOf, knownSeq: lastSeq(all) });
}
