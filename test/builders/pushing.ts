import { pushInvoice } from '../../shared/app/push-invoice.ts';
import { epochOf } from '../../shared/core/calendar/instant.ts';
import type { PushOutcome } from '../../shared/app/push-world.ts';
import { aWorld, CONTRACT, settle, type World } from './a-world.ts';
import { noon } from './facts.ts';

export const INTENT = 'invoice/retainer/1999-04-06#1';

/** A world with one posting of USD 2,000.00 that is not pushed yet. */
export async function posted(): Promise<World> {
  const world = await aWorld();
  await settle(world, '1999-04-06');
  return world;
}

export function push(world: World, on = '1999-04-06', intent = INTENT): Promise<PushOutcome> {
  const asOf = noon(on);
  world.invoicer.nowEpochSeconds = epochOf(asOf) / 1000;
  return pushInvoice(world, { contractId: CONTRACT, factSeq: 1, asOf, intent });
}

export const invoices = (world: World) => [...world.invoicer.invoices.values()];
