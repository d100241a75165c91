import type { Stripe } from 'stripe';
import { customerOf, idOf } from './account.ts';
import type { Account } from './account.ts';
import { address } from './address.ts';
import { ApiRefusalError, badParameter, noSuch } from './api-refusal-error.ts';
import { captured, charge } from './charging.ts';
import { currency, minimumChargeMinor, written } from './currencies.ts';
import { cancelPayment } from './invoice-payments.ts';
import { pageOfKept, paging } from './lists.ts';
import { changedMetadata, metadata } from './metadata.ts';
import {
  amount,
  boolean,
  isWithin,
  listOf,
  notModelled,
  objectOf,
  oneOf,
  range,
  required,
  text,
} from './parameters.ts';
import type { Field, Read } from './parameters.ts';
import { newIntent } from './payment-intent-object.ts';
import { methodToConfirm } from './payment-methods.ts';
import { route } from './route.ts';
import type { Answer, Route } from './route.ts';

const NEVER_MODELLED = {
  allowed_payment_method_types: notModelled,
  amount_details: notModelled,
  application_fee_amount: notModelled,
  automatic_payment_methods: notModelled,
  confirmation_token: notModelled,
  customer_account: notModelled,
  error_on_requires_action: notModelled,
  excluded_payment_method_types: notModelled,
  hooks: notModelled,
  mandate: notModelled,
  mandate_data: notModelled,
  on_behalf_of: notModelled,
  payment_details: notModelled,
  payment_method_configuration: notModelled,
  payment_method_data: notModelled,
  payment_method_options: notModelled,
  radar_options: notModelled,
  setup_future_usage: notModelled,
  transfer_data: notModelled,
  transfer_group: notModelled,
};

const CREATE_FIELDS = {
  ...NEVER_MODELLED,
  amount: required(amount('positive')),
  capture_method: oneOf(['automatic', 'automatic_async', 'manual']),
  confirm: boolean,
  confirmation_method: oneOf(['automatic', 'manual']),
  currency: required(currency),
  customer: text(),
  description: text(1000),
  expand: paging.expand,
  metadata,
  off_session: boolean,
  payment_method: text(),
  receipt_email: text(),
  return_url: text(),
  shipping: objectOf({ address, carrier: text(), name: text(), phone: text(), tracking_number: text() }),
  statement_descriptor: text(22),
  statement_descriptor_suffix: text(22),
  use_stripe_sdk: boolean,
} satisfies Record<keyof Stripe.PaymentIntentCreateParams, Field<unknown>>;

/** Gone from the version of the API that the SDK pins; Stripe's CLI, on an older one, still sends it. */
const OLDER_FIELDS = { payment_method_types: listOf(oneOf(['card'])) };

const CONFIRM_FIELDS = {
  expand: paging.expand,
  off_session: boolean,
  payment_method: text(),
  receipt_email: text(),
  return_url: text(),
  use_stripe_sdk: boolean,
} satisfies Partial<Record<keyof Stripe.PaymentIntentConfirmParams, Field<unknown>>>;

const CANCEL_FIELDS = {
  cancellation_reason: oneOf(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']),
  expand: paging.expand,
} satisfies Record<keyof Stripe.PaymentIntentCancelParams, Field<unknown>>;

const CAPTURE_FIELDS = { amount_to_capture: amount('positive'), expand: paging.expand };

const LIST_FIELDS = {
  ...paging,
  created: range,
  customer: text(),
  customer_account: notModelled,
} satisfies Record<keyof Stripe.PaymentIntentListParams, Field<unknown>>;

export const paymentIntentRoutes: Route[] = [
  route('POST', '/v1/payment_intents', { ...CREATE_FIELDS, ...OLDER_FIELDS }, ({ account, params }) =>
    created(account, params),
  ),
  route('GET', '/v1/payment_intents', LIST_FIELDS, ({ account, params }) =>
    pageOfKept(account, params, {
      kind: 'payment_intent',
      url: '/v1/payment_intents',
      what: 'payment_intent',
      where: ['customer', params.customer],
      matches: (intent) => isWithin(intent.created, params.created),
    }),
  ),
  route('GET', '/v1/payment_intents/:id', { client_secret: text(), expand: paging.expand }, ({ account, id }) =>
    intentIn(account, id, 'path'),
  ),
  route('POST', '/v1/payment_intents/:id/confirm', CONFIRM_FIELDS, ({ account, id, params }) =>
    confirmed(account, intentIn(account, id, 'path'), params.payment_method),
  ),
  route('POST', '/v1/payment_intents/:id/capture', CAPTURE_FIELDS, ({ account, id, params }) => {
    const intent = intentIn(account, id, 'path');
    if (intent.status !== 'requires_capture') {
      throw unexpectedState(
        `This PaymentIntent could not be captured because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`,
        intent,
      );
    }
    const taken = params.amount_to_capture ?? intent.amount_capturable;
    if (taken > intent.amount_capturable) throw tooMuchToCapture(intent);
    return captured(account, intent, taken);
  }),
  route('POST', '/v1/payment_intents/:id/cancel', CANCEL_FIELDS, ({ account, id, params }) =>
    canceled(account, intentIn(account, id, 'path'), params.cancellation_reason ?? null),
  ),
];

export function intentIn(account: Account, id: string, where: 'path' | 'parameter'): Stripe.PaymentIntent {
  const intent = account.find('payment_intent', id);
  if (intent === undefined) throw noSuch('payment_intent', id, where === 'path' ? 'intent' : 'payment_intent', where);
  return intent;
}

function created(account: Account, params: Read<typeof CREATE_FIELDS>): Answer {
  const customer = params.customer === undefined ? null : customerOf(account, params.customer, 'parameter').id;
  const least = minimumChargeMinor(params.currency);
  if (params.amount < least) {
    const message = `Amount must be at least ${written(least, params.currency)}`;
    throw badParameter('amount', message, 'amount_too_small');
  }
  const intent = newIntent(account, {
    amount: params.amount,
    currency: params.currency,
    customer,
    description: params.description ?? null,
    metadata: changedMetadata({}, params.metadata),
    ...(params.capture_method === undefined ? {} : { captureMethod: params.capture_method }),
    ...(params.confirmation_method === undefined ? {} : { confirmationMethod: params.confirmation_method }),
  });
  account.save('payment_intent', intent);
  account.emit('payment_intent.created', intent);
  if (params.confirm === true) return confirmed(account, intent, params.payment_method);
  if (params.payment_method === undefined) return intent;
  const method = methodToConfirm(account, params.payment_method, customer);
  account.save('payment_method', method);
  const ready: Stripe.PaymentIntent = { ...intent, payment_method: method.id, status: 'requires_confirmation' };
  account.save('payment_intent', ready);
  return ready;
}

const CONFIRMABLE = new Set(['requires_payment_method', 'requires_confirmation', 'requires_action']);

/** Pays the intent by the method named, or by the one it has. */
export function confirmed(account: Account, intent: Stripe.PaymentIntent, named: string | undefined): Answer {
  if (!CONFIRMABLE.has(intent.status)) {
    const message =
      intent.status === 'succeeded'
        ? 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.'
        : `You cannot confirm this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be confirmed: requires_confirmation, requires_action.`;
    throw unexpectedState(message, intent);
  }
  const id = named ?? idOf(intent.payment_method);
  if (id === '') {
    const message =
      'You cannot confirm this PaymentIntent because it’s missing a payment method. You can either update the ' +
      'PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method.';
    throw unexpectedState(message, intent);
  }
  return charge(account, intent, methodToConfirm(account, id, idOf(intent.customer) || null));
}

const CANCELABLE = [
  'requires_payment_method',
  'requires_capture',
  'requires_confirmation',
  'requires_action',
  'processing',
] as const;

/** Calls the intent off, and with it the payments of invoices that waited for it. */
function canceled(
  account: Account,
  intent: Stripe.PaymentIntent,
  reason: Stripe.PaymentIntent.CancellationReason | null,
): Stripe.PaymentIntent {
  if (!CANCELABLE.some((status) => status === intent.status)) {
    throw unexpectedState(
      `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${CANCELABLE.join(', ')}.`,
      intent,
    );
  }
  const payments = account.of('invoice_payment', 'payment.payment_intent', intent.id);
  if (payments.some(({ is_default: isDefault }) => isDefault)) {
    throw unexpectedState(
      'You cannot cancel this PaymentIntent because it was created by an invoice. Void the invoice instead.',
      intent,
    );
  }
  const after: Stripe.PaymentIntent = {
    ...intent,
    amount_capturable: 0,
    canceled_at: account.now(),
    cancellation_reason: reason,
    next_action: null,
    status: 'canceled',
  };
  account.save('payment_intent', after);
  for (const payment of payments) cancelPayment(account, payment);
  account.emit('payment_intent.canceled', after);
  return after;
}

function tooMuchToCapture(intent: Stripe.PaymentIntent): ApiRefusalError {
  const most = written(intent.amount_capturable, intent.currency);
  return new ApiRefusalError(`The amount to capture must not be more than what can be captured (${most}).`, {
    code: 'amount_too_large',
    param: 'amount_to_capture',
  });
}

function unexpectedState(message: string, intent: Stripe.PaymentIntent): ApiRefusalError {
  return new ApiRefusalError(message, { code: 'payment_intent_unexpected_state', about: { payment_intent: intent } });
}
