import { payIn } from '../builders/memory-stripe-money.ts';
import { describe, expect, it } from 'vitest';
import { readCrmEvent } from '../../shared/adapters/crm/standard-webhooks/read-event.ts';
import { recordInbound } from '../../shared/app/record-inbound.ts';
import { factsOf } from '../../shared/core/facts/fact.ts';
import type { InboundMessage } from '../../shared/ports/inbound.ts';
import { aWorld, contractOf, runOn, type World } from '../builders/a-world.ts';
import { crmBody, crmMessage, stripeMessage } from '../builders/crm-message.ts';

const receive = (world: World, message: InboundMessage) => recordInbound({ ...world, readCrmEvent }, message);

async function setAside(world: World) {
  return factsOf((await contractOf(world)).facts, 'MessageSetAside').map(({ data }) => data);
}

describe('a webhook under an id that came before', () => {
  it('with another body is set aside for a person, and not lost as a repeat', async () => {
    const world = await aWorld();
    const first = crmMessage(crmBody(), { messageId: 'msg_reused' });
    const second = crmMessage(crmBody({ closing: 'deal-78' }), { messageId: 'msg_reused' });

    expect([await receive(world, first), await receive(world, second)]).toEqual(['applied', 'set-aside']);

    const [aside, ...others] = await setAside(world);
    expect(others).toEqual([]);
    expect(aside?.problems).toMatchObject([{ field: 'webhook-id', found: expect.stringContaining('msg_reused') }]);
    expect(await world.store.readMessage(aside?.inboxId ?? '')).toMatchObject({ body: second.body });
    expect(await world.store.readMessage('crm/auxer-pmr-1999/msg_reused')).toMatchObject({ body: first.body });
  });

  it('asks once, however often that other body comes, and still knows the first', async () => {
    const world = await aWorld();
    const first = crmMessage(crmBody(), { messageId: 'msg_reused' });
    const second = crmMessage(crmBody({ closing: 'deal-78' }), { messageId: 'msg_reused' });
    for (const message of [first, second, second, first]) await receive(world, message);

    const { facts } = await contractOf(world);
    expect(facts.map(({ type }) => type)).toEqual(['TermsAdopted', 'ClosingReported', 'MessageSetAside']);
  });
});

describe('a report from the future', () => {
  it('is set aside, as it would outrank every correction to come', async () => {
    const world = await aWorld();
    const body = JSON.stringify({ ...JSON.parse(crmBody()), timestamp: '9999-12-31T23:59:59Z' });

    expect(await receive(world, crmMessage(body))).toBe('set-aside');

    expect((await setAside(world))[0]?.problems).toMatchObject([{ field: 'timestamp' }]);
  });

  it('is taken within a day, as clocks differ', async () => {
    const world = await aWorld();
    const body = JSON.stringify({ ...JSON.parse(crmBody()), timestamp: '1999-06-16T15:00:00Z' });

    expect(await receive(world, crmMessage(body))).toBe('applied');
  });
});

describe('a webhook of Stripe', () => {
  it('about an invoice that was deleted there is passed over, and never asked about again', async () => {
    const world = await aWorld();
    const message = stripeMessage('in_deleted', '1999-04-20');

    expect([await receive(world, message), await receive(world, message)]).toEqual(['ignored', 'known']);

    expect(await world.store.readMessage(`stripe/${message.messageId}`)).toMatchObject({
      state: 'ignored',
      why: 'Stripe has no such invoice any more',
    });
  });

  it('that cannot be asked about now is tried again', async () => {
    const world = await aWorld();
    const down = { ...world.invoicer, readInvoice: () => Promise.reject(new Error('down')) };
    const message = stripeMessage('in_1', '1999-04-20');

    await expect(recordInbound({ ...world, invoicer: down, readCrmEvent }, message)).rejects.toThrow('down');

    expect(await world.store.readMessage(`stripe/${message.messageId}`)).toMatchObject({ state: 'received' });
  });

  it('is the same event when only its body differs: Stripe counts its tries in it', async () => {
    const world = await aWorld();
    await runOn(world, '1999-04-06');
    payIn(world.invoicer, 'in_1', 200_000n);
    const message = stripeMessage('in_1', '1999-04-20');
    const again = { ...message, body: message.body.replace('{', '{"pending_webhooks":0,') };

    expect([await receive(world, message), await receive(world, again)]).toEqual(['applied', 'known']);

    expect(await setAside(world)).toEqual([]);
  });
});
