import { randomUUID } from 'node:crypto';

import type { DeployedSchedule } from '../assembly/deployed-system.ts';
import type { Functions } from './functions.ts';

/**
 * Fires every enabled schedule once, as due at `scheduledAt` (whole seconds, as Scheduler writes it).
 * Locally a schedule does not follow the wall clock: it fires at each stop of the business clock.
 * Throws what a function threw: locally nobody reads the schedule's dead-letter queue.
 */
export async function fireSchedules(
  schedules: readonly DeployedSchedule[],
  scheduledAt: Date,
  invoker: Functions,
): Promise<void> {
  for (const schedule of schedules) {
    if (!schedule.enabled) continue;
    await invoker.invoke(schedule.functionArn, JSON.parse(withContext(schedule, scheduledAt)));
  }
}

function withContext({ input, name }: DeployedSchedule, scheduledAt: Date): string {
  const values: Readonly<Record<string, string>> = {
    'scheduled-time': `${scheduledAt.toISOString().slice(0, 19)}Z`,
    'schedule-arn': name,
    'execution-id': randomUUID(),
    'attempt-number': '1',
  };
  return input.replaceAll(/<aws\.scheduler\.([a-z-]+)>/g, (text, key: string) => values[key] ?? text);
}
