import type { Instant } from '../../../core/calendar/instant.ts';
import type { CrmAnswer, CrmDeal, CrmParty } from '../../../core/crm/deal.ts';
import { idAt, readMoment } from '../../../core/crm/deal-values.ts';
import type { MappedFields } from '../../../core/crm/wanted-fields.ts';
import { ConfigError } from '../../../core/errors.ts';
import type { Plain } from '../../../core/json.ts';
import { memberOf, textOf, type LosslessJson } from '../../../core/lossless-json.ts';
import type { Crm, CrmReader } from '../../../ports/crm.ts';
import { CloseApi, closeCredentials, type CloseRecord } from './api.ts';
import { contactFields, opportunityFields, withCustom } from './fields.ts';
import { namedByClose } from './named.ts';
import { closeTestRequest, setUpClose } from './set-up.ts';

/** Asked for at the same time; Close allows about twenty requests a second to a key. */
const AT_ONCE = 5;

/** Close, read with an API key of a user who sees all leads. */
export const closeReader: CrmReader = {
  named: namedByClose,
  recorded: (json) => recordedDeal(json),
  setUp: (credentials, apiBase, url, signing) => setUpClose(apiOf(credentials, apiBase), url, signing),
  testRequest: closeTestRequest,
  open: (credentials, apiBase, fields) => openClose(apiOf(credentials, apiBase), fields),
};

function apiOf(credentials: Plain, apiBase: string): CloseApi {
  const read = closeCredentials.safeParse(credentials);
  if (read.success) return new CloseApi(read.data.apiKey, apiBase);
  throw new ConfigError('The credentials of Close are not {"apiKey": "api_..."}. Connect again.', { vendor: 'close' });
}

function openClose(api: CloseApi, fields: MappedFields): Crm {
  const leadFields = [...new Set(['id', 'contacts', ...fields.company])];
  return {
    readDeals: async (ids) => {
      const found = await eachOf(ids, async (id) => ({ id, record: await api.read('opportunity', id) }));
      const leadIds = new Set(found.flatMap(({ record }) => leadIdOf(record) ?? []));
      const leads = await eachOf([...leadIds], (id) => api.read('lead', id, leadFields));
      return eachOf(found, async ({ id, record }): Promise<CrmAnswer> => {
        // A 404 alone may be a lead that the key's user sees no longer.
        if (record === undefined) return { kind: (await api.wasDeleted(id)) ? 'gone' : 'unseen', id };
        const lead = leads.find((one) => one?.id === leadIdOf(record));
        return { kind: 'deal', deal: dealOf(record, { lead, stageSince: await stageSinceOf(api, record) }) };
      });
    },
    changedDeals: async (since, cursor) => {
      const [from = '', skip = ''] = (cursor ?? `${since}|0`).split('|');
      const { records, hasMore } = await api.updated(from, Number(skip));
      const ids = records.map(({ id }) => id);
      const reached = textOf(memberOf(records.at(-1)?.fields, 'date_updated'));
      if (!hasMore || reached === undefined) return { ids };
      // By the moment reached and not by a count: an opportunity that changes meanwhile moves, and would hide another.
      return { ids, next: reached === from ? `${from}|${Number(skip) + records.length}` : `${reached}|0` };
    },
    dealsOf: async (parties) => {
      const leads = await eachOf(parties, async ({ kind, id }) =>
        kind === 'company' ? id : leadIdOf(await api.read('contact', id, ['id', 'lead_id'])),
      );
      const known = new Set(leads.filter((lead) => lead !== undefined));
      const deals = await eachOf([...known], (lead) => api.ofLead(lead));
      return [...new Set(deals.flat().map(({ id }) => id))];
    },
    account: () => api.organizationId(),
  };
}

async function eachOf<T, R>(all: readonly T[], ask: (one: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE) {
    answers.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(ask))));
  }
  return answers;
}

function leadIdOf(record: CloseRecord | undefined): string | undefined {
  return idAt(record?.fields, 'lead_id');
}

function dealOf(
  { id, fields }: CloseRecord,
  { lead, stageSince }: { lead: CloseRecord | undefined; stageSince?: Instant | undefined },
): CrmDeal {
  const changedAt = readMoment(memberOf(fields, 'date_updated')) ?? '1970-01-01T00:00:00.000Z';
  return {
    id,
    fields: opportunityFields(fields),
    parties: lead === undefined ? [] : partiesOf(lead, idAt(fields, 'contact_id')),
    mergedIds: [],
    changedAt,
    ...(stageSince === undefined ? {} : { stageSince }),
  };
}

/** The lead, and the contact that the opportunity names; all of the lead's where it names none. */
function partiesOf(lead: CloseRecord, contactId: string | undefined): CrmParty[] {
  const all = memberOf(lead.fields, 'contacts');
  const contacts = (Array.isArray(all) ? all : []).flatMap((fields: LosslessJson): CrmParty[] => {
    const id = idAt(fields, 'id');
    if (id === undefined || (contactId !== undefined && contactId !== id)) return [];
    return [{ kind: 'contact', id, fields: contactFields(fields), labels: [] }];
  });
  return [{ kind: 'company', id: lead.id, fields: withCustom(lead.fields), labels: [] }, ...contacts];
}

/**
 * Since when an opportunity that is won or lost has its status: by the log of its changes, or since it was made where it
 * was made so. The day on which it was won is what somebody entered, and may be any.
 */
async function stageSinceOf(api: CloseApi, { id, fields }: CloseRecord): Promise<Instant | undefined> {
  if (textOf(memberOf(fields, 'status_type')) === 'active') return undefined;
  const status = textOf(memberOf(fields, 'status_id'));
  const into = (await api.statusChanges(id)).filter((one) => textOf(memberOf(one, 'new_status_id')) === status);
  const at = into.flatMap((one) => readMoment(memberOf(one, 'date_created')) ?? []).toSorted();
  return at.at(-1) ?? readMoment(memberOf(fields, 'date_created'));
}

/** An opportunity as `GET /api/v1/opportunity/{id}/` gives it; beside it, `lead` as the API gives that, its contacts in it. */
function recordedDeal(json: LosslessJson): CrmDeal | undefined {
  const id = idAt(json, 'id');
  const lead = memberOf(json, 'lead');
  const leadId = idAt(lead, 'id');
  if (id === undefined || memberOf(json, 'status_type') === undefined) return undefined;
  const record = lead === undefined || leadId === undefined ? undefined : { id: leadId, fields: lead };
  return dealOf({ id, fields: json }, { lead: record });
}
