import * as z from 'zod';
import { isPlainDate } from '../../../core/calendar/plain-date.ts';
import { instantFromEpoch } from '../../../core/calendar/instant.ts';
import type { Problem } from '../../../core/errors.ts';
import type { ClosingState } from '../../../core/facts/fact.ts';
import { isCurrency } from '../../../core/money/currency.ts';
import { currencyProblem, describe, parseAmount } from '../../../core/money/parse-amount.ts';

/** What a CRM says of one closing, before it has our id. */
export type CrmEvent =
  | { readonly kind: 'closed' | 'corrected'; readonly contract: string; readonly state: Omit<ClosingState, 'closing'> }
  | {
      readonly kind: 'reversed';
      readonly contract: string;
      readonly externalId: string;
      readonly reason: string;
      readonly reportedAt: string;
    };

/** Half a character (a lone surrogate) is no text: neither the store nor a document could hold it. */
const text = z
  .string()
  .min(1)
  .max(500)
  .refine((value) => value.isWellFormed());
/** Text order of instants is time order only within years of four digits, in UTC too. */
const timestamp = z.iso
  .datetime({ offset: true, abort: true })
  .refine((value) => !Number.isNaN(Date.parse(value)) && /^\d{4}-/.test(instantFromEpoch(Date.parse(value))));
/** Far more than one investor has, and few enough for one fact. */
const MOST_ADDRESSES = 100;
const MOST_CLASSES = 20;
const MOST_PROBLEMS = 20;

/** Unknown fields are kept in the inbox and passed over here; unknown meanings are set aside for a person. */
const envelope = z.object({
  type: z.enum(['funding.closed', 'funding.corrected', 'funding.reversed']),
  timestamp,
  data: z.object({ contract: text, closing: text }),
});

const closed = z.object({
  data: z.object({
    investor: z.object({
      id: text.optional(),
      name: text,
      firm: text.optional(),
      emails: z.array(z.email()).max(MOST_ADDRESSES).default([]),
    }),
    currency: z.string().refine(isCurrency),
    closed_on: z.string().refine(isPlainDate),
    instrument: text.optional(),
    classes: z.array(text).max(MOST_CLASSES).optional(),
    description: text.optional(),
  }),
});

const reversed = z.object({ data: z.object({ reason: text }) });

/**
 * Reads the body of a webhook in Tallystick's Standard Webhooks form: `{type, timestamp, data}` with the amount as a
 * decimal string in major units. Answers every problem at once (the first 20), each with field, what was found, what
 * is allowed and the fix; the raw message stays in the inbox either way.
 */
export function readCrmEvent(body: string): CrmEvent | readonly Problem[] {
  const reading = read(body);
  return 'length' in reading ? reading.slice(0, MOST_PROBLEMS) : reading;
}

function read(body: string): CrmEvent | readonly Problem[] {
  const json = parseJson(body);
  if (json === undefined) {
    return [
      { field: '(body)', found: 'text that is not JSON', allowed: 'a JSON object', fix: 'Send application/json.' },
    ];
  }
  const head = envelope.safeParse(json);
  const problems = head.success ? [] : problemsOf(head.error, json);
  const type: unknown = head.success ? head.data.type : Reflect.get(Object(json), 'type');
  if (type === 'funding.reversed') {
    const rest = reversed.safeParse(json);
    if (!head.success || !rest.success) return [...problems, ...(rest.success ? [] : problemsOf(rest.error, json))];
    const { data, timestamp: at } = head.data;
    const reportedAt = instantFromEpoch(Date.parse(at));
    return {
      kind: 'reversed',
      contract: data.contract,
      externalId: data.closing,
      reason: rest.data.data.reason,
      reportedAt,
    };
  }
  const rest = closed.safeParse(json);
  const amount = readAmount(json);
  if (!rest.success) problems.push(...problemsOf(rest.error, json));
  if (!('amountMinor' in amount)) problems.push(...amount);
  if (!head.success || !rest.success || !('amountMinor' in amount)) return problems;
  return closing(head.data, rest.data.data, amount.amountMinor);
}

function closing(head: z.infer<typeof envelope>, data: z.infer<typeof closed>['data'], amountMinor: bigint): CrmEvent {
  const { id, name, firm, emails } = data.investor;
  return {
    kind: head.type === 'funding.closed' ? 'closed' : 'corrected',
    contract: head.data.contract,
    state: {
      externalId: head.data.closing,
      investor: {
        name,
        ...(firm === undefined ? {} : { firm }),
        crmIds: id === undefined ? [] : [id],
        emails: emails.map((address) => address.toLowerCase()),
      },
      amountMinor,
      currency: data.currency,
      closedOn: data.closed_on,
      ...(data.instrument === undefined ? {} : { instrument: data.instrument }),
      ...(data.classes === undefined ? {} : { classes: data.classes }),
      ...(data.description === undefined ? {} : { description: data.description }),
      reportedAt: instantFromEpoch(Date.parse(head.timestamp)),
    },
  };
}

function readAmount(json: unknown): { amountMinor: bigint } | Problem[] {
  const data: unknown = Object(Reflect.get(Object(json), 'data'));
  const currency: unknown = Reflect.get(Object(data), 'currency');
  // With a currency that cannot be read, the amount is judged as one of two decimals so that its own mistake shows too.
  const usable = typeof currency === 'string' && isCurrency(currency) ? currency : 'USD';
  const parsed = parseAmount('data.amount', Reflect.get(Object(data), 'amount'), usable);
  return 'amountMinor' in parsed ? parsed : [parsed];
}

const ALLOWED: Readonly<Record<string, string>> = {
  type: 'funding.closed, funding.corrected or funding.reversed',
  timestamp: 'an ISO 8601 instant with its offset, such as "1999-06-15T14:00:00Z"',
  'data.closed_on': 'a date that exists, as YYYY-MM-DD',
  'data.classes': `a list of at most ${MOST_CLASSES} texts`,
  'data.investor.emails': `a list of at most ${MOST_ADDRESSES} full e-mail addresses`,
};

function problemsOf(error: z.ZodError, json: unknown): Problem[] {
  return error.issues.map((issue) => {
    const field = issue.path.map(String).join('.');
    const found = issue.path.reduce<unknown>((value, part) => Reflect.get(Object(value), part), json);
    if (field === 'data.currency') return currencyProblem(field, found);
    const allowed = ALLOWED[field] ?? 'text of 1 to 500 characters';
    return {
      field,
      found: describe(found),
      allowed,
      fix: 'Correct the field in the CRM mapping and send the event again.',
    };
  });
}

function parseJson(body: string): unknown {
  try {
    const json: unknown = JSON.parse(body);
    return json !== null && typeof json === 'object' && !Array.isArray(json) ? json : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
