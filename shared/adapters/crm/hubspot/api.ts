import * as z from 'zod';
import { readMoment } from '../../../core/crm/deal-values.ts';
import { DependencyError } from '../../../core/errors.ts';
import { memberOf, textOf, type LosslessJson } from '../../../core/lossless-json.ts';
import type { Instant } from '../../../core/calendar/instant.ts';
import { askJson, type JsonAnswer } from '../../http/ask-json.ts';

export const HUBSPOT = 'hubspot';

/** What HubSpot's CRM API v3 (objects) and v4 (associations) answer, as far as it is read. */
const objects = z.object({
  results: z.array(z.object({ id: z.string(), properties: z.unknown(), updatedAt: z.string() })),
  errors: z
    .array(z.object({ category: z.string(), context: z.object({ ids: z.array(z.string()).default([]) }).optional() }))
    .default([]),
  paging: z.object({ next: z.object({ after: z.string() }).optional() }).optional(),
});

const associations = z.object({
  results: z.array(
    z.object({
      from: z.object({ id: z.string() }),
      to: z.array(
        z.object({
          toObjectId: z.string(),
          associationTypes: z.array(z.object({ label: z.string().nullish() })).default([]),
        }),
      ),
    }),
  ),
});

const details = z.object({ portalId: z.string() });

/** A record as HubSpot has it. Its properties keep their numbers' digits; HubSpot writes all values as texts. */
export interface HubspotRecord {
  readonly id: string;
  readonly properties: LosslessJson;
  readonly updatedAt: Instant;
}

export interface HubspotAssociation {
  readonly from: string;
  readonly to: string;
  readonly labels: readonly string[];
}

export type HubspotKind = 'deals' | 'companies' | 'contacts';

/** HubSpot takes and gives at most this many at once. */
const AT_ONCE = 100;
/** HubSpot's search ends at 10,000 results, whatever the page: as many as may have changed in one millisecond. */
const LAST_OF_SEARCH = 9_900;

/** The few calls of HubSpot's API that are made, with a private app's token. Errors: `dependency.failed`. */
export class HubspotApi {
  private readonly token: string;
  private readonly base: string;

  constructor(token: string, base: string) {
    this.token = token;
    this.base = base;
  }

  /** The records of these ids, and the ids of which HubSpot says that there is none. */
  async read(
    kind: HubspotKind,
    ids: readonly string[],
    properties: readonly string[],
  ): Promise<{ found: HubspotRecord[]; missing: string[] }> {
    const found: HubspotRecord[] = [];
    const missing: string[] = [];
    for (const part of partsOf(ids)) {
      const body = { properties, propertiesWithHistory: [], inputs: part.map((id) => ({ id })) };
      const answer = await this.post(`/crm/v3/objects/${kind}/batch/read`, body);
      const { results, errors } = this.parse(objects, answer);
      found.push(...results.map((result) => this.recordOf(result)));
      const absent = errors.filter(({ category }) => category === 'OBJECT_NOT_FOUND');
      if (absent.length < errors.length) throw this.notUnderstood(answer, 'errors');
      missing.push(...absent.flatMap(({ context }) => context?.ids ?? []));
    }
    return { found, missing };
  }

  /** One record, or undefined. An id that was merged away answers as the record that it is now. */
  async readOne(kind: HubspotKind, id: string, properties: readonly string[]): Promise<HubspotRecord | undefined> {
    const query = new URLSearchParams({ properties: properties.join(',') });
    const answer = await this.ask(
      'GET',
      `/crm/v3/objects/${kind}/${encodeURIComponent(id)}?${query.toString()}`,
      undefined,
      [404],
    );
    if (answer.status === 404) return undefined;
    return this.recordOf(this.parse(objects.shape.results.element, answer));
  }

  /** A page of the ids of deals modified since then, oldest first, and where the next one begins. */
  async dealsModified(since: Instant, cursor: string | undefined): Promise<{ ids: string[]; next?: string }> {
    const [from = '', after = ''] = (cursor ?? `${Date.parse(since)}|`).split('|');
    const answer = await this.post('/crm/v3/objects/deals/search', {
      filterGroups: [{ filters: [{ propertyName: 'hs_lastmodifieddate', operator: 'GTE', value: from }] }],
      sorts: [{ propertyName: 'hs_lastmodifieddate', direction: 'ASCENDING' }],
      properties: ['hs_lastmodifieddate'],
      limit: AT_ONCE,
      ...(after === '' ? {} : { after }),
    });
    const { results, paging } = this.parse(objects, answer);
    const ids = results.map(({ id }) => id);
    const next = paging?.next?.after;
    if (next === undefined) return { ids };
    const last = results.at(-1);
    const reached = last === undefined ? Number(from) : Date.parse(this.recordOf(last).updatedAt);
    // From where it has come to, not by how many it has seen: a deal that is edited meanwhile goes to the end of the list, and
    // what lies behind it moves up by one.
    if (reached > Number(from)) return { ids, next: `${reached}|` };
    return { ids, next: Number(next) <= LAST_OF_SEARCH ? `${from}|${next}` : `${Number(from) + 1}|` };
  }

  async associations(from: HubspotKind, to: HubspotKind, ids: readonly string[]): Promise<HubspotAssociation[]> {
    const all: HubspotAssociation[] = [];
    for (const part of partsOf(ids)) {
      const inputs = part.map((id) => ({ id }));
      // A record without any association is an error of its own in the answer, with status 207, and means none.
      const { results } = this.parse(
        associations,
        await this.post(`/crm/v4/associations/${from}/${to}/batch/read`, { inputs }),
      );
      for (const result of results) {
        for (const { toObjectId, associationTypes } of result.to) {
          const labels = associationTypes.flatMap(({ label }) => label ?? []);
          all.push({ from: result.from.id, to: toObjectId, labels });
        }
      }
    }
    return all;
  }

  async portalId(): Promise<string> {
    return this.parse(details, await this.ask('GET', '/account-info/v3/details')).portalId;
  }

  private post(path: string, body: unknown): Promise<JsonAnswer> {
    return this.ask('POST', path, JSON.stringify(body));
  }

  private ask(method: 'GET' | 'POST', path: string, body?: string, alsoTakes?: readonly number[]): Promise<JsonAnswer> {
    const headers = { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' };
    return askJson(
      { name: HUBSPOT },
      {
        method,
        url: `${this.base}${path}`,
        headers,
        ...(body === undefined ? {} : { body }),
        ...(alsoTakes === undefined ? {} : { alsoTakes }),
      },
    );
  }

  /** Ids are texts or numbers; as the numbers' digits are kept, both are read alike. */
  private parse<S extends z.ZodType>(schema: S, answer: JsonAnswer): z.infer<S> {
    const result = schema.safeParse(withIdsAsTexts(answer.json));
    if (result.success) return result.data;
    throw this.notUnderstood(answer, result.error.issues[0]?.path.map(String).join('.') ?? '');
  }

  private recordOf({ id, properties, updatedAt }: z.infer<typeof objects>['results'][number]): HubspotRecord {
    // What was lossless JSON before the schema looked at it still is: the schema passes properties through.
    const read = properties as LosslessJson;
    const modified = readMoment(textOf(memberOf(read, 'hs_lastmodifieddate')) ?? updatedAt) ?? readMoment(updatedAt);
    if (modified === undefined) throw this.notUnderstood({ status: 200, json: undefined }, 'updatedAt');
    return { id, properties: read, updatedAt: modified };
  }

  private notUnderstood({ status }: JsonAnswer, field: string): DependencyError {
    return new DependencyError(HUBSPOT, `HubSpot's answer cannot be read (${field}).`, {
      retryable: true,
      details: { status, field },
    });
  }
}

function withIdsAsTexts(json: LosslessJson | undefined): unknown {
  if (Array.isArray(json)) return json.map((one: LosslessJson) => withIdsAsTexts(one));
  const text = textOf(json);
  if (text !== undefined) return text;
  if (json === null || typeof json !== 'object') return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, inner]) => [key, key === 'properties' ? inner : withIdsAsTexts(inner)]),
  );
}

function partsOf<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, index) =>
    all.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  );
}
