import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { openKeptStore } from '../../infra/local/kept-store.ts';
import { createSecretsManagerStandIn } from '../../infra/local/secrets-manager/secrets-manager-stand-in.ts';
import { createActivationStore } from '../../shared/adapters/secrets-manager/secrets.ts';
import { serveApp } from '../infra/local/serve-app.ts';
import { describeActivations } from './activations-suite.ts';

describeActivations('the activation record in a secret of the stand-in', async () => {
  const store = openKeptStore(':memory:');
  const region = 'us-east-1';
  const businessClock = () => new Date('1999-04-06T12:00:00Z');
  const standIn = createSecretsManagerStandIn({ store, businessClock, region, accountId: '000000000000' });
  const arn = standIn.seed('tallystick/activation', '{"state":"off"}');
  const served = await serveApp(standIn.app);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SecretsManagerClient({ region, endpoint: served.url, credentials });
  return {
    activations: createActivationStore(client, arn),
    close: async () => {
      client.destroy();
      await served.close();
      store.close();
    },
  };
});
