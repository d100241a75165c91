import * as z from 'zod';
import { introductionsSchema } from './introduction-schemas.ts';
import { amount, date, email, identifier, list, mapping, oneOf, text, timeZone, whole } from './schema-fields.ts';
import { SILENCE_KEYS, type SilenceKey } from './silences.ts';
import { clause, termSchema } from './term-schemas.ts';

const partyFields = {
  name: text.describe("The party's name, as in the agreement."),
  address: list(text, 1),
  statementsTo: list(email, 1).describe("Addresses of this party alone; the other party's are refused here."),
};
const party = mapping(partyFields);

const consultant = mapping({
  ...partyFields,
  introducesFrom: list(email, 1)
    .describe('From where e-mails that are copied to the register count as evidence; left out, from statementsTo.')
    .optional(),
});

const person = mapping({
  name: text,
  party: oneOf('client', 'consultant', 'operator'),
  may: list(oneOf('acknowledge', 'dispute', 'approve'), 1),
});

const duration = mapping({
  clause,
  months: whole(1, 600).optional(),
  renewsMonths: whole(1, 600).optional(),
  notice: mapping({
    days: whole(0, 3650).optional(),
    months: whole(1, 120).optional(),
    endsAt: oneOf('notice', 'month-end', 'term-end').optional(),
  }).optional(),
});

const [firstSilence, ...otherSilences] = SILENCE_KEYS as [SilenceKey, ...SilenceKey[]];

const reading = mapping({
  silence: oneOf(firstSilence, ...otherSilences).optional(),
  question: text.optional(),
  clause,
  reading: text,
  alternatives: list(text).optional(),
  takenBy: text,
  takenOn: date,
});

/**
 * The contract file. Amounts are decimal strings in major units of `currency`, rates strings, dates `YYYY-MM-DD`;
 * every term names its clause. The schema depends on the currency because its decimals do.
 */
export function contractFileSchema(currency: string) {
  return mapping({
    tallystick: z.literal(1, { error: 'the number 1, the version of this file format' }),
    id: identifier,
    title: text,
    dated: date,
    currency: z.literal(currency, { error: 'an ISO 4217 currency code in capitals, such as USD' }),
    timeZone,
    client: party,
    consultant,
    people: list(person, 1),
    services: mapping({ clause, items: list(text, 1) }),
    terms: list(termSchema(currency), 1),
    duration: duration.optional(),
    introductions: introductionsSchema.optional(),
    holidays: list(date).optional().describe('Public holidays, for business days; `tallystick holidays` prints them.'),
    covenants: list(mapping({ clause, summary: text })),
    licenceGate: mapping({
      clause,
      on: z.boolean({ error: 'true or false' }),
    }),
    bounds: mapping({
      approvalAbove: amount(currency).describe('A difference above this, either way, waits for a person.'),
      catchUpPeriods: whole(1, 24).optional(),
      mostADay: amount(currency).describe('More than this invoiced in one day waits for a person.').optional(),
    }),
    reminders: mapping({
      clause: clause.optional(),
      daysLate: list(whole(1, 365), 1).describe('Days after the due day on which the client is reminded.'),
      to: list(oneOf('client', 'consultant'), 1).describe('Who gets reminders; the client if left out.').optional(),
    }).optional(),
    disputes: mapping({
      clause: clause.optional(),
      days: whole(0, 3650).describe('How many days after a line is billed it may be disputed.').optional(),
      rulingDays: whole(1, 3650).describe('How many days the ruling may take.').optional(),
      ruledBy: list(text, 1).describe('Who rules, by name; left out, whoever may approve.').optional(),
    }).optional(),
    corrections: mapping({
      clause: clause.optional(),
      onPaid: oneOf('refund', 'customer-balance').describe(
        'What becomes of a correction down on an invoice that was paid: the money goes back, or lowers the next invoice.',
      ),
    }).optional(),
    readings: list(reading),
  });
}

export type ContractFile = z.infer<ReturnType<typeof contractFileSchema>>;
