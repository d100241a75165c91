import { Hono, type Context } from 'hono';
import type { CrmAccount, CrmKind, CrmRecord } from './crm-account.ts';
import { exactNumber } from './exact-number.ts';
import { MalformedQuery, parseSoql, type SoqlQuery } from './soql.ts';

export const CONSUMER_KEY = '3MVG9tallystick';

/** An answer may hold fewer records than there are, whatever the query's limit: the rest is at another address. */
const MOST_IN_ANSWER = 50;

const OBJECTS: Readonly<Record<string, CrmKind | 'role'>> = {
  Opportunity: 'deal',
  Account: 'company',
  Contact: 'contact',
  OpportunityContactRole: 'role',
};
const COMMON = ['Id', 'IsDeleted', 'CreatedDate', 'LastModifiedDate', 'SystemModstamp'];
/** What every organization has beside its own fields; CurrencyIsoCode only where there are several currencies. */
const STANDARD: Readonly<Record<string, readonly string[]>> = {
  deal: [
    ...COMMON,
    'AccountId',
    'Name',
    'Amount',
    'StageName',
    'CloseDate',
    'IsWon',
    'IsClosed',
    'LastStageChangeDate',
  ],
  company: [...COMMON, 'MasterRecordId', 'Name', 'Website'],
  contact: [...COMMON, 'MasterRecordId', 'AccountId', 'FirstName', 'LastName', 'Email', 'Phone'],
  role: [...COMMON, 'OpportunityId', 'ContactId', 'Role', 'IsPrimary'],
};
const NUMBERS: ReadonlySet<string> = new Set(['Amount']);

/** A row of an object: its fields by name, values as they are compared. */
interface Row {
  readonly kind: string;
  readonly id: string;
  readonly fields: Readonly<Record<string, string | boolean | null>>;
  /** Rows that it leads to, such as `Account` of an opportunity. */
  readonly related: Readonly<Record<string, Row | undefined>>;
}

/** OAuth's client credentials and queries in SOQL, as strict as Salesforce's: unknown fields, tokens and addresses refused. */
export function salesforceApi(accountOf: (token: string) => CrmAccount | undefined): Hono {
  const app = new Hono();
  const sessions = new Map<string, CrmAccount>();
  const cursors = new Map<string, object[]>();
  app.post('/services/oauth2/token', async (c) => {
    if (!(c.req.header('content-type') ?? '').startsWith('application/x-www-form-urlencoded')) {
      return c.json({ error: 'invalid_request', error_description: 'must be form-urlencoded' }, 400);
    }
    const form = new URLSearchParams(await c.req.text());
    if (form.get('grant_type') !== 'client_credentials') {
      return c.json({ error: 'unsupported_grant_type', error_description: 'grant type not supported' }, 400);
    }
    const account = accountOf(form.get('client_secret') ?? '');
    if (form.get('client_id') !== CONSUMER_KEY || account === undefined) {
      return c.json({ error: 'invalid_client', error_description: 'invalid client credentials' }, 400);
    }
    const token = `${account.id.slice(0, 15)}!AQEAQ.${sessions.size + 1}`;
    sessions.set(token, account);
    return c.json({
      access_token: token,
      signature: 'bm90IGNoZWNrZWQ=',
      scope: 'api',
      instance_url: 'https://local.my.salesforce.com',
      id: `https://login.salesforce.com/id/${account.id}/005000000000001AAA`,
      token_type: 'Bearer',
      issued_at: String(Date.now()),
      api_instance_url: 'https://api.salesforce.com',
    });
  });
  const within = (work: (account: CrmAccount, c: Context) => Response) => (c: Context) => {
    const account = sessions.get(/^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '');
    return account === undefined
      ? refuse(c, 401, 'INVALID_SESSION_ID', 'Session expired or invalid')
      : work(account, c);
  };
  app.get(
    '/services/data/:version/queryAll',
    within((account, c) => {
      try {
        const query = parseSoql(c.req.query('q') ?? '');
        return answer(run(account, query), { first: true, cursors });
      } catch (error) {
        if (error instanceof NoSuchField) return refuse(c, 400, 'INVALID_FIELD', error.message);
        if (error instanceof MalformedQuery) return refuse(c, 400, 'MALFORMED_QUERY', error.message);
        throw error;
      }
    }),
  );
  app.get(
    '/services/data/:version/query/:locator',
    within((_, c) => {
      const rest = cursors.get(c.req.param('locator') ?? '');
      if (rest === undefined) return refuse(c, 400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
      return answer(rest, { first: false, cursors });
    }),
  );
  app.notFound((c) => refuse(c, 404, 'NOT_FOUND', 'The requested resource does not exist'));
  return app;
}

class NoSuchField extends Error {}

function run(account: CrmAccount, query: SoqlQuery): object[] {
  const { object, named, fields, matches, order, limit } = query;
  const kind = OBJECTS[object];
  if (kind === undefined) throw new MalformedQuery(`sObject type '${object}' is not supported.`);
  for (const field of named) requireField(account, object, field);
  const rows = rowsOf(account, kind).filter((row) => matches((field) => valueAt(row, field)));
  const sorted = rows.toSorted((a, b) => {
    for (const { field, isDown } of order) {
      const [one, other] = [String(valueAt(a, field)), String(valueAt(b, field))];
      if (one !== other) return one < other === isDown ? 1 : -1;
    }
    return 0;
  });
  return sorted.slice(0, limit).map((row) => shown(row, object, fields));
}

/** Names are taken in any case; one that the organization does not have is refused, and so is one of another object. */
function requireField(account: CrmAccount, object: string, field: string): void {
  const [name = '', parent] = field.split('.').toReversed();
  const owner = parent ?? object;
  const kind = OBJECTS[owner];
  const isRelated = parent === undefined || (object === 'Opportunity' && owner === 'Account') || owner === 'Contact';
  const own =
    kind === undefined || kind === 'role' ? [] : account.list(kind).flatMap(({ fields }) => Object.keys(fields));
  const has = [...(STANDARD[kind ?? ''] ?? []), ...own].some((one) => one.toLowerCase() === name.toLowerCase());
  if (has && isRelated) return;
  throw new NoSuchField(
    `\n${field}\n^\nERROR at Row:1:Column:8\nNo such column '${name}' on entity '${owner}'. If you are attempting to use a ` +
      "custom field, be sure to append the '__c' after the custom field name.",
  );
}

function rowsOf(account: CrmAccount, kind: CrmKind | 'role'): Row[] {
  if (kind !== 'role') return account.list(kind).map((record) => rowOf(account, record));
  return account.list('deal').flatMap((deal) =>
    deal.links
      .filter((link) => link.kind === 'contact')
      .map((link, index): Row => {
        const contact = account.now('contact', link.id);
        const stamp = seconds(deal.updatedAt);
        const id = `00K${deal.id.slice(3, 14)}${index}EAA`;
        const isPrimary = link.labels.includes('Primary');
        const role = link.labels.find((label) => label !== 'Primary') ?? null;
        const base = { Id: id, IsDeleted: deal.isDeleted || contact?.isDeleted !== false, SystemModstamp: stamp };
        const ends = { OpportunityId: deal.id, ContactId: contact?.id ?? null };
        return {
          kind,
          id,
          fields: { ...base, ...ends, Role: role, IsPrimary: isPrimary },
          related: { Contact: contact === undefined ? undefined : rowOf(account, contact) },
        };
      }),
  );
}

function rowOf(account: CrmAccount, record: CrmRecord): Row {
  const { kind, id, fields, createdAt, updatedAt, isDeleted, absorbedBy } = record;
  const link = record.links.find((one) => one.kind === 'company');
  const firm = link === undefined ? undefined : account.now('company', link.id);
  const stamps = {
    CreatedDate: seconds(createdAt),
    LastModifiedDate: seconds(updatedAt),
    SystemModstamp: seconds(updatedAt),
  };
  const base = { ...fields, ...stamps, Id: id, IsDeleted: isDeleted };
  if (kind !== 'deal') return { kind, id, fields: { ...base, MasterRecordId: absorbedBy ?? null }, related: {} };
  const stage = fields['StageName'];
  const since = record.since['StageName'];
  const own = {
    AccountId: firm?.id ?? null,
    IsWon: stage === 'Closed Won',
    IsClosed: stage?.startsWith('Closed') === true,
  };
  return {
    kind,
    id,
    fields: { ...base, ...own, LastStageChangeDate: since === undefined ? null : seconds(since) },
    related: { Account: firm === undefined || firm.isDeleted ? undefined : rowOf(account, firm) },
  };
}

function valueAt(row: Row, field: string): string | boolean | null {
  const [first = '', ...rest] = field.split('.');
  const related = rest.length === 0 ? undefined : row.related[first];
  if (rest.length > 0) return related === undefined ? null : valueAt(related, rest.join('.'));
  const name = Object.keys(row.fields).find((one) => one.toLowerCase() === first.toLowerCase());
  return (name === undefined ? null : row.fields[name]) ?? null;
}

/** A record as the REST API writes it: its own spelling of names, numbers as Java's, moments with an offset. */
function shown(row: Row, object: string, fields: readonly string[]): object {
  const attributes = { type: object, url: `/services/data/v66.0/sobjects/${object}/${row.id}` };
  const parents = [...new Set(fields.flatMap((field) => (field.includes('.') ? [field.split('.')[0] ?? ''] : [])))];
  const own = fields.filter((field) => !field.includes('.')).map((field) => [spelled(row, field), written(row, field)]);
  const nested = parents.map((parent) => {
    const related = row.related[parent];
    const of = fields.flatMap((field) => (field.startsWith(`${parent}.`) ? [field.slice(parent.length + 1)] : []));
    return [parent, related === undefined ? null : shown(related, parent, of)];
  });
  return { attributes, ...Object.fromEntries(own), ...Object.fromEntries(nested) };
}

function spelled(row: Row, field: string): string {
  const names = [...(STANDARD[row.kind] ?? []), ...Object.keys(row.fields)];
  return names.find((one) => one.toLowerCase() === field.toLowerCase()) ?? field;
}

function written(row: Row, field: string): unknown {
  const value = valueAt(row, field);
  if (typeof value !== 'string' || value === '') return value === '' ? null : value;
  if (NUMBERS.has(spelled(row, field))) return javaDouble(value);
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value) ? value.replace('Z', '.000+0000') : value;
}

/** A number with the digits that Java prints of a double: `250000.0`, and from ten million on `1.0E7`. */
function javaDouble(text: string): unknown {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(number)) return null;
  const [digits = '', exponent = ''] = number.toExponential().split('e');
  const isLong = Math.abs(number) >= 1e7 || (number !== 0 && Math.abs(number) < 1e-3);
  const source = isLong ? `${withPoint(digits)}E${Number(exponent)}` : withPoint(String(number));
  return exactNumber(source);
}

function withPoint(digits: string): string {
  return digits.includes('.') ? digits : `${digits}.0`;
}

function answer(records: readonly object[], at: { first: boolean; cursors: Map<string, object[]> }): Response {
  const rest = records.slice(MOST_IN_ANSWER);
  const locator = `01g000000000001AAA-${at.cursors.size + 1}`;
  if (rest.length > 0) at.cursors.set(locator, rest);
  const body = {
    totalSize: records.length,
    done: rest.length === 0,
    ...(rest.length === 0 ? {} : { nextRecordsUrl: `/services/data/v66.0/query/${locator}` }),
    records: records.slice(0, MOST_IN_ANSWER),
  };
  return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json;charset=UTF-8' } });
}

function refuse(c: Context, status: 400 | 401 | 404, errorCode: string, message: string): Response {
  return c.json([{ message, errorCode }], status);
}

/** Salesforce's times are whole seconds. */
function seconds(instant: string): string {
  return `${instant.slice(0, 19)}Z`;
}
