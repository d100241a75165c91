import { describe, expect, it } from 'vitest';
import { decideWaiting } from '../../shared/app/decide-waiting.ts';
import { CONTRACT, contractOf, intentOf, type World } from '../builders/a-world.ts';
import { noon } from '../builders/facts.ts';
import { INTENT, invoices, posted, push } from '../builders/pushing.ts';

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
