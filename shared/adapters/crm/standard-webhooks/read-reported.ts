import * as z from 'zod';
import { instantFromEpoch } from '../../../core/calendar/instant.ts';
import { isPlainDate } from '../../../core/calendar/plain-date.ts';
import type { Problem } from '../../../core/errors.ts';
import type { EventState } from '../../../core/facts/fact.ts';
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

const reported = z.object({
  data: z.object({
    kind: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      .max(60)
      .refine((kind) => kind !== 'closing'),
    currency: z.string().refine(isCurrency),
    on: z.string().refine(isPlainDate),
    investor: investor.optional(),
    instrument: text.optional(),
    classes: z.array(text).max(MOST_CLASSES).optional(),
    description: text.optional(),
    about: text.optional(),
    approved_by: text.optional(),
    receipt: z.boolean().optional(),
  }),
});

/** The head of a message, once it could be read. */
export interface ReadHead {
  readonly timestamp: string;
  readonly data: { readonly contract: string; readonly closing: string };
}

export interface ReportedEvent {
  readonly kind: 'event';
  readonly contract: string;
  readonly state: Omit<EventState, 'closing'>;
}

/** An event that is no closing: hours, money received, a hire that starts or leaves, an expense. */
export function readReported(
  json: unknown,
  head: ReadHead | undefined,
  problems: Problem[],
): ReportedEvent | Problem[] {
  const rest = reported.safeParse(json);
  const more = details.safeParse(json);
  const besides = readMoreAmounts(json);
  const data: unknown = Reflect.get(Object(json), 'data');
  const amount = Reflect.get(Object(data), 'amount') === undefined ? { amountMinor: 0n } : readAmount(json);
  for (const result of [rest, more]) if (!result.success) problems.push(...problemsOf(result.error, json));
  if (!('amountMinor' in amount)) problems.push(...amount);
  if ('problems' in besides) problems.push(...besides.problems);
  if (head === undefined || !rest.success || !more.success || 'problems' in besides || !('amountMinor' in amount))
    return problems;
  const {
    kind,
    currency,
    on,
    investor: who,
    instrument,
    classes,
    description,
    about,
    approved_by,
    receipt,
  } = rest.data.data;
  return {
    kind: 'event',
    contract: head.data.contract,
    state: {
      kind,
      externalId: head.data.closing,
      investor: who === undefined ? { name: 'nobody in particular', crmIds: [], emails: [] } : investorOf(who),
      amountMinor: amount.amountMinor,
      currency,
      closedOn: on,
      ...(instrument === undefined ? {} : { instrument }),
      ...(classes === undefined ? {} : { classes }),
      ...(description === undefined ? {} : { description }),
      ...(about === undefined ? {} : { about }),
      ...(approved_by === undefined ? {} : { approvedBy: approved_by }),
      ...(receipt === undefined ? {} : { receipt }),
      ...detailsOf(more.data.data),
      ...besides.amounts,
      reportedAt: instantFromEpoch(Date.parse(head.timestamp)),
    },
  };
}
