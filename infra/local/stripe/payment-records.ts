import type { Stripe } from 'stripe';
import type { Account } from './account.ts';
import { noSuch } from './api-refusal-error.ts';
import { currency } from './currencies.ts';
import { paging } from './lists.ts';
import { changedMetadata, metadata } from './metadata.ts';
import { amount, integer, notModelled, objectOf, oneOf, required, text } from './parameters.ts';
import type { Field } from './parameters.ts';
import { badParameter } from './api-refusal-error.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';

const REPORT_FIELDS = {
  amount_requested: required(objectOf({ currency: required(currency), value: required(amount('positive')) })),
  canceled: notModelled,
  customer_details: objectOf({ customer: text(), email: text(), name: text(), phone: text() }),
  customer_presence: notModelled,
  description: text(),
  expand: paging.expand,
  failed: notModelled,
  guaranteed: objectOf({ guaranteed_at: required(integer({ min: 0 })) }),
  initiated_at: required(integer({ min: 0 })),
  metadata,
  outcome: oneOf(['guaranteed']),
  payment_method_details: required(
    objectOf({
      billing_details: notModelled,
      custom: objectOf({ display_name: text(), type: text() }),
      payment_method: text(),
      type: oneOf(['custom']),
    }),
  ),
  processor_details: objectOf({
    custom: objectOf({ payment_reference: required(text()) }),
    type: required(oneOf(['custom'])),
  }),
  shipping_details: notModelled,
} satisfies Record<keyof Stripe.PaymentRecordReportPaymentParams, Field<unknown>>;

/** Money that came outside of Stripe, told to Stripe: only what has surely come is modelled. */
export const paymentRecordRoutes: Route[] = [
  route('POST', '/v1/payment_records/report_payment', REPORT_FIELDS, ({ account, params }) => {
    if ((params.outcome === 'guaranteed') !== (params.guaranteed !== undefined)) {
      throw badParameter('guaranteed', 'Missing required param: guaranteed.', 'parameter_missing');
    }
    const { value, currency: code } = params.amount_requested;
    const record = newPaymentRecord(account, {
      amount: value,
      currency: code,
      customer: params.customer_details?.customer ?? null,
      isGuaranteed: params.outcome === 'guaranteed',
      reference: params.processor_details?.custom?.payment_reference,
      displayName: params.payment_method_details.custom?.display_name,
      metadata: changedMetadata({}, params.metadata),
    });
    account.save('payment_record', record);
    return record;
  }),
  route('GET', '/v1/payment_records/:id', { expand: paging.expand }, ({ account, id }) =>
    recordIn(account, id, 'path'),
  ),
];

export function recordIn(account: Account, id: string, where: 'path' | 'parameter'): Stripe.PaymentRecord {
  const record = account.find('payment_record', id);
  if (record === undefined) throw noSuch('payment_record', id, where === 'path' ? 'id' : 'payment_record', where);
  return record;
}

interface NewRecord {
  amount: number;
  currency: string;
  customer: string | null;
  isGuaranteed: boolean;
  reference?: string | undefined;
  displayName?: string | undefined;
  metadata?: Stripe.Metadata;
}

export function newPaymentRecord(account: Account, told: NewRecord): Stripe.PaymentRecord {
  const none = { currency: told.currency, value: 0 };
  const all = { currency: told.currency, value: told.amount };
  return {
    id: account.newId('pr_'),
    object: 'payment_record',
    amount: all,
    amount_authorized: none,
    amount_canceled: none,
    amount_failed: none,
    amount_guaranteed: told.isGuaranteed ? all : none,
    amount_refunded: none,
    amount_requested: all,
    application: null,
    created: account.now(),
    customer_details: { customer: told.customer, email: null, name: null, phone: null },
    customer_presence: null,
    description: null,
    latest_payment_attempt_record: account.newId('par_'),
    livemode: false,
    metadata: told.metadata ?? {},
    payment_method_details: {
      billing_details: null,
      custom: { display_name: told.displayName ?? 'Paid outside of Stripe', type: null },
      payment_method: null,
      type: 'custom',
    },
    processor_details: {
      type: 'custom',
      ...(told.reference === undefined ? {} : { custom: { payment_reference: told.reference } }),
    },
    reported_by: 'self',
    shipping_details: null,
  };
}
