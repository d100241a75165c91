import type { DeployedTable } from './assembly/deployed-system.ts';
import type { Engine } from './engine.ts';
import { EngineError } from './engine.ts';

/** Makes the table as the template has it; a table that is there is kept, with its id and all of its items. */
export async function createTable(engine: Engine, table: DeployedTable): Promise<void> {
  try {
    await engine.call('CreateTable', table.createTableInput);
  } catch (error) {
    if (!(error instanceof EngineError && error.type === 'ResourceInUseException')) throw error;
    await checkItIsTheSame(engine, table);
  }
}

/** A template that changed a key or an index needs a fresh table: locally there is no migration. */
async function checkItIsTheSame(engine: Engine, table: DeployedTable): Promise<void> {
  const { Table: found } = (await engine.call('DescribeTable', { TableName: table.name })) as {
    Table: Record<string, unknown>;
  };
  for (const aspect of ['KeySchema', 'GlobalSecondaryIndexes']) {
    const [before, now] = [shapeOf(found[aspect]), shapeOf(table.createTableInput[aspect])];
    if (before !== now) {
      throw new EngineError(
        `The table ${table.name} in the data folder was made from an earlier template: its ${aspect} was ${before} ` +
          `and is ${now} now. Start afresh (without --keep).`,
      );
    }
  }
}

/** The parts of a key schema or of a list of indexes that the template states, in one order. */
function shapeOf(value: unknown): string {
  const items = Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
  return JSON.stringify(
    items
      .map(({ IndexName, KeySchema, Projection, AttributeName, KeyType }) =>
        IndexName === undefined ? { AttributeName, KeyType } : { IndexName, KeySchema, Projection },
      )
      .map((item) => JSON.stringify(item))
      .sort(),
  );
}

/** How the shards begin of messages that are not read: they wait for the daily run, and for no sweep. */
const UNREAD = 'unread-';

/** A contract that waits for a sweep: its key in the table, and when it is due. */
export interface Attention {
  key: string;
  attentionAt: string;
}

/** The earliest `attentionAt` of the index `attention`, read past the gateway: the clock is no function. */
export async function earliestAttention(engine: Engine, table: DeployedTable): Promise<Attention | undefined> {
  let earliest: Attention | undefined;
  let from: unknown;
  do {
    const page = await engine.call('Scan', {
      TableName: table.name,
      IndexName: 'attention',
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
    });
    for (const item of page['Items'] as Record<string, { S?: string }>[]) {
      const attentionAt = item['attentionAt']?.S;
      const isMessage = item['attentionShard']?.S?.startsWith(UNREAD) === true;
      if (attentionAt === undefined || isMessage) continue;
      if (Number.isNaN(Date.parse(attentionAt))) {
        throw new EngineError(`${item['pk']?.S ?? 'An item'} has attentionAt "${attentionAt}", which is no instant.`);
      }
      const isEarlier = earliest === undefined || Date.parse(attentionAt) < Date.parse(earliest.attentionAt);
      if (isEarlier) earliest = { key: item['pk']?.S ?? '', attentionAt };
    }
    from = page['LastEvaluatedKey'];
  } while (from !== undefined);
  return earliest;
}
