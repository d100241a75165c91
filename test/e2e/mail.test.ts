import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startLocalSystem, type LocalSystem } from '../../infra/local/local-system.ts';
import { headerOf } from '../../infra/local/ses/mime-message.ts';
import { synthesiseUnchecked } from '../../infra/synthesise.ts';
import type { MailsView } from '../../shared/app/view-mails.ts';
import { hashOfBytes } from '../../shared/core/json.ts';
import type { MailNote } from '../../shared/ports/mail-intake.ts';
import { rawMail, REGISTER } from '../builders/a-mail.ts';

const CONTRACT = 'auxer-pmr-1999';
const projectFolder = new URL('../..', import.meta.url).pathname;
let system: LocalSystem;

async function operator<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await system.asOperator(method, path, body);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Delivers a mail over HTTP, as the command does, and waits until all that it sets going is done. */
async function deliver(raw: Uint8Array, stated: object = {}): Promise<Response> {
  const body = { raw: Buffer.from(raw).toString('base64'), from: 'office@pmr.example', to: [REGISTER], ...stated };
  const answer = await fetch(`${system.sesInboxOrigin}/inbound`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  await system.quiesce();
  return answer;
}

const mails = () => operator<MailsView>('GET', `/api/contracts/${CONTRACT}/introductions/mails`);
const head = async () => (await operator<{ head: { parked?: object } }>('GET', `/api/contracts/${CONTRACT}`)).head;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-mail-'));
  const assemblyFolder = join(folder, 'cdk.out');
  await synthesiseUnchecked({ projectFolder, outputFolder: assemblyFolder });
  system = await startLocalSystem({
    assemblyFolder,
    dataFolder: join(folder, 'data'),
    port: 0,
    startAt: new Date('1999-04-20T14:00:00Z'),
    retrySeconds: 0.05,
  });
  await operator('POST', '/api/switch', { action: 'switch-on', by: 'operator', why: 'a test' });
  const file: unknown = parse(readFileSync(join(projectFolder, 'contracts', `${CONTRACT}.yaml`), 'utf8'));
  await operator('PUT', `/api/contracts/${CONTRACT}`, { file, by: 'operator' });
  await system.quiesce();
}, 180_000);
afterAll(() => system.stop());

describe('a mail of the consultant that SES receives', { timeout: 60_000 }, () => {
  it('becomes an introduction, and the consultant is told by mail', async () => {
    expect((await deliver(rawMail())).status).toBe(200);
    const { address, mails: taken } = await mails();
    expect(address).toBe(REGISTER);
    expect(taken).toMatchObject([{ outcome: 'recorded', introduced: ['dana@harborridge.example'] }]);
    const told = system.ses.messages().filter(({ headers }) => headerOf(headers, 'x-tallystick-notice') !== undefined);
    expect(told.map(({ recipients }) => recipients.map((one) => one.address))).toEqual([['office@pmr.example']]);
    expect(headerOf(told[0]?.headers ?? [], 'auto-submitted')).toBe('auto-generated');
  });

  it('earns a fee when that person closes', async () => {
    const { crm } = await system.connectCrm(CONTRACT);
    await system.advanceTo(new Date('1999-06-16T12:00:00Z'));
    const investor = { id: 'crm-7', name: 'Whitfield', emails: ['dana@harborridge.example'] };
    crm.closeDeal({
      instrument: 'equity',
      id: 'deal-mail',
      name: 'Round',
      amount: '1000.00',
      currency: 'USD',
      closedOn: '1999-06-15',
      investor,
    });
    await system.quiesce();
    const { postings } = await operator<{ postings: { receivableId: string; totalMinor: string }[] }>(
      'GET',
      `/api/contracts/${CONTRACT}`,
    );
    expect(
      postings
        .filter(({ receivableId }) => receivableId.startsWith('finders-fee/'))
        .map(({ totalMinor }) => totalMinor),
    ).toEqual(['10000']);
  });

  it('is kept to the byte when it is too large for the table', async () => {
    const large = rawMail(
      { 'Message-ID': '<large@pmr.example>', To: 'lee@meadow.example, e@auxer.example' },
      'x\r\n'.repeat(200_000),
    );
    await deliver(large);
    const last = (await mails()).mails.at(-1);
    expect(last).toMatchObject({ outcome: 'recorded', introduced: ['lee@meadow.example'] });
    const { base64 } = await operator<{ base64: string }>(
      'GET',
      `/api/contracts/${CONTRACT}/evidence/${last?.sha256 ?? ''}`,
    );
    const kept = Buffer.from(base64, 'base64');
    expect(hashOfBytes(kept)).toBe(last?.sha256);
    expect(kept.subarray(-large.length).equals(large)).toBe(true);
  });

  it('waits for a person where two were introduced, who says that both were', async () => {
    const To = 'sam@juniper.example, mia@quay.example, e@auxer.example';
    await deliver(rawMail({ 'Message-ID': '<two@pmr.example>', To }));
    const { waiting } = (await mails()).mails.at(-1) ?? {};
    const decision = { waiting, answer: 'everybody', by: 'Eugene Chiaramonte', reason: 'we met both' };
    await operator('POST', `/api/contracts/${CONTRACT}/decisions`, decision);
    expect((await mails()).mails.at(-1)).toMatchObject({ introduced: ['sam@juniper.example', 'mia@quay.example'] });
    const proof = await operator<{ whole: boolean }>('GET', `/api/contracts/${CONTRACT}/introductions/proof`);
    expect(proof.whole).toBe(true);
  });
});

describe('a mail of anybody else', { timeout: 60_000 }, () => {
  it('is listed for the operator with why it proves nothing, and is answered by nobody', async () => {
    const before = system.ses.messages().length;
    // Looked at after each: a later note may take the place of an earlier one.
    await deliver(rawMail({ 'DKIM-Signature': undefined }), { dkim: 'none' });
    expect((await mails()).notes.map(({ code }) => code)).toContain('dkim-none');
    await deliver(rawMail({ From: 'x@evil.example' }));
    expect((await mails()).notes.map(({ code }) => code)).toContain('not-registered');
    expect(system.ses.messages()).toHaveLength(before);
  });

  it('to a contract that is not here is listed for the operator', async () => {
    await deliver(rawMail(), { to: ['nobody@introductions.example.com'] });
    const { notes } = await operator<{ notes: MailNote[] }>('GET', '/api/mails');
    expect(notes.map(({ code }) => code)).toEqual(['no-contract']);
  });

  it('to another domain is refused by SES', async () => {
    const answer = await deliver(rawMail(), { to: ['auxer-pmr-1999@elsewhere.example'] });
    expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining('550 5.1.1')]);
  });

  it('is refused by the stand-in when what it is told to find cannot be', async () => {
    const unsigned = rawMail({ 'DKIM-Signature': undefined });
    expect([(await deliver(unsigned)).status, (await deliver(rawMail(), { dkim: 'none' })).status]).toEqual([422, 422]);
  });

  it('parks nothing, not even when its notification can never be read', async () => {
    const [topic] = system.deployed.receiptRules.map(({ topicArn }) => topicArn);
    expect(topic).toBeDefined();
    await system.publish(topic ?? '', '{"notificationType":"Received"}');
    await system.quiesce();
    expect((await head()).parked).toBeUndefined();
    expect(
      (await deliver(rawMail({ 'Message-ID': '<after@pmr.example>', To: 'zoe@birch.example, e@auxer.example' })))
        .status,
    ).toBe(200);
    expect((await mails()).mails.at(-1)).toMatchObject({ outcome: 'recorded', introduced: ['zoe@birch.example'] });
  });
});
