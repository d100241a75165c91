import * as z from 'zod';
import { dateIn, type Instant } from '../core/calendar/instant.ts';
import { daysAfter, type PlainDate } from '../core/calendar/plain-date.ts';
import { formatDate } from '../core/calendar/format-date.ts';
import { disputesOf, isOpenOn, type Dispute } from '../core/disputes/disputes.ts';
import { InputError } from '../core/errors.ts';
import type { NewFact } from '../core/facts/fact.ts';
import { formatMoney } from '../core/money/format-money.ts';
import { parseAmount } from '../core/money/parse-amount.ts';
import type { Posting } from '../core/ledger/posting.ts';
import { termsAt } from '../core/owed/versions.ts';
import { identifier } from '../core/terms/schema-fields.ts';
import { SILENT_DISPUTES } from '../core/terms/dispute-terms.ts';
import type { Terms } from '../core/terms/terms.ts';
import type { ContractState } from './contract-state.ts';
import { money, parseRecord, text } from './record-fields.ts';

/** What the parties may say of a line that they do not agree on, each kind with its shape. */
export const DISPUTE_RECORDS = {
  dispute: z.strictObject({ id: identifier, of: text, amount: money.optional(), by: text, reason: text }),
  'dispute-withdrawal': z.strictObject({ id: identifier, by: text, reason: text }),
  'dispute-ruling': z.strictObject({ id: identifier, upheld: money, by: text, reason: text }),
} as const;

export type DisputeKind = keyof typeof DISPUTE_RECORDS;

export function isDisputeKind(kind: string): kind is DisputeKind {
  return Object.hasOwn(DISPUTE_RECORDS, kind);
}

interface Surroundings {
  readonly state: ContractState;
  readonly now: Instant;
  readonly terms: Terms;
  readonly today: PlainDate;
}

/**
 * The fact that a record about a dispute makes: a line disputed by a person of either party within the term's days, withdrawn
 * by whose it is, or ruled on by whom the term names. Errors: `input.invalid`, naming the field, its shape and the fix.
 */
export function disputeFact(kind: DisputeKind, input: unknown, state: ContractState, now: Instant): NewFact {
  const terms = termsAt(state.versions, now);
  const around = { state, now, terms, today: dateIn(now, terms.timeZone) };
  switch (kind) {
    case 'dispute':
      return disputed(parseRecord(kind, DISPUTE_RECORDS.dispute, input), around);
    case 'dispute-withdrawal':
      return withdrawn(parseRecord(kind, DISPUTE_RECORDS['dispute-withdrawal'], input), around);
    case 'dispute-ruling':
      return ruling(parseRecord(kind, DISPUTE_RECORDS['dispute-ruling'], input), around);
    default:
      return kind satisfies never;
  }
}

type Said<K extends DisputeKind> = z.infer<(typeof DISPUTE_RECORDS)[K]>;

function disputed({ id, of, amount, by, reason }: Said<'dispute'>, around: Surroundings): NewFact {
  const { state, terms, today, now } = around;
  const party = partyOf(by, terms);
  const postings = state.postings.filter(({ receivableId }) => receivableId === of);
  const [first] = postings;
  const last = postings.at(-1);
  if (first === undefined || last === undefined || last.totalMinor <= 0n) {
    throw mistake('of', of, 'the id of a line that is billed, such as retainer/2026-01-15', 'The ledger lists them.');
  }
  assertInTime(first, around);
  const amountMinor = amountOf(amount, last, party);
  return {
    id: `dispute/${id}`,
    type: 'LineDisputed',
    happenedAt: now,
    source: { kind: 'person', name: by },
    data: { dispute: id, receivable: of, amountMinor, party, disputedOn: today, by, reason },
  };
}

/** The party of somebody who may dispute. */
function partyOf(by: string, { people }: Terms): 'client' | 'consultant' {
  const may = people.filter((person) => person.may.includes('dispute'));
  const person = may.find(({ name }) => name === by);
  if (person !== undefined && person.party !== 'operator') return person.party;
  const names = may.map(({ name }) => name).join(', ');
  throw mistake('by', by, `one of ${names}`, 'Add the person to `people` in the contract file, with dispute.');
}

function assertInTime(first: Posting, { terms, today }: Surroundings): void {
  const { days } = terms.disputes ?? SILENT_DISPUTES;
  if (days === undefined) return;
  const until = daysAfter(first.effectiveOn, days);
  if (today <= until) return;
  throw mistake(
    'of',
    first.receivableId,
    `a line that was billed in the last ${days} days: this one could be disputed until ${formatDate(until)}`,
    'Agree on it and have it ruled on, or amend the agreement.',
  );
}

/** What is disputed: the whole where the client says nothing else; never more than the line. */
function amountOf(amount: string | undefined, last: Posting, party: 'client' | 'consultant'): bigint {
  const most = formatMoney(last.totalMinor, last.currency);
  if (amount === undefined) {
    if (party === 'client') return last.totalMinor;
    throw mistake('amount', 'nothing', 'how much more is owed, such as "250.00"', 'Say how much more it should be.');
  }
  const parsed = parseAmount('amount', amount, last.currency);
  if (!('amountMinor' in parsed)) throw new InputError('The amount cannot be read.', [parsed]);
  if (parsed.amountMinor <= 0n || (party === 'client' && parsed.amountMinor > last.totalMinor)) {
    throw mistake(
      'amount',
      amount,
      `above zero and at most the line, ${most}`,
      'Dispute what the line bills, or a part of it.',
    );
  }
  return parsed.amountMinor;
}

function withdrawn({ id, by, reason }: Said<'dispute-withdrawal'>, around: Surroundings): NewFact {
  const dispute = openDispute(id, around);
  if (partyOf(by, around.terms) !== dispute.party) {
    throw mistake(
      'by',
      by,
      `somebody of the ${dispute.party}, whose dispute it is`,
      'The other party answers by a ruling.',
    );
  }
  return {
    id: `dispute/${id}/withdrawn`,
    type: 'DisputeWithdrawn',
    happenedAt: around.now,
    source: { kind: 'person', name: by },
    data: { dispute: id, withdrawnOn: around.today, by, reason },
  };
}

function ruling({ id, upheld, by, reason }: Said<'dispute-ruling'>, around: Surroundings): NewFact {
  const dispute = openDispute(id, around);
  assertMayRule(by, around.terms);
  const currency = around.state.postings.find(({ receivableId }) => receivableId === dispute.receivable)?.currency;
  const parsed = parseAmount('upheld', upheld, currency ?? around.terms.currency);
  if (!('amountMinor' in parsed)) throw new InputError('The amount cannot be read.', [parsed]);
  if (parsed.amountMinor > dispute.amountMinor) {
    const most = formatMoney(dispute.amountMinor, currency ?? around.terms.currency);
    throw mistake('upheld', upheld, `from 0 to what is disputed, ${most}`, 'Rule on what is disputed and no more.');
  }
  return disputeRuling({ dispute: id, upheldMinor: parsed.amountMinor, by, reason }, around);
}

/** The fact of a ruling on the day of `now`. */
export function disputeRuling(
  said: { readonly dispute: string; readonly upheldMinor: bigint; readonly by: string; readonly reason: string },
  { now, today }: { readonly now: Instant; readonly today: PlainDate },
): NewFact {
  return {
    id: `dispute/${said.dispute}/ruled`,
    type: 'DisputeRuled',
    happenedAt: now,
    source: { kind: 'person', name: said.by },
    data: { ...said, ruledOn: today },
  };
}

/** Errors: `input.invalid` when the term names others. */
export function assertMayRule(by: string, terms: Terms): void {
  const { ruledBy } = terms.disputes ?? SILENT_DISPUTES;
  const approvers = terms.people.filter(({ may }) => may.includes('approve')).map(({ name }) => name);
  const names = ruledBy.length > 0 ? ruledBy : approvers;
  if (names.includes(by)) return;
  throw mistake('by', by, `one of ${names.join(', ')}`, 'The ruling is for whom the contract file names.');
}

function openDispute(id: string, { state, today }: Surroundings): Dispute {
  const dispute = disputesOf(state.facts).find((one) => one.id === id);
  if (dispute !== undefined && isOpenOn(dispute, today)) return dispute;
  const open = disputesOf(state.facts).filter((one) => isOpenOn(one, today));
  const ids = open.map((one) => one.id).join(', ');
  throw mistake('id', id, ids === '' ? 'nothing: no dispute is open' : `one of ${ids}`, 'Name a dispute that is open.');
}

function mistake(field: string, found: string, allowed: string, fix: string): InputError {
  return new InputError('The record has 1 mistake.', [{ field, found: JSON.stringify(found), allowed, fix }]);
}
