import type { KeptStore } from '../kept-store.ts';
import { CrmError } from './deal.ts';

export type CrmKind = 'deal' | 'company' | 'contact';

/** A record of a CRM, its fields as its vendor names them, every value as its vendor writes it. */
export interface CrmRecord {
  readonly kind: CrmKind;
  readonly id: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Since when each field says what it says. */
  readonly since: Readonly<Record<string, string>>;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly isDeleted: boolean;
  /** Of a record that was merged away: the one that it is now. */
  readonly mergedInto?: string;
  /** Of a record that went into another, which goes on under its own id: that one. */
  readonly absorbedBy?: string;
  /** Ids of the records that it was made of. */
  readonly mergedIds: readonly string[];
  /** Of a deal: what it names, with labels. */
  readonly links: readonly { readonly kind: CrmKind; readonly id: string; readonly labels: readonly string[] }[];
}

/** One thing that happened in a CRM, as its webhooks would tell it. */
export type CrmChange =
  | { readonly what: 'created' | 'deleted' | 'restored'; readonly record: CrmRecord }
  | { readonly what: 'changed'; readonly record: CrmRecord; readonly field: string; readonly value: string }
  | { readonly what: 'linked' | 'unlinked'; readonly record: CrmRecord; readonly to: CrmRecord }
  | {
      readonly what: 'merged';
      readonly record: CrmRecord;
      readonly primary: string;
      readonly others: readonly string[];
    };

/** The records of one account at one vendor, kept between runs. What happens to them is told to `onChange`. */
export interface CrmAccount {
  readonly id: string;
  /** Told through the vendor's API where to send webhooks; gives what they will be signed with. */
  sendTo(url: string): string;
  create(kind: CrmKind, fields: Readonly<Record<string, string>>): CrmRecord;
  change(kind: CrmKind, id: string, fields: Readonly<Record<string, string>>): CrmRecord;
  link(dealId: string, to: { kind: CrmKind; id: string; labels?: readonly string[] }): void;
  unlink(dealId: string, to: { kind: CrmKind; id: string }): void;
  remove(kind: CrmKind, id: string): void;
  restore(kind: CrmKind, id: string): void;
  /** Makes one record of two: a new one, or the first, as the vendor does; refused for deals where it merges none. */
  merge(kind: CrmKind, primaryId: string, otherId: string): CrmRecord;
  /** The record itself, deleted or merged away as it may be. */
  find(kind: CrmKind, id: string): CrmRecord | undefined;
  /** What the record is now: itself, or the one that it was merged into. */
  now(kind: CrmKind, id: string): CrmRecord | undefined;
  list(kind: CrmKind): CrmRecord[];
}

/** What a merge leaves: a new record of both, or the first of them; or deals are not merged at all, only what they name. */
export type Merges = 'makes-new' | 'keeps-primary' | 'no-deals';

export interface CrmAccountOptions {
  readonly store: KeptStore;
  readonly vendor: string;
  readonly accountId: string;
  readonly businessClock: () => Date;
  /** Part of the transaction that changes the records. */
  readonly onChange: (change: CrmChange, at: Date) => void;
  readonly sendTo: (url: string) => string;
  readonly merges: Merges;
  /** How the vendor writes the id of a record; its number as it is otherwise. */
  readonly idOf?: (kind: CrmKind, number: string) => string;
}

export function createCrmAccount(options: CrmAccountOptions): CrmAccount {
  const { store, vendor, accountId, businessClock, onChange } = options;
  const keptAs = (kind: CrmKind): string => `${vendor}-${kind}`;
  const find = (kind: CrmKind, id: string): CrmRecord | undefined => store.get(keptAs(kind), id);
  const put = (record: CrmRecord): CrmRecord => {
    store.put(keptAs(record.kind), record.id, record);
    return record;
  };
  const now = (kind: CrmKind, id: string): CrmRecord | undefined => {
    const record = find(kind, id);
    return record?.mergedInto === undefined ? record : now(kind, record.mergedInto);
  };
  const living = (kind: CrmKind, id: string): CrmRecord => {
    const record = now(kind, id);
    if (record === undefined || record.isDeleted) throw new CrmError('not-found', `There is no ${kind} ${id}.`);
    return record;
  };
  /** Later than every change before, as the business clock may stand still. */
  const tick = (): Date => {
    const last = store.get<number>('last-change', vendor) ?? 0;
    const at = Math.max(businessClock().getTime(), last + 1);
    store.put('last-change', vendor, at);
    return new Date(at);
  };
  const nextId = (kind: CrmKind): string => {
    const id = (store.get<number>('next-id', vendor) ?? 900) + 1;
    store.put('next-id', vendor, id);
    return options.idOf?.(kind, String(id)) ?? String(id);
  };
  const fresh = (kind: CrmKind, fields: CrmRecord['fields'], at: Date, of: Partial<CrmRecord> = {}): CrmRecord => {
    const stamp = at.toISOString();
    return put({
      kind,
      id: nextId(kind),
      fields,
      since: sinceNow(fields, at),
      createdAt: stamp,
      updatedAt: stamp,
      isDeleted: false,
      mergedIds: [],
      links: [],
      ...of,
    });
  };
  const touch = (record: CrmRecord, at: Date, changes: Partial<CrmRecord>): CrmRecord =>
    put({ ...record, ...changes, updatedAt: at.toISOString() });
  const absorb = (primary: CrmRecord, other: CrmRecord, at: Date): CrmRecord => {
    onChange({ what: 'deleted', record: touch(other, at, { isDeleted: true, absorbedBy: primary.id }) }, at);
    const links = primary.links.length === 0 ? other.links : primary.links;
    const fields = { ...other.fields, ...primary.fields };
    const record = touch(primary, at, { fields, since: { ...other.since, ...primary.since }, links });
    onChange({ what: 'changed', record, field: 'merged_from_id', value: other.id }, at);
    return record;
  };
  /** The deals of a company or contact go with it into the one that it is merged into. */
  const giveDeals = (from: CrmRecord, to: CrmRecord, at: Date): void => {
    for (const deal of store.list<CrmRecord>(keptAs('deal'))) {
      if (deal.isDeleted || !deal.links.some((link) => link.id === from.id)) continue;
      const links = deal.links.map((link) => (link.id === from.id ? { ...link, id: to.id } : link));
      onChange({ what: 'linked', record: touch(deal, at, { links }), to }, at);
    }
  };
  return {
    id: accountId,
    sendTo: options.sendTo,
    find,
    now,
    list: (kind) => store.list<CrmRecord>(keptAs(kind)),
    create: (kind, fields) =>
      store.atomically(() => {
        const at = tick();
        const record = fresh(kind, fields, at);
        onChange({ what: 'created', record }, at);
        return record;
      }),
    change: (kind, id, fields) =>
      store.atomically(() => {
        const at = tick();
        const before = living(kind, id);
        const changed = Object.entries(fields).filter(([field, value]) => before.fields[field] !== value);
        const since = { ...before.since, ...sinceNow(Object.fromEntries(changed), at) };
        const record = touch(before, at, { fields: { ...before.fields, ...fields }, since });
        for (const [field, value] of changed) onChange({ what: 'changed', record, field, value }, at);
        return record;
      }),
    link: (dealId, { kind, id, labels = [] }) =>
      store.atomically(() => {
        const at = tick();
        const [deal, to] = [living('deal', dealId), living(kind, id)];
        const others = deal.links.filter((link) => link.kind !== kind || link.id !== to.id);
        const record = touch(deal, at, { links: [...others, { kind, id: to.id, labels }] });
        onChange({ what: 'linked', record, to }, at);
      }),
    unlink: (dealId, { kind, id }) =>
      store.atomically(() => {
        const at = tick();
        const [deal, to] = [living('deal', dealId), living(kind, id)];
        const links = deal.links.filter((link) => link.kind !== kind || link.id !== to.id);
        onChange({ what: 'unlinked', record: touch(deal, at, { links }), to }, at);
      }),
    remove: (kind, id) =>
      store.atomically(() => {
        const at = tick();
        onChange({ what: 'deleted', record: touch(living(kind, id), at, { isDeleted: true }) }, at);
      }),
    restore: (kind, id) =>
      store.atomically(() => {
        const at = tick();
        const record = now(kind, id);
        if (record?.isDeleted !== true) throw new CrmError('refused', `${kind} ${id} is not deleted.`);
        const since = sinceNow(record.fields, at);
        onChange({ what: 'restored', record: touch(record, at, { isDeleted: false, since }) }, at);
      }),
    merge: (kind, primaryId, otherId) =>
      store.atomically(() => {
        const at = tick();
        const [primary, other] = [living(kind, primaryId), living(kind, otherId)];
        if (primary.id === other.id) throw new CrmError('refused', 'A record is not merged with itself.');
        if (options.merges === 'no-deals') {
          if (kind === 'deal') throw new CrmError('refused', `${vendor} merges no deals.`);
          giveDeals(other, primary, at);
        }
        if (options.merges !== 'makes-new') return absorb(primary, other, at);
        const merged = fresh(kind, { ...other.fields, ...primary.fields }, at, {
          createdAt: primary.createdAt,
          mergedIds: [primary, other].flatMap(({ id, mergedIds }) => [...mergedIds, id]),
          links: [
            ...new Map([...other.links, ...primary.links].map((link) => [`${link.kind}/${link.id}`, link])).values(),
          ],
        });
        for (const one of [primary, other]) put({ ...one, mergedInto: merged.id });
        onChange({ what: 'merged', record: merged, primary: primary.id, others: [other.id] }, at);
        return merged;
      }),
  };
}

function sinceNow(fields: CrmRecord['fields'], at: Date): CrmRecord['since'] {
  return Object.fromEntries(Object.keys(fields).map((name) => [name, at.toISOString()]));
}

/** Finds the living deals that name a company or contact. */
export function dealsNaming(account: Pick<CrmAccount, 'list'>): (party: CrmRecord) => CrmRecord[] {
  return ({ kind, id }) =>
    account
      .list('deal')
      .filter(({ isDeleted, links }) => !isDeleted && links.some((link) => link.kind === kind && link.id === id));
}
