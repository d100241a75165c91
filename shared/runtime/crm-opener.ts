import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { readSecret } from '../adapters/secrets-manager/secrets.ts';
import { readMapping } from '../core/crm/mapping.ts';
import type { AskedVendor } from '../core/crm/vendors.ts';
import { fieldsOf } from '../core/crm/wanted-fields.ts';
import { ConfigError } from '../core/errors.ts';
import { jsonOf, type Plain } from '../core/json.ts';
import type { OpenCrm } from '../ports/crm.ts';
import { CRM_READERS } from './crm-readers.ts';

/** Where each vendor's API is, as the stack says it: JSON from vendor to origin. The local system says its stand-in's. */
export function readApiBases(text: string): Readonly<Record<AskedVendor, string>> {
  const bases = z
    .partialRecord(z.string(), z.string().regex(/^https?:\/\/[^\s/]+(\/[^\s]*[^\s/])?$/))
    .safeParse(jsonOf(text));
  const missing = Object.keys(CRM_READERS).filter((vendor) => bases.data?.[vendor] === undefined);
  if (!bases.success || missing.length > 0) {
    throw new ConfigError(
      `CRM_API_BASES names no address for ${missing.join(', ')}. The stack sets it: deploy again.`,
      {
        missing,
      },
    );
  }
  // Every vendor was looked for just now.
  return bases.data as Readonly<Record<AskedVendor, string>>;
}

/** Opens CRMs with the credentials that the secret store holds now, so that a new token counts at once. */
export function crmOpener(
  secrets: SecretsManagerClient,
  options: { readonly secretPrefix: string; readonly bases: Readonly<Record<AskedVendor, string>> },
): OpenCrm {
  return async ({ contractId, vendor, mapping }) => {
    const secret = `${options.secretPrefix}${contractId}/${vendor}`;
    const text = await readSecret(secrets, secret);
    if (text === undefined) {
      throw new ConfigError(`There is no secret ${secret}. \`tallystick crm connect ${vendor}\` writes it.`, {
        secret,
      });
    }
    // JSON is plain; the reader checks what it needs of it.
    const credentials = (jsonOf(text) ?? null) as Plain;
    return CRM_READERS[vendor].open(credentials, options.bases[vendor], fieldsOf(readMapping(mapping)));
  };
}
