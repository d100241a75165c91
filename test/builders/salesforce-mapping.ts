import type { Plain } from '../../shared/core/json.ts';

/** A mapping of Salesforce's own fields; `changes` replaces whole parts of it. */
export function salesforceMapping(changes: { [key: string]: Plain } = {}): { [key: string]: Plain } {
  return {
    vendor: 'salesforce',
    amount: { field: 'Amount', units: 'major' },
    currency: { always: 'USD' },
    stage: {
      field: 'StageName',
      closed: ['Closed Won'],
      open: ['Prospecting', 'Negotiation/Review'],
      lost: ['Closed Lost'],
    },
    closedOn: { field: 'CloseDate' },
    investor: {
      name: ['contact.FirstName', 'contact.LastName'],
      firm: 'company.Name',
      emails: ['contact.Email'],
      ids: ['contact.id', 'company.id'],
    },
    description: 'Name',
    ...changes,
  };
}
