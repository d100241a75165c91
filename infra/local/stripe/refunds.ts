import type { Stripe } from 'stripe';
import { idOf } from './account.ts';
import type { Account } from './account.ts';
import { ApiRefusalError, badParameter, noSuch } from './api-refusal-error.ts';
import { saveCharge } from './charge-object.ts';
import { chargeIn } from './charges.ts';
import { written } from './currencies.ts';
import { pageOfKept, paging } from './lists.ts';
import { changedMetadata, metadata } from './metadata.ts';
import { amount, isWithin, notModelled, oneOf, range, text } from './parameters.ts';
import type { Field, Read } from './parameters.ts';
import { intentIn } from './payment-intents.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';

const CREATE_FIELDS = {
  amount: amount('positive'),
  charge: text(),
  currency: notModelled,
  customer: notModelled,
  expand: paging.expand,
  instructions_email: notModelled,
  metadata,
  origin: notModelled,
  payment_intent: text(),
  reason: oneOf(['duplicate', 'fraudulent', 'requested_by_customer']),
  refund_application_fee: notModelled,
  reverse_transfer: notModelled,
} satisfies Record<keyof Stripe.RefundCreateParams, Field<unknown>>;

const UPDATE_FIELDS = {
  expand: paging.expand,
  metadata,
} satisfies Record<keyof Stripe.RefundUpdateParams, Field<unknown>>;

const LIST_FIELDS = {
  ...paging,
  charge: text(),
  created: range,
  payment_intent: text(),
} satisfies Record<keyof Stripe.RefundListParams, Field<unknown>>;

export const refundRoutes: Route[] = [
  route('POST', '/v1/refunds', CREATE_FIELDS, ({ account, params }) =>
    refunded(account, chargeToRefund(account, params), {
      amount: params.amount,
      reason: params.reason ?? null,
      metadata: changedMetadata({}, params.metadata),
    }),
  ),
  route('GET', '/v1/refunds', LIST_FIELDS, ({ account, params }) =>
    pageOfKept(account, params, {
      kind: 'refund',
      url: '/v1/refunds',
      what: 'refund',
      where: params.charge === undefined ? ['payment_intent', params.payment_intent] : ['charge', params.charge],
      matches: (refund) =>
        (params.payment_intent ?? refund.payment_intent) === refund.payment_intent &&
        isWithin(refund.created, params.created),
    }),
  ),
  route('GET', '/v1/refunds/:id', { expand: paging.expand }, ({ account, id }) => refundIn(account, id)),
  route('POST', '/v1/refunds/:id', UPDATE_FIELDS, ({ account, id, params }) => {
    const before = refundIn(account, id);
    const after = { ...before, metadata: changedMetadata(before.metadata, params.metadata) };
    account.save('refund', after);
    account.emit('charge.refund.updated', after, before);
    account.emit('refund.updated', after, before);
    return after;
  }),
];

function refundIn(account: Account, id: string): Stripe.Refund {
  const refund = account.find('refund', id);
  if (refund === undefined) throw noSuch('refund', id, 'id', 'path');
  return refund;
}

function chargeToRefund(account: Account, params: Read<typeof CREATE_FIELDS>): Stripe.Charge {
  const { charge, payment_intent: intent } = params;
  if ((charge === undefined) === (intent === undefined)) {
    throw badParameter('charge', 'You must provide either a charge or a payment_intent.', 'parameter_missing');
  }
  if (charge !== undefined) return chargeIn(account, charge, 'parameter');
  const latest = idOf(intentIn(account, intent ?? '', 'parameter').latest_charge);
  if (latest === '') {
    throw new ApiRefusalError(`This PaymentIntent (${intent ?? ''}) does not have a successful charge to refund.`, {
      param: 'payment_intent',
    });
  }
  return chargeIn(account, latest, 'parameter');
}

/** Gives money back on a charge: all that is left unless told, and never more than that. */
export function refunded(
  account: Account,
  charge: Stripe.Charge,
  told: { amount?: number | undefined; reason?: Stripe.Refund.Reason | null; metadata?: Stripe.Metadata },
): Stripe.Refund {
  const left = charge.amount_captured - charge.amount_refunded;
  refuseIfNotRefundable(account, charge, told.amount ?? left, left);
  const refund = newRefund(account, charge, { ...told, amount: told.amount ?? left });
  account.save('refund', refund);
  account.emit('refund.created', refund);
  const given = charge.amount_refunded + refund.amount;
  const after = { ...charge, amount_refunded: given, refunded: given === charge.amount_captured };
  saveCharge(account, charge, after, 'charge.refunded');
  failIfCardTakesNone(account, refund, after);
  return refund;
}

function refuseIfNotRefundable(account: Account, charge: Stripe.Charge, wanted: number, left: number): void {
  if (charge.status !== 'succeeded' || !charge.captured) {
    throw new ApiRefusalError(`Charge ${charge.id} cannot be refunded because it was not captured.`, {
      code: 'charge_not_refundable',
    });
  }
  if (charge.refunded) {
    throw new ApiRefusalError(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
  }
  const disputed = account.of('dispute', 'charge', charge.id).some((dispute) => !dispute.is_charge_refundable);
  if (disputed) {
    throw new ApiRefusalError(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    });
  }
  if (wanted > left) {
    const message = `Refund amount (${written(wanted, charge.currency)}) is greater than unrefunded amount on charge (${written(left, charge.currency)})`;
    throw new ApiRefusalError(message, { param: 'amount' });
  }
}

function newRefund(
  account: Account,
  charge: Stripe.Charge,
  told: { amount: number; reason?: Stripe.Refund.Reason | null; metadata?: Stripe.Metadata },
): Stripe.Refund {
  return {
    id: account.newId('re_'),
    object: 'refund',
    amount: told.amount,
    balance_transaction: account.newId('txn_'),
    charge: charge.id,
    created: account.now(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata: told.metadata ?? {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: told.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
}

/** The test card 5126 takes no refunds: it first seems well, and fails a moment later; the charge is whole again. */
function failIfCardTakesNone(account: Account, refund: Stripe.Refund, charge: Stripe.Charge): void {
  if (charge.payment_method_details?.card?.last4 !== '5126') return;
  const failed: Stripe.Refund = {
    ...refund,
    failure_balance_transaction: account.newId('txn_'),
    failure_reason: 'expired_or_canceled_card',
    status: 'failed',
  };
  account.save('refund', failed);
  account.emit('refund.updated', failed, refund);
  account.emit('refund.failed', failed);
  account.emit('charge.refund.updated', failed, refund);
  const given = charge.amount_refunded - refund.amount;
  saveCharge(account, charge, { ...charge, amount_refunded: given, refunded: false }, 'charge.updated');
}
