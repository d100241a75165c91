import type { FullSweep } from './full-sweep.ts';
import type { Job } from './job.ts';
import { expectedSeconds, firstFaults, partsOf, type FirstFault, type Stage } from './pairs.ts';

interface First extends FirstFault {
  /** About how many second faults come after it. */
  readonly pairs: number;
  /** The number of its first batch, and how many there are. */
  readonly begin: number;
  readonly parts: number;
}

/** What a stage has to play, and how much of it was played. */
export interface StagePlan {
  /** About how many pairs there are, and first faults alone: the run with the first fault may have more calls, or fewer, than that without. */
  readonly runs: number;
  /** How much of the work is done. */
  share(): number;
  /** What is left to do. */
  left(): Iterable<Job>;
  done(job: Job): void;
}

export function stagePlan(
  stage: Stage,
  { clean, seed, parts }: Pick<FullSweep, 'clean' | 'seed' | 'parts'>,
): StagePlan {
  const { place } = parts[stage];
  const expected = expectedSeconds(stage, clean);
  const lengths = new Map(clean.map(({ workflow, order }) => [workflow.name, order.length]));
  let begin = 0;
  const firsts = firstFaults(stage, clean, seed).map((one): First => {
    const pairs = expected(one);
    const first = { ...one, pairs, begin, parts: partsOf(pairs) };
    begin += first.parts;
    return first;
  });
  // Of a longer history a run takes longer.
  const weight = ({ schedule, pairs }: First): number => pairs * (lengths.get(schedule.workflow) ?? 0);
  const whole = sum(firsts.map(weight));
  const doneOf = (first: First): number => {
    const isDone = Array.from({ length: first.parts }, (_, part) => place.isDone(first.begin + part));
    return (weight(first) * isDone.filter(Boolean).length) / first.parts;
  };
  let done = sum(firsts.map(doneOf));
  const byName = new Map(firsts.map((first) => [first.schedule, first]));
  return {
    runs: sum(firsts.map(({ pairs }) => pairs + 1)),
    share: () => (place.count === begin ? 1 : done / whole),
    left: function* left() {
      for (const first of firsts) {
        for (let part = 0; part < first.parts; part += 1) {
          const number = first.begin + part;
          if (place.isDone(number)) continue;
          const { schedule, sites, parts: of } = first;
          yield {
            number,
            row: stage,
            schedule,
            seconds: { stage, part, parts: of, ...(sites === undefined ? {} : { sites }) },
          };
        }
      }
    },
    done: ({ number, schedule }) => {
      const first = byName.get(schedule);
      if (first !== undefined) done += weight(first) / first.parts;
      place.done(number);
    },
  };
}

function sum(all: readonly number[]): number {
  return all.reduce((so, one) => so + one, 0);
}
