import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { KeptStore } from '../kept-store.ts';
import { createSecretStore, type KeptSecret, type SecretStore } from './kept-secret.ts';
import { CURRENT, holds, versionOf, withVersion } from './secret-versions.ts';
import { SecretsManagerError } from './secrets-manager-error.ts';
import { readRequest, valueOf, type SecretsRequest } from './secrets-request.ts';

export interface SecretsManagerStandInOptions {
  store: KeptStore;
  /** When a version was made. */
  businessClock: () => Date;
  region: string;
  accountId: string;
}

export interface SecretsManagerStandIn {
  /** POST / for the AWS SDK. */
  app: Hono;
  /** Makes the secret unless it is there already (then its value stays as it is); answers its ARN. */
  seed(name: string, value: string): string;
  /** The ARN that the secret has or would have; the same on every machine. */
  arnOf(name: string): string;
}

interface Situation {
  secrets: SecretStore;
  /** ISO instant. */
  now: string;
}

/** AWS Secrets Manager on one machine, as far as its secrets' values and versions go; it encrypts nothing. */
export function createSecretsManagerStandIn(options: SecretsManagerStandInOptions): SecretsManagerStandIn {
  const secrets = createSecretStore(options.store, options);
  const situation = (): Situation => ({ secrets, now: options.businessClock().toISOString() });
  const app = new Hono();
  app.post('/', async (c) => {
    try {
      requireSignature(c.req.header('authorization'));
      const action = (c.req.header('x-amz-target') ?? '').replace(/^secretsmanager\./, '');
      const request = readRequest(await c.req.text());
      return answer(
        200,
        options.store.atomically(() => perform(action, request, situation())),
      );
    } catch (error) {
      if (error instanceof SecretsManagerError)
        return answer(error.status, { __type: error.code, message: error.message });
      console.error('The Secrets Manager stand-in failed:', error);
      return answer(500, { __type: 'InternalServiceError', message: 'The stand-in failed; its log says why.' });
    }
  });
  return {
    app,
    seed: (name, value) =>
      options.store.atomically(() => {
        if (secrets.find(name) === undefined) createSecret({ Name: name, SecretString: value }, situation());
        return secrets.arnOf(name);
      }),
    arnOf: (name) => secrets.arnOf(name),
  };
}

function perform(action: string, request: SecretsRequest, situation: Situation): object {
  switch (action) {
    case 'GetSecretValue':
      return getSecretValue(request, situation);
    case 'PutSecretValue':
      return putSecretValue(request, situation);
    case 'CreateSecret':
      return createSecret(request, situation);
    case 'UpdateSecret':
      return updateSecret(request, situation);
    case 'DescribeSecret':
      return describeSecret(request, situation);
    default:
      throw new SecretsManagerError('UnknownOperationException', `The stand-in does not know the operation ${action}.`);
  }
}

function getSecretValue(request: SecretsRequest, situation: Situation): object {
  const secret = existing(request, situation);
  const version = versionOf(secret, {
    ...(request.VersionId === undefined ? {} : { versionId: request.VersionId }),
    ...(request.VersionStage === undefined ? {} : { stage: request.VersionStage }),
  });
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.versionId,
    SecretString: version.secretString,
    SecretBinary: version.secretBinary,
    VersionStages: version.stages,
    CreatedDate: seconds(version.createdAt),
  };
}

function putSecretValue(request: SecretsRequest, situation: Situation): object {
  const value = valueOf(request);
  if (value === undefined)
    throw new SecretsManagerError('InvalidRequestException', 'You must provide either SecretString or SecretBinary.');
  const versionId = request.ClientRequestToken ?? randomUUID();
  const stages = request.VersionStages ?? [CURRENT];
  const secret = withVersion(existing(request, situation), { versionId, value, stages, now: situation.now });
  situation.secrets.put(secret);
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: versionId,
    VersionStages: versionOf(secret, { versionId }).stages,
  };
}

function createSecret(request: SecretsRequest, { secrets, now }: Situation): object {
  const name = request.Name ?? '';
  if (!/^[A-Za-z0-9/_+=.@-]+$/.test(name)) {
    throw new SecretsManagerError(
      'ValidationException',
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    );
  }
  const value = valueOf(request);
  const versionId = request.ClientRequestToken ?? randomUUID();
  const before = secrets.find(name);
  if (before !== undefined) {
    const same = before.versions.find((version) => version.versionId === versionId);
    if (same === undefined || value === undefined || !holds(same, value)) {
      throw new SecretsManagerError(
        'ResourceExistsException',
        `The operation failed because the secret ${name} already exists.`,
      );
    }
    return { ARN: before.arn, Name: name, VersionId: versionId };
  }
  const description = request.Description === undefined ? {} : { description: request.Description };
  const empty: KeptSecret = {
    arn: secrets.arnOf(name),
    name,
    ...description,
    createdAt: now,
    changedAt: now,
    versions: [],
  };
  secrets.put(value === undefined ? empty : withVersion(empty, { versionId, value, stages: [CURRENT], now }));
  return { ARN: empty.arn, Name: name, VersionId: value === undefined ? undefined : versionId };
}

function updateSecret(request: SecretsRequest, situation: Situation): object {
  const before = existing(request, situation);
  const described =
    request.Description === undefined
      ? before
      : { ...before, description: request.Description, changedAt: situation.now };
  const value = valueOf(request);
  const versionId = request.ClientRequestToken ?? randomUUID();
  situation.secrets.put(
    value === undefined
      ? described
      : withVersion(described, { versionId, value, stages: [CURRENT], now: situation.now }),
  );
  return { ARN: before.arn, Name: before.name, VersionId: value === undefined ? undefined : versionId };
}

function describeSecret(request: SecretsRequest, situation: Situation): object {
  const secret = existing(request, situation);
  const staged = secret.versions.filter(({ stages }) => stages.length > 0);
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    CreatedDate: seconds(secret.createdAt),
    LastChangedDate: seconds(secret.changedAt),
    VersionIdsToStages: Object.fromEntries(staged.map(({ versionId, stages }) => [versionId, stages])),
  };
}

function existing({ SecretId }: SecretsRequest, { secrets }: Situation): KeptSecret {
  if (SecretId === undefined) throw new SecretsManagerError('ValidationException', 'SecretId must be given.');
  const secret = secrets.find(SecretId);
  if (secret !== undefined) return secret;
  throw new SecretsManagerError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

/** Signatures are not checked, but a call without one is refused, so that no web page can read secrets from here. */
function requireSignature(authorization: string | undefined): void {
  if (/^AWS4-HMAC-SHA256 Credential=[^,]+\/secretsmanager\/aws4_request/.test(authorization ?? '')) return;
  throw new SecretsManagerError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
}

function answer(status: number, body: object): Response {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() };
  return new Response(JSON.stringify(body), { status, headers });
}

function seconds(instant: string): number {
  return Date.parse(instant) / 1000;
}
