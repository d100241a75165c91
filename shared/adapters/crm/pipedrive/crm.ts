import type { CrmAnswer, CrmDeal, CrmParty } from '../../../core/crm/deal.ts';
import { idAt, readMoment } from '../../../core/crm/deal-values.ts';
import type { MappedFields } from '../../../core/crm/wanted-fields.ts';
import { ConfigError } from '../../../core/errors.ts';
import { memberOf, textOf, type LosslessJson } from '../../../core/lossless-json.ts';
import type { Plain } from '../../../core/json.ts';
import type { Crm, CrmReader } from '../../../ports/crm.ts';
import { pipedriveCredentials, PipedriveApi, type PipedriveRecord } from './api.ts';
import { namedByPipedrive } from './named.ts';
import { pipedriveTestRequest, setUpPipedrive } from './set-up.ts';

/** Pipedrive, read with an API token of a user who sees all deals. */
export const pipedriveReader: CrmReader = {
  named: namedByPipedrive,
  recorded: (json) => recordedDeal(json),
  setUp: (credentials, apiBase, url, signing) => setUpPipedrive(apiOf(credentials, apiBase), url, signing),
  testRequest: pipedriveTestRequest,
  open: (credentials, apiBase, fields) => openPipedrive(apiOf(credentials, apiBase), fields),
};

function apiOf(credentials: Plain, apiBase: string): PipedriveApi {
  const read = pipedriveCredentials.safeParse(credentials);
  if (read.success) return new PipedriveApi(read.data.apiToken, apiBase);
  throw new ConfigError('The credentials of Pipedrive are not {"apiToken": "..."}. Connect again.', {
    vendor: 'pipedrive',
  });
}

function openPipedrive(api: PipedriveApi, fields: MappedFields): Crm {
  return {
    readDeals: async (ids) => {
      const found = await api.read('deals', ids);
      const deals = await withParties(api, found, fields);
      const there = new Set(found.map(({ id }) => id));
      return [
        ...deals.map((deal): CrmAnswer => ({ kind: 'deal', deal })),
        ...ids.filter((id) => !there.has(id)).map((id): CrmAnswer => ({ kind: 'gone', id })),
      ];
    },
    changedDeals: async (since, cursor) => {
      const { records, next } = await api.dealsUpdated(since, cursor);
      const ids = records.map(({ id }) => id);
      return next === undefined ? { ids } : { ids, next };
    },
    dealsOf: async (parties) => {
      const all: string[] = [];
      for (const { kind, id } of parties) {
        const deals = await api.dealsOf(kind === 'contact' ? 'person_id' : 'org_id', id);
        all.push(...deals.map((deal) => deal.id));
      }
      return [...new Set(all)];
    },
    account: () => api.companyId(),
  };
}

async function withParties(
  api: PipedriveApi,
  deals: readonly PipedriveRecord[],
  fields: MappedFields,
): Promise<CrmDeal[]> {
  const idsOf = (key: string): string[] => [...new Set(deals.flatMap((deal) => idAt(deal.fields, key) ?? []))];
  const persons = fields.contact.length === 0 ? [] : await api.read('persons', idsOf('person_id'));
  const firms = fields.company.length === 0 ? [] : await api.read('organizations', idsOf('org_id'));
  return deals.map((deal) =>
    dealOf(deal, [
      ...partiesOf('contact', persons, idAt(deal.fields, 'person_id')),
      ...partiesOf('company', firms, idAt(deal.fields, 'org_id')),
    ]),
  );
}

function partiesOf(kind: CrmParty['kind'], all: readonly PipedriveRecord[], id: string | undefined): CrmParty[] {
  return all
    .filter((one) => one.id === id)
    .map((one) => ({ kind, id: one.id, fields: withAddresses(one.fields), labels: [] }));
}

/** Pipedrive keeps addresses as `[{value, primary, label}]`; under `email` they stand as a list of texts. */
function withAddresses(fields: LosslessJson): LosslessJson {
  const emails = memberOf(fields, 'emails');
  if (!Array.isArray(emails) || fields === null || typeof fields !== 'object') return fields;
  const email = emails.flatMap((one: LosslessJson) => textOf(memberOf(one, 'value')) ?? []);
  // A record is a mapping; its own members stay as they are.
  return { ...(fields as Readonly<Record<string, LosslessJson>>), email };
}

function dealOf({ id, fields }: PipedriveRecord, parties: readonly CrmParty[]): CrmDeal {
  const at = (key: string) => readMoment(memberOf(fields, key));
  const changedAt = at('update_time') ?? at('add_time') ?? '1970-01-01T00:00:00.000Z';
  const stageSince = at('won_time') ?? at('lost_time') ?? at('stage_change_time');
  return { id, fields, parties, mergedIds: [], changedAt, ...(stageSince === undefined ? {} : { stageSince }) };
}

/** A deal as `GET /api/v2/deals/{id}` gives it under `data`; beside it may stand `person` and `organization`. */
function recordedDeal(json: LosslessJson): CrmDeal | undefined {
  const fields = memberOf(json, 'data') ?? json;
  const id = idAt(fields, 'id');
  if (id === undefined) return undefined;
  const party = (kind: CrmParty['kind'], key: string): CrmParty[] => {
    const record = memberOf(json, key);
    const partyId = idAt(record, 'id');
    return record === undefined || partyId === undefined
      ? []
      : [{ kind, id: partyId, fields: withAddresses(record), labels: [] }];
  };
  return dealOf({ id, fields }, [...party('contact', 'person'), ...party('company', 'organization')]);
}
