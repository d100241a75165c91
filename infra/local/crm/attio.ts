import { createHash, createHmac } from 'node:crypto';
import { attioApi } from './attio-api.ts';
import { attributeId, DEALS_OBJECT, uuidOf } from './attio-records.ts';
import type { CrmChange, CrmRecord } from './crm-account.ts';
import type { ChangeSurroundings, VendorForm } from './vendor-form.ts';

/** Attio as it documents itself: API v2, one event a request, signed over the body alone, the first and ten more attempts. */
export const ATTIO: VendorForm = {
  vendor: 'attio',
  label: 'Attio',
  sample: {
    name: 'Series A, first tranche',
    value: '250000.5',
    currency_code: 'USD',
    stage: 'Won 🎉',
    closed_on: '',
  },
  party: { company: 'name', email: 'email', firstName: 'first_name', lastName: 'last_name' },
  stages: { field: 'stage', closed: 'Won 🎉', lost: 'Lost' },
  merges: 'makes-new',
  // Attio makes the secret itself: 64 letters and digits of hex, used as they are.
  signingSecret: (secret) => createHash('sha256').update(secret).digest('hex'),
  credentials: ({ token }) => ({ accessToken: token }),
  // The webhook that is made asks for deals alone.
  eventsOf: (change, about) => (change.record.kind === 'deal' ? eventsOf(change, about) : []),
  mostInOne: 1,
  mostAttempts: 11,
  answerTimeoutMilliseconds: 5000,
  requestOf: ([event], { endpoint }) => {
    const { key, ...said } = (event ?? {}) as { key?: string };
    const body = JSON.stringify({ webhook_id: uuidOf('7'), events: [said] });
    const signature = createHmac('sha256', endpoint.secret).update(body).digest('hex');
    return {
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key ?? '',
        'attio-signature': signature,
        'x-attio-signature': signature,
      },
      body,
    };
  },
  isTaken: (status) => status === 200 || status === 202,
  api: attioApi,
};

/** Events without anything that is sent in a header: `key` is taken out again when they are sent. */
function eventsOf(change: CrmChange, about: ChangeSurroundings): object[] {
  const { record } = change;
  switch (change.what) {
    case 'created':
    case 'restored':
      return [eventOf('record.created', record, about)];
    case 'deleted':
      return [eventOf('record.deleted', record, about)];
    case 'changed':
      return [eventOf('record.updated', record, about, attributeId(change.field))];
    case 'linked':
    case 'unlinked': {
      const attribute = change.to.kind === 'company' ? 'associated_company' : 'associated_people';
      return [eventOf('record.updated', record, about, attributeId(attribute))];
    }
    case 'merged':
      // One for each of the records that were: the new one, and which of them it was.
      return [change.primary, ...change.others].map((id, index) => ({
        ...eventOf('record.merged', record, { ...about, eventId: about.eventId + index }),
        duplicate_object_id: DEALS_OBJECT,
        duplicate_record_id: uuidOf(id),
      }));
    default:
      return change satisfies never;
  }
}

function eventOf(
  event_type: string,
  { id }: CrmRecord,
  { account, eventId }: ChangeSurroundings,
  attribute_id?: string,
): object {
  return {
    key: uuidOf(String(eventId)),
    event_type,
    id: {
      workspace_id: account,
      object_id: DEALS_OBJECT,
      record_id: uuidOf(id),
      ...(attribute_id === undefined ? {} : { attribute_id }),
    },
    actor: { type: 'workspace-member', id: uuidOf('1') },
  };
}
