import * as z from 'zod';
import type { CrmAnswer, CrmParty } from '../../../core/crm/deal.ts';
import { readMoment } from '../../../core/crm/deal-values.ts';
import type { MappedFields } from '../../../core/crm/wanted-fields.ts';
import { ConfigError } from '../../../core/errors.ts';
import { memberOf, textOf } from '../../../core/lossless-json.ts';
import type { Crm, CrmReader, PartyName } from '../../../ports/crm.ts';
import { HubspotApi, type HubspotAssociation, type HubspotKind, type HubspotRecord } from './api.ts';
import { namedByHubspot } from './named.ts';
import { recordedHubspotDeal } from './recorded.ts';
import { hubspotTestRequest, setUpHubspot } from './set-up.ts';

const credentialsSchema = z.object({ accessToken: z.string().regex(/^[\x21-\x7e]{10,500}$/) });

/** Asked for beside what the mapping names: when it changed, into which it was merged, since when it is in its stage. */
const OWN_FIELDS = ['hs_lastmodifieddate', 'hs_merged_object_ids', 'hs_v2_date_entered_current_stage'];

const PLURALS: Readonly<Record<PartyName['kind'], HubspotKind>> = { company: 'companies', contact: 'contacts' };
const KINDS = ['company', 'contact'] as const;

/** HubSpot, read with the token of a private app that may read deals, companies and contacts. */
export const hubspotReader: CrmReader = {
  named: namedByHubspot,
  recorded: recordedHubspotDeal,
  setUp: setUpHubspot,
  testRequest: hubspotTestRequest,
  open: (credentials, apiBase, fields) => {
    const read = credentialsSchema.safeParse(credentials);
    if (!read.success) {
      throw new ConfigError('The credentials of HubSpot are not {"accessToken": "pat-..."}. Connect again.', {
        vendor: 'hubspot',
      });
    }
    return openHubspot(new HubspotApi(read.data.accessToken, apiBase), fields);
  },
};

function openHubspot(api: HubspotApi, fields: MappedFields): Crm {
  const dealFields = [...new Set([...fields.deal, ...OWN_FIELDS])];
  return {
    readDeals: async (ids) => {
      const { found, missing } = await api.read('deals', ids, dealFields);
      const moved = await readMoved(api, ids, { found, missing }, dealFields);
      const deals = [...new Map([...found, ...moved.map(({ record }) => record)].map((one) => [one.id, one])).values()];
      const parties = await partiesOf(api, deals, fields);
      return [
        ...deals.map((record) => dealOf(record, parties.get(record.id) ?? [], moved)),
        ...[...new Set(missing)].map((id): CrmAnswer => ({ kind: 'gone', id })),
      ];
    },
    changedDeals: (since, cursor) => api.dealsModified(since, cursor),
    dealsOf: async (parties) => {
      const all = await Promise.all(
        KINDS.map((kind) =>
          api.associations(
            PLURALS[kind],
            'deals',
            parties.filter((party) => party.kind === kind).map(({ id }) => id),
          ),
        ),
      );
      return [...new Set(all.flat().map(({ to }) => to))];
    },
    account: () => api.portalId(),
  };
}

interface Moved {
  readonly id: string;
  readonly record: HubspotRecord;
}

/** Ids that came back as nothing at all: merged away without a trace in the batch. Asked alone, each says what it is now. */
async function readMoved(
  api: HubspotApi,
  ids: readonly string[],
  { found, missing }: { found: readonly HubspotRecord[]; missing: string[] },
  dealFields: readonly string[],
): Promise<Moved[]> {
  const known = new Set([...missing, ...found.flatMap((record) => [record.id, ...mergedIds(record)])]);
  const moved: Moved[] = [];
  for (const id of new Set(ids)) {
    if (known.has(id)) continue;
    const record = await api.readOne('deals', id, dealFields);
    if (record === undefined) missing.push(id);
    else moved.push({ id, record });
  }
  return moved;
}

function dealOf(record: HubspotRecord, parties: readonly CrmParty[], moved: readonly Moved[]): CrmAnswer {
  const also = moved.flatMap(({ id, record: now }) => (now.id === record.id && id !== record.id ? [id] : []));
  const stageSince = readMoment(memberOf(record.properties, 'hs_v2_date_entered_current_stage'));
  return {
    kind: 'deal',
    deal: {
      id: record.id,
      fields: record.properties,
      parties,
      mergedIds: [...new Set([...mergedIds(record), ...also])],
      changedAt: record.updatedAt,
      ...(stageSince === undefined ? {} : { stageSince }),
    },
  };
}

/** Example: `901;902` are the deals that this one was made of. */
function mergedIds({ properties }: HubspotRecord): string[] {
  const text = textOf(memberOf(properties, 'hs_merged_object_ids')) ?? '';
  return text.split(';').filter((id) => /^\d{1,20}$/.test(id));
}

async function partiesOf(
  api: HubspotApi,
  deals: readonly HubspotRecord[],
  fields: MappedFields,
): Promise<Map<string, CrmParty[]>> {
  const ids = deals.map(({ id }) => id);
  const parties = new Map<string, CrmParty[]>();
  for (const kind of KINDS) {
    if (fields[kind].length === 0) continue;
    const links = await api.associations('deals', PLURALS[kind], ids);
    const { found } = await api.read(
      PLURALS[kind],
      [...new Set(links.map(({ to }) => to))],
      [...fields[kind], 'hs_merged_object_ids'],
    );
    for (const link of links) {
      const party = found.find((record) => record.id === link.to || mergedIds(record).includes(link.to));
      if (party === undefined) continue;
      parties.set(link.from, [...(parties.get(link.from) ?? []), partyOf(kind, party, link)]);
    }
  }
  return parties;
}

function partyOf(kind: CrmParty['kind'], record: HubspotRecord, { labels }: HubspotAssociation): CrmParty {
  const { id, properties } = record;
  return { kind, id, fields: properties, labels, mergedIds: mergedIds(record) };
}
