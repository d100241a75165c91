import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readWebhookSecrets } from '../adapters/secrets-manager/secrets.ts';

const FRESH_MILLISECONDS = 60_000;
const MOST_KEPT = 200;

/** Reads a connection's signing secrets, at most once a minute each; a connection that does not exist is kept too. */
export function webhookSecretsFor(secrets: SecretsManagerClient): (secretId: string) => Promise<string[] | undefined> {
  const cache = new Map<string, { secrets: string[] | undefined; readAt: number }>();
  return async (secretId) => {
    const cached = cache.get(secretId);
    if (cached !== undefined && Date.now() - cached.readAt < FRESH_MILLISECONDS) return cached.secrets;
    const read = await readWebhookSecrets(secrets, secretId);
    if (cache.size >= MOST_KEPT) cache.clear();
    cache.set(secretId, { secrets: read, readAt: Date.now() });
    return read;
  };
}
