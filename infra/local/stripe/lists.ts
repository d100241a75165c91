import type { Stripe } from 'stripe';
import type { Account, Documents, IndexedField } from './account.ts';
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

/** What a list is of, and which of them it shows. */
export interface Listing<K extends keyof Documents> {
  kind: K;
  url: string;
  /** Names the kind when a cursor is not there. */
  what: string;
  /** The indexed field that narrows the list most, and what it has to hold; undefined where it may hold anything. */
  where?: readonly [field: IndexedField, value: string | number | undefined];
  matches: (document: Documents[K]) => boolean;
}

/** One page of what is kept, newest first; reads no further than it has to. */
export function pageOfKept<K extends keyof Documents>(
  account: Account,
  page: Page,
  { kind, url, what, where, matches }: Listing<K>,
): Stripe.ApiList<Documents[K]> {
  const { limit = 10, starting_after: after, ending_before: before } = page;
  refuseBoth(after, before);
  const cursor = after ?? before;
  if (cursor !== undefined && account.find(kind, cursor) === undefined) {
    throw noSuch(what, cursor, after === undefined ? 'ending_before' : 'starting_after', 'parameter');
  }
  const order = before === undefined ? 'newest-first' : 'oldest-first';
  const found: Documents[K][] = [];
  const [field, value] = where ?? [];
  const narrowed = field === undefined || value === undefined ? undefined : { field, value };
  for (const document of account.walk(kind, { order, where: narrowed, behind: cursor })) {
    if (matches(document)) found.push(document);
    if (found.length > limit) break;
  }
  const shown = found.slice(0, limit);
  return list(before === undefined ? shown : shown.toReversed(), found.length > limit, url);
}

function refuseBoth(after: string | undefined, before: string | undefined): void {
  if (after === undefined || before === undefined) return;
  throw badParameter(
    'ending_before',
    'You cannot parameterize by both starting_after and ending_before.',
    'parameters_exclusive',
  );
}

/** One page of `all` (in the order of the list); `what` names the kind when a cursor is not in it. */
export function pageOf<T extends { id: string }>(
  all: readonly T[],
  page: Page,
  url: string,
  what: string,
): Stripe.ApiList<T> {
  const { limit = 10, starting_after: after, ending_before: before } = page;
  refuseBoth(after, before);
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
