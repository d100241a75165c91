import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { openKeptStore } from '../../infra/local/kept-store.ts';
import { createSecretsManagerStandIn } from '../../infra/local/secrets-manager/secrets-manager-stand-in.ts';
import { createCrmSecrets } from '../../shared/adapters/secrets-manager/crm-secrets.ts';
import { readSecret } from '../../shared/adapters/secrets-manager/secrets.ts';
import { keptSecrets } from '../builders/crm-api.ts';
import { serveApp } from '../infra/local/serve-app.ts';
import { describeCrmSecrets } from './crm-secrets-suite.ts';

describeCrmSecrets('the secrets of connections in memory', async () => {
  const secrets = keptSecrets();
  return {
    secrets,
    signingOf: async (name) => secrets.signing.get(name),
    credentialsOf: async (name) => secrets.credentials.get(name),
    close: async () => undefined,
  };
});

describeCrmSecrets('the secrets of connections in the stand-in', async () => {
  const store = openKeptStore(':memory:');
  const region = 'us-east-1';
  const businessClock = () => new Date('1999-04-06T12:00:00Z');
  const standIn = createSecretsManagerStandIn({ store, businessClock, region, accountId: '000000000000' });
  const served = await serveApp(standIn.app);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SecretsManagerClient({ region, endpoint: served.url, credentials });
  const [signingPrefix, credentialsPrefix] = ['tallystick/crm/', 'tallystick/crm-api/'];
  const kept = async (prefix: string, name: string): Promise<unknown> => {
    const text = await readSecret(client, `${prefix}${name}`);
    return text === undefined ? undefined : JSON.parse(text);
  };
  return {
    secrets: createCrmSecrets(client, { signingPrefix, credentialsPrefix }),
    signingOf: (name) => kept(signingPrefix, name),
    credentialsOf: (name) => kept(credentialsPrefix, name),
    close: async () => {
      client.destroy();
      await served.close();
      store.close();
    },
  };
});
