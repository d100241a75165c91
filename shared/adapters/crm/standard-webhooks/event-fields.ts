import * as z from 'zod';
import type { Problem } from '../../../core/errors.ts';
import type { ClosingState } from '../../../core/facts/fact.ts';
import { isCurrency } from '../../../core/money/currency.ts';
import { currencyProblem, describe, parseAmount } from '../../../core/money/parse-amount.ts';

/** Half a character (a lone surrogate) is no text: neither the store nor a document could hold it. */
export const text = z
  .string()
  .min(1)
  .max(500)
  .refine((value) => value.isWellFormed());
/** Far more than one investor has, and few enough for one fact. */
const MOST_ADDRESSES = 100;
export const MOST_CLASSES = 20;

export const investor = z.object({
  id: text.optional(),
  name: text,
  firm: text.optional(),
  emails: z.array(z.email()).max(MOST_ADDRESSES).default([]),
});

/** Counted things, and the prices of one of them, by name; decimal texts, so that nothing is lost on the way. */
const name = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
const count = z.string().regex(/^\d{1,12}(\.\d{1,4})?$/);
const price = z
  .string()
  .regex(/^(0|[1-9]\d{0,11})(\.\d{1,8})?$/)
  .refine((value) => /[1-9]/.test(value));

/** What every closing and event may say besides. */
export const details = z.object({
  data: z.object({ quantities: z.record(name, count).optional(), prices: z.record(name, price).optional() }),
});

export function detailsOf({
  quantities,
  prices,
}: z.infer<typeof details>['data']): Pick<ClosingState, 'quantities' | 'prices'> {
  return { ...(quantities === undefined ? {} : { quantities }), ...(prices === undefined ? {} : { prices }) };
}

type Amounts = Pick<ClosingState, 'deductionsMinor' | 'paidToOthersMinor'>;

/** The amounts that a closing or event may have besides its own: what comes off, and what others are paid. */
export function readMoreAmounts(json: unknown): { readonly amounts: Amounts } | { readonly problems: Problem[] } {
  const data: unknown = Object(Reflect.get(Object(json), 'data'));
  const deductions = readOptional('deductions', data);
  const others = readOptional('paid_to_others', data);
  const problems = [deductions, others].flatMap((one) => (typeof one === 'object' ? [one] : []));
  if (typeof deductions === 'object' || typeof others === 'object') return { problems };
  return {
    amounts: {
      ...(deductions === undefined ? {} : { deductionsMinor: deductions }),
      ...(others === undefined ? {} : { paidToOthersMinor: others }),
    },
  };
}

function readOptional(name: string, data: unknown): bigint | Problem | undefined {
  const said: unknown = Reflect.get(Object(data), name);
  if (said === undefined) return undefined;
  const currency: unknown = Reflect.get(Object(data), 'currency');
  const usable = typeof currency === 'string' && isCurrency(currency) ? currency : 'USD';
  const parsed = parseAmount(`data.${name}`, said, usable);
  return 'amountMinor' in parsed ? parsed.amountMinor : parsed;
}

export function investorOf({ id, name, firm, emails }: z.infer<typeof investor>): ClosingState['investor'] {
  return {
    name,
    ...(firm === undefined ? {} : { firm }),
    crmIds: id === undefined ? [] : [id],
    emails: emails.map((address) => address.toLowerCase()),
  };
}

export function readAmount(json: unknown): { amountMinor: bigint } | Problem[] {
  const data: unknown = Object(Reflect.get(Object(json), 'data'));
  const currency: unknown = Reflect.get(Object(data), 'currency');
  // With a currency that cannot be read, the amount is judged as one of two decimals so that its own mistake shows too.
  const usable = typeof currency === 'string' && isCurrency(currency) ? currency : 'USD';
  const parsed = parseAmount('data.amount', Reflect.get(Object(data), 'amount'), usable);
  return 'amountMinor' in parsed ? parsed : [parsed];
}

const ALLOWED: Readonly<Record<string, string>> = {
  type: 'funding.closed, funding.corrected, funding.reversed or event.reported',
  'data.kind': 'lower-case letters, digits and hyphens, such as funds-received; not closing',
  'data.on': 'a date that exists, as YYYY-MM-DD',
  'data.quantities': 'a mapping from names to counts as texts, such as {"hours": "68"}',
  'data.prices': 'a mapping from units to prices as texts, such as {"shares": "0.80"}',
  'data.receipt': 'true or false',
  timestamp: 'an ISO 8601 instant with its offset, such as "1999-06-15T14:00:00Z"',
  'data.closed_on': 'a date that exists, as YYYY-MM-DD',
  'data.classes': `a list of at most ${MOST_CLASSES} texts`,
  'data.investor.emails': `a list of at most ${MOST_ADDRESSES} full e-mail addresses`,
};

/** Each issue of a schema as a problem with its field, what is allowed, and the fix. */
export function problemsOf(error: z.ZodError, json: unknown): Problem[] {
  return error.issues.map((issue) => {
    const field = issue.path.map(String).join('.');
    const found = issue.path.reduce<unknown>((value, part) => Reflect.get(Object(value), part), json);
    if (field === 'data.currency') return currencyProblem(field, found);
    const allowed = ALLOWED[field] ?? ALLOWED[field.split('.').slice(0, 2).join('.')] ?? 'text of 1 to 500 characters';
    return {
      field,
      found: describe(found),
      allowed,
      fix: 'Correct the field in the CRM mapping and send the event again.',
    };
  });
}
