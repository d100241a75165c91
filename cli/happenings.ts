import * as z from 'zod';
import {
  amount,
  count,
  date,
  email,
  identifier,
  list,
  mapping,
  oneOf,
  price,
  rate,
  says,
  text,
} from '../shared/core/terms/schema-fields.ts';
import { isCurrency } from '../shared/core/money/currency.ts';

const who = { emails: list(email).optional(), crmIds: list(text).optional() };

/** When the software is told; without it, on the day itself. */
const told = { recordedOn: date.optional() };

const currencyCode = z
  .string({ error: 'an ISO 4217 currency code in capitals, such as USD' })
  .refine(isCurrency, { error: 'an ISO 4217 currency code in capitals, such as USD' });

const counts = z.record(identifier, count, { error: 'a mapping from names to counts, such as { shares: "6000000" }' });
const prices = z.record(identifier, price, { error: 'a mapping from units to prices, such as { shares: "0.80" }' });

const receivableId = z
  .string({ error: 'the id of a bill, such as retainer/2026-01-15' })
  .regex(/^[a-z0-9-]+\/\S+$/, { error: 'the id of a bill, such as retainer/2026-01-15' });

/** What every closing and event may say besides its amount. */
function detailed(currency: string) {
  return {
    currency: currencyCode.optional(),
    instrument: text.optional(),
    classes: list(text).optional(),
    quantities: counts.optional(),
    prices: prices.optional(),
    deductions: amount(currency).optional(),
    paidToOthers: amount(currency).optional(),
    on: date,
    ...told,
  };
}

/** What may happen in a simulation, each kind with its keys. */
export function happeningsSchema(currency: string) {
  const closing = { id: identifier, investor: text, ...who, amount: amount(currency), ...detailed(currency) };
  const kinds = [
    mapping({ kind: z.literal('introduction'), id: identifier, investor: text, ...who, on: date, ...told }),
    mapping({ kind: z.literal('closing'), ...closing }),
    mapping({ kind: z.literal('correction'), ...closing }),
    mapping({
      kind: z.literal('event'),
      event: identifier,
      ...closing,
      investor: text.optional(),
      amount: amount(currency).optional(),
      about: identifier.optional(),
    }),
    mapping({
      kind: z.literal('expense'),
      id: identifier,
      category: identifier.optional(),
      amount: amount(currency),
      approvedBy: text.optional(),
      receipt: z.boolean({ error: 'true or false' }).optional(),
      on: date,
      ...told,
    }),
    mapping({ kind: z.literal('reversal'), id: identifier, on: date, ...told }),
    mapping({
      kind: z.literal('ruling'),
      closing: identifier,
      introduction: z.union([identifier, z.null()], { error: 'the id of an introduction, or null for nobody' }),
      on: date,
    }),
    mapping({
      kind: z.literal('end'),
      on: date,
      by: oneOf('client', 'consultant').optional(),
      forCause: z.boolean({ error: 'true or false' }).optional(),
      ...told,
    }),
    mapping({
      kind: z.literal('notice'),
      on: date,
      by: oneOf('client', 'consultant'),
      forCause: z.boolean({ error: 'true or false' }).optional(),
      ...told,
    }),
    mapping({ kind: z.literal('pause'), id: identifier, from: date, to: date, ...told }),
    mapping({ kind: z.literal('payment'), of: receivableId, amount: amount(currency), on: date, ...told }),
    mapping({ kind: z.literal('unpaid'), of: receivableId, on: date, ...told }),
    mapping({
      kind: z.literal('election'),
      id: identifier,
      of: list(receivableId, 1),
      unit: identifier,
      share: rate.optional(),
      price: price.optional(),
      on: date,
      ...told,
    }),
    mapping({
      kind: z.literal('conversion'),
      from: currencyCode,
      to: currencyCode,
      rate: price,
      on: date,
      source: text,
      ...told,
    }),
    mapping({ kind: z.literal('index'), index: identifier, value: price, on: date, source: text, ...told }),
    mapping({ kind: z.literal('licence'), id: identifier, clause: text, validFrom: date, validTo: date.optional() }),
    mapping({ kind: z.literal('done'), term: identifier, remindedOn: date, what: text, on: date }),
    mapping({
      kind: z.literal('amendment'),
      contract: z.union([text, z.record(z.string(), z.unknown())], {
        error: 'the name of a contract file, beside this one, or a whole contract',
      }),
      on: date,
      ...told,
    }),
  ] as const;
  const names = kinds.map(({ shape }) => shape.kind.value);
  const allowed = says(`kind: one of ${names.join(', ')}`, 'Give each happening one of these kinds.');
  return list(z.discriminatedUnion('kind', kinds, { error: allowed }));
}

export type Happening = z.infer<ReturnType<typeof happeningsSchema>>[number];
