import { describe, expect, it } from 'vitest';
import { adoptContract } from '../../shared/app/adopt-contract.ts';
import { reconcileContract } from '../../shared/app/reconcile-contract.ts';
import { contractFile1999, DAY_ONE } from '../builders/a-contract.ts';
import { CONTRACT, emptyWorld, record, runOn, settle, type World } from '../builders/a-world.ts';
import { closed, corrected, introduced, noon } from '../builders/facts.ts';
import type { Memory } from '../builders/memory-partition.ts';
import { createMemoryStore } from '../builders/memory-store.ts';

const empty = (): Memory => ({
  contracts: new Map(),
  inbox: new Map(),
  evidence: new Map(),
  customers: new Map(),
  connections: new Map(),
});
const CORRECTION = corrected({ amountMinor: 24_000_000n }, '1999-07-02');

/** July 3: the table is that of June 20 again, before June was sealed and the fee was corrected down. The CRM has told the correction again. */
async function restored(): Promise<World> {
  const memory = empty();
  const before: World = { ...emptyWorld(), store: createMemoryStore({ memory }) };
  await adoptContract(before, { file: contractFile1999(), by: 'Eugene Chiaramonte', now: DAY_ONE, salt: '5a17' });
  await record(before, introduced());
  for (const on of ['1999-04-06', '1999-05-06', '1999-06-06']) await runOn(before, on);
  await record(before, closed());
  await runOn(before, '1999-06-20');
  const backup = structuredClone(memory);
  await runOn(before, '1999-07-01');
  await record(before, CORRECTION);
  await runOn(before, '1999-07-02');

  const world: World = { ...before, store: createMemoryStore({ memory: backup, tableId: 'table-2' }) };
  await record(world, { ...CORRECTION, at: noon('1999-07-03') });
  await settle(world, '1999-07-03');
  return world;
}

describe('a restored table that lost the end of a month and a correction after it', () => {
  it('knows its credit note at Stripe for its own, though it may post the correction only once the month is sealed', async () => {
    const world = await restored();
    expect(world.invoicer.creditNotes).toMatchObject([{ amountMinor: 100_000n, status: 'issued' }]);
    const customers = world.invoicer.customers.map(({ id }) => id);
    const ring = { contractId: CONTRACT, run: 'adopt/1', asOf: noon('1999-07-03'), mode: 'adopt', customers } as const;
    const result = await reconcileContract(world, ring);
    expect(result).toMatchObject({ state: 'agrees', differences: [] });
    expect(result.wouldSend.map(({ intent }) => intent)).toEqual(['mail/1999-06-30']);
  });

  it('adopts it when the fence is lifted, and credits nothing twice', async () => {
    const world = await restored();
    world.activations.current = { state: 'on', tableId: 'table-2', customers: {} };
    await runOn(world, '1999-07-04');
    await runOn(world, '1999-07-04T17:00:00.000Z');
    expect(world.invoicer.creditNotes).toHaveLength(1);
    const intents = await world.store.listIntents(CONTRACT);
    expect(intents.filter(({ kind }) => kind === 'credit-note').map(({ state }) => state)).toEqual(['done']);
  });
});
