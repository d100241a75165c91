/** The first thing that must never be and is; undefined while all is well. */
export type Broken = { readonly invariant: string; readonly found: string } | undefined;

export function broken(invariant: string, found: string): NonNullable<Broken> {
  return { invariant, found };
}
