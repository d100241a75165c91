/** What makes a run unruly beside the faults of its plan; calm unless a history says otherwise. */
export interface Weather {
  /** How far the clock of the next process is off, in milliseconds: ahead above zero. */
  skew: () => number;
  /** After how many milliseconds a message that was taken comes once more, as its queue did not hear of it; undefined for never. */
  repeats: () => number | undefined;
}

export function calm(): Weather {
  return { skew: () => 0, repeats: () => undefined };
}
