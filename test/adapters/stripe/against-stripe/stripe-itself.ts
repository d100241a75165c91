import { setTimeout as delay } from 'node:timers/promises';
import { Stripe } from 'stripe';
import { describeInvoicer } from '../invoicer-suite.ts';
import { testKeyFrom } from './test-key.ts';

// Not among the tests of `npm test`: only run.ts names it, and the key is looked at again here.
const apiKey = testKeyFrom(process.env, process.env['STRIPE_SUITE_KEY_NAME'] ?? 'STRIPE_SUITE_KEY_NAME');
const apiBase = process.env['STRIPE_SUITE_API_BASE'] ?? '';
const { hostname, port, protocol } = new URL(apiBase);

const httpClient = spaced(50);

describeInvoicer('the Invoicer over Stripe itself', () =>
  Promise.resolve({
    apiKey,
    apiBase,
    stripe: new Stripe(apiKey, {
      host: hostname,
      ...(port === '' ? {} : { port }),
      protocol: protocol === 'http:' ? 'http' : 'https',
      httpClient,
      maxNetworkRetries: 0,
      telemetry: false,
    }),
    httpClient,
    now: () => Math.floor(Date.now() / 1000),
    standIn: undefined,
    close: () => Promise.resolve(),
  }),
);

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
