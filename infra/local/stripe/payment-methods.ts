import type { Stripe } from 'stripe';
import { customerOf } from './account.ts';
import type { Account } from './account.ts';
import { ApiRefusalError, noSuch } from './api-refusal-error.ts';
import { paging } from './lists.ts';
import { changedMetadata, metadata } from './metadata.ts';
import { objectOf, oneOf, required, text } from './parameters.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';

/** Stripe's test payment methods that are modelled, by the last digits of the card each stands for. */
const TEST_CARDS = new Map([
  ['pm_card_visa', '4242'],
  ['pm_card_mastercard', '4444'],
  ['pm_card_bypassPending', '0077'],
  ['pm_card_chargeCustomerFail', '0341'],
  ['pm_card_threeDSecure2Required', '3220'],
  ['pm_card_authenticationRequired', '3184'],
  ['pm_card_chargeDeclined', '0002'],
  ['pm_card_visa_chargeDeclined', '0002'],
  ['pm_card_chargeDeclinedInsufficientFunds', '9995'],
  ['pm_card_visa_chargeDeclinedInsufficientFunds', '9995'],
  ['pm_card_createDispute', '0259'],
  ['pm_card_createDisputeInquiry', '1976'],
  ['pm_card_refundFail', '5126'],
]);

/** What a card does when it is charged, where it does not just pay. */
const CARD_OUTCOMES = new Map<string, ChargeOutcome>([
  ['0341', { kind: 'declined', declineCode: 'generic_decline' }],
  ['0002', { kind: 'declined', declineCode: 'generic_decline' }],
  ['9995', { kind: 'declined', declineCode: 'insufficient_funds' }],
  ['3220', { kind: 'needs-authentication' }],
  ['3184', { kind: 'needs-authentication' }],
  ['0259', { kind: 'succeeds', disputed: 'chargeback' }],
  ['1976', { kind: 'succeeds', disputed: 'inquiry' }],
]);

export type ChargeOutcome =
  | { kind: 'succeeds'; disputed?: 'chargeback' | 'inquiry' }
  | { kind: 'declined'; declineCode: string }
  | { kind: 'needs-authentication' };

/** What happens when this method is charged: the card's last digits decide, as in Stripe's test mode. */
export function outcomeOf(method: Stripe.PaymentMethod): ChargeOutcome {
  return CARD_OUTCOMES.get(method.card?.last4 ?? '') ?? { kind: 'succeeds' };
}

/** A kept method of this customer, or a test card by its name; undefined if it is neither. */
export function methodFor(account: Account, id: string, customer: string): Stripe.PaymentMethod | undefined {
  const last4 = TEST_CARDS.get(id);
  if (last4 !== undefined) return newCard(account, last4, customer);
  const kept = account.find('payment_method', id);
  return kept?.customer === customer ? kept : undefined;
}

/** A kept method, or a test card by its name, for a payment of nobody in particular or of this customer. */
export function methodToConfirm(account: Account, id: string, customer: string | null): Stripe.PaymentMethod {
  const last4 = TEST_CARDS.get(id);
  if (last4 !== undefined) return newCard(account, last4, customer);
  const method = account.find('payment_method', id);
  if (method === undefined) throw noSuch('PaymentMethod', id, 'payment_method', 'parameter');
  if (method.customer !== null && method.customer !== customer) {
    const message =
      'The provided PaymentMethod cannot be attached. To reuse a PaymentMethod, you must attach it to a Customer first.';
    throw new ApiRefusalError(message, { param: 'payment_method' });
  }
  return method;
}

/** Attaches a test card to the customer, as a payment method of its own; one that is attached already stays so. */
export function attachMethod(account: Account, id: string, customer: string): Stripe.PaymentMethod {
  if (TEST_CARDS.get(id) === '0002') throw declined();
  const free = account.find('payment_method', id);
  const method = free?.customer === null ? { ...free, customer } : methodFor(account, id, customer);
  if (method === undefined) throw noSuch('PaymentMethod', id, 'payment_method', 'path');
  account.save('payment_method', method);
  account.emit('payment_method.attached', method);
  return method;
}

export function declined(declineCode = 'generic_decline', about: Record<string, unknown> = {}): ApiRefusalError {
  const message =
    declineCode === 'insufficient_funds' ? 'Your card has insufficient funds.' : 'Your card was declined.';
  return new ApiRefusalError(message, { status: 402, type: 'card_error', code: 'card_declined', declineCode, about });
}

const CREATE_FIELDS = {
  card: objectOf({ token: required(text()) }),
  expand: paging.expand,
  metadata,
  type: required(oneOf(['card'])),
};

export const paymentMethodRoutes: Route[] = [
  route('POST', '/v1/payment_methods', CREATE_FIELDS, ({ account, params }) => {
    const token = params.card?.token ?? '';
    const last4 = TEST_CARDS.get(token.replace(/^tok_/, 'pm_card_'));
    if (last4 === undefined || !token.startsWith('tok_')) throw noSuch('token', token, 'card[token]', 'parameter');
    const method = { ...newCard(account, last4, null), metadata: changedMetadata({}, params.metadata) };
    account.save('payment_method', method);
    return method;
  }),
  route('POST', '/v1/payment_methods/:id/attach', { customer: required(text()), expand: paging.expand }, (call) => {
    const { id: customer } = customerOf(call.account, call.params.customer, 'parameter');
    return attachMethod(call.account, call.id, customer);
  }),
  route('GET', '/v1/payment_methods/:id', { expand: paging.expand }, ({ account, id }) => kept(account, id)),
  route('POST', '/v1/payment_methods/:id/detach', { expand: paging.expand }, ({ account, id }) => {
    const method = kept(account, id);
    if (method.customer === null) {
      throw new ApiRefusalError(
        'The payment method you provided is not attached to a customer so detachment is impossible.',
      );
    }
    const detached = { ...method, customer: null };
    account.save('payment_method', detached);
    account.emit('payment_method.detached', detached, method);
    return detached;
  }),
];

function kept(account: Account, id: string): Stripe.PaymentMethod {
  const method = account.find('payment_method', id);
  if (method === undefined) throw noSuch('PaymentMethod', id, 'payment_method', 'path');
  return method;
}

function newCard(account: Account, last4: string, customer: string | null): Stripe.PaymentMethod {
  const brand = last4 === '4444' ? 'mastercard' : 'visa';
  const nextYear = new Date(account.now() * 1000).getUTCFullYear() + 1;
  return {
    id: account.newId('pm_'),
    object: 'payment_method',
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    card: {
      brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: 'US',
      display_brand: brand,
      exp_month: 12,
      exp_year: nextYear,
      funding: 'credit',
      generated_from: null,
      last4,
      networks: { available: [brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: account.now(),
    customer,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  };
}
