import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { MAKES_SECRET, type AskedVendor } from '../../../shared/core/crm/vendors.ts';
import type { KeptStore } from '../kept-store.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import type { Outbox } from '../outbox.ts';
import { createCrmAccount, dealsNaming, type CrmAccount } from './crm-account.ts';
import { ATTIO } from './attio.ts';
import { CLOSE } from './close.ts';
import { HUBSPOT } from './hubspot.ts';
import { PIPEDRIVE } from './pipedrive.ts';
import { SALESFORCE } from './salesforce.ts';
import type { VendorEndpoint, VendorForm } from './vendor-form.ts';
import { createVendorOutbox, type VendorOutbox } from './vendor-outbox.ts';
import { addVendorPage } from './vendor-page.ts';

/** Every vendor that the stand-in can be. */
export const VENDOR_FORMS: Readonly<Record<AskedVendor, VendorForm>> = {
  hubspot: HUBSPOT,
  pipedrive: PIPEDRIVE,
  close: CLOSE,
  salesforce: SALESFORCE,
  attio: ATTIO,
};

/** One contract's account at one vendor: its records, its webhooks and its page. */
export interface VendorStandIn {
  readonly form: VendorForm;
  readonly account: CrmAccount;
  readonly webhooks: VendorOutbox;
  readonly outbox: Outbox;
  readonly page: Hono;
  /** Where webhooks go; undefined while the vendor has not been told, and they wait. */
  endpoint(): VendorEndpoint | undefined;
  setEndpoint(endpoint: VendorEndpoint | undefined): void;
  /** Sends to the contract's own address, as after an operator has clicked what `crm connect` says. */
  turnOn(): void;
}

export interface VendorStandInOptions {
  readonly store: KeptStore;
  readonly vendor: AskedVendor;
  readonly accountId: string;
  readonly businessClock: () => Date;
  readonly wallClock: () => Date;
  /** The contract's address, and what requests are signed with. */
  readonly offered: VendorEndpoint;
  /** Shown on the page, for whoever connects. */
  readonly credentials: object;
}

export function createVendorStandIn(options: VendorStandInOptions): VendorStandIn {
  const { store, vendor, accountId, businessClock, wallClock } = options;
  const form = VENDOR_FORMS[vendor];
  const webhooks = createVendorOutbox(store, form, wallClock);
  let endpoint = store.get<VendorEndpoint>('endpoint', vendor);
  const setEndpoint = (next: VendorEndpoint | undefined): void => {
    endpoint = next;
    if (next === undefined) store.remove('endpoint', vendor);
    else store.put('endpoint', vendor, next);
  };
  const secretNow = (): string => store.get<string>('made-secret', vendor) ?? options.offered.secret;
  const account: CrmAccount = createCrmAccount({
    store,
    vendor,
    accountId,
    businessClock,
    merges: form.merges,
    ...(form.ids === undefined ? {} : { idOf: form.ids.record }),
    sendTo: (url) => {
      // A vendor that makes the secret makes another for each webhook.
      if (MAKES_SECRET[vendor]) store.put('made-secret', vendor, form.signingSecret(randomUUID()));
      const secret = secretNow();
      setEndpoint({ url, secret });
      return secret;
    },
    onChange: (change, at) => {
      const eventId = (store.get<number>('event-id', vendor) ?? 0) + 100;
      store.put('event-id', vendor, eventId);
      const dealsOf = dealsNaming(account);
      const events = form.eventsOf(change, { account: accountId, at, eventId, dealsOf });
      events.forEach((event, index) => webhooks.queue(eventId + index, event));
    },
  });
  const page = new Hono();
  const standIn: VendorStandIn = {
    form,
    account,
    webhooks,
    page,
    outbox: {
      name: `${form.label}'s webhooks`,
      hasWork: () => endpoint !== undefined && webhooks.hasWaiting(),
      deliver: oneAtATime(() => webhooks.deliver(endpoint)),
    },
    endpoint: () => endpoint,
    setEndpoint,
    turnOn: () => setEndpoint({ ...options.offered, secret: secretNow() }),
  };
  addVendorPage(standIn, options.credentials, businessClock);
  return standIn;
}
