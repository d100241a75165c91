import type { Stripe } from 'stripe';
import { idOf } from './account.ts';
import type { Account } from './account.ts';
import { ApiRefusalError, noSuch } from './api-refusal-error.ts';
import { attached } from './attach-payment.ts';
import { presented } from './invoice-object.ts';
import { charged, finalized, invoiceIn, paidOffStripe, uncollectible, voided } from './invoice-states.ts';
import { pageOfKept, paging } from './lists.ts';
import { boolean, isWithin, notModelled, objectOf, oneOf, range, required, text } from './parameters.ts';
import type { Field, Read } from './parameters.ts';
import { methodFor } from './payment-methods.ts';
import { route } from './route.ts';
import type { Answer, Route } from './route.ts';

const FINALIZE_FIELDS = {
  auto_advance: boolean,
  expand: paging.expand,
} satisfies Record<keyof Stripe.InvoiceFinalizeInvoiceParams, Field<unknown>>;

const PAY_FIELDS = {
  expand: paging.expand,
  forgive: boolean,
  mandate: notModelled,
  off_session: boolean,
  paid_out_of_band: boolean,
  payment_method: text(),
  source: notModelled,
} satisfies Record<keyof Stripe.InvoicePayParams, Field<unknown>>;

const ATTACH_FIELDS = {
  expand: paging.expand,
  payment_intent: text(),
  payment_record: text(),
} satisfies Record<keyof Stripe.InvoiceAttachPaymentParams, Field<unknown>>;

const PAYMENT_LIST_FIELDS = {
  ...paging,
  created: range,
  invoice: text(),
  payment: objectOf({
    payment_intent: text(),
    payment_record: text(),
    type: required(oneOf(['payment_intent', 'payment_record'])),
  }),
  status: oneOf(['canceled', 'open', 'paid']),
} satisfies Record<keyof Stripe.InvoicePaymentListParams, Field<unknown>>;

export const invoiceActionRoutes: Route[] = [
  route('POST', '/v1/invoices/:id/finalize', FINALIZE_FIELDS, ({ account, id, params }) => {
    const draft = invoiceIn(account, id, 'id', 'path');
    const advance = params.auto_advance ?? draft.auto_advance ?? false;
    return presented(account, finalized(account, { ...draft, auto_advance: advance }));
  }),
  route('POST', '/v1/invoices/:id/pay', PAY_FIELDS, ({ account, id, params }) =>
    pay(account, invoiceIn(account, id, 'id', 'path'), params),
  ),
  route('POST', '/v1/invoices/:id/void', { expand: paging.expand }, ({ account, id }) =>
    presented(account, voided(account, invoiceIn(account, id, 'id', 'path'))),
  ),
  route('POST', '/v1/invoices/:id/mark_uncollectible', { expand: paging.expand }, ({ account, id }) =>
    presented(account, uncollectible(account, invoiceIn(account, id, 'id', 'path'))),
  ),
  route('POST', '/v1/invoices/:id/send', { expand: paging.expand }, ({ account, id }) =>
    sent(account, invoiceIn(account, id, 'invoice', 'path')),
  ),
  route('POST', '/v1/invoices/:id/attach_payment', ATTACH_FIELDS, ({ account, id, params }) =>
    presented(account, attached(account, invoiceIn(account, id, 'id', 'path'), params)),
  ),
  route('GET', '/v1/invoice_payments', PAYMENT_LIST_FIELDS, ({ account, params }) => {
    return pageOfKept(account, params, {
      kind: 'invoice_payment',
      url: '/v1/invoice_payments',
      what: 'invoice_payment',
      where:
        params.payment?.payment_intent === undefined
          ? ['invoice', params.invoice]
          : ['payment.payment_intent', params.payment.payment_intent],
      matches: ({ invoice, payment, status, created }) =>
        (params.invoice ?? invoice) === invoice &&
        (params.payment?.type ?? payment.type) === payment.type &&
        (params.payment?.payment_record ?? payment.payment_record) === payment.payment_record &&
        (params.status ?? status) === status &&
        isWithin(created, params.created),
    });
  }),
  route('GET', '/v1/invoice_payments/:id', { expand: paging.expand }, ({ account, id }) => {
    const payment = account.find('invoice_payment', id);
    if (payment === undefined) throw noSuch('invoice_payment', id, 'invoice_payment', 'path');
    return payment;
  }),
];

/** Pays what remains; a draft is finalised first. */
function pay(account: Account, invoice: Stripe.Invoice, params: Read<typeof PAY_FIELDS>): Answer {
  if (invoice.status === 'paid') throw new ApiRefusalError('Invoice is already paid');
  if (invoice.status === 'void') throw new ApiRefusalError('This invoice can no longer be paid.');
  const offStripe = params.paid_out_of_band ?? false;
  const method = offStripe ? undefined : methodToCharge(account, invoice, params.payment_method);
  const due = invoice.status === 'draft' ? finalized(account, invoice) : invoice;
  if (due.status === 'paid') return presented(account, due);
  const answer = method === undefined ? paidOffStripe(account, due) : charged(account, due, method);
  return answer instanceof ApiRefusalError ? answer : presented(account, answer);
}

function methodToCharge(account: Account, invoice: Stripe.Invoice, named: string | undefined): Stripe.PaymentMethod {
  const customerId = idOf(invoice.customer);
  const customer = account.find('customer', customerId);
  const preset = customer === undefined || customer.deleted ? null : customer.invoice_settings.default_payment_method;
  const id = named ?? (idOf(invoice.default_payment_method) || idOf(preset));
  if (id === '') {
    const message =
      'There is no `default_payment_method` set on this Customer or Invoice. Please set one of them, or pass a ' +
      '`payment_method`, before you pay the invoice.';
    throw new ApiRefusalError(message);
  }
  const method = methodFor(account, id, customerId);
  if (method === undefined) throw noSuch('PaymentMethod', id, 'payment_method', 'parameter');
  return method;
}

/** Sends (in test mode: says that it was sent); a draft is finalised first. */
function sent(account: Account, invoice: Stripe.Invoice): Answer {
  if (invoice.status !== 'draft' && invoice.status !== 'open') {
    const message =
      'This invoice cannot be sent right now. Please contact us via https://support.stripe.com/contact with details, so we can help.';
    throw new ApiRefusalError(message);
  }
  const open = invoice.status === 'draft' ? finalized(account, invoice) : invoice;
  const shown = presented(account, open);
  account.emit('invoice.sent', shown);
  return shown;
}
