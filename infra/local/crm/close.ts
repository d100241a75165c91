import { createHash, createHmac } from 'node:crypto';
import type { CrmChange, CrmRecord } from './crm-account.ts';
import { closeApi } from './close-api.ts';
import { closeId, contactOf, leadIdOf, opportunityOf } from './close-records.ts';
import type { ChangeSurroundings, VendorForm } from './vendor-form.ts';

/** Every twenty minutes for 72 hours, as Close goes on after its first and shorter waits. */
const MOST_ATTEMPTS = 216;

/** Close as it documents itself: API v1, webhooks of its event log, one event a request, signed with time and body. */
export const CLOSE: VendorForm = {
  vendor: 'close',
  label: 'Close',
  sample: {
    note: 'Series A, first tranche',
    value: '25000050',
    value_currency: 'USD',
    value_period: 'one_time',
    status_type: 'won',
    date_won: '',
  },
  party: { company: 'name', email: 'email', firstName: 'first_name', lastName: 'last_name' },
  stages: { field: 'status_type', closed: 'won', lost: 'lost' },
  merges: 'no-deals',
  // Close makes the key itself: 32 bytes in hex.
  signingSecret: (secret) => createHash('sha256').update(secret).digest('hex'),
  credentials: ({ token }) => ({ apiKey: token }),
  eventsOf,
  mostInOne: 1,
  mostAttempts: MOST_ATTEMPTS,
  // Close does not say how long it waits.
  answerTimeoutMilliseconds: 10_000,
  requestOf: ([event], { endpoint, at }) => {
    const body = JSON.stringify({ event, subscription_id: 'whsub_8AmjKCZYT3zI8eZoi4HhFC' });
    const timestamp = String(Math.floor(at.getTime() / 1000));
    const key = Buffer.from(endpoint.secret, 'hex');
    return {
      headers: {
        'content-type': 'application/json',
        'close-sig-timestamp': timestamp,
        'close-sig-hash': createHmac('sha256', key).update(timestamp).update(body).digest('hex'),
      },
      body,
    };
  },
  isTaken: (status) => status >= 200 && status < 300,
  api: closeApi,
};

function eventsOf(change: CrmChange, about: ChangeSurroundings): object[] {
  switch (change.what) {
    case 'created':
    case 'restored':
      return eventOf(change.record, 'created', about);
    case 'deleted':
      return eventOf(change.record, 'deleted', about);
    case 'changed':
      return eventOf(change.record, 'updated', about, [change.field]);
    case 'linked':
    case 'unlinked':
      return eventOf(change.record, 'updated', about, [change.to.kind === 'company' ? 'lead_id' : 'contact_id']);
    case 'merged':
      // Close merges leads alone, and the first of them goes on: there is no new record.
      return [];
    default:
      return change satisfies never;
  }
}

const TYPES = { deal: 'opportunity', company: 'lead', contact: 'contact' } as const;

/** An entry of the event log. Its times have no offset; its data is null for what was deleted. */
function eventOf(
  record: CrmRecord,
  action: 'created' | 'updated' | 'deleted',
  { account, at, eventId, dealsOf }: ChangeSurroundings,
  changed: readonly string[] = [],
): object[] {
  const stamp = `${at.toISOString().slice(0, -1)}000`;
  const [deal] = record.kind === 'contact' ? dealsOf(record) : [record];
  const lead = record.kind === 'company' ? closeId(record) : deal === undefined ? null : leadIdOf(deal);
  return [
    {
      id: `ev_${eventId}`,
      date_created: stamp,
      date_updated: stamp,
      organization_id: account,
      object_type: TYPES[record.kind],
      object_id: closeId(record),
      lead_id: lead,
      action,
      changed_fields: action === 'updated' ? [...changed, 'date_updated'] : [],
      previous_data: action === 'updated' ? Object.fromEntries(changed.map((name) => [name, null])) : {},
      data: action === 'deleted' ? null : dataOf(record, account),
      meta: { request_method: 'PUT', request_path: `/api/v1/${TYPES[record.kind]}/${closeId(record)}/` },
      request_id: `req_${eventId}`,
      user_id: 'user_1',
    },
  ];
}

function dataOf(record: CrmRecord, account: string): object {
  switch (record.kind) {
    case 'deal':
      return opportunityOf(record, account);
    case 'contact':
      return contactOf(record, account);
    case 'company':
      return { id: closeId(record), organization_id: account, name: record.fields['name'] ?? '' };
    default:
      return record.kind satisfies never;
  }
}
