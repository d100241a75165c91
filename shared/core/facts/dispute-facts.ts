import type { PlainDate } from '../calendar/plain-date.ts';

/** What the parties say of amounts that they do not agree on. `dispute` is its id within the contract. */
export interface DisputeFacts {
  /**
   * A party disputes a receivable, or a part of it: the client says that so much of it is not owed, the consultant that so
   * much more is. `amountMinor` is above zero, in the receivable's currency; the rest stays due.
   */
  LineDisputed: {
    dispute: string;
    receivable: string;
    amountMinor: bigint;
    party: 'client' | 'consultant';
    disputedOn: PlainDate;
    by: string;
    reason: string;
  };
  DisputeWithdrawn: { dispute: string; withdrawnOn: PlainDate; by: string; reason: string };
  /** `upheldMinor` of the disputed amount is right: zero rejects the dispute, the whole of it upholds it. */
  DisputeRuled: { dispute: string; upheldMinor: bigint; ruledOn: PlainDate; by: string; reason: string };
}
