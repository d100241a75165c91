import type { Instant } from '../core/calendar/instant.ts';
import { ConflictError, InputError } from '../core/errors.ts';
import type { NewFact } from '../core/facts/fact.ts';
import type { Plain } from '../core/json.ts';
import { RULES } from '../core/owed/rules.ts';
import { latest } from '../core/owed/versions.ts';
import type { Terms } from '../core/terms/terms.ts';
import type { Bell } from '../ports/bell.ts';
import type { Store, TermsRecord } from '../ports/store.ts';
import { readState, readTerms } from './contract-state.ts';
import { recordFacts } from './record-facts.ts';
import { withRetries } from './with-retries.ts';

export interface AdoptContract {
  /** The contract file, as plain data. */
  readonly file: Plain;
  /** From when a new version counts; the first counts from the agreement's own date. */
  readonly effectiveOn?: string;
  readonly by: string;
  readonly now: Instant;
  /** Random; used when the contract is new. */
  readonly salt: string;
}

export interface Adoption {
  readonly contractId: string;
  readonly version: number;
  readonly outcome: 'adopted' | 'amended' | 'known';
}

/**
 * Puts a contract under management, or adopts a new version of its terms. The same file again changes nothing.
 * Errors: `input.invalid` with every mistake in the file, or when it changes what the books rest on.
 */
export async function adoptContract(world: { store: Store; bell: Bell }, adopt: AdoptContract): Promise<Adoption> {
  const { terms, termsHash } = readTerms(adopt.file);
  const contractId = terms.id;
  const first: TermsRecord = { version: 1, effectiveOn: terms.dated, termsHash, file: adopt.file };
  const head = { contractId, factSeq: 0, ledgerVersion: 0, entryCount: 0, sealedEntries: 0, salt: adopt.salt };
  const created = await world.store.createContract(head, {
    facts: [termsAdopted(first, adopt)],
    recordedAt: adopt.now,
    terms: first,
  });
  if (created === 'created') {
    await world.bell.ringContract({ contractId, factSeq: 1, asOf: adopt.now });
    return { contractId, version: 1, outcome: 'adopted' };
  }
  return withRetries(() => amend(world, adopt, { terms, termsHash }));
}

/**
 * Adopts a further version. Without a day, any version on record is known; with one, the latest alone, so that an earlier
 * file can be adopted again from a day and an amendment can be given another day.
 */
async function amend(
  world: { store: Store; bell: Bell },
  adopt: AdoptContract,
  { terms, termsHash }: { terms: Terms; termsHash: string },
): Promise<Adoption> {
  const { effectiveOn } = adopt;
  const contractId = terms.id;
  const state = await readState(world.store, contractId);
  const candidates = effectiveOn === undefined ? state.terms : state.terms.slice(-1);
  const same = candidates.findLast(
    (version) => version.termsHash === termsHash && version.effectiveOn === (effectiveOn ?? version.effectiveOn),
  );
  if (same !== undefined) return { contractId, version: same.version, outcome: 'known' };
  if (effectiveOn === undefined) {
    throw new InputError(`${contractId} is on record already, and this file says something else.`, [
      {
        field: 'effectiveOn',
        found: 'nothing',
        allowed: 'a date, as YYYY-MM-DD',
        fix: 'Say from when the new version counts.',
      },
    ]);
  }
  assertSameBooks(latest(state.versions).terms, terms);
  const record: TermsRecord = { version: state.terms.length + 1, effectiveOn, termsHash, file: adopt.file };
  const outcome = await recordFacts(world.store, world.bell, {
    contractId,
    recordedAt: adopt.now,
    facts: [termsAdopted(record, adopt)],
    terms: record,
  });
  if (outcome === 'known') throw new ConflictError('Somebody else adopted a version first.', { contractId });
  return { contractId, version: record.version, outcome: 'amended' };
}

/** One contract has one ledger: its currency, its zone and its date stay, whatever else is amended. */
function assertSameBooks(before: Terms, after: Terms): void {
  const problems = (['currency', 'timeZone', 'dated'] as const)
    .filter((field) => before[field] !== after[field])
    .map((field) => ({
      field,
      found: JSON.stringify(after[field]),
      allowed: JSON.stringify(before[field]),
      fix: 'Keep it, or adopt the file as a contract of its own with another id.',
    }));
  if (problems.length > 0) throw new InputError('An amendment cannot change what the books rest on.', problems);
}

function termsAdopted({ version, effectiveOn, termsHash }: TermsRecord, { by, now }: AdoptContract): NewFact {
  return {
    id: `terms/${version}`,
    type: 'TermsAdopted',
    happenedAt: now,
    source: { kind: 'person', name: by },
    data: { version, effectiveOn, termsHash, rules: RULES },
  };
}
