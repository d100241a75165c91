import { startOfDay, type Instant } from '../core/calendar/instant.ts';
import { InputError } from '../core/errors.ts';
import type { Fact, FactData, FactSource, NewFact } from '../core/facts/fact.ts';
import { newIn, type Introduction } from '../core/introductions/introduction.ts';
import { registerOf } from '../core/introductions/register.ts';
import { hashOf } from '../core/json.ts';
import { describe } from '../core/money/parse-amount.ts';
import { latest } from '../core/owed/versions.ts';
import type { Bell } from '../ports/bell.ts';
import type { AppendFacts, Store } from '../ports/store.ts';
import { readState } from './contract-state.ts';
import { recordFacts } from './record-facts.ts';

export interface RecordIntroduction {
  readonly contractId: string;
  /** Who or what says so: a person, a CRM's connection, a mail. */
  readonly source: FactSource;
  /** Its id is lower-case letters, digits and hyphens; addresses are lower case, register numbers in capitals. */
  readonly introduction: FactData['IntroductionRecorded'];
  /** What becomes of a telling whose id is on record with other words: a person is told, what a machine adds is added. */
  readonly ifKnown: 'refuse' | 'supplement';
  /** Marks the message that it came in as applied, in the same transaction. */
  readonly inbox?: AppendFacts['inbox'];
  readonly now: Instant;
}

/**
 * Puts an introduction on the register, linked to the entry before it. The same introduction again is `known`; what a CRM
 * or a mail adds to one that is on record (an id, an address, evidence) becomes an entry of its own, and nothing is taken
 * away. Errors: `input.unknown` for a contract that is not there; `input.invalid` when the introduction lies in the
 * future, or its id says something else on record.
 */
export async function recordIntroduction(
  world: { readonly store: Store; readonly bell: Bell },
  record: RecordIntroduction,
): Promise<'recorded' | 'supplemented' | 'known'> {
  const { contractId, introduction, now, inbox } = record;
  const { versions, facts } = await readState(world.store, contractId);
  const { timeZone } = latest(versions).terms;
  const fact = introductionEntry(record, facts, timeZone);
  const before = onRecord(introduction.introduction, facts);
  if (record.ifKnown === 'refuse' && before !== undefined && hashOf(before.recorded.data) !== hashOf(introduction)) {
    throw saidOtherwise(introduction.introduction);
  }
  const outcome = await recordFacts(world.store, world.bell, {
    contractId,
    recordedAt: now,
    facts: [fact],
    ...(inbox === undefined ? {} : { inbox }),
  });
  return outcome === 'recorded' && fact.type === 'IntroductionSupplemented' ? 'supplemented' : outcome;
}

/**
 * What an introduction adds to the register: itself, or what is new to one that is on record; where nothing is, the entry
 * that is there already. Errors: `input.invalid` when it lies in the future.
 */
export function introductionEntry(
  { introduction, source, now }: Pick<RecordIntroduction, 'introduction' | 'source' | 'now'>,
  facts: readonly Fact[],
  timeZone: string,
): NewFact {
  const happenedAt = startOfDay(introduction.introducedOn, timeZone);
  if (happenedAt > now) throw notYet(introduction.introducedOn);
  const id = `introduction/${introduction.introduction}`;
  const before = onRecord(introduction.introduction, facts);
  const first: NewFact = { id, type: 'IntroductionRecorded', happenedAt, source, data: introduction };
  if (before === undefined || hashOf(before.recorded.data) === hashOf(introduction)) return first;
  const added = newIn(introduction, before);
  if (added === undefined) return first;
  const data = { introduction: before.id, ...added, by: introduction.by, reason: introduction.how };
  const supplement = `${id}/supplement/${hashOf(added).slice(0, 16)}`;
  return { id: supplement, type: 'IntroductionSupplemented', happenedAt: now, source, data };
}

function onRecord(id: string, facts: readonly Fact[]): Introduction | undefined {
  return registerOf(facts).introductions.find((one) => one.id === id);
}

function notYet(found: string): InputError {
  return new InputError('What has not happened yet is not recorded.', [
    {
      field: 'introducedOn',
      found,
      allowed: 'a date that is not in the future',
      fix: 'Record it when it has happened.',
    },
  ]);
}

/** A record is never edited, so the same id with other words would be lost without a word. */
function saidOtherwise(id: string): InputError {
  return new InputError('That id is on record already and says something else.', [
    {
      field: 'id',
      found: describe(id),
      allowed: 'an id that no other introduction has',
      fix: 'Nothing on record is edited: give this one an id of its own, or add to it with `introductions add`.',
    },
  ]);
}
