import { FAULT_KINDS, type Fault, type FaultPlan } from './faults.ts';
import { GAPS } from './distinct-faults.ts';
import { seededRandom } from './seeded-random.ts';

/** How much goes wrong in a run: nothing, a little, or so much that hardly anything works at the first try. */
const RATES = [0, 0.004, 0.02, 0.08] as const;
/** Outages of days are rare enough to leave the history its length. */
const MOST_LONG_GAPS = 2;

/** Faults that a seed gives, at most so many: whatever happens has to end, or nothing can be said of the end. */
export function randomFaults(seed: number): FaultPlan {
  const random = seededRandom(seed ^ 0x5eed);
  const rate = random.pick(RATES);
  let left = random.between(1, 40);
  let long = 0;
  return (call): Fault | undefined => {
    if (left === 0 || !random.chance(rate)) return undefined;
    left -= 1;
    const gap = random.pick(long < MOST_LONG_GAPS ? GAPS : ([GAPS[0], GAPS[1]] as const));
    if (gap > GAPS[1]) long += 1;
    return { call, kind: random.pick(FAULT_KINDS), gap };
  };
}
