import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveApp, type HttpService } from '../../infra/local/http-service.ts';
import { openKeptStore } from '../../infra/local/kept-store.ts';
import { inboundPages } from '../../infra/local/ses/inbound-page.ts';
import { createMailReceiver, type MailReceiver } from '../../infra/local/ses/mail-receiver.ts';
import type { MailedIntroduction } from '../../shared/core/facts/introduction-facts.ts';
import { INTAKE, rawMail, REGISTER } from '../builders/a-mail.ts';
import { said } from '../builders/facts.ts';
import { CONTRACT_FILE, tallystick, type Ran } from './run-tallystick.ts';
import { startApi, type RunningApi } from './running-api.ts';

const CONTRACT = 'auxer-pmr-1999';
const NOW = () => new Date('1999-04-20T14:00:05.000Z');
let api: RunningApi;
let receiver: MailReceiver;
let mail: HttpService;
let file: string;
const stored: Uint8Array[] = [];

const run = (...words: readonly string[]): Promise<Ran> => tallystick(words, { cwd: api.home });
const deliver = (...words: readonly string[]): Promise<Ran> => run('introductions', 'deliver', file, ...words);

const mailed: MailedIntroduction = {
  mail: 'm-1',
  from: 'office@pmr.example',
  introducedOn: '1999-04-20',
  outcome: 'asked',
  why: ['No address of the client is among To and Cc.'],
  candidates: [{ name: 'Dana', address: 'dana@harborridge.example' }],
  evidence: [{ name: 'm-1.eml', sha256: 'a'.repeat(64) }],
};

beforeAll(async () => {
  api = await startApi();
  await run('adopt', CONTRACT_FILE, '--by', 'Eugene Chiaramonte');
  const rule = { name: 'r', recipients: [INTAKE], bucket: 'b', keyPrefix: 'received/', topicArn: 't', scans: true };
  receiver = createMailReceiver({
    store: openKeptStore(':memory:'),
    businessClock: NOW,
    rules: [rule],
    put: (_bucket, _key, bytes) => stored.push(bytes),
    publish: async () => {},
  });
  mail = await serveApp({ preferred: 0 }, inboundPages(receiver, NOW));
  const local = join(api.home, '.tallystick', 'local.json');
  writeFileSync(local, JSON.stringify({ ...JSON.parse(readFileSync(local, 'utf8')), mail: mail.origin }));
  file = join(api.home, 'introduction.eml');
  writeFileSync(file, rawMail().toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
});
afterAll(async () => {
  await mail.stop();
  await api.stop();
});

describe('introductions deliver', () => {
  test('hands a file to the local system as a mail program would send it', async () => {
    const { code, stdout } = await deliver('--to', REGISTER);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Taken as [0-9a-f]{40}\./)]);
    expect(receiver.received()).toMatchObject([{ from: 'office@pmr.example', to: [REGISTER], dkim: 'pass' }]);
    const text = Buffer.from(stored[0] ?? []).toString('latin1');
    expect(text).toContain('Authentication-Results: amazonses.com;');
    expect(text.endsWith(rawMail().toString('latin1'))).toBe(true);
  });

  test('states what SES would find', async () => {
    const words = [
      '--dkim',
      'fail',
      '--spf',
      'softfail',
      '--spam',
      'gray',
      '--virus',
      'fail',
      '--dmarc-policy',
      'reject',
    ];
    const { stdout } = await deliver(
      '--to',
      REGISTER,
      '--from',
      'x@evil.example',
      '--hello',
      'evil',
      ...words,
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ messageId: expect.stringMatching(/^[0-9a-f]{40}$/) });
    const text = Buffer.from(stored.at(-1) ?? []).toString('latin1');
    expect(text).toContain('dkim=fail header.i=@pmr.example;');
    expect(text).toContain('spf=softfail');
    expect(text).toContain('X-SES-Virus-Verdict: FAIL');
    expect(text).toContain('helo=evil;');
  });

  test.each([
    [['--to', 'x@elsewhere.example'], '550 5.1.1'],
    [['--to', REGISTER, '--dkim', 'none'], 'say whether it passes or fails'],
  ])('says what SES answers when it takes it not: %j', async (words, answer) => {
    const { code, stderr } = await deliver(...words);
    expect([code, stderr]).toEqual([1, expect.stringContaining(answer)]);
  });

  test('says what is wrong with a file or a system that is not there', async () => {
    expect((await run('introductions', 'deliver', 'nothing.eml', '--to', REGISTER)).stderr).toContain(
      'nothing.eml cannot be read',
    );
    expect((await tallystick(['introductions', 'deliver', file, '--to', REGISTER])).stderr).toContain('npm start');
  });
});

describe('introductions mails', () => {
  test('prints the address to copy, and what became of each mail', async () => {
    expect((await run('introductions', 'mails', CONTRACT)).stdout).toMatch(
      new RegExp(`copy +${REGISTER}\nfrom +office@pmr.example\n\nNo mail has come yet.`),
    );
    await api.happen(CONTRACT, said('IntroductionMailed', mailed, '1999-04-20'));
    const note = {
      mail: 'm-2',
      receivedAt: '1999-04-21T00:00:00.000Z',
      code: 'dkim-failed',
      from: 'x@evil.example\u001b[2J',
    };
    const rest = { why: 'It does not hold.', fix: 'Send it again.', bytes: 1, sha256: 'b', objectKey: 'received/m-2' };
    await api.notes.noteMail({ ...note, ...rest, contractId: CONTRACT });
    await api.notes.noteMail({ ...note, ...rest, mail: 'm-3', code: 'no-contract' });
    const { stdout } = await run('introductions', 'mails', CONTRACT);
    expect(stdout).toMatch(/introduces +a person decides/);
    expect(stdout).toContain('tallystick decide CONTRACT introduction/m-1 ANSWER');
    expect(stdout).toContain('It does not hold. (dkim-failed)');
    expect(stdout).not.toContain('\u001b[2J');
    expect((await run('introductions', 'mails')).stdout).toContain('(no-contract)');
  });

  test('says whom a person decided on', async () => {
    const decision = [
      'decide',
      CONTRACT,
      'introduction/m-1',
      'dana@harborridge.example',
      '--by',
      'Eugene Chiaramonte',
      '--reason',
      'we met',
    ];
    expect((await run(...decision)).code).toBe(0);
    const { stdout } = await run('introductions', 'mails', CONTRACT);
    expect(stdout).toMatch(/introduces +dana@harborridge.example/);
    expect(stdout).toMatch(/decided +by Eugene Chiaramonte: we met/);
    expect((await run('introductions', 'list', CONTRACT)).stdout).toContain('Dana');
  });
});

describe('the page on which mail comes in', () => {
  test('takes what a person writes, signed by the domain that it is from', async () => {
    const page = await (await fetch(`${mail.origin}/inbound`)).text();
    expect(page).toContain(INTAKE);
    const form = new URLSearchParams({
      from: 'P <p@pmr.example>',
      to: 'dana@harborridge.example',
      cc: REGISTER,
      subject: 'Hello <b>',
      text: 'x',
    });
    const answer = await fetch(`${mail.origin}/inbound`, { method: 'POST', body: form, redirect: 'manual' });
    expect(answer.status).toBe(303);
    expect(Buffer.from(stored.at(-1) ?? []).toString()).toContain('dkim=pass header.i=@pmr.example;');
    expect(await (await fetch(`${mail.origin}/inbound`)).text()).toContain('Hello &lt;b&gt;');
  });

  test('refuses what it cannot read, and says the field', async () => {
    const answer = await fetch(`${mail.origin}/inbound`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ raw: '', from: 'x', to: [], dkim: 'maybe' }),
    });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringMatching(/dkim/)]);
  });
});
