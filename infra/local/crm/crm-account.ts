import type { KeptStore } from '../kept-store.ts';
import { CrmError } from './deal.ts';

export type CrmKind = 'deal' | 'company' | 'contact';

/** A record of a CRM, its fields as its vendor names them, every value as its vendor writes it. */
export interface CrmRecord {
  readonly kind: CrmKind;
  readonly id: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly isDeleted: boolean;
  /** Of a record that was merged away: the one that it is now. */
  readonly mergedInto?: string;
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
  /** Told through the vendor's API where to send webhooks. */
  sendTo(url: string): void;
  create(kind: CrmKind, fields: Readonly<Record<string, string>>): CrmRecord;
  change(kind: CrmKind, id: string, fields: Readonly<Record<string, string>>): CrmRecord;
  link(dealId: string, to: { kind: CrmKind; id: string; labels?: readonly string[] }): void;
  unlink(dealId: string, to: { kind: CrmKind; id: string }): void;
  remove(kind: CrmKind, id: string): void;
  restore(kind: CrmKind, id: string): void;
  /** Makes one record of two: a new one, or the first, as the vendor does. */
  merge(kind: CrmKind, primaryId: string, otherId: string): CrmRecord;
  /** The record itself, deleted or merged away as it may be. */
  find(kind: CrmKind, id: string): CrmRecord | undefined;
  /** What the record is now: itself, or the one that it was merged into. */
  now(kind: CrmKind, id: string): CrmRecord | undefined;
  list(kind: CrmKind): CrmRecord[];
}

export interface CrmAccountOptions {
  readonly store: KeptStore;
  readonly vendor: string;
  readonly accountId: string;
  readonly businessClock: () => Date;
  /** Part of the transaction that changes the records. */
  readonly onChange: (change: CrmChange, at: Date) => void;
  readonly sendTo: (url: string) => void;
  readonly merges: 'makes-new' | 'keeps-primary';
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
  const nextId = (): string => {
    const id = (store.get<number>('next-id', vendor) ?? 900) + 1;
    store.put('next-id', vendor, id);
    return String(id);
  };
  const fresh = (kind: CrmKind, fields: CrmRecord['fields'], at: Date, of: Partial<CrmRecord> = {}): CrmRecord => {
    const stamp = at.toISOString();
    return put({
      kind,
      id: nextId(),
      fields,
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
    onChange({ what: 'deleted', record: touch(other, at, { isDeleted: true }) }, at);
    const links = primary.links.length === 0 ? other.links : primary.links;
    const record = touch(primary, at, { fields: { ...other.fields, ...primary.fields }, links });
    onChange({ what: 'changed', record, field: 'merged_from_id', value: other.id }, at);
    return record;
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
        const record = touch(before, at, { fields: { ...before.fields, ...fields } });
        for (const [field, value] of Object.entries(fields)) {
          if (before.fields[field] !== value) onChange({ what: 'changed', record, field, value }, at);
        }
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
        onChange({ what: 'restored', record: touch(record, at, { isDeleted: false }) }, at);
      }),
    merge: (kind, primaryId, otherId) =>
      store.atomically(() => {
        const at = tick();
        const [primary, other] = [living(kind, primaryId), living(kind, otherId)];
        if (primary.id === other.id) throw new CrmError('refused', 'A record is not merged with itself.');
        if (options.merges === 'keeps-primary') return absorb(primary, other, at);
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
