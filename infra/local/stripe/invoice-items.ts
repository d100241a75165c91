import type { Stripe } from 'stripe';
import { customerOf, idOf } from './account.ts';
import type { Account } from './account.ts';
import { ApiRefusalError, badParameter, noSuch } from './api-refusal-error.ts';
import { currency } from './currencies.ts';
import { refuseOtherCurrency } from './customer-balance.ts';
import { newItem, priced } from './invoice-item-object.ts';
import { lineOf, saveInvoice, withLines } from './invoice-object.ts';
import { invoiceIn } from './invoice-states.ts';
import { pageOfKept, paging } from './lists.ts';
import { changedMetadata, metadata } from './metadata.ts';
import {
  amount,
  boolean,
  integer,
  isWithin,
  notModelled,
  objectOf,
  oneOf,
  range,
  required,
  text,
  unsettable,
} from './parameters.ts';
import type { Field } from './parameters.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';

const SHARED_FIELDS = {
  amount: amount('any'),
  description: unsettable(),
  discountable: boolean,
  discounts: notModelled,
  expand: paging.expand,
  metadata,
  period: objectOf({ start: required(integer({ min: 0 })), end: required(integer({ min: 0 })) }),
  price_data: notModelled,
  pricing: notModelled,
  quantity: notModelled,
  quantity_decimal: notModelled,
  tax_behavior: oneOf(['exclusive', 'inclusive', 'unspecified']),
  tax_code: notModelled,
  tax_rates: notModelled,
  unit_amount_decimal: notModelled,
};

const CREATE_FIELDS = {
  ...SHARED_FIELDS,
  amount: required(amount('any')),
  currency,
  customer: required(text()),
  customer_account: notModelled,
  invoice: text(),
  subscription: notModelled,
} satisfies Record<keyof Stripe.InvoiceItemCreateParams, Field<unknown>>;

const UPDATE_FIELDS = {
  ...SHARED_FIELDS,
  invoicing_rules: notModelled,
} satisfies Record<keyof Stripe.InvoiceItemUpdateParams, Field<unknown>>;

const LIST_FIELDS = {
  ...paging,
  created: range,
  customer: text(),
  customer_account: notModelled,
  invoice: text(),
  pending: boolean,
} satisfies Record<keyof Stripe.InvoiceItemListParams, Field<unknown>>;

export const invoiceItemRoutes: Route[] = [
  route('POST', '/v1/invoiceitems', CREATE_FIELDS, ({ account, params }) => {
    const customer = customerOf(account, params.customer, 'parameter');
    const invoice = params.invoice === undefined ? undefined : draftFor(account, params.invoice, customer.id);
    const item = newItem(account, {
      customer: customer.id,
      invoice: invoice?.id ?? null,
      amount: params.amount,
      currency: params.currency ?? invoice?.currency ?? customer.currency ?? 'usd',
      description: params.description ?? null,
      metadata: changedMetadata({}, params.metadata),
      ...(params.period === undefined ? {} : { period: orderedPeriod(params.period) }),
    });
    if (invoice !== undefined && item.currency !== invoice.currency) {
      const message = `The currency of the invoice item (${item.currency}) must match the currency of the invoice (${invoice.currency}).`;
      throw new ApiRefusalError(message, { param: 'currency' });
    }
    refuseOtherCurrency(customer, item.currency);
    account.save('invoiceitem', item);
    account.emit('invoiceitem.created', item);
    if (!customer.currency) account.save('customer', { ...customer, currency: item.currency });
    if (invoice !== undefined) {
      const lines = [lineOf(item, invoice.id), ...invoice.lines.data];
      saveInvoice(account, invoice, withLines(invoice, lines, customer.balance));
    }
    return item;
  }),
  route('GET', '/v1/invoiceitems', LIST_FIELDS, ({ account, params }) => {
    return pageOfKept(account, params, {
      kind: 'invoiceitem',
      url: '/v1/invoiceitems',
      what: 'invoiceitem',
      where: params.invoice === undefined ? ['customer', params.customer] : ['invoice', params.invoice],
      matches: (item) => {
        const isPending = item.invoice === null;
        return (
          (params.customer ?? item.customer) === item.customer &&
          (params.pending ?? isPending) === isPending &&
          isWithin(item.date, params.created)
        );
      },
    });
  }),
  route('GET', '/v1/invoiceitems/:id', { expand: paging.expand }, ({ account, id }) => itemIn(account, id)),
  route('POST', '/v1/invoiceitems/:id', UPDATE_FIELDS, ({ account, id, params }) => {
    const before = itemIn(account, id);
    const after: Stripe.InvoiceItem = {
      ...before,
      ...priced(params.amount ?? before.amount),
      description: params.description === undefined ? before.description : params.description,
      discountable: params.discountable ?? before.discountable,
      metadata: changedMetadata(before.metadata, params.metadata),
      period: params.period === undefined ? before.period : orderedPeriod(params.period),
    };
    replaceLine(account, before, after);
    account.save('invoiceitem', after);
    return after;
  }),
  route('DELETE', '/v1/invoiceitems/:id', {}, ({ account, id }) => {
    const item = itemIn(account, id);
    replaceLine(account, item, undefined);
    account.remove('invoiceitem', id);
    account.emit('invoiceitem.deleted', item);
    return { id, object: 'invoiceitem', deleted: true } satisfies Stripe.DeletedInvoiceItem;
  }),
];

function itemIn(account: Account, id: string): Stripe.InvoiceItem {
  const item = account.find('invoiceitem', id);
  if (item === undefined) throw noSuch('invoiceitem', id, 'id', 'path');
  return item;
}

function draftFor(account: Account, id: string, customer: string): Stripe.Invoice {
  const invoice = invoiceIn(account, id, 'invoice', 'parameter');
  if (invoice.status !== 'draft') throw notEditable();
  if (idOf(invoice.customer) !== customer) {
    throw new ApiRefusalError(`The invoice ${id} does not belong to the customer ${customer}.`, { param: 'invoice' });
  }
  return invoice;
}

function notEditable(): ApiRefusalError {
  const message = 'Invalid invoice: This invoice is no longer editable';
  return new ApiRefusalError(message, { code: 'invoice_not_editable', param: 'invoice' });
}

/** Puts the changed item (or nothing) in the place of the item's line, on a draft only. */
function replaceLine(account: Account, item: Stripe.InvoiceItem, changed: Stripe.InvoiceItem | undefined): void {
  if (item.invoice === null) return;
  const invoice = invoiceIn(account, idOf(item.invoice), 'invoice', 'parameter');
  if (invoice.status !== 'draft') throw notEditable();
  const lines = invoice.lines.data.flatMap((line) => {
    if (line.parent?.invoice_item_details?.invoice_item !== item.id) return [line];
    return changed === undefined ? [] : [lineOf(changed, invoice.id)];
  });
  saveInvoice(account, invoice, withLines(invoice, lines, invoice.starting_balance));
}

function orderedPeriod(period: { start: number; end: number }): { start: number; end: number } {
  if (period.end >= period.start) return period;
  throw badParameter('period', 'Invalid period: the end must not be before the start.');
}
