/** Something in the terms that somebody should look at before money depends on it. */
export interface Finding {
  readonly about: string;
  readonly clause?: string;
  readonly what: string;
  readonly advice: string;
}

/** A finding about one term. */
export function findingOn(
  term: { readonly id: string; readonly clause: string },
  what: string,
  advice: string,
): Finding {
  return { about: term.id, clause: term.clause, what, advice };
}
