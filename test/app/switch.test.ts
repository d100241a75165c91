import { describe, expect, it } from 'vitest';
import { readFence } from '../../shared/app/fence.ts';
import { switchMoney, switchStatus, type SwitchCommand } from '../../shared/app/switch.ts';
import { aWorld, contractOf, emptyWorld, runOn, type World } from '../builders/a-world.ts';
import { NOON } from '../builders/store-records.ts';

function does(world: World, action: SwitchCommand['action'], thisTable = false) {
  const command = { action, by: 'an operator', why: 'a reason', thisTable, now: NOON };
  return switchMoney(world.store, world.activations, command);
}

const copied = { state: 'on', tableId: 'another-table', customers: { a: 'cus_1' } } as const;

describe('the switch', () => {
  it('is off until somebody switches it on, for this table', async () => {
    const world = emptyWorld();
    world.activations.current = { state: 'off', customers: {} };
    expect(await switchStatus(world.store, world.activations)).toMatchObject({ moves: false, code: 'off' });
    expect(await does(world, 'switch-on')).toMatchObject({ moves: true, tableId: 'memory-table' });
    expect(world.activations.current).toMatchObject({ tableId: 'memory-table', switchedOnBy: 'an operator' });
  });

  it('stops everything, says who did, and lets it go on', async () => {
    const world = emptyWorld();
    expect(await does(world, 'stop')).toMatchObject({
      moves: false,
      code: 'stopped',
      why: expect.stringContaining('an operator'),
    });
    expect(await does(world, 'switch-on')).toMatchObject({ moves: false, code: 'stopped' });
    expect(await does(world, 'resume')).toMatchObject({ moves: true });
  });

  it('stays shut on a table that was restored or copied, until a person lifts it for this table', async () => {
    const world = emptyWorld();
    world.activations.current = copied;
    expect(await switchStatus(world.store, world.activations)).toMatchObject({
      code: 'other-table',
      why: expect.stringMatching(/memory-table.*another-table.*fence adopt.*fence lift/s),
    });
    await expect(does(world, 'switch-on')).rejects.toMatchObject({
      problems: [{ field: '(table)', fix: expect.stringContaining('fence adopt') }],
    });
    expect(world.activations.current).toBe(copied);
    expect(await does(world, 'switch-on', true)).toMatchObject({ moves: true });
    expect(world.activations.current.customers).toEqual({ a: 'cus_1' });
  });

  it('lets what it held back go at once when it is lifted, not at its next look in six hours', async () => {
    const world = await aWorld();
    const now = '1999-04-06T16:20:00.000Z';
    const turn = (action: 'stop' | 'resume') =>
      switchMoney(world.store, world.activations, { action, by: 'x', why: 'y', thisTable: false, now });
    await turn('stop');
    await runOn(world, '1999-04-06');
    await runOn(world, '1999-04-06T16:15:00.000Z');
    expect(world.invoicer.invoices.size).toBe(0);
    expect((await contractOf(world)).head.attentionAt).toBe('1999-04-06T22:00:00.000Z');

    await turn('resume');

    expect((await contractOf(world)).head.attentionAt).toBe(now);
    await runOn(world, now);
    expect(world.invoicer.invoices.size).toBe(1);
  });

  it('resume does not lift the fence of another table', async () => {
    const world = emptyWorld();
    world.activations.current = copied;
    expect(await does(world, 'resume')).toMatchObject({ moves: false, code: 'other-table' });
    expect(await readFence(world.store, world.activations)).toMatchObject({ open: false });
  });
});
