import { z } from 'zod';
import { createRateLimiter, STRIPES_LIMITS } from './rate-limits.ts';
import type { RateLimiter, RateLimitSetting } from './rate-limits.ts';
import { createRequestFaults, FAULT_KINDS } from './request-faults.ts';
import type { RequestFaults } from './request-faults.ts';
import { USUAL_SEARCH_LAG_SECONDS } from './search.ts';
import { NO_WEBHOOK_FAULTS } from './webhook-faults.ts';
import type { WebhookFaults } from './webhook-faults.ts';
import { RETRIES } from './webhook-schedule.ts';
import type { RetrySchedule } from './webhook-schedule.ts';

export type Outage = 'none' | 'refuse-connections-as-503' | 'answer-500';

/** What somebody who tests against the stand-in can set: where it is as slow, as late and as broken as Stripe can be. */
export interface Controls {
  outage: Outage;
  webhooks: WebhookFaults;
  retries: RetrySchedule;
  searchLagSeconds: number;
  readonly rateLimiter: RateLimiter;
  readonly requestFaults: RequestFaults;
}

export function createControls(rateLimits: RateLimitSetting): Controls {
  return {
    outage: 'none',
    webhooks: NO_WEBHOOK_FAULTS,
    retries: 'live',
    searchLagSeconds: USUAL_SEARCH_LAG_SECONDS,
    rateLimiter: createRateLimiter(rateLimits),
    requestFaults: createRequestFaults(),
  };
}

const perSecond = z.int().min(1);

/** What `POST /_standin/controls` takes: only what is to change. */
export const controlsSchema = z.strictObject({
  outage: z.enum(['none', 'refuse-connections-as-503', 'answer-500']).optional(),
  webhooks: z
    .strictObject({
      times: z.int().min(1).max(20),
      order: z.enum(['as-made', 'newest-first', 'shuffled']),
      stopped: z.boolean(),
    })
    .partial()
    .optional(),
  retries: z.enum(Object.keys(RETRIES) as [RetrySchedule, ...RetrySchedule[]]).optional(),
  searchLagSeconds: z.int().min(0).optional(),
  rateLimits: z
    .union([
      z.enum(['none', ...(Object.keys(STRIPES_LIMITS) as (keyof typeof STRIPES_LIMITS)[])]),
      z.strictObject({ account: perSecond, endpoint: perSecond, search: perSecond }),
    ])
    .optional(),
  /** Faults of the next requests; an empty list takes back those that wait. */
  requestFaults: z
    .array(
      z.strictObject({
        kind: z.enum(FAULT_KINDS),
        endpoint: z.string().optional(),
        times: z.int().min(1).optional(),
        after: z.int().min(0).optional(),
        holdMilliseconds: z.int().min(0).optional(),
      }),
    )
    .optional(),
});

export type ControlChanges = z.infer<typeof controlsSchema>;

export function applyControls(controls: Controls, changes: ControlChanges): void {
  const { outage, webhooks, retries, searchLagSeconds, rateLimits, requestFaults } = changes;
  if (outage !== undefined) controls.outage = outage;
  if (webhooks !== undefined) controls.webhooks = { ...controls.webhooks, ...defined(webhooks) };
  if (retries !== undefined) controls.retries = retries;
  if (searchLagSeconds !== undefined) controls.searchLagSeconds = searchLagSeconds;
  if (rateLimits !== undefined) controls.rateLimiter.set(rateLimits);
  if (requestFaults === undefined) return;
  controls.requestFaults.clear();
  for (const fault of requestFaults) controls.requestFaults.add(defined(fault));
}

/** The controls as they can be shown, and sent back. */
export function shownControls(controls: Controls): ControlChanges {
  const { outage, webhooks, retries, searchLagSeconds, rateLimiter, requestFaults } = controls;
  return {
    outage,
    webhooks,
    retries,
    searchLagSeconds,
    rateLimits: rateLimiter.limits,
    requestFaults: requestFaults.waiting().map((fault) => ({ ...fault })),
  };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without what is undefined, which would hide what was there. */
function defined<T extends object>(given: T): Defined<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<T>;
}
