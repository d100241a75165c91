import { createHash } from 'node:crypto';
import type { Plain } from '../../shared/core/json.ts';

/**
 * Who may see a canary: one party of its contract, both, whoever keeps the system (an investor's addresses, what a CRM
 * sends besides), or nobody at all (the salt that makes the addresses of workings hard to guess).
 */
export type Who = 'client' | 'consultant' | 'both' | 'operator' | 'nobody';

/** A canary that was found: for whom it is, and of which contract, by the eight hex digits that stand for it. */
export interface Canary {
  readonly who: Who;
  readonly of: string;
}

const PATTERN = /kestrel(client|consultant|both|operator|nobody)x([0-9a-f]{8})/gi;
const marks = new Map<string, string>();

/** What stands for a contract in its canaries. */
export function markOf(contractId: string): string {
  const known = marks.get(contractId);
  if (known !== undefined) return known;
  const made = createHash('sha256').update(contractId).digest('hex').slice(0, 8);
  marks.set(contractId, made);
  return made;
}

/** A word that is nowhere else in the world, and says for whom it is: it can stand in a name, an address or a link. */
export function canary(contractId: string, who: Who): string {
  return `kestrel${who}x${markOf(contractId)}`;
}

export function canariesOf(text: string): Canary[] {
  // The pattern knows no other words in its first group.
  return [...text.matchAll(PATTERN)].map(([, who = '', of = '']) => ({ who: who.toLowerCase() as Who, of }));
}

/** Where the half of one party of a contract goes, and nothing else may go. */
export function addressOf(contractId: string, party: 'client' | 'consultant'): string {
  return `${canary(contractId, party)}@${party}.example`;
}

/** A contract file with canaries: in the address of each party, in the mailbox of each, and in its title. */
export function withCanaries(file: Plain): Record<string, Plain> {
  // A contract file is a mapping; what is no mapping gets no further than the check of the file.
  const marked = structuredClone(file) as Record<string, Plain>;
  const id = textIn(marked, 'id');
  for (const party of ['client', 'consultant'] as const) {
    const { address } = Object(marked[party]) as { readonly address: readonly string[] };
    Object.assign(Object(marked[party]), {
      address: [...address, `Suite ${canary(id, 'both')}`],
      statementsTo: [addressOf(id, party)],
    });
  }
  return { ...marked, title: `${textIn(marked, 'title')} ${canary(id, 'both')}` };
}

/** Errors: TypeError where there is no text. */
export function textIn(file: Plain, name: string): string {
  const value: unknown = Reflect.get(Object(file), name);
  if (typeof value !== 'string') throw new TypeError(`a contract file without ${name}`);
  return value;
}
