import * as z from 'zod';
import { startOfDay, type Instant } from '../core/calendar/instant.ts';
import type { EventState, NewFact } from '../core/facts/fact.ts';
import { InputError } from '../core/errors.ts';
import { hashOf } from '../core/json.ts';
import { isCurrency } from '../core/money/currency.ts';
import { parseAmount } from '../core/money/parse-amount.ts';
import { count, date as plainDate, email, identifier, price, rate } from '../core/terms/schema-fields.ts';
import type { Terms } from '../core/terms/terms.ts';
import { money, text } from './record-fields.ts';

const party = z.enum(['client', 'consultant'], { error: 'client or consultant' });
const currencyCode = z.string().refine(isCurrency, { error: 'an ISO 4217 currency code in capitals, such as USD' });
const receivable = z.string().regex(/^[a-z0-9-]+\/\S+$/, { error: 'the id of a bill, such as retainer/2026-01-15' });
const few = { error: 'at most 100' };

/** What a person may say of what happened under the terms, each kind with its shape. */
export const HAND_RECORDS = {
  event: z.strictObject({
    id: identifier,
    event: identifier.refine((kind) => kind !== 'closing', {
      error: 'the kind of an event; a closing is a kind of record of its own',
    }),
    on: plainDate,
    amount: money.optional(),
    currency: currencyCode.optional(),
    investor: text.optional(),
    emails: z.array(email).max(100, few).optional(),
    crmIds: z.array(text).max(100, few).optional(),
    instrument: text.optional(),
    classes: z.array(text).max(100, few).optional(),
    quantities: z.record(identifier, count).optional(),
    prices: z.record(identifier, price).optional(),
    deductions: money.optional(),
    paidToOthers: money.optional(),
    about: text.optional(),
    by: text,
  }),
  expense: z.strictObject({
    id: identifier,
    on: plainDate,
    amount: money,
    currency: currencyCode.optional(),
    category: identifier.optional(),
    approvedBy: text.optional(),
    receipt: z.boolean().optional(),
    by: text,
  }),
  reversal: z.strictObject({ id: identifier, reason: text, by: text }),
  notice: z.strictObject({
    id: identifier,
    on: plainDate,
    party,
    forCause: z.boolean().optional(),
    reason: text,
    by: text,
  }),
  pause: z.strictObject({ id: identifier, from: plainDate, to: plainDate, reason: text, by: text }),
  election: z.strictObject({
    id: identifier,
    of: z.array(receivable).min(1, { error: 'at least one bill' }).max(100, few),
    unit: identifier,
    share: rate.optional(),
    price: price.optional(),
    on: plainDate,
    by: text,
  }),
  conversion: z.strictObject({
    id: identifier,
    from: currencyCode,
    to: currencyCode,
    rate: price,
    on: plainDate,
    source: text,
    by: text,
  }),
  index: z.strictObject({ id: identifier, index: identifier, value: price, on: plainDate, source: text, by: text }),
  done: z.strictObject({ id: identifier, term: identifier, on: plainDate, what: text, by: text }),
} as const;

export type HandKind = keyof typeof HAND_RECORDS;
type Said<K extends HandKind> = z.infer<(typeof HAND_RECORDS)[K]>;

/** The moment of a record, and the terms whose currency and zone it is read in. */
export interface Recording {
  readonly now: Instant;
  readonly terms: Terms;
}

const SAYS = {
  event: eventFact,
  expense: expenseFact,
  reversal: ({ id, reason, by }: Said<'reversal'>, { now }: Recording): NewFact => ({
    id: `reversal/by-hand/${id}`,
    type: 'ClosingReversed',
    happenedAt: now,
    source: person(by),
    data: { closing: id, externalId: id, reason, reportedAt: now },
  }),
  notice: ({ id, on, party: side, forCause, reason, by }: Said<'notice'>, { terms }: Recording): NewFact => ({
    id: `notice/${id}`,
    type: 'NoticeGiven',
    happenedAt: startOfDay(on, terms.timeZone),
    source: person(by),
    data: { noticeOn: on, party: side, by, reason, ...(forCause === undefined ? {} : { forCause }) },
  }),
  pause: ({ id, from, to, reason, by }: Said<'pause'>, { now }: Recording): NewFact => {
    if (to < from) throw refused('to', to, `a date on or after ${from}`);
    const source = person(by);
    return {
      id: `pause/${id}`,
      type: 'PauseRecorded',
      happenedAt: now,
      source,
      data: { pause: id, from, to, by, reason },
    };
  },
  election: ({ id, of, unit, share, price: at, on, by }: Said<'election'>, { terms }: Recording): NewFact => ({
    id: `election/${id}`,
    type: 'ElectionMade',
    happenedAt: startOfDay(on, terms.timeZone),
    source: person(by),
    data: {
      election: id,
      receivables: of,
      unit,
      share: share ?? '100%',
      ...(at === undefined ? {} : { price: at }),
      electedOn: on,
      by,
    },
  }),
  conversion: ({ id, from, to, rate: at, on, source, by }: Said<'conversion'>, { terms }: Recording): NewFact => ({
    id: `conversion/${id}`,
    type: 'ConversionStated',
    happenedAt: startOfDay(on, terms.timeZone),
    source: person(by),
    data: { from, to, rate: at, statedFor: on, source, by },
  }),
  index: ({ id, index, value, on, source, by }: Said<'index'>, { terms }: Recording): NewFact => ({
    id: `index/${id}`,
    type: 'IndexStated',
    happenedAt: startOfDay(on, terms.timeZone),
    source: person(by),
    data: { index, value, statedFor: on, source, by },
  }),
  done: ({ term, on, what, by }: Said<'done'>, { now }: Recording): NewFact => ({
    id: `manual/${term}/${on}`,
    type: 'ManualTermHandled',
    happenedAt: now,
    source: person(by),
    data: { term, remindedOn: on, what, by },
  }),
};

/** The fact that a checked record makes. Errors: `input.invalid` for an amount that is not exact in its currency. */
export function handFact<K extends HandKind>(kind: K, said: Said<K>, recording: Recording): NewFact {
  // The table has one maker for each kind; the compiler does not carry the kind through it.
  const make = SAYS[kind] as (said: Said<K>, recording: Recording) => NewFact;
  return make(said, recording);
}

function person(name: string) {
  return { kind: 'person' as const, name };
}

function eventFact(said: Said<'event'>, recording: Recording): NewFact {
  const { id, event, on, investor, emails, crmIds, instrument, classes, quantities, prices, about, by } = said;
  const state = {
    ...stateOf(said, recording),
    kind: event,
    investor: { name: investor ?? 'nobody in particular', emails: lower(emails), crmIds: crmIds ?? [] },
    ...(instrument === undefined ? {} : { instrument }),
    ...(classes === undefined ? {} : { classes }),
    ...(quantities === undefined ? {} : { quantities }),
    ...(prices === undefined ? {} : { prices }),
    ...(about === undefined ? {} : { about }),
    ...(said.deductions === undefined
      ? {}
      : { deductionsMinor: minorOf('deductions', said.deductions, said, recording) }),
    ...(said.paidToOthers === undefined
      ? {}
      : { paidToOthersMinor: minorOf('paidToOthers', said.paidToOthers, said, recording) }),
  };
  return reported(id, on, by, state, recording);
}

function expenseFact(said: Said<'expense'>, recording: Recording): NewFact {
  const { id, on, category, approvedBy, receipt, by } = said;
  const state = {
    ...stateOf(said, recording),
    kind: 'expense',
    investor: { name: by, emails: [], crmIds: [] },
    ...(category === undefined ? {} : { instrument: category }),
    ...(approvedBy === undefined ? {} : { approvedBy }),
    ...(receipt === undefined ? {} : { receipt }),
  };
  return reported(id, on, by, state, recording);
}

/** The same words again are the same fact; other words under the same id replace what was said before. */
function reported(id: string, on: string, by: string, state: EventState, { terms }: Recording): NewFact {
  const { reportedAt: _, ...words } = state;
  return {
    id: `event/by-hand/${id}/${hashOf(words).slice(0, 16)}`,
    type: 'EventReported',
    happenedAt: startOfDay(on, terms.timeZone),
    source: person(by),
    data: state,
  };
}

type Amounted = Said<'expense'> | Said<'event'>;

function stateOf(said: Amounted, recording: Recording) {
  const { id, on, amount = '0', currency = recording.terms.currency } = said;
  return {
    closing: id,
    externalId: id,
    amountMinor: minorOf('amount', amount, said, recording),
    currency,
    closedOn: on,
    reportedAt: recording.now,
  };
}

function minorOf(field: string, amount: string, { currency }: Amounted, { terms }: Recording): bigint {
  const parsed = parseAmount(field, amount, currency ?? terms.currency);
  if ('amountMinor' in parsed) return parsed.amountMinor;
  throw new InputError(`The ${field} cannot be read.`, [parsed]);
}

function lower(emails: readonly string[] = []): string[] {
  return emails.map((address) => address.toLowerCase());
}

function refused(field: string, found: string, allowed: string): InputError {
  return new InputError('The record has 1 mistake.', [{ field, found, allowed, fix: 'Use what is allowed.' }]);
}
