import type { AskedVendor } from '../../shared/core/crm/vendors.ts';
import type { Plain } from '../../shared/core/json.ts';
import type { CrmSecrets } from '../../shared/ports/crm.ts';
import type { WebhookSigning } from '../../shared/ports/crm-webhook.ts';
import { CRM_READERS } from '../../shared/runtime/crm-readers.ts';

export interface KeptSecrets extends CrmSecrets {
  readonly signing: Map<string, WebhookSigning>;
  readonly credentials: Map<string, Plain>;
}

/** The secrets of connections in memory, by `<contract>/<vendor>`. */
export function keptSecrets(): KeptSecrets {
  const signing = new Map<string, WebhookSigning>();
  const credentials = new Map<string, Plain>();
  return {
    signing,
    credentials,
    writeSigning: async (contractId, vendor, value) => void signing.set(`${contractId}/${vendor}`, value),
    writeCredentials: async (contractId, vendor, value) => void credentials.set(`${contractId}/${vendor}`, value),
  };
}

/** What connecting a CRM needs beside the store: secrets in memory, the real readers, and CRMs at an address of a test. */
export function crmApi(origin = 'http://127.0.0.1:9') {
  const vendors = Object.keys(CRM_READERS) as AskedVendor[];
  // Every vendor is among the keys.
  const apiBases = Object.fromEntries(vendors.map((vendor) => [vendor, `${origin}/${vendor}`])) as Record<
    AskedVendor,
    string
  >;
  return {
    secrets: keptSecrets(),
    readers: CRM_READERS,
    apiBases,
    wallClockSeconds: () => Math.floor(Date.now() / 1000),
  };
}
