import { InputError } from '../../shared/core/errors.ts';
import type { FaultLayer } from './faults.ts';
import type { Lambda } from './limits.ts';
import type { Ports } from './machine.ts';
import { isOfPoison } from './poison.ts';
import type { Invoke } from './schedules.ts';
import { HOUR, MINUTE, type VirtualTime } from './virtual-time.ts';

/** What a person asked for comes again, from a window that was left open, within a day or so; later it would be another wish. */
const MOST_ASKED_AGAIN = 25 * HOUR;

/** Has a function do what a person asks, again and again until it is through. */
export type UntilDone = (lambda: Lambda, work: (ports: Ports) => Promise<unknown>) => void;

export interface People {
  /** Those who are not through yet. */
  readonly trying: number;
  readonly untilDone: UntilDone;
}

/** So often at once; then once an hour. */
const SOON_AGAIN = 5;

/**
 * People try again until it worked: a minute after what it did not survive. While everything is down they keep what they have to say,
 * and say it afterwards, one after the other in the order in which it came up.
 */
export function people({ time, layer, invoke }: { time: VirtualTime; layer: FaultLayer; invoke: Invoke }): People {
  const kept: (() => Promise<void>)[] = [];
  let isAtIt = false;
  let trying = 0;

  function next(): void {
    if (layer.downUntil > time.now) return time.at(layer.downUntil, next);
    const first = kept.shift();
    isAtIt = first !== undefined;
    if (first !== undefined) void first().finally(next);
  }

  const untilDone: UntilDone = (lambda, work) => {
    let tries = 0;
    let failures = 0;
    let isLate = false;
    let isThrough = false;
    trying += 1;
    const once = async (ports: Ports): Promise<void> => {
      tries += 1;
      await work(ports).catch((error: unknown) => {
        // Who asks again for what was done at the first try, or so late that it cannot be any more, is told so and is content.
        // Who finds that a contract cannot be read leaves it to whoever mends it.
        if (isOfPoison(error)) return;
        if ((tries === 1 && !isLate) || !(error instanceof InputError)) throw error;
      });
    };
    const run = (): Promise<void> => {
      const again = (later: number): number => {
        const after = Math.min(later, MOST_ASKED_AGAIN);
        time.at(time.now + after, ask);
        return after;
      };
      return invoke(lambda, once, again).then(through, () => {
        failures += 1;
        time.at(time.now + (failures < SOON_AGAIN ? MINUTE : HOUR), ask);
      });
    };
    const through = (): void => {
      trying -= isThrough ? 0 : 1;
      isThrough = true;
    };
    const ask = (): void => {
      if (layer.downUntil <= time.now) return void run();
      isLate = true;
      kept.push(run);
      if (!isAtIt) next();
      isAtIt = true;
    };
    ask();
  };
  return {
    get trying() {
      return trying;
    },
    untilDone,
  };
}
