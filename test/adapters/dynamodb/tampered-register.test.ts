import { randomUUID } from 'node:crypto';
import { type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDynamoDbStore } from '../../../shared/adapters/dynamodb/dynamodb-store.ts';
import { headKey, type ItemKey, numberedKey } from '../../../shared/adapters/dynamodb/keys.ts';
import { adoptContract } from '../../../shared/app/adopt-contract.ts';
import { recordFacts } from '../../../shared/app/record-facts.ts';
import { verifyIntroductions } from '../../../shared/app/view-introductions.ts';
import type { Store } from '../../../shared/ports/store.ts';
import { contractFile1999, DAY_ONE } from '../../builders/a-contract.ts';
import { introduced, noon, unrecorded } from '../../builders/facts.ts';
import { clientOf, createTable, type Engine, startEngine } from '../../builders/engine.ts';
import { recordingBells } from '../../builders/recording-bells.ts';

type Item = ItemKey & { body: { seq: number; id: string; data: { introducedOn: string } } };

describe('a register whose items somebody changed in the table', () => {
  let engine: Engine;
  let client: DynamoDBClient;
  let documents: DynamoDBDocumentClient;
  let tableName: string;
  let store: Store;
  let contractId: string;
  beforeAll(async () => {
    engine = await startEngine();
    client = clientOf(engine.endpoint);
    documents = DynamoDBDocumentClient.from(client);
    tableName = `tallystick-${randomUUID()}`;
    await createTable(client, tableName);
    store = createDynamoDbStore({ tableName, client, newWriteId: randomUUID });
  });
  afterAll(() => engine.stop());

  /** The 1999 agreement with three introductions: facts 2, 3 and 4. */
  beforeEach(async () => {
    const bell = recordingBells();
    contractId = `auxer-${randomUUID().slice(0, 8)}`;
    const file = { ...contractFile1999(), id: contractId };
    await adoptContract({ store, bell }, { file, by: 'x', now: DAY_ONE, salt: '5a17' });
    for (const id of ['one', 'two', 'three']) {
      const facts = [unrecorded(introduced(undefined, { id }), `introduction/${id}`)];
      await recordFacts(store, bell, { contractId, recordedAt: noon('1999-04-21'), facts });
    }
  });

  const proof = () => verifyIntroductions(store, contractId, noon('1999-05-01'));

  async function item<T extends ItemKey>(key: ItemKey): Promise<T> {
    const { Item: found } = await documents.send(new GetCommand({ TableName: tableName, Key: { ...key } }));
    return found as T;
  }

  function put(changed: object) {
    return documents.send(new PutCommand({ TableName: tableName, Item: { ...changed } }));
  }

  it('is whole as long as nobody did', async () => {
    expect(await proof()).toMatchObject({ whole: true, faults: [], head: { entries: 3 } });
  });

  it('names the place where an entry was changed', async () => {
    const fact = await item<Item>(numberedKey(contractId, 'FACT#', 3));
    await put({ ...fact, body: { ...fact.body, data: { ...fact.body.data, introducedOn: '1999-04-07' } } });
    expect(await proof()).toMatchObject({ whole: false, faults: [{ seq: 4, fact: 'introduction/three' }] });
  });

  it('names the place where an entry was put in place of another', async () => {
    const [second, third] = await Promise.all([3, 4].map((seq) => item<Item>(numberedKey(contractId, 'FACT#', seq))));
    await put({ ...second, body: { ...third?.body, seq: 3, id: 'introduction/slipped-in' } });
    expect((await proof()).faults.map(({ seq }) => seq)).toEqual([3, 4]);
  });

  it('names an entry that was slipped in at the end past the register', async () => {
    const third = await item<Item>(numberedKey(contractId, 'FACT#', 4));
    await put({ ...third, ...numberedKey(contractId, 'FACT#', 5), body: { ...third.body, seq: 5, id: 'slipped-in' } });
    await put({ ...(await item(headKey(contractId))), factSeq: 5 });
    expect(await proof()).toMatchObject({ whole: false, faults: [{ seq: 5, fact: 'slipped-in' }] });
  });
});
