import { createHmac } from 'node:crypto';
import { Hono, type Context } from 'hono';
import * as z from 'zod';
import type { CrmAccount, CrmChange, CrmKind, CrmRecord } from './crm-account.ts';
import type { VendorForm } from './vendor-form.ts';

const PLURALS: Readonly<Record<string, CrmKind>> = {
  deals: 'deal',
  companies: 'company',
  contacts: 'contact',
  '0-1': 'contact',
  '0-2': 'company',
  '0-3': 'deal',
};

/** HubSpot as it documents itself: CRM API v3, associations v4, webhooks v3 with signature v3, batches of up to 100. */
export const HUBSPOT: VendorForm = {
  vendor: 'hubspot',
  label: 'HubSpot',
  sample: {
    dealname: 'Series A, first tranche',
    amount: '250000.00',
    deal_currency_code: 'USD',
    dealstage: 'closedwon',
    closedate: '',
    pipeline: 'default',
  },
  party: { company: 'name', email: 'email', firstName: 'firstname', lastName: 'lastname' },
  stages: { field: 'dealstage', closed: 'closedwon', lost: 'closedlost' },
  merges: 'makes-new',
  signingSecret: (secret) => secret,
  credentials: ({ token, secret }) => ({ clientSecret: secret, accessToken: token }),
  eventsOf: (change, about) => (change.record.kind === 'deal' ? eventsOf(change, about) : []),
  mostInOne: 100,
  mostAttempts: 11,
  answerTimeoutMilliseconds: 5000,
  requestOf: (events, { endpoint, at, attempt }) => {
    const body = JSON.stringify(events.map((event) => ({ ...event, attemptNumber: attempt })));
    const timestamp = String(at.getTime());
    const signed = `POST${decodeURIComponent(endpoint.url)}${body}${timestamp}`;
    return {
      headers: {
        'content-type': 'application/json',
        'user-agent': 'HubSpot Connect 2.0 (http://dev.hubspot.com/) - WebHooks',
        'x-hubspot-request-timestamp': timestamp,
        'x-hubspot-signature-version': 'v1',
        'x-hubspot-signature-v3': createHmac('sha256', endpoint.secret).update(signed).digest('base64'),
      },
      body,
    };
  },
  isTaken: (status) => status >= 200 && status < 300,
  api: hubspotApi,
};

interface About {
  readonly account: string;
  readonly at: Date;
  readonly eventId: number;
}

function eventsOf(change: CrmChange, { account, at, eventId }: About): object[] {
  const base = {
    portalId: Number(account),
    appId: 1_160_452,
    subscriptionId: 3_834_100,
    occurredAt: at.getTime(),
    changeSource: 'CRM_UI',
  };
  const { record } = change;
  const objectId = Number(record.id);
  switch (change.what) {
    case 'created':
      return [
        { eventId, ...base, subscriptionType: 'deal.creation', objectId, changeFlag: 'NEW' },
        ...Object.entries(record.fields).map(([propertyName, propertyValue], index) => ({
          eventId: eventId + 1 + index,
          ...base,
          subscriptionType: 'deal.propertyChange',
          objectId,
          propertyName,
          propertyValue,
        })),
      ];
    case 'changed': {
      const { field: propertyName, value: propertyValue } = change;
      return [{ eventId, ...base, subscriptionType: 'deal.propertyChange', objectId, propertyName, propertyValue }];
    }
    case 'deleted':
      return [
        { eventId, ...base, subscriptionType: 'deal.deletion', objectId, changeFlag: 'DELETED' },
        {
          eventId: eventId + 1,
          ...base,
          subscriptionType: 'deal.propertyChange',
          objectId,
          propertyName: 'hs_lastmodifieddate',
          propertyValue: String(at.getTime()),
        },
      ];
    case 'restored':
      return [{ eventId, ...base, subscriptionType: 'deal.restore', objectId, changeFlag: 'RESTORED' }];
    case 'linked':
    case 'unlinked': {
      const associationType = `DEAL_TO_${change.to.kind.toUpperCase()}`;
      const ends = { fromObjectId: objectId, toObjectId: Number(change.to.id), associationType };
      const isRemoved = change.what === 'unlinked';
      return [
        {
          eventId,
          ...base,
          subscriptionType: 'deal.associationChange',
          ...ends,
          associationRemoved: isRemoved,
          isPrimaryAssociation: false,
        },
      ];
    }
    case 'merged':
      return [
        {
          eventId,
          ...base,
          subscriptionType: 'deal.merge',
          objectId: Number(change.primary),
          primaryObjectId: Number(change.primary),
          mergedObjectIds: change.others.map(Number),
          newObjectId: objectId,
          numberOfPropertiesMoved: 0,
        },
      ];
    default:
      return change satisfies never;
  }
}

const batchRead = z.strictObject({
  properties: z.array(z.string()).default([]),
  propertiesWithHistory: z.array(z.string()).default([]),
  inputs: z
    .array(z.strictObject({ id: z.string() }))
    .min(1)
    .max(100),
});
const associationsRead = z.strictObject({
  inputs: z
    .array(z.strictObject({ id: z.string(), after: z.string().optional() }))
    .min(1)
    .max(1000),
});
const search = z.strictObject({
  filterGroups: z
    .array(
      z.strictObject({
        filters: z
          .array(
            z.strictObject({
              propertyName: z.literal('hs_lastmodifieddate'),
              operator: z.literal('GTE'),
              value: z.string().regex(/^\d+$/),
            }),
          )
          .length(1),
      }),
    )
    .length(1),
  sorts: z
    .array(z.strictObject({ propertyName: z.literal('hs_lastmodifieddate'), direction: z.literal('ASCENDING') }))
    .length(1),
  properties: z.array(z.string()),
  limit: z.int().min(1).max(200),
  after: z.string().regex(/^\d+$/).optional(),
});
const settings = z.strictObject({
  targetUrl: z.url(),
  throttling: z.strictObject({
    period: z.enum(['SECONDLY', 'ROLLING_MINUTE']).optional(),
    maxConcurrentRequests: z.int().min(5),
  }),
});
const subscription = z.strictObject({
  eventType: z.string(),
  propertyName: z.string().optional(),
  active: z.boolean(),
});

function hubspotApi(accountOf: (token: string) => CrmAccount | undefined): Hono {
  const app = new Hono();
  const opened = (c: Context): CrmAccount | undefined =>
    accountOf(/^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '');
  const subscriptions = new Set<string>();
  app.put('/webhooks/v3/:appId/settings', async (c) => {
    const account = accountOf(c.req.query('hapikey') ?? '');
    if (account === undefined) return unauthenticated(c);
    const read = settings.safeParse(await jsonOf(c));
    if (!read.success) return invalid(c, read.error);
    account.sendTo(read.data.targetUrl);
    return c.json({ ...read.data, createdAt: stamp(), updatedAt: stamp() });
  });
  app.post('/webhooks/v3/:appId/subscriptions', async (c) => {
    if (accountOf(c.req.query('hapikey') ?? '') === undefined) return unauthenticated(c);
    const read = subscription.safeParse(await jsonOf(c));
    if (!read.success) return invalid(c, read.error);
    const { eventType, propertyName = '' } = read.data;
    if (eventType.endsWith('propertyChange') !== (propertyName !== ''))
      return problem(c, 400, 'VALIDATION_ERROR', 'propertyName');
    const key = `${c.req.param('appId')}/${eventType}/${propertyName}`;
    if (subscriptions.has(key)) return problem(c, 409, 'CONFLICT', 'A subscription of this kind exists.');
    subscriptions.add(key);
    return c.json({ id: String(subscriptions.size), ...read.data, createdAt: stamp() }, 201);
  });
  app.use(async (c, next) => (opened(c) === undefined ? unauthenticated(c) : next()));
  const within = (work: (account: CrmAccount, c: Context) => Promise<Response> | Response) => (c: Context) => {
    const account = opened(c);
    return account === undefined ? unauthenticated(c) : work(account, c);
  };
  app.get(
    '/account-info/v3/details',
    within((account, c) =>
      c.json({ portalId: Number(account.id), timeZone: 'US/Eastern', companyCurrency: 'USD', utcOffset: '-05:00' }),
    ),
  );
  app.post('/crm/v3/objects/deals/search', within(searchDeals));
  app.post('/crm/v3/objects/:kind/batch/read', within(readBatch));
  app.get('/crm/v3/objects/:kind/:id', within(readOne));
  app.post('/crm/v4/associations/:from/:to/batch/read', within(readAssociations));
  app.notFound((c) => problem(c, 404, 'OBJECT_NOT_FOUND', 'There is nothing at this address.'));
  return app;
}

async function readBatch(account: CrmAccount, c: Context): Promise<Response> {
  const kind = PLURALS[c.req.param('kind') ?? ''];
  const read = batchRead.safeParse(await jsonOf(c));
  if (kind === undefined) return problem(c, 400, 'VALIDATION_ERROR', 'Unable to infer object type');
  if (!read.success) return invalid(c, read.error);
  const { inputs, properties } = read.data;
  const records = inputs.map(({ id }) => ({ id, record: account.now(kind, id) }));
  const missing = records.filter(({ record }) => record === undefined || record.isDeleted).map(({ id }) => id);
  const found = records.flatMap(({ record }) => (record === undefined || record.isDeleted ? [] : [record]));
  const results = [...new Map(found.map((record) => [record.id, record])).values()].map((one) =>
    objectOf(one, properties),
  );
  const times = { startedAt: stamp(), completedAt: stamp() };
  if (missing.length === 0) return c.json({ status: 'COMPLETE', results, ...times });
  const message = `Could not get some ${kind.toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`;
  const errors = [{ status: 'error', category: 'OBJECT_NOT_FOUND', message, context: { ids: missing } }];
  return c.json({ status: 'COMPLETE', results, numErrors: 1, errors, ...times }, 207);
}

function readOne(account: CrmAccount, c: Context): Response {
  const kind = PLURALS[c.req.param('kind') ?? ''];
  const record = kind === undefined ? undefined : account.now(kind, c.req.param('id') ?? '');
  if (record === undefined || record.isDeleted) return problem(c, 404, 'OBJECT_NOT_FOUND', 'resource not found');
  return c.json(objectOf(record, (c.req.query('properties') ?? '').split(',')));
}

async function searchDeals(account: CrmAccount, c: Context): Promise<Response> {
  const read = search.safeParse(await jsonOf(c));
  if (!read.success) return invalid(c, read.error);
  const { filterGroups, limit, after = '0', properties } = read.data;
  const from = Number(filterGroups[0]?.filters[0]?.value);
  const at = Number(after);
  if (at + limit > 10_000)
    return problem(c, 400, 'VALIDATION_ERROR', 'Only the first 10000 results can be paged through.');
  const all = account
    .list('deal')
    .filter((deal) => !deal.isDeleted && deal.mergedInto === undefined && Date.parse(deal.updatedAt) >= from)
    .sort((a, b) => (a.updatedAt < b.updatedAt ? -1 : 1));
  const results = all.slice(at, at + limit).map((deal) => objectOf(deal, properties));
  const paging = at + limit < all.length ? { paging: { next: { after: String(at + limit) } } } : {};
  return c.json({ total: all.length, results, ...paging });
}

async function readAssociations(account: CrmAccount, c: Context): Promise<Response> {
  const [from, to] = [PLURALS[c.req.param('from') ?? ''], PLURALS[c.req.param('to') ?? '']];
  const read = associationsRead.safeParse(await jsonOf(c));
  if (from === undefined || to === undefined) return problem(c, 400, 'VALIDATION_ERROR', 'Unable to infer object type');
  if (!read.success) return invalid(c, read.error);
  const results = read.data.inputs.flatMap(({ id }) => {
    // HubSpot finds no associations under an id that was merged away.
    const record = account.find(from, id);
    if (record === undefined || record.isDeleted || record.mergedInto !== undefined) return [];
    const links = linksOf(account, record, to);
    return links.length === 0 ? [] : [{ from: { id }, to: links }];
  });
  return c.json({ status: 'COMPLETE', results, startedAt: stamp(), completedAt: stamp() });
}

function linksOf(account: CrmAccount, record: CrmRecord, to: CrmKind): object[] {
  const named =
    record.kind === 'deal'
      ? record.links.filter(({ kind }) => kind === to)
      : account
          .list('deal')
          .filter((deal) => !deal.isDeleted && deal.mergedInto === undefined)
          .flatMap((deal) =>
            deal.links
              .filter((link) => link.kind === record.kind && link.id === record.id)
              .map((link) => ({ ...link, id: deal.id })),
          );
  return named.map(({ id, labels }) => ({
    toObjectId: Number(id),
    associationTypes: [
      { category: 'HUBSPOT_DEFINED', typeId: 3, label: null },
      ...labels.map((label, index) => ({ category: 'USER_DEFINED', typeId: 100 + index, label })),
    ],
  }));
}

function objectOf({ id, fields, createdAt, updatedAt, mergedIds }: CrmRecord, wanted: readonly string[]): object {
  const own: Readonly<Record<string, string>> = {
    ...fields,
    createdate: createdAt,
    hs_lastmodifieddate: updatedAt,
    hs_object_id: id,
    ...(mergedIds.length === 0 ? {} : { hs_merged_object_ids: mergedIds.join(';') }),
  };
  const always = ['createdate', 'hs_lastmodifieddate', 'hs_object_id'];
  // A property that has no value, or that HubSpot does not know, comes as null.
  const properties = [...new Set([...always, ...wanted])]
    .filter((name) => name !== '')
    .map((name) => [name, own[name] || null]);
  return { id, properties: Object.fromEntries(properties), createdAt, updatedAt, archived: false };
}

async function jsonOf(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function unauthenticated(c: Context): Response {
  return problem(
    c,
    401,
    'INVALID_AUTHENTICATION',
    'Authentication credentials not found. This API supports OAuth 2.0 authentication.',
  );
}

function invalid(c: Context, error: z.ZodError): Response {
  return problem(
    c,
    400,
    'VALIDATION_ERROR',
    `Invalid input JSON: ${error.issues.map(({ path }) => path.join('.')).join(', ')}`,
  );
}

function problem(c: Context, status: 400 | 401 | 404 | 409, category: string, message: string): Response {
  return c.json({ status: 'error', message, correlationId: '00000000-0000-0000-0000-000000000000', category }, status);
}

function stamp(): string {
  return new Date().toISOString();
}
