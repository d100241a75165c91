import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { InvoicerInvoice, NewInvoice } from '../../../../shared/ports/invoicer-invoice.ts';
import type { InvoicerPayment } from '../../../../shared/ports/invoicer-money.ts';
import type { Invoicer } from '../../../../shared/ports/invoicer.ts';
import type { Card, Trouble, World } from './world.ts';

/** What stands behind the port: the adapter before the stand-in or before Stripe itself, or the model. */
export interface OpenedInvoicer {
  /** The invoicer of a deployment; undefined for a second one where there can be only one. */
  invoicerOf: (deployment: string) => Invoicer | undefined;
  /** What people, clients and banks do, past the port. */
  readonly world: World;
  /** Stripe's own time, in seconds since 1970. */
  now: () => number;
  /** Undefined against Stripe itself: what needs it is skipped there. */
  readonly trouble: Trouble | undefined;
  close: (customers: readonly string[]) => Promise<void>;
}

export interface Scene extends Omit<OpenedInvoicer, 'close' | 'invoicerOf'> {
  readonly invoicer: Invoicer;
  /** The invoicer of another deployment on the same account; undefined where there can be only one. */
  readonly stranger: Invoicer | undefined;
  /** A new idempotency key. */
  key: () => string;
  aContract: () => string;
  aCustomer: (contractId?: string) => Promise<string>;
  anInvoice: (changes?: Partial<NewInvoice>) => Promise<NewInvoice>;
  anOpenInvoice: (changes?: Partial<NewInvoice> & { amountMinor?: bigint }) => Promise<OpenInvoice>;
  aPaidInvoice: (card?: Card) => Promise<OpenInvoice & { payment: InvoicerPayment; paymentIntent: string }>;
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

export function createScene(opened: OpenedInvoicer): Scene {
  const run = randomUUID().slice(0, 8);
  const deployment = `suite-${run}`;
  const invoicer = opened.invoicerOf(deployment);
  if (invoicer === undefined) throw new Error('There is no invoicer.');
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
    stranger: opened.invoicerOf(`${deployment}-stranger`),
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
    until: (look) => until(look, opened.trouble === undefined ? 60 : 1),
    cleanUp: () => opened.close(customers),
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

async function paidInvoice(scene: Scene, card: Card = 'good') {
  const invoice = await scene.anOpenInvoice();
  await scene.world.payByCard(invoice.id, invoice.customer, card);
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
