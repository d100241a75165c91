import { openKeptStore } from '../../infra/local/kept-store.ts';
import { createSesStandIn } from '../../infra/local/ses/ses-stand-in.ts';
import { createSesClient } from '../../shared/adapters/ses/client.ts';
import { createSesMailer } from '../../shared/adapters/ses/ses-mailer.ts';
import { serveApp } from '../infra/local/serve-app.ts';
import { describeMailer } from './mailer-suite.ts';

describeMailer('the Mailer over the stand-in', async () => {
  const store = openKeptStore(':memory:');
  const heard: string[] = [];
  const ses = createSesStandIn({
    store,
    businessClock: () => new Date('1999-05-01T09:00:00.000Z'),
    verifiedIdentities: ['tallystick.example'],
    configurationSets: ['statements'],
    publish: async (event) => {
      // As a topic hands it to a queue.
      heard.push(JSON.stringify({ Type: 'Notification', Message: JSON.stringify(event) }));
    },
  });
  const served = await serveApp(ses.app);
  const client = createSesClient({
    region: 'us-east-1',
    endpoint: served.url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const from = 'Tallystick <statements@tallystick.example>';
  return {
    mailer: createSesMailer(client, { from, configurationSet: 'statements' }),
    heard: async () => {
      await ses.deliverDueEvents();
      return heard;
    },
    close: async () => {
      client.destroy();
      await served.close();
      store.close();
    },
  };
});
