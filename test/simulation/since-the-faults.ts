import type { Machine } from './machine.ts';
import { MINUTE } from './virtual-time.ts';

/** How long it took until all was quiet, from the end of the last fault or, if a person had stopped it, from when it may go on. */
export function sinceTheFaults(
  { layer, time, outside }: Machine,
  isQuiet: () => boolean,
): { look(): void; minutes(): number } {
  let overAt = 0;
  let from = 0;
  let since: number | undefined;
  let isOver = true;
  return {
    look: () => {
      if (overAt !== layer.overAt) {
        [overAt, since, isOver] = [layer.overAt, undefined, false];
        from = overAt;
      }
      if (isOver) return;
      if (isShut(outside)) from = Math.max(from, time.now);
      // Quiet since before this step, and the fault over by then.
      if (since !== undefined && time.now > from) isOver = true;
      else if (!isQuiet()) since = undefined;
      else since ??= time.now;
    },
    minutes: () => (overAt === 0 ? 0 : Math.ceil((Math.max(since ?? time.now, from) - from) / MINUTE)),
  };
}

function isShut({ activations, tables }: Machine['outside']): boolean {
  const { stopped, tableId } = activations.current;
  return stopped !== undefined || tableId !== tables.id;
}
