import { SESClient, type SESClientConfig } from '@aws-sdk/client-ses';

/**
 * The SES client, which asks once: SES has no idempotency key, so a second attempt after a lost answer may be a second mail.
 * Region, credentials and endpoint come from the SDK's own variables. Source: facts on AWS 1.7.
 */
export function createSesClient(overrides: SESClientConfig = {}): SESClient {
  return new SESClient({ ...overrides, maxAttempts: 1 });
}
