import type { Stripe } from 'stripe';
import { customerOf } from './account.ts';
import type { Account } from './account.ts';
import { ApiRefusalError, noSuch } from './api-refusal-error.ts';
import { paging } from './lists.ts';
import { required, text } from './parameters.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';

/** Stripe's test payment methods that are modelled, by the last digits of the card each stands for. */
const TEST_CARDS = new Map([
  ['pm_card_visa', '4242'],
  ['pm_card_mastercard', '4444'],
  ['pm_card_chargeCustomerFail', '0341'],
  ['pm_card_threeDSecure2Required', '3220'],
  ['pm_card_chargeDeclined', '0002'],
]);

export type ChargeOutcome = 'succeeds' | 'declined' | 'needs-authentication';

/** What happens when this method is charged: the card's last digits decide, as in Stripe's test mode. */
export function outcomeOf(method: Stripe.PaymentMethod): ChargeOutcome {
  if (method.card?.last4 === '0341' || method.card?.last4 === '0002') return 'declined';
  return method.card?.last4 === '3220' ? 'needs-authentication' : 'succeeds';
}

/** A kept method of this customer, or a test card by its name; undefined if it is neither. */
export function methodFor(account: Account, id: string, customer: string): Stripe.PaymentMethod | undefined {
  const last4 = TEST_CARDS.get(id);
  if (last4 !== undefined) return newCard(account, last4, customer);
  const kept = account.find('payment_method', id);
  return kept?.customer === customer ? kept : undefined;
}

/** Attaches a test card to the customer, as a payment method of its own; one that is attached already stays so. */
export function attachMethod(account: Account, id: string, customer: string): Stripe.PaymentMethod {
  if (TEST_CARDS.get(id) === '0002') throw declined();
  const method = methodFor(account, id, customer);
  if (method === undefined) throw noSuch('PaymentMethod', id, 'payment_method', 'path');
  account.save('payment_method', method);
  account.emit('payment_method.attached', method);
  return method;
}

export function declined(): ApiRefusalError {
  return new ApiRefusalError('Your card was declined.', {
    status: 402,
    type: 'card_error',
    code: 'card_declined',
    declineCode: 'generic_decline',
  });
}

export const paymentMethodRoutes: Route[] = [
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

function newCard(account: Account, last4: string, customer: string): Stripe.PaymentMethod {
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
