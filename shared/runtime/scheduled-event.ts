import * as z from 'zod/mini';
import { instantFromEpoch, type Instant } from '../core/calendar/instant.ts';

const scheduled = z.object({ scheduledAt: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/)) });

/** Business time: the moment for which the scheduler meant this run. */
export function scheduledAtOf(event: unknown): Instant {
  return instantFromEpoch(Date.parse(scheduled.parse(event).scheduledAt));
}
