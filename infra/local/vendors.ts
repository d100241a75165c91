import { Hono } from 'hono';
import type { AskedVendor } from '../../shared/core/crm/vendors.ts';
import { STRIPE_EVENTS } from '../../shared/app/stripe-hint.ts';
import type { DeployedMail, DeployedReceiptRule } from './assembly/deployed-system.ts';
import type { BusinessClock } from './business-clock.ts';
import type { CrmStandIn } from './crm/crm-stand-in.ts';
import { createCrmStandIn } from './crm/crm-stand-in.ts';
import type { VendorApis } from './crm/vendor-api.ts';
import type { VendorStandIn } from './crm/vendor-stand-in.ts';
import { createVendorStandIn, VENDOR_FORMS } from './crm/vendor-stand-in.ts';
import type { ClaimedDataFolder } from './data-folder.ts';
import type { HttpService } from './http-service.ts';
import { answerWithApp, serveApp } from './http-service.ts';
import { onKeptPort } from './kept-ports.ts';
import type { KeptStore } from './kept-store.ts';
import { openKeptStore } from './kept-store.ts';
import type { LocalKeys } from './local-secrets.ts';
import { crmVendorKeys } from './local-secrets.ts';
import type { Outbox } from './outbox.ts';
import type { S3StandIn } from './s3/s3-stand-in.ts';
import { inboundPages } from './ses/inbound-page.ts';
import { createMailReceiver, type MailReceiver } from './ses/mail-receiver.ts';
import type { SesEvent } from './ses/ses-events.ts';
import type { SesStandIn } from './ses/ses-stand-in.ts';
import { createSesStandIn } from './ses/ses-stand-in.ts';
import type { StripeStandIn } from './stripe/stripe-stand-in.ts';
import { createStripeStandIn } from './stripe/stripe-stand-in.ts';

/** What a stand-in needs of the local system. */
export interface VendorSurroundings {
  folder: ClaimedDataFolder;
  /** Where the local system keeps ports and keys. */
  store: KeptStore;
  clock: BusinessClock;
  wallClock: () => Date;
}

/** A stand-in with its server and what it has yet to deliver. */
export interface Vendor<StandIn> {
  standIn: StandIn;
  service: HttpService;
  outbox: Outbox;
  stop: () => Promise<void>;
}

/** Starts Stripe on its own port; its webhooks go to `webhookUrl`. */
export async function startStripe(
  { folder, store, clock, wallClock }: VendorSurroundings,
  keys: LocalKeys,
  webhookUrl: string,
): Promise<Vendor<StripeStandIn>> {
  const kept = openKeptStore(folder.file('stripe.sqlite'));
  const standIn = createStripeStandIn({
    store: kept,
    businessClock: clock.now,
    wallClock,
    secretKey: keys.stripeApiKey,
    // The endpoint that docs/deploy.md has made at Stripe: it is sent these events and no others.
    webhook: { url: webhookUrl, signingSecret: keys.stripeWebhookSecret, enabledEvents: STRIPE_EVENTS },
    rateLimits: 'live',
    baseUrl: '',
  });
  const service = await onKeptPort(store, 'stripe', (port) => serveApp(port, standIn.app));
  standIn.setUp({ baseUrl: service.origin });
  const outbox: Outbox = {
    name: "Stripe's webhooks",
    hasWork: () => standIn.hasDueWebhooks(),
    deliver: () => standIn.deliverDueWebhooks(),
  };
  return { standIn, service, outbox, stop: () => stopBoth(service, kept) };
}

export interface SesSetUp {
  mail: DeployedMail;
  receiptRules: readonly DeployedReceiptRule[];
  /** Writes into a bucket, as SES may. */
  put: S3StandIn['put'];
  publish: (topicArn: string, message: string) => Promise<void>;
}

/** Starts SES: the API is reached through the gateway, the pages and the way in for mail on its own port. */
export async function startSes(
  { folder, store, clock }: VendorSurroundings,
  { mail, receiptRules, put, publish }: SesSetUp,
): Promise<Vendor<SesStandIn> & { receiver: MailReceiver }> {
  const kept = openKeptStore(folder.file('ses.sqlite'));
  const standIn = createSesStandIn({
    store: kept,
    businessClock: clock.now,
    verifiedIdentities: mail.identities,
    configurationSets: mail.configurationSets,
    publish: async (event) => {
      for (const topicArn of topicsFor(mail, event)) await publish(topicArn, JSON.stringify(event));
    },
  });
  const receiver = createMailReceiver({ store: kept, businessClock: clock.now, rules: receiptRules, put, publish });
  const inbound = inboundPages(receiver, clock.now);
  const pagesOnly = {
    fetch: (request: Request) => {
      if (new URL(request.url).pathname === '/inbound') return inbound.fetch(request);
      return request.method === 'GET' ? standIn.app.fetch(request) : new Response(null, { status: 405 });
    },
  };
  const service = await onKeptPort(store, 'ses-inbox', (port) => serveApp(port, pagesOnly));
  const outbox: Outbox = {
    name: "SES's events",
    hasWork: () => standIn.hasUndeliveredEvents(),
    deliver: () => standIn.deliverDueEvents(),
  };
  return { standIn, receiver, service, outbox, stop: () => stopBoth(service, kept) };
}

/** Starts the CRM of one contract; its webhooks go to `endpoint`. */
export async function startCrm(
  { folder, store, clock, wallClock }: VendorSurroundings,
  contractId: string,
  endpoint: { url: string; secret: string },
): Promise<Vendor<CrmStandIn>> {
  const kept = openKeptStore(folder.file(`crm-${encodeURIComponent(contractId)}.sqlite`));
  const standIn = createCrmStandIn({ store: kept, businessClock: clock.now, wallClock, contractId, endpoint });
  const service = await onKeptPort(store, `crm/${contractId}`, (port) => serveApp(port, standIn.app));
  const outbox: Outbox = {
    name: `the CRM's webhooks for ${contractId}`,
    hasWork: () => standIn.hasUndeliveredWebhooks(),
    deliver: () => standIn.deliverDueWebhooks(),
  };
  return { standIn, service, outbox, stop: () => stopBoth(service, kept) };
}

/** Starts one contract's account at a CRM vendor, with its page; its API is among those of `apis`. */
export async function startCrmVendor(
  { folder, store, clock, wallClock }: VendorSurroundings,
  { contractId, vendor, url }: { contractId: string; vendor: AskedVendor; url: string },
  apis: VendorApis,
): Promise<Vendor<VendorStandIn>> {
  const kept = openKeptStore(folder.file(`crm-${encodeURIComponent(contractId)}-${vendor}.sqlite`));
  const keys = crmVendorKeys(store, contractId, vendor);
  const standIn = createVendorStandIn({
    store: kept,
    vendor,
    accountId: VENDOR_FORMS[vendor].ids?.account(keys.accountId) ?? keys.accountId,
    businessClock: clock.now,
    wallClock,
    offered: { url, secret: VENDOR_FORMS[vendor].signingSecret(keys.secret) },
    credentials: VENDOR_FORMS[vendor].credentials(keys),
  });
  apis.add(keys.token, standIn.account);
  const root = new Hono();
  root.get('/', (c) => c.redirect(`/${vendor}`, 302));
  root.route(`/${vendor}`, standIn.page);
  const service = await onKeptPort(store, `crm/${contractId}/${vendor}`, (port) => serveApp(port, root));
  return { standIn, service, outbox: standIn.outbox, stop: () => stopBoth(service, kept) };
}

/** A service behind the gateway that is an app in this process. */
export function appService(app: { fetch: (request: Request) => Response | Promise<Response> }) {
  return (request: Parameters<typeof answerWithApp>[1]) => answerWithApp(app, request);
}

/** The topics that an event goes to. The template writes `renderingFailure`, an event says `Rendering Failure`. */
function topicsFor(mail: DeployedMail, { eventType, mail: { tags } }: SesEvent): string[] {
  const configurationSet = tags['ses:configuration-set']?.[0];
  return mail.eventDestinations
    .filter((one) => one.configurationSet === configurationSet)
    .filter((one) => one.eventTypes.map(plain).includes(plain(eventType)))
    .map(({ topicArn }) => topicArn);
}

function plain(eventType: string): string {
  return eventType.replaceAll(/[ _]/g, '').toLowerCase();
}

async function stopBoth(service: HttpService, kept: KeptStore): Promise<void> {
  await service.stop();
  kept.close();
}
