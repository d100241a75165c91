import type { Bell, IntentBells, IntentRing, Ring } from '../../shared/ports/bell.ts';

/** One ring and the queue that it lies in. */
export type Rung =
  | { readonly queue: 'contract'; readonly ring: Ring }
  | { readonly queue: 'invoice' | 'statement'; readonly ring: IntentRing };

export interface RecordingBells extends Bell, IntentBells {
  /** Every ring, oldest first, also those that a FIFO queue would swallow. */
  readonly rung: Rung[];
  /** The next ring to be taken; undefined when the queues are empty. */
  take(): Rung | undefined;
}

/** Bells that remember, with queues that swallow a ring of the same deduplication id, as FIFO queues do. */
export function recordingBells(): RecordingBells {
  const rung: Rung[] = [];
  const queued: Rung[] = [];
  const seen = new Set<string>();
  const add = (message: Rung): void => {
    rung.push(message);
    const { contractId, factSeq, asOf, after = '' } = message.ring;
    const subject = message.queue === 'contract' ? `${contractId}|${after}` : message.ring.intent;
    const id = `${message.queue}|${subject}|${factSeq}|${asOf}`;
    if (!seen.has(id)) queued.push(message);
    seen.add(id);
  };
  return {
    rung,
    take: () => queued.shift(),
    ringContract: async (ring) => add({ queue: 'contract', ring }),
    ringInvoice: async (ring) => add({ queue: 'invoice', ring }),
    ringStatement: async (ring) => add({ queue: 'statement', ring }),
  };
}
