import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readSecret } from '../adapters/secrets-manager/secrets.ts';
import { createPace, STRIPE_LIMITS } from '../adapters/stripe/pace.ts';
import { pacedClient } from '../adapters/stripe/paced-client.ts';
import { createStripeInvoicer } from '../adapters/stripe/stripe-invoicer.ts';
import { ConfigError } from '../core/errors.ts';
import type { Invoicer, InvoicerReader } from '../ports/invoicer.ts';
import type { PaceRooms } from '../ports/pace.ts';
import { paceClock } from './wall-clock.ts';

const FRESH_MILLISECONDS = 5 * 60_000;

/** Gives the invoicer with the key as the secret store holds it now; a rotated key is taken up within five minutes. */
export function invoicerFor(
  secrets: SecretsManagerClient,
  options: {
    readonly secretArn: string;
    readonly apiBase: string;
    readonly deployment: string;
    readonly rooms: PaceRooms;
  },
): () => Promise<Invoicer> {
  let cached: { invoicer: Invoicer; readAt: number } | undefined;
  return async () => {
    if (cached !== undefined && Date.now() - cached.readAt < FRESH_MILLISECONDS) return cached.invoicer;
    const apiKey = (await readSecret(secrets, options.secretArn))?.trim();
    if (apiKey === undefined || !/^(sk|rk)_(test|live)_\w+$/.test(apiKey)) {
      throw new ConfigError(
        'The secret stripe/api-key holds no Stripe key. Put sk_live_..., or a restricted key, into it.',
        {
          secret: 'stripe/api-key',
        },
      );
    }
    const limits = apiKey.includes('_test_') ? STRIPE_LIMITS.sandbox : STRIPE_LIMITS.live;
    const httpClient = pacedClient(createPace(options.rooms, paceClock, limits), paceClock);
    const { apiBase, deployment } = options;
    const invoicer = createStripeInvoicer({ apiKey, apiBase, deployment, httpClient });
    cached = { invoicer, readAt: Date.now() };
    return invoicer;
  };
}

/** What reading an event of Stripe needs of it; the key is fetched with the first call. */
export function stripeReader(invoicer: () => Promise<Invoicer>): InvoicerReader {
  return {
    readInvoice: async (id) => (await invoicer()).readInvoice(id),
    paymentsOf: async (invoice) => (await invoicer()).paymentsOf(invoice),
    refundsOf: async (payment) => (await invoicer()).refundsOf(payment),
    disputesOf: async (payment) => (await invoicer()).disputesOf(payment),
    creditNotesOf: async (invoice) => (await invoicer()).creditNotesOf(invoice),
    invoicesPaidBy: async (paymentIntent) => (await invoicer()).invoicesPaidBy(paymentIntent),
    readCustomer: async (id) => (await invoicer()).readCustomer(id),
    invoicesOf: async (customer) => (await invoicer()).invoicesOf(customer),
  };
}
