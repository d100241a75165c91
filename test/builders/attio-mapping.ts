import type { Plain } from '../../shared/core/json.ts';

/** A mapping of Attio's own attributes, and a date of ours; `changes` replaces whole parts of it. */
export function attioMapping(changes: { [key: string]: Plain } = {}): { [key: string]: Plain } {
  return {
    vendor: 'attio',
    amount: { field: 'value.currency_value', units: 'major' },
    currency: { field: 'value.currency_code' },
    stage: { field: 'stage.status.title', closed: ['Won 🎉'], open: ['Lead', 'In Progress'], lost: ['Lost'] },
    closedOn: { field: 'closed_on.value' },
    investor: {
      name: ['contact.name.full_name'],
      firm: 'company.name.value',
      emails: ['contact.email_addresses.email_address'],
      ids: ['contact.id', 'company.id'],
    },
    description: 'name.value',
    ...changes,
  };
}
