import type { Instant } from '../core/calendar/instant.ts';

/** Rings for one contract: the table is the truth, this is only the doorbell. */
export interface Ring {
  readonly contractId: string;
  readonly factSeq: number;
  /** Business time as of which to act. */
  readonly asOf: Instant;
  /** Tells a ring that carries on from the one it follows, which a FIFO queue would swallow as the same. */
  readonly after?: string;
}

export interface IntentRing extends Ring {
  readonly intent: string;
}

export interface Bell {
  ringContract(ring: Ring): Promise<void>;
}

export interface IntentBells {
  ringInvoice(ring: IntentRing): Promise<void>;
  ringStatement(ring: IntentRing): Promise<void>;
}
