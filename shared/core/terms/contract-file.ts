import * as z from 'zod';
import {
  amount,
  date,
  email,
  feeRate,
  identifier,
  list,
  mapping,
  oneOf,
  rate,
  says,
  text,
  timeZone,
  whole,
} from './schema-fields.ts';
import { SILENCE_KEYS, type SilenceKey } from './silences.ts';
import { FEE_BASES } from './terms.ts';

const party = mapping({
  name: text.describe("The party's name, as in the agreement."),
  address: list(text, 1),
  statementsTo: list(email, 1).describe("Addresses of this party alone; the other party's are refused here."),
});

const person = mapping({
  name: text,
  party: oneOf('client', 'consultant', 'operator'),
  may: list(oneOf('acknowledge', 'dispute', 'approve'), 1),
});

const clause = text.describe('The clause of the agreement that this rests on, in quotation marks.');

const due = {
  dueDays: whole(0, 365),
  dueCounted: oneOf('calendar-days', 'business-days').optional(),
  dueFrom: oneOf('accrual', 'month-end', 'quarter-end', 'year-end').optional(),
};

const retainer = (currency: string) =>
  mapping({
    kind: z.literal('retainer'),
    id: identifier,
    clause,
    name: text.optional(),
    amount: amount(currency),
    everyMonths: whole(1, 12),
    anchor: date.describe('The first day of the first period; every later period is counted from it.'),
    timing: oneOf('in-advance', 'in-arrears'),
    minimumPeriods: whole(0, 600),
    afterMinimum: oneOf('month-to-month', 'stops'),
    mostPeriods: whole(1, 1200).optional(),
    steps: list(mapping({ from: date, amount: amount(currency) })).optional(),
    lump: mapping({ periods: whole(2, 60), amount: amount(currency) }).optional(),
    ...due,
  });

const payment = (currency: string) =>
  mapping({
    kind: z.literal('payment'),
    id: identifier,
    clause,
    name: text,
    amount: amount(currency),
    on: date.optional(),
    onEvent: identifier.optional(),
    ...due,
  });

const successFee = (currency: string) =>
  mapping({
    kind: z.literal('success-fee'),
    id: identifier,
    clause,
    name: text.optional(),
    rate: feeRate(currency),
    basis: oneOf(...FEE_BASES),
    trigger: z.union([identifier, list(identifier, 1)], { error: 'closing, the kind of an event, or a list of them' }),
    once: oneOf('per-investor').optional(),
    scope: oneOf('introduced-only', 'any-investor'),
    where: mapping({
      instruments: list(text, 1).optional(),
      classes: list(text, 1).optional(),
      notClasses: list(text, 1).optional(),
    }).optional(),
    counts: oneOf('each', 'altogether').optional(),
    atLeast: amount(currency).optional(),
    atMost: amount(currency).optional(),
    altogetherAtMost: amount(currency).optional(),
    credit: mapping({
      terms: list(identifier, 1),
      share: rate.optional(),
      taken: oneOf('after-minimum', 'before-minimum').optional(),
    }).optional(),
    tail: z.union([z.literal('open-ended'), mapping({ months: whole(0, 600) })], {
      error: 'open-ended, or a mapping with months',
    }),
    window: mapping({ months: whole(1, 600) }).optional(),
    rounding: oneOf('half-up', 'half-even', 'down'),
    ...due,
  });

const [firstSilence, ...otherSilences] = SILENCE_KEYS as [SilenceKey, ...SilenceKey[]];

const reading = mapping({
  silence: oneOf(firstSilence, ...otherSilences),
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
    consultant: party,
    people: list(person, 1),
    services: mapping({ clause, items: list(text, 1) }),
    terms: list(
      z.discriminatedUnion('kind', [retainer(currency), payment(currency), successFee(currency)], {
        error: (issue) =>
          issue.code === 'invalid_union'
            ? says('kind: retainer, payment or success-fee', 'Give the term a kind that this version knows.')
            : 'a term with a kind, an id and a clause',
      }),
      1,
    ),
    covenants: list(mapping({ clause, summary: text })),
    licenceGate: mapping({
      clause,
      on: z.boolean({ error: 'true or false' }),
    }),
    bounds: mapping({
      approvalAbove: amount(currency).describe('A difference above this, either way, waits for a person.'),
      catchUpPeriods: whole(1, 24).optional(),
    }),
    readings: list(reading),
  });
}

export type ContractFile = z.infer<ReturnType<typeof contractFileSchema>>;
