import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../shared/ports/store.ts';
import { describeAttention } from './store-suite/attention.ts';
import { describeConnections } from './store-suite/connections.ts';
import { describeContracts } from './store-suite/contracts.ts';
import { describeEvidence } from './store-suite/evidence.ts';
import { describeFacts } from './store-suite/facts.ts';
import { describeInbox } from './store-suite/inbox.ts';
import { describeIntents } from './store-suite/intents.ts';
import { describeLedger } from './store-suite/ledger.ts';
import { describeRaces } from './store-suite/races.ts';

/** A store to test, and what ends it. */
export interface OpenedStore {
  readonly store: Store;
  close(): Promise<void>;
}

/** The one suite of store tests: whatever passes it may stand behind the use cases. */
export function describeStore(name: string, open: () => Promise<OpenedStore>): void {
  describe(name, () => {
    let opened: OpenedStore | undefined;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => {
      await opened?.close();
    });
    const store = (): Store => {
      if (opened === undefined) throw new Error(`${name} did not open.`);
      return opened.store;
    };
    describeContracts(store);
    describeFacts(store);
    describeLedger(store);
    describeIntents(store);
    describeAttention(store);
    describeInbox(store);
    describeConnections(store);
    describeEvidence(store);
    describeRaces(store);

    it('gives the same table id each time', async () => {
      const tableId = await store().tableId();

      expect(tableId).not.toBe('');
      expect(await store().tableId()).toBe(tableId);
    });
  });
}
