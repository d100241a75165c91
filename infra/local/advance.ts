import type { BusinessClock } from './business-clock.ts';
import { refuseThePast } from './business-clock.ts';
import type { Attention } from './table.ts';

export interface AdvanceParts {
  clock: BusinessClock;
  quiesce: () => Promise<void>;
  earliestAttention: () => Promise<Attention | undefined>;
  /** Fires the schedules as due at the clock's instant. */
  fireSchedules: () => Promise<void>;
  /** Called after each stop, once all is quiet. */
  onStop?: ((instant: Date) => void | Promise<void>) | undefined;
}

/** A contract asks for attention again and again; the message names it. */
export class AttentionStuckError extends Error {
  override readonly name = 'AttentionStuckError';
  readonly code = 'ATTENTION_STUCK';
}

/** A contract may stay due this many sweeps in a row. */
const maxSweepsInARow = 5;

/** No contract has this much to do in one day of business time. */
const maxStopsADay = 500;

const dayMilliseconds = 86_400_000;
const minuteMilliseconds = 60_000;

/**
 * Moves the business clock to `target`, stopping at every instant at which a contract asks for attention:
 *
 *     now ──> attentionAt ──> attentionAt ──> … ──> target
 *              sweep, quiet    sweep, quiet          sweep, quiet
 *
 * What is still due after a sweep is swept again a minute later, as the deployed schedule does.
 * Throws {@link AttentionStuckError} for a contract that does not come to rest, ClockError for a target in the past.
 */
export async function advanceClock(target: Date, parts: AdvanceParts): Promise<void> {
  refuseThePast(parts.clock.now(), target);
  const guard = createGuard();
  for (;;) {
    await parts.quiesce();
    const due = await parts.earliestAttention();
    const now = parts.clock.now();
    const isOverdue = due !== undefined && wholeSecond(due) <= now;
    const isLast = due === undefined || wholeSecond(due) > target;
    const repeats = isOverdue ? guard.sweptAgain(due) : 0;
    if (isOverdue && repeats > 0) parts.clock.set(new Date(now.getTime() + minuteMilliseconds));
    else parts.clock.set(latest(now, isLast ? target : wholeSecond(due)));
    guard.stopAt(parts.clock.now(), due);
    await parts.fireSchedules();
    await parts.quiesce();
    await parts.onStop?.(parts.clock.now());
    if (isLast && !(await isAnythingDue(parts, target))) return;
  }
}

/** Scheduler's times are whole seconds, so attention within a second is due at its end. */
function wholeSecond({ attentionAt }: Attention): Date {
  return new Date(Math.ceil(Date.parse(attentionAt) / 1000) * 1000);
}

function latest(one: Date, other: Date): Date {
  return one > other ? one : other;
}

async function isAnythingDue({ earliestAttention, clock }: AdvanceParts, target: Date): Promise<boolean> {
  const due = await earliestAttention();
  return due !== undefined && wholeSecond(due) <= latest(target, clock.now());
}

/** Counts, so that nothing goes round for ever in silence. */
function createGuard(): {
  /** How often this very attention has been met before while overdue. */
  sweptAgain: (due: Attention) => number;
  stopAt: (instant: Date, due: Attention | undefined) => void;
} {
  let last: { seen: string; times: number } | undefined;
  let day: { number: number; stops: number } | undefined;
  return {
    sweptAgain(due) {
      const seen = JSON.stringify(due);
      last = last?.seen === seen ? { seen, times: last.times + 1 } : { seen, times: 0 };
      if (last.times >= maxSweepsInARow) {
        throw new AttentionStuckError(
          `${due.key} asked for attention at ${due.attentionAt}, and ${maxSweepsInARow} sweeps have not changed that. ` +
            'The logs of sweep and settle-contract in the data folder say why.',
        );
      }
      return last.times;
    },
    stopAt(instant, due) {
      const number = Math.floor(instant.getTime() / dayMilliseconds);
      day = day?.number === number ? { number, stops: day.stops + 1 } : { number, stops: 1 };
      if (day.stops > maxStopsADay) {
        throw new AttentionStuckError(
          `The clock has stopped ${maxStopsADay} times on ${instant.toISOString().slice(0, 10)}; ` +
            `${due?.key ?? 'nothing'} asked for attention last, at ${due?.attentionAt ?? 'no time'}.`,
        );
      }
    },
  };
}
