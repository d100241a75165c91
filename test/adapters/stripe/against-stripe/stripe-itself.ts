import { setTimeout as delay } from 'node:timers/promises';
import { Stripe } from 'stripe';
import { createStripeInvoicer } from '../../../../shared/adapters/stripe/stripe-invoicer.ts';
import { describeInvoicer } from '../invoicer-suite.ts';
import { stripeWorld } from '../invoicer-suite/stripe-world.ts';
import { testKeyFrom } from './test-key.ts';

// Not among the tests of `npm test`: only run.ts names it, and the key is looked at again here.
const apiKey = testKeyFrom(process.env, process.env['STRIPE_SUITE_KEY_NAME'] ?? 'STRIPE_SUITE_KEY_NAME');
const apiBase = process.env['STRIPE_SUITE_API_BASE'] ?? '';
const { hostname, port, protocol } = new URL(apiBase);

const httpClient = spaced(50);

const stripe = new Stripe(apiKey, {
  host: hostname,
  ...(port === '' ? {} : { port }),
  protocol: protocol === 'http:' ? 'http' : 'https',
  httpClient,
  maxNetworkRetries: 0,
  telemetry: false,
});
const now = (): number => Math.floor(Date.now() / 1000);

describeInvoicer('the Invoicer over Stripe itself', () =>
  Promise.resolve({
    invoicerOf: (deployment) => createStripeInvoicer({ apiKey, apiBase, httpClient, deployment }),
    world: stripeWorld(stripe, now),
    now,
    trouble: undefined,
    close: remove,
  }),
);

/** Leaves nothing open behind: drafts are deleted, open invoices are void, customers are deleted; what is paid stays. */
async function remove(customers: readonly string[]): Promise<void> {
  for (const customer of customers) {
    for await (const { id, status } of stripe.invoices.list({ customer, limit: 100 })) {
      if (status === 'draft') await stripe.invoices.del(id);
      // Paid in part, it cannot be void; it stays with its customer, who is gone.
      if (status === 'open') await stripe.invoices.voidInvoice(id).catch(() => undefined);
    }
    const { deleted } = await stripe.customers.retrieve(customer);
    if (deleted !== true) await stripe.customers.del(customer);
  }
}

/** Sends requests one after the other, so many milliseconds apart: a sandbox takes 25 a second in all. */
function spaced(milliseconds: number): ReturnType<typeof Stripe.createNodeHttpClient> {
  const direct = Stripe.createNodeHttpClient();
  let turn: Promise<unknown> = Promise.resolve();
  return {
    getClientName: () => direct.getClientName(),
    makeRequest: async (...request) => {
      turn = turn.then(() => delay(milliseconds));
      await turn;
      return direct.makeRequest(...request);
    },
  };
}
