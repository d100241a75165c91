import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Stripe } from 'stripe';
import { createStripeInvoicer } from '../../../../shared/adapters/stripe/stripe-invoicer.ts';
import type { InvoicerInvoice, NewInvoice } from '../../../../shared/ports/invoicer-invoice.ts';
import type { InvoicerPayment } from '../../../../shared/ports/invoicer-money.ts';
import type { Invoicer } from '../../../../shared/ports/invoicer.ts';
import type { StripeStandIn } from '../../../../infra/local/stripe/stripe-stand-in.ts';

/** A Stripe to test against: the stand-in, or Stripe itself. */
export interface OpenedStripe {
  readonly apiKey: string;
  readonly apiBase: string;
  /** Acts as the world outside does: pays, disputes, edits in the dashboard. */
  readonly stripe: Stripe;
  /** Sends the requests of the invoicer too; without it they go at once. */
  readonly httpClient?: Stripe.HttpClient;
  /** Stripe's own time, in seconds since 1970. */
  now: () => number;
  /** Undefined against Stripe itself: what needs it is skipped there. */
  readonly standIn: StripeStandIn | undefined;
  close: () => Promise<void>;
}

export interface Scene extends Omit<OpenedStripe, 'close'> {
  readonly invoicer: Invoicer;
  /** The invoicer of another deployment on the same account. */
  readonly stranger: Invoicer;
  /** A new idempotency key. */
  key: () => string;
  aContract: () => string;
  aCustomer: (contractId?: string) => Promise<string>;
  anInvoice: (changes?: Partial<NewInvoice>) => Promise<NewInvoice>;
  anOpenInvoice: (changes?: Partial<NewInvoice> & { amountMinor?: bigint }) => Promise<OpenInvoice>;
  aPaidInvoice: (card?: string) => Promise<OpenInvoice & { payment: InvoicerPayment; paymentIntent: string }>;
  /** A test card of Stripe's, attached to the customer. */
  aCard: (customer: string, name?: string) => Promise<string>;
  /** Asks again until it is so: Stripe does some things a moment later. */
  until: <T>(look: () => Promise<T | undefined>) => Promise<T>;
  cleanUp: () => Promise<void>;
}

export interface OpenInvoice extends NewInvoice {
  readonly id: string;
  readonly open: InvoicerInvoice;
}

/** The failure that the port throws, with what it has to say of it. */
export const fault = (details: object): unknown => expect.objectContaining({ code: 'dependency.failed', ...details });

/** For tests that need a moment of Stripe's own time. */
export const PATIENT = 120_000;

const SECONDS_PER_DAY = 86_400;

export function createScene(opened: OpenedStripe): Scene {
  const { stripe } = opened;
  const run = randomUUID().slice(0, 8);
  const deployment = `suite-${run}`;
  const invoicer = createStripeInvoicer({ ...opened, deployment });
  const customers: string[] = [];
  let count = 0;
  const next = (what: string) => `${what}-${run}-${String((count += 1))}`;
  const aCustomer = async (contractId = next('contract')) => {
    const name = 'Made by the suite of Tallystick';
    const emails = [`${contractId}@tallystick.example`];
    const id = await invoicer.createCustomer({ contractId, name, emails }, next('key'));
    customers.push(id);
    return id;
  };
  const scene: Scene = {
    ...opened,
    invoicer,
    stranger: createStripeInvoicer({ ...opened, deployment: `${deployment}-stranger` }),
    key: () => next('key'),
    aContract: () => next('contract'),
    aCustomer,
    anInvoice: async (changes = {}) => {
      const contractId = changes.contractId ?? next('contract');
      return {
        customer: changes.customer ?? (await aCustomer(contractId)),
        contractId,
        posting: 'retainer/1999-04-06#1',
        intent: 'invoice/retainer/1999-04-06#1',
        currency: 'USD',
        dueAtEpochSeconds: opened.now() + 30 * SECONDS_PER_DAY,
        description: 'Retainer',
        workingUrl: 'https://tallystick.example/workings/c/h',
        workingHash: 'ab'.repeat(32),
        ...changes,
      };
    },
    anOpenInvoice: (changes) => openInvoice(scene, changes),
    aPaidInvoice: (card) => paidInvoice(scene, card),
    aCard: async (customer, name = 'pm_card_visa') => (await stripe.paymentMethods.attach(name, { customer })).id,
    until: (look) => until(look, opened.standIn === undefined ? 60 : 1),
    cleanUp: async () => {
      if (opened.standIn === undefined) await remove(stripe, customers);
      await opened.close();
    },
  };
  return scene;
}

async function openInvoice(
  { invoicer, anInvoice, key }: Scene,
  { amountMinor = 200_000n, ...changes }: Partial<NewInvoice> & { amountMinor?: bigint } = {},
): Promise<OpenInvoice> {
  const invoice = await anInvoice(changes);
  const { id } = await invoicer.createInvoice(invoice, key());
  const { customer, currency, intent } = invoice;
  const line = { invoice: id, customer, amountMinor, currency, description: 'Retainer (clause 2.1)', intent };
  await invoicer.addLine(line, key());
  return { ...invoice, id, open: await invoicer.finalize(id, key()) };
}

async function paidInvoice(scene: Scene, card = 'pm_card_visa') {
  const invoice = await scene.anOpenInvoice();
  await scene.stripe.invoices.pay(invoice.id, { payment_method: await scene.aCard(invoice.customer, card) });
  const payments = await scene.invoicer.paymentsOf(invoice.id);
  const payment = payments.find(({ status }) => status === 'paid');
  if (payment?.paymentIntent === undefined) throw new Error(`Nothing has paid the invoice ${invoice.id}.`);
  return { ...invoice, payment, paymentIntent: payment.paymentIntent };
}

async function until<T>(look: () => Promise<T | undefined>, times: number): Promise<T> {
  for (let time = 0; time < times; time += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await delay(1000);
  }
  throw new Error(`What was waited for has not come in ${String(times)} seconds.`);
}

/** Leaves nothing open behind: drafts are deleted, open invoices are void, customers are deleted; what is paid stays. */
async function remove(stripe: Stripe, customers: readonly string[]): Promise<void> {
  for (const customer of customers) {
    for await (const { id, status } of stripe.invoices.list({ customer, limit: 100 })) {
      if (status === 'draft') await stripe.invoices.del(id);
      // Paid in part, it cannot be void; it stays with its customer, who is gone.
      if (status === 'open') await stripe.invoices.voidInvoice(id).catch(() => undefined);
    }
    const { deleted } = await stripe.customers.retrieve(customer);
    if (deleted !== true) await stripe.customers.del(customer);
  }
}
