import type { CrmDeal, CrmParty } from '../../../core/crm/deal.ts';
import { idAt, readMoment } from '../../../core/crm/deal-values.ts';
import { memberOf, textOf, type LosslessJson } from '../../../core/lossless-json.ts';

/**
 * A deal as HubSpot's API gives it (`GET /crm/v3/objects/deals/{id}`), for trying a mapping. Beside its `properties` it may
 * hold `companies` and `contacts`, each a record with `properties` and, if wanted, `labels`.
 */
export function recordedHubspotDeal(json: LosslessJson): CrmDeal | undefined {
  const id = idAt(json, 'id');
  const properties = memberOf(json, 'properties');
  if (id === undefined || properties === undefined) return undefined;
  const changed = memberOf(properties, 'hs_lastmodifieddate') ?? memberOf(json, 'updatedAt');
  return {
    id,
    fields: properties,
    parties: [...partiesOf(json, 'companies', 'company'), ...partiesOf(json, 'contacts', 'contact')],
    mergedIds: [],
    changedAt: readMoment(changed) ?? '1970-01-01T00:00:00.000Z',
  };
}

function partiesOf(json: LosslessJson, key: string, kind: CrmParty['kind']): CrmParty[] {
  const all = memberOf(json, key);
  if (!Array.isArray(all)) return [];
  return all.flatMap((one: LosslessJson) => {
    const [id, fields, labels] = [idAt(one, 'id'), memberOf(one, 'properties'), memberOf(one, 'labels')];
    if (id === undefined || fields === undefined) return [];
    const texts = Array.isArray(labels) ? labels.flatMap((label: LosslessJson) => textOf(label) ?? []) : [];
    return [{ kind, id, fields, labels: texts }];
  });
}
