import { createHmac } from 'node:crypto';
import type { KeptStore } from '../kept-store.ts';
import type { KeptEvent, UndeliveredEvent } from './events.ts';

export interface WebhookEndpoint {
  url: string;
  signingSecret: string;
}

const TIMEOUT_MS = 15_000;

/**
 * Tries each webhook that is owed once, in the order of their events. A 2xx settles it; anything else leaves it owed,
 * with the attempt and its answer on record.
 */
export async function deliverOwed(
  store: KeptStore,
  endpoint: WebhookEndpoint | undefined,
  wallClock: () => Date,
): Promise<{ delivered: number; pending: number }> {
  const owed = store.list<UndeliveredEvent>('undelivered');
  let delivered = 0;
  for (const webhook of endpoint === undefined ? [] : owed) {
    const event = store.get<KeptEvent>('event', webhook.id);
    if (event === undefined || endpoint === undefined) continue;
    const answer = await post(endpoint, event, wallClock());
    if (/^2\d\d$/.test(answer)) {
      delivered += 1;
      store.atomically(() => {
        store.remove('undelivered', webhook.id);
        store.put('event', event.id, { ...event, pending_webhooks: 0 });
      });
    } else {
      store.put('undelivered', webhook.id, { ...webhook, attempts: webhook.attempts + 1, lastAnswer: answer });
    }
  }
  return { delivered, pending: store.count('undelivered') };
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
