import { createHash } from 'node:crypto';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { fromPlain, toPlain } from '../../core/json.ts';
import { MOST_MAIL_NOTES, type MailNote, type MailNotes } from '../../ports/mail-intake.ts';
import type { DynamoDbStoreOptions } from './dynamodb-store.ts';
import { type BodyItem, queryAll, type Table } from './table.ts';
import { replace, transact } from './transaction.ts';

/** Notes about mails that prove nothing, in a ring a contract. */
export function createMailNotes({ tableName, client, newWriteId }: DynamoDbStoreOptions): MailNotes {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const table: Table = { client, documents, tableName, newWriteId };
  return {
    noteMail: async (note) => {
      const key = { pk: roomOf(note.contractId), sk: placeOf(note.mail) };
      await transact(table, [replace(key, { body: toPlain(note) })]);
    },
    listMailNotes: async (contractId) => {
      const items = await queryAll<BodyItem>(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': roomOf(contractId) },
        ConsistentRead: true,
      });
      const notes = items.map(({ body }) => fromPlain<MailNote>(body));
      return notes.toSorted((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1));
    },
  };
}

/** Example: `MAILS#auxer-pmr-1999`; the mails that name no contract are in `MAILS#`. */
function roomOf(contractId: string | undefined): string {
  return `MAILS#${contractId ?? ''}`;
}

/** Always the same for a mail, so that one that comes twice is noted once. Example: `PLACE#017`. */
function placeOf(mail: string): string {
  const place = createHash('sha256').update(mail).digest().readUInt32BE(0) % MOST_MAIL_NOTES;
  return `PLACE#${String(place).padStart(3, '0')}`;
}
