import { describe, expect, it } from 'vitest';
import { pushInvoice } from '../../shared/app/push-invoice.ts';
import { epochOf } from '../../shared/core/calendar/instant.ts';
import { daysAfter, type PlainDate } from '../../shared/core/calendar/plain-date.ts';
import { CONTRACT, contractOf, intentOf, type World } from '../builders/a-world.ts';
import { noon } from '../builders/facts.ts';
import { INTENT, invoices, posted, push } from '../builders/pushing.ts';

/** The last second of a day in New York, in summer. */
const endOf = (date: PlainDate): string => `${daysAfter(date, 1)}T03:59:59.000Z`;
const keys = (world: World) => world.invoicer.writes.map(({ operation, key }) => [operation, key.split(':').at(-2)]);

describe('when Stripe fails', () => {
  it.each([0, 409, 429, 500] as const)('with %i it is tried later, with attention called for then', async (status) => {
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

  it('counts the due date from the present when its ring lay in the queue until the date had passed', async () => {
    const world = await posted();
    const late = epochOf(noon('1999-05-10')) / 1000;
    const { dueOn } = await intentOf(world, INTENT, 'invoice');
    const ring = { contractId: CONTRACT, factSeq: 1, asOf: noon('1999-04-06'), intent: INTENT };
    world.invoicer.nowEpochSeconds = late;

    expect(await pushInvoice(world, ring)).toBe('later');

    expect(await intentOf(world, INTENT, 'invoice')).toMatchObject({ attempt: 2, notBefore: endOf(dueOn) });
    expect(await push(world, '1999-05-10')).toBe('done');
    expect(world.invoicer.created.map(({ dueAtEpochSeconds }) => dueAtEpochSeconds > late)).toEqual([true]);
  });

  it('asks a person when the date has passed again and again', async () => {
    const world = await posted();
    const ring = { contractId: CONTRACT, factSeq: 1, asOf: noon('1999-04-06'), intent: INTENT };
    world.invoicer.nowEpochSeconds = epochOf(noon('1999-05-10')) / 1000;
    const outcomes: string[] = [];
    for (let ringing = 0; ringing < 6; ringing += 1) outcomes.push(await pushInvoice(world, ring));
    expect(outcomes).toEqual([...Array<string>(5).fill('later'), 'waiting']);
  });

  it('gets on from one copy of an old ring to the next', async () => {
    const world = await posted();
    const ring = { contractId: CONTRACT, factSeq: 1, asOf: noon('1999-04-06'), intent: INTENT };
    const { dueOn } = await intentOf(world, INTENT, 'invoice');
    world.invoicer.nowEpochSeconds = epochOf(noon(daysAfter(dueOn, 2))) / 1000;
    const outcomes: string[] = [];
    for (let copies = 0; copies < 4; copies += 1) outcomes.push(await pushInvoice(world, ring));
    expect(outcomes).toEqual(['later', 'later', 'done', 'nothing-to-do']);
    expect(world.invoicer.created).toHaveLength(1);
  });

  it('does not count what failed otherwise before', async () => {
    const world = await posted();
    for (let failure = 0; failure < 8; failure += 1) {
      world.invoicer.fail({ operation: 'createInvoice', status: 429, when: 'before' });
      await push(world);
    }
    const { dueOn } = await intentOf(world, INTENT, 'invoice');
    world.invoicer.nowEpochSeconds = epochOf(noon(daysAfter(dueOn, 2))) / 1000;
    const ring = { contractId: CONTRACT, factSeq: 1, asOf: noon('1999-04-06'), intent: INTENT };
    expect(await pushInvoice(world, ring)).toBe('later');
    expect(await intentOf(world, INTENT, 'invoice')).toMatchObject({ state: 'pending', failures: 1 });
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
