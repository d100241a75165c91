import type { CrmAnswer, CrmDeal, CrmParty } from '../../../core/crm/deal.ts';
import { idAt } from '../../../core/crm/deal-values.ts';
import type { MappedFields } from '../../../core/crm/wanted-fields.ts';
import { ConfigError } from '../../../core/errors.ts';
import type { Plain } from '../../../core/json.ts';
import { memberOf, type LosslessJson } from '../../../core/lossless-json.ts';
import type { Crm, CrmReader } from '../../../ports/crm.ts';
import { AttioApi, attioCredentials, PAGE, recordOf, type AttioRecord } from './api.ts';
import { namedByAttio } from './named.ts';
import { attioTestRequest, setUpAttio } from './set-up.ts';
import { attributesOf, changedAtOf, referredBy, sinceOf } from './values.ts';

/** What a page has in common with the next: a deal that is deleted meanwhile moves those behind it forward. */
const OVERLAP = 20;

/** Attio, read with an access token that may read records and their configuration. */
export const attioReader: CrmReader = {
  named: namedByAttio,
  recorded: (json) => recordedDeal(json),
  setUp: (credentials, apiBase, url, signing) => setUpAttio(apiOf(credentials, apiBase), url, signing),
  testRequest: attioTestRequest,
  open: (credentials, apiBase, fields) => openAttio(apiOf(credentials, apiBase), fields),
};

function apiOf(credentials: Plain, apiBase: string): AttioApi {
  const read = attioCredentials.safeParse(credentials);
  if (read.success) return new AttioApi(read.data.accessToken, apiBase);
  throw new ConfigError('The credentials of Attio are not {"accessToken": "..."}. Connect again.', { vendor: 'attio' });
}

function openAttio(api: AttioApi, fields: MappedFields): Crm {
  return {
    readDeals: async (ids) => {
      const listed = await api.read('deals', ids);
      const missing = ids.filter((id) => !listed.some((deal) => deal.id === id));
      const alone = await askedAlone(api, missing);
      const moved = alone.flatMap(({ record }) => (record === undefined ? [] : [record]));
      const found = [...new Map([...listed, ...moved].map((deal) => [deal.id, deal])).values()];
      const deals = await withParties(api, found, fields);
      return [
        ...deals.map((deal): CrmAnswer => {
          const mergedIds = alone.flatMap(({ id, record }) => (record?.id === deal.id ? [id] : []));
          return { kind: 'deal', deal: { ...deal, mergedIds } };
        }),
        ...alone.flatMap(({ id, kind }): CrmAnswer[] => (kind === 'moved' ? [] : [{ kind, id }])),
      ];
    },
    // Attio lists nothing by when it changed, so all deals are looked through, and those that changed are named.
    changedDeals: async (since, cursor) => {
      const offset = Number(cursor ?? 0);
      const page = await api.deals(offset);
      const ids = page.filter((deal) => changedAtOf(deal) >= since).map(({ id }) => id);
      return page.length < PAGE ? { ids } : { ids, next: String(offset + PAGE - OVERLAP) };
    },
    dealsOf: async (parties) => {
      const all: string[] = [];
      for (const { kind, id } of parties) {
        const deals = await api.dealsOf(kind === 'contact' ? 'associated_people' : 'associated_company', id);
        all.push(...deals.map((deal) => deal.id));
      }
      return [...new Set(all)];
    },
    account: () => api.workspaceId(),
  };
}

interface Alone {
  readonly id: string;
  readonly kind: 'gone' | 'unseen' | 'moved';
  /** What a deal that was merged away is now. */
  readonly record?: AttioRecord;
}

/** What no list has is asked for by itself: a list may lag behind its records, and no fee is taken back for that. */
async function askedAlone(api: AttioApi, ids: readonly string[]): Promise<Alone[]> {
  const all: Alone[] = [];
  for (const id of ids) {
    const record = await api.readDeal(id);
    if (record === undefined) all.push({ id, kind: 'gone' });
    else all.push(record.id === id ? { id, kind: 'unseen' } : { id, kind: 'moved', record });
  }
  return all;
}

async function withParties(api: AttioApi, deals: readonly AttioRecord[], fields: MappedFields): Promise<CrmDeal[]> {
  const named = (attribute: string): string[] => [...new Set(deals.flatMap((deal) => referredBy(deal, attribute)))];
  const people = fields.contact.length === 0 ? [] : await api.read('people', named('associated_people'));
  const firms = fields.company.length === 0 ? [] : await api.read('companies', named('associated_company'));
  return deals.map((deal) =>
    dealOf(deal, [
      ...partiesOf('contact', people, referredBy(deal, 'associated_people')),
      ...partiesOf('company', firms, referredBy(deal, 'associated_company')),
    ]),
  );
}

/** In the order in which the deal names them. */
function partiesOf(kind: CrmParty['kind'], all: readonly AttioRecord[], ids: readonly string[]): CrmParty[] {
  return ids.flatMap((id) =>
    all.filter((one) => one.id === id).map((one): CrmParty => ({ kind, id, fields: attributesOf(one), labels: [] })),
  );
}

function dealOf(record: AttioRecord, parties: readonly CrmParty[]): CrmDeal {
  const stageSince = sinceOf(record, 'stage');
  return {
    id: record.id,
    fields: attributesOf(record),
    parties,
    mergedIds: [],
    changedAt: changedAtOf(record),
    ...(stageSince === undefined ? {} : { stageSince }),
  };
}

/**
 * A deal as `GET /v2/objects/deals/records/{id}` gives it under `data`; beside it may stand `people` and `companies`, lists of
 * records as the API gives them.
 */
function recordedDeal(json: LosslessJson): CrmDeal | undefined {
  const data = memberOf(json, 'data') ?? json;
  if (!isRecord(data)) return undefined;
  const parties = (kind: CrmParty['kind'], key: string): CrmParty[] => {
    const list = memberOf(json, key);
    const records = (Array.isArray(list) ? list : []).filter((one: LosslessJson) => isRecord(one)).map(recordOf);
    return partiesOf(
      kind,
      records,
      records.map(({ id }) => id),
    );
  };
  return dealOf(recordOf(data), [...parties('contact', 'people'), ...parties('company', 'companies')]);
}

function isRecord(json: LosslessJson): boolean {
  return idAt(memberOf(json, 'id'), 'record_id') !== undefined && memberOf(json, 'values') !== undefined;
}
