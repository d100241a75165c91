/** What the agreement says of amounts that a party does not agree on. */
export interface DisputeTerms {
  readonly clause?: string;
  /** How many days after a line is billed it may be disputed; undefined is for as long as it is not paid and after. */
  readonly days?: number;
  /** How many days the ruling may take, from the day of the dispute. */
  readonly rulingDays?: number;
  /** Who rules, by name; empty is whoever may approve. */
  readonly ruledBy: readonly string[];
}

/** A contract file that says nothing of disputes: any time, no deadline, ruled by whoever may approve. */
export const SILENT_DISPUTES: DisputeTerms = { ruledBy: [] };
