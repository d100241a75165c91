import { startOfDay, type Instant } from '../core/calendar/instant.ts';
import type { PlainDate } from '../core/calendar/plain-date.ts';
import { readMapping } from '../core/crm/mapping.ts';
import { connectionName, MAKES_SECRET, type AskedVendor, type CrmVendor } from '../core/crm/vendors.ts';
import { fieldsOf } from '../core/crm/wanted-fields.ts';
import { ConfigError, DependencyError, InputError, UnknownError } from '../core/errors.ts';
import { shadowedConnections } from '../core/facts/live-facts.ts';
import { hashOf, type Plain } from '../core/json.ts';
import { latest } from '../core/owed/versions.ts';
import type { Bell } from '../ports/bell.ts';
import type { CrmConnection, CrmReader, CrmSecrets, TestRequest, WebhookSetUp } from '../ports/crm.ts';
import type { WebhookSigning } from '../ports/crm-webhook.ts';
import type { Store } from '../ports/store.ts';
import { readState, type ContractState } from './contract-state.ts';
import { recordFacts } from './record-facts.ts';
import { withRetries } from './with-retries.ts';

export interface ConnectWorld {
  readonly store: Store;
  readonly bell: Bell;
  readonly secrets: CrmSecrets;
  readonly readers: Readonly<Record<AskedVendor, CrmReader>>;
  readonly apiBases: Readonly<Record<AskedVendor, string>>;
}

export interface ConnectCrm {
  readonly contractId: string;
  readonly vendor: CrmVendor;
  readonly mapping: Plain;
  readonly signing: WebhookSigning;
  /** What opens the vendor's API; not for Standard Webhooks. */
  readonly credentials?: Plain;
  /** Deals that changed since this day are looked at; from the agreement's date unless told. */
  readonly since?: PlainDate;
  readonly by: string;
  /** Business time, and the wall clock for the test's signature. */
  readonly now: Instant;
  readonly nowSeconds: number;
}

export interface Connected {
  readonly vendor: CrmVendor;
  readonly account: string;
  readonly mode: 'shadow' | 'live';
  readonly setUp: WebhookSetUp;
  /** A harmless message, signed as the vendor signs, for whoever wants to see that the way is open. */
  readonly test?: TestRequest;
}

/**
 * Connects a contract to a CRM, or connects it anew with another mapping or secret. The credentials are tried first, so
 * that nothing is kept of a connection that could not work. A new connection is in shadow: what comes from it is on
 * record and counts once it is switched live. Errors: `input.invalid` for a mapping with mistakes, or credentials that do
 * not open the CRM, or nothing to check its webhooks with; `input.unknown` for a contract that is not there.
 */
export async function connectCrm(world: ConnectWorld, command: ConnectCrm): Promise<Connected> {
  const { contractId, vendor, now } = command;
  const mapping = readMapping(command.mapping);
  if (mapping.vendor !== vendor) throw otherVendor(mapping.vendor, vendor);
  if (hasNoSecret(command)) throw noSecret(vendor);
  const state = await readState(world.store, contractId);
  const { account, setUp, signing, test } = await openedOf(world, command, fieldsOf(mapping));
  await world.secrets.writeSigning(contractId, vendor, signing);
  if (vendor !== 'standard-webhooks' && command.credentials !== undefined) {
    await world.secrets.writeCredentials(contractId, vendor, command.credentials);
  }
  const mode = await shadowIfNew(world, state, command);
  await withRetries(() => save(world.store, command, { account, state }));
  await world.bell.ringContract({ contractId, factSeq: state.head.factSeq + 1, asOf: now });
  return { vendor, account, mode, setUp, ...(test === undefined ? {} : { test }) };
}

/** Switches a connection live, for good: what it has said and will say counts. Errors: `input.unknown`. */
export async function switchLive(
  world: Pick<ConnectWorld, 'store' | 'bell'>,
  command: { contractId: string; vendor: CrmVendor; by: string; reason: string; now: Instant },
): Promise<'recorded' | 'known'> {
  const { contractId, vendor, by, reason, now } = command;
  if ((await world.store.readConnection(contractId, vendor)) === undefined) {
    throw new UnknownError(`${contractId} is not connected to ${vendor}. \`tallystick crm connect\` connects it.`, {
      contractId,
      vendor,
    });
  }
  const connection = connectionName(contractId, vendor);
  return recordFacts(world.store, world.bell, {
    contractId,
    recordedAt: now,
    facts: [
      {
        id: `connection/${connection}/live`,
        type: 'ConnectionSwitched',
        happenedAt: now,
        source: { kind: 'person', name: by },
        data: { connection, mode: 'live', by, reason },
      },
    ],
  });
}

interface Opened {
  readonly account: string;
  readonly setUp: WebhookSetUp;
  readonly signing: WebhookSigning;
  readonly test?: TestRequest;
}

async function openedOf(
  { readers, apiBases }: ConnectWorld,
  command: ConnectCrm,
  fields: ReturnType<typeof fieldsOf>,
): Promise<Opened> {
  const { vendor, credentials = null, signing, nowSeconds } = command;
  const url = signing.url ?? '';
  if (vendor === 'standard-webhooks') {
    const steps = [`Have the CRM, or the tool beside it, POST to ${url} and sign as Standard Webhooks.`];
    return { account: 'any', setUp: { url, steps, made: [] }, signing };
  }
  const reader = readers[vendor];
  try {
    const account = await reader.open(credentials, apiBases[vendor], fields).account();
    const { secrets, ...setUp } = await reader.setUp(credentials, apiBases[vendor], url, signing);
    const signed = secrets === undefined ? signing : { ...signing, secrets };
    return { account, setUp, signing: signed, test: reader.testRequest(signed, { url, account, nowSeconds }) };
  } catch (error) {
    if (error instanceof ConfigError || isRefusedCredential(error, vendor)) throw credentialsRefused(error, vendor);
    throw error;
  }
}

function isRefusedCredential(error: unknown, vendor: string): error is DependencyError {
  return (
    error instanceof DependencyError &&
    error.dependency === vendor &&
    [401, 403].includes(Number(error.details['status']))
  );
}

async function shadowIfNew(
  world: ConnectWorld,
  { facts }: ContractState,
  { contractId, vendor, by, now }: ConnectCrm,
): Promise<Connected['mode']> {
  const connection = connectionName(contractId, vendor);
  const isKnown = facts.some(
    ({ type, source, data }) =>
      (type === 'ConnectionSwitched' && data.connection === connection) ||
      (source.kind === 'crm' && source.name === connection),
  );
  if (isKnown) return shadowedConnections(facts).has(connection) ? 'shadow' : 'live';
  await recordFacts(world.store, world.bell, {
    contractId,
    recordedAt: now,
    facts: [
      {
        id: `connection/${connection}/shadow`,
        type: 'ConnectionSwitched',
        happenedAt: now,
        source: { kind: 'person', name: by },
        data: { connection, mode: 'shadow', by, reason: 'connected' },
      },
    ],
  });
  return 'shadow';
}

async function save(
  store: Store,
  { contractId, vendor, mapping, since, by, now }: ConnectCrm,
  { account, state }: { account: string; state: ContractState },
): Promise<CrmConnection> {
  const before = await store.readConnection(contractId, vendor);
  const { dated, timeZone } = latest(state.versions).terms;
  const watermark = startOfDay(since ?? dated, timeZone);
  // Another mapping reads the same deals in another way, so all of them are looked at again.
  const isSame = before !== undefined && since === undefined && hashOf(before.mapping) === hashOf(mapping);
  return store.saveConnection({
    contractId,
    vendor,
    account,
    mapping,
    connectedAt: now,
    connectedBy: by,
    revision: before?.revision ?? 0,
    pull: isSame ? before.pull : { watermark },
    seen: before?.seen ?? { missed: 0 },
  });
}

function hasNoSecret({ vendor, signing: { secrets } }: ConnectCrm): boolean {
  return !MAKES_SECRET[vendor] && secrets.length === 0;
}

function noSecret(vendor: string): InputError {
  const problem = { field: 'signing.secrets', found: 'nothing', allowed: 'at least one secret' };
  return new InputError('There is nothing to check the webhooks with.', [
    { ...problem, fix: `Give what docs/crm/${vendor}.md names.` },
  ]);
}

function otherVendor(found: string, wanted: string): InputError {
  return new InputError('The mapping is of another CRM.', [
    {
      field: 'vendor',
      found: JSON.stringify(found),
      allowed: JSON.stringify(wanted),
      fix: 'Use the mapping of this CRM.',
    },
  ]);
}

function credentialsRefused(cause: Error, vendor: string): InputError {
  const problem = {
    field: 'credentials',
    found: 'credentials that do not open it',
    allowed: `what docs/crm/${vendor}.md names`,
    fix: 'Check that they are of the right account and may read deals, companies and contacts.',
  };
  return new InputError(`${vendor} did not take the credentials.`, [problem], cause);
}
