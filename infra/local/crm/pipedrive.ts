import { Hono, type Context } from 'hono';
import * as z from 'zod';
import type { CrmAccount, CrmChange, CrmKind, CrmRecord } from './crm-account.ts';
import { exactNumber } from './exact-number.ts';
import type { VendorForm } from './vendor-form.ts';

const ENTITIES: Readonly<Record<CrmKind, string>> = { deal: 'deal', contact: 'person', company: 'organization' };
/** Fields that Pipedrive writes as JSON numbers. */
const NUMBERS: ReadonlySet<string> = new Set(['value', 'stage_id', 'pipeline_id']);

/** Pipedrive as it documents itself: API v2, webhooks v2 with HTTP Basic, one event a request, three more attempts. */
export const PIPEDRIVE: VendorForm = {
  vendor: 'pipedrive',
  label: 'Pipedrive',
  sample: { title: 'Series A, first tranche', value: '250000.5', currency: 'USD', status: 'won', won_time: '' },
  party: { company: 'name', email: 'email', firstName: 'first_name', lastName: 'last_name' },
  stages: { field: 'status', closed: 'won', lost: 'lost' },
  merges: 'keeps-primary',
  signingSecret: (secret) => `tallystick:${secret}`,
  credentials: ({ token, secret }) => ({ signingSecrets: [`tallystick:${secret}`], apiToken: token }),
  eventsOf,
  mostInOne: 1,
  mostAttempts: 4,
  answerTimeoutMilliseconds: 10_000,
  requestOf: ([event], { endpoint, attempt }) => {
    const { meta = {}, ...rest } = (event ?? {}) as { meta?: object };
    return {
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Pipedrive Webhooks',
        authorization: `Basic ${Buffer.from(endpoint.secret).toString('base64')}`,
      },
      body: textOf({ meta: { ...meta, attempt: attempt + 1 }, ...rest }),
    };
  },
  isTaken: (status) => status >= 200 && status < 300,
  api: pipedriveApi,
};

function eventsOf(
  change: CrmChange,
  { account, at, eventId }: { account: string; at: Date; eventId: number },
): object[] {
  const { record } = change;
  const action = ACTIONS[change.what];
  if (action === undefined) return [];
  const meta = {
    action,
    company_id: account,
    correlation_id: `00000000-0000-4000-8000-${String(eventId).padStart(12, '0')}`,
    entity: ENTITIES[record.kind],
    entity_id: record.id,
    id: `10000000-0000-4000-8000-${String(eventId).padStart(12, '0')}`,
    is_bulk_edit: false,
    timestamp: at.toISOString(),
    type: 'general',
    user_id: '1',
    version: '2.0',
    webhook_id: '1',
    change_source: 'app',
  };
  return [{ meta, data: action === 'delete' ? null : plainOf(record), previous: null }];
}

/** A merge is a deletion of one and a change of the other, and comes as these. */
const ACTIONS: Readonly<Partial<Record<CrmChange['what'], string>>> = {
  created: 'create',
  changed: 'change',
  deleted: 'delete',
  restored: 'create',
  linked: 'change',
  unlinked: 'change',
};

const listQuery = z.strictObject({
  ids: z
    .string()
    .regex(/^\d+(,\d+){0,99}$/)
    .optional(),
  updated_since: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)
    .optional(),
  sort_by: z.enum(['id', 'update_time', 'add_time']).default('id'),
  sort_direction: z.enum(['asc', 'desc']).default('asc'),
  limit: z
    .string()
    .regex(/^([1-9]\d?|[1-4]\d\d|500)$/)
    .default('100'),
  cursor: z.string().optional(),
  person_id: z.string().regex(/^\d+$/).optional(),
  org_id: z.string().regex(/^\d+$/).optional(),
});
const newWebhook = z.strictObject({
  subscription_url: z.url(),
  event_action: z.enum(['create', 'change', 'delete', '*']),
  event_object: z.enum(['deal', 'person', 'organization', 'lead', '*']),
  http_auth_user: z.string().min(1),
  http_auth_password: z.string().min(1),
  version: z.literal('2.0'),
});

function pipedriveApi(accountOf: (token: string) => CrmAccount | undefined): Hono {
  const app = new Hono();
  const opened = (c: Context): CrmAccount | undefined => accountOf(c.req.header('x-api-token') ?? '');
  const within = (work: (account: CrmAccount, c: Context) => Promise<Response> | Response) => (c: Context) => {
    const account = opened(c);
    return account === undefined ? refuse(c, 401, 'unauthorized access') : work(account, c);
  };
  app.get(
    '/api/v1/users/me',
    within((account) => answer({ id: 1, company_id: Number(account.id), is_admin: 1 })),
  );
  app.post('/api/v1/webhooks', within(makeWebhook));
  app.get(
    '/api/v2/deals',
    within((account, c) => list(account, c, 'deal')),
  );
  app.get(
    '/api/v2/persons',
    within((account, c) => list(account, c, 'contact')),
  );
  app.get(
    '/api/v2/organizations',
    within((account, c) => list(account, c, 'company')),
  );
  app.notFound((c) => refuse(c, 404, 'unknown method'));
  return app;
}

async function makeWebhook(account: CrmAccount, c: Context): Promise<Response> {
  const read = newWebhook.safeParse(await c.req.json());
  if (!read.success) return refuse(c, 400, read.error.issues.map(({ path }) => path.join('.')).join(', '));
  account.sendTo(read.data.subscription_url);
  return answer({ id: 1, ...read.data, http_auth_password: undefined, is_active: 1 }, 201);
}

function names(record: CrmRecord, kind: CrmKind, id: string | undefined): boolean {
  return id === undefined || record.links.some((link) => link.kind === kind && link.id === id);
}

function list(account: CrmAccount, c: Context, kind: CrmKind): Response {
  const read = listQuery.safeParse(c.req.query());
  if (!read.success) return refuse(c, 400, read.error.issues.map(({ path }) => path.join('.')).join(', '));
  const { ids, updated_since: since, limit, cursor, person_id: person, org_id: org } = read.data;
  const wanted = ids?.split(',');
  const all = account
    .list(kind)
    .filter((record) => !record.isDeleted)
    .filter(({ id, updatedAt }) => (wanted?.includes(id) ?? true) && (since === undefined || updatedAt >= since))
    .filter((record) => names(record, 'contact', person) && names(record, 'company', org))
    .sort((a, b) =>
      read.data.sort_by === 'update_time' ? order(a.updatedAt, b.updatedAt) : Number(a.id) - Number(b.id),
    );
  const from = cursor === undefined ? 0 : Number(Buffer.from(cursor, 'base64url').toString());
  const to = from + Number(limit);
  const next = to < all.length ? Buffer.from(String(to)).toString('base64url') : null;
  return answer(all.slice(from, to).map(plainOf), 200, { next_cursor: next });
}

/** A record as API v2 and webhooks write it; amounts are JSON numbers with the digits that were entered. */
function plainOf({ kind, id, fields, links, createdAt, updatedAt }: CrmRecord): object {
  const linked = (of: CrmKind): number | null => {
    const link = links.find((one) => one.kind === of);
    return link === undefined ? null : Number(link.id);
  };
  const own = Object.entries(fields).map(([name, value]) => [
    name,
    NUMBERS.has(name) && value !== '' ? exactNumber(value) : value || null,
  ]);
  const base = { id: Number(id), add_time: seconds(createdAt), update_time: seconds(updatedAt), is_deleted: false };
  const { email, ...rest } = Object.fromEntries(own) as Record<string, unknown>;
  if (kind === 'deal')
    return { ...base, ...Object.fromEntries(own), person_id: linked('contact'), org_id: linked('company') };
  return {
    ...base,
    ...rest,
    ...(kind === 'contact' ? { emails: [{ value: email, primary: true, label: 'work' }] } : {}),
  };
}

/** Pipedrive's times are whole seconds. */
function seconds(instant: string): string {
  return `${instant.slice(0, 19)}Z`;
}

function textOf(value: unknown): string {
  return JSON.stringify(value);
}

function answer(data: unknown, status = 200, more?: object): Response {
  const body = { success: true, data, ...(more === undefined ? {} : { additional_data: more }) };
  return new Response(textOf(body), { status, headers: { 'content-type': 'application/json' } });
}

function refuse(c: Context, status: 400 | 401 | 404, error: string): Response {
  return c.json({ success: false, error, errorCode: status }, status);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
