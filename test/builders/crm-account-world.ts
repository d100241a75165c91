import { onTestFinished } from 'vitest';
import { createCrmAccount, dealsNaming, type CrmAccount } from '../../infra/local/crm/crm-account.ts';
import { createVendorApis } from '../../infra/local/crm/vendor-api.ts';
import { VENDOR_FORMS } from '../../infra/local/crm/vendor-stand-in.ts';
import { serveApp } from '../../infra/local/http-service.ts';
import { openKeptStore } from '../../infra/local/kept-store.ts';
import { pullCrms } from '../../shared/app/pull-crm.ts';
import { recordInbound } from '../../shared/app/record-inbound.ts';
import { readCrmEvent } from '../../shared/adapters/crm/standard-webhooks/read-event.ts';
import { readMapping } from '../../shared/core/crm/mapping.ts';
import type { AskedVendor } from '../../shared/core/crm/vendors.ts';
import { fieldsOf } from '../../shared/core/crm/wanted-fields.ts';
import type { Plain } from '../../shared/core/json.ts';
import type { InboxState } from '../../shared/ports/store.ts';
import { CRM_READERS } from '../../shared/runtime/crm-readers.ts';
import { aWorld, CONTRACT, record, type World } from './a-world.ts';
import { introduced, noon } from './facts.ts';

const TOKEN = 'pat-of-the-tests-only';
const START = '1999-04-21';

/** A contract with a CRM: the vendor's own stand-in over HTTP, the real reader, and a world in memory. */
export interface CrmWorld {
  readonly world: World;
  readonly account: CrmAccount;
  /** The events of what happened in the CRM that were not yet taken from here, oldest first. */
  takeEvents(): object[];
  /** Gives Tallystick one request of the vendor, as its receiver leaves it. */
  deliver(events: readonly object[]): Promise<InboxState>;
  pull(): Promise<{ pulled: number; missed: number }>;
  /** While set, the vendor's API answers this to everything. */
  setOutage(status: number | undefined): void;
  /** Business time, moved by whoever tests. */
  clock: { now: Date };
}

/** Ends with the test. `live` false leaves the connection in shadow; the investor is introduced unless told. */
export async function aCrmWorld(
  vendor: AskedVendor,
  mapping: Plain,
  options: { readonly live?: boolean; readonly introduce?: boolean } = {},
): Promise<CrmWorld> {
  const clock = { now: new Date(noon(START)) };
  const store = openKeptStore(':memory:');
  const waiting: object[] = [];
  const form = VENDOR_FORMS[vendor];
  const accountId = form.ids?.account('62515') ?? '62515';
  let eventId = 0;
  const account: CrmAccount = createCrmAccount({
    store,
    vendor,
    accountId,
    merges: form.merges,
    ...(form.ids === undefined ? {} : { idOf: form.ids.record }),
    businessClock: () => clock.now,
    sendTo: () => 'a-secret-of-a-test',
    onChange: (change, at) => {
      eventId += 100;
      waiting.push(...form.eventsOf(change, { account: accountId, at, eventId, dealsOf: dealsNaming(account) }));
    },
  });
  const apis = createVendorApis();
  apis.add(TOKEN, account);
  const service = await serveApp({ preferred: 0 }, apis.app);
  onTestFinished(async () => {
    await service.stop();
    store.close();
  });
  const base = await aWorld();
  const world: World = {
    ...base,
    readerOf: (name) => CRM_READERS[name],
    openCrm: async (connection) =>
      CRM_READERS[vendor].open(
        credentialsOf(vendor),
        `${service.origin}/${vendor}`,
        fieldsOf(readMapping(connection.mapping)),
      ),
  };
  if (options.introduce !== false) await record(world, introduced());
  await connect(world, { vendor, accountId, mapping, isShadow: options.live === false });
  let messages = 0;
  return {
    world,
    account,
    clock,
    takeEvents: () => waiting.splice(0),
    setOutage: (status) => apis.setOutage(vendor, status),
    pull: () => pullCrms({ ...world, hasTime: () => true }, clock.now.toISOString()),
    deliver: (events) => {
      messages += 1;
      const endpoint = { url: 'https://t.example', secret: 'a-secret-of-a-test' };
      const { body } = form.requestOf(events, { endpoint, at: clock.now, attempt: 0 });
      return recordInbound(
        { ...world, readCrmEvent },
        {
          source: 'crm',
          contractId: CONTRACT,
          vendor,
          messageId: `m-${messages}`,
          receivedAt: clock.now.toISOString(),
          body,
        },
      );
    },
  };
}

/** What opens each vendor's stand-in. */
function credentialsOf(vendor: AskedVendor): Plain {
  switch (vendor) {
    case 'hubspot':
      return { accessToken: TOKEN };
    case 'pipedrive':
      return { apiToken: TOKEN };
    case 'close':
      return { apiKey: TOKEN };
    case 'salesforce':
      return { myDomain: 'acme.my.salesforce.com', consumerKey: '3MVG9tallystick', consumerSecret: TOKEN };
    case 'attio':
      return { accessToken: TOKEN };
    default:
      return vendor satisfies never;
  }
}

async function connect(
  world: World,
  about: { vendor: AskedVendor; accountId: string; mapping: Plain; isShadow: boolean },
): Promise<void> {
  const { vendor, accountId, mapping, isShadow } = about;
  if (isShadow) {
    const { recordFacts } = await import('../../shared/app/record-facts.ts');
    const data = { connection: vendor, mode: 'shadow', by: 'a test', reason: 'connected' } as const;
    const source = { kind: 'person', name: 'a test' } as const;
    const fact = { id: 'shadow', type: 'ConnectionSwitched', happenedAt: noon(START), source, data } as const;
    await recordFacts(world.store, world.bell, { contractId: CONTRACT, recordedAt: noon(START), facts: [fact] });
  }
  await world.store.saveConnection({
    contractId: CONTRACT,
    vendor,
    account: accountId,
    mapping,
    connectedAt: noon(START),
    connectedBy: 'a test',
    revision: 0,
    pull: { watermark: noon('1999-04-06') },
    seen: { missed: 0 },
  });
}
