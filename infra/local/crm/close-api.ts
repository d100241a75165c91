import { Hono, type Context } from 'hono';
import * as z from 'zod';
import { closeId, leadIdOf, leadOf, opportunityOf, recordId, stamp, statusChangesOf } from './close-records.ts';
import type { CrmAccount } from './crm-account.ts';

/** Where Close's lists end, whatever the page. */
const MOST_SKIPPED = 10_000;

const listQuery = z.strictObject({
  lead_id: z
    .string()
    .regex(/^lead_\w+$/)
    .optional(),
  date_updated__gte: z.iso.datetime({ offset: true }).optional(),
  _order_by: z.enum(['date_updated', '-date_updated', 'date_created', '-date_created']).default('date_created'),
  _limit: z.coerce.number().int().min(1).max(100).default(100),
  _skip: z.coerce.number().int().min(0).max(MOST_SKIPPED).default(0),
});
const statusChangesQuery = z.strictObject({
  opportunity_id: z.string().regex(/^oppo_\w+$/),
  _limit: z.coerce.number().int().min(1).max(100).default(100),
});
const eventQuery = z.strictObject({
  object_id: z.string().regex(/^oppo_\w+$/),
  action: z.literal('deleted'),
  _limit: z.coerce.number().int().min(1).max(50).default(50),
});
const oneQuery = z.strictObject({
  _fields: z
    .string()
    .regex(/^[\w.]+(,[\w.]+)*$/)
    .optional(),
});
const newSubscription = z.strictObject({
  url: z.url(),
  events: z
    .array(
      z.strictObject({
        object_type: z.enum(['lead', 'contact', 'opportunity']),
        action: z.enum(['created', 'updated', 'deleted', 'merged']),
      }),
    )
    .min(1),
  verify_ssl: z.boolean().default(true),
});

interface Subscription {
  readonly id: string;
  readonly account: string;
  readonly url: string;
}

/** Close's API v1, by HTTP Basic with the key as the user and no password. */
export function closeApi(accountOf: (token: string) => CrmAccount | undefined): Hono {
  const app = new Hono().basePath('/api/v1');
  const subscriptions = new Map<string, Subscription>();
  let made = 0;
  const within =
    (work: (account: CrmAccount, c: Context) => Promise<Response> | Response) =>
    (c: Context): Promise<Response> | Response => {
      const account = accountOf(keyOf(c));
      return account === undefined ? refuse(c, 401, 'Unauthorized') : work(account, c);
    };
  app.get(
    '/pipeline/',
    within((account, c) => c.json({ data: [{ id: 'pipe_1', name: 'Sales', organization_id: account.id }] })),
  );
  app.get('/opportunity/', within(listOpportunities));
  app.get(
    '/opportunity/:id/',
    within((account, c) => {
      const deal = account.find('deal', recordId('deal', c.req.param('id') ?? ''));
      return oneOf(c, deal === undefined || deal.isDeleted ? undefined : opportunityOf(deal, account.id));
    }),
  );
  app.get('/activity/status_change/opportunity/', within(listStatusChanges));
  app.get('/event/', within(listEvents));
  app.get(
    '/lead/:id/',
    within((account, c) => oneOf(c, leadOf(account, c.req.param('id') ?? ''))),
  );
  app.get('/contact/:id/', within(readContact));
  app.get(
    '/webhook/',
    within((account, c) => c.json({ data: [...subscriptions.values()].filter((one) => one.account === account.id) })),
  );
  app.post(
    '/webhook/',
    within(async (account, c) => {
      const read = newSubscription.safeParse(await c.req.json());
      if (!read.success) return invalid(c, read.error);
      made += 1;
      const id = `whsub_${made}`;
      subscriptions.set(id, { id, account: account.id, url: read.data.url });
      const signature_key = account.sendTo(read.data.url);
      return c.json({ id, ...read.data, status: 'active', signature_key, health_status: 'healthy' }, 201);
    }),
  );
  app.delete(
    '/webhook/:id/',
    within((_, c) => (subscriptions.delete(c.req.param('id') ?? '') ? c.json({}) : refuse(c, 404, 'Not found'))),
  );
  app.notFound((c) => refuse(c, 404, 'Not found'));
  return app;
}

/** The user's name of HTTP Basic; a password makes it no key. */
function keyOf(c: Context): string {
  const basic = /^Basic ([A-Za-z0-9+/]+=*)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
  return /^([^:]+):$/.exec(Buffer.from(basic, 'base64').toString('utf8'))?.[1] ?? '';
}

function listOpportunities(account: CrmAccount, c: Context): Response {
  const read = listQuery.safeParse(c.req.query());
  if (!read.success) return invalid(c, read.error);
  const { lead_id: lead, date_updated__gte: since, _limit: limit, _skip: skip, _order_by: order } = read.data;
  const by = order.includes('updated') ? 'updatedAt' : 'createdAt';
  const all = account
    .list('deal')
    .filter((deal) => !deal.isDeleted && (lead === undefined || leadIdOf(deal) === lead))
    .filter(({ updatedAt }) => since === undefined || Date.parse(updatedAt) >= Date.parse(since))
    .sort((a, b) => (a[by] < b[by] ? -1 : 1) * (order.startsWith('-') ? -1 : 1));
  const data = all.slice(skip, skip + limit).map((deal) => opportunityOf(deal, account.id));
  return answer({ data, has_more: skip + limit < all.length, total_results: all.length });
}

function listStatusChanges(account: CrmAccount, c: Context): Response {
  const read = statusChangesQuery.safeParse(c.req.query());
  if (!read.success) return invalid(c, read.error);
  const deal = account.find('deal', recordId('deal', read.data.opportunity_id));
  return answer({ data: deal === undefined ? [] : statusChangesOf(deal), has_more: false });
}

/** Of the event log, that an opportunity was deleted. */
function listEvents(account: CrmAccount, c: Context): Response {
  const read = eventQuery.safeParse(c.req.query());
  if (!read.success) return invalid(c, read.error);
  const { object_id, action } = read.data;
  const isDeleted = account.find('deal', recordId('deal', object_id))?.isDeleted === true;
  const data = isDeleted ? [{ id: 'ev_1', object_type: 'opportunity', object_id, action }] : [];
  return answer({ data, cursor_next: null, cursor_previous: null });
}

function readContact(account: CrmAccount, c: Context): Response {
  const contact = account.find('contact', recordId('contact', c.req.param('id') ?? ''));
  if (contact === undefined || contact.isDeleted) return oneOf(c, undefined);
  const deal = account.list('deal').find(({ links }) => links.some(({ id }) => id === contact.id));
  return oneOf(c, {
    id: closeId(contact),
    lead_id: deal === undefined ? null : leadIdOf(deal),
    date_updated: stamp(contact.updatedAt),
  });
}

/** One record with the fields that were asked for; `custom` gives every custom field. */
function oneOf(c: Context, record: object | undefined): Response {
  const read = oneQuery.safeParse(c.req.query());
  if (!read.success) return invalid(c, read.error);
  if (record === undefined) return refuse(c, 404, 'Not found');
  const wanted = read.data._fields?.split(',');
  if (wanted === undefined) return answer(record);
  const isWanted = (name: string): boolean =>
    wanted.includes(name) || (wanted.includes('custom') && name.startsWith('custom.'));
  return answer(Object.fromEntries(Object.entries(record).filter(([name]) => isWanted(name))));
}

/** Not Hono's own, which would write numbers anew. */
function answer(body: object): Response {
  return new Response(JSON.stringify(body), { status: 200, headers: { 'content-type': 'application/json' } });
}

function invalid(c: Context, error: z.ZodError): Response {
  const fields = error.issues.map(({ path, message }) => [path.join('.'), message]);
  return c.json({ 'field-errors': Object.fromEntries(fields), errors: [] }, 400);
}

function refuse(c: Context, status: 401 | 404, error: string): Response {
  return c.json({ error }, status);
}
