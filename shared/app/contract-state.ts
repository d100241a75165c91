import { UnknownError } from '../core/errors.ts';
import type { Fact } from '../core/facts/fact.ts';
import { hashOf, type Plain } from '../core/json.ts';
import { newMemo, type OwedMemo } from '../core/owed/memo.ts';
import { readContract } from '../core/terms/read-contract.ts';
import type { Terms, TermsVersion } from '../core/terms/terms.ts';
import type { ContractRecord, Store, TermsRecord } from '../ports/store.ts';

/** A contract as it was read, with its terms understood. */
export interface ContractState extends ContractRecord {
  readonly versions: readonly TermsVersion[];
}

/** Errors: `input.unknown` when there is no such contract. */
export async function readState(store: Store, contractId: string): Promise<ContractState> {
  const record = await store.readContract(contractId);
  if (record === undefined) {
    throw new UnknownError(`There is no contract ${contractId} here. \`tallystick contracts\` lists those there are.`, {
      contractId,
    });
  }
  return { ...record, versions: versionsOf(record.terms) };
}

/** True while a person has still to look at the contract: nothing is billed or sent, whatever was rung for before. */
export async function isParked(store: Store, contractId: string): Promise<boolean> {
  return (await store.readHead(contractId))?.parked !== undefined;
}

interface Remembered {
  readonly versions: readonly TermsVersion[];
  readonly memo: OwedMemo;
}

const memos = new WeakMap<Fact, Remembered>();

/**
 * What was worked out of the same history before: a run settles as of several moments, and works out what they change. A
 * history is known by its first fact, as it was read: what comes to it later is worked out on top.
 */
export function memoOf({ facts: [first], versions }: ContractState): OwedMemo {
  const made = first === undefined ? undefined : memos.get(first);
  if (made?.versions === versions) return made.memo;
  const memo = newMemo();
  if (first !== undefined) memos.set(first, { versions, memo });
  return memo;
}

const versionsRead = new WeakMap<readonly TermsRecord[], TermsVersion[]>();

export function versionsOf(records: readonly TermsRecord[]): TermsVersion[] {
  const made =
    versionsRead.get(records) ??
    records.map((record) => {
      const { version, effectiveOn, termsHash } = record;
      return { version, effectiveOn, termsHash, terms: termsOf(record) };
    });
  versionsRead.set(records, made);
  return made;
}

/** Reading a file is most of the work of a quiet settlement, and the same hash is the same file: it is read once a process. */
const termsRead = new Map<string, Terms>();
const MOST_KEPT = 200;

/** The terms of a contract file and the hash by which it is known. Errors: `input.invalid` with every mistake in it. */
export function readTerms(file: Plain): { terms: Terms; termsHash: string } {
  const termsHash = hashOf(file);
  return { terms: termsOf({ termsHash, file }), termsHash };
}

function termsOf({ termsHash, file }: Pick<TermsRecord, 'termsHash' | 'file'>): Terms {
  const before = termsRead.get(termsHash);
  if (before !== undefined) return before;
  const { terms } = readContract(file);
  if (termsRead.size >= MOST_KEPT) termsRead.clear();
  termsRead.set(termsHash, terms);
  return terms;
}

export function lastSeq(facts: readonly Fact[]): number {
  return facts.at(-1)?.seq ?? 0;
}
