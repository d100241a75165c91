import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { type Fault, InvariantError } from '../../core/errors.ts';
import { faultOf, faultOfCancellation } from './dynamodb-faults.ts';
import type { ItemKey } from './keys.ts';
import type { Table } from './table.ts';

/** DynamoDB takes 100 actions; a transaction of this store that comes near it was not bounded by its caller. */
const MAX_ACTIONS = 50;

/** The old item as DynamoDB returns it with a refused condition: typed values. */
export type OldItem = NonNullable<NonNullable<TransactionCanceledException['CancellationReasons']>[number]['Item']>;

/** What a refused condition means: it was `known` already, or a fault. `old` is the item that stands there, if any. */
export type Refusal = (old: OldItem | undefined) => 'known' | Fault;

/** A condition in DynamoDB's words; names are written `#name` for the attribute `name`. */
export interface Condition {
  readonly expression: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** One action of a transaction. */
export interface Action {
  readonly key: ItemKey;
  readonly refusal: Refusal;
  readonly toItem: (tableName: string, writeId: string) => TransactItem;
}

export const IS_NEW: Condition = { expression: 'attribute_not_exists(pk)' };
export const EXISTS: Condition = { expression: 'attribute_exists(pk)' };

/**
 * Writes all of the actions or none. Answers `done`, or `known` when the first refused action says so; throws its fault
 * otherwise. A write whose answer was lost is recognised in two ways. While the engine remembers the request's
 * token (ten minutes), sending it again is answered as done. After that a condition is refused, and then an old item that
 * carries this very `writeId` proves that the transaction had happened.
 */
export async function transact(table: Table, actions: readonly Action[]): Promise<'done' | 'known'> {
  refuseUnbounded(actions);
  const writeId = table.newWriteId();
  try {
    await table.documents.send(
      new TransactWriteCommand({
        ClientRequestToken: writeId,
        TransactItems: actions.map((action) => action.toItem(table.tableName, writeId)),
      }),
    );
    return 'done';
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw faultOf(error, 'TransactWriteItems');
    return judge(error, actions, writeId);
  }
}

/** Writes a whole item. */
export function put(
  key: ItemKey,
  { attributes, condition = IS_NEW }: { attributes: Readonly<Record<string, unknown>>; condition?: Condition },
  refusal: Refusal,
): Action {
  return {
    key,
    refusal,
    toItem: (tableName, writeId) => ({
      Put: { TableName: tableName, Item: { ...key, ...attributes, writeId }, ...conditionFields(condition) },
    }),
  };
}

/** Sets and removes attributes; an attribute set to undefined is removed. */
export function update(
  key: ItemKey,
  { attributes, condition = EXISTS }: { attributes: Readonly<Record<string, unknown>>; condition?: Condition },
  refusal: Refusal,
): Action {
  return {
    key,
    refusal,
    toItem: (tableName, writeId) => {
      const changes = changesOf({ ...attributes, writeId });
      const { ExpressionAttributeNames, ExpressionAttributeValues, ...fields } = conditionFields(condition);
      return {
        Update: {
          TableName: tableName,
          Key: { ...key },
          UpdateExpression: changes.expression,
          ...fields,
          ExpressionAttributeNames: { ...changes.names, ...ExpressionAttributeNames },
          ExpressionAttributeValues: { ...changes.values, ...ExpressionAttributeValues },
        },
      };
    },
  };
}

/** Writes an item whatever is there; a condition on another item of the transaction must guard it. */
export function replace(key: ItemKey, attributes: Readonly<Record<string, unknown>>): Action {
  return {
    key,
    refusal: () => refusedWithoutCondition(key),
    toItem: (tableName, writeId) => ({ Put: { TableName: tableName, Item: { ...key, ...attributes, writeId } } }),
  };
}

/** Deletes an item, or finds it gone; a condition on another item of the transaction must guard it. */
export function remove(key: ItemKey): Action {
  return {
    key,
    refusal: () => refusedWithoutCondition(key),
    toItem: (tableName) => ({ Delete: { TableName: tableName, Key: { ...key } } }),
  };
}

function refuseUnbounded(actions: readonly Action[]): void {
  if (actions.length > MAX_ACTIONS) {
    throw new InvariantError(
      `A transaction would have ${actions.length} actions; the store takes ${MAX_ACTIONS}. Write it in smaller parts.`,
      { actions: actions.length },
    );
  }
  const keys = actions.map(({ key }) => `${key.pk} ${key.sk}`);
  const twice = actions.find(({ key }, at) => keys.indexOf(`${key.pk} ${key.sk}`) !== at);
  if (twice !== undefined) {
    throw new InvariantError('A transaction names the same item twice. Give each its own id.', { ...twice.key });
  }
}

function judge(error: TransactionCanceledException, actions: readonly Action[], writeId: string): 'done' | 'known' {
  const reasons = error.CancellationReasons ?? [];
  if (reasons.some(({ Item }) => Item?.['writeId']?.S === writeId)) return 'done';
  const at = reasons.findIndex(({ Code }) => Code === 'ConditionalCheckFailed');
  const refused = actions[at];
  if (refused === undefined) throw faultOfCancellation(error);
  const verdict = refused.refusal(reasons[at]?.Item);
  if (verdict === 'known') return 'known';
  throw verdict;
}

function conditionFields({ expression, values = {} }: Condition) {
  const names = [...expression.matchAll(/#(\w+)/g)].map(([placeholder, name]) => [placeholder, name]);
  return {
    ConditionExpression: expression,
    ...(names.length > 0 ? { ExpressionAttributeNames: Object.fromEntries(names) as Record<string, string> } : {}),
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

function changesOf(attributes: Readonly<Record<string, unknown>>) {
  const names = Object.keys(attributes);
  const set = names.filter((name) => attributes[name] !== undefined);
  const removed = names.filter((name) => attributes[name] === undefined);
  const parts = [`SET ${set.map((name) => `#${name} = :${name}`).join(', ')}`];
  if (removed.length > 0) parts.push(`REMOVE ${removed.map((name) => `#${name}`).join(', ')}`);
  return {
    expression: parts.join(' '),
    names: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    values: Object.fromEntries(set.map((name) => [`:${name}`, attributes[name]])),
  };
}

function refusedWithoutCondition(key: ItemKey): Fault {
  return new InvariantError(`${key.sk} was refused although it had no condition.`, { ...key });
}
