import type { Stripe } from 'stripe';
import type { Account } from './account.ts';
import { noSuch } from './api-refusal-error.ts';
import { saveCharge } from './charge-object.ts';
import { pageOfKept, paging } from './lists.ts';
import { changedMetadata, metadata } from './metadata.ts';
import { isWithin, notModelled, range, text, unsettable } from './parameters.ts';
import type { Field } from './parameters.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';

const UPDATE_FIELDS = {
  customer: notModelled,
  description: unsettable(),
  expand: paging.expand,
  fraud_details: notModelled,
  metadata,
  receipt_email: notModelled,
  shipping: notModelled,
  transfer_group: notModelled,
} satisfies Record<keyof Stripe.ChargeUpdateParams, Field<unknown>>;

const LIST_FIELDS = {
  ...paging,
  created: range,
  customer: text(),
  payment_intent: text(),
  transfer_group: notModelled,
} satisfies Record<keyof Stripe.ChargeListParams, Field<unknown>>;

/** Charges come of payment intents; none is made directly. */
export const chargeRoutes: Route[] = [
  route('GET', '/v1/charges', LIST_FIELDS, ({ account, params }) =>
    pageOfKept(account, params, {
      kind: 'charge',
      url: '/v1/charges',
      what: 'charge',
      where:
        params.payment_intent === undefined ? ['customer', params.customer] : ['payment_intent', params.payment_intent],
      matches: (charge) =>
        (params.customer ?? charge.customer) === charge.customer && isWithin(charge.created, params.created),
    }),
  ),
  route('GET', '/v1/charges/:id', { expand: paging.expand }, ({ account, id }) => chargeIn(account, id, 'path')),
  route('POST', '/v1/charges/:id', UPDATE_FIELDS, ({ account, id, params }) => {
    const before = chargeIn(account, id, 'path');
    const after = {
      ...before,
      description: params.description === undefined ? before.description : params.description,
      metadata: changedMetadata(before.metadata, params.metadata),
    };
    return saveCharge(account, before, after, 'charge.updated');
  }),
];

export function chargeIn(account: Account, id: string, where: 'path' | 'parameter'): Stripe.Charge {
  const charge = account.find('charge', id);
  if (charge === undefined) throw noSuch('charge', id, where === 'path' ? 'id' : 'charge', where);
  return charge;
}
