import { describe, expect, it } from 'vitest';
import { decideWaiting } from '../../shared/app/decide-waiting.ts';
import { recordMailEvent } from '../../shared/app/record-mail-event.ts';
import type { MailReport } from '../../shared/ports/inbound.ts';
import { sendStatement, type StatementWorld } from '../../shared/app/send-statement.ts';
import { settleContract } from '../../shared/app/settle-contract.ts';
import { minutesAfter } from '../../shared/core/calendar/instant.ts';
import { DependencyError } from '../../shared/core/errors.ts';
import type { Mailer } from '../../shared/ports/mailer.ts';
import { aWorld, CONTRACT, contractOf, intentOf, settle, type World } from '../builders/a-world.ts';
import { CrashError, crashing } from '../builders/crashing.ts';
import { noon } from '../builders/facts.ts';

const MAIL = 'mail/1999-04-30/client';
const NOW = noon('1999-05-01');

async function sealed(): Promise<World> {
  const world = await aWorld();
  await settle(world, '1999-05-01');
  return world;
}

const send = (world: StatementWorld, asOf = NOW, intent = MAIL) =>
  sendStatement(world, { contractId: CONTRACT, factSeq: 1, asOf, intent });

function failing(retryable: boolean, outcome: 'refused' | 'unknown'): Mailer {
  const error = new DependencyError('SES', 'SES failed.', { retryable, details: { reason: 'Throttling', outcome } });
  return { send: () => Promise.reject(error), sendNotice: () => Promise.reject(error) };
}

function report(event: MailReport['event'], changes: Partial<MailReport> = {}): MailReport {
  const of = { contractId: CONTRACT, statement: '1999-04-30', party: 'client', attempt: 1 } as const;
  return { ...of, event, messageId: 'message-1', happenedAt: minutesAfter(NOW, 5), body: '{}', ...changes };
}

describe('sending a statement', () => {
  it("goes to one party at that party's addresses alone", async () => {
    const world = await sealed();

    expect(await send(world)).toBe('sent');
    expect(await send(world, NOW, 'mail/1999-04-30/consultant')).toBe('sent');

    expect(world.mailer.sent.map(({ party, to, attempt }) => [party, to, attempt])).toEqual([
      ['client', ['accounts@auxer.example'], 1],
      ['consultant', ['office@pmr.example'], 1],
    ]);
    expect(await intentOf(world, MAIL, 'mail')).toMatchObject({ state: 'done', messageId: 'message-1' });
    expect(await intentOf(world, MAIL, 'mail')).not.toHaveProperty('sendingSince');
  });

  it('says the same figures to both', async () => {
    const world = await sealed();
    await send(world);
    await send(world, NOW, 'mail/1999-04-30/consultant');
    const [client, consultant] = world.mailer.sent;
    expect(client?.documents.text).toBe(consultant?.documents.text);
  });

  it('is not sent again at once when the table fails after SES has taken it', async () => {
    const world = await sealed();
    let saves = 0;
    const throttled = new DependencyError('dynamodb', 'DynamoDB failed.', { retryable: true });
    const saveIntent: World['store']['saveIntent'] = async (contractId, intent) => {
      saves += 1;
      if (saves === 2) throw throttled;
      return world.store.saveIntent(contractId, intent);
    };
    const store = { ...world.store, saveIntent };

    await expect(send({ ...world, store })).rejects.toBe(throttled);

    expect(await send(world, minutesAfter(NOW, 10))).toBe('later');
    expect(world.mailer.sent).toHaveLength(1);
    expect(await send(world, minutesAfter(NOW, 31))).toBe('sent');
    const { history } = await intentOf(world, MAIL, 'mail');
    expect(history.map(({ what }) => what)[0]).toContain('The outcome of attempt 1 is unknown');
  });

  it('sends nothing the second time', async () => {
    const world = await sealed();
    await send(world);
    expect(await send(world)).toBe('nothing-to-do');
    expect(world.mailer.sent).toHaveLength(1);
  });

  it('sends nothing while the fence is shut', async () => {
    const world = await sealed();
    world.activations.current = { state: 'off', customers: {} };
    expect(await send(world)).toBe('fenced');
    expect(world.mailer.sent).toEqual([]);
    expect(await intentOf(world, MAIL, 'mail')).not.toHaveProperty('sendingSince');
  });

  it('refuses a sealed statement that was changed', async () => {
    const world = await sealed();
    const readStatement: typeof world.store.readStatement = async (...given) => {
      const statement = await world.store.readStatement(...given);
      return statement === undefined ? undefined : { ...statement, closingBalanceMinor: 1n };
    };
    const changed = { ...world, store: { ...world.store, readStatement } };
    await expect(send(changed)).rejects.toThrow('a sealed statement was changed');
    expect(world.mailer.sent).toEqual([]);
  });
});

async function lost(): Promise<World> {
  const world = await sealed();
  expect(await send({ ...world, mailer: failing(true, 'unknown') })).toBe('later');
  return world;
}

describe('when nobody knows whether it went', () => {
  it('waits half an hour, and calls attention for then', async () => {
    const world = await lost();
    expect(await send(world, minutesAfter(NOW, 29))).toBe('later');
    expect(world.mailer.sent).toEqual([]);
    await settleContract(world, { contractId: CONTRACT, factSeq: 0, asOf: minutesAfter(NOW, 1) });
    const { head } = await contractOf(world);
    expect(head.attentionAt !== undefined && head.attentionAt <= minutesAfter(NOW, 30)).toBe(true);
  });

  it('then sends it again, with the reason on record', async () => {
    const world = await lost();

    expect(await send(world, minutesAfter(NOW, 30))).toBe('sent');

    expect(world.mailer.sent).toMatchObject([{ attempt: 2 }]);
    const { history, attempt } = await intentOf(world, MAIL, 'mail');
    expect(attempt).toBe(2);
    expect(history.map(({ what }) => what).join('\n')).toContain('The outcome of attempt 1 is unknown');
  });

  it.each(['sent', 'delivered'] as const)('does not send it again once SES reports it as %s', async (event) => {
    const world = await lost();
    await recordMailEvent(world, report(event));
    expect(await send(world, minutesAfter(NOW, 60))).toBe('nothing-to-do');
    expect(await intentOf(world, MAIL, 'mail')).toMatchObject({ state: 'done', messageId: 'message-1' });
    expect(world.mailer.sent).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'sends at most twice when it dies at call %i, the second time with its reason',
    async (at) => {
      for (const when of ['before', 'after'] as const) {
        const world = await sealed();
        const crash = { at, when };
        const ports = {
          store: crashing(world.store, crash),
          mailer: crashing(world.mailer, crash),
          bell: crashing(world.bell, crash),
        };
        await send({ ...world, ...ports }).catch((error: unknown) => {
          if (!(error instanceof CrashError)) throw error;
        });
        await send(world);
        await send(world, minutesAfter(NOW, 31));
        const { state, history } = await intentOf(world, MAIL, 'mail');
        expect(state).toBe('done');
        const reasons = history.filter(({ what }) => what.includes('is unknown')).length;
        expect(world.mailer.sent.length).toBeGreaterThanOrEqual(1);
        expect(world.mailer.sent.length).toBeLessThanOrEqual(1 + reasons);
      }
    },
  );
});

describe('when SES says no', () => {
  it('for now, it is tried later under the same attempt', async () => {
    const world = await sealed();
    expect(await send({ ...world, mailer: failing(true, 'refused') })).toBe('later');
    const intent = await intentOf(world, MAIL, 'mail');
    expect(intent).toMatchObject({
      state: 'pending',
      failures: 1,
      notBefore: minutesAfter(NOW, 1),
      lastFailure: 'Throttling',
    });
    expect(intent).not.toHaveProperty('sendingSince');
    expect(await send(world, minutesAfter(NOW, 1))).toBe('sent');
  });

  it('for good, a person is asked, and can have it tried again', async () => {
    const world = await sealed();
    expect(await send({ ...world, mailer: failing(false, 'refused') })).toBe('waiting');
    const decision = { contractId: CONTRACT, by: 'Patrick M. Rost', reason: 'address mended', now: NOW };
    await decideWaiting(world, { ...decision, waiting: `intent/${MAIL}`, answer: 'try-again' });
    expect(await send(world)).toBe('sent');
    expect(world.mailer.sent).toMatchObject([{ attempt: 2 }]);
  });
});

describe('what SES reports later', () => {
  it.each(['bounced', 'complained', 'rejected'] as const)(
    'asks a person when it %s, also after it was taken',
    async (event) => {
      const world = await sealed();
      await send(world);

      expect(await recordMailEvent(world, report(event))).toBe('applied');

      expect(await intentOf(world, MAIL, 'mail')).toMatchObject({
        state: 'waiting',
        note: `SES reports attempt 1 as ${event}.`,
      });
      expect((await contractOf(world)).facts.at(-1)).toMatchObject({
        type: 'MailReported',
        data: { event, party: 'client' },
      });
    },
  );

  it('is recorded once', async () => {
    const world = await sealed();
    await send(world);
    expect(await recordMailEvent(world, report('delivered'))).toBe('applied');
    expect(await recordMailEvent(world, report('delivered'))).toBe('known');
    expect((await contractOf(world)).facts).toHaveLength(2);
  });

  it('leaves the other party alone', async () => {
    const world = await sealed();
    await recordMailEvent(world, report('bounced'));
    expect(await intentOf(world, 'mail/1999-04-30/consultant', 'mail')).toMatchObject({ state: 'pending' });
  });

  it('of a contract that is not here is passed over', async () => {
    const world = await sealed();
    expect(await recordMailEvent(world, report('bounced', { contractId: 'nobody' }))).toBe('ignored');
  });
});
