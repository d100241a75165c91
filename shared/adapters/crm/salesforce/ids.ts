import type { CrmParty } from '../../../core/crm/deal.ts';

const CHECKSUMS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/**
 * An id of Salesforce in its long form: fifteen characters, whose case counts, and three that say which of them are
 * capitals. Undefined for what is no id, a long one with another ending among it.
 * Example: `00Dd0000000dtDq` and `00Dd0000000dtDqEAI` are both `00Dd0000000dtDqEAI`.
 */
export function fullId(id: string): string | undefined {
  if (!/^[A-Za-z0-9]{15}([A-Z0-5]{3})?$/.test(id)) return undefined;
  const short = id.slice(0, 15);
  const full = `${short}${[0, 5, 10].map((at) => checksumOf(short.slice(at, at + 5))).join('')}`;
  return id.length === 15 || id === full ? full : undefined;
}

/** Five characters as bits, the first of them lowest, a capital being one. */
function checksumOf(five: string): string {
  const bits = five.split('').reduce((sum, one, place) => sum + (/[A-Z]/.test(one) ? 2 ** place : 0), 0);
  return CHECKSUMS.charAt(bits);
}

/** The first three characters of an id say whose it is. */
const KINDS: Readonly<Record<string, 'deal' | CrmParty['kind']>> = {
  '006': 'deal',
  '001': 'company',
  '003': 'contact',
};

/** An opportunity, an account (a person account too), a contact, or undefined for every other object. */
export function kindOf(id: string): 'deal' | CrmParty['kind'] | undefined {
  return KINDS[id.slice(0, 3)];
}
