import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  ContractReconciliation,
  ReconciliationRun,
  ReconciliationStore,
} from '../../shared/ports/reconciliations.ts';

export interface OpenedReconciliations {
  readonly reconciliations: ReconciliationStore;
  close(): Promise<void>;
}

const aRun = (changes: Partial<ReconciliationRun> = {}): ReconciliationRun => ({
  run: 'daily/1999-04-07T06:00:00.000Z',
  asOf: '1999-04-07T06:00:00.000Z',
  mode: 'daily',
  by: 'schedule',
  tableId: 'table-1',
  replayed: 0,
  unknownContracts: [],
  ...changes,
});

const aResult = (contractId: string, changes: Partial<ContractReconciliation> = {}): ContractReconciliation => ({
  contractId,
  run: 'daily/1999-04-07T06:00:00.000Z',
  mode: 'daily',
  at: '1999-04-07T06:00:01.000Z',
  tableId: 'table-1',
  state: 'agrees',
  currency: 'USD',
  equations: [],
  differences: [],
  differenceCount: 0,
  recorded: 0,
  adopted: 0,
  wouldSend: [],
  ...changes,
});

/** The one suite over the results of reconciling: by the model of the simulator, and by the adapter before a real engine. */
export function describeReconciliations(name: string, open: () => Promise<OpenedReconciliations>): void {
  describe(name, () => {
    let opened: OpenedReconciliations;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    it('has no run and no result before the first', async () => {
      expect(await opened.reconciliations.readRun()).toBeUndefined();
      expect(await opened.reconciliations.readRun('c-0')).toBeUndefined();
      expect(await opened.reconciliations.readResult('c-0')).toBeUndefined();
      expect(await opened.reconciliations.listResults()).toEqual([]);
    });

    it('keeps the last run of all contracts, and the last of each one, apart', async () => {
      const { reconciliations } = opened;
      await reconciliations.saveRun(aRun());
      await reconciliations.saveRun(aRun({ run: 'again', contracts: 3, unknownContracts: ['c-9'] }));
      await reconciliations.saveRun(aRun({ run: 'of one', only: 'c-1', mode: 'full' }));
      expect(await reconciliations.readRun()).toEqual(aRun({ run: 'again', contracts: 3, unknownContracts: ['c-9'] }));
      expect(await reconciliations.readRun('c-1')).toEqual(aRun({ run: 'of one', only: 'c-1', mode: 'full' }));
      expect(await reconciliations.readRun('c-2')).toBeUndefined();
    });

    it('keeps the last result of a contract to the cent', async () => {
      const { reconciliations } = opened;
      const wouldSend = [
        { intent: 'invoice/x#1', kind: 'invoice', what: 'x', amountMinor: 12_345_678_901_234_567n },
      ] as const;
      await reconciliations.saveResult(aResult('c-1', { state: 'failed', failure: 'dependency.failed' }));
      await reconciliations.saveResult(aResult('c-1', { state: 'differs', differenceCount: 2, wouldSend }));
      const read = await reconciliations.readResult('c-1');
      expect(read).toEqual(aResult('c-1', { state: 'differs', differenceCount: 2, wouldSend }));
      expect(read).not.toHaveProperty('failure');
    });

    it('lists the results of every contract, in the order of their ids', async () => {
      const { reconciliations } = opened;
      for (const contractId of ['c-3', 'c-1', 'c-2', 'C-1', 'c-10'])
        await reconciliations.saveResult(aResult(contractId));
      const listed = (await reconciliations.listResults()).map(({ contractId }) => contractId);
      expect(listed).toEqual(['C-1', 'c-1', 'c-10', 'c-2', 'c-3']);
    });
  });
}
