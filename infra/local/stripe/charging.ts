import type { Stripe } from 'stripe';
import { idOf } from './account.ts';
import type { Account } from './account.ts';
import type { ApiRefusalError } from './api-refusal-error.ts';
import { newCharge, saveCharge } from './charge-object.ts';
import { openDispute } from './dispute-object.ts';
import { paymentReceived } from './invoice-payments.ts';
import { declined, outcomeOf } from './payment-methods.ts';

/** Charges the method for the whole intent: the intent as it then is, or the refusal, the attempt being kept. */
export function charge(
  account: Account,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
): Stripe.PaymentIntent | ApiRefusalError {
  const outcome = outcomeOf(method);
  account.save('payment_method', method);
  switch (outcome.kind) {
    case 'succeeds':
      return intent.capture_method === 'manual'
        ? authorized(account, intent, method)
        : succeeded(account, intent, method, outcome.disputed);
    case 'declined':
      return refused(account, intent, method, outcome.declineCode);
    case 'needs-authentication':
      return waiting(account, intent, method);
    default:
      throw new Error(`No such outcome: ${JSON.stringify(outcome satisfies never)}`);
  }
}

function succeeded(
  account: Account,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  disputed: 'chargeback' | 'inquiry' | undefined,
): Stripe.PaymentIntent {
  const made = newCharge(account, intent, method, null);
  account.save('charge', made);
  account.emit('charge.succeeded', made);
  const after = received(account, intent, { payment_method: method.id, latest_charge: made.id });
  if (disputed !== undefined) openDispute(account, made, disputed);
  return after;
}

/** The money is here: the intent has succeeded, and whatever it was attached to is paid. */
function received(
  account: Account,
  intent: Stripe.PaymentIntent,
  changes: Partial<Stripe.PaymentIntent>,
): Stripe.PaymentIntent {
  const after: Stripe.PaymentIntent = {
    ...intent,
    ...changes,
    amount_capturable: 0,
    amount_received: changes.amount_received ?? intent.amount,
    last_payment_error: null,
    next_action: null,
    status: 'succeeded',
  };
  account.save('payment_intent', after);
  account.emit('payment_intent.succeeded', after);
  paymentReceived(account, after);
  return after;
}

function authorized(
  account: Account,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
): Stripe.PaymentIntent {
  const made = newCharge(account, intent, method, null);
  account.save('charge', made);
  account.emit('charge.succeeded', made);
  const after: Stripe.PaymentIntent = {
    ...intent,
    amount_capturable: intent.amount,
    latest_charge: made.id,
    payment_method: method.id,
    status: 'requires_capture',
  };
  account.save('payment_intent', after);
  account.emit('payment_intent.amount_capturable_updated', after);
  return after;
}

/** Takes what was authorised. */
export function captured(account: Account, intent: Stripe.PaymentIntent, amount: number): Stripe.PaymentIntent {
  const made = account.find('charge', idOf(intent.latest_charge));
  if (made === undefined) throw new Error(`The payment intent ${intent.id} has no charge to capture.`);
  const changes = { amount_captured: amount, captured: true, balance_transaction: account.newId('txn_') };
  saveCharge(account, made, { ...made, ...changes }, 'charge.captured');
  return received(account, intent, { amount_received: amount });
}

function refused(
  account: Account,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  declineCode: string,
): ApiRefusalError {
  const failed = newCharge(account, intent, method, declineCode);
  account.save('charge', failed);
  account.emit('charge.failed', failed);
  const after: Stripe.PaymentIntent = {
    ...intent,
    last_payment_error: {
      charge: failed.id,
      code: 'card_declined',
      decline_code: declineCode,
      message: 'Your card was declined.',
      payment_method: method,
      type: 'card_error',
    },
    latest_charge: failed.id,
    payment_method: null,
    status: 'requires_payment_method',
  };
  account.save('payment_intent', after);
  account.emit('payment_intent.payment_failed', after);
  return declined(declineCode, { charge: failed.id, payment_intent: after, payment_method: method });
}

/** The cardholder's bank wants to see the cardholder first. */
function waiting(account: Account, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): Stripe.PaymentIntent {
  const after: Stripe.PaymentIntent = {
    ...intent,
    next_action: { type: 'use_stripe_sdk', use_stripe_sdk: {} },
    payment_method: method.id,
    status: 'requires_action',
  };
  account.save('payment_intent', after);
  account.emit('payment_intent.requires_action', after);
  return after;
}
