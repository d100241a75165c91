import type { Stripe } from 'stripe';
import type { Account } from './account.ts';
import { badParameter, noSuch } from './api-refusal-error.ts';
import type { KeptEvent } from './events.ts';
import { pageOfKept, paging } from './lists.ts';
import { boolean, isWithin, listOf, range, text } from './parameters.ts';
import type { Field } from './parameters.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';

/** Stripe shows an event for this long. */
const SHOWN_FOR_SECONDS = 30 * 24 * 60 * 60;

const LIST_FIELDS = {
  ...paging,
  created: range,
  delivery_success: boolean,
  type: text(),
  types: listOf(text(), 20),
} satisfies Record<keyof Stripe.EventListParams, Field<unknown>>;

export const eventRoutes: Route[] = [
  route('GET', '/v1/events', LIST_FIELDS, ({ account, params }) => {
    if (params.type !== undefined && params.types !== undefined) {
      const message = 'You may only specify one of these parameters: type, types.';
      throw badParameter('types', message, 'parameters_exclusive');
    }
    const wanted = params.types ?? (params.type === undefined ? undefined : [params.type]);
    const delivered = params.delivery_success;
    return pageOfKept(account, params, {
      kind: 'event',
      url: '/v1/events',
      what: 'event',
      where: ['pending_webhooks', delivered === undefined ? undefined : Number(!delivered)],
      matches: (event) =>
        (wanted?.some((type) => matchesType(type, event.type)) ?? true) &&
        isWithin(event.created, params.created) &&
        isShown(account, event),
    });
  }),
  route('GET', '/v1/events/:id', { expand: paging.expand }, ({ account, id }) => {
    const event = account.find('event', id);
    if (event === undefined || !isShown(account, event)) throw noSuch('event', id, 'id', 'path');
    return event;
  }),
];

function isShown(account: Account, event: KeptEvent): boolean {
  return account.now() - event.created <= SHOWN_FOR_SECONDS;
}

/** A type, or a group of them such as `invoice.*`. */
export function matchesType(wanted: string, type: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}
