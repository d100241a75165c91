import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoDbStore } from '../../../shared/adapters/dynamodb/dynamodb-store.ts';
import type { Store } from '../../../shared/ports/store.ts';
import { clientOf, createTable, type Engine, startEngine } from '../../builders/engine.ts';
import {
  aFact,
  aHead,
  aMailIntent,
  aMessage,
  anAppend,
  anEntry,
  aPost,
  created,
  headNow,
  LATER,
  NOON,
} from '../../builders/store-records.ts';

/** How the second sending of a request differs from the first: the engine may have forgotten the first one's token. */
type Memory = 'remembers the token' | 'has forgotten the token';

describe.each<Memory>(['remembers the token', 'has forgotten the token'])(
  'a write whose answer was lost, when the engine %s',
  (memory) => {
    const tableName = `tallystick-${randomUUID()}`;
    let engine: Engine;
    let store: Store;
    let losing: Store;
    let lost: string[];
    let writeIds: string[];

    function newWriteId(): string {
      const writeId = randomUUID();
      writeIds.push(writeId);
      return writeId;
    }

    beforeAll(async () => {
      engine = await startEngine();
      const client = clientOf(engine.endpoint);
      await createTable(client, tableName);
      store = createDynamoDbStore({ tableName, client, newWriteId: randomUUID });
      [lost, writeIds] = [[], []];
      const lossy = losingEachFirstAnswer(clientOf(engine.endpoint), { memory, lost });
      losing = createDynamoDbStore({ tableName, client: lossy, newWriteId });
    });
    afterEach(() => {
      expect(writeIds).not.toEqual([]);
      expect(lost.splice(0)).toEqual(writeIds.splice(0));
    });
    afterAll(() => engine.stop());

    it('counts as created', async () => {
      const head = aHead();

      const outcome = await losing.createContract(head, { facts: [aFact()], recordedAt: NOON });

      expect(outcome).toBe('created');
      expect((await store.readContract(head.contractId))?.facts).toHaveLength(1);
    });

    it('counts as recorded, not as known', async () => {
      const head = await created(store);

      expect(await losing.appendFacts(anAppend(head))).toEqual({ outcome: 'recorded', factSeq: 2 });
      expect((await store.readContract(head.contractId))?.facts).toHaveLength(2);
    });

    it('counts as posted, once', async () => {
      const head = await created(store);

      await losing.post(aPost(head));

      expect(await store.readContract(head.contractId)).toMatchObject({
        head: { ledgerVersion: 1, entryCount: 1 },
        entries: [{ number: 1 }],
      });
    });

    it('counts as saved, by one revision', async () => {
      const { contractId } = await created(store);
      const intent = aMailIntent('mail/1');
      await store.post({ contractId, ledgerVersion: 0, entry: anEntry(1, 'cause'), intent });

      const saved = await losing.saveIntent(contractId, { ...intent, state: 'done' });

      expect(saved.revision).toBe(2);
      expect(await store.readIntent(contractId, intent.id)).toEqual(saved);
    });

    it('counts as moved attention', async () => {
      const head = await created(store);

      expect(await losing.moveAttention(head, LATER)).toBe(true);
      expect((await headNow(store, head.contractId)).attentionAt).toBe(LATER);
    });

    it('counts as kept, not as known', async () => {
      const message = aMessage();

      expect(await losing.keepMessage(message)).toBe('kept');
      expect(await store.readMessage(message.inboxId)).toEqual(message);
    });

    it('is still a conflict when somebody else wrote', async () => {
      const head = await created(store);
      await store.post(aPost(head));

      await expect(losing.post(aPost(head))).rejects.toMatchObject({ code: 'conflict' });
    });
  },
);

/** Lets the engine do the work of each write, and then breaks the connection before its first answer arrives. */
function losingEachFirstAnswer(
  client: DynamoDBClient,
  { memory, lost }: { memory: Memory; lost: string[] },
): DynamoDBClient {
  const handler = client.config.requestHandler;
  const handle = handler.handle.bind(handler);
  const seen = new Set<string>();
  handler.handle = async (request, options) => {
    const { ClientRequestToken: token, ...rest } = parsed(request.body);
    if (token === undefined) return handle(request, options);
    if (seen.has(token)) {
      if (memory === 'has forgotten the token') request.body = encoded({ ...rest, ClientRequestToken: randomUUID() });
      return handle(request, options);
    }
    seen.add(token);
    await handle(request, options);
    lost.push(token);
    throw Object.assign(new Error('The connection broke before the answer.'), { name: 'TimeoutError' });
  };
  return client;
}

function parsed(body: Uint8Array): { ClientRequestToken?: string } {
  return JSON.parse(new TextDecoder().decode(body)) as { ClientRequestToken?: string };
}

/** As long as before, since one UUID replaces another: the request's length stays true. */
function encoded(body: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(body));
}
