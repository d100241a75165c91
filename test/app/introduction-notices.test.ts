import { describe, expect, it } from 'vitest';
import { recordByHand } from '../../shared/app/record-by-hand.ts';
import { recordMailEvent } from '../../shared/app/record-mail-event.ts';
import { sendStatement } from '../../shared/app/send-statement.ts';
import { verifyIntroductions, viewIntroductions } from '../../shared/app/view-introductions.ts';
import type { Plain } from '../../shared/core/json.ts';
import { contractFile1999 } from '../builders/a-contract.ts';
import { aWorld, CONTRACT, contractOf, intentOf, record, runOn, type World } from '../builders/a-world.ts';
import { anInvestor, closed, introduced, noon, said, STRANGER } from '../builders/facts.ts';

const introductions = {
  clause: '2.3',
  told: 'by-notice',
  objectionDays: 14,
  silence: 'accepted',
  whileOpen: 'waits',
  tailWarningDays: [90, 30],
};
const NOTICE = 'notice/introduction/intro-0001/client';

/** The 1999 agreement with a clause on introductions, and a tail of twelve months where one is asked for. */
function theFile(more: Record<string, Plain> = {}): Plain {
  const file = contractFile1999();
  return { ...file, introductions: { ...introductions, ...more } };
}

function withTail(months: number): Plain {
  const file = contractFile1999();
  const terms = (file['terms'] as Record<string, Plain>[]).map((term) =>
    term['kind'] === 'success-fee' ? { ...term, tail: { months } } : term,
  );
  return { ...file, introductions, terms };
}

async function told(world: World, on = '1999-04-23'): Promise<void> {
  const report = { contractId: CONTRACT, notice: 'introduction/intro-0001', party: 'client', attempt: 1 } as const;
  await recordMailEvent(world, {
    ...report,
    event: 'delivered',
    messageId: 'notice-1',
    happenedAt: noon(on),
    body: '{}',
  });
}

const byHand = (world: World, kind: string, input: Plain, on: string) =>
  recordByHand(world, { contractId: CONTRACT, kind, input, now: noon(on) });

describe('a new introduction', () => {
  it('is told to the client alone, once, with what it may do', async () => {
    const world = await aWorld(theFile());
    await record(world, introduced());
    await runOn(world, '1999-04-22');
    await runOn(world, '1999-04-23');

    expect(world.mailer.notices).toMatchObject([
      { noticeId: 'introduction/intro-0001', party: 'client', to: ['accounts@auxer.example'], attempt: 1 },
    ]);
    const { notice } = await intentOf(world, NOTICE, 'mail').then((intent) => ('notice' in intent ? intent : fail()));
    expect(notice.content.paragraphs.join(' ')).toContain('Dana Whitfield, Harbor Ridge Capital');
    expect(notice.content.paragraphs.join(' ')).toContain('within 14 days');
    expect(notice.content.subject).not.toContain('Dana');
  });

  it('is told by the next statement where the contract says nothing', async () => {
    const world = await aWorld();
    await record(world, introduced());
    await runOn(world, '1999-04-22');
    expect(world.mailer.notices).toEqual([]);
  });

  it('earns nothing by itself while the client may object, and is accepted when it says nothing', async () => {
    const world = await aWorld(theFile());
    await record(world, introduced());
    await runOn(world, '1999-04-22');
    await told(world);
    await record(world, closed({ closedOn: '1999-05-03', reportedAt: noon('1999-05-03') }));
    await runOn(world, '1999-05-07');
    expect((await contractOf(world)).postings.map(({ receivableId }) => receivableId)).not.toContain(
      'finders-fee/closing-0001',
    );

    expect((await contractOf(world)).head.attentionAt).toBe('1999-05-08T04:00:00.000Z');
    await runOn(world, '1999-05-08');
    expect((await contractOf(world)).postings.map(({ receivableId }) => receivableId)).toContain(
      'finders-fee/closing-0001',
    );
  });

  it('waits for a person where its notice bounced, and the days of the client do not begin', async () => {
    const world = await aWorld(theFile());
    await record(world, introduced());
    await runOn(world, '1999-04-22');
    const report = { contractId: CONTRACT, notice: 'introduction/intro-0001', party: 'client', attempt: 1 } as const;
    await recordMailEvent(world, {
      ...report,
      event: 'bounced',
      messageId: 'notice-1',
      happenedAt: noon('1999-04-22'),
      body: '{}',
    });

    expect(await intentOf(world, NOTICE, 'mail')).toMatchObject({ state: 'waiting' });
    const {
      introductions: [one],
    } = await viewIntroductions(world.store, CONTRACT, noon('1999-12-31'));
    expect(one?.standing).toMatchObject({ kind: 'open' });
    expect(one?.standing).not.toHaveProperty('toldOn');
  });

  it('is never sent in other words than were written', async () => {
    const world = await aWorld(theFile());
    world.activations.current = { ...world.activations.current, state: 'off' };
    await record(world, introduced());
    await runOn(world, '1999-04-22');
    world.activations.current = { ...world.activations.current, state: 'on' };
    const intent = await intentOf(world, NOTICE, 'mail');
    if (!('notice' in intent)) throw new Error('The intent is of a statement.');
    const content = { ...intent.notice.content, subject: 'else' };
    const { notBefore: _, ...rest } = intent;
    await world.store.saveIntent(CONTRACT, { ...rest, notice: { ...intent.notice, content } });

    const ring = { contractId: CONTRACT, factSeq: 1, asOf: noon('1999-04-23'), intent: NOTICE };
    await expect(sendStatement(world, ring)).rejects.toMatchObject({ code: 'invariant.broken' });
    expect(world.mailer.notices).toEqual([]);
  });
});

describe('what people say of an introduction', () => {
  const say = { introduction: 'intro-0001', by: 'Eugene Chiaramonte', reason: 'we met them in 1998' };

  it('is on record once, by somebody who may say so', async () => {
    const world = await aWorld(theFile());
    await record(world, introduced());
    expect(await byHand(world, 'objection', say, '1999-04-23')).toBe('recorded');
    expect(await byHand(world, 'objection', say, '1999-04-24')).toBe('known');
    await expect(byHand(world, 'objection', { ...say, by: 'Patrick M. Rost' }, '1999-04-24')).rejects.toMatchObject({
      problems: [{ field: 'by', allowed: 'one of Eugene Chiaramonte' }],
    });
    await expect(byHand(world, 'objection', { ...say, introduction: 'nobody' }, '1999-04-24')).rejects.toMatchObject({
      code: 'input.unknown',
    });
  });

  it('is linked, and shows in the register', async () => {
    const world = await aWorld(theFile());
    await record(world, introduced());
    await byHand(world, 'objection', say, '1999-04-23');
    await byHand(world, 'ruling', { ...say, stands: true, reason: 'the mails show it' }, '1999-04-25');
    const {
      introductions: [one],
      head,
    } = await viewIntroductions(world.store, CONTRACT, noon('1999-04-26'));
    expect(one?.standing).toMatchObject({ kind: 'upheld', words: expect.stringContaining('the mails show it') });
    expect(head.entries).toBe(3);
    expect(await verifyIntroductions(world.store, CONTRACT, noon('1999-04-26'))).toMatchObject({
      whole: true,
      faults: [],
    });
  });
});

describe('the proof of the register', () => {
  it('is held by the statements, and names what came on record only after a closing was known', async () => {
    const world = await aWorld(theFile());
    await record(world, introduced());
    await record(world, closed({ investor: STRANGER }));
    await record(world, introduced(STRANGER, { id: 'late', on: '1999-06-01', recordedOn: '1999-06-16' }));
    await runOn(world, '1999-07-02');
    expect(await verifyIntroductions(world.store, CONTRACT, noon('1999-07-02'))).toMatchObject({
      whole: true,
      heldBy: 3,
      recordedLate: [
        { introduction: 'late', closing: 'closing-0001', recordedOn: '1999-06-16', reportedOn: '1999-06-15' },
      ],
    });
  });
});

describe('tails', () => {
  it('are told to both before they end, and what is protected once the agreement has ended', async () => {
    const world = await aWorld(withTail(12));
    await record(world, introduced());
    await record(world, said('ContractEnded', { endsOn: '1999-09-30', by: 'x', reason: 'notice' }, '1999-09-01'));
    await runOn(world, '1999-10-01');
    const protectedNotices = world.mailer.notices.filter(({ noticeId }) => noticeId === 'protected/1999-09-30');
    expect(protectedNotices.map(({ party }) => party)).toEqual(['client', 'consultant']);

    await runOn(world, '2000-07-01');
    expect(world.mailer.notices.filter(({ noticeId }) => noticeId.startsWith('tail/'))).toEqual([]);
    await runOn(world, '2000-07-02');
    await runOn(world, '2000-08-31');
    const tails = world.mailer.notices.filter(({ noticeId }) => noticeId.startsWith('tail/'));
    expect(tails.map(({ noticeId, party }) => [noticeId, party])).toEqual([
      ['tail/intro-0001/finders-fee/2000-09-30/90', 'client'],
      ['tail/intro-0001/finders-fee/2000-09-30/90', 'consultant'],
      ['tail/intro-0001/finders-fee/2000-09-30/30', 'client'],
      ['tail/intro-0001/finders-fee/2000-09-30/30', 'consultant'],
    ]);
  });

  it('show what the open fundings of protected investors would come to, and nothing of others', async () => {
    const world = await aWorld();
    await record(world, introduced());
    const funding = (closing: string, investor: ReturnType<typeof anInvestor>, amountMinor: bigint) =>
      said(
        'FundingExpected',
        {
          closing,
          externalId: closing,
          investor,
          amountMinor,
          currency: 'USD',
          stage: 'due diligence',
          reportedAt: noon('1999-06-01'),
        },
        '1999-06-01',
      );
    await record(world, funding('closing-1', anInvestor(), 40_000_000n), funding('closing-2', STRANGER, 90_000_000n));
    await runOn(world, '1999-07-02');
    const june = await world.store.readStatement(CONTRACT, '1999-06-30');
    expect(june?.exposure).toMatchObject({
      totalMinor: 4_000_000n,
      items: [{ investor: 'Dana Whitfield, Harbor Ridge Capital', feeMinor: 4_000_000n, stage: 'due diligence' }],
    });
    await record(world, closed({ closing: 'closing-1', closedOn: '1999-07-10', reportedAt: noon('1999-07-10') }));
    await runOn(world, '1999-08-02');
    expect((await world.store.readStatement(CONTRACT, '1999-07-31'))?.exposure).toBeUndefined();
  });
});

function fail(): never {
  throw new Error('The intent is of a statement.');
}
