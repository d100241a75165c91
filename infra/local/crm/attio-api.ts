import { Hono, type Context } from 'hono';
import * as z from 'zod';
import { attioRecord, DEALS_OBJECT, recordId, uuidOf } from './attio-records.ts';
import type { CrmAccount, CrmKind, CrmRecord } from './crm-account.ts';

const OBJECTS: Readonly<Record<string, CrmKind>> = { deals: 'deal', people: 'contact', companies: 'company' };

const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const reference = <T extends string>(object: T) =>
  z.strictObject({ target_object: z.literal(object), target_record_id: uuid });
const query = z.strictObject({
  filter: z
    .union([
      z.strictObject({ record_id: z.strictObject({ $in: z.array(uuid).min(1) }) }),
      z.strictObject({ associated_people: reference('people') }),
      z.strictObject({ associated_company: reference('companies') }),
    ])
    .optional(),
  sorts: z
    .array(z.strictObject({ attribute: z.literal('created_at'), direction: z.enum(['asc', 'desc']) }))
    .max(1)
    .optional(),
  limit: z.int().min(1).max(500).default(500),
  offset: z.int().min(0).default(0),
});
const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(10).max(100).default(10),
  offset: z.coerce.number().int().min(0).default(0),
});
const condition = z.strictObject({
  field: z.string().min(1),
  operator: z.enum(['equals', 'not_equals']),
  value: z.string(),
});
const newWebhook = z.strictObject({
  data: z.strictObject({
    // Attio itself takes https alone, which one machine has no certificate for.
    target_url: z.url({ protocol: /^https?$/ }),
    subscriptions: z
      .array(
        z.strictObject({
          event_type: z.enum(['record.created', 'record.updated', 'record.deleted', 'record.merged']),
          filter: z.strictObject({ $and: z.array(condition).min(1) }).nullable(),
        }),
      )
      .min(1),
  }),
});

interface Webhook {
  readonly id: { readonly workspace_id: string; readonly webhook_id: string };
  readonly target_url: string;
  readonly status: 'active';
}

type Work = (account: CrmAccount, c: Context) => Promise<Response> | Response;

/** Attio's API v2, with a bearer token. */
export function attioApi(accountOf: (token: string) => CrmAccount | undefined): Hono {
  const app = new Hono().basePath('/v2');
  const opened = (c: Context): CrmAccount | undefined =>
    accountOf(/^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '');
  const within =
    (work: Work) =>
    (c: Context): Promise<Response> | Response => {
      const account = opened(c);
      return account === undefined ? refuse(c, 401, 'unauthorized') : work(account, c);
    };
  // A token that holds no longer is answered with 200 here, and with 401 everywhere else.
  app.get('/self', (c) => {
    const account = opened(c);
    return c.json(account === undefined ? { active: false } : { active: true, workspace_id: account.id });
  });
  app.get(
    '/objects/deals',
    within((account, c) => {
      const data = { id: { workspace_id: account.id, object_id: DEALS_OBJECT }, api_slug: 'deals' };
      return c.json({ data });
    }),
  );
  app.post('/objects/:object/records/query', within(queryRecords));
  app.get(
    '/objects/deals/records/:id',
    within((account, c) => {
      const deal = account.find('deal', recordId(c.req.param('id') ?? ''));
      if (deal === undefined || deal.isDeleted || deal.mergedInto !== undefined) return refuse(c, 404, 'not_found');
      return answer({ data: attioRecord(deal, account.id) });
    }),
  );
  addWebhooks(app, within);
  app.notFound((c) => refuse(c, 404, 'not_found'));
  return app;
}

function addWebhooks(app: Hono, within: (work: Work) => (c: Context) => Promise<Response> | Response): void {
  const webhooks: Webhook[] = [];
  let made = 0;
  const ofAccount = ({ id }: CrmAccount): Webhook[] => webhooks.filter((one) => one.id.workspace_id === id);
  app.get(
    '/webhooks',
    within((account, c) => {
      const read = pageQuery.safeParse(c.req.query());
      if (!read.success) return invalid(c, read.error);
      const { limit, offset } = read.data;
      return c.json({ data: ofAccount(account).slice(offset, offset + limit) });
    }),
  );
  app.post(
    '/webhooks',
    within(async (account, c) => {
      const read = newWebhook.safeParse(await c.req.json());
      if (!read.success) return invalid(c, read.error);
      made += 1;
      const { target_url, subscriptions } = read.data.data;
      const id = { workspace_id: account.id, webhook_id: uuidOf(String(made)) };
      const webhook: Webhook = { id, target_url, status: 'active' };
      webhooks.push(webhook);
      return c.json({ data: { ...webhook, subscriptions, secret: account.sendTo(target_url) } });
    }),
  );
  app.delete(
    '/webhooks/:id',
    within((account, c) => {
      const at = webhooks.findIndex(({ id }) => id.workspace_id === account.id && id.webhook_id === c.req.param('id'));
      if (at === -1) return refuse(c, 404, 'not_found');
      webhooks.splice(at, 1);
      return c.json({});
    }),
  );
}

async function queryRecords(account: CrmAccount, c: Context): Promise<Response> {
  const kind = OBJECTS[c.req.param('object') ?? ''];
  if (kind === undefined) return refuse(c, 404, 'not_found');
  const read = query.safeParse(await c.req.json());
  if (!read.success) return invalid(c, read.error);
  const { filter, sorts = [], limit, offset } = read.data;
  const all = account
    .list(kind)
    .filter(({ isDeleted, mergedInto }) => !isDeleted && mergedInto === undefined)
    .filter((record) => passes(record, filter))
    .sort((a, b) => Number(a.id) - Number(b.id));
  const ordered = sorts[0]?.direction === 'desc' ? all.toReversed() : all;
  const data = ordered.slice(offset, offset + limit).map((record) => attioRecord(record, account.id));
  return answer({ data });
}

/** Not Hono's own, which would write numbers anew. */
function answer(body: object): Response {
  return new Response(JSON.stringify(body), { status: 200, headers: { 'content-type': 'application/json' } });
}

function passes({ id, links }: CrmRecord, filter: z.infer<typeof query>['filter']): boolean {
  if (filter === undefined) return true;
  if ('record_id' in filter) return filter.record_id.$in.includes(uuidOf(id));
  const { target_record_id } = 'associated_people' in filter ? filter.associated_people : filter.associated_company;
  return links.some((link) => link.id === recordId(target_record_id));
}

function invalid(c: Context, error: z.ZodError): Response {
  return refuse(c, 400, 'validation_type', error.issues.map(({ path }) => path.join('.')).join(', '));
}

function refuse(c: Context, status_code: 400 | 401 | 404, code: string, message = code): Response {
  return c.json({ status_code, type: 'invalid_request_error', code, message }, status_code);
}
