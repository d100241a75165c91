import type { Stripe } from 'stripe';
import { idOf } from './account.ts';
import type { Account } from './account.ts';
import { ApiRefusalError, noSuch } from './api-refusal-error.ts';
import { creditInvoice, creditTotals, restoreInvoice } from './credit-note-effects.ts';
import type { PostPayment } from './credit-note-effects.ts';
import { creditLines, linesField, linesTotal } from './credit-note-lines.ts';
import { linkedRefunds, refundPayments, refundsField } from './credit-note-refunds.ts';
import { moveBalance } from './customer-balance.ts';
import { invoiceIn } from './invoice-states.ts';
import { list, pageOf, pageOfKept, paging } from './lists.ts';
import { changedMetadata, metadata } from './metadata.ts';
import { amount, integer, isWithin, notModelled, oneOf, range, required, text } from './parameters.ts';
import type { Field, Read } from './parameters.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';

const LINES_SHOWN = 10;

const CREATE_FIELDS = {
  amount: amount('positive'),
  credit_amount: amount('not-negative'),
  effective_at: integer({ min: 0 }),
  email_type: oneOf(['credit_note', 'none']),
  expand: paging.expand,
  invoice: required(text()),
  lines: linesField,
  memo: text(),
  metadata,
  out_of_band_amount: amount('not-negative'),
  reason: oneOf(['duplicate', 'fraudulent', 'order_change', 'product_unsatisfactory']),
  refund_amount: amount('not-negative'),
  refunds: refundsField,
  shipping_cost: notModelled,
} satisfies Record<keyof Stripe.CreditNoteCreateParams, Field<unknown>>;

const UPDATE_FIELDS = {
  expand: paging.expand,
  memo: text(),
  metadata,
} satisfies Record<keyof Stripe.CreditNoteUpdateParams, Field<unknown>>;

const LIST_FIELDS = {
  ...paging,
  created: range,
  customer: text(),
  customer_account: notModelled,
  invoice: text(),
} satisfies Record<keyof Stripe.CreditNoteListParams, Field<unknown>>;

export const creditNoteRoutes: Route[] = [
  route('POST', '/v1/credit_notes', CREATE_FIELDS, ({ account, params }) => {
    const invoice = invoiceIn(account, params.invoice, 'invoice', 'parameter');
    const note = issued(account, invoice, params);
    account.save('credit_note', note);
    creditInvoice(account, invoice, note);
    account.emit('credit_note.created', presented(note));
    return presented(note);
  }),
  route('GET', '/v1/credit_notes', LIST_FIELDS, ({ account, params }) => {
    if (params.invoice !== undefined) invoiceIn(account, params.invoice, 'invoice', 'parameter');
    const page = pageOfKept(account, params, {
      kind: 'credit_note',
      url: '/v1/credit_notes',
      what: 'credit note',
      where: params.invoice === undefined ? ['customer', params.customer] : ['invoice', params.invoice],
      matches: (note) => (params.customer ?? note.customer) === note.customer && isWithin(note.created, params.created),
    });
    return { ...page, data: page.data.map(presented) };
  }),
  route('GET', '/v1/credit_notes/:id', { expand: paging.expand }, ({ account, id }) => presented(noteIn(account, id))),
  route('GET', '/v1/credit_notes/:id/lines', paging, ({ account, id, params }) =>
    pageOf(noteIn(account, id).lines.data, params, `/v1/credit_notes/${id}/lines`, 'credit note line item'),
  ),
  route('POST', '/v1/credit_notes/:id', UPDATE_FIELDS, ({ account, id, params }) => {
    const before = noteIn(account, id);
    const memo = params.memo ?? before.memo;
    const after = { ...before, memo, metadata: changedMetadata(before.metadata, params.metadata) };
    account.save('credit_note', after);
    account.emit('credit_note.updated', presented(after), presented(before));
    return presented(after);
  }),
  route('POST', '/v1/credit_notes/:id/void', { expand: paging.expand }, ({ account, id }) => {
    const note = noteIn(account, id);
    if (note.status === 'void') throw new ApiRefusalError('This credit note has already been voided.');
    restoreInvoice(account, note);
    const voided: Stripe.CreditNote = { ...note, status: 'void', voided_at: account.now() };
    account.save('credit_note', voided);
    account.emit('credit_note.voided', presented(voided), presented(note));
    return presented(voided);
  }),
];

function noteIn(account: Account, id: string): Stripe.CreditNote {
  const note = account.find('credit_note', id);
  if (note === undefined) throw noSuch('credit note', id, 'id', 'path');
  return note;
}

function postPayment(params: Read<typeof CREATE_FIELDS>, links: readonly Stripe.CreditNote.Refund[]): PostPayment {
  const { refund_amount: refund = 0, credit_amount: credit = 0, out_of_band_amount: outOfBand = 0 } = params;
  const linked = links.reduce((sum, link) => sum + link.amount_refunded, 0);
  return { refund, linked, credit, outOfBand };
}

/** The part that goes to the customer's balance. */
function toBalance(account: Account, invoice: Stripe.Invoice, note: string, credit: number): string | null {
  const { currency } = invoice;
  const move = { type: 'credit_note', amount: -credit, currency, invoice: invoice.id, creditNote: note };
  return moveBalance(account, idOf(invoice.customer), move)?.id ?? null;
}

/** The credit note that the request asks for, if the invoice can bear it. */
function issued(account: Account, invoice: Stripe.Invoice, params: Read<typeof CREATE_FIELDS>): Stripe.CreditNote {
  const id = account.newId('cn_');
  const lines = params.lines === undefined ? [] : creditLines(account, invoice, params.lines);
  if ((params.amount === undefined) === (lines.length === 0)) {
    const message =
      params.amount === undefined
        ? 'You must pass one of `amount`, `lines`, or `shipping_cost`.'
        : 'You may only specify one of these parameters: amount, lines.';
    throw new ApiRefusalError(message, { param: 'amount', beforeExecution: true });
  }
  const total = params.amount ?? linesTotal(lines);
  const links = linkedRefunds(account, invoice, params.refunds ?? []);
  const post = postPayment(params, links);
  const { prePayment, afterPayment } = creditTotals(account, invoice, total, post);
  const now = account.now();
  const earlier = account.of('credit_note', 'invoice', invoice.id).length;
  return {
    id,
    object: 'credit_note',
    amount: total,
    amount_shipping: 0,
    created: now,
    currency: invoice.currency,
    customer: invoice.customer ?? '',
    customer_account: null,
    customer_balance_transaction: toBalance(account, invoice, id, post.credit),
    discount_amount: 0,
    discount_amounts: [],
    effective_at: params.effective_at ?? now,
    invoice: invoice.id,
    lines: list(lines, false, `/v1/credit_notes/${id}/lines`),
    livemode: false,
    memo: params.memo ?? null,
    metadata: changedMetadata({}, params.metadata),
    number: `${invoice.number ?? ''}-CN-${String(earlier + 1).padStart(2, '0')}`,
    out_of_band_amount: post.outOfBand > 0 ? post.outOfBand : null,
    pdf: `${account.baseUrl}/pay/${invoice.id}`,
    post_payment_amount: afterPayment,
    pre_payment_amount: prePayment,
    pretax_credit_amounts: [],
    reason: params.reason ?? null,
    refunds: [...links, ...refundPayments(account, invoice.id, post.refund)],
    shipping_cost: null,
    status: 'issued',
    subtotal: total,
    subtotal_excluding_tax: total,
    total,
    total_excluding_tax: total,
    total_taxes: [],
    type: prePayment > 0 && afterPayment > 0 ? 'mixed' : prePayment > 0 ? 'pre_payment' : 'post_payment',
    voided_at: null,
  };
}

function presented(note: Stripe.CreditNote): Stripe.CreditNote {
  const { data } = note.lines;
  return { ...note, lines: { ...note.lines, data: data.slice(0, LINES_SHOWN), has_more: data.length > LINES_SHOWN } };
}
