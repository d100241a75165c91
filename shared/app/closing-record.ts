import * as z from 'zod';
import { minutesAfter, startOfDay, type Instant } from '../core/calendar/instant.ts';
import { lookalikes } from '../core/crm/lookalike.ts';
import { InputError } from '../core/errors.ts';
import type { ClosingState, Fact, FactOf, NewFact } from '../core/facts/fact.ts';
import { hashOf } from '../core/json.ts';
import { isCurrency } from '../core/money/currency.ts';
import { describe, parseAmount } from '../core/money/parse-amount.ts';
import { closingsOf } from '../core/owed/closings.ts';
import { date as plainDate, email, identifier } from '../core/terms/schema-fields.ts';
import type { Terms } from '../core/terms/terms.ts';
import { money, text } from './record-fields.ts';

const few = { error: 'at most 100' };

/** A closing that a person reports, where no CRM is connected that does. Amounts in major units, as decimal strings. */
export const CLOSING_RECORDS = {
  closing: z.strictObject({
    id: identifier,
    on: plainDate,
    amount: money,
    currency: z.string().refine(isCurrency, { error: 'an ISO 4217 currency code in capitals, such as USD' }).optional(),
    investor: text,
    firm: text.optional(),
    emails: z.array(email).max(100, few).optional(),
    crmIds: z.array(text).max(100, few).optional(),
    instrument: text.optional(),
    classes: z.array(text).max(100, few).optional(),
    deductions: money.optional(),
    paidToOthers: money.optional(),
    description: text.optional(),
    by: text,
  }),
} as const;

export type ClosingSaid = z.infer<typeof CLOSING_RECORDS.closing>;
type Report = FactOf<'ClosingReported' | 'ClosingCorrected' | 'ClosingReversed'>;

/** The moment of a record, the terms whose currency and zone it is read in, and what is on record. */
export interface ClosingTelling {
  readonly now: Instant;
  readonly terms: Terms;
  readonly facts: readonly Fact[];
}

/**
 * What a person's word of a closing makes: a report, or a correction of what was said under the same id before; the same
 * words again are the same fact. A new one that looks like a closing on record (investor, amount, near date) waits for a
 * person. Errors: `input.invalid` for an amount that is not exact in its currency, a day to come, or the id of a closing
 * that a CRM reports, which has to be corrected there.
 * Example: 250000.00 USD by Dana Whitfield under `series-a` is `ClosingReported` with 25000000n.
 */
export function closingFact(said: ClosingSaid, telling: ClosingTelling): NewFact {
  const { now, terms, facts } = telling;
  const on = startOfDay(said.on, terms.timeZone);
  if (on > now) throw refused('on', said.on, 'a date that is not in the future', 'Record it when it has closed.');
  const reports = facts.filter((fact): fact is Report => isReportOf(fact, said.id));
  if (reports.some(({ source }) => source.kind !== 'person')) {
    const allowed = 'an id that no CRM has reported a closing under';
    throw refused(
      'id',
      describe(said.id),
      allowed,
      'Correct the deal in the CRM, or give this closing an id of its own.',
    );
  }
  const words = wordsOf(said, terms);
  const last = reports.at(-1);
  if (last !== undefined && last.type !== 'ClosingReversed' && hashOf(wordsIn(last.data)) === hashOf(words))
    return last;
  const known = closingsOf(facts).filter(({ kind, reversed }) => kind === 'closing' && !reversed);
  const like = reports.length === 0 ? lookalikes(words, known) : [];
  return {
    id: `closing/by-hand/${said.id}/${reports.length}`,
    type: reports.length === 0 ? 'ClosingReported' : 'ClosingCorrected',
    happenedAt: on,
    source: { kind: 'person', name: said.by },
    data: { ...words, reportedAt: afterAll(reports, now), ...(like.length === 0 ? {} : { like }) },
  };
}

function isReportOf({ type, data }: Fact, id: string): boolean {
  const isReport = type === 'ClosingReported' || type === 'ClosingCorrected' || type === 'ClosingReversed';
  return isReport && 'closing' in data && data.closing === id;
}

type Words = Omit<ClosingState, 'reportedAt' | 'like'>;

/** What was said, without when and beside what. */
function wordsIn(state: ClosingState): Words {
  const { reportedAt: _, like: __, ...words } = state;
  return words;
}

function wordsOf(said: ClosingSaid, terms: Terms): Words {
  const { id, investor, firm, emails = [], crmIds = [], instrument, classes, description } = said;
  const currency = said.currency ?? terms.currency;
  const minor = (field: 'amount' | 'deductions' | 'paidToOthers', amount: string): bigint => {
    const parsed = parseAmount(field, amount, currency);
    if ('amountMinor' in parsed) return parsed.amountMinor;
    throw new InputError('The closing has 1 mistake.', [parsed]);
  };
  return {
    closing: id,
    externalId: id,
    investor: {
      name: investor,
      ...(firm === undefined ? {} : { firm }),
      emails: emails.map((address) => address.toLowerCase()),
      crmIds,
    },
    amountMinor: minor('amount', said.amount),
    currency,
    closedOn: said.on,
    ...(instrument === undefined ? {} : { instrument }),
    ...(classes === undefined ? {} : { classes }),
    ...(description === undefined ? {} : { description }),
    ...(said.deductions === undefined ? {} : { deductionsMinor: minor('deductions', said.deductions) }),
    ...(said.paidToOthers === undefined ? {} : { paidToOthersMinor: minor('paidToOthers', said.paidToOthers) }),
  };
}

/** Later than everything that was said before of it, as the latest report counts and the clock may stand still. */
function afterAll(reports: readonly Report[], now: Instant): Instant {
  const last = reports.map(({ data }) => data.reportedAt).reduce((a, b) => (a > b ? a : b), '');
  return now > last ? now : minutesAfter(last, 1 / 60_000);
}

function refused(field: string, found: string, allowed: string, fix: string): InputError {
  return new InputError('The closing has 1 mistake.', [{ field, found, allowed, fix }]);
}
