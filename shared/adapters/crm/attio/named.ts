import { idAt } from '../../../core/crm/deal-values.ts';
import type { Problem } from '../../../core/errors.ts';
import { memberOf, parseLossless, textOf, type LosslessJson } from '../../../core/lossless-json.ts';
import type { NamedInMessage } from '../../../ports/crm.ts';

const FIX = 'Let a webhook of Attio send to this address, as `tallystick crm connect attio` makes it.';

/**
 * What the events of Attio name: the record of each `record.*`, and of a merge both, the record that was and the one that it
 * is now. An event says of what object its record is by an id that only the workspace knows; one that is no deal is found
 * among no deals, and does no harm. Events of anything else name nothing and are no mistake.
 */
export function namedByAttio(body: string): NamedInMessage | readonly Problem[] {
  const events = memberOf(parseLossless(body), 'events');
  if (!Array.isArray(events)) {
    return [{ field: 'events', found: 'no list of events', allowed: 'what a webhook of Attio sends', fix: FIX }];
  }
  const accounts = new Set(events.flatMap((event) => idAt(memberOf(event, 'id'), 'workspace_id') ?? []));
  if (accounts.size > 1) {
    return [{ field: 'id.workspace_id', found: 'several workspaces', allowed: 'events of one workspace', fix: FIX }];
  }
  const named = events.map((event: LosslessJson) => recordsOf(event));
  const merged = named.flatMap(({ into, from }) => (into === undefined || from === undefined ? [] : [{ from, into }]));
  const deals = [...new Set(named.flatMap(({ into, from }) => [into, from].filter((id) => id !== undefined)))];
  const [account] = accounts;
  return {
    deals,
    parties: [],
    ...(merged.length === 0 ? {} : { merged }),
    ...(account === undefined ? {} : { account }),
  };
}

/** The record that an event is about, and the one that was merged into it. */
function recordsOf(event: LosslessJson): { into: string | undefined; from: string | undefined } {
  const type = textOf(memberOf(event, 'event_type')) ?? '';
  if (!type.startsWith('record.')) return { into: undefined, from: undefined };
  return { into: idAt(memberOf(event, 'id'), 'record_id'), from: idAt(event, 'duplicate_record_id') };
}
