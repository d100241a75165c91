import { RETRIES } from '../../infra/local/stripe/webhook-schedule.ts';
import type { Webhook } from './door.ts';
import type { SeededRandom } from './seeded-random.ts';
import { HOUR, MINUTE, SECOND, type VirtualTime } from './virtual-time.ts';

type Sender = 'stripe' | 'standard-webhooks' | 'hubspot';

/**
 * When a sender tries again what was not taken, counted from its first attempt; after the last it gives up. Stripe: with growing
 * gaps for three days. A CRM without a connector: the schedule that the specification of Standard Webhooks gives as its example. HubSpot:
 * ten times within a day.
 */
const TRIES_AGAIN: Readonly<Record<Sender, readonly number[]>> = {
  stripe: RETRIES.live.map((seconds) => seconds * SECOND),
  hubspot: [1, 3, 10, 30, 60, 2 * 60, 4 * 60, 8 * 60, 16 * 60, 24 * 60].map((minutes) => minutes * MINUTE),
  'standard-webhooks': summed([
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR),
  ]),
};
const MOST_JITTER = 90 * SECOND;

export interface WebhookSenders {
  /** Webhooks that their senders will try again. */
  readonly trying: number;
  /** All that was ever sent, once each, in order. */
  readonly sent: readonly Webhook[];
  /** Tries a webhook until it is taken or its sender gives up. */
  send(webhook: Webhook): void;
}

export interface WebhookSendersOptions {
  readonly time: VirtualTime;
  readonly random: SeededRandom;
  /** Until when nobody answers. */
  readonly downUntil: () => number;
  /** How long the next webhook is on its way before its first attempt. */
  readonly late: () => number;
  /** One attempt, by its number from 0; it fails when the webhook is not taken. */
  readonly attempt: (webhook: Webhook, number: number) => Promise<void>;
  readonly taken: (webhook: Webhook, number: number) => void;
  readonly gaveUp: (webhook: Webhook) => void;
}

export function webhookSenders({
  time,
  random,
  downUntil,
  late,
  attempt,
  taken,
  gaveUp,
}: WebhookSendersOptions): WebhookSenders {
  const sent = new Map<string, Webhook>();
  let trying = 0;

  function send(webhook: Webhook): void {
    const tries = TRIES_AGAIN[senderOf(webhook)];
    const way = late();
    const first = time.now + way;
    let made = 0;
    const putOff = (): void => {
      const after = tries[made];
      made += 1;
      if (after !== undefined) return time.at(first + after + random.between(0, MOST_JITTER), once);
      trying -= 1;
      gaveUp(webhook);
    };
    const once = (): void => {
      if (downUntil() > time.now) return putOff();
      void tried().catch(putOff);
    };
    const tried = async (): Promise<void> => {
      const number = made;
      await attempt(webhook, number);
      trying -= 1;
      taken(webhook, number);
    };
    trying += 1;
    sent.set(`${webhook.source}/${webhook.contractId}/${webhook.messageId}`, webhook);
    if (way > 0) time.at(first, once);
    else once();
  }

  return {
    get trying() {
      return trying;
    },
    get sent() {
      return [...sent.values()];
    },
    send,
  };
}

function summed(gaps: readonly number[]): number[] {
  let sum = 0;
  return gaps.map((gap) => (sum += gap));
}

function senderOf({ source, vendor }: Webhook): Sender {
  if (source === 'stripe') return 'stripe';
  return vendor === undefined ? 'standard-webhooks' : 'hubspot';
}
