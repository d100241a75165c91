import * as z from 'zod';
import type { Instant } from '../../../core/calendar/instant.ts';
import { idAt } from '../../../core/crm/deal-values.ts';
import { memberOf, textOf, type LosslessJson } from '../../../core/lossless-json.ts';
import { answerParts } from '../../http/answer-parts.ts';
import { askJson, type JsonAnswer } from '../../http/ask-json.ts';

export const PIPEDRIVE = 'pipedrive';
const { listIn, notUnderstood } = answerParts(PIPEDRIVE, 'Pipedrive');

export type PipedriveKind = 'deals' | 'persons' | 'organizations';

/** A record as Pipedrive has it, its numbers by their digits. */
export interface PipedriveRecord {
  readonly id: string;
  readonly fields: LosslessJson;
}

export interface PipedrivePage {
  readonly records: readonly PipedriveRecord[];
  readonly next?: string;
}

/** Pipedrive takes and gives at most this many at once. */
const AT_ONCE = 100;

const apiToken = z.string().regex(/^[\x21-\x7e]{10,200}$/);
export const pipedriveCredentials = z.looseObject({ apiToken });

/** The few calls of Pipedrive's API v2 that are made, with an API token. Errors: `dependency.failed`. */
export class PipedriveApi {
  private readonly token: string;
  private readonly base: string;

  constructor(token: string, base: string) {
    this.token = token;
    this.base = base;
  }

  /** Those of the ids that there are; a deleted one is in no list. */
  async read(kind: PipedriveKind, ids: readonly string[]): Promise<PipedriveRecord[]> {
    const found: PipedriveRecord[] = [];
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const part = ids.slice(at, at + AT_ONCE);
      const { records } = await this.page(kind, { ids: part.join(','), limit: String(AT_ONCE) });
      found.push(...records);
    }
    return found;
  }

  dealsUpdated(since: Instant, cursor: string | undefined): Promise<PipedrivePage> {
    return this.page('deals', {
      updated_since: since.replace(/\.\d+Z$/, 'Z'),
      sort_by: 'update_time',
      sort_direction: 'asc',
      limit: String(AT_ONCE),
      ...(cursor === undefined ? {} : { cursor }),
    });
  }

  async dealsOf(party: 'person_id' | 'org_id', id: string): Promise<PipedriveRecord[]> {
    const all: PipedriveRecord[] = [];
    let cursor: string | undefined;
    do {
      const more = cursor === undefined ? {} : { cursor };
      const { records, next } = await this.page('deals', { [party]: id, limit: String(AT_ONCE), ...more });
      all.push(...records);
      cursor = next;
    } while (cursor !== undefined);
    return all;
  }

  async companyId(): Promise<string> {
    const { json } = await this.ask('GET', '/api/v1/users/me');
    const id = idAt(memberOf(json, 'data'), 'company_id');
    if (id === undefined) throw notUnderstood('data.company_id');
    return id;
  }

  /** Makes a webhook v2; one that is there already is answered as made. */
  async makeWebhook(webhook: Readonly<Record<string, string>>): Promise<void> {
    await this.ask('POST', '/api/v1/webhooks', JSON.stringify({ ...webhook, version: '2.0' }), [409]);
  }

  private async page(kind: PipedriveKind, query: Readonly<Record<string, string>>): Promise<PipedrivePage> {
    const { json } = await this.ask('GET', `/api/v2/${kind}?${new URLSearchParams(query).toString()}`);
    const records = listIn(json).map((fields): PipedriveRecord => {
      const id = idAt(fields, 'id');
      if (id === undefined) throw notUnderstood('data.id');
      return { id, fields };
    });
    const next = textOf(memberOf(memberOf(json, 'additional_data'), 'next_cursor'));
    return { records, ...(next === undefined || next === '' ? {} : { next }) };
  }

  private ask(
    method: 'GET' | 'POST',
    path: string,
    body?: string,
    alsoTakes: readonly number[] = [],
  ): Promise<JsonAnswer> {
    const headers = { 'x-api-token': this.token, 'content-type': 'application/json' };
    const call = { method, url: `${this.base}${path}`, headers, alsoTakes };
    return askJson({ name: PIPEDRIVE }, body === undefined ? call : { ...call, body });
  }
}
