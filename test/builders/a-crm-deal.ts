import type { CrmDeal, CrmParty } from '../../shared/core/crm/deal.ts';
import { parseLossless, type LosslessJson } from '../../shared/core/lossless-json.ts';

/** Plain data as it comes from a CRM: its numbers kept as they are written. */
export function lossless(plain: unknown): LosslessJson {
  const json = parseLossless(JSON.stringify(plain));
  if (json === undefined) throw new Error('This is no JSON.');
  return json;
}

export function aParty(kind: CrmParty['kind'], id: string, fields: object, labels: readonly string[] = []): CrmParty {
  return { kind, id, fields: lossless(fields), labels };
}

/** USD 250,000.00 of Dana Whitfield of Harbor Ridge Capital, closed on 15 June 1999, in HubSpot's own fields. */
export function aCrmDeal(fields: object = {}, changes: Partial<CrmDeal> = {}): CrmDeal {
  return {
    id: '901',
    fields: lossless({
      amount: '250000.00',
      deal_currency_code: 'USD',
      dealstage: 'closedwon',
      closedate: '1999-06-15',
      dealname: 'Auxer, first round',
      ...fields,
    }),
    parties: [
      aParty('contact', '51', { firstname: 'Dana', lastname: 'Whitfield', email: 'Dana@HarborRidge.example' }),
      aParty('company', '7', { name: 'Harbor Ridge Capital' }),
    ],
    mergedIds: [],
    changedAt: '1999-06-16T12:00:00.000Z',
    ...changes,
  };
}
