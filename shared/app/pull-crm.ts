import { minutesAfter, type Instant } from '../core/calendar/instant.ts';
import { connectionName, type AskedVendor } from '../core/crm/vendors.ts';
import { DependencyError, Fault, InvariantError } from '../core/errors.ts';
import type { Fact } from '../core/facts/fact.ts';
import { closingsOf } from '../core/owed/closings.ts';
import type { Crm, CrmConnection, OpenCrm } from '../ports/crm.ts';
import { readState } from './contract-state.ts';
import { noteConnection, withoutFailure } from './note-connection.ts';
import { syncDeals, type SyncReport, type SyncWorld } from './sync-deals.ts';

export interface PullWorld extends SyncWorld {
  readonly openCrm: OpenCrm;
  /** False when so little time is left that the rest is better left to the next run. */
  readonly hasTime: () => boolean;
}

/** How far each pull reaches back behind the last: clocks differ, and a CRM's index lags behind its records. */
const OVERLAP_MINUTES = 15;
const MOST_AT_ONCE = 100;

/**
 * Asks every connected CRM for what changed since the last pull, and for every deal that has a closing on record, and
 * makes the record say what they say: so what no webhook brought (a ban, a drop, an outage, a deletion) comes minutes
 * later, not never. A pull that runs out of time goes on from its page at the next run. One CRM that cannot be asked
 * stops no other, nor does a contract that cannot be read. Errors: `invariant.broken` in the end, for such contracts.
 */
export async function pullCrms(world: PullWorld, now: Instant): Promise<{ pulled: number; missed: number }> {
  const total = { pulled: 0, missed: 0 };
  const unread: string[] = [];
  for (const connection of await world.store.listConnections()) {
    if (connection.vendor === 'standard-webhooks' || !world.hasTime()) continue;
    const missed = await pullOne(world, { ...connection, vendor: connection.vendor }, now);
    if (missed === undefined) unread.push(connection.contractId);
    else total.pulled += 1;
    total.missed += missed ?? 0;
  }
  world.log.info('CRMs pulled', total);
  if (unread.length > 0) throw new InvariantError('The CRMs of some contracts could not be pulled.', { unread });
  return total;
}

/** How many deals no webhook had brought; undefined where what is on record of the contract cannot be read. */
async function pullOne(world: PullWorld, connection: Asked, now: Instant): Promise<number | undefined> {
  const { contractId, vendor } = connection;
  try {
    return await pull(world, connection, now);
  } catch (error) {
    if (!(error instanceof Fault)) {
      // Its text may quote what is on record.
      const name = error instanceof Error ? error.name : typeof error;
      world.log.error('CRM not pulled', { contractId, vendor, code: 'unexpected', name });
      return undefined;
    }
    world.log.error('CRM not pulled', { contractId, vendor, code: error.code, ...error.details });
    if (error instanceof DependencyError) world.log.count('DependencyFailed');
    await noteConnection(world.store, connection, (fresh) => ({
      ...fresh,
      seen: { ...fresh.seen, failure: { at: now, why: error.message } },
    }));
    return 0;
  }
}

type Asked = CrmConnection & { readonly vendor: AskedVendor };

async function pull(world: PullWorld, connection: Asked, now: Instant): Promise<number> {
  const crm = await world.openCrm(connection);
  const startedAt = connection.pull.startedAt ?? now;
  let missed = 0;
  const take = async (ids: readonly string[]): Promise<void> => {
    missed += (await syncInParts(world, { connection, crm, now }, ids)).missed;
  };
  let { cursor } = connection.pull;
  // Before the first page, as a pull that goes on from a page has looked at these already.
  if (cursor === undefined) await take(await dealsOnRecord(world, connection));
  const since = minutesAfter(connection.pull.watermark, -OVERLAP_MINUTES);
  do {
    const page = await crm.changedDeals(since, cursor);
    await take(page.ids);
    cursor = page.next;
  } while (cursor !== undefined && world.hasTime());
  await noteConnection(world.store, connection, (fresh) => after(fresh, { cursor, startedAt, now, missed }));
  if (missed > 0) {
    world.log.warn('CRM had changes that no webhook brought', {
      contractId: connection.contractId,
      vendor: connection.vendor,
      missed,
    });
    world.log.count('CrmMissed');
  }
  return missed;
}

function after(
  connection: CrmConnection,
  { cursor, startedAt, now, missed }: { cursor: string | undefined; startedAt: Instant; now: Instant; missed: number },
): CrmConnection {
  const seen = {
    ...withoutFailure(connection.seen),
    missed: connection.seen.missed + missed,
    ...(missed === 0 ? {} : { missedAt: now }),
  };
  if (cursor !== undefined) {
    return { ...connection, seen, pull: { watermark: connection.pull.watermark, cursor, startedAt } };
  }
  return { ...connection, seen: { ...seen, pulledAt: now }, pull: { watermark: startedAt } };
}

/** Deals with a closing that counts: what was deleted or merged is in no list of what changed. */
async function dealsOnRecord({ store }: PullWorld, { contractId, vendor, account }: Asked): Promise<string[]> {
  const { facts } = await readState(store, contractId);
  const name = connectionName(contractId, vendor);
  const ours = facts.filter(({ source }) => source.kind === 'crm' && source.name === name);
  const open = new Set([
    ...closingsOf(ours).flatMap(({ id, reversed }) => (reversed ? [] : [id])),
    ...expectedOf(ours),
  ]);
  const prefix = `${vendor}/${account}/`;
  return (await store.aliasesOf(contractId)).flatMap(({ alias, closing }) =>
    open.has(closing) && alias.startsWith(prefix) ? [alias.slice(prefix.length)] : [],
  );
}

/** The fundings that are expected: who drops a deal by deleting it says nothing either. */
function expectedOf(facts: readonly Fact[]): string[] {
  const last = new Map<string, Fact['type']>();
  for (const { type, data } of facts) {
    if (type === 'FundingExpected' || type === 'FundingDropped') last.set(data.closing, type);
  }
  return [...last].flatMap(([closing, type]) => (type === 'FundingExpected' ? [closing] : []));
}

async function syncInParts(
  world: PullWorld,
  { connection, crm, now }: { connection: Asked; crm: Crm; now: Instant },
  ids: readonly string[],
): Promise<Pick<SyncReport, 'missed'>> {
  let missed = 0;
  for (let at = 0; at < ids.length; at += MOST_AT_ONCE) {
    const part = ids.slice(at, at + MOST_AT_ONCE);
    missed += (await syncDeals(world, { connection, crm, ids: part, via: 'pull', now })).missed;
  }
  return { missed };
}
