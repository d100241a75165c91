/** The largest file of evidence that lies in the table: one item holds it whole. A larger one lies in a bucket. */
export const MOST_EVIDENCE_IN_TABLE_BYTES = 300 * 1024;

/** The largest file that is sent through the api: in base64 it fits an answer of a function, which ends at 6 MB. */
export const MOST_EVIDENCE_BYTES = 4 * 1024 * 1024;
