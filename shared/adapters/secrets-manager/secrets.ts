import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { ConfigError, DependencyError } from '../../core/errors.ts';
import type { Activation, ActivationStore } from '../../ports/activation.ts';
import type { WebhookSigning } from '../../ports/crm-webhook.ts';
import { jsonOf } from '../../core/json.ts';

/** The text of a secret; undefined when there is none of that name. Errors: `dependency.failed`. */
export async function readSecret(client: SecretsManagerClient, secretId: string): Promise<string | undefined> {
  return asking('read', async () => {
    try {
      return (await client.send(new GetSecretValueCommand({ SecretId: secretId }))).SecretString;
    } catch (cause) {
      if (cause instanceof ResourceNotFoundException) return undefined;
      throw cause;
    }
  });
}

async function asking<T>(what: 'read' | 'written', call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.name : 'unknown';
    throw new DependencyError('Secrets Manager', `A secret could not be ${what} (${reason}).`, {
      retryable: true,
      details: { reason },
      cause,
    });
  }
}

const webhookSigning = z.object({
  secrets: z.array(z.string()).check(z.minLength(1), z.maxLength(5)),
  url: z.optional(z.string()),
});

/** With what a connection's requests are checked; undefined when the connection does not exist. */
export async function readWebhookSigning(
  client: SecretsManagerClient,
  secretId: string,
): Promise<WebhookSigning | undefined> {
  const text = await readSecret(client, secretId);
  if (text === undefined) return undefined;
  const parsed = webhookSigning.safeParse(jsonOf(text));
  if (parsed.success) {
    const { secrets, url } = parsed.data;
    return { secrets, ...(url === undefined ? {} : { url }) };
  }
  throw new ConfigError(`The secret ${nameOf(secretId)} is not {"secrets": ["whsec_..."]} with one to five entries.`, {
    secret: nameOf(secretId),
  });
}

/** Makes a secret, or gives the one of that name a new value. Errors: `dependency.failed`. */
export async function writeSecret(
  client: SecretsManagerClient,
  secret: { readonly name: string; readonly description: string; readonly value: string },
): Promise<void> {
  const { name, description, value } = secret;
  await asking('written', async () => {
    try {
      await client.send(new CreateSecretCommand({ Name: name, Description: description, SecretString: value }));
    } catch (cause) {
      if (!(cause instanceof ResourceExistsException)) throw cause;
      await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: value }));
    }
  });
}

const activation = z.object({
  state: z.enum(['off', 'on']),
  tableId: z.optional(z.string()),
  switchedOnAt: z.optional(z.string()),
  switchedOnBy: z.optional(z.string()),
  stopped: z.optional(z.object({ at: z.string(), by: z.string(), why: z.string() })),
  shut: z.optional(z.array(z.string())),
  customers: z._default(z.record(z.string(), z.string()), {}),
});

export function createActivationStore(client: SecretsManagerClient, secretId: string): ActivationStore {
  return {
    read: async (): Promise<Activation> => {
      const parsed = activation.safeParse(jsonOf((await readSecret(client, secretId)) ?? ''));
      if (parsed.success) return withoutUndefined(parsed.data);
      throw new ConfigError(`The activation record ${nameOf(secretId)} is missing or not what Tallystick wrote.`, {
        secret: nameOf(secretId),
      });
    },
    write: async (next) => {
      const command = new PutSecretValueCommand({ SecretId: secretId, SecretString: JSON.stringify(next) });
      await asking('written', () => client.send(command));
    },
  };
}

/** `exactOptionalPropertyTypes`: a key without a value is a key that is not there. */
function withoutUndefined(parsed: z.infer<typeof activation>): Activation {
  const { tableId, switchedOnAt, switchedOnBy, stopped, shut, state, customers } = parsed;
  return {
    state,
    customers,
    ...(tableId === undefined ? {} : { tableId }),
    ...(switchedOnAt === undefined ? {} : { switchedOnAt }),
    ...(switchedOnBy === undefined ? {} : { switchedOnBy }),
    ...(stopped === undefined ? {} : { stopped }),
    ...(shut === undefined ? {} : { shut }),
  };
}

function nameOf(secretId: string): string {
  return secretId.startsWith('arn:') ? (secretId.split(':')[6] ?? secretId) : secretId;
}
