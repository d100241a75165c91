import { afterEach, beforeEach, expect, it } from 'vitest';

import type { SampleSystem } from '../sample/sample-system.ts';
import { aDataFolder, startSampleSystem } from '../sample/sample-system.ts';

let dataFolder: string;
let system: SampleSystem;
beforeEach(async () => {
  dataFolder = aDataFolder();
  system = await startSampleSystem({ dataFolder });
});
afterEach(() => system.stop());

async function attend(subject: string, attentionAt: string): Promise<void> {
  await system.order(subject, { task: 'attend', attentionAt });
  await system.quiesce();
}

it('stops the clock at each attention on the way, and at the target', async () => {
  await attend('second', '1999-05-06T00:00:00.000Z');
  await attend('first', '1999-04-30T04:00:00.250Z');
  await attend('later', '1999-07-01T00:00:00.000Z');
  const stops: string[] = [];
  const onStop = (instant: Date): void => void stops.push(instant.toISOString());
  await system.advanceTo(new Date('1999-06-01T00:00:00Z'), { onStop });
  expect(stops).toEqual(['1999-04-30T04:00:01.000Z', '1999-05-06T00:00:00.000Z', '1999-06-01T00:00:00.000Z']);
  expect(await system.notes('first')).toEqual(['swept at 1999-04-30T04:00:01Z']);
  expect(await system.notes('later')).toEqual([]);
  expect(system.clock.now()).toEqual(new Date('1999-06-01T00:00:00Z'));
});

it('stops when Stripe tries a webhook again that was not taken', async () => {
  const secret = await system.secrets.app.request('/', {
    method: 'POST',
    headers: {
      'x-amz-target': 'secretsmanager.GetSecretValue',
      'content-type': 'application/x-amz-json-1.1',
      authorization: 'AWS4-HMAC-SHA256 Credential=operator/19990406/us-east-1/secretsmanager/aws4_request',
    },
    body: JSON.stringify({ SecretId: 'sample/stripe/api-key' }),
  });
  const { SecretString: key } = (await secret.json()) as { SecretString: string };
  system.stripe.control({ webhooks: { stopped: true } });
  const headers = { authorization: `Bearer ${key}` };
  const made = await fetch(`${system.stripeOrigin}/v1/customers`, { method: 'POST', headers });
  const { id } = (await made.json()) as { id: string };
  // Of a customer that is made nobody is told; of one that is deleted the endpoint is.
  const deleted = await fetch(`${system.stripeOrigin}/v1/customers/${id}`, { method: 'DELETE', headers });
  expect(deleted.status).toBe(200);
  const stops: string[] = [];
  const onStop = (instant: Date): void => void stops.push(instant.toISOString().slice(11, 16));
  await system.advanceTo(new Date('1999-04-06T13:00:00Z'), { onStop });
  expect(stops).toEqual(['12:05', '12:35', '13:00']);
  expect(system.stripe.nextWebhookAt()).toEqual(new Date('1999-04-06T14:30:00Z'));
});

it('names the contract whose attention no sweep changes', async () => {
  await attend('restless', '1999-04-07T00:00:00.000Z');
  await expect(system.advanceTo(new Date('1999-05-01T00:00:00Z'))).rejects.toThrow(
    /^restless asked for attention at 1999-04-07T00:00:00.000Z, and 5 sweeps have not changed that/,
  );
});

it('refuses to go back', async () => {
  await expect(system.advanceTo(new Date('1999-04-01T00:00:00Z'))).rejects.toThrow('cannot go back');
});

it('answers 503 and sweeps nothing while it is down, and catches up when it is up again', async () => {
  await attend('waiting', '1999-04-10T00:00:00.000Z');
  const { crm } = await system.connectCrm('one');
  await system.takeDown();
  expect((await system.order('refused', { task: 'note', text: 'lost' })).status).toBe(503);
  crm.closeDeal({
    id: 'deal-1',
    name: 'A deal',
    investor: { id: 'crm-1', name: 'An investor', emails: ['investor@example.com'] },
    amount: '1000.00',
    currency: 'USD',
    closedOn: '1999-04-20',
    instrument: 'equity',
  });
  await system.advanceTo(new Date('1999-05-10T00:00:00Z'));
  await system.quiesce();
  expect(await system.notes('waiting')).toEqual([]);
  expect(crm.hasUndeliveredWebhooks()).toBe(true);

  await system.bringUp();
  // The sample has no route for CRM webhooks: the CRM keeps what nobody takes, and quiesce says so.
  await expect(system.quiesce()).rejects.toThrow("the CRM's webhooks for one are not all accepted");
  await system.tick();
  await expect.poll(() => system.notes('waiting')).toEqual(['swept at 1999-05-10T00:00:00Z']);
});

it('says what is still busy when it does not come to rest', async () => {
  await system.order('sleeper', { task: 'sleep' });
  await system.stop();
  system = await startSampleSystem({ dataFolder, quietTimeoutSeconds: 0.5 });
  await expect(system.quiesce()).rejects.toThrow(/still busy: work is running; Sample-Work.*\.fifo holds 1 message/);
});

it('carries on in the same folder: clock, table, its id, keys, ports and messages', async () => {
  const tableId = async (): Promise<unknown> => {
    const { Table: table } = await system.engine.call('DescribeTable', { TableName: system.deployed.table.name });
    return (table as { TableId: string }).TableId;
  };
  await system.order('kept', { task: 'note', text: 'before' });
  await system.advanceTo(new Date('1999-06-01T00:00:00Z'));
  const before = { id: await tableId(), operator: system.operator, stripe: system.stripeOrigin };
  await system.stop();
  system = await startSampleSystem({ dataFolder });
  expect({ id: await tableId(), operator: system.operator, stripe: system.stripeOrigin }).toEqual(before);
  expect(system.clock.now()).toEqual(new Date('1999-06-01T00:00:00Z'));
  expect(await system.notes('kept')).toEqual(['before']);
});
