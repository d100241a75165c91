/** What makes a run unruly beside the faults of its plan; calm unless a history says otherwise. */
export interface Weather {
  /** How far the clock of the next process is off, in milliseconds: ahead above zero. */
  skew: () => number;
  /** How far a clock is off at most. */
  mostSkew: number;
  /** After how many milliseconds a message that was taken comes once more, as its queue did not hear of it; undefined for never. */
  repeats: () => number | undefined;
  /** How long a webhook is on its way, in milliseconds, while those after it come. */
  late: () => number;
  /** How late at most, in milliseconds, a message comes that comes late and then once more. */
  mostLate: number;
}

export function calm(): Weather {
  return { skew: () => 0, mostSkew: 0, repeats: () => undefined, late: () => 0, mostLate: 0 };
}
