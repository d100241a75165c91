import type { CrmConnection } from '../ports/crm.ts';
import type { Store } from '../ports/store.ts';
import { withRetries } from './with-retries.ts';

/** Notes something on a connection, from a fresh read at each try. Undefined when it is no longer there. */
export async function noteConnection(
  store: Store,
  { contractId, vendor }: Pick<CrmConnection, 'contractId' | 'vendor'>,
  change: (connection: CrmConnection) => CrmConnection,
): Promise<CrmConnection | undefined> {
  return withRetries(async () => {
    const connection = await store.readConnection(contractId, vendor);
    return connection === undefined ? undefined : store.saveConnection(change(connection));
  });
}

/** The CRM answered: what it refused before is over. */
export function withoutFailure(before: CrmConnection['seen']): CrmConnection['seen'] {
  const { failure: _, ...seen } = before;
  return seen;
}
