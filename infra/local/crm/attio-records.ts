import { createHash } from 'node:crypto';
import type { CrmRecord } from './crm-account.ts';
import { exactNumber } from './exact-number.ts';

/** Example: record 901 is `00000000-0000-4000-8000-000000000901` at Attio. */
export function uuidOf(id: string): string {
  return `00000000-0000-4000-8000-${id.padStart(12, '0')}`;
}

/** Example: `00000000-0000-4000-8000-000000000901` is record 901. */
export function recordId(uuid: string): string {
  return uuid.slice(24).replace(/^0+/, '');
}

export const DEALS_OBJECT = uuidOf('3');

export function attributeId(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A record as API v2 writes it: each attribute a list of values, each with since when it is there. */
export function attioRecord(record: CrmRecord, account: string): object {
  return {
    id: { workspace_id: account, object_id: DEALS_OBJECT, record_id: uuidOf(record.id) },
    created_at: stamp(record.createdAt),
    web_url: `https://app.attio.com/local/record/${uuidOf(record.id)}`,
    values: { ...ownValues(record), ...links(record) },
  };
}

function ownValues(record: CrmRecord): object {
  switch (record.kind) {
    case 'deal':
      return dealValues(record);
    case 'company':
      return { name: valueOf(record, ['name'], { value: record.fields['name'] ?? '', attribute_type: 'text' }) };
    case 'contact':
      return personValues(record);
    default:
      return record.kind satisfies never;
  }
}

function dealValues(record: CrmRecord): object {
  const { value = '', currency_code = 'USD', stage = '', ...others } = record.fields;
  const status = { title: stage, id: { status_id: attributeId(stage) }, is_archived: false };
  // An attribute that is empty is an empty list.
  const money = /^\d+(\.\d{1,4})?$/.test(value)
    ? { currency_value: exactNumber(value), currency_code, attribute_type: 'currency' }
    : undefined;
  const more = Object.entries(others).map(([name, text]) => [name, valueOf(record, [name], plain(text))]);
  return {
    ...Object.fromEntries(more),
    value: valueOf(record, ['value', 'currency_code'], money),
    stage: valueOf(record, ['stage'], stage === '' ? undefined : { status, attribute_type: 'status' }),
  };
}

function plain(text: string): object | undefined {
  if (text === '') return undefined;
  return { value: text, attribute_type: /^\d{4}-\d{2}-\d{2}$/.test(text) ? 'date' : 'text' };
}

function personValues(record: CrmRecord): object {
  const { first_name = '', last_name = '', email = '' } = record.fields;
  const name = {
    first_name,
    last_name,
    full_name: `${first_name} ${last_name}`.trim(),
    attribute_type: 'personal-name',
  };
  const address = { email_address: email, original_email_address: email, attribute_type: 'email-address' };
  return {
    name: valueOf(record, ['first_name', 'last_name'], name),
    email_addresses: valueOf(record, ['email'], email === '' ? undefined : address),
  };
}

function links(record: CrmRecord): object {
  if (record.kind !== 'deal') return {};
  const to = (kind: 'contact' | 'company', target_object: string): object[] =>
    record.links
      .filter((link) => link.kind === kind)
      .map(({ id }) => ({
        ...since(record.updatedAt),
        target_object,
        target_record_id: uuidOf(id),
        attribute_type: 'record-reference',
      }));
  // A deal has one company: the last that was given.
  return { associated_people: to('contact', 'people'), associated_company: to('company', 'companies').slice(-1) };
}

function valueOf(
  { since: times, createdAt }: CrmRecord,
  fields: readonly string[],
  value: object | undefined,
): object[] {
  const last = fields.flatMap((name) => times[name] ?? []).toSorted();
  return value === undefined ? [] : [{ ...since(last.at(-1) ?? createdAt), ...value }];
}

function since(instant: string): object {
  return { active_from: stamp(instant), active_until: null, created_by_actor: { type: 'system', id: null } };
}

/** Attio's times have nine digits of a second. */
function stamp(instant: string): string {
  return instant.replace('Z', '000000Z');
}
