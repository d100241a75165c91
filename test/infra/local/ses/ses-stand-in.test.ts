import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetAccountSendingEnabledCommand,
  GetSendQuotaCommand,
  ListIdentitiesCommand,
  SendEmailCommand,
  SendRawEmailCommand,
  SendTemplatedEmailCommand,
  SESClient,
  VerifyEmailIdentityCommand,
  type SendRawEmailCommandInput,
} from '@aws-sdk/client-ses';
import MailComposer from 'nodemailer/lib/mail-composer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openKeptStore, type KeptStore } from '../../../../infra/local/kept-store.ts';
import type { SesEvent } from '../../../../infra/local/ses/ses-events.ts';
import { createSesStandIn, type SesStandIn } from '../../../../infra/local/ses/ses-stand-in.ts';
import { serveApp, type ServedApp } from '../serve-app.ts';

const NOW = new Date('1999-05-01T09:00:00.000Z');
const folder = mkdtempSync(join(tmpdir(), 'ses-stand-in-'));
let now: Date;
let store: KeptStore;
let ses: SesStandIn;
let served: ServedApp;
let client: SESClient;
let published: SesEvent[];
let topicIsUp: boolean;

function open(path: string): void {
  store = openKeptStore(path);
  ses = createSesStandIn({
    store,
    businessClock: () => now,
    verifiedIdentities: ['tallystick.example', 'owner@other.example'],
    configurationSets: ['statements'],
    publish: async (event) => {
      if (!topicIsUp) throw new Error('The topic is down.');
      published.push(event);
    },
  });
}

async function start(): Promise<void> {
  served = await serveApp(ses.app);
  client = new SESClient({
    region: 'us-east-1',
    endpoint: served.url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
}

async function stop(): Promise<void> {
  client.destroy();
  await served.close();
  store.close();
}

beforeEach(async () => {
  now = NOW;
  published = [];
  topicIsUp = true;
  open(':memory:');
  await start();
});

afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

type MailOptions = ConstructorParameters<typeof MailComposer>[0];

function mime(options: MailOptions = {}): Promise<Buffer> {
  const plain = {
    from: 'PMR <billing@tallystick.example>',
    to: 'client@auxer.example',
    subject: 'Statement',
    text: 'Dear client',
  };
  return new MailComposer({ ...plain, ...options }).compile().build();
}

async function sendRaw(raw: Uint8Array, input: Partial<SendRawEmailCommandInput> = {}): Promise<string> {
  const sent = await client.send(new SendRawEmailCommand({ RawMessage: { Data: raw }, ...input }));
  if (sent.MessageId === undefined) throw new Error('The answer has no MessageId.');
  return sent.MessageId;
}

describe('SendRawEmail', () => {
  it('keeps the message byte for byte under the id that it answers', async () => {
    const raw = await mime({
      text: 'Dear client, é\n',
      attachments: [{ filename: 'a.bin', content: Buffer.from([0, 255, 13, 10]) }],
    });
    const messageId = await sendRaw(raw, {
      Source: 'bounces@tallystick.example',
      Destinations: ['x@auxer.example', 'Bcc <b@auxer.example>'],
    });
    expect(Buffer.from(ses.rawOf(messageId) ?? []).equals(raw)).toBe(true);
    expect(ses.messages()).toMatchObject([
      {
        messageId,
        sentAt: NOW.toISOString(),
        source: 'bounces@tallystick.example',
        recipients: [
          { address: 'x@auxer.example', outcome: 'delivered' },
          { address: 'b@auxer.example', outcome: 'delivered' },
        ],
      },
    ]);
  });

  it('sends to the addresses of the header when none are given', async () => {
    await sendRaw(await mime({ cc: 'c@auxer.example' }));
    expect(ses.messages()[0]?.recipients.map(({ address }) => address)).toEqual([
      'client@auxer.example',
      'c@auxer.example',
    ]);
  });

  it('accepts a message of nearly 10 MB and refuses one above', async () => {
    const raw = await mime();
    const filled = Buffer.concat([raw, Buffer.alloc(10 * 1024 * 1024 - raw.length, 'x')]);
    await sendRaw(filled);
    await expect(sendRaw(Buffer.concat([filled, Buffer.from('x')]))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: "Message length is more than 10485760 bytes long: '10485761'.",
    });
  });

  it('accepts 50 recipients and refuses 51', async () => {
    const raw = await mime();
    const fifty = Array.from({ length: 50 }, (_, n) => `r${n}@auxer.example`);
    await sendRaw(raw, { Destinations: fifty });
    await expect(sendRaw(raw, { Destinations: [...fifty, 'one@more.example'] })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: 'Recipient count exceeds 50.',
    });
  });

  it.each([
    'billing@tallystick.example',
    'a@mail.tallystick.example',
    'A@TALLYSTICK.example',
    'owner@other.example',
    'owner+label@other.example',
  ])('lets %s send', async (from) => {
    await expect(sendRaw(await mime({ from }))).resolves.toBeTypeOf('string');
  });

  it.each(['somebody@other.example', 'a@nottallystick.example', 'a@tallystick.example.evil.example'])(
    'refuses %s as From',
    async (from) => {
      await expect(sendRaw(await mime({ from }))).rejects.toMatchObject({
        name: 'MessageRejected',
        message: `Email address is not verified. The following identities failed the check in region US-EAST-1: ${from}`,
      });
    },
  );

  it('refuses a Source that is not verified even when From is', async () => {
    await expect(sendRaw(await mime(), { Source: 'x@other.example' })).rejects.toMatchObject({
      name: 'MessageRejected',
    });
  });

  it('refuses a configuration set that does not exist', async () => {
    await expect(sendRaw(await mime(), { ConfigurationSetName: 'statement' })).rejects.toMatchObject({
      name: 'ConfigurationSetDoesNotExistException',
      message: 'Configuration set <statement> does not exist.',
    });
  });

  it.each([
    ['a tag with a slash', { Tags: [{ Name: 'posting', Value: 'retainer/1999-04-06' }] }],
    ['a tag with a name too long', { Tags: [{ Name: 'n'.repeat(257), Value: 'v' }] }],
    ['a recipient without domain', { Destinations: ['client'] }],
    ['a recipient with a space', { Destinations: ['cli ent@auxer.example'] }],
    ['a recipient with a line break', { Destinations: ['client@auxer.example\r\nBcc: x@y.example'] }],
    ['two recipients in one', { Destinations: ['a@auxer.example, b@auxer.example'] }],
    ['a recipient with two dots together', { Destinations: ['a@auxer..example'] }],
  ])('refuses %s', async (_, input) => {
    await expect(sendRaw(await mime(), input)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it.each([
    ['no From', 'To: b@auxer.example\r\n\r\nText', "Missing required header 'From'."],
    ['no recipient', 'From: a@tallystick.example\r\n\r\nText', "Missing required header 'To'."],
    [
      'two subjects',
      'From: a@tallystick.example\r\nTo: b@auxer.example\r\nSubject: 1\r\nSubject: 2\r\n\r\nText',
      "Duplicate header 'Subject'.",
    ],
    [
      'a bare line feed in a header',
      'From: a@tallystick.example\nBcc: x@y.example\r\n\r\nText',
      'A header contains a bare CR, a bare LF or a NUL.',
    ],
    ['no header at all', 'Text', 'The message has no blank line between header and body; lines must end with CR LF.'],
  ])('refuses a message with %s', async (_, raw, message) => {
    await expect(sendRaw(Buffer.from(raw))).rejects.toMatchObject({ name: 'InvalidParameterValue', message });
    expect(ses.messages()).toEqual([]);
  });

  it('refuses a call without a signature', async () => {
    const answer = await fetch(served.url, { method: 'POST', body: new URLSearchParams({ Action: 'GetSendQuota' }) });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('<Code>MissingAuthenticationToken</Code>');
  });
});

describe('other actions', () => {
  it('composes and sends the fields of SendEmail', async () => {
    const sent = await client.send(
      new SendEmailCommand({
        Source: 'billing@tallystick.example',
        Destination: { ToAddresses: ['client@auxer.example'], BccAddresses: ['blind@auxer.example'] },
        Message: { Subject: { Data: 'Café' }, Body: { Text: { Data: 'Text é' }, Html: { Data: '<p>Html</p>' } } },
      }),
    );
    const raw = Buffer.from(ses.rawOf(sent.MessageId ?? '') ?? []).toString();
    expect(raw).toContain('<p>Html</p>');
    expect(raw).not.toContain('blind@auxer.example');
    expect(ses.messages()[0]?.recipients.map(({ address }) => address)).toEqual([
      'client@auxer.example',
      'blind@auxer.example',
    ]);
  });

  it('refuses a subject that would start another header', async () => {
    const sending = client.send(
      new SendEmailCommand({
        Source: 'billing@tallystick.example',
        Destination: { ToAddresses: ['client@auxer.example'] },
        Message: { Subject: { Data: 'Hello\r\nBcc: x@y.example' }, Body: { Text: { Data: 'Text' } } },
      }),
    );
    await expect(sending).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it('counts the recipients of the last 24 hours of business time against the quota', async () => {
    await sendRaw(await mime(), { Destinations: ['a@auxer.example', 'b@auxer.example'] });
    const quota = await client.send(new GetSendQuotaCommand({}));
    expect(quota.SentLast24Hours).toBe(2);
    now = new Date(NOW.getTime() + 86_400_000);
    expect((await client.send(new GetSendQuotaCommand({}))).SentLast24Hours).toBe(0);
  });

  it('says that sending is enabled, and which identities are verified', async () => {
    expect((await client.send(new GetAccountSendingEnabledCommand({}))).Enabled).toBe(true);
    await client.send(new VerifyEmailIdentityCommand({ EmailAddress: 'new@third.example' }));
    const { Identities } = await client.send(new ListIdentitiesCommand({}));
    expect(Identities).toEqual(['tallystick.example', 'owner@other.example', 'new@third.example']);
    await expect(sendRaw(await mime({ from: 'new@third.example' }))).resolves.toBeTypeOf('string');
  });

  it('answers an action that it does not know with an error that the SDK understands', async () => {
    const sending = client.send(
      new SendTemplatedEmailCommand({
        Source: 'a@tallystick.example',
        Destination: {},
        Template: 't',
        TemplateData: '{}',
      }),
    );
    await expect(sending).rejects.toMatchObject({ name: 'InvalidAction', $metadata: { httpStatusCode: 400 } });
  });

  it('answers 503 while it plays an outage, also after a restart, and works again afterwards', async () => {
    await stop();
    const path = join(folder, 'outage.sqlite');
    open(path);
    ses.setOutage(true);
    store.close();
    open(path);
    await start();
    await expect(sendRaw(await mime())).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
    expect(ses.messages()).toEqual([]);
    ses.setOutage(false);
    await expect(sendRaw(await mime())).resolves.toBeTypeOf('string');
  });
});

function to(...Destinations: string[]): Partial<SendRawEmailCommandInput> {
  return { Destinations, ConfigurationSetName: 'statements' };
}

describe('events', () => {
  it.each([
    ['client@auxer.example', ['Send', 'Delivery']],
    ['success+april@simulator.amazonses.com', ['Send', 'Delivery']],
    ['ooto@simulator.amazonses.com', ['Send', 'Delivery']],
    ['bounce@simulator.amazonses.com', ['Send', 'Bounce']],
    ['Bounce+april@Simulator.AmazonSES.com', ['Send', 'Bounce']],
    ['suppressionlist@simulator.amazonses.com', ['Send', 'Bounce']],
    ['complaint@simulator.amazonses.com', ['Send', 'Delivery', 'Complaint']],
  ])('of a message to %s are %j', async (address, types) => {
    await sendRaw(await mime(), to(address));
    expect(await ses.deliverDueEvents()).toEqual({ delivered: types.length, pending: 0 });
    expect(published.map(({ eventType }) => eventType)).toEqual(types);
  });

  it('carry the message, its tags and the configuration set in the shape of SES', async () => {
    const messageId = await sendRaw(await mime({ subject: 'Statement – April', headers: { 'X-Statement': '7' } }), {
      ...to('bounce@simulator.amazonses.com'),
      Tags: [{ Name: 'contract', Value: 'auxer-pmr-1999' }],
    });
    await ses.deliverDueEvents();
    expect(published[1]).toMatchObject({
      eventType: 'Bounce',
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        bouncedRecipients: [{ emailAddress: 'bounce@simulator.amazonses.com', action: 'failed', status: '5.1.1' }],
        timestamp: NOW.toISOString(),
      },
      mail: {
        messageId,
        timestamp: NOW.toISOString(),
        source: 'billing@tallystick.example',
        destination: ['bounce@simulator.amazonses.com'],
        headers: expect.arrayContaining([{ name: 'X-Statement', value: '7' }]),
        commonHeaders: {
          from: ['PMR <billing@tallystick.example>'],
          to: ['client@auxer.example'],
          subject: 'Statement – April',
          messageId,
        },
        tags: { contract: ['auxer-pmr-1999'], 'ses:configuration-set': ['statements'] },
      },
    });
  });

  it('take configuration set and tags from the X-SES headers too', async () => {
    await sendRaw(
      await mime({
        headers: { 'X-SES-CONFIGURATION-SET': 'statements', 'X-SES-MESSAGE-TAGS': 'contract=c1, period=1999-04' },
      }),
    );
    await ses.deliverDueEvents();
    expect(published[0]?.mail.tags).toMatchObject({ contract: ['c1'], period: ['1999-04'] });
  });

  it('are none without a configuration set', async () => {
    await sendRaw(await mime());
    expect(ses.hasUndeliveredEvents()).toBe(false);
    expect(await ses.deliverDueEvents()).toEqual({ delivered: 0, pending: 0 });
  });

  it('wait while the topic is down, and are published once when it is back', async () => {
    await sendRaw(await mime(), to('client@auxer.example'));
    topicIsUp = false;
    expect(await ses.deliverDueEvents()).toEqual({ delivered: 0, pending: 2 });
    topicIsUp = true;
    const runs = await Promise.all([ses.deliverDueEvents(), ses.deliverDueEvents()]);
    expect(runs).toEqual([
      { delivered: 2, pending: 0 },
      { delivered: 0, pending: 0 },
    ]);
    expect(published).toHaveLength(2);
  });

  it('and messages are still there when the process that took them is gone', async () => {
    await stop();
    const path = join(folder, 'ses.sqlite');
    open(path);
    await start();
    const raw = await mime();
    const messageId = await sendRaw(raw, to('client@auxer.example'));
    // A second opening of the same file without closing the first, as after kill -9.
    const left = { store, served, client };
    open(path);
    await start();
    expect(Buffer.from(ses.rawOf(messageId) ?? []).equals(raw)).toBe(true);
    expect(await ses.deliverDueEvents()).toEqual({ delivered: 2, pending: 0 });
    left.client.destroy();
    await left.served.close();
    left.store.close();
  });
});
