import { Hono } from 'hono';
import type { AskedVendor } from '../../../shared/core/crm/vendors.ts';
import type { CrmAccount } from './crm-account.ts';
import { VENDOR_FORMS } from './vendor-stand-in.ts';

/** The APIs of all vendors at one origin, each under its name; a token says whose account it is. */
export interface VendorApis {
  readonly app: Hono;
  add(token: string, account: CrmAccount): void;
  /** While set, every call is answered with this status, as by a vendor that is busy (429) or down (503). */
  setOutage(vendor: AskedVendor, status: number | undefined): void;
}

export function createVendorApis(): VendorApis {
  const accounts = new Map<string, CrmAccount>();
  const outages = new Map<string, number>();
  const app = new Hono();
  app.use('/:vendor/*', async (c, next) => {
    const status = outages.get(c.req.param('vendor'));
    if (status === undefined) return next();
    return new Response('{"status":"error"}', { status, headers: { 'content-type': 'application/json' } });
  });
  for (const form of Object.values(VENDOR_FORMS)) {
    app.route(
      `/${form.vendor}`,
      form.api((token) => accounts.get(token)),
    );
  }
  return {
    app,
    add: (token, account) => void accounts.set(token, account),
    setOutage: (vendor, status) => {
      if (status === undefined) outages.delete(vendor);
      else outages.set(vendor, status);
    },
  };
}
