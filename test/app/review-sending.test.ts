import { describe, expect, it } from 'vitest';
import { decideWaiting } from '../../shared/app/decide-waiting.ts';
import { pushInvoice } from '../../shared/app/push-invoice.ts';
import { recordMailEvent } from '../../shared/app/record-mail-event.ts';
import type { MailReport } from '../../shared/ports/inbound.ts';
import { sendStatement } from '../../shared/app/send-statement.ts';
import { InputError } from '../../shared/core/errors.ts';
import { aWorld, CONTRACT, intentOf, runOn, settle, type World } from '../builders/a-world.ts';
import { noon } from '../builders/facts.ts';

const ring = (intent: string, on: string) => ({ contractId: CONTRACT, factSeq: 0, asOf: noon(on), intent });
const MAIL = 'mail/1999-04-30/client';
const INVOICE = 'invoice/retainer/1999-04-06#1';

function reported(world: World, attempt: number, event: MailReport['event']): Promise<unknown> {
  const report = { contractId: CONTRACT, statement: '1999-04-30', party: 'client' as const, attempt, event };
  const happenedAt = noon('1999-05-02');
  return recordMailEvent(world, { ...report, messageId: `message-${attempt}`, happenedAt, body: '{}' });
}

describe('a statement that bounced at one address and is to be tried again', () => {
  it('is sent, although SES reports the first attempt as delivered to another address', async () => {
    const world = await aWorld();
    await runOn(world, '1999-05-02');
    await reported(world, 1, 'bounced');
    const decision = { contractId: CONTRACT, by: 'Eugene Chiaramonte', reason: 'mended', now: noon('1999-05-03') };
    await decideWaiting(world, { ...decision, waiting: `intent/${MAIL}`, answer: 'try-again' });

    await reported(world, 1, 'delivered');

    expect((await intentOf(world, MAIL, 'mail')).state).toBe('pending');
    expect(await sendStatement(world, ring(MAIL, '1999-05-03'))).toBe('sent');
  });
});

it('asks a person about a message that cannot be composed, instead of trying it for ever', async () => {
  const world = await aWorld();
  await settle(world, '1999-05-02');
  const mailer = { ...world.mailer, send: () => Promise.reject(new InputError('The message cannot be composed.')) };
  expect(await sendStatement({ ...world, mailer }, ring(MAIL, '1999-05-02'))).toBe('waiting');
  const intent = await intentOf(world, MAIL, 'mail');
  expect(intent).toMatchObject({ state: 'waiting', note: expect.stringContaining('cannot be composed') });
  expect(intent).not.toHaveProperty('sendingSince');
});

describe('a contract that is parked', () => {
  it('sends nothing of what was rung for already, and goes on with it afterwards', async () => {
    const world = await aWorld();
    await settle(world, '1999-05-02');
    await world.store.park(CONTRACT, { at: noon('1999-05-02'), why: 'x', what: 'y' });

    expect(await pushInvoice(world, ring(INVOICE, '1999-05-02'))).toBe('nothing-to-do');
    expect(await sendStatement(world, ring(MAIL, '1999-05-02'))).toBe('nothing-to-do');
    expect(world.invoicer.writes).toEqual([]);
    expect(world.mailer.sent).toEqual([]);

    await world.store.unpark(CONTRACT, noon('1999-05-03'));
    await runOn(world, '1999-05-03');
    expect((await intentOf(world, INVOICE, 'invoice')).state).toBe('done');
    expect(world.mailer.sent).toHaveLength(2);
  });
});
