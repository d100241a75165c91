import * as z from 'zod';
import type { Instant } from '../core/calendar/instant.ts';
import { InputError, UnknownError } from '../core/errors.ts';
import type { FactData, NewFact } from '../core/facts/fact.ts';
import type { Investor } from '../core/facts/investor.ts';
import type { Introduction } from '../core/introductions/introduction.ts';
import { isRegistryId } from '../core/introductions/registry-id.ts';
import { registerOf } from '../core/introductions/register.ts';
import { hashOf } from '../core/json.ts';
import { describe, parseAmount } from '../core/money/parse-amount.ts';
import { isCurrency } from '../core/money/currency.ts';
import { date as plainDate, identifier } from '../core/terms/schema-fields.ts';
import type { Person, Terms } from '../core/terms/terms.ts';
import type { Fact } from '../core/facts/fact.ts';
import { text } from './record-fields.ts';

const few = { error: 'at most 100' };
const address = z.email({ error: 'a full e-mail address' }).transform((value) => value.toLowerCase());
const registryId = z
  .string({ error: 'text' })
  .transform((value) => value.trim().toUpperCase())
  .refine(isRegistryId, {
    error: 'an LEI, as LEI: and its 20 characters, or a company number after its jurisdiction, as GB:01234567',
  });

const ids = {
  crmIds: z.array(text).max(100, few).default([]),
  emails: z.array(address).max(100, few).default([]),
  registryIds: z.array(registryId).max(20, { error: 'at most 20' }).default([]),
};

/** An investor as a person gives it. */
export const investorSchema = z.strictObject({ name: text, firm: text.optional(), ...ids });

/** A file that shows something, by its name and its hash; `kept` says that its bytes are in the store of evidence. */
export const evidenceSchema = z
  .array(
    z.strictObject({
      name: text,
      sha256: z.string().regex(/^[0-9a-f]{64}$/, { error: 'a SHA-256 in lower-case hex' }),
      bytes: z.int().min(0).optional(),
      kind: z.enum(['email', 'calendar-entry', 'document', 'crm-record']).optional(),
      kept: z.boolean().optional(),
    }),
  )
  .max(100, few);

const said = { introduction: identifier, by: text, reason: text };

/** What people may say of introductions that are on record, and of what else bears on them, each kind with its shape. */
export const INTRODUCTION_RECORDS = {
  supplement: z.strictObject({ ...said, ...ids, evidence: evidenceSchema.default([]) }),
  told: z.strictObject({ introduction: identifier, on: plainDate, how: text, by: text }),
  acknowledgement: z.strictObject(said),
  objection: z.strictObject(said),
  ruling: z.strictObject({ ...said, stands: z.boolean({ error: 'true or false' }) }),
  withdrawal: z.strictObject(said),
  'prior-contact': z.strictObject({
    id: identifier,
    investor: investorSchema,
    knownOn: plainDate,
    how: text,
    by: text,
    evidence: evidenceSchema.optional(),
  }),
  reopening: z.strictObject({ closing: text, by: text, reason: text }),
  funding: z.strictObject({
    id: identifier,
    investor: investorSchema,
    amount: z.string({ error: 'an amount as a decimal string, such as "250000.00"' }),
    currency: z.string().refine(isCurrency, { error: 'an ISO 4217 currency code, such as USD' }).optional(),
    stage: text,
    expectedOn: plainDate.optional(),
    instrument: text.optional(),
    by: text,
  }),
  'funding-dropped': z.strictObject({ id: identifier, reason: text, by: text }),
} as const;

export type IntroductionKind = keyof typeof INTRODUCTION_RECORDS;
type Told<K extends IntroductionKind> = z.infer<(typeof INTRODUCTION_RECORDS)[K]>;

/** The moment, the terms that say who may, and what is on record. */
export interface Telling {
  readonly now: Instant;
  readonly terms: Terms;
  readonly facts: readonly Fact[];
}

export function isIntroductionKind(kind: string): kind is IntroductionKind {
  return Object.hasOwn(INTRODUCTION_RECORDS, kind);
}

/** An investor as it was given, without the keys that hold nothing. */
export function investorOf({ firm, registryIds, ...rest }: z.infer<typeof investorSchema>): Investor {
  return {
    ...rest,
    ...(firm === undefined ? {} : { firm }),
    ...(registryIds.length === 0 ? {} : { registryIds }),
  };
}

const SAYS: { readonly [K in IntroductionKind]: (told: Told<K>, telling: Telling) => NewFact } = {
  supplement: (told, telling) => {
    const { evidence, ...data } = told;
    findIntroduction(told.introduction, telling);
    const id = `introduction/${told.introduction}/supplement/${hashOf(told).slice(0, 16)}`;
    const entry = { ...data, evidence: evidenceOf(evidence) };
    return { ...by(told.by, telling), id, type: 'IntroductionSupplemented', data: entry };
  },
  told: ({ introduction, on, how, by: who }, telling) => {
    findIntroduction(introduction, telling);
    const data = { introduction, toldOn: on, how, by: who };
    return { ...by(who, telling), id: `told/${introduction}/${on}`, type: 'IntroductionTold', data };
  },
  acknowledgement: (told, telling) => {
    allowed(told.by, telling, ({ party, may }) => party === 'client' && may.includes('acknowledge'));
    return aboutOne('IntroductionAcknowledged', told, telling);
  },
  objection: (told, telling) => {
    allowed(told.by, telling, ({ party, may }) => party === 'client' && may.includes('dispute'));
    return aboutOne('IntroductionObjected', told, telling);
  },
  ruling: (told, telling) => {
    const named = telling.terms.introductions?.rulingBy ?? [];
    allowed(told.by, telling, ({ name, may }) => (named.length === 0 ? may.includes('approve') : named.includes(name)));
    return aboutOne('IntroductionRuled', told, telling);
  },
  withdrawal: (told, telling) => {
    allowed(told.by, telling, ({ party }) => party === 'consultant');
    return aboutOne('IntroductionWithdrawn', told, telling);
  },
  'prior-contact': ({ id, investor, evidence, ...rest }, telling) => {
    allowed(rest.by, telling, ({ party }) => party === 'client');
    const shown = evidence === undefined ? {} : { evidence: evidenceOf(evidence) };
    const data = { ...rest, contact: id, investor: investorOf(investor), ...shown };
    return { ...by(rest.by, telling), id: `prior-contact/${id}`, type: 'PriorContactRecorded', data };
  },
  reopening: (told, telling) => {
    allowed(told.by, telling, ({ may }) => may.includes('approve') || may.includes('dispute'));
    const ruling = telling.facts.findLast(
      (fact) => fact.type === 'ClosingAttributed' && fact.data.closing === told.closing,
    );
    if (ruling === undefined) {
      throw new UnknownError(`Nobody has decided whose introduction ${told.closing} came from.`, {
        closing: told.closing,
      });
    }
    const id = `reopening/${told.closing}/${ruling.seq}`;
    return { ...by(told.by, telling), id, type: 'AttributionReopened', data: told };
  },
  funding: fundingFact,
  'funding-dropped': ({ id, reason, by: who }, telling) => ({
    ...by(who, telling),
    id: `funding/by-hand/${id}/dropped/${telling.now}`,
    type: 'FundingDropped',
    data: { closing: id, externalId: id, reason, reportedAt: telling.now },
  }),
};

/**
 * The fact that a checked record about introductions makes. Errors: `input.invalid` when the person may not say so, or the
 * introduction is withdrawn; `input.unknown` when there is no such introduction.
 */
export function introductionFact<K extends IntroductionKind>(kind: K, told: Told<K>, telling: Telling): NewFact {
  return SAYS[kind](told, telling);
}

function by(name: string, { now }: Telling) {
  return { happenedAt: now, source: { kind: 'person' as const, name } };
}

type OneOf = 'IntroductionAcknowledged' | 'IntroductionObjected' | 'IntroductionRuled' | 'IntroductionWithdrawn';

/** The same words again, while nothing else was said since, are the same fact. */
function aboutOne<T extends OneOf>(type: T, data: FactData[T], telling: Telling): NewFact {
  const { id, said: before } = findIntroduction(data.introduction, telling);
  const last = before.at(-1);
  if (last?.type === type && hashOf(last.data) === hashOf(data)) return last;
  if (last?.type === 'IntroductionWithdrawn') {
    throw notAllowed(
      'introduction',
      id,
      'one that was not withdrawn',
      'Record the introduction anew, under another id.',
    );
  }
  // One union member: type and data belong together by T.
  return { ...by(data.by, telling), id: `introduction/${id}/said/${before.length + 1}`, type, data } as NewFact;
}

function findIntroduction(id: string, { facts }: Telling): Introduction {
  const found = registerOf(facts).introductions.find((one) => one.id === id);
  if (found !== undefined) return found;
  throw new UnknownError(`There is no introduction ${id}. \`tallystick introductions list\` shows those there are.`, {
    introduction: id,
  });
}

function allowed(name: string, { terms }: Telling, may: (person: Person) => boolean): void {
  const people = terms.people.filter(may);
  if (people.some((person) => person.name === name)) return;
  const names = people.map((person) => person.name).join(', ');
  const known = names === '' ? 'nobody; the contract file names none' : `one of ${names}`;
  throw notAllowed('by', name, known, 'Add the person to `people` in the contract file, with what it may do.');
}

function notAllowed(field: string, found: string, permitted: string, fix: string): InputError {
  return new InputError('That cannot be put on record.', [{ field, found: describe(found), allowed: permitted, fix }]);
}

function fundingFact(told: Told<'funding'>, telling: Telling): NewFact {
  const { id, investor, amount, stage, expectedOn, instrument, by: who } = told;
  const currency = told.currency ?? telling.terms.currency;
  const parsed = parseAmount('amount', amount, currency);
  if (!('amountMinor' in parsed)) throw new InputError('The amount cannot be read.', [parsed]);
  const words = {
    closing: id,
    externalId: id,
    investor: investorOf(investor),
    amountMinor: parsed.amountMinor,
    currency,
    stage,
    ...(expectedOn === undefined ? {} : { expectedOn }),
    ...(instrument === undefined ? {} : { instrument }),
  };
  const factId = `funding/by-hand/${id}/${hashOf(words).slice(0, 16)}`;
  return { ...by(who, telling), id: factId, type: 'FundingExpected', data: { ...words, reportedAt: telling.now } };
}

/** Evidence as it was given, without the keys that hold nothing. */
export function evidenceOf(given: z.infer<typeof evidenceSchema>) {
  return given.map(({ name, sha256, bytes, kind, kept }) => ({
    name,
    sha256,
    ...(bytes === undefined ? {} : { bytes }),
    ...(kind === undefined ? {} : { kind }),
    ...(kept === undefined ? {} : { kept }),
  }));
}
