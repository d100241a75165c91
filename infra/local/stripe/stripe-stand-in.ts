import type { Hono } from 'hono';
import type { KeptStore } from '../kept-store.ts';
import { INDEXED_FIELDS, idOf } from './account.ts';
import type { Account } from './account.ts';
import { createApi } from './api.ts';
import { ApiRefusalError } from './api-refusal-error.ts';
import { applyControls, createControls, shownControls } from './controls.ts';
import type { ControlChanges, Controls, Outage } from './controls.ts';
import { matchesType } from './event-routes.ts';
import type { UndeliveredEvent } from './events.ts';
import { presented } from './invoice-object.ts';
import { charged, invoiceIn } from './invoice-states.ts';
import { createDashboard } from './operator/dashboard.ts';
import { methodFor } from './payment-methods.ts';
import type { RateLimitSetting, Traffic } from './rate-limits.ts';
import { createApp } from './stand-in-app.ts';
import { deliverDue, dueWebhooks, nextWebhookAt, sendAllNow } from './webhook-delivery.ts';
import type { WebhookEndpoint } from './webhook-delivery.ts';

export interface StripeStandInOptions {
  store: KeptStore;
  /** Stripe's own time here: what is created, due and paid when, and when idempotent answers expire. */
  businessClock: () => Date;
  /** For the signatures of webhooks, whose receivers compare them with their wall clock, and for rate limits. */
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
  /** None unless told. */
  rateLimits?: RateLimitSetting;
  /** Waited for between taking a request and executing it, so that two can meet; tests use it. */
  beforeExecution?: () => Promise<void>;
}

export interface StripeStandIn {
  /** `/v1/…`, the hosted pages `/pay/:invoiceId`, the operator's `/operator`, and `/_standin/…` for what drives it. */
  app: Hono;
  /**
   * Tries each webhook once whose time has come; what is not answered with a 2xx is tried again when Stripe would.
   * Overlapping calls share one run.
   */
  deliverDueWebhooks(): Promise<{ delivered: number; pending: number }>;
  /** Whether there is a webhook whose time has come. */
  hasDueWebhooks(): boolean;
  /** When the next attempt of any webhook comes, of Stripe's own time. */
  nextWebhookAt(): Date | undefined;
  /** Has all that were not delivered tried again now, also those that Stripe had given up. */
  resendWebhooks(): void;
  setUp(known: { webhook?: WebhookEndpoint; baseUrl?: string; accountName?: string; timeZone?: string }): void;
  /** While an outage is on, no webhook is delivered. `answer-500` answers are kept for their idempotency keys. */
  setOutage(outage: Outage): void;
  /** Faults of webhooks and of the next requests, search that lags, rate limits; what is not named stays as it is. */
  control(changes: ControlChanges): void;
  /** Requests beyond them are answered 429; `live` and `sandbox` are Stripe's own. */
  setRateLimits(limits: RateLimitSetting): void;
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
  const controls = createControls(options.rateLimits ?? 'none');
  const wantsEvent = (type: string): boolean =>
    known.webhook?.enabledEvents?.some((wanted) => matchesType(wanted, type)) ?? true;
  const api = createApi({ store, businessClock, wallClock, secretKey, beforeExecution, known, controls, wantsEvent });
  const account = () => api.accountFor(null);
  // Past the faults that are told: these are there for the programs that talk to Stripe.
  const unhindered = createApi({
    store,
    businessClock,
    wallClock,
    secretKey,
    known,
    wantsEvent,
    controls: createControls('none'),
  });
  const now = () => Math.floor(businessClock().getTime() / 1000);
  const payInvoice = (invoiceId: string) => pay(store, account(), invoiceId);
  const webhooks = createWebhooks(() => ({ ...options, endpoint: known.webhook }), controls);
  return {
    app: createApp({
      api,
      controls,
      payInvoice,
      dashboard: createDashboard(unhindered, store, secretKey),
      undelivered: () => store.count('undelivered'),
      timeZone: () => known.timeZone,
      state: () => stateOf(account(), { ...known, webhook: known.webhook?.url ?? null }, controls, store),
      resendWebhooks: () => sendAllNow(store, now()),
    }),
    payInvoice,
    ...webhooks,
    resendWebhooks: () => sendAllNow(store, now()),
    control: (changes) => applyControls(controls, changes),
    setRateLimits: (rateLimits) => applyControls(controls, { rateLimits }),
    traffic: controls.rateLimiter.traffic,
    forgetTraffic: controls.rateLimiter.forgetTraffic,
    setUp: (told) => void Object.assign(known, told),
    setOutage: (outage) => applyControls(controls, { outage }),
  };
}

type WebhookParts = Pick<StripeStandInOptions, 'store' | 'businessClock' | 'wallClock'> & {
  endpoint: WebhookEndpoint | undefined;
};

function createWebhooks(
  parts: () => WebhookParts,
  controls: Controls,
): Pick<StripeStandIn, 'deliverDueWebhooks' | 'hasDueWebhooks' | 'nextWebhookAt'> {
  let delivery: Promise<{ delivered: number; pending: number }> | undefined;
  return {
    deliverDueWebhooks: () => {
      const { endpoint, store, businessClock, wallClock } = parts();
      if (controls.outage !== 'none' || endpoint === undefined) {
        return Promise.resolve({ delivered: 0, pending: store.count('undelivered') });
      }
      const { webhooks: faults, retries: schedule } = controls;
      delivery ??= deliverDue({ store, endpoint, faults, schedule, businessClock, wallClock }).finally(() => {
        delivery = undefined;
      });
      return delivery;
    },
    hasDueWebhooks: () => {
      const { store, businessClock } = parts();
      if (controls.outage !== 'none') return false;
      return store.count('undelivered') > 0 && dueWebhooks(store, businessClock().getTime() / 1000).length > 0;
    },
    nextWebhookAt: () => {
      const at = controls.outage === 'none' ? nextWebhookAt(parts().store) : undefined;
      return at === undefined ? undefined : new Date(at * 1000);
    },
  };
}

/** What `/_standin/state` tells. */
function stateOf(account: Account, known: object, controls: Controls, store: KeptStore): object {
  return {
    ...known,
    ...shownControls(controls),
    customers: account.all('customer'),
    invoices: account.all('invoice').map((invoice) => presented(account, invoice)),
    creditNotes: account.all('credit_note'),
    undeliveredWebhooks: store.list<UndeliveredEvent>('undelivered'),
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
