import { createHmac } from 'node:crypto';
import type { KeptStore } from '../kept-store.ts';
import type { KeptEvent, UndeliveredEvent } from './events.ts';
import { ordered } from './webhook-faults.ts';
import type { WebhookFaults } from './webhook-faults.ts';
import { nextAttemptAt } from './webhook-schedule.ts';
import type { RetrySchedule } from './webhook-schedule.ts';

export interface WebhookEndpoint {
  url: string;
  signingSecret: string;
  /** Types of events that it is sent, such as `invoice.paid`; all of them unless told. */
  enabledEvents?: readonly string[];
}

const TIMEOUT_MS = 15_000;

export interface WebhookSender {
  store: KeptStore;
  endpoint: WebhookEndpoint;
  faults: WebhookFaults;
  schedule: RetrySchedule;
  /** Stripe's own time: when attempts are due. */
  businessClock: () => Date;
  /** When they are signed. */
  wallClock: () => Date;
}

/** Those whose next attempt has come. */
export function dueWebhooks(store: KeptStore, now: number): UndeliveredEvent[] {
  return store.list<UndeliveredEvent>('undelivered').filter(({ nextAttemptAt: at }) => at !== null && at <= now);
}

/** Has every webhook that is owed, also one that was given up, tried again now. */
export function sendAllNow(store: KeptStore, now: number): void {
  for (const webhook of store.list<UndeliveredEvent>('undelivered')) {
    store.put('undelivered', webhook.id, { ...webhook, nextAttemptAt: now });
  }
}

/** The second of the next attempt of any webhook; undefined if none will be tried. */
export function nextWebhookAt(store: KeptStore): number | undefined {
  const times = store.list<UndeliveredEvent>('undelivered').flatMap(({ nextAttemptAt: at }) => at ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}

/**
 * Tries each webhook that is due once. A 2xx settles it; anything else puts it off to its next attempt, with the answer
 * on record. After the last attempt it stays as an event that was never delivered.
 */
export async function deliverDue(sender: WebhookSender): Promise<{ delivered: number; pending: number }> {
  const { store, faults } = sender;
  const now = Math.floor(sender.businessClock().getTime() / 1000);
  let delivered = 0;
  for (const webhook of ordered(dueWebhooks(store, now), faults.order)) {
    const event = store.get<KeptEvent>('event', webhook.id);
    if (event === undefined) continue;
    const answer = await sent(sender, event);
    if (!/^2\d\d$/.test(answer)) {
      putOff(sender, webhook, answer, now);
      continue;
    }
    delivered += 1;
    store.atomically(() => {
      store.remove('undelivered', webhook.id);
      store.put('event', event.id, { ...event, pending_webhooks: 0 });
    });
  }
  return { delivered, pending: store.count('undelivered') };
}

function putOff({ store, schedule }: WebhookSender, webhook: UndeliveredEvent, answer: string, now: number): void {
  const attempts = webhook.attempts + 1;
  const firstAttemptAt = webhook.firstAttemptAt ?? now;
  store.put('undelivered', webhook.id, {
    ...webhook,
    attempts,
    lastAnswer: answer,
    firstAttemptAt,
    nextAttemptAt: nextAttemptAt(firstAttemptAt, attempts, schedule) ?? null,
  } satisfies UndeliveredEvent);
}

/** The last answer, of as many as the event is sent. */
async function sent(sender: WebhookSender, event: KeptEvent): Promise<string> {
  if (sender.faults.stopped) return 'The webhook was lost on its way.';
  let answer = '';
  for (let time = 0; time < sender.faults.times; time += 1) {
    answer = await post(sender.endpoint, event, sender.wallClock());
  }
  return answer;
}

/** The HTTP status, or why there was none. */
async function post(endpoint: WebhookEndpoint, event: KeptEvent, now: Date): Promise<string> {
  const payload = JSON.stringify(event, null, 2);
  try {
    const response = await fetch(endpoint.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': signatureOf(payload, endpoint.signingSecret, now),
        'user-agent': 'Stripe/1.0 (+https://docs.stripe.com/webhooks)',
      },
      body: payload,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return String(response.status);
  } catch (error) {
    return error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
  }
}

/** The `Stripe-Signature` header: when it was signed, and the HMAC of that and the payload. */
export function signatureOf(payload: string, secret: string, signedAt: Date): string {
  const seconds = Math.floor(signedAt.getTime() / 1000);
  const signature = createHmac('sha256', secret)
    .update(`${String(seconds)}.${payload}`)
    .digest('hex');
  return `t=${String(seconds)},v1=${signature}`;
}
