import { idAt } from '../../../core/crm/deal-values.ts';
import type { Problem } from '../../../core/errors.ts';
import { JsonNumber, memberOf, parseLossless, textOf, type LosslessJson } from '../../../core/lossless-json.ts';
import type { NamedInMessage, PartyName } from '../../../ports/crm.ts';

/** HubSpot's ids of kinds of objects, as newer events name them. */
const KINDS: Readonly<Record<string, 'deal' | PartyName['kind']>> = {
  '0-1': 'contact',
  '0-2': 'company',
  '0-3': 'deal',
  contact: 'contact',
  company: 'company',
  deal: 'deal',
};

/**
 * Which deals, companies and contacts a message names: the events of a batch (`deal.propertyChange`, `deal.merge`,
 * `deal.deletion`, `object.*` with its kind, changes of associations and others), or the one record that a workflow sends.
 * An event of another kind names nothing and is no mistake.
 */
export function namedByHubspot(body: string): NamedInMessage | readonly Problem[] {
  const json = parseLossless(body);
  if (json === undefined || json === null || typeof json !== 'object' || json instanceof JsonNumber) {
    return [{ field: '(body)', found: 'text that is not JSON', allowed: 'a list of events, or a record', fix: FIX }];
  }
  const isBatch = Array.isArray(json);
  const events: readonly LosslessJson[] = isBatch ? json : [json];
  const accounts = new Set(events.flatMap((event) => idAt(event, 'portalId') ?? []));
  if (accounts.size > 1) {
    return [{ field: 'portalId', found: 'several accounts in one batch', allowed: 'events of one account', fix: FIX }];
  }
  const named = events.map((event) => (isBatch ? namedBy(event) : namedByWorkflow(event)));
  const [account] = accounts;
  return {
    deals: unique(named.flatMap(({ deals }) => deals)),
    parties: uniqueParties(named.flatMap(({ parties }) => parties)),
    ...(account === undefined ? {} : { account }),
  };
}

const FIX = 'Let HubSpot itself send to this address: a subscription of the app, or the action "Send a webhook".';
const NOTHING: Pick<NamedInMessage, 'deals' | 'parties'> = { deals: [], parties: [] };

function namedBy(event: LosslessJson): Pick<NamedInMessage, 'deals' | 'parties'> {
  const [first = ''] = (textOf(memberOf(event, 'subscriptionType')) ?? '').split('.');
  const kind = KINDS[textOf(memberOf(event, 'objectTypeId')) ?? ''] ?? KINDS[first];
  const ids = ['objectId', 'primaryObjectId', 'newObjectId'].flatMap((key) => idAt(event, key) ?? []);
  const merged = memberOf(event, 'mergedObjectIds');
  const others = Array.isArray(merged) ? merged.flatMap((one: LosslessJson) => textOf(one) ?? []) : [];
  if (kind === 'deal') return { deals: [...ids, ...others, ...associatedDeals(event)], parties: [] };
  if (kind === undefined) return { ...NOTHING, deals: associatedDeals(event) };
  return { deals: associatedDeals(event), parties: [...ids, ...others].map((id) => ({ kind, id })) };
}

/** Example: `DEAL_TO_CONTACT` from 901 to 51 names deal 901; the event of the other side names it too. */
function associatedDeals(event: LosslessJson): string[] {
  const [from, to] = (textOf(memberOf(event, 'associationType')) ?? '').split('_TO_');
  const key = from === 'DEAL' ? 'fromObjectId' : to === 'DEAL' ? 'toObjectId' : undefined;
  const id = key === undefined ? undefined : idAt(event, key);
  return id === undefined ? [] : [id];
}

/** A workflow sends the record itself: `objectId`, or the id among its properties. */
function namedByWorkflow(record: LosslessJson): Pick<NamedInMessage, 'deals' | 'parties'> {
  const type = KINDS[textOf(memberOf(record, 'objectTypeId')) ?? 'deal'];
  const properties = memberOf(record, 'properties');
  const own = memberOf(properties, 'hs_object_id');
  const id =
    idAt(record, 'objectId') ?? idAt(record, 'dealId') ?? textOf(own) ?? idAt(own, 'value') ?? idAt(record, 'id');
  return type === 'deal' && id !== undefined ? { deals: [id], parties: [] } : NOTHING;
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}

function uniqueParties(parties: readonly PartyName[]): PartyName[] {
  return [...new Map(parties.map((party) => [`${party.kind}/${party.id}`, party])).values()];
}
