import type { LocalSystem } from '../../infra/local/local-system.ts';

type Item = Record<string, unknown>;

/** Every item of the system's table, as a point in time. */
export async function itemsOf({ engine, deployed }: LocalSystem): Promise<Item[]> {
  const items: Item[] = [];
  let next: unknown;
  do {
    const start = next === undefined ? {} : { ExclusiveStartKey: next };
    const page = await engine.call('Scan', { TableName: deployed.table.name, ...start });
    items.push(...(page['Items'] as Item[]));
    next = page['LastEvaluatedKey'];
  } while (next !== undefined);
  return items;
}

/** A new table of the same name with the items of an earlier moment: what a restore gives, with an id of its own. */
export async function restoreTable({ engine, deployed }: LocalSystem, items: readonly Item[]): Promise<void> {
  const TableName = deployed.table.name;
  await engine.call('UpdateTable', { TableName, DeletionProtectionEnabled: false });
  await engine.call('DeleteTable', { TableName });
  await engine.call('CreateTable', deployed.table.createTableInput);
  for (const Item of items) await engine.call('PutItem', { TableName, Item });
}
