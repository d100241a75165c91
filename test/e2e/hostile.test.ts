import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { region } from '../../infra/local/local-cloud.ts';
import { headerOf, readMimeMessage, textOf } from '../../infra/local/ses/mime-message.ts';
import { factsOf, type FactType } from '../../shared/core/facts/fact.ts';
import { playYear, type PlayedYear } from '../builders/played-year.ts';
import { readPdfText } from '../builders/read-pdf-text.ts';
import { webhookSender, type WebhookSender } from '../builders/webhook-sender.ts';
import { tallystick } from '../cli/run-tallystick.ts';

const CONTRACT = 'auxer-pmr-1999';
/** Everything that a name could carry into a header, a page, a document, a spreadsheet or a terminal. */
const HOSTILE =
  'Canary\r\nBcc: evil@evil.example\r\n\r\n<script>alert(1)</script> =cmd|calc #panic("typst") \u202egnp\u001b[2J\u009b2J';
let year: PlayedYear;
let send: WebhookSender;

beforeAll(async () => {
  year = await playYear({ until: '1999-04-20' });
  send = webhookSender(year);
}, 120_000);

afterAll(() => year.end());

function closing(changes: object = {}, type = 'funding.closed', at = '1999-04-20T15:00:00Z'): string {
  const data = {
    contract: CONTRACT,
    closing: 'deal-x',
    investor: { id: 'crm-9', name: 'Canary Somebody', emails: [] },
    amount: '987654.32',
    currency: 'USD',
    closed_on: '1999-04-20',
    ...changes,
  };
  return JSON.stringify({ type, timestamp: at, data });
}

async function recorded<T extends FactType>(type: T) {
  await year.system.quiesce();
  return factsOf((await year.stage.view()).facts, type);
}

const reportsOf = async (deal: string) =>
  (await recorded('ClosingReported')).filter(({ data }) => data.externalId === deal);

describe('a storm of webhooks', () => {
  it('of one message, fifty times at once, is one closing', async () => {
    const body = closing({ closing: 'deal-storm' });
    const answers = await Promise.all(Array.from({ length: 50 }, () => send.toCrmRoute(body, { id: 'msg_storm' })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(await reportsOf('deal-storm')).toHaveLength(1);
  });

  it('in the wrong order ends where the sender ended', async () => {
    const deal = { closing: 'deal-order' };
    const bodies = [
      closing({ ...deal, amount: '300.00' }, 'funding.corrected', '1999-04-20T12:00:00Z'),
      closing({ ...deal, reason: 'Canary fell through' }, 'funding.reversed', '1999-04-20T11:00:00Z'),
      closing(deal, 'funding.closed', '1999-04-20T10:00:00Z'),
    ];
    for (const [index, body] of bodies.entries()) await send.toCrmRoute(body, { id: `msg_order_${index}` });
    await year.system.quiesce();
    const { notOwed } = await year.stage.view();
    expect(notOwed.filter(({ amountMinor }) => amountMinor === 30_000n)).toHaveLength(1);
    expect(notOwed.some(({ why }) => why.includes('reversed'))).toBe(false);
  });

  it('signed with the secret of another contract gets a bare 401', async () => {
    await year.system.connectCrm('other-contract');
    for (const [to, signedBy] of [
      [CONTRACT, 'other-contract'],
      ['other-contract', CONTRACT],
    ] as const) {
      const answer = await send.toCrmRoute(closing({ closing: 'deal-cross' }), { id: 'msg_cross', to, signedBy });
      expect([answer.status, await answer.text()]).toEqual([401, '']);
    }
    expect(await reportsOf('deal-cross')).toEqual([]);
  });
});

it('the names of headers are the same in whatever letters a sender writes them', async () => {
  const body = closing({ closing: 'deal-letters' });
  const { status } = await send.toCrmRoute(body, { id: 'msg_letters', written: (name) => name.toUpperCase() });
  expect(status).toBe(202);
  expect(await reportsOf('deal-letters')).toHaveLength(1);
});

describe('a signed webhook with a hostile body', () => {
  const deep = '['.repeat(10_000) + ']'.repeat(10_000);
  const read: [string, string][] = [
    ['keys that every object has', closing().replace('"data":{', '"__proto__":{"x":1},"data":{"constructor":1,')],
    ['ten thousand levels beside', closing().replace('"amount"', `"more":${deep},"amount"`)],
    ['characters that a queue refuses', closing({ description: '\ufffe\uffff' })],
    ['a hundred addresses', closing({ investor: { name: 'x', emails: Array(100).fill('a@canary.example') } })],
  ];
  const notRead: [string, string | Uint8Array][] = [
    ['ten thousand levels for an amount', closing().replace('"987654.32"', deep)],
    ['forty thousand bad addresses', closing({ investor: { name: 'x', emails: Array(40_000).fill('a') } })],
    ['half a character', closing({ investor: { name: 'x\ud800' } })],
    ['a name of 100 KB', closing({ investor: { name: 'x'.repeat(100 * 1024) } })],
    ['a byte order mark', `\ufeff${closing()}`],
    ['no text', Buffer.alloc(50 * 1024, 0xff)],
    ['a report of the year 9999', closing({}, 'funding.closed', '9999-12-31T00:00:00Z')],
  ];

  it.each(read)('is read: %s', async (name, body) => {
    const deal = `deal-read-${read.findIndex(([other]) => other === name)}`;
    expect((await send.toCrmRoute(body.replace('deal-x', deal), { id: `msg_${deal}` })).status).toBe(202);
    expect(await reportsOf(deal)).toHaveLength(1);
  });

  it.each(notRead)('waits for a person: %s', async (name, body) => {
    const id = `msg_not_read_${notRead.findIndex(([other]) => other === name)}`;
    expect((await send.toCrmRoute(body, { id })).status).toBe(202);
    const aside = await recorded('MessageSetAside');
    expect(aside.map(({ data }) => data.inboxId)).toContain(`crm/${CONTRACT}/${id}`);
  });

  it.each([
    ['300 KB', Buffer.alloc(300 * 1024, 'x')],
    ['256 KB of quotation marks', Buffer.alloc(256 * 1024, '"')],
    ['256 KB that are no text', Buffer.alloc(256 * 1024, 0xff)],
  ])('is refused as too long, before it can become a dead letter: %s', async (_, body) => {
    const answer = await send.toCrmRoute(body, { id: 'msg_long' });
    expect([answer.status, await answer.text()]).toEqual([413, '']);
  });

  it('parks nothing', async () => {
    await year.system.quiesce();
    expect((await year.stage.view()).head.parked).toBeUndefined();
  });
});

describe('a webhook of Stripe about an invoice that is not there', () => {
  it('is taken, passed over, and parks nothing', async () => {
    const object = { object: 'invoice', id: 'in_deleted' };
    const event = { id: 'evt_deleted', type: 'invoice.paid', created: 924_000_000, data: { object } };
    expect((await send.toStripeRoute(event)).status).toBe(202);
    await year.system.quiesce();
    const log = logs();
    expect(log).toContain('Stripe has no such invoice any more');
    expect(log).not.toContain('"message":"dead letter"');
  });
});

describe('a hostile name of an investor', () => {
  it('reaches mail, PDF, pages and terminal as text, and the logs not at all', async () => {
    const investor = { name: HOSTILE, emails: ['canary@hostile.example'] };
    const introduction = { id: 'hostile', investor, introducedOn: '1999-04-19', how: HOSTILE, by: HOSTILE };
    await year.stage.call('POST', `/api/contracts/${CONTRACT}/records/introduction`, introduction);
    const body = closing(
      { closing: 'deal-hostile', investor, description: HOSTILE, amount: '98765.43' },
      'funding.closed',
      '1999-04-21T05:00:00Z',
    );
    await send.toCrmRoute(body, { id: 'msg_hostile' });
    await year.system.advanceTo(new Date('1999-05-01T12:00:00Z'));
    await expectHarmlessMail();
    await expectHarmlessPages();
    await expectHarmlessTerminal();
    expectNoCanaryInLogs();
  });
});

/** One message a party, no header that the name made, nothing in the HTML that would run, no control character. */
async function expectHarmlessMail(): Promise<void> {
  const mails = year.system.ses.messages();
  const addresses = mails.flatMap(({ recipients }) => recipients.map(({ address }) => address));
  expect(addresses.toSorted()).toEqual(['accounts@auxer.example', 'office@pmr.example']);
  for (const { messageId } of mails) {
    const { headers, parts } = readMimeMessage(year.system.ses.rawOf(messageId) ?? Buffer.alloc(0));
    expect(headerOf(headers, 'bcc')).toBeUndefined();
    for (const part of parts.filter(({ contentType }) => contentType.startsWith('text/'))) {
      const text = textOf(part);
      expect(text).toContain('Canary');
      expect(text.replaceAll(/\r?\n/g, '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      if (part.contentType === 'text/html') expect(text).not.toContain('<script');
    }
    const pdf = parts.find(({ contentType }) => contentType === 'application/pdf')?.content ?? Buffer.alloc(0);
    expect(readPdfText(pdf).join('\n')).toContain('Canary');
  }
}

/** The invoice's hosted page and the working that it leads to. */
async function expectHarmlessPages(): Promise<void> {
  const answer = await fetch(`${year.system.stripeOrigin}/_standin/state`);
  const { invoices } = (await answer.json()) as { invoices: { id: string; metadata: Record<string, string> }[] };
  const fee = invoices.find(({ metadata }) => metadata['tallystick_posting']?.startsWith('finders-fee/') === true);
  const pages = [fee?.metadata['tallystick_working'] ?? '', `${year.system.stripeOrigin}/pay/${fee?.id ?? ''}`];
  for (const page of pages) {
    const text = await (await fetch(page)).text();
    expect(text).toContain('Canary');
    expect(text).not.toContain('<script');
  }
}

/** Every command that prints what the outside said, as a terminal would get it: line ends apart, no control character. */
async function expectHarmlessTerminal(): Promise<void> {
  const { accessKeyId, secretAccessKey } = year.system.operator;
  const env = {
    TALLYSTICK_API: year.system.origin,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: region,
  };
  const said = await Promise.all(
    [['show'], ['ledger'], ['waiting'], ['show', '--json'], ['waiting', '--json']].map(([command = '', ...options]) =>
      tallystick([command, CONTRACT, ...options], { env }),
    ),
  );
  for (const { code, stdout } of said) {
    expect(code).toBe(0);
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  }
  expect(said.map(({ stdout }) => stdout).join('')).toContain('Canary');
}

function logs(): string {
  const folder = join(year.dataFolder, 'logs');
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
}

function expectNoCanaryInLogs(): void {
  const text = logs();
  expect(text).toContain(CONTRACT);
  for (const canary of [
    'Canary',
    'canary',
    '987654',
    '98765',
    '98,765',
    '987,654',
    'evil',
    'alert(1)',
    'fell through',
    'hostile.example',
  ]) {
    expect(text).not.toContain(canary);
  }
}
