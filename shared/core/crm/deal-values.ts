import { dateIn, instantFromEpoch, type Instant } from '../calendar/instant.ts';
import { isPlainDate, type PlainDate } from '../calendar/plain-date.ts';
import type { Problem } from '../errors.ts';
import { atPath, foundText, memberOf, textOf, type LosslessJson } from '../lossless-json.ts';
import type { CrmDeal, CrmParty } from './deal.ts';
import type { Mapping } from './mapping.ts';

/** Text that a store and a document can hold: no half characters, and not longer than a fact should be. */
const MOST_CHARACTERS = 500;

/** Reads the values that a mapping names from a deal and from the companies and contacts that are its investor. */
export interface DealValues {
  /** Every value at a path: several where several contacts have one. Empty texts and nulls are none. */
  readonly all: (path: string) => string[];
  /** The first of them as it stands, for what must be exact. */
  readonly raw: (path: string) => LosslessJson | undefined;
  /** The ids of companies and contacts that the CRM merged into others, and which. */
  readonly merged: () => Readonly<Record<string, string>>;
}

/** Values of the deal itself by their path; `company.x` and `contact.x` are those of the parties that are the investor. */
export function valuesOf(deal: CrmDeal, { vendor, investor }: Mapping): DealValues {
  const parties = deal.parties.filter(
    ({ labels }) => investor.labels.length === 0 || labels.some((label) => investor.labels.includes(label)),
  );
  const found = (path: string): (LosslessJson | undefined)[] => {
    const [first = '', ...rest] = path.split('.');
    if (vendor === 'standard-webhooks' || rest.length === 0 || !isKind(first)) {
      return [atPath(deal.fields, path.split('.'))];
    }
    return parties.filter(({ kind }) => kind === first).map((party) => valueOf(party, rest, vendor));
  };
  return {
    all: (path) => found(path).flatMap(textsOf),
    raw: (path) => found(path).find((value) => value !== undefined && value !== null),
    merged: () => Object.fromEntries(parties.flatMap((party) => mergedInto(party, vendor))),
  };
}

/**
 * A party's id is ours to write, so that a company's and a contact's are never the same: `hubspot/contact/51`. Those of
 * records that were merged into it stand beside it.
 */
function valueOf(party: CrmParty, path: readonly string[], vendor: string): LosslessJson | undefined {
  if (path.length > 1 || path[0] !== 'id') return atPath(party.fields, path);
  return [idOf(party.id, party, vendor), ...mergedInto(party, vendor).map(([id]) => id)];
}

function mergedInto(party: CrmParty, vendor: string): [id: string, into: string][] {
  return (party.mergedIds ?? []).map((id) => [idOf(id, party, vendor), idOf(party.id, party, vendor)]);
}

function idOf(id: string, { kind }: CrmParty, vendor: string): string {
  return `${vendor}/${kind}/${id}`;
}

function isKind(text: string): text is CrmParty['kind'] {
  return text === 'company' || text === 'contact';
}

/** A list gives each of its texts; a mapping, such as `{value: ...}`, is none. */
function textsOf(value: LosslessJson | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap((one: LosslessJson) => textsOf(one));
  const text = typeof value === 'boolean' ? String(value) : textOf(value);
  const plain =
    text
      ?.toWellFormed()
      .replace(/\p{Cc}+/gu, ' ')
      .trim() ?? '';
  return plain === '' ? [] : [plain.slice(0, MOST_CHARACTERS).toWellFormed()];
}

/**
 * A day as CRMs write it: `2026-01-15`, a moment with its offset, or milliseconds since 1970. A moment is the day that the
 * zone's calendar shows. Example: `2026-01-15T02:00:00Z` in America/New_York is 2026-01-14.
 */
export function readDay(field: string, value: LosslessJson | undefined, timeZone: string): PlainDate | Problem {
  const text = textOf(value) ?? '';
  if (isPlainDate(text)) return text;
  const moment = readMoment(value);
  if (moment !== undefined) return dateIn(moment, timeZone);
  return {
    field,
    found: foundText(value),
    allowed: 'a date that exists, as YYYY-MM-DD, or a moment such as 2026-01-15T14:00:00Z',
    fix: 'Fill in the closing date at the deal, or map the field that holds it.',
  };
}

/** A moment with its offset, or milliseconds since 1970 as text or number; undefined for anything else. */
export function readMoment(value: LosslessJson | undefined): Instant | undefined {
  const text = textOf(value) ?? '';
  const epoch = /^\d{12,13}$/.test(text)
    ? Number(text)
    : /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/.test(text)
      ? Date.parse(text.replace(' ', 'T'))
      : Number.NaN;
  // Beyond four digits of a year, text order is not time order.
  return Number.isNaN(epoch) || epoch >= 253_402_300_800_000 ? undefined : instantFromEpoch(epoch);
}

/** A member of a payload as a text, for ids. */
export function idAt(json: LosslessJson | undefined, key: string): string | undefined {
  const text = textOf(memberOf(json, key));
  return text !== undefined && /^[\w.:-]{1,120}$/.test(text) ? text : undefined;
}
