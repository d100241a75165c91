import type { Hono } from 'hono';
import { createConsole } from '../infra/local/console/console.ts';
import { region } from '../infra/local/local-cloud.ts';
import type { Played } from '../infra/local/year/player.ts';
import { createApiClient } from './api-client.ts';

/** The console of a played system, wired to its api, its stand-ins and its clock. */
export async function consoleOf({ system, stage }: Pick<Played, 'system' | 'stage'>): Promise<Hono> {
  const { crm, origin: crmOrigin } = await system.connectCrm(stage.contractId);
  return createConsole({
    api: createApiClient({ origin: system.origin, region, credentials: system.operator }),
    contractId: stage.contractId,
    stripe: { origin: () => system.stripeOrigin, payInvoice: (id) => system.stripe.payInvoice(id) },
    ses: system.ses,
    sesOrigin: () => system.sesInboxOrigin,
    crmOrigin: () => crmOrigin,
    crm,
    clock: system.clock,
    advanceTo: (instant) => system.advanceTo(new Date(instant)),
    quiesce: system.quiesce,
  });
}
