import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { KeyRefusedError, testKeyFrom } from './test-key.ts';

const USAGE =
  'Usage: npm run stripe:suite -- --stripe-key-from-env NAME\n' +
  'Runs the suite over the Invoicer against Stripe itself, with the test key in the environment variable NAME.';

const { values } = parseArgs({
  options: {
    'stripe-key-from-env': { type: 'string' },
    // Where Stripe is; another address is for the test of this command.
    'api-base': { type: 'string', default: 'https://api.stripe.com' },
  },
});

/** Runs the suite; nothing is sent before the key has been looked at. */
async function run(name: string | undefined, apiBase: string): Promise<void> {
  if (name === undefined) throw new KeyRefusedError(USAGE);
  testKeyFrom(process.env, name);
  process.env['STRIPE_SUITE_KEY_NAME'] = name;
  process.env['STRIPE_SUITE_API_BASE'] = apiBase;
  const vitest = await startVitest('test', [], {
    include: ['test/adapters/stripe/against-stripe/stripe-itself.ts'],
    watch: false,
    fileParallelism: false,
    testTimeout: 120_000,
    reporters: ['verbose'],
  });
  await vitest.close();
}

try {
  await run(values['stripe-key-from-env'], values['api-base']);
} catch (error) {
  if (!(error instanceof KeyRefusedError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
