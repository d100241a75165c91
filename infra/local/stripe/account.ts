import { createHash } from 'node:crypto';
import type { Stripe } from 'stripe';
import type { KeptStore, Walk } from '../kept-store.ts';
import { noSuch } from './api-refusal-error.ts';
import { emptyEvent } from './events.ts';
import type { EventObject, EventType, KeptEvent, UndeliveredEvent } from './events.ts';

/** What is kept, by kind. Decimals are strings once kept: nothing here computes with them. */
export interface Documents {
  customer: Stripe.Customer | Stripe.DeletedCustomer;
  invoiceitem: Stripe.InvoiceItem;
  /** With all of its lines; answers show the first ten. */
  invoice: Stripe.Invoice;
  invoice_payment: Stripe.InvoicePayment;
  payment_intent: Stripe.PaymentIntent;
  payment_record: Stripe.PaymentRecord;
  charge: Stripe.Charge;
  refund: Stripe.Refund;
  dispute: Stripe.Dispute;
  credit_note: Stripe.CreditNote;
  customer_balance_transaction: Stripe.CustomerBalanceTransaction;
  payment_method: Stripe.PaymentMethod;
  event: KeptEvent;
  undelivered: UndeliveredEvent;
}

/** The fields by which lists are narrowed, so that a list of one customer does not read those of all. */
export const INDEXED_FIELDS = [
  'customer',
  'email',
  'invoice',
  'payment_intent',
  'charge',
  'payment.payment_intent',
  'pending_webhooks',
  'data.object.id',
] as const;
export type IndexedField = (typeof INDEXED_FIELDS)[number];

/** The Stripe account during one request: its documents, its clock, its ids, its events. */
export interface Account {
  readonly name: string;
  readonly baseUrl: string;
  /** How far search is behind, in seconds of Stripe's own time. */
  readonly searchLagSeconds: number;
  /** Stripe's own time, in Unix seconds. */
  now(): number;
  newId(prefix: string, length?: number): string;
  find<K extends keyof Documents>(kind: K, id: string): Documents[K] | undefined;
  /** Newest first. */
  all<K extends keyof Documents>(kind: K): Documents[K][];
  /** Those that hold this value in this field, newest first. */
  of<K extends keyof Documents>(kind: K, field: IndexedField, value: string): Documents[K][];
  /** One by one, as far as they are asked for. */
  walk<K extends keyof Documents>(kind: K, way: Walk): Generator<Documents[K]>;
  save<K extends keyof Documents>(kind: K, document: Documents[K]): void;
  remove(kind: keyof Documents, id: string): void;
  /** Keeps an event and queues its webhook. `before` gives an updated event its previous attributes. */
  emit<T extends EventType>(type: T, object: EventObject<T>, before?: EventObject<T>): void;
}

export interface AccountOptions {
  store: KeptStore;
  name: string;
  baseUrl: string;
  businessClock: () => Date;
  /** Whether the webhook endpoint is sent events of this type. */
  wantsEvent: (type: string) => boolean;
  searchLagSeconds: number;
  /** Makes ids; the same seed and the same requests give the same ids. */
  seed: string;
  request: Stripe.Event.Request | null;
}

export function openAccount(options: AccountOptions): Account {
  const { store, name, baseUrl, businessClock, seed, request } = options;
  const account: Account = {
    name,
    baseUrl,
    searchLagSeconds: options.searchLagSeconds,
    now: () => Math.floor(businessClock().getTime() / 1000),
    newId: (prefix, length = 24) => `${prefix}${nextToken(store, seed, length)}`,
    find: (kind, id) => store.get(kind, id),
    all: <K extends keyof Documents>(kind: K) => store.list<Documents[K]>(kind).toReversed(),
    of: <K extends keyof Documents>(kind: K, field: IndexedField, value: string) => [
      ...store.walk<Documents[K]>(kind, { order: 'newest-first', where: { field, value } }),
    ],
    walk: (kind, way) => store.walk(kind, way),
    save: (kind, document) => store.put(kind, document.id, document),
    remove: (kind, id) => store.remove(kind, id),
    emit: (type, object, before) => {
      const event = emptyEvent(account.newId('evt_'), type, account.now(), request);
      event.data = { object, ...(before === undefined ? {} : { previous_attributes: changedFrom(before, object) }) };
      if (!options.wantsEvent(type)) {
        account.save('event', { ...event, pending_webhooks: 0 });
        return;
      }
      account.save('event', event);
      account.save('undelivered', {
        id: event.id,
        type,
        attempts: 0,
        lastAnswer: null,
        firstAttemptAt: null,
        nextAttemptAt: account.now(),
      });
    },
  };
  return account;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Counts on, durably, and makes of the number something that looks and behaves like an opaque id. */
export function nextToken(store: KeptStore, seed: string, length: number): string {
  const count = (store.get<{ count: number }>('sequence', 'ids')?.count ?? 0) + 1;
  store.put('sequence', 'ids', { count });
  const digest = createHash('sha512')
    .update(`${seed}/${String(count)}`)
    .digest();
  return [...digest.subarray(0, length)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

/** The fields of `before` that are not the same in `after`. */
function changedFrom(before: object, after: object): Record<string, unknown> {
  const now = new Map(Object.entries(after));
  return Object.fromEntries(
    Object.entries(before).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(now.get(field))),
  );
}

/** The customer, if it exists and is not deleted. */
export function customerOf(account: Account, id: string, where: 'path' | 'parameter'): Stripe.Customer {
  const customer = account.find('customer', id);
  if (customer === undefined || customer.deleted) {
    throw noSuch('customer', id, where === 'path' ? 'id' : 'customer', where);
  }
  return customer;
}

/** The id behind a field that may be expanded; kept documents hold ids only. */
export function idOf(reference: string | { id: string } | null): string {
  if (reference === null) return '';
  return typeof reference === 'string' ? reference : reference.id;
}
