import type { Stripe } from 'stripe';
import type { Account } from './account.ts';
import { minimumChargeMinor } from './currencies.ts';
import { list } from './lists.ts';
import { LARGEST_AMOUNT_MINOR } from './parameters.ts';

/** How many lines an invoice shows of itself; the rest are listed. */
const LINES_SHOWN = 10;

/** An empty draft for this customer. */
export function newInvoice(account: Account, customer: Stripe.Customer, currency: string): Stripe.Invoice {
  const id = account.newId('in_');
  const created = account.now();
  return {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: account.name,
    account_tax_ids: null,
    amount_due: 0,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_paid_off_stripe: 0,
    amount_remaining: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: false,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    billing_reason: 'manual',
    collection_method: 'charge_automatically',
    created,
    currency,
    custom_fields: customer.invoice_settings.custom_fields,
    customer: customer.id,
    customer_account: null,
    ...copiedFrom(customer),
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    due_date: null,
    effective_at: null,
    ending_balance: null,
    footer: customer.invoice_settings.footer,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: list([], false, `/v1/invoices/${id}/lines`),
    livemode: false,
    metadata: {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent: null,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: created,
    period_start: created,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: { amount_tax_display: null, pdf: { page_size: 'letter' }, template: null, template_version: null },
    shipping_cost: null,
    shipping_details: null,
    starting_balance: customer.balance,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    test_clock: null,
    total: 0,
    total_discount_amounts: [],
    total_excluding_tax: 0,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: created,
  };
}

/** What an invoice copies of its customer until it is finalised. */
export function copiedFrom(customer: Stripe.Customer) {
  return {
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: null,
    customer_tax_exempt: customer.tax_exempt ?? 'none',
    customer_tax_ids: [],
  } satisfies Partial<Stripe.Invoice>;
}

/** What remains of the customer's balance once this invoice has taken its part of it, and what is then due. */
export function balanceAfter(invoice: Stripe.Invoice): { amountDue: number; endingBalance: number } {
  const owed = invoice.total + invoice.starting_balance;
  if (owed < minimumChargeMinor(invoice.currency) || owed > LARGEST_AMOUNT_MINOR)
    return { amountDue: 0, endingBalance: owed };
  return { amountDue: owed, endingBalance: 0 };
}

/** A draft with other lines: its totals follow. */
export function withLines(invoice: Stripe.Invoice, lines: Stripe.InvoiceLineItem[], balance: number): Stripe.Invoice {
  const total = lines.reduce((sum, line) => sum + line.amount, 0);
  const drafted = {
    ...invoice,
    lines: { ...invoice.lines, data: lines },
    starting_balance: balance,
    subtotal: total,
    subtotal_excluding_tax: total,
    total,
    total_excluding_tax: total,
  };
  const { amountDue } = balanceAfter(drafted);
  return { ...drafted, amount_due: amountDue, amount_remaining: amountDue };
}

/** The line that an invoice item becomes. */
export function lineOf(item: Stripe.InvoiceItem, invoice: string): Stripe.InvoiceLineItem {
  return {
    id: `il_${item.id.slice('ii_'.length)}`,
    object: 'line_item',
    amount: item.amount,
    currency: item.currency,
    description: item.description,
    discount_amounts: [],
    discountable: item.discountable,
    discounts: [],
    invoice,
    livemode: false,
    metadata: item.metadata ?? {},
    parent: {
      invoice_item_details: { invoice_item: item.id, proration: false, proration_details: null, subscription: null },
      subscription_item_details: null,
      type: 'invoice_item_details',
    },
    period: item.period,
    pretax_credit_amounts: [],
    pricing: item.pricing,
    quantity: item.quantity,
    quantity_decimal: item.quantity_decimal,
    subscription: null,
    subtotal: item.amount,
    taxes: [],
  };
}

/** The invoice as it is answered: with its first lines, and addresses on the stand-in's present origin. */
export function presented(account: Account, invoice: Stripe.Invoice): Stripe.Invoice {
  const { data } = invoice.lines;
  const finalized = invoice.status_transitions.finalized_at !== null;
  return {
    ...invoice,
    hosted_invoice_url: finalized ? `${account.baseUrl}/pay/${invoice.id}` : null,
    lines: { ...invoice.lines, data: data.slice(0, LINES_SHOWN), has_more: data.length > LINES_SHOWN },
  };
}

/** Keeps a changed invoice, tells of the change, and answers the invoice as it now is. */
export function saveInvoice(account: Account, before: Stripe.Invoice, after: Stripe.Invoice): Stripe.Invoice {
  const shown = presented(account, after);
  if (JSON.stringify(before) === JSON.stringify(after)) return shown;
  account.save('invoice', after);
  account.emit('invoice.updated', shown, presented(account, before));
  return shown;
}

/** The invoice's payments, newest first. */
export function paymentsOf(account: Account, invoice: string): Stripe.InvoicePayment[] {
  return account.of('invoice_payment', 'invoice', invoice);
}
