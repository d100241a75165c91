import * as z from 'zod';
import { isPlainDate } from '../../../core/calendar/plain-date.ts';
import { instantFromEpoch } from '../../../core/calendar/instant.ts';
import type { Problem } from '../../../core/errors.ts';
import type { ClosingState } from '../../../core/facts/fact.ts';
import { isCurrency } from '../../../core/money/currency.ts';
import {
  details,
  detailsOf,
  investor,
  investorOf,
  MOST_CLASSES,
  problemsOf,
  readAmount,
  readMoreAmounts,
  text,
} from './event-fields.ts';
import { readReported, type ReportedEvent } from './read-reported.ts';

/** What a CRM says of one closing or other event, before it has our id. */
export type CrmEvent =
  | { readonly kind: 'closed' | 'corrected'; readonly contract: string; readonly state: Omit<ClosingState, 'closing'> }
  | ReportedEvent
  | {
      readonly kind: 'reversed';
      readonly contract: string;
      readonly externalId: string;
      readonly reason: string;
      readonly reportedAt: string;
    };

/** Text order of instants is time order only within years of four digits, in UTC too. */
const timestamp = z.iso
  .datetime({ offset: true, abort: true })
  .refine((value) => !Number.isNaN(Date.parse(value)) && /^\d{4}-/.test(instantFromEpoch(Date.parse(value))));
const MOST_PROBLEMS = 20;

/** Unknown fields are kept in the inbox and passed over here; unknown meanings are set aside for a person. */
const envelope = z.object({
  type: z.enum(['funding.closed', 'funding.corrected', 'funding.reversed', 'event.reported']),
  timestamp,
  data: z.object({ contract: text, closing: text }),
});

const closed = z.object({
  data: z.object({
    investor,
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
  if (type === 'event.reported') return readReported(json, head.success ? head.data : undefined, problems);
  const rest = closed.safeParse(json);
  const more = details.safeParse(json);
  if (!more.success) problems.push(...problemsOf(more.error, json));
  const besides = readMoreAmounts(json);
  if ('problems' in besides) problems.push(...besides.problems);
  const amount = readAmount(json);
  if (!rest.success) problems.push(...problemsOf(rest.error, json));
  if (!('amountMinor' in amount)) problems.push(...amount);
  if (!head.success || !rest.success || !more.success || 'problems' in besides || !('amountMinor' in amount))
    return problems;
  const event = closing(head.data, rest.data.data, amount.amountMinor);
  return { ...event, state: { ...event.state, ...detailsOf(more.data.data), ...besides.amounts } };
}

type Closed = CrmEvent & { kind: 'closed' | 'corrected' };

function closing(head: z.infer<typeof envelope>, data: z.infer<typeof closed>['data'], amountMinor: bigint): Closed {
  return {
    kind: head.type === 'funding.closed' ? 'closed' : 'corrected',
    contract: head.data.contract,
    state: {
      externalId: head.data.closing,
      investor: investorOf(data.investor),
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

function parseJson(body: string): unknown {
  try {
    const json: unknown = JSON.parse(body);
    return json !== null && typeof json === 'object' && !Array.isArray(json) ? json : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
