import { describe, expect, it } from 'vitest';
import { decideWaiting } from '../../shared/app/decide-waiting.ts';
import { readState } from '../../shared/app/contract-state.ts';
import { listWaiting } from '../../shared/app/list-waiting.ts';
import { verifyChain } from '../../shared/core/introductions/chain.ts';
import { registerOf } from '../../shared/core/introductions/register.ts';
import { hashOfBytes } from '../../shared/core/json.ts';
import { dueNotices } from '../../shared/core/notices/due-notices.ts';
import { contractFile1999 } from '../builders/a-contract.ts';
import { aWorld, CONTRACT, contractOf, type World } from '../builders/a-world.ts';
import { INTAKE, mailDesk, received, REGISTER, type MailChanges } from '../builders/a-mail.ts';

const NOW = '1999-04-20T15:00:00.000Z';

async function aDesk() {
  const world = await aWorld();
  return { world, desk: mailDesk(world) };
}

const registered = async (world: World) => registerOf((await contractOf(world)).facts).introductions;
const waiting = async (world: World) =>
  listWaiting(await readState(world.store, CONTRACT), NOW).filter(({ kind }) => kind === 'introduction');
const notices = async (world: World) => dueNotices(await readState(world.store, CONTRACT), '1999-04-20');

describe('a mail of the consultant to one person and the client, with the register in Cc', () => {
  it('is an introduction, with its hash, its headers and its bytes as evidence', async () => {
    const { world, desk } = await aDesk();
    const mail = received();
    expect(await desk.takeAgain(mail)).toEqual(['recorded']);
    const [introduction, ...others] = await registered(world);
    expect(others).toEqual([]);
    expect(introduction?.recorded.data).toMatchObject({
      investor: { name: 'Dana Whitfield', emails: ['dana@harborridge.example'], crmIds: [] },
      introducedOn: '1999-04-20',
      by: 'office@pmr.example',
    });
    const sha256 = hashOfBytes(mail.stored);
    expect(introduction?.evidence).toMatchObject([
      {
        sha256,
        bytes: mail.stored.byteLength,
        kind: 'email',
        kept: true,
        headers: {
          'message-id': '<1@pmr.example>',
          from: 'Patrick Rost <office@pmr.example>',
          dkim: 'pass',
          'dkim-domain': 'pmr.example',
          'received-at': '1999-04-20T14:00:05.000Z',
        },
      },
    ]);
    expect(hashOfBytes((await world.store.readEvidence(CONTRACT, sha256)) ?? new Uint8Array())).toBe(sha256);
    expect(verifyChain(CONTRACT, (await contractOf(world)).facts)).toEqual([]);
  });

  it('is told to the consultant by its own addresses, once', async () => {
    const { world, desk } = await aDesk();
    const mail = received();
    await desk.takeAgain(mail);
    const due = await notices(world);
    expect(due.map(({ party, content }) => [party, content.subject])).toEqual([
      ['consultant', 'Your introduction is on record: Agreement of Investor Relations Services'],
    ]);
    expect(due[0]?.content.particulars).toContainEqual({ label: 'SHA-256', value: hashOfBytes(mail.stored) });
  });

  it('is one introduction however often its notification comes, and however often it is sent', async () => {
    const { world, desk } = await aDesk();
    const mail = received();
    expect([await desk.takeAgain(mail), await desk.takeAgain(mail), await desk.take()]).toEqual([
      ['recorded'],
      ['known'],
      ['known'],
    ]);
    expect((await contractOf(world)).facts.map(({ type }) => type)).toEqual([
      'TermsAdopted',
      'IntroductionMailed',
      'IntroductionRecorded',
    ]);
  });

  it('adds its evidence to the introduction of an address that is on record', async () => {
    const { world, desk } = await aDesk();
    await desk.take();
    expect(
      await desk.take({ fields: { 'Message-ID': '<2@pmr.example>', To: 'd@auxer.example, DANA@HarborRidge.example' } }),
    ).toEqual(['recorded']);
    const [introduction, ...others] = await registered(world);
    expect(others).toEqual([]);
    expect(introduction?.evidence).toHaveLength(2);
  });

  it('is dated by when SES received it, whatever its sender wrote', async () => {
    const { world, desk } = await aDesk();
    await desk.take({ fields: { Date: 'Mon, 1 Mar 1999 10:00:00 -0500' }, at: '1999-04-21T03:59:59.000Z' });
    expect((await registered(world))[0]?.recorded.data.introducedOn).toBe('1999-04-20');
  });

  it('is dated no earlier than what is on record, when it waited in its queue', async () => {
    const { world, desk } = await aDesk();
    const waited = received({ at: '1999-04-19T12:00:00.000Z' });
    await desk.take({ fields: { 'Message-ID': '<2@pmr.example>', To: 'x@third.example, e@auxer.example' } });
    await desk.takeAgain(waited);
    const times = (await contractOf(world)).facts.map(({ recordedAt }) => recordedAt);
    expect(times).toEqual(times.toSorted());
    expect((await registered(world)).map(({ recorded }) => recorded.data.introducedOn)).toEqual([
      '1999-04-20',
      '1999-04-19',
    ]);
  });

  it('is taken in its envelope alone for each contract that it names, also behind a plus', async () => {
    const { desk } = await aDesk();
    const to = [`me+${CONTRACT}@${INTAKE}`, REGISTER, `unknown@${INTAKE}`];
    expect(await desk.take({ to })).toEqual(['recorded']);
  });

  it('fails while it is not where SES says it is, so that it comes again', async () => {
    const { world, desk } = await aDesk();
    const mail = received();
    const lost = { ...mail, receipt: { ...mail.receipt, objectKey: 'elsewhere' } };
    await expect(desk.takeAgain({ ...lost, stored: new Uint8Array() })).resolves.toEqual(['noted']);
    expect((await contractOf(world)).facts).toHaveLength(1);
  });
});

describe('a mail of the consultant that is not sure', () => {
  it.each<[string, MailChanges['fields'], string]>([
    [
      'two people',
      { To: 'dana@harborridge.example, sam@juniper.example, e@auxer.example' },
      '2 people of neither party',
    ],
    ['no client', { To: 'dana@harborridge.example' }, 'No address of the client'],
    ['the register in a blind copy', { Cc: undefined }, 'not copied openly'],
    [
      'recipients that the signature leaves out',
      { 'DKIM-Signature': 'v=1; d=pmr.example; s=s; h=from:date:subject; b=a' },
      'does not cover to and cc',
    ],
    ['an address that cannot be read', { Cc: `${REGISTER}, "a b"@odd.example` }, 'cannot be read for sure'],
  ])('waits for a person: %s', async (_, fields, why) => {
    const { world, desk } = await aDesk();
    expect(await desk.take({ fields: fields ?? {} })).toEqual(['asked']);
    expect(await registered(world)).toEqual([]);
    const [question] = await waiting(world);
    expect(question?.why).toContain(why);
    expect((await notices(world))[0]?.content.subject).toContain('waits for a decision');
  });

  it('is decided by a person: one of them, everybody, or nobody', async () => {
    for (const [answer, introduced] of [
      ['sam@juniper.example', ['sam@juniper.example']],
      ['everybody', ['dana@harborridge.example', 'sam@juniper.example']],
      ['nobody', []],
    ] as const) {
      const { world, desk } = await aDesk();
      await desk.take({ fields: { To: 'dana@harborridge.example, Sam <sam@juniper.example>, e@auxer.example' } });
      const [question] = await waiting(world);
      expect(question?.answers).toEqual(['dana@harborridge.example', 'sam@juniper.example', 'everybody', 'nobody']);
      const by = 'Eugene Chiaramonte';
      await decideWaiting(world, {
        contractId: CONTRACT,
        waiting: question?.id ?? '',
        answer,
        by,
        reason: 'we met',
        now: NOW,
      });
      expect((await registered(world)).flatMap(({ investor }) => investor.emails)).toEqual(introduced);
      expect(await waiting(world)).toEqual([]);
      expect(verifyChain(CONTRACT, (await contractOf(world)).facts)).toEqual([]);
    }
  });

  it('introduces nobody where it went to the parties alone, or to a crowd, and says so', async () => {
    const crowd = Array.from({ length: 11 }, (_, at) => `p${at}@fund${at}.example`).join(', ');
    for (const To of ['eugene@auxer.example, colleague@pmr.example', crowd]) {
      const { world, desk } = await aDesk();
      expect(await desk.take({ fields: { To } })).toEqual(['nobody']);
      expect(await registered(world)).toEqual([]);
      expect((await notices(world))[0]?.content.subject).toContain('introduces nobody');
    }
  });
});

describe('a mail that is not proven to be the consultant’s', () => {
  it.each<[string, MailChanges]>([
    ['not-registered', { fields: { From: 'x@evil.example' } }],
    ['not-registered', { fields: { From: '"office@pmr.example" <x@evil.example>' } }],
    ['not-registered', { fields: { From: 'office@pmr.example.evil.example' } }],
    ['not-registered', { fields: { From: 'оffice@pmr.example' } }],
    ['from-unclear', { fields: { From: 'office@pmr。example' } }],
    ['from-unclear', { fields: { From: 'office@ｐmr.example' } }],
    ['from-unclear', { fields: { From: 'office@pmr.example, x@evil.example' } }],
    ['from-unclear', { fields: { From: 'x@evil.example <office@pmr.example>' } }],
    ['from-unclear', { fields: { From: 'Patrick (x@evil.example) <office@pmr.example>' } }],
    ['from-unclear', { fields: { From: '=?utf-8?q?office=40pmr.example?=' } }],
    ['from-unclear', { fields: { From: 'Group: office@pmr.example;' } }],
    ['from-unclear', { fields: { From: undefined } }],
    ['several-fields', { fields: { From: ['x@evil.example', 'office@pmr.example'] } }],
    ['several-fields', { fields: { To: ['e@auxer.example', 'x@evil.example'] } }],
    ['dkim-none', { dkim: 'none', fields: { 'DKIM-Signature': undefined } }],
    ['dkim-failed', { dkim: 'fail' }],
    ['dkim-other-domain', { fields: { 'DKIM-Signature': 'v=1; d=evil.example; s=s; h=from:to:cc; b=a' } }],
    ['dkim-other-domain', { fields: { 'DKIM-Signature': 'v=1; d=mail.pmr.example; s=s; h=from:to:cc; b=a' } }],
    ['dkim-other-domain', { fields: { 'DKIM-Signature': 'v=1; d=pmr.example.evil.example; s=s; h=from; b=a' } }],
    ['dkim-partial', { fields: { 'DKIM-Signature': 'v=1; d=pmr.example; s=s; l=10; h=from:to:cc; b=a' } }],
    [
      'dmarc-failed',
      {
        fields: { 'DKIM-Signature': 'v=1; d=evil.example; s=s; h=from; b=a' },
        from: 'x@evil.example',
        dmarcPolicy: 'none',
      },
    ],
    ['results-unclear', { hello: 'x;dkim=pass' }],
    ['results-unclear', { from: '"; dkim=pass header.i=@pmr.example; "@evil.example' }],
    ['spam', { spam: 'fail' }],
    ['virus', { virus: 'fail' }],
    ['virus', { virus: 'processing_failed' }],
    ['auto-reply', { fields: { 'Auto-Submitted': 'auto-replied' } }],
    ['auto-reply', { from: '' }],
    ['auto-reply', { fields: { Precedence: 'bulk' } }],
    ['auto-reply', { fields: { 'Content-Type': 'multipart/report; boundary=x' } }],
    ['loop', { fields: { 'X-Tallystick-Notice': 'a/b/c' } }],
    ['headers-too-long', { fields: { 'X-Long': 'x'.repeat(200 * 1024) } }],
    ['malformed', { raw: Buffer.from('From office@pmr.example\r\n\r\nx'), dkim: 'none' }],
  ])('leaves a note and nothing on record: %s %#', async (code, changes) => {
    const { world, desk } = await aDesk();
    expect(await desk.take(changes)).toEqual(['noted']);
    expect(desk.notes.all).toMatchObject([{ contractId: CONTRACT, code }]);
    expect(desk.notes.all[0]?.fix).toMatch(/\.$/);
    expect((await contractOf(world)).facts.map(({ type }) => type)).toEqual(['TermsAdopted']);
    expect(await notices(world)).toEqual([]);
    expect((await contractOf(world)).head.parked).toBeUndefined();
    expect(world.log.counted).toContain('MailNotProven');
  });

  it('is not made proven by results that came with it', async () => {
    const { desk } = await aDesk();
    const forged = 'amazonses.com; spf=pass; dkim=pass header.i=@pmr.example; dmarc=pass header.from=pmr.example;';
    const fields = {
      'X-SES-RECEIPT': 'forged',
      'Authentication-Results': forged,
      'DKIM-Signature': 'v=1; d=evil.example; s=s; h=from:to:cc; b=a',
    };
    expect(await desk.take({ fields })).toEqual(['noted']);
    expect(desk.notes.all[0]?.code).toBe('dkim-other-domain');
  });

  it('to no contract that is here leaves a note that names none', async () => {
    const { desk } = await aDesk();
    expect(await desk.take({ to: [`nobody@${INTAKE}`] })).toEqual(['noted']);
    expect(desk.notes.all).toMatchObject([{ code: 'no-contract' }]);
    expect(desk.notes.all[0]).not.toHaveProperty('contractId');
  });

  it('says nothing of itself in the log but its id', async () => {
    const { world, desk } = await aDesk();
    await desk.take({ fields: { From: 'x@evil.example', Subject: 'CanarySubject' } });
    expect(world.log.lines.join('\n')).not.toMatch(/evil|Canary|office/);
  });
});

describe('the addresses of the consultant', () => {
  it('are those of its statements, or those that the contract names instead', async () => {
    const file = contractFile1999();
    const consultant = { ...Object(file['consultant']), introducesFrom: ['Rost@mail.pmr.example'] };
    const desk = mailDesk(await aWorld({ ...file, consultant }));
    expect(await desk.take()).toEqual(['noted']);
    const fields = { From: 'Patrick <rost@Mail.PMR.example>', 'Message-ID': '<3@pmr.example>' };
    expect(await desk.take({ fields })).toEqual(['recorded']);
  });
});
