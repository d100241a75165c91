import type { Plain } from '../../shared/core/json.ts';

/** A mapping of HubSpot's own fields; `changes` replaces whole parts of it. */
export function hubspotMapping(changes: { [key: string]: Plain } = {}): { [key: string]: Plain } {
  return {
    vendor: 'hubspot',
    amount: { field: 'amount', units: 'major' },
    currency: { field: 'deal_currency_code', otherwise: 'USD' },
    stage: {
      field: 'dealstage',
      closed: ['closedwon'],
      open: ['appointmentscheduled', 'contractsent'],
      lost: ['closedlost'],
    },
    closedOn: { field: 'closedate' },
    investor: {
      name: ['contact.firstname', 'contact.lastname'],
      firm: 'company.name',
      emails: ['contact.email'],
      ids: ['contact.id', 'company.id'],
    },
    description: 'dealname',
    ...changes,
  };
}
