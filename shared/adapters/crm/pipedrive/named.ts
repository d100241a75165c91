import { idAt } from '../../../core/crm/deal-values.ts';
import type { Problem } from '../../../core/errors.ts';
import { memberOf, parseLossless, textOf } from '../../../core/lossless-json.ts';
import type { NamedInMessage, PartyName } from '../../../ports/crm.ts';

const PARTIES: Readonly<Record<string, PartyName['kind']>> = { person: 'contact', organization: 'company' };

/**
 * What an event of webhooks v2 names: the deal, person or organization of its `meta`. Of a merge Pipedrive sends a delete
 * and a change, each with its own id. Events of anything else name nothing and are no mistake.
 */
export function namedByPipedrive(body: string): NamedInMessage | readonly Problem[] {
  const meta = memberOf(parseLossless(body), 'meta');
  const entity = textOf(memberOf(meta, 'entity'));
  if (entity === undefined || textOf(memberOf(meta, 'version')) !== '2.0') {
    const fix = 'Make the webhook with version 2.0, as `tallystick crm connect pipedrive` does.';
    return [
      { field: 'meta', found: 'no event of webhooks v2', allowed: 'an event with version 2.0 and its entity', fix },
    ];
  }
  const [id, account] = [idAt(meta, 'entity_id'), idAt(meta, 'company_id')];
  const kind = PARTIES[entity];
  return {
    deals: entity === 'deal' && id !== undefined ? [id] : [],
    parties: kind !== undefined && id !== undefined ? [{ kind, id }] : [],
    ...(account === undefined ? {} : { account }),
  };
}
