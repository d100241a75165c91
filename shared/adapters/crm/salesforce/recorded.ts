import type { CrmDeal } from '../../../core/crm/deal.ts';
import { memberOf, type LosslessJson } from '../../../core/lossless-json.ts';
import { kindOf } from './ids.ts';
import { dealOf } from './records.ts';

/**
 * An opportunity as a query gives it, for trying a mapping, alone or as the one record of an answer; `Account` and
 * `OpportunityContactRoles` may stand in it, each role with its `Contact`.
 */
export function recordedOpportunity(json: LosslessJson): CrmDeal | undefined {
  const records = memberOf(json, 'records');
  const [record, ...more] = Array.isArray(records) ? (records as readonly LosslessJson[]) : [json];
  if (record === undefined || more.length > 0) return undefined;
  const roles = memberOf(memberOf(record, 'OpportunityContactRoles'), 'records');
  const deal = dealOf(record, Array.isArray(roles) ? (roles as readonly LosslessJson[]) : []);
  return deal !== undefined && kindOf(deal.id) === 'deal' ? deal : undefined;
}
