/** What one request to Stripe takes room of: the account's share and its endpoint's, such as `POST /v1/invoices`. */
export interface PaceRequest {
  /** Counts slots of the wall clock. */
  readonly slot: number;
  readonly endpoint: string;
  /** How many requests of the whole account, and of one endpoint, one slot holds. */
  readonly most: { readonly account: number; readonly endpoint: number };
}

/**
 * The room that all workers of a deployment share. Errors: `dependency.failed`, retryable, when the table cannot be
 * reached.
 */
export interface PaceRooms {
  /** Takes room for one request; false when the slot is full, or over. */
  take(request: PaceRequest): Promise<boolean>;
  /** Leaves no room in these slots: for the endpoint, or without one for the whole account. */
  close(slots: readonly number[], endpoint?: string): Promise<void>;
}

/** The wall clock as pacing needs it. Business time has no part in it. */
export interface PaceClock {
  /** Milliseconds. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
  /** From 0 to below 1. */
  random(): number;
}
