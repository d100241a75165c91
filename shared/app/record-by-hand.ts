import * as z from 'zod';
import { startOfDay, type Instant } from '../core/calendar/instant.ts';
import { isPlainDate } from '../core/calendar/plain-date.ts';
import { InputError } from '../core/errors.ts';
import type { NewFact } from '../core/facts/fact.ts';
import { hashOf } from '../core/json.ts';
import { describe } from '../core/money/parse-amount.ts';
import { latest } from '../core/owed/versions.ts';
import type { Terms } from '../core/terms/terms.ts';
import type { Bell } from '../ports/bell.ts';
import type { Store } from '../ports/store.ts';
import { CLOSING_RECORDS, closingFact } from './closing-record.ts';
import { readState } from './contract-state.ts';
import { DISPUTE_RECORDS, disputeFact, isDisputeKind, type DisputeKind } from './dispute-records.ts';
import { HAND_RECORDS, handFact, type HandKind } from './hand-records.ts';
import {
  evidenceOf,
  evidenceSchema,
  INTRODUCTION_RECORDS,
  introductionFact,
  investorOf,
  investorSchema,
  isIntroductionKind,
  type IntroductionKind,
  type Telling,
} from './introduction-records.ts';
import { parseRecord, text } from './record-fields.ts';
import { recordFacts } from './record-facts.ts';

const date = z
  .string({ error: 'a date that exists, as YYYY-MM-DD' })
  .refine(isPlainDate, { error: 'a date that exists, as YYYY-MM-DD' });
const id = text.regex(/^[a-z0-9][a-z0-9-]*$/, { error: 'lower-case letters, digits and hyphens' });

/** What a person may put on a contract's record by the CLI or the api, each kind with its shape. */
const RECORDS = {
  introduction: z.strictObject({
    id,
    investor: investorSchema,
    introducedOn: date,
    how: text,
    by: text,
    introducedBy: text.optional(),
    evidence: evidenceSchema.optional(),
  }),
  service: z.strictObject({
    id,
    clause: text,
    renderedOn: date,
    description: text,
    link: z.url({ protocol: /^https?$/, error: 'an address that begins with https:// or http://' }).optional(),
    by: text,
  }),
  indemnity: z.strictObject({
    id,
    clause: text,
    noticedOn: date,
    by: z.enum(['client', 'consultant']),
    description: text,
  }),
  licence: z.strictObject({ id, clause: text, licence: text, validFrom: date, validTo: date.optional(), by: text }),
  end: z.strictObject({
    id,
    endsOn: date,
    by: text,
    reason: text,
    party: z.enum(['client', 'consultant'], { error: 'client or consultant' }).optional(),
    forCause: z.boolean({ error: 'true or false' }).optional(),
  }),
} as const;

export type RecordKind =
  keyof typeof RECORDS | keyof typeof CLOSING_RECORDS | HandKind | IntroductionKind | DisputeKind;
export const RECORD_KINDS = [
  ...Object.keys(RECORDS),
  ...Object.keys(CLOSING_RECORDS),
  ...Object.keys(HAND_RECORDS),
  ...Object.keys(INTRODUCTION_RECORDS),
  ...Object.keys(DISPUTE_RECORDS),
] as RecordKind[];

/**
 * Records what a person says happened: an introduction, a closing, an expense, a notice, the end and so on. The id makes it exist
 * once; a closing, event or expense that is said again in other words replaces what was said before. Errors: `input.invalid` with every problem, `input.unknown` for a contract that is not there.
 */
export async function recordByHand(
  world: { store: Store; bell: Bell },
  record: { contractId: string; kind: string; input: unknown; now: Instant },
): Promise<'recorded' | 'known'> {
  const { contractId, now } = record;
  const state = await readState(world.store, contractId);
  const { versions, facts } = state;
  const fact = isDisputeKind(record.kind)
    ? disputeFact(record.kind, record.input, state, now)
    : readRecord(record.kind, record.input, { now, terms: latest(versions).terms, facts });
  assertSame(
    facts.find(({ id }) => id === fact.id),
    fact,
  );
  await assertKept(world.store, contractId, fact);
  return recordFacts(world.store, world.bell, { contractId, recordedAt: now, facts: [fact] });
}

/** Evidence that is said to be kept is there; else its hash alone is what is on record. */
async function assertKept(store: Store, contractId: string, { data }: NewFact): Promise<void> {
  for (const { name, sha256, kept } of ('evidence' in data ? data.evidence : undefined) ?? []) {
    if (kept !== true || (await store.readEvidence(contractId, sha256)) !== undefined) continue;
    throw new InputError('The evidence is not here.', [
      {
        field: 'evidence',
        found: describe(name),
        allowed: 'a file whose bytes were sent before, or one without kept',
        fix: 'Send the file first, or leave kept out: then its hash alone is on record.',
      },
    ]);
  }
}

/** A record is never edited, so the same id with other words would be lost without a word. */
function assertSame(before: NewFact | undefined, fact: NewFact): void {
  if (before === undefined || hashOf(before.data) === hashOf(fact.data)) return;
  throw new InputError('That id is on record already and says something else.', [
    {
      field: 'id',
      found: describe(fact.id.slice(fact.id.indexOf('/') + 1)),
      allowed: 'an id that no other record of this kind has',
      fix: 'Nothing on record is edited: give this one an id of its own.',
    },
  ]);
}

function readRecord(kind: string, input: unknown, telling: Telling): NewFact {
  const { now, terms } = telling;
  if (kind === 'closing') return closingFact(parseRecord(kind, CLOSING_RECORDS.closing, input), telling);
  if (isHandKind(kind)) return handRecord(kind, input, now, terms);
  if (isIntroductionKind(kind)) return aboutIntroductions(kind, input, telling);
  const { timeZone } = terms;
  const at = (on: string): Instant => startOfDay(on, timeZone);
  const base = (key: string, by: string) => ({ id: `${kind}/${key}`, source: { kind: 'person' as const, name: by } });
  switch (kind) {
    case 'introduction': {
      const { id: introduction, ...rest } = parseRecord('introduction', RECORDS.introduction, input);
      notInTheFuture('introducedOn', rest.introducedOn, now, timeZone);
      const { evidence, introducedBy, ...data } = rest;
      return {
        ...base(introduction, rest.by),
        type: 'IntroductionRecorded',
        happenedAt: at(rest.introducedOn),
        data: {
          ...data,
          introduction,
          investor: investorOf(rest.investor),
          ...(introducedBy === undefined ? {} : { introducedBy }),
          ...(evidence === undefined ? {} : { evidence: evidenceOf(evidence) }),
        },
      };
    }
    case 'service': {
      const { id: key, by, link, ...data } = parseRecord('service', RECORDS.service, input);
      const happenedAt = at(data.renderedOn);
      return {
        ...base(key, by),
        type: 'ServiceRendered',
        happenedAt,
        data: { ...data, ...(link === undefined ? {} : { link }) },
      };
    }
    case 'indemnity': {
      const { id: key, ...data } = parseRecord('indemnity', RECORDS.indemnity, input);
      return { ...base(key, data.by), type: 'IndemnityNoticed', happenedAt: at(data.noticedOn), data };
    }
    case 'licence': {
      const { id: key, by, validTo, ...data } = parseRecord('licence', RECORDS.licence, input);
      return {
        ...base(key, by),
        type: 'LicenceRecorded',
        happenedAt: at(data.validFrom),
        data: { ...data, ...(validTo === undefined ? {} : { validTo }) },
      };
    }
    case 'end': {
      const { id: key, party, forCause, ...data } = parseRecord('end', RECORDS.end, input);
      const more = { ...(party === undefined ? {} : { party }), ...(forCause === undefined ? {} : { forCause }) };
      return { ...base(key, data.by), type: 'ContractEnded', happenedAt: now, data: { ...data, ...more } };
    }
    default:
      throw new InputError('That kind of record is not known.', [
        {
          field: 'kind',
          found: describe(kind),
          allowed: `one of ${RECORD_KINDS.join(', ')}`,
          fix: 'Use one of these.',
        },
      ]);
  }
}

function aboutIntroductions<K extends IntroductionKind>(kind: K, input: unknown, telling: Telling): NewFact {
  const said = parseRecord<(typeof INTRODUCTION_RECORDS)[K]>(kind, INTRODUCTION_RECORDS[kind], input);
  const { now, terms } = telling;
  for (const [field, on] of Object.entries(said)) {
    const isPast = field === 'on' || field === 'knownOn';
    if (isPast && typeof on === 'string') notInTheFuture(field, on, now, terms.timeZone);
  }
  return introductionFact(kind, said, telling);
}

function isHandKind(kind: string): kind is HandKind {
  return Object.hasOwn(HAND_RECORDS, kind);
}

/** What has not happened yet is not recorded; a notice, a pause or a rate may be dated ahead. */
function handRecord(kind: HandKind, input: unknown, now: Instant, terms: Terms): NewFact {
  const said = parseRecord(kind, HAND_RECORDS[kind], input);
  if ((kind === 'event' || kind === 'expense' || kind === 'election') && 'on' in said) {
    notInTheFuture('on', said.on, now, terms.timeZone);
  }
  return handFact(kind, said, { now, terms });
}

function notInTheFuture(field: string, on: string, now: Instant, timeZone: string): void {
  if (startOfDay(on, timeZone) <= now) return;
  throw new InputError('What has not happened yet is not recorded.', [
    { field, found: on, allowed: 'a date that is not in the future', fix: 'Record it when it has happened.' },
  ]);
}
