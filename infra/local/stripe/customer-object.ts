import type { Stripe } from 'stripe';
import type { Account } from './account.ts';

export function newCustomer(account: Account): Stripe.Customer {
  return {
    id: account.newId('cus_', 14),
    object: 'customer',
    address: null,
    balance: 0,
    created: account.now(),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: account.newId('', 8).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
}

/** Keeps the changed customer and tells of it, if anything changed. */
export function saveCustomer(account: Account, before: Stripe.Customer, after: Stripe.Customer): void {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  account.save('customer', after);
  account.emit('customer.updated', after, before);
}
