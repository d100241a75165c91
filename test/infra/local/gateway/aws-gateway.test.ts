import { DynamoDBClient, GetItemCommand, QueryCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { SendRawEmailCommand, SESClient } from '@aws-sdk/client-ses';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Statement } from '../../../../infra/local/iam/statement.ts';
import { startAwsGateway } from '../../../../infra/local/aws-gateway.ts';
import type { DeployedFunction } from '../../../../infra/local/assembly/deployed-system.ts';
import type { HttpService, WholeRequest } from '../../../../infra/local/http-service.ts';
import { createCallRecorder } from '../../../../infra/local/recorded-calls.ts';
import { createIdentities, signRequest } from '../../../../infra/local/signed-requests.ts';

const tableArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/contracts';
const allow = (actions: string[], resource: string): Statement => ({
  effect: 'Allow',
  actions,
  resources: [resource],
  conditions: [],
});

const settle: DeployedFunction = {
  name: 'settle',
  arn: 'arn:settle',
  assetFolder: '',
  handler: 'index.handler',
  environment: {},
  timeoutSeconds: 1,
  memoryMegabytes: 128,
  reservedConcurrency: undefined,
  logGroup: undefined,
  role: {
    name: 'role',
    arn: 'arn:role',
    statements: [
      allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], tableArn),
      allow(['ses:SendRawEmail'], 'arn:aws:ses:us-east-1:000000000000:identity/mail.example.com'),
    ],
  },
};

const identities = createIdentities(['operator', 'settle'], 'seed');
const recorder = createCallRecorder([settle]);
const passedOn: WholeRequest[] = [];
let now: () => Date = () => new Date();
let gateway: HttpService;

beforeAll(async () => {
  const json = { 'content-type': 'application/x-amz-json-1.0' };
  const scope = {
    region: 'us-east-1',
    accountId: '000000000000',
    mail: { identities: ['mail.example.com'], configurationSets: [], eventDestinations: [] },
    secretArn: () => undefined,
  };
  const answer = (request: WholeRequest) => {
    passedOn.push(request);
    return Promise.resolve({ status: 200, headers: json, body: '{}' });
  };
  const services = { dynamodb: answer, sqs: () => Promise.reject(new Error('connection refused')), ses: answer };
  gateway = await startAwsGateway({
    port: { preferred: 0 },
    wiring: () => ({ identities, services, recorder, scope, onLog: () => undefined }),
    now: () => now(),
  });
});
afterAll(() => gateway.stop());

function clientOf(name: string, changes: { accessKeyId?: string; secretAccessKey?: string } = {}) {
  const identity = [...identities.values()].find((one) => one.name === name);
  const credentials = { name, accessKeyId: '', secretAccessKey: '', ...identity, ...changes };
  return { endpoint: gateway.origin, region: 'us-east-1', credentials, maxAttempts: 1 };
}

const getItem = new GetItemCommand({ TableName: 'contracts', Key: { pk: { S: 'a/é b' } } });

describe('the gateway', () => {
  it('passes on what the role allows, byte for byte', async () => {
    await new DynamoDBClient(clientOf('settle')).send(getItem);
    expect(JSON.parse(passedOn.at(-1)?.body.toString() ?? '')).toMatchObject({ Key: { pk: { S: 'a/é b' } } });
  });

  it.each([
    ['of the shell', { accessKeyId: 'AKIAOFTHESHELL0000000' }],
    ['with another secret', { secretAccessKey: 'guessed' }],
  ])('refuses keys %s', async (_what, changes) => {
    const before = passedOn.length;
    await expect(new DynamoDBClient(clientOf('settle', changes)).send(getItem)).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    expect(passedOn).toHaveLength(before);
  });

  it('refuses a body that is not the signed one', async () => {
    const { credentials: identity } = clientOf('settle');
    const body = JSON.stringify({ TableName: 'contracts', Key: {} });
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.GetItem' };
    const signed = await signRequest(
      { method: 'POST', url: new URL(gateway.origin), headers, body },
      { identity, service: 'dynamodb', region: 'us-east-1' },
      new Date(),
    );
    const send = (sent: string): Promise<Response> =>
      fetch(gateway.origin, { method: 'POST', headers: signed, body: sent });
    expect((await send(body)).status).toBe(200);
    const refused = await send(body.replace('contracts', 'elsewhere'));
    expect(await refused.json()).toMatchObject({ __type: 'com.amazon.coral.service#UnrecognizedClientException' });
  });

  it('refuses a signature of another time', async () => {
    now = () => new Date(Date.now() + 6 * 60_000);
    await expect(new DynamoDBClient(clientOf('settle')).send(getItem)).rejects.toThrow('more than five minutes off');
    now = () => new Date();
  });

  it('refuses an index that only the table is granted for, as IAM would', async () => {
    const query = new QueryCommand({ TableName: 'contracts', IndexName: 'attention' });
    await expect(new DynamoDBClient(clientOf('settle')).send(query)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(`dynamodb:Query on resource: ${tableArn}/index/attention`) as string,
    });
  });

  it('refuses a transaction for the one part that is not granted', async () => {
    const command = new TransactWriteItemsCommand({
      TransactItems: [
        { Put: { TableName: 'contracts', Item: { pk: { S: '1' } } } },
        { Delete: { TableName: 'contracts', Key: { pk: { S: '2' } } } },
      ],
    });
    await expect(new DynamoDBClient(clientOf('settle')).send(command)).rejects.toThrow('dynamodb:DeleteItem');
    await expect(new DynamoDBClient(clientOf('operator')).send(command)).resolves.toBeDefined();
  });

  it('refuses in XML where the service speaks XML', async () => {
    const command = new SendRawEmailCommand({
      RawMessage: { Data: Buffer.from('From: a@mail.example.com\r\n\r\nhello') },
      ConfigurationSetName: 'set',
    });
    await expect(new SESClient(clientOf('settle')).send(command)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('configuration-set/set') as string,
    });
  });

  it('answers 503 when the service behind it is gone', async () => {
    const command = new SendMessageCommand({ QueueUrl: `${gateway.origin}/0/q`, MessageBody: 'x' });
    await expect(new SQSClient(clientOf('operator')).send(command)).rejects.toMatchObject({
      name: 'ServiceUnavailable',
    });
  });

  it('remembers calls and used grants', () => {
    expect(recorder.calls()).toContainEqual({
      caller: 'settle',
      action: 'dynamodb:GetItem',
      resource: tableArn,
      outcome: 'allowed',
      count: 2,
    });
    expect(recorder.unusedGrants()).toEqual([{ functionName: 'settle', action: 'dynamodb:Query', resource: tableArn }]);
  });
});
