import { Webhook } from 'standardwebhooks';
import type { KeptStore } from '../kept-store.ts';
import { CrmError } from './deal.ts';

/** Where webhooks go, and the `whsec_` secret that signs them. */
export interface WebhookEndpoint {
  url: string;
  secret: string;
}

export interface WebhookAttempt {
  /** Wall clock, ISO instant: the time that was signed. */
  at: string;
  /** The HTTP status, or why there was none. */
  answer: string;
}

/** One webhook. It waits while it was accepted fewer times than it was asked for. */
export interface QueuedWebhook {
  webhookId: string;
  type: string;
  /** The id of the deal. */
  closing: string;
  /** The exact body of every attempt. */
  body: string;
  timesWanted: number;
  timesAccepted: number;
  attempts: WebhookAttempt[];
}

export interface WebhookOutbox {
  find(webhookId: string): QueuedWebhook | undefined;
  /** Part of the caller's transaction. */
  queue(webhook: { webhookId: string; type: string; closing: string; body: string }): void;
  /** Asks for one more delivery of a webhook, under the same id and with the same body. */
  sendAgain(webhookId: string): void;
  /** Oldest first. */
  list(): QueuedWebhook[];
  pending(): QueuedWebhook[];
  /** Tries each waiting webhook once. Without an endpoint nothing is tried and all of them wait. */
  deliver(endpoint: WebhookEndpoint | undefined): Promise<{ delivered: number; pending: number }>;
}

/** Standard Webhooks recommends 15 to 30 seconds. */
const ANSWER_TIMEOUT_MILLIS = 15_000;

export function createWebhookOutbox(store: KeptStore, wallClock: () => Date): WebhookOutbox {
  const find = (webhookId: string): QueuedWebhook | undefined => store.get('crm-webhook', webhookId);
  const put = (webhook: QueuedWebhook): void => store.put('crm-webhook', webhook.webhookId, webhook);
  const list = (): QueuedWebhook[] => store.list('crm-webhook');
  const pending = (): QueuedWebhook[] => list().filter(({ timesAccepted, timesWanted }) => timesAccepted < timesWanted);
  return {
    find,
    list,
    pending,
    queue: (webhook) => put({ ...webhook, timesWanted: 1, timesAccepted: 0, attempts: [] }),
    sendAgain: (webhookId) => {
      const webhook = find(webhookId);
      if (webhook === undefined) throw new CrmError('not-found', `There is no webhook ${webhookId}.`);
      put({ ...webhook, timesWanted: webhook.timesWanted + 1 });
    },
    deliver: async (endpoint) => {
      if (endpoint === undefined) return { delivered: 0, pending: pending().length };
      let delivered = 0;
      for (const webhook of pending()) {
        const at = wallClock();
        const { accepted, answer } = await post(webhook, endpoint, at);
        // Read again: somebody may have asked for one more delivery meanwhile.
        const latest = find(webhook.webhookId) ?? webhook;
        const timesAccepted = latest.timesAccepted + (accepted ? 1 : 0);
        put({ ...latest, timesAccepted, attempts: [...latest.attempts, { at: at.toISOString(), answer }] });
        if (accepted) delivered += 1;
      }
      return { delivered, pending: pending().length };
    },
  };
}

async function post(
  { webhookId, body }: QueuedWebhook,
  { url, secret }: WebhookEndpoint,
  at: Date,
): Promise<{ accepted: boolean; answer: string }> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': webhookId,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(webhookId, at, body),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MILLIS),
    });
    await response.body?.cancel();
    return { accepted: response.ok, answer: String(response.status) };
  } catch (error) {
    return { accepted: false, answer: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : error.message;
}
