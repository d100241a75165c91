import type { AskedVendor } from '../core/crm/vendors.ts';
import { ConfigError, DependencyError, type Problem } from '../core/errors.ts';
import type { CrmConnection, CrmReader, NamedInMessage, OpenCrm } from '../ports/crm.ts';
import type { InboundMessage } from '../ports/inbound.ts';
import type { InboxState } from '../ports/store.ts';
import { noteConnection, withoutFailure } from './note-connection.ts';
import { NOT_ON_RECORD, putAside, setAside, type CrmMessageWorld } from './record-crm-message.ts';
import { syncDeals } from './sync-deals.ts';

export interface CrmWebhookWorld extends CrmMessageWorld {
  readonly readerOf: (vendor: AskedVendor) => Pick<CrmReader, 'named'>;
  readonly openCrm: OpenCrm;
}

/** Left for the next pull, and looked at again if the same message comes again. */
export const LEFT_TO_THE_PULL = 'the CRM could not be asked; the next pull asks it';

/**
 * Takes a webhook of a CRM that is asked for its deals: reads from it only which deals it is about, and makes the record
 * say what they say now. A CRM that cannot be asked stops nothing else: the message stays as received, and the pull, which
 * asks for everything that changed, brings what it was about.
 */
export async function recordCrmWebhook(
  world: CrmWebhookWorld,
  message: InboundMessage & { readonly vendor: AskedVendor },
  inboxId: string,
): Promise<InboxState> {
  const { contractId, vendor, receivedAt } = message;
  if ((await world.store.readHead(contractId)) === undefined) return putAside(world, inboxId, NOT_ON_RECORD);
  const connection = await world.store.readConnection(contractId, vendor);
  if (connection === undefined) return putAside(world, inboxId, NOT_CONNECTED);
  const named = world.readerOf(vendor).named(message.body);
  const problems = isRefused(named) ? named : ofOtherAccount(named, connection);
  if (isRefused(named) || problems.length > 0) return setAside(world, message, inboxId, problems);
  try {
    await sync(world, { connection: { ...connection, vendor }, named, message, inboxId });
  } catch (error) {
    if (!isOfCrm(error, vendor)) throw error;
    return leaveToPull(world, { connection, error, at: receivedAt, inboxId });
  }
  await noteConnection(world.store, connection, (now) => ({
    ...now,
    seen: { ...withoutFailure(now.seen), webhookAt: receivedAt, webhooks: (now.seen.webhooks ?? 0) + 1 },
  }));
  await world.store.markMessage(inboxId, 'applied');
  return 'applied';
}

/** What stands between us and the CRM: it failed, or its credentials are not there. The table's faults are not among them. */
function isOfCrm(error: unknown, vendor: AskedVendor): error is DependencyError | ConfigError {
  return error instanceof ConfigError || (error instanceof DependencyError && error.dependency === vendor);
}

/** As with a contract that is not on record: sent again once it is, the message is taken. */
export const NOT_CONNECTED = 'the contract is not connected to this CRM';

function isRefused(named: NamedInMessage | readonly Problem[]): named is readonly Problem[] {
  return 'length' in named;
}

function ofOtherAccount({ account }: NamedInMessage, connection: CrmConnection): Problem[] {
  if (account === undefined || account === connection.account) return [];
  return [
    {
      field: 'account',
      found: JSON.stringify(account),
      allowed: JSON.stringify(connection.account),
      fix: 'Let each account send to the address of its own contract, or connect the contract to this account.',
    },
  ];
}

async function sync(
  world: CrmWebhookWorld,
  about: {
    readonly connection: Parameters<OpenCrm>[0];
    readonly named: NamedInMessage;
    readonly message: InboundMessage;
    readonly inboxId: string;
  },
): Promise<void> {
  const { connection, named, message, inboxId } = about;
  if (named.deals.length === 0 && named.parties.length === 0) return;
  const crm = await world.openCrm(connection);
  const ofParties = named.parties.length === 0 ? [] : await crm.dealsOf(named.parties);
  const ids = [...new Set([...named.deals, ...ofParties])];
  if (ids.length === 0) return;
  const merged = named.merged === undefined ? {} : { merged: named.merged };
  await syncDeals(world, { connection, crm, ids, ...merged, via: 'webhook', inboxId, now: message.receivedAt });
}

async function leaveToPull(
  world: CrmWebhookWorld,
  left: {
    readonly connection: CrmConnection;
    readonly error: DependencyError | ConfigError;
    readonly at: string;
    readonly inboxId: string;
  },
): Promise<InboxState> {
  const { connection, error, at, inboxId } = left;
  world.log.warn('CRM not asked', { inboxId, vendor: connection.vendor, ...error.details });
  world.log.count('DependencyFailed');
  await noteConnection(world.store, connection, (now) => ({
    ...now,
    seen: { ...now.seen, webhookAt: at, failure: { at, why: error.message } },
  }));
  await world.store.leaveMessage({ inboxId, receivedAt: at }, LEFT_TO_THE_PULL);
  return 'received';
}
