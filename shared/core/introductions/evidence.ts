/** The largest file whose bytes are kept as evidence: one item of the table holds it whole. A larger one is named by its hash. */
export const MOST_EVIDENCE_BYTES = 300 * 1024;
