import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startLocalSystem } from '../../../../infra/local/local-system.ts';
import { signRequest } from '../../../../infra/local/signed-requests.ts';
import { sampleAssembly } from '../sample/sample-stack.ts';
import type { SampleSystem } from '../sample/sample-system.ts';
import { aDataFolder, startSampleSystem } from '../sample/sample-system.ts';

const dataFolder = aDataFolder();
let system: SampleSystem;
beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIAOFTHESHELL';
  process.env['AWS_PROFILE'] = 'of-the-shell';
  system = await startSampleSystem({ dataFolder });
});
afterAll(() => system.stop());

describe('the HTTP API', () => {
  it('takes a webhook to the table: route, function, queue, function', async () => {
    const response = await system.order('webhook', { task: 'note', text: 'hello' });
    expect(response.status).toBe(202);
    expect(await response.text()).toBe(String(system.clock.now().getTime()));
    await system.quiesce();
    expect(await system.notes('webhook')).toEqual(['hello']);
  });

  it('hands over the event of payload format 2.0', async () => {
    const response = await fetch(`${system.origin}/echo/a%20b/c?x=1&x=2&y=%2F`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream', 'X-Mixed-Case': 'Kept' },
      body: new Uint8Array([0xff, 0x00]),
    });
    const { event } = (await response.json()) as { event: Record<string, unknown> };
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'POST /echo/{one}/{two}',
      rawPath: '/echo/a%20b/c',
      rawQueryString: 'x=1&x=2&y=%2F',
      queryStringParameters: { x: '1,2', y: '/' },
      pathParameters: { one: 'a b', two: 'c' },
      headers: { 'x-mixed-case': 'Kept' },
      body: '/wA=',
      isBase64Encoded: true,
      requestContext: {
        timeEpoch: system.clock.now().getTime(),
        time: '06/Apr/1999:12:00:00 +0000',
        http: { method: 'POST', path: '/echo/a%20b/c' },
      },
    });
  });

  it('answers 404 for a path or a method without a route', async () => {
    expect((await fetch(`${system.origin}/nowhere`)).status).toBe(404);
    expect((await fetch(`${system.origin}/jobs/x`)).status).toBe(404);
  });

  it('refuses a body above 10 MB', async () => {
    const body = new Uint8Array(10 * 1024 * 1024 + 1);
    expect((await fetch(`${system.origin}/echo/a/b`, { method: 'POST', body })).status).toBe(413);
  });

  it('lets the operator through the IAM authoriser, and says who it was', async () => {
    const response = await system.asOperator('PUT', '/api/contracts/one?dry=run', { a: 1 });
    expect(response.status).toBe(200);
    const { event } = (await response.json()) as { event: Record<string, unknown> };
    expect(event).toMatchObject({
      pathParameters: { proxy: 'contracts/one' },
      body: '{"a":1}',
      isBase64Encoded: false,
      requestContext: { authorizer: { iam: { userArn: 'arn:aws:iam::000000000000:user/operator' } } },
    });
  });

  it.each([
    ['unsigned', () => Promise.resolve({})],
    ['signed for another path', () => operatorHeaders('/api/other')],
    ['signed for another service', () => operatorHeaders('/api/contracts', { service: 'sqs' })],
    ['signed an hour ago', () => operatorHeaders('/api/contracts', { at: new Date(Date.now() - 3_600_000) })],
    ['signed with a wrong secret', () => operatorHeaders('/api/contracts', { secretAccessKey: 'guessed' })],
  ])('refuses a call of the operator routes that is %s', async (_why, headersOf) => {
    const headers = await headersOf();
    expect((await fetch(`${system.origin}/api/contracts`, { headers })).status).toBe(403);
  });
});

/** How often the environment of echo has run. */
async function countedByEcho(): Promise<number> {
  const response = await fetch(`${system.origin}/echo/a/b`);
  return ((await response.json()) as { invocations: number }).invocations;
}

async function operatorHeaders(
  path: string,
  changes: { service?: string; at?: Date; secretAccessKey?: string } = {},
): Promise<Record<string, string>> {
  const { service = 'execute-api', at = new Date(), secretAccessKey = system.operator.secretAccessKey } = changes;
  const identity = { ...system.operator, secretAccessKey };
  const request = { method: 'GET', url: new URL(path, system.origin) };
  return signRequest(request, { identity, service, region: 'us-east-1' }, at);
}

describe('functions', () => {
  it('see the template, the gateway and fake keys, and nothing of the shell', async () => {
    const response = await fetch(`${system.origin}/echo/a/b`);
    const { environment } = (await response.json()) as { environment: Record<string, string> };
    expect(environment).toMatchObject({ AWS_LAMBDA_FUNCTION_NAME: 'echo', STRIPE_API_BASE: system.stripeOrigin });
    expect(environment['AWS_ACCESS_KEY_ID']).toMatch(/^AKIALOCAL/);
    expect(environment['AWS_ENDPOINT_URL_DYNAMODB']).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect(Object.keys(environment)).not.toContain('AWS_PROFILE');
    expect(Object.keys(environment)).not.toContain('VITEST');
  });

  it('stay warm between events', async () => {
    const first = await countedByEcho();
    expect(await countedByEcho()).toBe(first + 1);
  });

  it('are refused what their role does not allow, and it is on record', async () => {
    await system.order('culprit', { task: 'forbidden' });
    await system.quiesce();
    expect(system.calls.calls()).toContainEqual({
      caller: 'work',
      action: 'sqs:SendMessage',
      resource: expect.stringContaining(':Sample-Other') as string,
      outcome: 'denied',
      count: 3,
    });
    expect(readFileSync(`${dataFolder}/logs/work.log`, 'utf8')).toContain(
      'is not authorized to perform: sqs:SendMessage',
    );
  });

  it('have grants that no call has used', () => {
    const unused = system.calls.unusedGrants().map(({ functionName, action }) => `${functionName} ${action}`);
    expect(unused).toContain('work dynamodb:DeleteItem');
    expect(unused).not.toContain('work dynamodb:UpdateItem');
  });
});

describe('queues', () => {
  it.each(['fail', 'crash', 'sleep'])('give up an order to %s after three attempts', async (task) => {
    await system.order(`gives-up-${task}`, { task });
    await system.quiesce();
    expect(await system.notes('parked')).toContainEqual(expect.stringContaining(`gives-up-${task}`));
    await system.order(`gives-up-${task}`, { task: 'note', text: 'next' });
    await system.quiesce();
    expect(await system.notes(`gives-up-${task}`)).toEqual(['next']);
  });

  it('keep the order of one group', async () => {
    for (let number = 1; number <= 5; number += 1)
      await system.order('ordered', { task: 'note', text: String(number) });
    await system.quiesce();
    expect(await system.notes('ordered')).toEqual(['1', '2', '3', '4', '5']);
  });

  it('bring what SES tells SNS, and only the kinds that the template asks for', async () => {
    await system.order('mail', { task: 'mail', text: 'bounce@simulator.amazonses.com' });
    await system.quiesce();
    const envelopes = (await system.notes('parked'))
      .filter((text) => text.includes('"Type":"Notification"'))
      .map((text) => JSON.parse((JSON.parse(text) as { Message: string }).Message) as { eventType: string });
    expect(envelopes.map(({ eventType }) => eventType)).toEqual(['Bounce']);
    expect(system.ses.messages()).toHaveLength(1);
  });
});

describe('starting', () => {
  it('says which port is taken and how to choose another', async () => {
    const port = Number(new URL(system.origin).port);
    await expect(startSampleSystem({ port })).rejects.toThrow(
      `Port ${port} is taken by another program. Stop that program, or choose another port with --port.`,
    );
  });

  it('says first that this machine cannot run the engine, and touches nothing', async () => {
    const machine = { platform: 'darwin', arch: 'arm64', enginePath: '/nowhere', externalEndpoint: undefined };
    await expect(startSampleSystem({ dataFolder: '/proc/nowhere', machine })).rejects.toThrow(
      /runs on linux x64; this machine is darwin arm64\. .*DYNAMODB_ENDPOINT/,
    );
  });

  it('refuses an assembly that was never synthesised', async () => {
    const options = { dataFolder: aDataFolder(), port: 0, startAt: new Date(), assemblyFolder: '/nowhere' };
    await expect(startLocalSystem(options)).rejects.toThrow('Run `npm run synth`');
    expect(await sampleAssembly()).toContain('cdk.out');
  });
});
