import { describe, expect, it } from 'vitest';
import { ConflictError } from '../../../shared/core/errors.ts';
import type { CrmConnection } from '../../../shared/ports/crm.ts';
import type { Store } from '../../../shared/ports/store.ts';
import { hubspotMapping } from '../../builders/hubspot-mapping.ts';

const NOON = '1999-04-06T16:00:00.000Z';
let contracts = 0;

function aConnection(changes: Partial<CrmConnection> = {}): CrmConnection {
  contracts += 1;
  return {
    contractId: `connected-${contracts}`,
    vendor: 'hubspot',
    account: '62515',
    mapping: { ...hubspotMapping(), amountMinor: '5' },
    connectedAt: NOON,
    connectedBy: 'Patrick M. Rost',
    revision: 0,
    pull: { watermark: NOON },
    seen: { missed: 0 },
    ...changes,
  };
}

export function describeConnections(store: () => Store): void {
  describe('connections', () => {
    it('keeps one as it was saved, its mapping to the letter', async () => {
      const connection = aConnection();

      expect(await store().saveConnection(connection)).toEqual({ ...connection, revision: 1 });
      expect(await store().readConnection(connection.contractId, 'hubspot')).toEqual({ ...connection, revision: 1 });
      expect(await store().readConnection(connection.contractId, 'standard-webhooks')).toBeUndefined();
    });

    it('refuses to save over what somebody else saved', async () => {
      const connection = aConnection();
      const saved = await store().saveConnection(connection);
      await store().saveConnection({ ...saved, account: '2' });

      await expect(store().saveConnection({ ...saved, account: '3' })).rejects.toThrow(ConflictError);
      await expect(store().saveConnection(connection)).rejects.toThrow(ConflictError);
      expect((await store().readConnection(connection.contractId, 'hubspot'))?.account).toBe('2');
    });

    it('lists those of one contract and no other whose id begins alike, or all', async () => {
      const one = aConnection();
      const alike = aConnection({ contractId: `${one.contractId}-b` });
      for (const connection of [one, alike]) await store().saveConnection(connection);

      expect((await store().listConnections(one.contractId)).map(({ contractId }) => contractId)).toEqual([
        one.contractId,
      ]);
      const all = (await store().listConnections()).map(({ contractId }) => contractId);
      expect(all).toEqual(expect.arrayContaining([one.contractId, alike.contractId]));
    });
  });
}
