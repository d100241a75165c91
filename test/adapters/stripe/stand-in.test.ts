import { runStandIn, SECRET_KEY } from '../../infra/local/stripe/running-stand-in.ts';
import { describeInvoicer } from './invoicer-suite.ts';

describeInvoicer('the Invoicer over the stand-in', async () => {
  const running = await runStandIn();
  return {
    apiKey: SECRET_KEY,
    apiBase: running.origin,
    stripe: running.stripe,
    now: () => running.now(),
    standIn: running.standIn,
    close: () => running.stop(),
  };
});
