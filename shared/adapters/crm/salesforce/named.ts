import type { Problem } from '../../../core/errors.ts';
import { memberOf, parseLossless, textOf, type LosslessJson } from '../../../core/lossless-json.ts';
import type { NamedInMessage, PartyName } from '../../../ports/crm.ts';
import { fullId, kindOf } from './ids.ts';
import { isJson } from './is-json.ts';
import { readOutboundMessage, type OutboundMessage } from './outbound-message.ts';

const FIX = 'Let an outbound message of Salesforce send to this address, or a flow the JSON of docs/crm/salesforce.md.';

/**
 * Which opportunities, accounts and contacts a message names: an outbound message (SOAP, up to a hundred notifications), or
 * the JSON that a flow's HTTP callout sends: `{"organizationId": "00D...", "id": "006..."}`, or `ids` with a list. Other
 * objects name nothing and are no mistake.
 */
export function namedBySalesforce(body: string): NamedInMessage | readonly Problem[] {
  const message = isJson(body) ? readCallout(parseLossless(body)) : readOutboundMessage(body);
  if (message === undefined) {
    const allowed = 'an outbound message, or {"organizationId": "00D...", "id": "006..."}';
    return [{ field: '(body)', found: 'something else', allowed, fix: FIX }];
  }
  const account = fullId(message.organizationId);
  if (account === undefined || !account.startsWith('00D')) {
    const allowed = 'the id of an organization, 00D and 12 or 15 characters more';
    return [{ field: 'OrganizationId', found: JSON.stringify(message.organizationId.slice(0, 40)), allowed, fix: FIX }];
  }
  const ids = [...new Set(message.recordIds.flatMap((id) => fullId(id) ?? []))];
  return {
    deals: ids.filter((id) => kindOf(id) === 'deal'),
    parties: ids.flatMap((id): PartyName[] => {
      const kind = kindOf(id);
      return kind === 'company' || kind === 'contact' ? [{ kind, id }] : [];
    }),
    account,
  };
}

function readCallout(json: LosslessJson | undefined): OutboundMessage | undefined {
  const organizationId = textOf(memberOf(json, 'organizationId'));
  if (organizationId === undefined) return undefined;
  const [one, several] = [memberOf(json, 'id'), memberOf(json, 'ids')];
  const all = [...(one === undefined ? [] : [one]), ...(Array.isArray(several) ? several : [])];
  return { organizationId, recordIds: all.flatMap((id: LosslessJson) => textOf(id) ?? []) };
}
