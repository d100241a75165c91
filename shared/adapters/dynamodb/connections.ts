import { ConflictError } from '../../core/errors.ts';
import type { CrmVendor } from '../../core/crm/vendors.ts';
import { fromPlain, toPlain } from '../../core/json.ts';
import type { CrmConnection } from '../../ports/crm.ts';
import { CONNECTIONS, connectionKey } from './keys.ts';
import { type BodyItem, queryAll, readItem, type Table } from './table.ts';
import { put, transact } from './transaction.ts';

type ConnectionItem = BodyItem & { readonly revision: number; readonly mapping: CrmConnection['mapping'] };

/** The connections to CRMs, each written on condition of the revision that was read. */
export function connectionsIn(table: Table) {
  return {
    readConnection: async (contractId: string, vendor: CrmVendor): Promise<CrmConnection | undefined> => {
      const item = await readItem<ConnectionItem>(table, connectionKey(contractId, vendor));
      return item === undefined ? undefined : connectionOf(item);
    },
    listConnections: async (contractId?: string): Promise<CrmConnection[]> => {
      const items = await queryAll<ConnectionItem>(table, {
        KeyConditionExpression: contractId === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :contract)',
        ExpressionAttributeValues: {
          ':pk': CONNECTIONS,
          ...(contractId === undefined ? {} : { ':contract': `${contractId}#` }),
        },
        ConsistentRead: true,
      });
      return items.map(connectionOf);
    },
    saveConnection: async (connection: CrmConnection): Promise<CrmConnection> => {
      const { mapping, revision, ...rest } = connection;
      const attributes = { body: toPlain(rest), mapping, revision: revision + 1 };
      const condition = { expression: '#revision = :readRevision', values: { ':readRevision': revision } };
      const key = connectionKey(connection.contractId, connection.vendor);
      await transact(table, [
        put(key, revision === 0 ? { attributes } : { attributes, condition }, () => moved(connection)),
      ]);
      return { ...connection, revision: revision + 1 };
    },
  };
}

function connectionOf({ body, mapping, revision }: ConnectionItem): CrmConnection {
  return { ...fromPlain<Omit<CrmConnection, 'mapping' | 'revision'>>(body), mapping, revision };
}

function moved({ contractId, vendor, revision }: CrmConnection): ConflictError {
  return new ConflictError(`The connection of ${contractId} to ${vendor} was saved by somebody else. Read it again.`, {
    contractId,
    vendor,
    read: revision,
  });
}
