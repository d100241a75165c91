import type { Stripe } from 'stripe';
import { idOf } from '../account.ts';
import { refundable } from '../credit-note-refunds.ts';
import { paymentsOf } from '../invoice-object.ts';
import { idIn, RefusedError } from './dashboard.ts';
import type { Dashboard } from './dashboard.ts';
import { minorOf } from './entered-amount.ts';

/** What a form says. */
export type Fields = Readonly<Record<string, string>>;

type Deed = (dashboard: Dashboard, invoice: Stripe.Invoice, fields: Fields) => Promise<void>;

/** How the pay form's choices pay. */
export const WAYS_TO_PAY = {
  pm_card_visa: 'a card that pays',
  pm_card_chargeCustomerFail: 'a card that is declined',
  pm_card_createDispute: 'a card whose holder disputes it',
  pm_card_refundFail: 'a card that takes no refund',
  outside: 'a bank transfer outside of Stripe',
} as const;

/** What can be done with an invoice by hand, by the name of its form. */
export const DEEDS: Readonly<Record<string, Deed>> = {
  pay: (dashboard, invoice, fields) => {
    const amount = minorOf(fields['amount'] ?? '', invoice.currency);
    if (amount === 0) throw new RefusedError('Nothing is not an amount to pay.');
    return fields['by'] === 'outside'
      ? payOutside(dashboard, invoice, amount)
      : payByCard(dashboard, invoice, amount, fields['by'] ?? 'pm_card_visa');
  },
  refund,
  'credit-note': async (dashboard, invoice, fields) => {
    const amount = minorOf(fields['amount'] ?? '', invoice.currency);
    const after = String(Math.max(0, amount - invoice.amount_remaining));
    const way = { refund: 'refund_amount', outside: 'out_of_band_amount' }[fields['by'] ?? ''] ?? 'credit_amount';
    const given = after === '0' ? {} : { [way]: after };
    await dashboard.ask('POST', '/v1/credit_notes', { invoice: invoice.id, amount: String(amount), ...given });
  },
  edit,
  finalize: (dashboard, { id }) => act(dashboard, `/v1/invoices/${id}/finalize`),
  void: (dashboard, { id }) => act(dashboard, `/v1/invoices/${id}/void`),
  uncollectible: (dashboard, { id }) => act(dashboard, `/v1/invoices/${id}/mark_uncollectible`),
  delete: async (dashboard, { id }) => void (await dashboard.ask('DELETE', `/v1/invoices/${id}`)),
  dispute: (dashboard, _invoice, fields) => Promise.resolve(dashboard.dispute(fields['charge'] ?? '')),
  evidence: (dashboard, _invoice, fields) =>
    act(dashboard, `/v1/disputes/${fields['dispute'] ?? ''}`, {
      'evidence[uncategorized_text]': fields['text'] ?? '',
    }),
  'accept-dispute': (dashboard, _invoice, fields) => act(dashboard, `/v1/disputes/${fields['dispute'] ?? ''}/close`),
  'void-credit-note': (dashboard, _invoice, fields) => act(dashboard, `/v1/credit_notes/${fields['note'] ?? ''}/void`),
};

async function act(dashboard: Dashboard, path: string, parameters: Record<string, string> = {}): Promise<void> {
  await dashboard.ask('POST', path, parameters);
}

/** All of it as Stripe's own payment; a part as one of its own; more than is owed as two that are under way at once. */
async function payByCard(dashboard: Dashboard, invoice: Stripe.Invoice, amount: number, card: string): Promise<void> {
  const { id, amount_remaining: remaining } = invoice;
  if (amount === remaining) return act(dashboard, `/v1/invoices/${id}/pay`, { payment_method: card });
  const parts = amount < remaining ? [amount] : [remaining, amount - remaining];
  const intents: string[] = [];
  for (const part of parts) {
    const told = { amount: String(part), currency: invoice.currency, customer: idOf(invoice.customer) };
    const intent = idIn(await dashboard.ask('POST', '/v1/payment_intents', told));
    await act(dashboard, `/v1/invoices/${id}/attach_payment`, { payment_intent: intent });
    intents.push(intent);
  }
  for (const intent of intents) {
    await act(dashboard, `/v1/payment_intents/${intent}/confirm`, { payment_method: card });
  }
}

async function payOutside(dashboard: Dashboard, invoice: Stripe.Invoice, amount: number): Promise<void> {
  const { id, currency, amount_remaining: remaining } = invoice;
  if (amount === remaining) return act(dashboard, `/v1/invoices/${id}/pay`, { paid_out_of_band: 'true' });
  const now = String(dashboard.account().now());
  const record = await dashboard.ask('POST', '/v1/payment_records/report_payment', {
    'amount_requested[currency]': currency,
    'amount_requested[value]': String(amount),
    initiated_at: now,
    outcome: 'guaranteed',
    'guaranteed[guaranteed_at]': now,
    'payment_method_details[type]': 'custom',
    'payment_method_details[custom][display_name]': 'Bank transfer',
  });
  await act(dashboard, `/v1/invoices/${id}/attach_payment`, { payment_record: idIn(record) });
}

/** Refunds the last payments first, as far as the amount goes. */
async function refund(dashboard: Dashboard, invoice: Stripe.Invoice, fields: Fields): Promise<void> {
  const account = dashboard.account();
  let left = minorOf(fields['amount'] ?? '', invoice.currency);
  if (left > refundable(account, invoice.id)) throw new RefusedError('That is more than can be refunded here.');
  for (const { payment } of paymentsOf(account, invoice.id)) {
    const intent = account.find('payment_intent', idOf(payment.payment_intent ?? null));
    const charge = account.find('charge', idOf(intent?.latest_charge ?? null));
    const part = Math.min(left, (charge?.amount_captured ?? 0) - (charge?.amount_refunded ?? 0));
    if (charge === undefined || part <= 0) continue;
    await act(dashboard, '/v1/refunds', { charge: charge.id, amount: String(part) });
    left -= part;
  }
}

/** What is finalised is edited by a revision, which takes its place; a draft is edited as it is. */
async function edit(dashboard: Dashboard, invoice: Stripe.Invoice, fields: Fields): Promise<void> {
  const amount = minorOf(fields['amount'] ?? '', invoice.currency);
  const description = fields['description'] ?? '';
  const isDraft = invoice.status === 'draft';
  const revision = { 'from_invoice[invoice]': invoice.id, 'from_invoice[action]': 'revision', description };
  const id = isDraft
    ? idIn(await dashboard.ask('POST', `/v1/invoices/${invoice.id}`, { description }))
    : idIn(await dashboard.ask('POST', '/v1/invoices', revision));
  const [item] = dashboard.account().of('invoiceitem', 'invoice', id);
  if (item !== undefined) {
    const total = item.amount + amount - invoice.total;
    await act(dashboard, `/v1/invoiceitems/${item.id}`, { amount: String(total) });
  }
  if (!isDraft) await act(dashboard, `/v1/invoices/${id}/finalize`);
}
