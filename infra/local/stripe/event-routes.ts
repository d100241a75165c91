import type { Stripe } from 'stripe';
import type { Account } from './account.ts';
import { noSuch } from './api-refusal-error.ts';
import type { KeptEvent } from './events.ts';
import { pageOf, paging } from './lists.ts';
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
    const wanted = params.types ?? (params.type === undefined ? undefined : [params.type]);
    const found = account.all('event').filter((event) => {
      const isDelivered = event.pending_webhooks === 0;
      return (
        (wanted?.some((type) => matches(type, event.type)) ?? true) &&
        (params.delivery_success ?? isDelivered) === isDelivered &&
        isWithin(event.created, params.created) &&
        isShown(account, event)
      );
    });
    return pageOf(found, params, '/v1/events', 'event');
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
function matches(wanted: string, type: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}
