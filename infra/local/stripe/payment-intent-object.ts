import type { Stripe } from 'stripe';
import type { Account } from './account.ts';

/** What a payment intent is made of; the rest follows. */
export interface NewIntent {
  amount: number;
  currency: string;
  customer: string | null;
  description?: string | null;
  metadata?: Stripe.Metadata;
  captureMethod?: Stripe.PaymentIntent.CaptureMethod;
  confirmationMethod?: Stripe.PaymentIntent.ConfirmationMethod;
}

/** A payment intent that waits for a payment method. */
export function newIntent(account: Account, told: NewIntent): Stripe.PaymentIntent {
  const id = account.newId('pi_');
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: told.amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: told.captureMethod ?? 'automatic_async',
    client_secret: `${id}_secret_${id.slice(3, 12)}`,
    confirmation_method: told.confirmationMethod ?? 'automatic',
    created: account.now(),
    currency: told.currency,
    customer: told.customer,
    customer_account: null,
    description: told.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: told.metadata ?? {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  };
}
