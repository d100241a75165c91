import type { Closing } from './closings.ts';
import type { SoFar } from './memo.ts';

/**
 * What is worked out of the happenings one by one, oldest first. When one of them changes, what came of those before it
 * is kept, and the rest is undone and gone through again.
 */
export interface Walk<Step> {
  readonly steps: readonly Step[];
  /** Undoes all but the first so many steps, the last first. */
  readonly rewind: (to: number) => void;
  /** Takes the happenings that have not been gone through. */
  readonly goOn: (take: (happening: Closing) => Step) => void;
}

export function newWalk<Step>({ happenings, rewinds }: SoFar, undo: (step: Step) => void): Walk<Step> {
  const steps: Step[] = [];
  const rewind = (to: number): void => {
    for (const step of steps.splice(to).toReversed()) undo(step);
  };
  rewinds.push(rewind);
  return {
    steps,
    rewind,
    goOn: (take) => {
      for (const happening of happenings.slice(steps.length)) steps.push(take(happening));
    },
  };
}

/** What undoes each change, oldest first. */
export type Journal = (() => void)[];

/** A map that notes in a journal how each change of it is undone. */
export class JournaledMap<K, V> extends Map<K, V> {
  readonly #journal: Journal;

  constructor(journal: Journal) {
    super();
    this.#journal = journal;
  }

  override set(key: K, value: V): this {
    const before = this.get(key);
    this.#journal.push(() => (before === undefined ? this.delete(key) : super.set(key, before)));
    return super.set(key, value);
  }
}

/** Takes every map of the journal back to what it held when the journal was so long. */
export function undoTo(journal: Journal, length: number): void {
  for (const undo of journal.splice(length).toReversed()) undo();
}
