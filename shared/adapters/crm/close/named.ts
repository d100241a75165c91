import { idAt } from '../../../core/crm/deal-values.ts';
import type { Problem } from '../../../core/errors.ts';
import { memberOf, parseLossless, textOf } from '../../../core/lossless-json.ts';
import type { NamedInMessage } from '../../../ports/crm.ts';

/** What hangs on a lead, as a lead's opportunities do: who a contact's opportunities are is asked by its lead. */
const OF_A_LEAD: ReadonlySet<string> = new Set(['lead', 'contact']);

/**
 * What an event of Close's event log names: its opportunity, or the lead that it is about, whose opportunities are asked
 * for. A merge of two leads comes as events of the leads, contacts and opportunities, each with the lead that goes on.
 * Events of anything else name nothing and are no mistake.
 */
export function namedByClose(body: string): NamedInMessage | readonly Problem[] {
  const event = memberOf(parseLossless(body), 'event');
  const type = textOf(memberOf(event, 'object_type'));
  if (type === undefined) {
    const fix = 'Let a webhook subscription of Close send to this address, as `tallystick crm connect close` makes it.';
    return [{ field: 'event.object_type', found: 'no event', allowed: 'an event of the event log', fix }];
  }
  const [id, lead, account] = [idAt(event, 'object_id'), idAt(event, 'lead_id'), idAt(event, 'organization_id')];
  return {
    deals: type === 'opportunity' && id !== undefined ? [id] : [],
    parties: OF_A_LEAD.has(type) && lead !== undefined ? [{ kind: 'company', id: lead }] : [],
    ...(account === undefined ? {} : { account }),
  };
}
