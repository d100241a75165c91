import type { Equation } from '../core/ledger/equations.ts';
import type { ContractReconciliation, ReconciliationRun, ReconciliationStore } from '../ports/reconciliations.ts';

/** One equation over all contracts of one currency, minor units. */
export interface EquationInAll extends Pick<Equation, 'name' | 'atStripeMinor' | 'inBooksMinor' | 'differenceMinor'> {
  readonly currency: string;
}

export interface ReconciliationReport {
  readonly run: ReconciliationRun | undefined;
  /** How many contracts of the run have been compared. */
  readonly done: number;
  readonly isComplete: boolean;
  readonly state: 'never' | 'agrees' | 'differs';
  readonly inAll: readonly EquationInAll[];
  readonly results: readonly ContractReconciliation[];
}

/** The last run with what came of it; of all contracts, or of one. */
export async function reconciliationReport(
  reconciliations: ReconciliationStore,
  contractId?: string,
): Promise<ReconciliationReport> {
  const run = await reconciliations.readRun(contractId);
  const kept = await resultsOf(reconciliations, contractId);
  // A contract that was compared by itself since then is newer than the run of all, and counts for it.
  const results = kept.toSorted((a, b) => (a.contractId < b.contractId ? -1 : 1));
  const done = results.filter((result) => run !== undefined && isOfRun(result, run)).length;
  return {
    run,
    done,
    isComplete: run?.contracts !== undefined && done >= run.contracts,
    state: results.length === 0 ? 'never' : results.every(({ state }) => state === 'agrees') ? 'agrees' : 'differs',
    inAll: inAll(results),
    results,
  };
}

async function resultsOf(
  reconciliations: ReconciliationStore,
  contractId: string | undefined,
): Promise<ContractReconciliation[]> {
  if (contractId === undefined) return reconciliations.listResults();
  const result = await reconciliations.readResult(contractId);
  return result === undefined ? [] : [result];
}

/** A run that came later has looked at the same, unless it was asked to adopt. */
function isOfRun(result: ContractReconciliation, run: ReconciliationRun): boolean {
  return result.run === run.run || (run.mode !== 'adopt' && result.at > run.asOf);
}

function inAll(results: readonly ContractReconciliation[]): EquationInAll[] {
  const all = new Map<string, EquationInAll>();
  for (const { currency, equations } of results) {
    for (const { name, atStripeMinor, inBooksMinor, differenceMinor } of equations) {
      const key = `${currency}/${name}`;
      const before = all.get(key) ?? { currency, name, atStripeMinor: 0n, inBooksMinor: 0n, differenceMinor: 0n };
      all.set(key, {
        currency,
        name,
        atStripeMinor: before.atStripeMinor + atStripeMinor,
        inBooksMinor: before.inBooksMinor + inBooksMinor,
        differenceMinor: before.differenceMinor + differenceMinor,
      });
    }
  }
  return [...all.values()];
}
