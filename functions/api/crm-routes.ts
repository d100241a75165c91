import type { Hono } from 'hono';
import { connectCrm, switchLive, type ConnectWorld } from '../../shared/app/connect-crm.ts';
import { viewConnections } from '../../shared/app/view-connections.ts';
import { isCrmVendor, type CrmVendor } from '../../shared/core/crm/vendors.ts';
import { UnknownError } from '../../shared/core/errors.ts';
import { toPlain } from '../../shared/core/json.ts';
import type { WebhookSigning } from '../../shared/ports/crm-webhook.ts';
import { connectRequest, liveRequest, readRequest, type ApiVariables } from './event.ts';

export interface CrmApiWorld extends ConnectWorld {
  readonly wallClockSeconds: () => number;
}

/** The connections of a contract to its CRMs: how they are, connecting one, switching one live. */
export function addCrmRoutes(app: Hono, world: CrmApiWorld, requestOf: (env: unknown) => ApiVariables): void {
  app.get('/contracts/:id/crm', async (c) =>
    c.json(toPlain(await viewConnections(world.store, c.req.param('id'), requestOf(c.env).now)) as object),
  );
  app.put('/contracts/:id/crm/:vendor', async (c) => {
    const { mapping, signing, credentials, since, by } = await readRequest(c.req.raw, connectRequest);
    const connected = await connectCrm(world, {
      contractId: c.req.param('id'),
      vendor: vendorOf(c.req.param('vendor')),
      mapping,
      signing: signingOf(signing),
      ...(credentials === undefined ? {} : { credentials }),
      ...(since === undefined ? {} : { since }),
      by,
      now: requestOf(c.env).now,
      nowSeconds: world.wallClockSeconds(),
    });
    return c.json(connected, 201);
  });
  app.post('/contracts/:id/crm/:vendor/live', async (c) => {
    const { by, reason } = await readRequest(c.req.raw, liveRequest);
    const [contractId, vendor] = [c.req.param('id'), vendorOf(c.req.param('vendor'))];
    const outcome = await switchLive(world, { contractId, vendor, by, reason, now: requestOf(c.env).now });
    return c.json({ outcome }, outcome === 'recorded' ? 201 : 200);
  });
}

function vendorOf(text: string): CrmVendor {
  if (isCrmVendor(text)) return text;
  throw new UnknownError('There is no connector of that name. `tallystick crm --help` lists those there are.');
}

/** `exactOptionalPropertyTypes`: a key without a value is a key that is not there. */
function signingOf({ secrets, url }: { secrets: string[]; url?: string | undefined }): WebhookSigning {
  return { secrets, ...(url === undefined ? {} : { url }) };
}
