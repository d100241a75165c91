import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { CrmSecrets } from '../../ports/crm.ts';
import { writeSecret } from './secrets.ts';

/**
 * Where the secrets of connections are: with what webhooks are checked, `<prefix><contract>` for Standard Webhooks and
 * `<prefix><contract>/<vendor>` for all others; and under a prefix of its own, which the receiver may not read, what
 * opens the CRM's API.
 */
export function createCrmSecrets(
  client: SecretsManagerClient,
  { signingPrefix, credentialsPrefix }: { readonly signingPrefix: string; readonly credentialsPrefix: string },
): CrmSecrets {
  return {
    writeSigning: (contractId, vendor, signing) =>
      writeSecret(client, {
        name: `${signingPrefix}${contractId}${vendor === 'standard-webhooks' ? '' : `/${vendor}`}`,
        description: 'With what the webhooks of a CRM are checked. Written by `tallystick crm connect`.',
        value: JSON.stringify(signing),
      }),
    writeCredentials: (contractId, vendor, credentials) =>
      writeSecret(client, {
        name: `${credentialsPrefix}${contractId}/${vendor}`,
        description: "What opens a CRM's API. Written by `tallystick crm connect`.",
        value: JSON.stringify(credentials),
      }),
  };
}
