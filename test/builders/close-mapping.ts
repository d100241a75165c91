import type { Plain } from '../../shared/core/json.ts';

/** A mapping of Close's own fields; `changes` replaces whole parts of it. */
export function closeMapping(changes: { [key: string]: Plain } = {}): { [key: string]: Plain } {
  return {
    vendor: 'close',
    amount: { field: 'value', units: 'minor' },
    currency: { field: 'value_currency' },
    stage: { field: 'status_type', closed: ['won'], open: ['active'], lost: ['lost'] },
    closedOn: { field: 'date_won' },
    investor: {
      name: ['contact.name'],
      firm: 'company.name',
      emails: ['contact.email'],
      ids: ['contact.id', 'company.id'],
    },
    description: 'note',
    ...changes,
  };
}
