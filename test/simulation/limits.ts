import { MINUTE, SECOND } from './virtual-time.ts';

/** Time-outs of the functions. limits.test.ts holds all of this to what is deployed. */
export const TIMEOUTS = {
  'receive-webhook': 10 * SECOND,
  'record-facts': 60 * SECOND,
  'settle-contract': 60 * SECOND,
  'push-invoice': 90 * SECOND,
  'send-statement': 90 * SECOND,
  'park-contract': 60 * SECOND,
  reconcile: 5 * MINUTE,
  'pull-crm': 5 * MINUTE,
  sweep: 60 * SECOND,
  api: 30 * SECOND,
} as const;
export type Lambda = keyof typeof TIMEOUTS;

/** How often a queue hands a message out before its dead-letter queue gets it. */
export const MOST_RECEIVES = 5;
/** How many time-outs of its consumer a message stays unseen that was not taken. */
export const VISIBILITY_FACTOR = 6;

/** The queues with the functions that consume them. */
export const QUEUES = {
  contract: { kind: 'fifo', consumer: 'settle-contract' },
  invoice: { kind: 'fifo', consumer: 'push-invoice' },
  statement: { kind: 'fifo', consumer: 'send-statement' },
  inbound: { kind: 'fifo', consumer: 'record-facts' },
  'mail-events': { kind: 'standard', consumer: 'record-facts' },
  reconcile: { kind: 'fifo', consumer: 'reconcile' },
} as const satisfies Record<string, { kind: 'fifo' | 'standard'; consumer: Lambda }>;
export type QueueName = keyof typeof QUEUES;
export type Consumer = (typeof QUEUES)[QueueName]['consumer'] | 'park-contract';
