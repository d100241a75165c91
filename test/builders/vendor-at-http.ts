import { onTestFinished } from 'vitest';
import { createCrmAccount, type CrmAccount } from '../../infra/local/crm/crm-account.ts';
import { createVendorApis } from '../../infra/local/crm/vendor-api.ts';
import { VENDOR_FORMS } from '../../infra/local/crm/vendor-stand-in.ts';
import { serveApp } from '../../infra/local/http-service.ts';
import { openKeptStore } from '../../infra/local/kept-store.ts';
import type { AskedVendor } from '../../shared/core/crm/vendors.ts';

/** A vendor's stand-in with its API over HTTP, and where it was told to send. */
export interface VendorAtHttp {
  readonly account: CrmAccount;
  readonly origin: string;
  readonly sentTo: readonly string[];
}

/** Ends with the test; opened with `token`, and signs with `secret` whatever it is told. */
export async function aVendorAtHttp(
  vendor: AskedVendor,
  { token, secret }: { readonly token: string; readonly secret: string },
): Promise<VendorAtHttp> {
  const store = openKeptStore(':memory:');
  const sentTo: string[] = [];
  const account = createCrmAccount({
    store,
    vendor,
    accountId: '62515',
    merges: VENDOR_FORMS[vendor].merges,
    businessClock: () => new Date('1999-06-15T12:00:00Z'),
    sendTo: (url) => {
      sentTo.push(url);
      return secret;
    },
    onChange: () => undefined,
  });
  const apis = createVendorApis();
  apis.add(token, account);
  const service = await serveApp({ preferred: 0 }, apis.app);
  onTestFinished(async () => {
    await service.stop();
    store.close();
  });
  return { account, origin: service.origin, sentTo };
}
