import { Stripe } from 'stripe';
import type { Invoicer } from '../../ports/invoicer.ts';
import { stripeReads } from './stripe-reads.ts';
import { stripeWrites } from './stripe-writes.ts';

/** How long an answer of Stripe is waited for: six of them fit into the time-out of push-invoice. */
export const ANSWER_MILLISECONDS = 15_000;

export interface StripeInvoicerOptions {
  readonly apiKey: string;
  /** Such as `https://api.stripe.com`. */
  readonly apiBase: string;
  /** Tells two deployments on one Stripe account apart; part of every key and of the metadata. */
  readonly deployment: string;
  /** Sends the requests at a pace that all workers share; without it they go at once. */
  readonly httpClient?: Stripe.HttpClient;
}

/**
 * Stripe behind the Invoicer port. Time-outs fit a Lambda, the library's own retries are off (an unknown outcome is
 * looked up, not tried again), and every write carries a key of ours. Source: facts on Stripe 1.1 to 1.4.
 */
export function createStripeInvoicer({ apiKey, apiBase, deployment, httpClient }: StripeInvoicerOptions): Invoicer {
  const base = new URL(apiBase);
  const stripe = new Stripe(apiKey, {
    host: base.hostname,
    port: base.port === '' ? (base.protocol === 'https:' ? 443 : 80) : Number(base.port),
    protocol: base.protocol === 'https:' ? 'https' : 'http',
    timeout: ANSWER_MILLISECONDS,
    maxNetworkRetries: 0,
    telemetry: false,
    ...(httpClient === undefined ? {} : { httpClient }),
  });
  return { ...stripeReads(stripe, deployment), ...stripeWrites(stripe, deployment) };
}
