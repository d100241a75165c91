import { describe, expect, it } from 'vitest';
import { fenceReport, liftFence } from '../../shared/app/fence-commands.ts';
import { reconcileContract, type ReconcileWorld } from '../../shared/app/reconcile-contract.ts';
import { aWorld, CONTRACT, contractOf, runOn, type World } from '../builders/a-world.ts';
import { noon } from '../builders/facts.ts';
import { refusal } from '../builders/stripe-refusals.ts';

const NOW = noon('1999-04-07');
const RUN = { run: 'adopt/1', asOf: NOW, mode: 'adopt', by: 'an operator' } as const;

/** A table that was restored to after its first invoice, and that is being compared with Stripe. */
async function restored(): Promise<World> {
  const world = await aWorld();
  await runOn(world, '1999-04-06');
  world.activations.current = { state: 'on', tableId: 'the-table-before', customers: {} };
  await world.reconciliations.saveRun({
    ...RUN,
    tableId: 'memory-table',
    contracts: 1,
    replayed: 0,
    unknownContracts: [],
  });
  return world;
}

const atTheFence = (world: World) => ({ ...world, bells: { ringStart: async () => undefined } });
const compare = (world: Pick<World, keyof ReconcileWorld>) =>
  reconcileContract(world, { ...RUN, contractId: CONTRACT, customers: ['cus_1'] });
const lift = (world: World, despite: boolean) =>
  liftFence(atTheFence(world), { by: 'an operator', why: 'known', despite, without: [], now: NOW });

describe('lifting the fence of a restored table', () => {
  it('waits until Stripe could be asked about every contract, whatever is overruled', async () => {
    const world = await restored();
    const invoicesOf = () => Promise.reject(refusal('rate_limit', 429, true));
    const busy = { ...world, invoicer: { ...world.invoicer, invoicesOf } };
    expect(await compare(busy)).toMatchObject({ state: 'failed', failure: 'dependency.failed' });

    expect((await fenceReport(atTheFence(world), NOW)).inTheWay).toEqual([
      {
        what: `Stripe could not be asked about 1 of 1 contracts (${CONTRACT}).`,
        todo: 'Run `tallystick fence adopt` again.',
        mayBeOverruled: false,
      },
    ]);
    await expect(lift(world, true)).rejects.toMatchObject({ code: 'fence.shut' });

    expect(await compare(world)).toMatchObject({ state: 'agrees' });
    expect(await lift(world, false)).toMatchObject({ moves: true });
  });

  it('is not done over differences unless a person says that they are known', async () => {
    const world = await restored();
    const [invoice] = world.invoicer.invoices.values();
    if (invoice === undefined) throw new TypeError('no invoice');
    world.invoicer.invoices.delete(invoice.id);
    expect(await compare(world)).toMatchObject({ state: 'differs' });

    await expect(lift(world, false)).rejects.toMatchObject({ code: 'fence.shut' });
    expect(await lift(world, true)).toMatchObject({ moves: true });
  });

  it('that is killed before every contract was called leaves no statement behind: what is held back looks for itself', async () => {
    const world = await restored();
    const asOf = noon('1999-05-03');
    await runOn(world, asOf);
    expect(await world.store.listStatements(CONTRACT)).toEqual([]);
    const looksAt = (await contractOf(world)).head.attentionAt;
    expect(looksAt).toBe('1999-05-03T22:00:00.000Z'); // six hours after noon in New York; the next fee is due on 6 May

    const run = { ...RUN, asOf };
    await world.reconciliations.saveRun({
      ...run,
      tableId: 'memory-table',
      contracts: 1,
      replayed: 0,
      unknownContracts: [],
    });
    await reconcileContract(world, { ...run, contractId: CONTRACT, customers: ['cus_1'] });
    const store = { ...world.store, callAttention: () => Promise.reject(new Error('killed')) };
    const command = { by: 'an operator', why: 'it agrees', despite: false, without: [], now: asOf };
    await expect(liftFence({ ...atTheFence(world), store }, command)).rejects.toThrow('killed');
    expect(world.activations.current.tableId).toBe('memory-table');
    expect((await contractOf(world)).head.attentionAt).toBe(looksAt);

    await runOn(world, '1999-05-03T22:00:00.000Z');
    expect((await world.store.listStatements(CONTRACT)).map(({ id }) => id)).toEqual(['1999-04-30']);
    expect(world.mailer.sent.map(({ party }) => party).toSorted()).toEqual(['client', 'consultant']);
  });
});
