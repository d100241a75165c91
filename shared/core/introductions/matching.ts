import type { Investor } from '../facts/investor.ts';
import { MATCH_KINDS, type MatchKind } from '../terms/introduction-terms.ts';
import { isSameHouse, isSameName, keysOfName } from './names.ts';

/** What two tellings of an investor have in common. */
export interface Match {
  readonly kind: MatchKind;
  /** Such as `CRM id crm-1042`. */
  readonly words: string;
}

/** What two tellings of an investor have in common of the kinds asked for, strongest first. Empty: nothing. */
export function matchesOf(mine: Investor, other: Investor, kinds: readonly MatchKind[] = MATCH_KINDS): Match[] {
  return MATCH_KINDS.filter((kind) => kinds.includes(kind)).flatMap((kind) => {
    const words = FINDS[kind](mine, other);
    return words === undefined ? [] : [{ kind, words }];
  });
}

const keys = new WeakMap<Investor, ReadonlySet<string>>();

/** What two tellings share that have anything in common: those that share none of these have no match of any kind. */
export function keysOf(investor: Investor): ReadonlySet<string> {
  const made = keys.get(investor) ?? newKeys(investor);
  keys.set(investor, made);
  return made;
}

function newKeys(investor: Investor): ReadonlySet<string> {
  const { name, firm, crmIds, emails, registryIds = [] } = investor;
  return new Set([
    ...crmIds.map((id) => `crm ${id}`),
    ...emails.map((address) => `mail ${lower(address)}`),
    ...registryIds.map((id) => `register ${plainNumber(id)}`),
    ...domainsOf(investor).map((domain) => `domain ${domain}`),
    ...[name, firm].flatMap((one) => (one === undefined ? [] : keysOfName(one))),
  ]);
}

const FINDS: Readonly<Record<MatchKind, (mine: Investor, other: Investor) => string | undefined>> = {
  'crm-id': (mine, other) => named('CRM id', shared(mine.crmIds, other.crmIds)),
  email: (mine, other) => named('e-mail address', shared(mine.emails, other.emails, lower)),
  'registry-number': (mine, other) =>
    named('register number', shared(mine.registryIds ?? [], other.registryIds ?? [], plainNumber)),
  domain: (mine, other) => named('e-mail domain', shared(domainsOf(mine), domainsOf(other))),
  name: (mine, other) => namesAlike(mine, other, isSameName),
  affiliate: (mine, other) =>
    namesAlike(mine, other, isSameName) === undefined ? namesAlike(mine, other, isSameHouse) : undefined,
};

function named(what: string, value: string | undefined): string | undefined {
  return value === undefined ? undefined : `${what} ${value}`;
}

/** The first of mine that the other has too, in the other's own spelling. */
function shared(
  mine: readonly string[],
  others: readonly string[],
  plain: (value: string) => string = (value) => value,
): string | undefined {
  const known = new Set(mine.map(plain));
  return others.find((other) => known.has(plain(other)));
}

const lower = (value: string): string => value.toLowerCase();
const plainNumber = (value: string): string => value.toUpperCase().replace(/[\s.-]/g, '');

function namesAlike(mine: Investor, other: Investor, alike: (a: string, b: string) => boolean): string | undefined {
  for (const [one, two] of [
    [mine.firm, other.firm],
    [mine.firm, other.name],
    [mine.name, other.firm],
    [mine.name, other.name],
  ]) {
    if (one !== undefined && two !== undefined && one !== '' && alike(one, two)) return `name: ${one} and ${two}`;
  }
  return undefined;
}

/** Domains at which anybody may have an address: that it is the same one says nothing. */
export const SHARED_MAIL: ReadonlySet<string> = new Set([
  'gmail.com',
  'hotmail.com',
  'outlook.com',
  'yahoo.com',
  'aol.com',
  'icloud.com',
  'proton.me',
]);

function domainsOf(investor: Investor): string[] {
  return investor.emails
    .map((address) => address.slice(address.lastIndexOf('@') + 1).toLowerCase())
    .filter((domain) => !SHARED_MAIL.has(domain));
}
