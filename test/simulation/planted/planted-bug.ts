/** One replacement in a file of the product; `find` stands in it exactly once. */
export interface Edit {
  /** From the root of the repository. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A mistake that others made, as a change of our own code, which the simulator must find. */
export interface PlantedBug {
  /** Its number in docs/failures.md; `–` for one that has none there. */
  readonly row: string;
  /** What the code does wrong then, in one sentence. */
  readonly says: string;
  readonly edits: readonly Edit[];
}

/** A bug of one edit. */
export function planted(row: string, says: string, file: string, find: string, replace: string): PlantedBug {
  return { row, says, edits: [{ file, find, replace }] };
}
