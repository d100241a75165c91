import type { CrmDeal, CrmParty } from '../../../core/crm/deal.ts';
import { readMoment } from '../../../core/crm/deal-values.ts';
import { JsonNumber, memberOf, textOf, type LosslessJson } from '../../../core/lossless-json.ts';
import { fullId } from './ids.ts';
import { plainNumber } from './plain-number.ts';

/** The names of the fields that are asked for, as the mapping spells them. */
export interface AskedFields {
  readonly deal: readonly string[];
  readonly company: readonly string[];
  readonly contact: readonly string[];
}

/** A role of a contact on an opportunity, with the contact's own fields under `Contact`. */
export type RoleRecord = LosslessJson;

/** Ids of accounts and contacts by the one that they were merged into. */
export type MergedIds = ReadonlyMap<string, readonly string[]>;

/** An opportunity, its account and the contacts with a role on it, as a query gives them. Undefined without an id. */
export function dealOf(
  record: LosslessJson,
  roles: readonly RoleRecord[],
  { asked, merged = new Map() }: { readonly asked?: AskedFields; readonly merged?: MergedIds } = {},
): CrmDeal | undefined {
  const id = recordId(record, 'Id');
  if (id === undefined) return undefined;
  const stageSince = readMoment(memberOf(record, 'LastStageChangeDate'));
  return {
    id,
    fields: fieldsIn(record, asked?.deal),
    parties: [...accountOf(record, asked), ...roles.flatMap((role) => contactOf(role, asked))].map((party) => ({
      ...party,
      mergedIds: merged.get(party.id) ?? [],
    })),
    mergedIds: [],
    changedAt: readMoment(memberOf(record, 'SystemModstamp')) ?? '1970-01-01T00:00:00.000Z',
    ...(stageSince === undefined ? {} : { stageSince }),
  };
}

/** An id at a key, in its long form. */
export function recordId(record: LosslessJson | undefined, key: string): string | undefined {
  return fullId(textOf(memberOf(record, key)) ?? '');
}

/** The account that the opportunity is with; it has no role there, so its label is ours. */
function accountOf(record: LosslessJson, asked: AskedFields | undefined): CrmParty[] {
  const account = memberOf(record, 'Account');
  const id = recordId(record, 'AccountId') ?? recordId(account, 'Id');
  if (id === undefined || !isRecord(account)) return [];
  return [{ kind: 'company', id, fields: fieldsIn(account, asked?.company), labels: ['Account'] }];
}

function contactOf(role: RoleRecord, asked: AskedFields | undefined): CrmParty[] {
  const contact = memberOf(role, 'Contact');
  const id = recordId(role, 'ContactId') ?? recordId(contact, 'Id');
  if (id === undefined || !isRecord(contact)) return [];
  const name = textOf(memberOf(role, 'Role'));
  const labels = [...(name === undefined ? [] : [name]), ...(memberOf(role, 'IsPrimary') === true ? ['Primary'] : [])];
  return [{ kind: 'contact', id, fields: fieldsIn(contact, asked?.contact), labels }];
}

/**
 * The fields of a record, numbers by their plain digits. Salesforce takes a name in any case and answers in its own; the
 * mapping's spelling is given beside it.
 */
function fieldsIn(record: LosslessJson, asked: readonly string[] = []): LosslessJson {
  if (!isRecord(record)) return {};
  const plain = Object.entries(record).map(([name, value]) => [name, plainNumber(value)] as const);
  const spelled = asked.flatMap((name) => plain.filter(([own]) => isSame(own, name)).map(([, value]) => [name, value]));
  return Object.fromEntries([...plain, ...spelled]) as LosslessJson;
}

export function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function isRecord(json: LosslessJson | undefined): json is { readonly [key: string]: LosslessJson } {
  return typeof json === 'object' && json !== null && !Array.isArray(json) && !(json instanceof JsonNumber);
}
