import * as z from 'zod';
import { idAt } from '../../../core/crm/deal-values.ts';
import { memberOf, textOf, type LosslessJson } from '../../../core/lossless-json.ts';
import { answerParts } from '../../http/answer-parts.ts';
import { askJson, type JsonAnswer, type JsonCall } from '../../http/ask-json.ts';

export const CLOSE = 'close';
const { listIn, notUnderstood } = answerParts(CLOSE, 'Close');

/** A key holds no colon: it is the user's name of HTTP Basic. */
const apiKey = z.string().regex(/^[\x21-\x39\x3b-\x7e]{10,200}$/);
export const closeCredentials = z.looseObject({ apiKey });

/** A record as Close has it, its numbers by their digits. */
export interface CloseRecord {
  readonly id: string;
  readonly fields: LosslessJson;
}

export interface ClosePage {
  readonly records: readonly CloseRecord[];
  readonly hasMore: boolean;
}

export interface CloseSubscription {
  readonly id: string;
  readonly url: string;
}

/** How many opportunities one page has. */
export const PAGE = 100;

/** The few calls of Close's API v1 that are made, with an API key. Errors: `dependency.failed`. */
export class CloseApi {
  private readonly authorization: string;
  private readonly base: string;

  constructor(key: string, base: string) {
    this.authorization = `Basic ${Buffer.from(`${key}:`, 'utf8').toString('base64')}`;
    this.base = `${base}/api/v1`;
  }

  /** One record, or undefined where there is none. `fields` empty means all that Close gives. */
  async read(kind: 'opportunity' | 'lead' | 'contact', id: string, fields: readonly string[] = []) {
    const query = fields.length === 0 ? '' : `?${new URLSearchParams({ _fields: fields.join(',') }).toString()}`;
    const path = `/${kind}/${encodeURIComponent(id)}/${query}`;
    const { status, json } = await this.ask('GET', path, undefined, [404]);
    return status === 404 ? undefined : recordOf(json);
  }

  /** Opportunities changed at or after a moment as Close writes it, oldest first. */
  updated(since: string, skip: number): Promise<ClosePage> {
    return this.page({ date_updated__gte: since, _order_by: 'date_updated', _skip: String(skip) });
  }

  async ofLead(lead: string): Promise<CloseRecord[]> {
    const all: CloseRecord[] = [];
    for (;;) {
      const { records, hasMore } = await this.page({ lead_id: lead, _skip: String(all.length) });
      all.push(...records);
      if (!hasMore || records.length === 0) return all;
    }
  }

  /** The latest changes of an opportunity's status; none of the one that it was made with. */
  async statusChanges(opportunity: string): Promise<readonly LosslessJson[]> {
    const query = new URLSearchParams({ opportunity_id: opportunity, _limit: String(PAGE) });
    const { json } = await this.ask('GET', `/activity/status_change/opportunity/?${query.toString()}`);
    return listIn(json);
  }

  /** Whether the event log, which goes back thirty days, says that an opportunity was deleted. */
  async wasDeleted(opportunity: string): Promise<boolean> {
    const query = new URLSearchParams({ object_id: opportunity, action: 'deleted', _limit: '1' });
    const { json } = await this.ask('GET', `/event/?${query.toString()}`);
    return listIn(json).length > 0;
  }

  /** Of the organization that the key is of: its pipelines name it, while a user may be of several. */
  async organizationId(): Promise<string> {
    const { json } = await this.ask('GET', '/pipeline/');
    const id = idAt(listIn(json)[0], 'organization_id');
    if (id === undefined) throw notUnderstood('data.organization_id');
    return id;
  }

  async subscriptions(): Promise<CloseSubscription[]> {
    const { json } = await this.ask('GET', '/webhook/');
    return listIn(json).flatMap((one) => {
      const [id, url] = [idAt(one, 'id'), textOf(memberOf(one, 'url'))];
      return id === undefined || url === undefined ? [] : [{ id, url }];
    });
  }

  /** Makes a subscription and gives the key that Close will sign with, which it shows once. */
  async subscribe(url: string, events: readonly { object_type: string; action: string }[]): Promise<string> {
    const { json } = await this.ask('POST', '/webhook/', JSON.stringify({ url, events, verify_ssl: true }));
    const key = textOf(memberOf(json, 'signature_key'));
    if (key === undefined) throw notUnderstood('signature_key');
    return key;
  }

  async unsubscribe(id: string): Promise<void> {
    await this.ask('DELETE', `/webhook/${encodeURIComponent(id)}/`, undefined, [404]);
  }

  private async page(query: Readonly<Record<string, string>>): Promise<ClosePage> {
    const all = new URLSearchParams({ ...query, _limit: String(PAGE) });
    const { json } = await this.ask('GET', `/opportunity/?${all.toString()}`);
    return { records: listIn(json).map((one) => recordOf(one)), hasMore: memberOf(json, 'has_more') === true };
  }

  private ask(
    method: JsonCall['method'],
    path: string,
    body?: string,
    alsoTakes: readonly number[] = [],
  ): Promise<JsonAnswer> {
    const headers = { authorization: this.authorization, 'content-type': 'application/json' };
    const call = { method, url: `${this.base}${path}`, headers, alsoTakes };
    return askJson({ name: CLOSE }, body === undefined ? call : { ...call, body });
  }
}

function recordOf(fields: LosslessJson | undefined): CloseRecord {
  const id = idAt(fields, 'id');
  if (fields === undefined || id === undefined) throw notUnderstood('id');
  return { id, fields };
}
