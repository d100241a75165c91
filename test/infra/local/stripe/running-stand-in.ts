import { Stripe } from 'stripe';
import { idOf } from '../../../../infra/local/stripe/account.ts';
import { serveApp } from '../../../../infra/local/http-service.ts';
import { openKeptStore } from '../../../../infra/local/kept-store.ts';
import { createStripeStandIn } from '../../../../infra/local/stripe/stripe-stand-in.ts';
import type { StripeStandIn, StripeStandInOptions } from '../../../../infra/local/stripe/stripe-stand-in.ts';

export const SECRET_KEY = 'sk_test_51TallystickLocal';
export const START = new Date('1999-04-06T14:00:00Z');

export interface RunningStandIn {
  standIn: StripeStandIn;
  stripe: Stripe;
  origin: string;
  port: number;
  now(): number;
  /** Moves the business clock on. */
  pass(seconds: number): void;
  /** A request as it is, with the key, for what the SDK would not send. */
  raw(method: string, path: string, body?: string, headers?: Record<string, string>): Promise<Response>;
  stop(): Promise<void>;
}

/** Starts the stand-in on a port of its own and gives the real SDK to drive it. */
export async function runStandIn(
  given: Partial<StripeStandInOptions> & { file?: string } = {},
): Promise<RunningStandIn> {
  let business = START.getTime();
  const store = given.store ?? openKeptStore(given.file ?? ':memory:');
  const standIn = createStripeStandIn({
    store,
    businessClock: () => new Date(business),
    wallClock: () => new Date(),
    secretKey: SECRET_KEY,
    webhook: undefined,
    baseUrl: 'http://127.0.0.1:1',
    ...given,
  });
  const server = await serveApp({ fixed: 0 }, standIn.app);
  const { port, origin } = server;
  standIn.setUp({ baseUrl: origin });
  return {
    standIn,
    origin,
    port,
    stripe: new Stripe(SECRET_KEY, {
      host: '127.0.0.1',
      port,
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
    }),
    now: () => Math.floor(business / 1000),
    pass: (seconds) => {
      business += seconds * 1000;
    },
    raw: (method, path, body, headers = {}) =>
      fetch(`${origin}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${SECRET_KEY}`,
          ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body }),
      }),
    stop: async () => {
      await server.stop();
      store.close();
    },
  };
}

/** The refusal that the SDK throws, or a failure of the test if it throws none. */
export async function refusalOf(work: Promise<unknown>): Promise<InstanceType<typeof Stripe.errors.StripeError>> {
  const outcome = await work.then(
    () => 'it was accepted',
    (error: unknown) => error,
  );
  if (outcome instanceof Stripe.errors.StripeError) return outcome;
  throw new Error(`Expected a refusal by Stripe, but ${String(outcome)}.`);
}

export const aCustomer: Stripe.CustomerCreateParams = { name: 'The Client', email: 'client@example.com' };

/** A draft for a new customer with one line, unless told otherwise. */
export async function aDraft(
  { stripe }: Pick<RunningStandIn, 'stripe'>,
  more: { amounts?: number[]; invoice?: Partial<Stripe.InvoiceCreateParams>; customer?: string } = {},
): Promise<Stripe.Invoice> {
  const customer = more.customer ?? (await stripe.customers.create(aCustomer)).id;
  const draft = await stripe.invoices.create({
    customer,
    collection_method: 'send_invoice',
    days_until_due: 30,
    auto_advance: false,
    ...more.invoice,
  });
  for (const [position, amount] of (more.amounts ?? [200_000]).entries()) {
    await stripe.invoiceItems.create({
      customer,
      invoice: draft.id,
      amount,
      currency: draft.currency,
      description: `Line ${String(position + 1)}`,
    });
  }
  return stripe.invoices.retrieve(draft.id);
}

/** A finalised invoice of 2,000.00 for a new customer, unless told otherwise. */
export async function anOpenInvoice(
  running: Pick<RunningStandIn, 'stripe'>,
  more: Parameters<typeof aDraft>[1] = {},
): Promise<Stripe.Invoice> {
  return running.stripe.invoices.finalizeInvoice((await aDraft(running, more)).id);
}

/** An invoice paid by a test card, with the payment intent and the charge that paid it. */
export async function aPaidInvoice(running: Pick<RunningStandIn, 'stripe'>, card = 'pm_card_visa') {
  const { id } = await anOpenInvoice(running);
  const invoice = await running.stripe.invoices.pay(id, { payment_method: card });
  const [payment] = (await running.stripe.invoicePayments.list({ invoice: id })).data;
  const intent = idOf(payment?.payment.payment_intent ?? null);
  const [charge] = (await running.stripe.charges.list({ payment_intent: intent })).data;
  return { invoice, intent, charge: charge?.id ?? '' };
}
