import type { Hono } from 'hono';
import type { KeptStore } from '../kept-store.ts';
import { INDEXED_FIELDS, idOf } from './account.ts';
import type { Account } from './account.ts';
import { createApi } from './api.ts';
import type { Outage } from './api.ts';
import { ApiRefusalError } from './api-refusal-error.ts';
import type { UndeliveredEvent } from './events.ts';
import { presented } from './invoice-object.ts';
import { charged, invoiceIn } from './invoice-states.ts';
import { methodFor } from './payment-methods.ts';
import { createRateLimiter } from './rate-limits.ts';
import type { RateLimitSetting, Traffic } from './rate-limits.ts';
import { createApp } from './stand-in-app.ts';
import { deliverOwed } from './webhook-delivery.ts';
import type { WebhookEndpoint } from './webhook-delivery.ts';

export interface StripeStandInOptions {
  store: KeptStore;
  /** Stripe's own time here: what is created, due and paid when, and when idempotent answers expire. */
  businessClock: () => Date;
  /** Only for the signatures of webhooks, whose receivers compare them with their wall clock. */
  wallClock: () => Date;
  /** The one key that is let in, such as `sk_test_…`. */
  secretKey: string;
  webhook: WebhookEndpoint | undefined;
  /** The stand-in's own origin, for the addresses of hosted invoices; no slash at the end. */
  baseUrl: string;
  /** Whose account it is, as invoices print it. */
  accountName?: string;
  /** The account's time zone (IANA; else UTC), in which hosted invoices write their dates. */
  timeZone?: string;
  /** None unless told; see {@link StripeStandIn.setRateLimits}. */
  rateLimits?: RateLimitSetting;
  /** Waited for between taking a request and executing it, so that two can meet; tests use it. */
  beforeExecution?: () => Promise<void>;
}

export interface StripeStandIn {
  /** `/v1/…`, the hosted pages `/pay/:invoiceId`, and `/_standin/state` for the local pages. */
  app: Hono;
  /** Tries each webhook owed once, in order; what is not answered with a 2xx stays owed. Overlapping calls share one run. */
  deliverDueWebhooks(): Promise<{ delivered: number; pending: number }>;
  hasUndeliveredWebhooks(): boolean;
  setUp(known: { webhook?: WebhookEndpoint; baseUrl?: string; accountName?: string; timeZone?: string }): void;
  /** While an outage is on, no webhook is delivered. `answer-500` answers are kept for their idempotency keys. */
  setOutage(outage: Outage): void;
  /** Requests beyond them are answered 429; `live` and `sandbox` are Stripe's own. */
  setRateLimits: (limits: RateLimitSetting) => void;
  /** How many requests came in, and how near to the limits they went, since the start or the last `forgetTraffic`. */
  traffic: () => Traffic;
  forgetTraffic: () => void;
  /** What the Pay button does: pays what remains of an open or uncollectible invoice by a test card. */
  payInvoice(invoiceId: string): void;
}

/** A Stripe account on this machine: strict in what it takes, and remembering all that it has answered. */
export function createStripeStandIn(options: StripeStandInOptions): StripeStandIn {
  const { store, businessClock, wallClock, secretKey, beforeExecution } = options;
  const known = {
    webhook: options.webhook,
    baseUrl: options.baseUrl,
    accountName: options.accountName ?? 'Sandbox account',
    timeZone: options.timeZone ?? 'UTC',
  };
  for (const field of INDEXED_FIELDS) store.index(field);
  let outage: Outage = 'none';
  let delivery: Promise<{ delivered: number; pending: number }> | undefined;
  const rateLimiter = createRateLimiter(options.rateLimits ?? 'none');
  const api = createApi({
    store,
    businessClock,
    wallClock,
    secretKey,
    beforeExecution,
    known,
    rateLimiter,
    outage: () => outage,
  });
  const account = () => api.accountFor(null);
  const owed = () => store.list<UndeliveredEvent>('undelivered');
  const payInvoice = (invoiceId: string) => pay(store, account(), invoiceId);
  const state = () => ({
    ...known,
    webhook: known.webhook?.url ?? null,
    outage,
    rateLimits: rateLimiter.limits,
    customers: account().all('customer'),
    invoices: account()
      .all('invoice')
      .map((invoice) => presented(account(), invoice)),
    creditNotes: account().all('credit_note'),
    undeliveredWebhooks: owed(),
  });
  return {
    app: createApp({ api, outage: () => outage, payInvoice, timeZone: () => known.timeZone, state }),
    payInvoice,
    deliverDueWebhooks: () => {
      if (outage !== 'none') return Promise.resolve({ delivered: 0, pending: store.count('undelivered') });
      delivery ??= deliverOwed(store, known.webhook, wallClock).finally(() => {
        delivery = undefined;
      });
      return delivery;
    },
    hasUndeliveredWebhooks: () => store.count('undelivered') > 0,
    setRateLimits: rateLimiter.set,
    traffic: rateLimiter.traffic,
    forgetTraffic: rateLimiter.forgetTraffic,
    setUp: (told) => void Object.assign(known, told),
    setOutage: (kind) => {
      outage = kind;
    },
  };
}

function pay(store: KeptStore, account: Account, invoiceId: string): void {
  const answer = store.atomically(() => {
    const invoice = invoiceIn(account, invoiceId, 'invoice', 'path');
    const card = methodFor(account, 'pm_card_visa', idOf(invoice.customer));
    if (card === undefined || (invoice.status !== 'open' && invoice.status !== 'uncollectible')) {
      return new ApiRefusalError(`The invoice ${invoiceId} is ${String(invoice.status)}: there is nothing to pay.`);
    }
    return charged(account, invoice, card);
  });
  if (answer instanceof ApiRefusalError) throw answer;
}
