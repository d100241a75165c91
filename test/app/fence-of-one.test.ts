import { describe, expect, it } from 'vitest';
import { adoptContract } from '../../shared/app/adopt-contract.ts';
import { adoptFromStripe, fenceReport, liftFence } from '../../shared/app/fence-commands.ts';
import { pushInvoice } from '../../shared/app/push-invoice.ts';
import { reconcileContract } from '../../shared/app/reconcile-contract.ts';
import { sendStatement } from '../../shared/app/send-statement.ts';
import { settleContract } from '../../shared/app/settle-contract.ts';
import { startReconcile } from '../../shared/app/start-reconcile.ts';
import type { ReconcileRing, StartReconcile } from '../../shared/ports/reconciliations.ts';
import { contractFile1999, DAY_ONE } from '../builders/a-contract.ts';
import { aWorld, CONTRACT, runOn, type World } from '../builders/a-world.ts';
import { noon } from '../builders/facts.ts';

const OTHER = 'other-1999';
const BY = { by: 'the operator', why: 'the table was restored' };

/** A restored table of two contracts, of which the other cannot be read until it is mended. */
async function restored() {
  const world = await aWorld();
  await adoptContract(world, { file: { ...contractFile1999(), id: OTHER }, by: 'x', now: DAY_ONE, salt: '5a18' });
  for (const contractId of [CONTRACT, OTHER]) await settleContract(world, { contractId, factSeq: 0, asOf: DAY_ONE });
  world.activations.current = { state: 'on', tableId: 'the-table-before', customers: {} };
  let isSpoiled = true;
  const store: World['store'] = {
    ...world.store,
    readContract: async (contractId) => {
      if (isSpoiled && contractId === OTHER) throw new TypeError('a file that no release can read');
      return world.store.readContract(contractId);
    },
  };
  const starts: StartReconcile[] = [];
  const bells = { ringStart: async (start: StartReconcile) => void starts.push(start) };
  const fenced = { ...world, store, bells };
  /** Has it compared, as far as it can be. */
  const adopt = async (on: string): Promise<void> => {
    await adoptFromStripe(fenced, { by: 'the operator', now: noon(on), run: `adopt/${on}` });
    for (const start of starts.splice(0)) {
      const rings: ReconcileRing[] = [];
      const undeliveredEvents = async () => ({ items: [], next: undefined });
      const invoicer = { ...world.invoicer, undeliveredEvents };
      const ringing = { ringReconcile: async (more: readonly ReconcileRing[]) => void rings.push(...more) };
      await startReconcile({ ...world, store, invoicer, bells: ringing }, start);
      for (const ring of rings)
        await reconcileContract({ ...world, store }, ring).catch((error: unknown) => {
          if (!(error instanceof TypeError)) throw error;
        });
    }
  };
  const lift = (on: string, said: { despite?: boolean; without?: readonly string[] } = {}) =>
    liftFence(fenced, { ...BY, despite: false, without: [], now: noon(on), ...said });
  return { world: { ...world, store }, fenced, adopt, lift, mend: () => void (isSpoiled = false) };
}

/** What its queues would do with what a contract has open. */
async function pushAll(world: World, contractId: string, on: string): Promise<string[]> {
  const outcomes: string[] = [];
  for (const { id, kind } of await world.store.listIntents(contractId)) {
    const ring = { contractId, factSeq: 0, asOf: noon(on), intent: id };
    outcomes.push(kind === 'mail' ? await sendStatement(world, ring) : await pushInvoice(world, ring));
  }
  return outcomes;
}

describe('a restored table with a contract that cannot be read', () => {
  it('is let in for all others once an operator leaves that one out, and for none before', async () => {
    const { world, fenced, adopt, lift } = await restored();
    await adopt('1999-04-20');
    const { inTheWay } = await fenceReport(fenced, noon('1999-04-20'));
    expect(inTheWay).toMatchObject([
      { what: `1 of 2 contracts could not be compared with Stripe (${OTHER}).`, mayBeOverruled: false },
    ]);
    await expect(lift('1999-04-20', { despite: true })).rejects.toMatchObject({ code: 'fence.shut' });
    expect(await pushAll(world, CONTRACT, '1999-04-20')).toEqual(['fenced']);

    expect(await lift('1999-04-20', { without: [OTHER] })).toMatchObject({ moves: true, shut: [OTHER] });
    await runOn(world, '1999-04-21');
    expect([...world.invoicer.invoices.values()].map(({ contractId }) => contractId)).toEqual([CONTRACT]);
  });

  it('keeps that one shut by itself: nothing of it is invoiced or stated, though a person lets it go on', async () => {
    const { world, adopt, lift, mend } = await restored();
    await adopt('1999-04-20');
    await lift('1999-04-20', { without: [OTHER] });
    mend();
    expect(await pushAll(world, OTHER, '1999-04-21')).toEqual(['fenced']);
    await settleContract(world, { contractId: OTHER, factSeq: 0, asOf: noon('1999-05-03') });
    expect(await world.store.listStatements(OTHER)).toEqual([]);
    expect(world.log.counted).toContain('FenceShut');
  });

  it('lets that one in once it was compared, and not on a word', async () => {
    const { world, fenced, adopt, lift, mend } = await restored();
    await adopt('1999-04-20');
    await lift('1999-04-20', { without: [OTHER] });
    await expect(lift('1999-04-21', { despite: true })).rejects.toMatchObject({ code: 'fence.shut' });
    await adopt('1999-04-21');
    await expect(lift('1999-04-21', { despite: true })).rejects.toThrow(/1 of 1 contracts could not be compared/);
    mend();
    await adopt('1999-04-22');
    expect((await fenceReport(fenced, noon('1999-04-22'))).shut).toEqual([{ contractId: OTHER, inTheWay: [] }]);
    await expect(lift('1999-04-24')).rejects.toThrow(/older than 24 hours/);
    expect(await lift('1999-04-22')).toMatchObject({ moves: true, shut: [] });
    expect(world.activations.current).not.toHaveProperty('shut');
    expect(await pushAll(world, OTHER, '1999-04-22')).toEqual(['done']);
    await expect(lift('1999-04-22')).rejects.toThrow(/no fence to lift/);
  });

  it('does not take a name that is mistyped', async () => {
    const { adopt, lift } = await restored();
    await adopt('1999-04-20');
    await expect(lift('1999-04-20', { without: ['othr-1999'] })).rejects.toMatchObject({
      problems: [{ field: 'without', found: '"othr-1999"' }],
    });
  });

  it('forgets what was left out of an earlier table when it is lifted whole', async () => {
    const { world, adopt, lift, mend } = await restored();
    world.activations.current = { ...world.activations.current, shut: [OTHER] };
    mend();
    await adopt('1999-04-20');
    expect(await lift('1999-04-20')).toMatchObject({ moves: true, shut: [] });
    expect(world.activations.current).not.toHaveProperty('shut');
  });

  it('is dead-lettered once: while a person has still to look at it, its rings and comparisons end without a word', async () => {
    const { world } = await restored();
    const ring = { contractId: OTHER, factSeq: 0, asOf: noon('1999-04-20') };
    const compare: ReconcileRing = { ...ring, run: 'run/1', mode: 'daily', customers: [] };
    await expect(settleContract(world, ring)).rejects.toThrow(TypeError);
    await expect(reconcileContract(world, compare)).rejects.toThrow(TypeError);
    await world.store.park(OTHER, { at: ring.asOf, why: 'a message failed again and again', what: 'a dead letter' });
    expect(await settleContract(world, ring)).toBe('parked');
    expect(await reconcileContract(world, compare)).toMatchObject({ state: 'failed', failure: 'unexpected' });
  });
});
