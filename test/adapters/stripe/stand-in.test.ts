import { createStripeInvoicer } from '../../../shared/adapters/stripe/stripe-invoicer.ts';
import { runStandIn, SECRET_KEY, type RunningStandIn } from '../../infra/local/stripe/running-stand-in.ts';
import { describeInvoicer } from './invoicer-suite.ts';
import { stripeWorld } from './invoicer-suite/stripe-world.ts';
import type { Trouble } from './invoicer-suite/world.ts';

describeInvoicer('the Invoicer over the stand-in', async () => {
  const running = await runStandIn();
  const now = (): number => running.now();
  return {
    invoicerOf: (deployment) => createStripeInvoicer({ apiKey: SECRET_KEY, apiBase: running.origin, deployment }),
    world: stripeWorld(running.stripe, now),
    now,
    trouble: troubleAt(running),
    close: () => running.stop(),
  };
});

function troubleAt(running: RunningStandIn): Trouble {
  const { standIn, stripe } = running;
  const endpoint = 'POST /v1/invoices';
  return {
    atNextInvoice: async (mishap) => {
      if (mishap === 'too-many') {
        standIn.setRateLimits({ account: 1, endpoint: 1, search: 1 });
        await Promise.allSettled([1, 2, 3].map(() => stripe.customers.list()));
        return;
      }
      // Twice: the library itself tries a lost connection once more.
      const times = mishap.startsWith('cut') ? 2 : 1;
      standIn.control({ requestFaults: [{ kind: mishap, endpoint, times }] });
    },
    over: () => {
      standIn.control({ requestFaults: [] });
      standIn.setRateLimits('none');
    },
    pass: async (seconds) => running.pass(seconds),
  };
}
