import type { Outbox } from './outbox.ts';

/** How long until the next look: soon, or later when somebody has refused what was delivered. */
const [eagerMilliseconds, patientMilliseconds] = [100, 2000];

/** Delivers what the stand-ins have while nobody waits for quiet: somebody pays an invoice on its page, say. */
export function startBackgroundDelivery(outboxes: () => readonly Outbox[]): { stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const next = (milliseconds: number): void => {
    if (isStopped) return;
    timer = setTimeout(() => void deliver(), milliseconds);
    timer.unref();
  };
  const deliver = async (): Promise<void> => {
    let wait = eagerMilliseconds;
    for (const outbox of outboxes()) {
      if (outbox.hasWork() && (await outbox.deliver()).delivered === 0) wait = patientMilliseconds;
    }
    next(wait);
  };
  next(eagerMilliseconds);
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
