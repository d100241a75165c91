import { describe, expect, it } from 'vitest';
import { recordByHand } from '../../shared/app/record-by-hand.ts';
import { contractFile1999 } from '../builders/a-contract.ts';
import { aWorld, CONTRACT, contractOf, record, runOn, type World } from '../builders/a-world.ts';
import { noon, paid } from '../builders/facts.ts';

/** The retainer of 6 April 1999, 2,000.00, is due on 20 April. */
const FIRST = 'retainer/1999-04-06#1';

async function reminding(reminders: { daysLate: number[]; to?: string[] } = { daysLate: [7, 21] }): Promise<World> {
  const world = await aWorld({ ...contractFile1999(), reminders });
  await runOn(world, '1999-04-06');
  return world;
}

const sent = (world: World) => world.mailer.notices.map(({ to }) => to.join());
const written = async (world: World) =>
  (await contractOf(world)).facts.flatMap((fact) => (fact.type === 'NoticeIssued' ? [fact.data.notice] : []));

describe('a bill that is late', () => {
  it('is reminded of on each of the days of the term, once', async () => {
    const world = await reminding();
    for (const on of ['1999-04-26', '1999-04-27', '1999-04-28', '1999-05-05']) await runOn(world, on);
    expect(await written(world)).toEqual(['reminder/retainer/1999-04-06/1999-04-20/7']);
    await runOn(world, '1999-05-11');
    await runOn(world, '1999-05-12');
    expect(await written(world)).toEqual([
      'reminder/retainer/1999-04-06/1999-04-20/7',
      'reminder/retainer/1999-04-06/1999-04-20/21',
    ]);
    expect(sent(world)).toEqual(['accounts@auxer.example', 'accounts@auxer.example']);
  });

  it('is reminded of once, by the last, after an outage over several of the days', async () => {
    const world = await reminding();
    await runOn(world, '1999-05-15');
    expect(await written(world)).toEqual(['reminder/retainer/1999-04-06/1999-04-20/21']);
  });

  it('wakes the contract on the day of the next reminder', async () => {
    const world = await reminding();
    await runOn(world, '1999-04-21');
    expect((await contractOf(world)).head.attentionAt).toBe('1999-04-27T04:00:00.000Z');
  });

  it('is not reminded of once it is paid', async () => {
    const world = await reminding();
    await record(world, paid(FIRST, 200_000n, '1999-04-25'));
    await runOn(world, '1999-04-28');
    expect(await written(world)).toEqual([]);
  });

  it('is not reminded of while all of it is disputed, and for the rest alone while a part is', async () => {
    const world = await reminding();
    const input = { id: 'd1', of: 'retainer/1999-04-06', by: 'Eugene Chiaramonte', reason: 'No release was drafted.' };
    const said = { contractId: CONTRACT, kind: 'dispute', now: noon('1999-04-22') };
    await recordByHand(world, { ...said, input });
    await runOn(world, '1999-04-28');
    expect(await written(world)).toEqual([]);

    const part = await reminding();
    await recordByHand(part, { ...said, input: { ...input, amount: '500.00' } });
    await runOn(part, '1999-04-28');
    const intents = await part.store.listIntents(CONTRACT);
    const words = JSON.stringify(
      intents.filter(({ id }) => id.startsWith('notice/reminder')),
      (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
    );
    // 2,000.00 less the 500.00 that is disputed.
    expect(words).toContain('USD 1,500.00 of Retainer, 6 April 1999 to 5 May 1999 was due on 20 April 1999');
    expect(words).toContain('Another USD 500.00 of it is disputed');
  });

  it('is told to the consultant too where the term says so, to its own address', async () => {
    const world = await reminding({ daysLate: [7], to: ['client', 'consultant'] });
    await runOn(world, '1999-04-28');
    expect(sent(world).toSorted()).toEqual(['accounts@auxer.example', 'office@pmr.example']);
  });

  it('is not reminded of where the term says nothing', async () => {
    const world = await aWorld();
    await runOn(world, '1999-04-06');
    await runOn(world, '1999-05-15');
    expect(await written(world)).toEqual([]);
  });
});
