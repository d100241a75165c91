import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openKeptStore, type KeptStore } from '../../../../infra/local/kept-store.ts';
import {
  createSecretsManagerStandIn,
  type SecretsManagerStandIn,
} from '../../../../infra/local/secrets-manager/secrets-manager-stand-in.ts';
import { serveApp, type ServedApp } from '../serve-app.ts';

const NAME = 'tallystick/crm-webhook';
const token = (letter: string): string => letter.repeat(32);
let store: KeptStore;
let standIn: SecretsManagerStandIn;
let served: ServedApp;
let client: SecretsManagerClient;

function create(kept: KeptStore): SecretsManagerStandIn {
  return createSecretsManagerStandIn({
    store: kept,
    businessClock: () => new Date('1999-04-06T12:00:00Z'),
    region: 'us-east-1',
    accountId: '000000000000',
  });
}

beforeEach(async () => {
  store = openKeptStore(':memory:');
  standIn = create(store);
  served = await serveApp(standIn.app);
  client = new SecretsManagerClient({
    region: 'us-east-1',
    endpoint: served.url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  client.destroy();
  await served.close();
  store.close();
});

function read(SecretId: string, more: { VersionId?: string; VersionStage?: string } = {}) {
  return client.send(new GetSecretValueCommand({ SecretId, ...more }));
}

function put(SecretString: string, ClientRequestToken: string) {
  return client.send(new PutSecretValueCommand({ SecretId: NAME, SecretString, ClientRequestToken }));
}

describe('GetSecretValue', () => {
  it('finds a seeded secret by name, by ARN and by an ARN without its suffix', async () => {
    const arn = standIn.seed(NAME, 'whsec_1');
    expect(arn).toMatch(
      /^arn:aws:secretsmanager:us-east-1:000000000000:secret:tallystick\/crm-webhook-[A-Za-z0-9]{6}$/,
    );
    for (const id of [NAME, arn, arn.slice(0, -7)]) {
      expect(await read(id)).toMatchObject({
        ARN: arn,
        Name: NAME,
        SecretString: 'whsec_1',
        VersionStages: ['AWSCURRENT'],
      });
    }
    expect((await read(NAME)).CreatedDate).toEqual(new Date('1999-04-06T12:00:00Z'));
  });

  it.each(['tallystick/none', 'arn:aws:secretsmanager:us-east-1:000000000000:secret:none-AbCdEf'])(
    'answers that %s is not there',
    async (id) => {
      standIn.seed(NAME, 'whsec_1');
      await expect(read(id)).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: "Secrets Manager can't find the specified secret.",
      });
    },
  );

  it('answers that a version or a stage is not there', async () => {
    standIn.seed(NAME, 'whsec_1');
    await expect(read(NAME, { VersionStage: 'AWSPREVIOUS' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(read(NAME, { VersionId: token('x') })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('refuses a call without a signature', async () => {
    const answer = await fetch(served.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' },
      body: JSON.stringify({ SecretId: NAME }),
    });
    expect(answer.status).toBe(403);
  });
});

describe('seed', () => {
  it('leaves a secret that is already there as it is', async () => {
    const arn = standIn.seed(NAME, 'first');
    expect(standIn.seed(NAME, 'second')).toBe(arn);
    expect(standIn.arnOf(NAME)).toBe(arn);
    expect((await read(NAME)).SecretString).toBe('first');
  });
});

describe('PutSecretValue', () => {
  it('moves AWSCURRENT to the new version and AWSPREVIOUS to the one before', async () => {
    await client.send(new CreateSecretCommand({ Name: NAME, SecretString: 'one', ClientRequestToken: token('a') }));
    await put('two', token('b'));
    await put('three', token('c'));
    expect(await read(NAME)).toMatchObject({ SecretString: 'three', VersionId: token('c') });
    expect(await read(NAME, { VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'two' });
    expect(await read(NAME, { VersionId: token('a') })).toMatchObject({ SecretString: 'one', VersionStages: [] });
    const described = await client.send(new DescribeSecretCommand({ SecretId: NAME }));
    expect(described.VersionIdsToStages).toEqual({ [token('b')]: ['AWSPREVIOUS'], [token('c')]: ['AWSCURRENT'] });
  });

  it('leaves AWSCURRENT where it is when the caller names another stage', async () => {
    standIn.seed(NAME, 'one');
    await client.send(new PutSecretValueCommand({ SecretId: NAME, SecretString: 'next', VersionStages: ['PENDING'] }));
    expect((await read(NAME)).SecretString).toBe('one');
    expect((await read(NAME, { VersionStage: 'PENDING' })).SecretString).toBe('next');
  });

  it('does nothing the second time with the same token and value, also when newer versions exist', async () => {
    standIn.seed(NAME, 'one');
    await put('two', token('b'));
    await put('three', token('c'));
    expect((await put('two', token('b'))).VersionStages).toEqual(['AWSPREVIOUS']);
    expect((await read(NAME)).SecretString).toBe('three');
  });

  it('refuses the same token with another value', async () => {
    standIn.seed(NAME, 'one');
    await put('two', token('b'));
    await expect(put('other', token('b'))).rejects.toMatchObject({ name: 'ResourceExistsException' });
    expect((await read(NAME)).SecretString).toBe('two');
  });

  it('keeps 64 KiB and refuses a byte more', async () => {
    standIn.seed(NAME, 'one');
    await put('x'.repeat(65_536), token('b'));
    await expect(put('x'.repeat(65_537), token('c'))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('keeps bytes as well as text, and refuses both or neither', async () => {
    standIn.seed(NAME, 'one');
    const SecretBinary = Uint8Array.of(0, 255, 10);
    await client.send(new PutSecretValueCommand({ SecretId: NAME, SecretBinary }));
    const value = await read(NAME);
    expect([value.SecretString, [...(value.SecretBinary ?? [])]]).toEqual([undefined, [0, 255, 10]]);
    const both = new PutSecretValueCommand({ SecretId: NAME, SecretBinary, SecretString: 'text' });
    await expect(client.send(both)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(client.send(new PutSecretValueCommand({ SecretId: NAME }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
  });
});

describe('CreateSecret', () => {
  it('refuses a name that is taken, unless it is the same request again', async () => {
    const request = { Name: NAME, SecretString: 'one', ClientRequestToken: token('a') };
    const { ARN } = await client.send(new CreateSecretCommand(request));
    expect((await client.send(new CreateSecretCommand(request))).ARN).toBe(ARN);
    for (const other of [{ SecretString: 'two' }, { ClientRequestToken: token('b') }]) {
      await expect(client.send(new CreateSecretCommand({ ...request, ...other }))).rejects.toMatchObject({
        name: 'ResourceExistsException',
      });
    }
  });

  it('makes a secret without a value, whose first value is current whatever its stage', async () => {
    await client.send(new CreateSecretCommand({ Name: NAME }));
    await expect(read(NAME)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await client.send(new PutSecretValueCommand({ SecretId: NAME, SecretString: 'one', VersionStages: ['PENDING'] }));
    expect((await read(NAME)).SecretString).toBe('one');
  });

  it('refuses a name with other characters', async () => {
    const creating = client.send(new CreateSecretCommand({ Name: 'a name', SecretString: 'x' }));
    await expect(creating).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('UpdateSecret', () => {
  it('changes the description alone, or the value as a new current version', async () => {
    standIn.seed(NAME, 'one');
    await client.send(new UpdateSecretCommand({ SecretId: NAME, Description: 'Signs webhooks' }));
    expect(await client.send(new DescribeSecretCommand({ SecretId: NAME }))).toMatchObject({
      Description: 'Signs webhooks',
    });
    expect((await read(NAME)).SecretString).toBe('one');
    await client.send(new UpdateSecretCommand({ SecretId: NAME, SecretString: 'two' }));
    expect((await read(NAME)).SecretString).toBe('two');
    expect((await read(NAME, { VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('one');
  });
});

it('answers an operation that it does not know with an error that the SDK understands', async () => {
  await expect(client.send(new ListSecretsCommand({}))).rejects.toMatchObject({
    name: 'UnknownOperationException',
    $metadata: { httpStatusCode: 400 },
  });
});

it('finds after a restart what it had answered, though nothing was closed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-manager-'));
  try {
    const [before, after] = [openKeptStore(join(folder, 's.sqlite')), openKeptStore(join(folder, 's.sqlite'))];
    const arn = create(before).seed(NAME, 'kept');
    const request = {
      method: 'POST',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=local/19990406/us-east-1/secretsmanager/aws4_request',
        'x-amz-target': 'secretsmanager.GetSecretValue',
      },
      body: JSON.stringify({ SecretId: arn }),
    };
    const answer = await create(after).app.request('/', request);
    expect(await answer.json()).toMatchObject({ SecretString: 'kept' });
    before.close();
    after.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
