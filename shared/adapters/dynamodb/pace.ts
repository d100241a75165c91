import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { PaceRequest, PaceRooms } from '../../ports/pace.ts';
import { faultOf } from './dynamodb-faults.ts';
import type { DynamoDbStoreOptions } from './dynamodb-store.ts';

/** The slots lie in a ring of items, so that they are as many after a year as after a minute. */
export const PACE_RING = 256;

type PaceTable = Pick<DynamoDbStoreOptions, 'client' | 'tableName'>;

/**
 * Room for requests to Stripe, counted in the table: one conditional write takes it, whoever else takes some at the same
 * moment. A write whose answer was lost is counted twice at worst, which only slows down. Decision 0028.
 */
export function createPaceRooms({ client, tableName }: PaceTable): PaceRooms {
  const documents = DynamoDBDocumentClient.from(client);
  const send = async (operation: 'UpdateItem' | 'PutItem', command: UpdateCommand | PutCommand): Promise<Outcome> => {
    try {
      await (command instanceof UpdateCommand ? documents.send(command) : documents.send(command));
      return { done: true };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw faultOf(error, operation);
      return { done: false, slot: Number(error.Item?.['slot']?.N ?? -1) };
    }
  };
  return {
    take: async (request) => {
      const added = await send('UpdateItem', adding(tableName, request));
      if (added.done || added.slot >= request.slot) return added.done;
      const opened = await send('PutItem', opening(tableName, request));
      if (opened.done) return true;
      return (await send('UpdateItem', adding(tableName, request))).done;
    },
    close: async (slots, endpoint) => {
      await Promise.all(slots.map((slot) => send('PutItem', closing(tableName, slot, endpoint))));
    },
  };
}

type Outcome = { readonly done: true } | { readonly done: false; readonly slot: number };

function keyOf(slot: number): { pk: string; sk: string } {
  return { pk: 'PACE', sk: `SLOT#${String(slot % PACE_RING).padStart(3, '0')}` };
}

function adding(tableName: string, { slot, endpoint, most }: PaceRequest): UpdateCommand {
  return new UpdateCommand({
    TableName: tableName,
    Key: keyOf(slot),
    UpdateExpression: 'ADD #account :one, #endpoint :one',
    ConditionExpression:
      '#slot = :slot AND #account < :account AND (attribute_not_exists(#endpoint) OR #endpoint < :endpoint)',
    ExpressionAttributeNames: { '#slot': 'slot', '#account': 'account', '#endpoint': endpoint },
    ExpressionAttributeValues: { ':one': 1, ':slot': slot, ':account': most.account, ':endpoint': most.endpoint },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
}

/** The first request of a slot takes the item over from the slot that it held a turn of the ring before. */
function opening(tableName: string, { slot, endpoint }: PaceRequest): PutCommand {
  return new PutCommand({
    TableName: tableName,
    Item: { ...keyOf(slot), slot, account: 1, [endpoint]: 1 },
    ConditionExpression: 'attribute_not_exists(pk) OR #slot < :slot',
    ExpressionAttributeNames: { '#slot': 'slot' },
    ExpressionAttributeValues: { ':slot': slot },
  });
}

function closing(tableName: string, slot: number, endpoint: string | undefined): PutCommand {
  const counts = endpoint === undefined ? { account: FULL } : { account: 0, [endpoint]: FULL };
  return new PutCommand({ TableName: tableName, Item: { ...keyOf(slot), slot, ...counts } });
}

/** More than any slot holds. */
const FULL = 1_000_000;
