import type { Instant } from '../calendar/instant.ts';
import type { Fact, FactOf, NewFact } from '../facts/fact.ts';
import { hashOf } from '../json.ts';

/** The facts that are entries of the register of introductions: each carries the hash of the one before. */
export const ENTRY_TYPES = [
  'IntroductionRecorded',
  'IntroductionSupplemented',
  'IntroductionTold',
  'IntroductionAcknowledged',
  'IntroductionObjected',
  'IntroductionRuled',
  'IntroductionWithdrawn',
  'PriorContactRecorded',
] as const;

export type EntryType = (typeof ENTRY_TYPES)[number];
/** An entry of the register, as it is recorded. */
export type RegisterEntry = FactOf<EntryType>;

/** The last link of the register: whoever holds it can tell later that nothing before it was changed. */
export interface ChainHead {
  readonly entries: number;
  /** Lower-case hex; of the empty register, a hash of the contract's id. */
  readonly hash: string;
}

export function isEntry<T extends NewFact | Fact>(fact: T): fact is T & { readonly type: EntryType } {
  return ENTRY_TYPES.some((type) => type === fact.type);
}

/** The entries of the register, in the order in which they were recorded. */
export function entriesOf(facts: readonly Fact[]): RegisterEntry[] {
  return facts.filter(isEntry) as RegisterEntry[];
}

/** The hash of an entry: SHA-256 of the canonical JSON of the whole fact, with its number, its moment and its link. */
export function entryHash(entry: Fact): string {
  return hashOf(entry);
}

/** Where a register starts: bound to its contract, so that a chain cannot be moved from one to another. */
function start(contractId: string): string {
  return hashOf({ registerOf: contractId });
}

export function chainHead(contractId: string, facts: readonly Fact[]): ChainHead {
  const entries = entriesOf(facts);
  const last = entries.at(-1);
  return { entries: entries.length, hash: last === undefined ? start(contractId) : entryHash(last) };
}

/** Links new facts to the register as it stands; facts that are no entries stay as they are. */
export function chained(
  added: readonly NewFact[],
  onto: {
    readonly contractId: string;
    readonly facts: readonly Fact[];
    readonly factSeq: number;
    readonly recordedAt: Instant;
  },
): NewFact[] {
  let { hash } = chainHead(onto.contractId, onto.facts);
  return added.map((fact, index) => {
    if (!isEntry(fact)) return fact;
    const linked = { ...fact, previousEntry: hash };
    hash = entryHash({ ...linked, seq: onto.factSeq + index + 1, recordedAt: onto.recordedAt });
    return linked;
  });
}

/** A place where the register is not what was written. */
export interface ChainFault {
  /** The number of the fact. */
  readonly seq: number;
  readonly fact: string;
  readonly what: string;
}

/** The chain as somebody held it: on a statement, on paper, in a mail. */
export type HeldHead = ChainHead & {
  readonly where: string;
  /** When it was written down: whatever is dated before that had to be in it. */
  readonly at?: Instant;
};

/**
 * Whether the register is whole: every entry carries the hash of the one before it, and every head that somebody held is
 * still the hash of its entry. The chain alone shows an entry that was changed, slipped in or taken out before the last;
 * the heads that others hold show it for the last as well, and for a register that was written anew as a whole.
 */
export function verifyChain(contractId: string, facts: readonly Fact[], held: readonly HeldHead[] = []): ChainFault[] {
  const entries = entriesOf(facts);
  const faults: ChainFault[] = [];
  let expected = start(contractId);
  for (const entry of entries) {
    if (entry.previousEntry !== expected) faults.push(faultAt(entry, entry.previousEntry));
    expected = entryHash(entry);
  }
  for (const head of held) {
    const dated = entries[head.entries];
    if (dated !== undefined && head.at !== undefined && dated.recordedAt < head.at) {
      const what = `${head.where} does not hold it, though it is dated before that: it was slipped in.`;
      faults.push({ seq: dated.seq, fact: dated.id, what });
    }
    const entry = entries[head.entries - 1];
    const now = head.entries === 0 ? start(contractId) : entry === undefined ? undefined : entryHash(entry);
    if (now === head.hash) continue;
    faults.push({
      seq: entry?.seq ?? facts.length,
      fact: entry?.id ?? 'the end of the register',
      what: `${head.where} holds another hash for entry ${head.entries}: what is on record was changed after that.`,
    });
  }
  return faults;
}

function faultAt(entry: RegisterEntry, link: string | undefined): ChainFault {
  const what =
    link === undefined
      ? 'It carries no hash of the entry before it: it was slipped in past the register.'
      : 'The entry before it is not the one that was there when it was written: one was changed, slipped in or taken out.';
  return { seq: entry.seq, fact: entry.id, what };
}
