import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMailNotes } from '../../../shared/adapters/dynamodb/mail-notes.ts';
import { MOST_MAIL_NOTES, type MailNote, type MailNotes } from '../../../shared/ports/mail-intake.ts';
import { clientOf, createTable, startEngine, type Engine } from '../../builders/engine.ts';

let engine: Engine;
let client: DynamoDBClient;
let notes: MailNotes;

beforeAll(async () => {
  engine = await startEngine();
  client = clientOf(engine.endpoint);
  const tableName = `mails-${randomUUID()}`;
  await createTable(client, tableName);
  notes = createMailNotes({ client, tableName, newWriteId: randomUUID });
});
afterAll(async () => {
  client.destroy();
  await engine.stop();
});

function aNote(changes: Partial<MailNote> = {}): MailNote {
  return {
    mail: 'm-1',
    contractId: 'auxer-pmr-1999',
    receivedAt: '1999-04-20T14:00:05.000Z',
    code: 'dkim-failed',
    why: 'It does not hold.',
    fix: 'Send it again.',
    from: 'x@evil.example',
    bytes: 1234,
    sha256: 'a'.repeat(64),
    objectKey: 'received/m-1',
    ...changes,
  };
}

describe('notes about mails', () => {
  it('are read oldest first, those of one contract alone, and those of none apart', async () => {
    const { contractId: _, ...nameless } = aNote({ mail: 'm-3' });
    const late = aNote({ mail: 'm-2', receivedAt: '1999-04-21T00:00:00.000Z' });
    for (const note of [late, aNote(), nameless, aNote({ contractId: 'another' })]) await notes.noteMail(note);
    expect(await notes.listMailNotes('auxer-pmr-1999')).toEqual([aNote(), late]);
    expect(await notes.listMailNotes(undefined)).toEqual([nameless]);
    expect(await notes.listMailNotes('nobody')).toEqual([]);
  });

  it('are one for a mail that comes twice', async () => {
    for (const code of ['spam', 'virus']) await notes.noteMail(aNote({ contractId: 'twice', code }));
    expect(await notes.listMailNotes('twice')).toEqual([aNote({ contractId: 'twice', code: 'virus' })]);
  });

  it('take no more room however many come', async () => {
    const flood = Array.from({ length: 2 * MOST_MAIL_NOTES }, (_, at) =>
      aNote({ contractId: 'flood', mail: `m-${at}` }),
    );
    await Promise.all(flood.map((note) => notes.noteMail(note)));
    const kept = await notes.listMailNotes('flood');
    expect(kept.length).toBeLessThanOrEqual(MOST_MAIL_NOTES);
    expect(kept.length).toBeGreaterThan(MOST_MAIL_NOTES / 2);
  });
});
