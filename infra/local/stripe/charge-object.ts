import type { Stripe } from 'stripe';
import type { Account } from './account.ts';
import { idOf } from './account.ts';

/** A charge of a card, that went well or was declined. */
export function newCharge(
  account: Account,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  declinedWith: string | null,
): Stripe.Charge {
  const paid = declinedWith === null;
  const captured = paid && intent.capture_method !== 'manual';
  return {
    id: account.newId('ch_'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: captured ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: captured ? account.newId('txn_') : null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: account.name.toUpperCase().slice(0, 22),
    captured,
    created: account.now(),
    currency: intent.currency,
    customer: idOf(intent.customer) || null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: paid ? null : 'card_declined',
    failure_message: paid ? null : 'Your card was declined.',
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: paid ? AUTHORIZED : { ...REFUSED, reason: declinedWith },
    paid,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: { card: cardOf(method, intent.amount), type: 'card' },
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: paid ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: null,
  };
}

const OUTCOME = { advice_code: null, network_advice_code: null, network_decline_code: null };

const AUTHORIZED: Stripe.Charge.Outcome = {
  ...OUTCOME,
  network_status: 'approved_by_network',
  reason: null,
  risk_level: 'normal',
  seller_message: 'Payment complete.',
  type: 'authorized',
};

const REFUSED: Stripe.Charge.Outcome = {
  ...OUTCOME,
  network_status: 'declined_by_network',
  reason: null,
  risk_level: 'normal',
  seller_message: 'The bank did not return any further details with this decline.',
  type: 'issuer_declined',
};

function cardOf({ card }: Stripe.PaymentMethod, amount: number): Stripe.Charge.PaymentMethodDetails.Card {
  return {
    amount_authorized: amount,
    authorization_code: null,
    brand: card?.brand ?? null,
    checks: card?.checks ?? null,
    country: card?.country ?? null,
    electronic_commerce_indicator: null,
    exp_month: card?.exp_month ?? 12,
    exp_year: card?.exp_year ?? 0,
    funding: card?.funding ?? null,
    installments: null,
    last4: card?.last4 ?? null,
    mandate: null,
    network: card?.brand ?? null,
    network_transaction_id: null,
    regulated_status: 'unregulated',
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  };
}

/** Keeps the changed charge and tells of it under the event's own name. */
export function saveCharge(
  account: Account,
  before: Stripe.Charge,
  after: Stripe.Charge,
  told: 'charge.captured' | 'charge.refunded' | 'charge.updated',
): Stripe.Charge {
  account.save('charge', after);
  account.emit(told, after, before);
  return after;
}
