import { describe, expect, it } from 'vitest';
import { decideWaiting } from '../../shared/app/decide-waiting.ts';
import { pushInvoice } from '../../shared/app/push-invoice.ts';
import { switchMoney } from '../../shared/app/switch.ts';
import { epochOf } from '../../shared/core/calendar/instant.ts';
import type { PushOutcome } from '../../shared/app/push-world.ts';
import { aWorld, CONTRACT, contractOf, intentOf, settle, type World } from '../builders/a-world.ts';
import { noon } from '../builders/facts.ts';

const INTENT = 'invoice/retainer/1999-04-06#1';

/** A world with one posting of USD 2,000.00 that is not pushed yet. */
async function posted(): Promise<World> {
  const world = await aWorld();
  await settle(world, '1999-04-06');
  return world;
}

function push(world: World, on = '1999-04-06', intent = INTENT): Promise<PushOutcome> {
  const asOf = noon(on);
  world.invoicer.nowEpochSeconds = epochOf(asOf) / 1000;
  return pushInvoice(world, { contractId: CONTRACT, factSeq: 1, asOf, intent });
}

const invoices = (world: World) => [...world.invoicer.invoices.values()];
const keys = (world: World) => world.invoicer.writes.map(({ operation, key }) => [operation, key.split(':').at(-2)]);

describe('pushing an invoice', () => {
  it('creates the draft, its one line, and finalises it', async () => {
    const world = await posted();

    expect(await push(world)).toBe('done');

    expect(invoices(world)).toMatchObject([
      {
        status: 'open',
        totalMinor: 200_000n,
        currency: 'USD',
        lineCount: 1,
        posting: 'retainer/1999-04-06#1',
        intent: INTENT,
      },
    ]);
    expect(await intentOf(world, INTENT, 'invoice')).toMatchObject({
      state: 'done',
      invoice: 'in_1',
      invoiceNumber: 'A-in_1',
      hostedInvoiceUrl: 'https://pay.example/in_1',
      customer: 'cus_1',
    });
    expect(world.activations.current.customers).toEqual({ [CONTRACT]: 'cus_1' });
  });

  it('says the clause, the period and the due date, and links the working', async () => {
    const world = await posted();
    await push(world);
    const { workingHash } = await intentOf(world, INTENT, 'invoice');
    expect(world.invoicer.created).toMatchObject([
      {
        description: 'Retainer, 6 April 1999 to 5 May 1999. Clause 2.1 of the agreement. Payable by 1999-04-20.',
        workingUrl: `https://tallystick.example/workings/${CONTRACT}/${workingHash}`,
        workingHash,
        dueAtEpochSeconds: epochOf('1999-04-21T04:00:00.000Z') / 1000 - 1, // the last second of 20 April in New York
      },
    ]);
  });

  it('does nothing the second time', async () => {
    const world = await posted();
    await push(world);
    const writes = world.invoicer.writes.length;

    expect(await push(world)).toBe('nothing-to-do');

    expect(world.invoicer.writes).toHaveLength(writes);
  });

  it('uses one key for each operation', async () => {
    const world = await posted();
    await push(world);
    expect(new Set(world.invoicer.writes.map(({ key }) => key)).size).toBe(4);
    expect(world.invoicer.writes.map(({ operation }) => operation)).toEqual([
      'createCustomer',
      'createInvoice',
      'addLine',
      'finalize',
    ]);
  });

  it('gives Stripe tomorrow when the due date of the contract has passed', async () => {
    const world = await posted();

    expect(await push(world, '1999-06-01')).toBe('done');

    expect((await intentOf(world, INTENT, 'invoice')).frozen).toMatchObject({
      dueOn: '1999-06-02',
      description: expect.stringContaining('Payable by 1999-04-20'),
    });
  });

  it('adopts the customer that an earlier life of the table made', async () => {
    const world = await posted();
    world.invoicer.customers.push({ id: 'cus_old', contractId: CONTRACT });
    await push(world);
    expect(world.activations.current.customers[CONTRACT]).toBe('cus_old');
    expect(world.invoicer.customers).toHaveLength(1);
  });

  it('adopts an invoice that is younger or older than its intent, instead of creating another', async () => {
    const before = await posted();
    await push(before);
    const restored = await posted(); // the same posting in a table that knows nothing of Stripe
    for (const [id, invoice] of before.invoicer.invoices) restored.invoicer.invoices.set(id, invoice);

    expect(await push(restored, '1999-04-10')).toBe('done');

    expect(invoices(restored)).toHaveLength(1);
    expect(restored.invoicer.writes.map(({ operation }) => operation)).not.toContain('createInvoice');
  });

  it('keeps the kill switch that was pulled while the customer was made', async () => {
    const world = await posted();
    const { invoicer: stripe } = world;
    const invoicer = {
      ...world.invoicer,
      createCustomer: async (customer: Parameters<typeof stripe.createCustomer>[0], key: string) => {
        const stop = { action: 'stop', by: 'x', why: 'y', thisTable: false, now: noon('1999-04-06') } as const;
        await switchMoney(world.store, world.activations, stop);
        return stripe.createCustomer(customer, key);
      },
    };
    await pushInvoice(
      { ...world, invoicer },
      { contractId: CONTRACT, factSeq: 1, asOf: noon('1999-04-06'), intent: INTENT },
    );
    expect(world.activations.current).toMatchObject({ stopped: { by: 'x' }, customers: { [CONTRACT]: 'cus_1' } });
  });
});

describe('when Stripe fails', () => {
  it.each([0, 429, 500] as const)('with %i it is tried later, with attention called for then', async (status) => {
    const world = await posted();
    world.invoicer.fail({ operation: 'createInvoice', status, when: 'before' });

    expect(await push(world)).toBe('later');

    const intent = await intentOf(world, INTENT, 'invoice');
    expect(intent).toMatchObject({ state: 'pending', failures: 1, notBefore: '1999-04-06T16:01:00.000Z' });
    expect((await contractOf(world)).head.attentionAt).toBe('1999-04-06T16:01:00.000Z');
    expect(await push(world, '1999-04-07')).toBe('done');
    expect(invoices(world)).toHaveLength(1);
  });

  it('waits longer each time, up to an hour', async () => {
    const world = await posted();
    const waits: number[] = [];
    for (let failure = 0; failure < 8; failure += 1) {
      world.invoicer.fail({ operation: 'createInvoice', status: 429, when: 'before' });
      await push(world);
      const { notBefore = '' } = await intentOf(world, INTENT, 'invoice');
      waits.push((epochOf(notBefore) - epochOf(noon('1999-04-06'))) / 60_000);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it('takes a new key after a 500, which Stripe would answer again for a day', async () => {
    const world = await posted();
    world.invoicer.fail({ operation: 'createInvoice', status: 500, when: 'before' });
    await push(world);
    expect(await push(world)).toBe('done');
    expect(keys(world).filter(([operation]) => operation === 'createInvoice')).toEqual([
      ['createInvoice', 'a1'],
      ['createInvoice', 'a2'],
    ]);
  });

  it('takes a new key for the customer too', async () => {
    const world = await posted();
    world.invoicer.fail({ operation: 'createCustomer', status: 500, when: 'before' });
    expect(await push(world)).toBe('later');
    expect(await push(world)).toBe('done');
    expect(world.invoicer.customers).toHaveLength(1);
  });

  it('keeps the key after no answer, and the request as it was frozen', async () => {
    const world = await posted();
    world.invoicer.fail({ operation: 'createInvoice', status: 0, when: 'before' });
    await push(world);
    const { frozen } = await intentOf(world, INTENT, 'invoice');
    await push(world, '1999-04-07');
    expect(world.invoicer.created[0]?.dueAtEpochSeconds).toBe(frozen?.dueAtEpochSeconds);
    expect(keys(world).at(2)).toEqual(['createInvoice', 'a1']);
  });

  it('freezes a new request when the due date that was frozen has passed meanwhile', async () => {
    const world = await posted();
    world.invoicer.fail({ operation: 'createInvoice', status: 429, when: 'before' });
    await push(world, '1999-04-19');
    expect(await push(world, '1999-05-02')).toBe('done');
    expect(await intentOf(world, INTENT, 'invoice')).toMatchObject({ attempt: 2, frozen: { dueOn: '1999-05-03' } });
  });

  it('asks a person when Stripe refuses', async () => {
    const world = await posted();
    world.invoicer.fail({ operation: 'createInvoice', status: 402, when: 'before' });
    expect(await push(world)).toBe('waiting');
    expect(await intentOf(world, INTENT, 'invoice')).toMatchObject({
      state: 'waiting',
      note: expect.stringContaining('402'),
    });
  });
});

describe('the fence', () => {
  it.each([
    ['off', { state: 'off', customers: {} }],
    ['other-table', { state: 'on', tableId: 'another', customers: {} }],
    ['stopped', { state: 'on', tableId: 'memory-table', customers: {}, stopped: { at: '', by: 'x', why: 'y' } }],
  ] as const)('keeps everything from Stripe while it is shut: %s', async (code, activation) => {
    const world = await posted();
    world.activations.current = activation;

    expect(await push(world)).toBe('fenced');

    expect(world.invoicer.writes).toEqual([]);
    expect(await intentOf(world, INTENT, 'invoice')).toMatchObject({ state: 'pending', failures: 0 });
    expect(world.log.lines.join('\n')).toContain(`"code":"${code}"`);
    expect(world.log.counted).toContain('FenceShut');
  });
});

/** Stripe has the open invoice, but the intent never learned of it. */
async function pushedAsFarAsOpen(world: World): Promise<void> {
  world.invoicer.fail({ operation: 'finalize', status: 0, when: 'after' });
  await push(world);
  expect(invoices(world)).toMatchObject([{ status: 'open' }]);
}

describe('what a person did at Stripe', () => {
  const again = {
    contractId: CONTRACT,
    by: 'Eugene Chiaramonte',
    reason: 'voided by mistake',
    now: noon('1999-04-08'),
  };

  it('is asked about when the invoice is void', async () => {
    const world = await posted();
    await pushedAsFarAsOpen(world);
    world.invoicer.change('in_1', { status: 'void' });

    expect(await push(world)).toBe('waiting');

    expect(await intentOf(world, INTENT, 'invoice')).toMatchObject({
      state: 'waiting',
      note: 'Invoice in_1 at Stripe is void; somebody changed it there.',
    });
  });

  it('is made good by a new invoice once a person says try-again, and only by one', async () => {
    const world = await posted();
    await pushedAsFarAsOpen(world);
    world.invoicer.change('in_1', { status: 'void' });
    await push(world);

    await decideWaiting(world, { ...again, waiting: `intent/${INTENT}`, answer: 'try-again' });

    expect(await push(world, '1999-04-08')).toBe('done');
    expect(invoices(world).map(({ id, status }) => [id, status])).toEqual([
      ['in_1', 'void'],
      ['in_2', 'open'],
    ]);
    expect(await push(world, '1999-04-09')).toBe('nothing-to-do');
  });

  it('ends with handled', async () => {
    const world = await posted();
    await pushedAsFarAsOpen(world);
    world.invoicer.change('in_1', { status: 'uncollectible' });
    await push(world);
    await decideWaiting(world, { ...again, waiting: `intent/${INTENT}`, answer: 'handled' });
    expect(await push(world, '1999-04-08')).toBe('nothing-to-do');
    expect((await contractOf(world)).facts.at(-1)).toMatchObject({ type: 'IntentHandled', data: { intent: INTENT } });
  });

  it.each([
    ['another total', { totalMinor: 200_001n }],
    ['another currency', { currency: 'EUR' }],
    ['a second line', { lineCount: 2 }],
  ])('parks the contract when the invoice has %s', async (_what, changes) => {
    const world = await posted();
    await pushedAsFarAsOpen(world);
    world.invoicer.change('in_1', changes);

    expect(await push(world)).toBe('waiting');

    expect((await contractOf(world)).head.parked).toMatchObject({
      why: 'the invoice at Stripe is not what the posting says',
    });
  });

  it('parks the contract when two live invoices stand for one posting', async () => {
    const world = await posted();
    await pushedAsFarAsOpen(world);
    const [first] = invoices(world);
    if (first !== undefined) world.invoicer.invoices.set('in_9', { ...first, id: 'in_9' });
    expect(await push(world)).toBe('waiting');
    expect((await contractOf(world)).head.parked).toMatchObject({ why: 'two live invoices for one posting' });
  });
});
