import { createHash } from 'node:crypto';

/** What may go wrong with webhooks on their way. */
export interface WebhookFaults {
  /** How often each one arrives; once is right. */
  times: number;
  /** In which order those that are due are sent. */
  order: 'as-made' | 'newest-first' | 'shuffled';
  /** None arrives: each attempt is in vain, and the next one follows Stripe's schedule. */
  stopped: boolean;
}

export const NO_WEBHOOK_FAULTS: WebhookFaults = { times: 1, order: 'as-made', stopped: false };

/** The webhooks in the order in which they are sent; a shuffle is the same each time for the same webhooks. */
export function ordered<T extends { id: string }>(due: readonly T[], order: WebhookFaults['order']): T[] {
  if (order === 'newest-first') return due.toReversed();
  if (order === 'as-made') return [...due];
  const place = ({ id }: T) => createHash('sha256').update(id).digest('hex');
  return due.toSorted((one, other) => (place(one) < place(other) ? -1 : 1));
}
