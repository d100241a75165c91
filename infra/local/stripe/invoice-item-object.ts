import { Stripe } from 'stripe';
import type { Account } from './account.ts';

/** What an amount makes of an item. */
export function priced(amountMinor: number): Pick<Stripe.InvoiceItem, 'amount' | 'net_amount' | 'pricing'> {
  const pricing = { type: 'price_details' as const, unit_amount_decimal: Stripe.Decimal.from(amountMinor) };
  return { amount: amountMinor, net_amount: amountMinor, pricing };
}

type Told = Pick<Stripe.InvoiceItem, 'customer' | 'invoice' | 'amount' | 'currency' | 'description' | 'metadata'> &
  Partial<Pick<Stripe.InvoiceItem, 'period'>>;

export function newItem(account: Account, told: Told): Stripe.InvoiceItem {
  const date = account.now();
  return {
    id: account.newId('ii_'),
    object: 'invoiceitem',
    ...priced(told.amount),
    currency: told.currency,
    customer: told.customer,
    customer_account: null,
    date,
    description: told.description,
    discountable: true,
    discounts: [],
    invoice: told.invoice,
    livemode: false,
    metadata: told.metadata,
    parent: null,
    period: told.period ?? { start: date, end: date },
    proration: false,
    quantity: 1,
    quantity_decimal: Stripe.Decimal.from(1),
    tax_rates: [],
    test_clock: null,
  };
}
