import type { Stripe } from 'stripe';
import type { Account } from './account.ts';
import { badParameter } from './api-refusal-error.ts';
import type { KeptEvent } from './events.ts';
import { presented } from './invoice-object.ts';
import { paging } from './lists.ts';
import { integer, required, text } from './parameters.ts';
import type { Field } from './parameters.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';
import { meets, parseQuery } from './search-query.ts';

/** How far search is behind what is: under a minute on most days, as Stripe says, and up to an hour on others. */
export const USUAL_SEARCH_LAG_SECONDS = 60;

const SEARCH_FIELDS = {
  expand: paging.expand,
  limit: integer({ min: 1, max: 100 }),
  page: text(),
  query: required(text()),
} satisfies Record<keyof Stripe.InvoiceSearchParams, Field<unknown>>;

const INVOICE_FIELDS = ['created', 'currency', 'customer', 'metadata', 'number', 'receipt_number', 'status', 'total'];
const CUSTOMER_FIELDS = ['created', 'email', 'metadata', 'name', 'phone'];

/** Search shows what was, not what is: nobody may rely on it to find what was just made. */
export const searchRoutes: Route[] = [
  searchRoute('invoice', '/v1/invoices/search', INVOICE_FIELDS),
  searchRoute('customer', '/v1/customers/search', CUSTOMER_FIELDS),
];

function searchRoute(kind: 'invoice' | 'customer', path: string, fields: readonly string[]): Route {
  return route('GET', path, SEARCH_FIELDS, ({ account, params }) => {
    const query = parseQuery(params.query, fields);
    const found = asSearchSees(account, kind).filter((document) => meets(document, query));
    const start = startOf(params.page);
    const end = start + (params.limit ?? 10);
    const hasMore = end < found.length;
    return {
      object: 'search_result',
      data: found.slice(start, end),
      has_more: hasMore,
      next_page: hasMore ? Buffer.from(String(end)).toString('base64url') : null,
      url: path,
    };
  });
}

function startOf(page: string | undefined): number {
  if (page === undefined) return 0;
  const start = Number(Buffer.from(page, 'base64url').toString());
  if (Number.isSafeInteger(start) && start > 0) return start;
  throw badParameter('page', 'Invalid page: use the `next_page` of an earlier search.');
}

/** The documents as they were when search last caught up, newest first: none that came since, all that went since. */
function asSearchSees(account: Account, kind: 'invoice' | 'customer'): object[] {
  const seenUntil = account.now() - account.searchLagSeconds;
  const past = (id: string) => {
    const events = account.of('event', 'data.object.id', id);
    return events.find((event) => event.created <= seenUntil)?.data.object;
  };
  const gone = [...account.walk('event', { order: 'newest-first' })]
    .filter(({ type, created }) => type === `${kind}.deleted` && created > seenUntil)
    .flatMap((event) => past(idIn(event)) ?? []);
  const kept = account.all(kind).flatMap((document) => {
    if ('deleted' in document && document.deleted) return [];
    const latest = account.of('event', 'data.object.id', document.id)[0];
    if (latest !== undefined && latest.created > seenUntil) return past(document.id) ?? [];
    return document.object === 'invoice' ? presented(account, document) : document;
  });
  return [...gone, ...kept];
}

function idIn({ data }: KeptEvent): string {
  return 'id' in data.object ? String(data.object.id) : '';
}
