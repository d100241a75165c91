import { canonicalJson, fromPlain, toPlain } from '../../shared/core/json.ts';
import type {
  ContractReconciliation,
  ReconciliationRun,
  ReconciliationStore,
} from '../../shared/ports/reconciliations.ts';

/** Results in memory, kept as the JSON that the table would hold. */
export function memoryReconciliations(): ReconciliationStore {
  const kept = new Map<string, string>();
  const save = (key: string, value: object): void => void kept.set(key, canonicalJson(toPlain(value)));
  const read = <T>(key: string): T | undefined => {
    const text = kept.get(key);
    return text === undefined ? undefined : fromPlain<T>(JSON.parse(text));
  };
  return {
    saveRun: async (run) => save(`run/${run.only ?? ''}`, run),
    readRun: async (contractId) => read<ReconciliationRun>(`run/${contractId ?? ''}`),
    saveResult: async (result) => save(`result/${result.contractId}`, result),
    readResult: async (contractId) => read<ContractReconciliation>(`result/${contractId}`),
    listResults: async () =>
      [...kept.keys()]
        .filter((key) => key.startsWith('result/'))
        .toSorted()
        .flatMap((key) => read<ContractReconciliation>(key) ?? []),
  };
}
