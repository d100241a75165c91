import * as z from 'zod';
import { attributionSchema } from './introduction-schemas.ts';
import {
  amount,
  date,
  days,
  feeRate,
  identifier,
  list,
  mapping,
  oneOf,
  price,
  rate,
  says,
  text,
  whole,
} from './schema-fields.ts';
import { DAY_COUNTS, FEE_BASES } from './terms.ts';

/** The kinds of terms in the contract file, each as a schema. What no single field shows is in `cross-checks.ts`. */
export const clause = text.describe('The clause of the agreement that this rests on, in quotation marks.');

const due = {
  dueDays: whole(0, 365),
  dueCounted: oneOf('calendar-days', 'business-days').optional(),
  dueFrom: oneOf('accrual', 'month-end', 'quarter-end', 'year-end').optional(),
  dueRolls: oneOf('next-business-day', 'previous-business-day').optional(),
};

const yesOrNo = z.boolean({ error: 'true or false' });

const rounding = oneOf('half-up', 'half-even', 'down', 'up');

const scopeKeys = {
  instruments: list(text, 1).optional(),
  classes: list(text, 1).optional(),
  notClasses: list(text, 1).optional(),
  investors: list(text, 1).optional(),
  notInvestors: list(text, 1).optional(),
  from: date.describe('The first day of what counts.').optional(),
  to: date.describe('The last day of what counts.').optional(),
};

const happenings = z.union([identifier, list(identifier, 1)], {
  error: 'closing, the kind of an event, or a list of them',
});

const happeningKeys = (currency: string) => ({
  event: happenings,
  ...scopeKeys,
  raised: amount(currency).optional(),
  reaches: amount(currency).optional(),
  times: whole(1, 1000).optional(),
  by: oneOf('client', 'consultant').optional(),
  forCause: yesOrNo.optional(),
  missedBy: date.describe('Met on this day, unless it has happened by then.').optional(),
});

/** A happening, or several in `all` or `any`; that it is exactly one of them is in `cross-checks.ts`. */
const condition = (currency: string) => {
  const happening = happeningKeys(currency);
  const several = list(mapping(happening), 2).optional();
  return mapping({ ...happening, event: happenings.optional(), all: several, any: several });
};

const paysIn = mapping({
  unit: identifier,
  price: z
    .union([z.literal('stated'), price], {
      error: says('stated, or a price for one unit in quotation marks, such as "0.25"'),
    })
    .optional(),
  rounding: rounding.optional(),
  note: text.optional(),
  electedBy: oneOf('client', 'consultant').optional(),
});

/** What every term that pays may have. */
const paying = {
  ...due,
  paysIn: paysIn.optional(),
  payee: text.optional(),
  split: list(mapping({ to: text, share: rate }), 2).optional(),
  discount: mapping({
    clause,
    share: rate,
    within: whole(1, 365),
    counted: oneOf('calendar-days', 'business-days').optional(),
  }).optional(),
  instalments: list(mapping({ share: rate, afterMonths: whole(0, 600).optional() }), 2).optional(),
};

const indexed = mapping({
  index: identifier,
  base: price,
  from: date.describe('The first day on which the amount is adjusted.'),
  everyMonths: whole(1, 120),
  mayFall: yesOrNo,
}).optional();

const rest = oneOf('on-their-days', 'at-once', 'not-owed').optional();

const retainer = (currency: string) =>
  mapping({
    kind: z.literal('retainer'),
    id: identifier,
    clause,
    name: text.optional(),
    amount: amount(currency),
    everyMonths: whole(1, 12).optional(),
    everyWeeks: whole(1, 52).optional(),
    anchor: date.describe('The first day of the first period; every later period is counted from it.').optional(),
    startsWhen: condition(currency).optional(),
    endsWhen: condition(currency).optional(),
    payableWhen: condition(currency).optional(),
    timing: oneOf('in-advance', 'in-arrears'),
    minimumPeriods: whole(0, 600),
    afterMinimum: oneOf('month-to-month', 'stops'),
    mostPeriods: whole(1, 1200).optional(),
    steps: list(
      mapping({ from: date.optional(), when: condition(currency).optional(), amount: amount(currency) }),
    ).optional(),
    lump: mapping({ periods: whole(2, 60), amount: amount(currency) }).optional(),
    shortFirst: mapping({ from: date, amount: amount(currency).optional() }).optional(),
    proration: oneOf('actual-days', 'thirty-day-months').optional(),
    indexed,
    rises: mapping({ by: rate, everyMonths: whole(1, 120) }).optional(),
    earlyEnd: mapping({ byClient: rest, byConsultant: rest, forCause: rest }).optional(),
    ...paying,
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
    when: condition(currency).optional(),
    where: mapping(scopeKeys).optional(),
    credit: mapping({
      terms: list(identifier, 1),
      share: rate.optional(),
      atMost: amount(currency).optional(),
    }).optional(),
    indexed,
    ...paying,
  });

const tail = mapping({
  months: whole(0, 600),
  from: oneOf('end', 'introduction').optional(),
  scope: oneOf('introduced-only').optional(),
  investors: list(text, 1).optional(),
  afterCause: oneOf('earns', 'earns-nothing').optional(),
  listWithinDays: whole(0, 365).optional(),
  share: rate.optional(),
});

/** What bears on a fee besides its rate: others who are paid, and terms that share a limit. */
const besides = (currency: string) => ({
  offset: mapping({
    share: rate.optional(),
    leaves: feeRate(currency).optional(),
    togetherAtMost: feeRate(currency).optional(),
  }).optional(),
  sharedAmong: identifier.optional(),
  together: mapping({
    with: list(identifier, 1),
    atMost: feeRate(currency).optional(),
    altogetherAtMost: amount(currency).optional(),
  }).optional(),
});

const successFee = (currency: string) =>
  mapping({
    kind: z.literal('success-fee'),
    id: identifier,
    clause,
    name: text.optional(),
    rate: feeRate(currency),
    basis: z.union([z.enum(FEE_BASES), mapping({ counted: list(identifier, 1) })], {
      error: `one of ${FEE_BASES.join(', ')}, or a mapping with counted, such as { counted: [shares] }`,
    }),
    trigger: happenings,
    once: oneOf('per-investor').optional(),
    scope: oneOf('introduced-only', 'any-investor', 'not-introduced'),
    where: mapping(scopeKeys).optional(),
    when: condition(currency).optional(),
    counts: oneOf('each', 'altogether', 'each-month', 'each-quarter', 'each-year', 'each-contract-year').optional(),
    ...besides(currency),
    atLeast: amount(currency).optional(),
    atMost: amount(currency).optional(),
    altogetherAtMost: amount(currency).optional(),
    investorAtMost: amount(currency).optional(),
    periodAtMost: mapping({ months: oneOfNumbers(1, 3, 12), amount: amount(currency) }).optional(),
    credit: mapping({
      terms: list(identifier, 1),
      share: rate.optional(),
      taken: oneOf('after-minimum', 'before-minimum').optional(),
      atMost: amount(currency).optional(),
    }).optional(),
    tail: z.union([z.literal('open-ended'), tail], {
      error: ({ input }) =>
        says(
          'open-ended, or a mapping with months',
          ...(typeof input === 'number' ? [`Write { months: ${input} }.`] : []),
        ),
    }),
    window: mapping({ months: whole(1, 600), after: whole(1, 599).optional(), from: identifier.optional() }).optional(),
    attribution: attributionSchema.optional(),
    rounding,
    ...paying,
  });

const expenses = (currency: string) =>
  mapping({
    kind: z.literal('expenses'),
    id: identifier,
    clause,
    name: text.optional(),
    categories: list(identifier, 1).optional(),
    atMostEach: amount(currency).optional(),
    atMostMonth: amount(currency).optional(),
    atMostYear: amount(currency).optional(),
    altogetherAtMost: amount(currency).optional(),
    approval: mapping({ above: amount(currency), of: oneOf('item', 'month') }).optional(),
    receipts: oneOf('required', 'not-required'),
    ...paying,
  });

const onTerms = z.union([z.literal('all'), list(identifier, 1)], { error: 'all, or a list of the ids of terms' });

const surcharge = (currency: string) =>
  mapping({
    kind: z.literal('surcharge'),
    id: identifier,
    clause,
    name: text,
    rate,
    on: onTerms,
    atMostEach: amount(currency).optional(),
    altogetherAtMost: amount(currency).optional(),
    rounding: rounding.optional(),
    ...paying,
  });

const tax = mapping({
  kind: z.literal('tax'),
  id: identifier,
  clause,
  name: text,
  rate,
  on: onTerms,
  rounding: rounding.optional(),
});

const lateInterest = mapping({
  kind: z.literal('late-interest'),
  id: identifier,
  clause,
  name: text.optional(),
  rate,
  per: oneOf('month', 'month-or-part', 'year', 'once'),
  dayCount: oneOf(...DAY_COUNTS).optional(),
  compounding: yesOrNo.optional(),
  graceDays: whole(0, 365).optional(),
  yearAtMost: rate.optional(),
  on: onTerms,
  rounding: rounding.optional(),
  ...due,
});

const refund = mapping({
  kind: z.literal('refund'),
  id: identifier,
  clause,
  name: text.optional(),
  of: list(identifier, 1),
  trigger: happenings,
  share: z.union(
    [
      z.literal('in-proportion'),
      rate,
      list(mapping({ upToDays: whole(1, 36_500), rate }), 1),
      mapping({ overDays: whole(1, 36_500) }),
    ],
    {
      error:
        'a rate, a list of { upToDays, rate }, { overDays: 100 } for what is left of so many days, or in-proportion',
    },
  ),
  counting: oneOf('first-day', 'days-after').optional(),
  basis: oneOf('paid', 'billed').optional(),
  ifPaidWithin: days.optional(),
  unless: mapping({ event: happenings, withinDays: whole(1, 3650) }).optional(),
  rounding: rounding.optional(),
  ...due,
});

const manual = mapping({
  kind: z.literal('manual'),
  id: identifier,
  clause,
  name: text.optional(),
  what: text,
  remindOn: list(date, 1).optional(),
  onEvent: identifier.optional(),
});

export const TERM_KINDS = [
  'retainer',
  'payment',
  'success-fee',
  'expenses',
  'surcharge',
  'tax',
  'late-interest',
  'refund',
  'manual',
] as const;

export function termSchema(currency: string) {
  return z.discriminatedUnion(
    'kind',
    [
      retainer(currency),
      payment(currency),
      successFee(currency),
      expenses(currency),
      surcharge(currency),
      tax,
      lateInterest,
      refund,
      manual,
    ],
    {
      error: (issue) =>
        issue.code === 'invalid_union'
          ? says(`kind: one of ${TERM_KINDS.join(', ')}`, 'Give the term a kind that this version knows.')
          : 'a term with a kind, an id and a clause',
    },
  );
}

function oneOfNumbers<const T extends readonly [number, ...number[]]>(...values: T) {
  return z.literal(values, { error: `one of ${values.join(', ')}` });
}
