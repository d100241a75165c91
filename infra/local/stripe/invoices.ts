import type { Stripe } from 'stripe';
import { customerOf, idOf } from './account.ts';
import type { Account } from './account.ts';
import { ApiRefusalError, badParameter, noSuch } from './api-refusal-error.ts';
import { currency } from './currencies.ts';
import { refuseOtherCurrency } from './customer-balance.ts';
import { EDIT_FIELDS, edited } from './invoice-edits.ts';
import { lineOf, newInvoice, presented, saveInvoice, withLines } from './invoice-object.ts';
import { revisionOf } from './invoice-revision.ts';
import { invoiceIn } from './invoice-states.ts';
import { pageOf, pageOfKept, paging } from './lists.ts';
import { isWithin, notModelled, objectOf, oneOf, range, required, text } from './parameters.ts';
import type { Field } from './parameters.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';

const STATUSES = ['draft', 'open', 'void', 'paid', 'uncollectible'] as const;

const CREATE_FIELDS = {
  ...EDIT_FIELDS,
  currency,
  customer: text(),
  customer_account: notModelled,
  from_invoice: objectOf({ action: required(oneOf(['revision'])), invoice: required(text()) }),
  pending_invoice_items_behavior: oneOf(['exclude', 'include']),
  subscription: notModelled,
} satisfies Record<keyof Stripe.InvoiceCreateParams, Field<unknown>>;

const UPDATE_FIELDS = EDIT_FIELDS satisfies Record<keyof Stripe.InvoiceUpdateParams, Field<unknown>>;

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
    if (params.from_invoice !== undefined) return presented(account, revisionOf(account, params));
    if (params.customer === undefined) {
      throw badParameter('customer', 'Missing required param: customer.', 'parameter_missing');
    }
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
