import type { Stripe } from 'stripe';
import { badParameter, noSuch } from './api-refusal-error.ts';
import { integer, listOf, text } from './parameters.ts';

/** The parameters that every list takes. */
export const paging = {
  limit: integer({ min: 1, max: 100 }),
  starting_after: text(),
  ending_before: text(),
  expand: listOf(text(), 20),
};

interface Page {
  limit?: number | undefined;
  starting_after?: string | undefined;
  ending_before?: string | undefined;
}

/** One page of `all` (in the order of the list); `what` names the kind when a cursor is not in it. */
export function pageOf<T extends { id: string }>(
  all: readonly T[],
  page: Page,
  url: string,
  what: string,
): Stripe.ApiList<T> {
  const { limit = 10, starting_after: after, ending_before: before } = page;
  if (after !== undefined && before !== undefined) {
    throw badParameter(
      'ending_before',
      'You cannot parameterize by both starting_after and ending_before.',
      'parameters_exclusive',
    );
  }
  if (before !== undefined) {
    const end = positionOf(all, before, what, 'ending_before');
    return list(all.slice(Math.max(0, end - limit), end), end > limit, url);
  }
  const start = after === undefined ? 0 : positionOf(all, after, what, 'starting_after') + 1;
  return list(all.slice(start, start + limit), start + limit < all.length, url);
}

function positionOf(all: readonly { id: string }[], id: string, what: string, param: string): number {
  const position = all.findIndex((one) => one.id === id);
  if (position === -1) throw noSuch(what, id, param, 'parameter');
  return position;
}

export function list<T>(data: T[], hasMore: boolean, url: string): Stripe.ApiList<T> {
  return { object: 'list', data, has_more: hasMore, url };
}
