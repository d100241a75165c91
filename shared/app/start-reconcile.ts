import { epochOf } from '../core/calendar/instant.ts';
import { DependencyError } from '../core/errors.ts';
import type { InboundQueue } from '../ports/inbound.ts';
import type { Invoicer } from '../ports/invoicer.ts';
import type { Log } from '../ports/log.ts';
import type { ReconcileBells, ReconciliationStore, StartReconcile } from '../ports/reconciliations.ts';
import type { Store } from '../ports/store.ts';
import { readAgain } from './read-again.ts';
import { STRIPE_EVENTS } from './stripe-hint.ts';

export interface StartReconcileWorld {
  readonly store: Store;
  readonly reconciliations: ReconciliationStore;
  readonly invoicer: Pick<Invoicer, 'undeliveredEvents' | 'customerPage'>;
  readonly inbound: InboundQueue;
  readonly bells: Pick<ReconcileBells, 'ringReconcile'>;
  readonly log: Log;
}

/** Stripe keeps events for thirty days; a day less leaves room for clocks. */
const EVENTS_KEPT_SECONDS = 29 * 86_400;

/**
 * Begins a run: has read what was taken and never read, takes the events that Stripe could not deliver, asks for all customers of this deployment, and sends each
 * contract on its own way through the queue, so that no run is too long for a Lambda and a failure stops one contract
 * alone. It keeps no mark of how far it came: all that Stripe still has is asked for each time, and what was taken before is
 * known by its id. Running it twice does no harm. Source: facts on Stripe 1.3.
 */
export async function startReconcile(
  world: StartReconcileWorld,
  start: StartReconcile,
): Promise<{ contracts: number }> {
  const tableId = await world.store.tableId();
  const before = { ...start, tableId, replayed: 0, unknownContracts: [] };
  await world.reconciliations.saveRun(before);
  const { again } = start.only === undefined ? await readAgain(world, start.asOf) : { again: 0 };
  const replayed = (await orNextTime(world, () => replayUndelivered(world, start))) ?? 0;
  const customers = (await orNextTime(world, () => customersByContract(world))) ?? new Map<string, string[]>();
  const contracts = await world.store.listContracts();
  const compared = start.only === undefined ? contracts : contracts.filter((id) => id === start.only);
  const known = new Set(contracts);
  const unknownContracts = [...customers.keys()].filter((id) => !known.has(id)).toSorted();
  const { run, asOf, mode } = start;
  await world.reconciliations.saveRun({ ...before, contracts: compared.length, replayed, unknownContracts });
  await world.bells.ringReconcile(
    compared.map((contractId) => ({ contractId, run, asOf, mode, customers: customers.get(contractId) ?? [] })),
  );
  const counts = { contracts: compared.length, again, replayed, unknown: unknownContracts.length };
  world.log.info('reconciling', { run, mode, ...counts });
  return { contracts: compared.length };
}

/**
 * What Stripe does not answer now it is asked at the next run: events wait there for a month. The contracts go their way all the
 * same, and each of them says whether it could be compared.
 */
async function orNextTime<T>({ log }: StartReconcileWorld, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof DependencyError) || !error.retryable) throw error;
    log.error('Stripe was not asked', { code: error.code, ...error.details });
    log.count('DependencyFailed');
    return undefined;
  }
}

/** Each goes where a delivered one would have gone; its id is the same, so one that did arrive is known. */
async function replayUndelivered(
  { invoicer, inbound }: StartReconcileWorld,
  { asOf }: StartReconcile,
): Promise<number> {
  const sinceEpochSeconds = Math.floor(epochOf(asOf) / 1000) - EVENTS_KEPT_SECONDS;
  const wanted: ReadonlySet<string> = new Set(STRIPE_EVENTS);
  let replayed = 0;
  for (let after: string | undefined, more = true; more;) {
    const page = await invoicer.undeliveredEvents({ sinceEpochSeconds, ...(after === undefined ? {} : { after }) });
    for (const { id, type, body } of page.items) {
      if (!wanted.has(type)) continue;
      await inbound.accept({ source: 'stripe', contractId: '', messageId: id, receivedAt: asOf, body });
      replayed += 1;
    }
    after = page.next;
    more = after !== undefined;
  }
  return replayed;
}

async function customersByContract({ invoicer }: StartReconcileWorld): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (let after: string | undefined, more = true; more;) {
    const page = await invoicer.customerPage(after === undefined ? {} : { after });
    for (const { id, contractId } of page.items) {
      if (contractId !== undefined) found.set(contractId, [...(found.get(contractId) ?? []), id]);
    }
    after = page.next;
    more = after !== undefined;
  }
  return found;
}
