import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { instantFromEpoch } from '../../shared/core/calendar/instant.ts';
import type { ReconcileRing, StartReconcile } from '../../shared/ports/reconciliations.ts';

const mode = z.enum(['daily', 'full', 'adopt']);
const one = z.object({
  contractId: z.string(),
  run: z.string(),
  asOf: z.string(),
  mode,
  customers: z.array(z.string()),
});
const start = z.object({
  run: z.string(),
  asOf: z.string(),
  mode,
  by: z.string(),
  only: z.optional(z.string()),
});
const scheduled = z.object({ scheduledAt: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/)) });

export type ReconcileMessage =
  | { readonly kind: 'contract'; readonly ring: ReconcileRing }
  | { readonly kind: 'start'; readonly start: StartReconcile };

/** A message of the queue: one contract to compare, or a run to begin. */
export function messageOf({ body }: SQSRecord): ReconcileMessage {
  const json: unknown = JSON.parse(body);
  const ring = one.safeParse(json);
  if (ring.success) return { kind: 'contract', ring: ring.data };
  const { only, ...rest } = start.parse(json);
  return { kind: 'start', start: only === undefined ? rest : { ...rest, only } };
}

/** The schedule's call: business time is the moment for which it was meant. */
export function dailyRunOf(event: unknown): StartReconcile {
  const asOf = instantFromEpoch(Date.parse(scheduled.parse(event).scheduledAt));
  return { run: `daily/${asOf}`, asOf, mode: 'daily', by: 'schedule' };
}
