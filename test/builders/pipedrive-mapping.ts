import type { Plain } from '../../shared/core/json.ts';

/** A mapping of Pipedrive's own fields; `changes` replaces whole parts of it. */
export function pipedriveMapping(changes: { [key: string]: Plain } = {}): { [key: string]: Plain } {
  return {
    vendor: 'pipedrive',
    amount: { field: 'value', units: 'major' },
    currency: { field: 'currency' },
    stage: { field: 'status', closed: ['won'], open: ['open'], lost: ['lost'] },
    closedOn: { field: 'won_time' },
    investor: {
      name: ['contact.first_name', 'contact.last_name'],
      firm: 'company.name',
      emails: ['contact.email'],
      ids: ['contact.id', 'company.id'],
    },
    description: 'title',
    ...changes,
  };
}
