import { payIn } from '../builders/memory-stripe-money.ts';
import { describe, expect, it } from 'vitest';
import { readCrmEvent } from '../../shared/adapters/crm/standard-webhooks/read-event.ts';
import { recordInbound } from '../../shared/app/record-inbound.ts';
import { factsOf } from '../../shared/core/facts/fact.ts';
import type { InboundMessage } from '../../shared/ports/inbound.ts';
import { aWorld, contractOf, runOn, settle, type World } from '../builders/a-world.ts';
import { crmBody, crmMessage, stripeMessage } from '../builders/crm-message.ts';
import { introduced, noon } from '../builders/facts.ts';
import { record } from '../builders/a-world.ts';

const receive = (world: World, message: InboundMessage) => recordInbound({ ...world, readCrmEvent }, message);

async function types(world: World): Promise<string[]> {
  return (await contractOf(world)).facts.map(({ type }) => type);
}

async function postedAmounts(world: World): Promise<[string, bigint][]> {
  const { postings } = await contractOf(world);
  return postings
    .filter(({ kind }) => kind === 'success-fee')
    .map(({ revision, amountMinor }) => [`#${revision}`, amountMinor]);
}

describe('a webhook of the CRM', () => {
  it('becomes a closing with an id of ours, and its message is kept', async () => {
    const world = await aWorld();
    const message = crmMessage(crmBody());

    expect(await receive(world, message)).toBe('applied');

    const [closing] = factsOf((await contractOf(world)).facts, 'ClosingReported');
    expect(closing?.data).toMatchObject({
      closing: expect.stringMatching(/^closing-[0-9a-f]{10}$/),
      externalId: 'deal-77',
      amountMinor: 25_000_000n,
      investor: { crmIds: ['crm-1042'], emails: ['dana@harborridge.example'] },
    });
    const inboxId = `crm/auxer-pmr-1999/${message.messageId}`;
    expect(await world.store.readMessage(inboxId)).toMatchObject({ state: 'applied', body: message.body });
  });

  it('that comes twice is known the second time', async () => {
    const world = await aWorld();
    const message = crmMessage(crmBody());

    expect([await receive(world, message), await receive(world, message)]).toEqual(['applied', 'known']);

    expect(await types(world)).toEqual(['TermsAdopted', 'ClosingReported']);
  });

  it('that comes twice under two ids earns one fee', async () => {
    const world = await aWorld();
    await record(world, introduced());

    await receive(world, crmMessage(crmBody()));
    await receive(world, crmMessage(crmBody()));
    await settle(world, '1999-06-15');

    expect(await postedAmounts(world)).toEqual([['#1', 2_500_000n]]);
  });

  it('is applied after a crash between the inbox and the facts', async () => {
    const world = await aWorld();
    const message = crmMessage(crmBody());
    const { source, contractId, messageId, receivedAt, body } = message;
    const inboxId = `crm/auxer-pmr-1999/${messageId}`;
    const envelope = { contractId, messageId };
    await world.store.keepMessage({ inboxId, source, envelope, receivedAt, body, state: 'received' });

    expect(await receive(world, message)).toBe('applied');
  });

  it('that corrects before the report has come leaves the correction standing', async () => {
    const world = await aWorld();
    await record(world, introduced());

    const receivedAt = noon('1999-06-20');
    const correction = crmBody({ amount: '240000.00' }, 'funding.corrected', '1999-06-20');
    await receive(world, crmMessage(correction, { receivedAt }));
    await receive(world, crmMessage(crmBody(), { receivedAt }));
    await settle(world, '1999-06-20');

    expect(await postedAmounts(world)).toEqual([['#1', 2_400_000n]]);
  });

  it('that reverses the closing takes the fee back', async () => {
    const world = await aWorld();
    await record(world, introduced());
    await receive(world, crmMessage(crmBody()));
    await settle(world, '1999-06-15');

    const body = crmBody({ reason: 'the wire came back' }, 'funding.reversed', '1999-06-20');
    await receive(world, crmMessage(body, { receivedAt: noon('1999-06-20') }));
    await settle(world, '1999-06-20');

    expect(await postedAmounts(world)).toEqual([
      ['#1', 2_500_000n],
      ['#2', -2_500_000n],
    ]);
  });

  it('keeps apart two closings of the same investor', async () => {
    const world = await aWorld();
    await receive(world, crmMessage(crmBody()));
    await receive(world, crmMessage(crmBody({ closing: 'deal-78' })));

    const ids = factsOf((await contractOf(world)).facts, 'ClosingReported').map(({ data }) => data.closing);
    expect(new Set(ids).size).toBe(2);
  });

  it.each([null, '1,250,000.00', -5, 1e6, 2 ** 53 + 1])(
    'with the amount %j is set aside for a person',
    async (amount) => {
      const world = await aWorld();

      expect(await receive(world, crmMessage(crmBody({ amount })))).toBe('set-aside');

      const [aside] = factsOf((await contractOf(world)).facts, 'MessageSetAside');
      expect(aside?.data.problems).toMatchObject([{ field: 'data.amount', found: JSON.stringify(amount) }]);
      expect(world.log.counted).toContain('MessageSetAside');
    },
  );

  it('with several mistakes is set aside with each of them', async () => {
    const world = await aWorld();
    const message = crmMessage(
      crmBody({ amount: '-5', currency: 'XXX', closed_on: '1999-06-31', investor: { name: '' } }),
    );

    await receive(world, message);

    const [aside] = factsOf((await contractOf(world)).facts, 'MessageSetAside');
    expect(aside?.data.problems.map(({ field }) => field).toSorted()).toEqual([
      'data.amount',
      'data.closed_on',
      'data.currency',
      'data.investor.name',
    ]);
    expect(await world.store.readMessage(`crm/auxer-pmr-1999/${message.messageId}`)).toMatchObject({
      state: 'set-aside',
      body: message.body,
    });
  });

  it.each(['', 'not json', '[]', 'null', '{"type":"funding.closed"}', '{"type":"deal.won"}'])(
    'that says %j is set aside',
    async (body) => {
      const world = await aWorld();
      expect(await receive(world, crmMessage(body))).toBe('set-aside');
      expect(await types(world)).toEqual(['TermsAdopted', 'MessageSetAside']);
    },
  );

  it("with another contract's deal is set aside, and says which contract it named", async () => {
    const world = await aWorld();

    expect(await receive(world, crmMessage(crmBody({ contract: 'another' })))).toBe('set-aside');

    const [aside] = factsOf((await contractOf(world)).facts, 'MessageSetAside');
    expect(aside?.data.problems).toMatchObject([{ field: 'data.contract', found: '"another"' }]);
  });

  it('for a contract that is not here is kept, and writes no fact', async () => {
    const world = await aWorld();
    const message = crmMessage(crmBody({ contract: 'nobody' }), { contractId: 'nobody' });
    expect(await receive(world, message)).toBe('set-aside');
    expect(await world.store.readMessage(`crm/nobody/${message.messageId}`)).toMatchObject({ state: 'set-aside' });
  });

  it('leaves names, amounts and bodies out of the log', async () => {
    const world = await aWorld();
    await receive(world, crmMessage(crmBody()));
    await receive(world, crmMessage(crmBody({ amount: '-250000.00' })));
    expect(world.log.lines.join('\n')).not.toMatch(/Dana|Harbor|250000|harborridge/i);
  });
});

async function invoiced(): Promise<World> {
  const world = await aWorld();
  await runOn(world, '1999-04-06');
  return world;
}

/** The client pays at noon of a day. */
function pays(world: World, on: string, amountMinor = 200_000n): void {
  world.invoicer.nowEpochSeconds = Date.parse(noon(on)) / 1000;
  payIn(world.invoicer, 'in_1', amountMinor);
}

describe('a webhook of Stripe', () => {
  it('has the invoice fetched, and what it says becomes a payment', async () => {
    const world = await invoiced();
    pays(world, '1999-04-19');

    expect(await receive(world, stripeMessage('in_1', '1999-04-20'))).toBe('applied');

    const [seen] = factsOf((await contractOf(world)).facts, 'InvoiceSeen');
    expect(seen?.data).toMatchObject({
      posting: 'retainer/1999-04-06#1',
      invoice: 'in_1',
      status: 'paid',
      payments: [{ amountMinor: 200_000n, at: noon('1999-04-19'), how: 'stripe' }],
    });
  });

  it('that comes twice, or as another event of the same payment, gives one fact', async () => {
    const world = await invoiced();
    pays(world, '1999-04-19');
    const message = stripeMessage('in_1', '1999-04-20');

    await receive(world, message);
    expect(await receive(world, message)).toBe('known');
    expect(await receive(world, stripeMessage('in_1', '1999-04-21'))).toBe('known');

    expect(await types(world)).toEqual(['TermsAdopted', 'InvoiceSeen']);
  });

  it('of a part payment is followed by the rest', async () => {
    const world = await invoiced();
    pays(world, '1999-04-19', 50_000n);
    await receive(world, stripeMessage('in_1', '1999-04-19'));
    pays(world, '1999-04-25', 150_000n);
    await receive(world, stripeMessage('in_1', '1999-04-25'));
    await settle(world, '1999-04-25');

    const payments = (await contractOf(world)).entries.filter(({ kind }) => kind === 'payment');
    expect(payments.map(({ lines }) => lines[0]?.debitMinor)).toEqual([50_000n, 150_000n]);
    expect(payments.map(({ effectiveOn }) => effectiveOn)).toEqual(['1999-04-19', '1999-04-25']);
  });

  it('is passed over when nothing happened to it, or the contract is not ours', async () => {
    const world = await invoiced();
    expect(await receive(world, stripeMessage('in_1', '1999-04-20'))).toBe('ignored');
    pays(world, '1999-04-19');
    world.invoicer.change('in_1', { contractId: 'nobody' });
    expect(await receive(world, stripeMessage('in_1', '1999-04-22'))).toBe('ignored');
    expect(await types(world)).toEqual(['TermsAdopted']);
  });

  it('is ours still when a person took our metadata away: the customer and the intent say whose it is', async () => {
    const world = await invoiced();
    pays(world, '1999-04-19');
    world.invoicer.change('in_1', { contractId: undefined, posting: undefined, intent: undefined });
    expect(await receive(world, stripeMessage('in_1', '1999-04-20'))).toBe('applied');
    world.invoicer.change('in_1', { customer: undefined });
    expect(await receive(world, stripeMessage('in_1', '1999-04-21'))).toBe('ignored');
  });

  it.each(['{"type":"customer.created"}', '[]', '"text"', 'not json'])('that says %s is passed over', async (body) => {
    const world = await invoiced();
    const message = { ...stripeMessage('in_1', '1999-04-20', 'evt_odd'), body };
    expect(await receive(world, message)).toBe('ignored');
  });
});
