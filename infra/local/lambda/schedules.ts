import { randomUUID } from 'node:crypto';

import type { DeployedSchedule } from '../assembly/deployed-system.ts';
import type { KeptStore } from '../kept-store.ts';
import type { Functions } from './functions.ts';

/**
 * Fires the enabled schedules that are due, as due at `scheduledAt` (whole seconds, as Scheduler writes it). Locally a
 * schedule does not follow the wall clock: `rate(…)` fires at each stop of the business clock, and a daily `cron(…)` at the
 * first stop after its hour, once, however many days the clock has jumped.
 * Throws what a function threw: locally nobody reads the schedule's dead-letter queue.
 */
export async function fireSchedules(
  schedules: readonly DeployedSchedule[],
  scheduledAt: Date,
  { invoker, store }: { readonly invoker: Functions; readonly store: KeptStore },
): Promise<void> {
  for (const schedule of schedules) {
    if (!schedule.enabled) continue;
    const last = store.get<string>('schedule', schedule.name);
    const due = isDue(schedule.expression, { last: last === undefined ? undefined : new Date(last), now: scheduledAt });
    if (due || last === undefined) store.put('schedule', schedule.name, scheduledAt.toISOString());
    if (due) await invoker.invoke(schedule.functionArn, JSON.parse(withContext(schedule, scheduledAt)));
  }
}

const dayMilliseconds = 86_400_000;

/** Whether an expression has come due since it last fired; one that never fired has begun to count now. */
export function isDue(expression: string, { last, now }: { last: Date | undefined; now: Date }): boolean {
  if (/^rate\(.+\)$/.test(expression)) return true;
  const [, minute, hour] = /^cron\((\d+) (\d+) \* \* \? \*\)$/.exec(expression) ?? [];
  if (minute === undefined || hour === undefined) {
    throw new Error(`The local system fires rate(…) and daily cron(M H * * ? *) schedules, not ${expression}.`);
  }
  const ofDay = (Number(hour) * 60 + Number(minute)) * 60_000;
  const daysUntil = (instant: Date): number => Math.floor((instant.getTime() - ofDay) / dayMilliseconds);
  return last !== undefined && daysUntil(now) > daysUntil(last);
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
