import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readWebhookSigning } from '../adapters/secrets-manager/secrets.ts';
import type { WebhookSigning } from '../ports/crm-webhook.ts';

const FRESH_MILLISECONDS = 60_000;
const MOST_KEPT = 200;

type Signings = (secretId: string) => Promise<WebhookSigning | undefined>;

/** Reads with what a connection's requests are checked, at most once a minute each; one that does not exist is kept too. */
export function webhookSigningFor(secrets: SecretsManagerClient): Signings {
  const cache = new Map<string, { signing: WebhookSigning | undefined; readAt: number }>();
  return async (secretId) => {
    const cached = cache.get(secretId);
    if (cached !== undefined && Date.now() - cached.readAt < FRESH_MILLISECONDS) return cached.signing;
    const signing = await readWebhookSigning(secrets, secretId);
    if (cache.size >= MOST_KEPT) cache.clear();
    cache.set(secretId, { signing, readAt: Date.now() });
    return signing;
  };
}
