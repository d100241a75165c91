import { customerKey } from './keys.ts';
import { readItem, type StoredItem, type Table } from './table.ts';
import { put, transact } from './transaction.ts';

type CustomerItem = StoredItem & { readonly customer: string };

/** The customer at Stripe of each contract. */
export function customersIn(table: Table) {
  return {
    readCustomer: async (contractId: string): Promise<string | undefined> =>
      (await readItem<CustomerItem>(table, customerKey(contractId)))?.customer,
    saveCustomer: async (contractId: string, customer: string, instead = ''): Promise<'saved' | 'known'> => {
      const condition = {
        expression: 'attribute_not_exists(pk) OR #customer = :instead',
        values: { ':instead': instead },
      };
      const outcome = await transact(table, [
        put(customerKey(contractId), { attributes: { customer }, condition }, () => 'known'),
      ]);
      return outcome === 'done' ? 'saved' : 'known';
    },
  };
}
