import type { CrmAccount, CrmKind, CrmRecord } from './crm-account.ts';
import { exactNumber } from './exact-number.ts';

const PREFIXES: Readonly<Record<CrmKind, string>> = { deal: 'oppo', company: 'lead', contact: 'cont' };

/** Example: deal 901 is `oppo_901` at Close. */
export function closeId({ kind, id }: Pick<CrmRecord, 'kind' | 'id'>): string {
  return `${PREFIXES[kind]}_${id}`;
}

/** Example: `oppo_901` is record 901. */
export function recordId(kind: CrmKind, id: string): string {
  return id.startsWith(`${PREFIXES[kind]}_`) ? id.slice(5) : '';
}

/** An opportunity belongs to one lead; without a company, to an untitled one that Close makes for it. */
export function leadIdOf(deal: CrmRecord): string {
  const link = deal.links.findLast(({ kind }) => kind === 'company');
  return `lead_${link?.id ?? deal.id}`;
}

/** An opportunity as API and webhooks write it: amounts are whole numbers of cents, with the digits that were entered. */
export function opportunityOf(deal: CrmRecord, account: string): object {
  const { fields, createdAt, updatedAt, links } = deal;
  const { value = '', ...rest } = fields;
  const contact = links.findLast(({ kind }) => kind === 'contact');
  const named = Object.entries(rest).map(([name, text]) => [name, text === '' ? null : text]);
  const status_type = fields['status_type'] ?? 'active';
  return {
    value_period: 'one_time',
    value_currency: 'USD',
    status_type,
    status_id: `stat_${status_type}`,
    status_label: `${status_type.slice(0, 1).toUpperCase()}${status_type.slice(1)}`,
    date_won: null,
    date_lost: null,
    note: null,
    ...Object.fromEntries(named),
    id: closeId(deal),
    organization_id: account,
    lead_id: leadIdOf(deal),
    contact_id: contact === undefined ? null : `cont_${contact.id}`,
    value: /^\d+$/.test(value) ? exactNumber(value) : null,
    date_created: stamp(createdAt),
    date_updated: stamp(updatedAt),
  };
}

/** What Close logs of its status: nothing of the one that it was made with. */
export function statusChangesOf({ id, fields, since, createdAt }: CrmRecord): object[] {
  const changedAt = since['status_type'] ?? createdAt;
  if (changedAt === createdAt) return [];
  const new_status_type = fields['status_type'] ?? 'active';
  const status = { new_status_type, new_status_id: `stat_${new_status_type}` };
  const opportunity_id = `oppo_${id}`;
  return [
    { _type: 'OpportunityStatusChange', id: `acti_${id}`, opportunity_id, date_created: stamp(changedAt), ...status },
  ];
}

export function contactOf({ id, fields, createdAt, updatedAt }: CrmRecord, account: string): object {
  const { first_name = '', last_name = '', email = '' } = fields;
  const name = `${first_name} ${last_name}`.trim();
  return {
    id: `cont_${id}`,
    organization_id: account,
    name,
    display_name: name,
    title: '',
    emails: email === '' ? [] : [{ type: 'office', email, is_unsubscribed: false }],
    phones: [],
    date_created: stamp(createdAt),
    date_updated: stamp(updatedAt),
  };
}

/** A lead with the contacts of its opportunities; undefined where there is none. */
export function leadOf(account: CrmAccount, id: string): object | undefined {
  const own = recordId('company', id);
  const company = account.find('company', own);
  const deals = account.list('deal').filter((deal) => !deal.isDeleted && leadIdOf(deal) === id);
  if (company === undefined ? deals.length === 0 : company.isDeleted) return undefined;
  const ids = new Set(deals.flatMap(({ links }) => links.flatMap((link) => (link.kind === 'contact' ? link.id : []))));
  const contacts = [...ids].flatMap((contact) => account.find('contact', contact) ?? []);
  const name = company?.fields['name'] ?? '';
  return {
    id,
    organization_id: account.id,
    name,
    display_name: name === '' ? 'Untitled' : name,
    description: '',
    contact_ids: contacts.map(closeId),
    contacts: contacts.filter(({ isDeleted }) => !isDeleted).map((contact) => contactOf(contact, account.id)),
  };
}

/** Close's times have six digits of a second and an offset. */
export function stamp(instant: string): string {
  return instant.replace('Z', '000+00:00');
}
