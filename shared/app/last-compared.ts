import { dateIn } from '../core/calendar/instant.ts';
import type { Compared } from '../core/statement/compared.ts';
import { latest } from '../core/owed/versions.ts';
import type { ContractReconciliation } from '../ports/reconciliations.ts';
import type { ContractState } from './contract-state.ts';

const MOST_TOLD = 10;

/** The last result of reconciling in the words of the contract; undefined before the first. */
export function lastCompared(
  result: ContractReconciliation | undefined,
  { versions, postings }: Pick<ContractState, 'versions' | 'postings'>,
): Compared | undefined {
  if (result === undefined) return undefined;
  const wordsOf = (id: string): string =>
    postings.find(({ receivableId }) => receivableId === id)?.description ??
    (id === 'customer-balance' ? 'The balance of the customer' : id);
  return {
    on: dateIn(result.at, latest(versions).terms.timeZone),
    state: result.state,
    count: result.differenceCount,
    differences: result.differences.slice(0, MOST_TOLD).map(({ id, why, incomeMinor, receivableMinor, cashMinor }) => {
      return { what: wordsOf(id), why, incomeMinor, receivableMinor, cashMinor };
    }),
  };
}
