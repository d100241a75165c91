import type { Stripe } from 'stripe';
import { customerOf, idOf } from './account.ts';
import type { Account } from './account.ts';
import { ApiRefusalError, badParameter, noSuch } from './api-refusal-error.ts';
import { currency } from './currencies.ts';
import { refuseOtherCurrency } from './customer-balance.ts';
import { completeFields, customFields } from './customers.ts';
import { lineOf, newInvoice, presented, saveInvoice, withLines } from './invoice-object.ts';
import { invoiceIn } from './invoice-states.ts';
import { pageOf, pageOfKept, paging } from './lists.ts';
import { changedMetadata, metadata } from './metadata.ts';
import {
  boolean,
  futureTimestamp,
  integer,
  isWithin,
  matching,
  notModelled,
  oneOf,
  range,
  required,
  text,
  unsettable,
} from './parameters.ts';
import type { Field, Read } from './parameters.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';

const SECONDS_PER_DAY = 86_400;
const STATUSES = ['draft', 'open', 'void', 'paid', 'uncollectible'] as const;

const SHARED_FIELDS = {
  account_tax_ids: notModelled,
  application_fee_amount: notModelled,
  auto_advance: boolean,
  automatic_tax: notModelled,
  automatically_finalizes_at: notModelled,
  collection_method: oneOf(['charge_automatically', 'send_invoice']),
  custom_fields: customFields,
  days_until_due: integer({ min: 0, max: 36_500 }),
  default_payment_method: text(),
  default_source: notModelled,
  default_tax_rates: notModelled,
  description: unsettable(),
  discounts: notModelled,
  due_date: futureTimestamp,
  effective_at: integer({ min: 0 }),
  expand: paging.expand,
  footer: unsettable(),
  issuer: notModelled,
  metadata,
  number: unsettable(26),
  on_behalf_of: notModelled,
  payment_settings: notModelled,
  rendering: notModelled,
  shipping_cost: notModelled,
  shipping_details: notModelled,
  statement_descriptor: matching(
    /^(?=.*[A-Za-z])[^<>'"*\\]{5,22}$/,
    () => 'The statement descriptor must be 5-22 characters, contain at least one letter, and none of <>\'"*\\.',
  ),
  transfer_data: notModelled,
};

const CREATE_FIELDS = {
  ...SHARED_FIELDS,
  currency,
  customer: required(text()),
  customer_account: notModelled,
  from_invoice: notModelled,
  pending_invoice_items_behavior: oneOf(['exclude', 'include']),
  subscription: notModelled,
} satisfies Record<keyof Stripe.InvoiceCreateParams, Field<unknown>>;

const UPDATE_FIELDS = SHARED_FIELDS satisfies Record<keyof Stripe.InvoiceUpdateParams, Field<unknown>>;

/** What may still be changed on an invoice that is no draft. */
const ALWAYS_EDITABLE = new Set(['auto_advance', 'default_payment_method', 'expand', 'metadata']);

const LIST_FIELDS = {
  ...paging,
  collection_method: oneOf(['charge_automatically', 'send_invoice']),
  created: range,
  customer: text(),
  customer_account: notModelled,
  due_date: range,
  status: oneOf(STATUSES, 'Invalid status: must be one of draft, open, void, paid, or uncollectible'),
  subscription: notModelled,
} satisfies Record<keyof Stripe.InvoiceListParams, Field<unknown>>;

export const invoiceRoutes: Route[] = [
  route('POST', '/v1/invoices', CREATE_FIELDS, ({ account, params }) => {
    const customer = customerOf(account, params.customer, 'parameter');
    const wanted = params.currency ?? customer.currency ?? 'usd';
    refuseOtherCurrency(customer, wanted);
    const draft = newInvoice(account, customer, wanted);
    const invoice = edited(account, draft, params);
    refuseWithoutEmail(invoice, customer);
    const lines = params.pending_invoice_items_behavior === 'include' ? takePendingItems(account, invoice) : [];
    const filled = withLines(invoice, lines, customer.balance);
    account.save('invoice', filled);
    if (!customer.currency) account.save('customer', { ...customer, currency: filled.currency });
    account.emit('invoice.created', presented(account, filled));
    return presented(account, filled);
  }),
  route('GET', '/v1/invoices', LIST_FIELDS, ({ account, params }) => {
    if (params.customer !== undefined && account.find('customer', params.customer) === undefined) {
      throw noSuch('customer', params.customer, 'customer', 'parameter');
    }
    const page = pageOfKept(account, params, {
      kind: 'invoice',
      url: '/v1/invoices',
      what: 'invoice',
      where: ['customer', params.customer],
      matches: (invoice) =>
        (params.status ?? invoice.status) === invoice.status &&
        (params.collection_method ?? invoice.collection_method) === invoice.collection_method &&
        isWithin(invoice.created, params.created) &&
        isWithin(invoice.due_date, params.due_date),
    });
    return { ...page, data: page.data.map((invoice) => presented(account, invoice)) };
  }),
  route('GET', '/v1/invoices/:id', { expand: paging.expand }, ({ account, id }) =>
    presented(account, invoiceIn(account, id, 'invoice', 'path')),
  ),
  route('GET', '/v1/invoices/:id/lines', paging, ({ account, id, params }) => {
    const invoice = invoiceIn(account, id, 'invoice', 'path');
    return pageOf(invoice.lines.data, params, `/v1/invoices/${id}/lines`, 'line item');
  }),
  route('POST', '/v1/invoices/:id', UPDATE_FIELDS, ({ account, id, params }) => {
    const before = invoiceIn(account, id, 'id', 'path');
    const changes = Object.keys(params).filter((name) => !ALWAYS_EDITABLE.has(name));
    const [first] = changes;
    if (before.status !== 'draft' && first !== undefined) {
      throw new ApiRefusalError("Finalized invoices can't be updated in this way", { param: first });
    }
    return saveInvoice(account, before, edited(account, before, params));
  }),
  route('DELETE', '/v1/invoices/:id', {}, ({ account, id }) => {
    const invoice = invoiceIn(account, id, 'invoice', 'path');
    if (invoice.status !== 'draft') throw new ApiRefusalError('You can only delete draft invoices.');
    for (const item of account.of('invoiceitem', 'invoice', id)) account.remove('invoiceitem', item.id);
    account.remove('invoice', id);
    account.emit('invoice.deleted', presented(account, invoice));
    return { id, object: 'invoice', deleted: true } satisfies Stripe.DeletedInvoice;
  }),
];

/** The invoice with what the request says of it. */
function edited(account: Account, invoice: Stripe.Invoice, params: Read<typeof SHARED_FIELDS>): Stripe.Invoice {
  const { default_payment_method: method } = params;
  if (method !== undefined && account.find('payment_method', method)?.customer !== invoice.customer) {
    throw noSuch('PaymentMethod', method, 'default_payment_method', 'parameter');
  }
  const collectionMethod = params.collection_method ?? invoice.collection_method;
  const autoAdvance = params.auto_advance ?? invoice.auto_advance ?? false;
  const isWaiting = autoAdvance && invoice.status === 'draft';
  return {
    ...invoice,
    auto_advance: autoAdvance,
    automatically_finalizes_at: isWaiting ? invoice.created + 3601 : null,
    collection_method: collectionMethod,
    custom_fields: params.custom_fields === undefined ? invoice.custom_fields : completeFields(params.custom_fields),
    default_payment_method: method ?? invoice.default_payment_method,
    description: params.description === undefined ? invoice.description : params.description,
    due_date: dueDate(invoice, params, collectionMethod),
    effective_at: params.effective_at ?? invoice.effective_at,
    footer: params.footer === undefined ? invoice.footer : params.footer,
    metadata: changedMetadata(invoice.metadata, params.metadata),
    next_payment_attempt: isWaiting && collectionMethod === 'charge_automatically' ? invoice.created + 3600 : null,
    number: params.number === undefined ? invoice.number : params.number,
    statement_descriptor: params.statement_descriptor ?? invoice.statement_descriptor,
  };
}

function dueDate(
  invoice: Stripe.Invoice,
  params: Read<Pick<typeof SHARED_FIELDS, 'due_date' | 'days_until_due'>>,
  collectionMethod: string,
): number | null {
  const { due_date: date, days_until_due: days } = params;
  if (date !== undefined && days !== undefined) {
    throw badParameter('due_date', 'You may only specify one of these parameters: due_date, days_until_due.');
  }
  if (collectionMethod !== 'send_invoice') {
    if (date === undefined && days === undefined) return null;
    throw new ApiRefusalError(
      "You can only specify 'due_date' or 'days_until_due' if invoice collection method is 'send_invoice'.",
      { beforeExecution: true },
    );
  }
  if (days !== undefined) return invoice.created + days * SECONDS_PER_DAY;
  if (date === undefined && invoice.due_date === null) {
    throw new ApiRefusalError(
      "If invoice collection method is 'send_invoice', you must specify 'due_date' or 'days_until_due'.",
      { beforeExecution: true },
    );
  }
  return date ?? invoice.due_date;
}

function refuseWithoutEmail(invoice: Stripe.Invoice, customer: Stripe.Customer): void {
  if (invoice.collection_method !== 'send_invoice' || customer.email !== null) return;
  throw new ApiRefusalError(
    'Missing email. In order to create invoices that are sent to the customer, the customer must have a valid email.',
  );
}

/** The customer's pending items in the invoice's currency become its lines, the newest first. */
function takePendingItems(account: Account, invoice: Stripe.Invoice): Stripe.InvoiceLineItem[] {
  const pending = account
    .of('invoiceitem', 'customer', idOf(invoice.customer))
    .filter((item) => item.invoice === null && item.currency === invoice.currency);
  return pending.map((item) => {
    account.save('invoiceitem', { ...item, invoice: invoice.id });
    return lineOf(item, invoice.id);
  });
}
