/** What people decide about the CRMs of a contract and about what comes from them. */
export interface CrmFacts {
  /**
   * A connection is set up in `shadow`: what comes from it is on record, and nothing is owed for it. Once `live`, all of
   * it counts, and it stays live.
   */
  ConnectionSwitched: { connection: string; mode: 'shadow' | 'live'; by: string; reason: string };
  /** A closing that looked like another on record: it is the same funding, or (null) another. */
  LookalikeRuled: { closing: string; sameAs: string | null; by: string; reason: string };
}
