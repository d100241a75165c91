import * as z from 'zod';
import { idAt } from '../../../core/crm/deal-values.ts';
import { DependencyError } from '../../../core/errors.ts';
import { memberOf, textOf, type LosslessJson } from '../../../core/lossless-json.ts';
import { answerParts } from '../../http/answer-parts.ts';
import { askJson, type JsonAnswer, type JsonCall } from '../../http/ask-json.ts';

export const ATTIO = 'attio';
const { listIn, notUnderstood } = answerParts(ATTIO, 'Attio');

const accessToken = z.string().regex(/^[\x21-\x7e]{10,500}$/);
export const attioCredentials = z.looseObject({ accessToken });

/** Attio's own names of its standard objects. */
export type AttioObject = 'deals' | 'people' | 'companies';

/** A record as Attio has it: each attribute a list of values, its numbers by their digits. */
export interface AttioRecord {
  readonly id: string;
  readonly createdAt: string;
  readonly values: LosslessJson;
}

export interface AttioWebhook {
  readonly id: string;
  readonly url: string;
}

/** So many ids are asked for at once. */
const AT_ONCE = 100;
/** Attio gives at most this many records, and this many webhooks, at once. */
export const PAGE = 500;
const WEBHOOKS = 100;

/** The few calls of Attio's API v2 that are made, with an access token. Errors: `dependency.failed`. */
export class AttioApi {
  private readonly token: string;
  private readonly base: string;

  constructor(token: string, base: string) {
    this.token = token;
    this.base = `${base}/v2`;
  }

  /** Those of the ids that there are; one that was deleted or merged away is in no list. */
  async read(object: AttioObject, ids: readonly string[]): Promise<AttioRecord[]> {
    const found: AttioRecord[] = [];
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const part = ids.slice(at, at + AT_ONCE);
      found.push(...(await this.query(object, { filter: { record_id: { $in: part } }, limit: AT_ONCE, offset: 0 })));
    }
    return found;
  }

  /** One deal by its id, which may be called by another now; undefined where there is none. */
  async readDeal(id: string): Promise<AttioRecord | undefined> {
    const path = `/objects/deals/records/${encodeURIComponent(id)}`;
    const { status, json } = await this.ask('GET', path, undefined, [404]);
    return status === 404 ? undefined : recordOf(memberOf(json, 'data') ?? null);
  }

  /** A page of all deals, oldest first. */
  deals(offset: number): Promise<AttioRecord[]> {
    return this.query('deals', { sorts: [{ attribute: 'created_at', direction: 'asc' }], limit: PAGE, offset });
  }

  /** The deals that name a person or a company. */
  async dealsOf(attribute: 'associated_people' | 'associated_company', id: string): Promise<AttioRecord[]> {
    const target_object = attribute === 'associated_people' ? 'people' : 'companies';
    const filter = { [attribute]: { target_object, target_record_id: id } };
    const all: AttioRecord[] = [];
    for (;;) {
      const page = await this.query('deals', { filter, limit: PAGE, offset: all.length });
      all.push(...page);
      if (page.length < PAGE) return all;
    }
  }

  /** The workspace that the token is of. A token that holds no longer is answered with 200 too. */
  async workspaceId(): Promise<string> {
    const { json } = await this.ask('GET', '/self');
    const id = idAt(json, 'workspace_id');
    if (memberOf(json, 'active') !== true) {
      throw new DependencyError(ATTIO, 'Attio says that the token is not active. Connect with one that is.', {
        retryable: true,
        details: { status: 401 },
      });
    }
    if (id === undefined) throw notUnderstood('workspace_id');
    return id;
  }

  /** By which id events call the deals of this workspace. */
  async dealsObjectId(): Promise<string> {
    const { json } = await this.ask('GET', '/objects/deals');
    const id = idAt(memberOf(memberOf(json, 'data'), 'id'), 'object_id');
    if (id === undefined) throw notUnderstood('data.id.object_id');
    return id;
  }

  async webhooks(): Promise<AttioWebhook[]> {
    const all: AttioWebhook[] = [];
    for (let offset = 0; ; offset += WEBHOOKS) {
      const { json } = await this.ask('GET', `/webhooks?limit=${WEBHOOKS}&offset=${offset}`);
      const data = listIn(json);
      all.push(
        ...data.flatMap((one) => {
          const [id, url] = [idAt(memberOf(one, 'id'), 'webhook_id'), textOf(memberOf(one, 'target_url'))];
          return id === undefined || url === undefined ? [] : [{ id, url }];
        }),
      );
      if (data.length < WEBHOOKS) return all;
    }
  }

  /** Makes a webhook and gives the secret that Attio will sign with. */
  async makeWebhook(webhook: {
    readonly target_url: string;
    readonly subscriptions: readonly object[];
  }): Promise<string> {
    const { json } = await this.ask('POST', '/webhooks', JSON.stringify({ data: webhook }));
    const secret = textOf(memberOf(memberOf(json, 'data'), 'secret'));
    if (secret === undefined) throw notUnderstood('data.secret');
    return secret;
  }

  async deleteWebhook(id: string): Promise<void> {
    await this.ask('DELETE', `/webhooks/${encodeURIComponent(id)}`, undefined, [404]);
  }

  private async query(object: AttioObject, body: object): Promise<AttioRecord[]> {
    const { json } = await this.ask('POST', `/objects/${object}/records/query`, JSON.stringify(body));
    return listIn(json).map((one) => recordOf(one));
  }

  private ask(
    method: JsonCall['method'],
    path: string,
    body?: string,
    alsoTakes: readonly number[] = [],
  ): Promise<JsonAnswer> {
    const headers = { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' };
    const call = { method, url: `${this.base}${path}`, headers, alsoTakes };
    return askJson({ name: ATTIO }, body === undefined ? call : { ...call, body });
  }
}

/** A record as any answer holds it. Errors: `dependency.failed` when it has no id. */
export function recordOf(json: LosslessJson): AttioRecord {
  const id = idAt(memberOf(json, 'id'), 'record_id');
  const [values, createdAt] = [memberOf(json, 'values'), textOf(memberOf(json, 'created_at'))];
  if (id === undefined || values === undefined) throw notUnderstood('data.id.record_id');
  return { id, values, createdAt: createdAt ?? '' };
}
