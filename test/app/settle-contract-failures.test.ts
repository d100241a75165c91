import { describe, expect, it } from 'vitest';
import { decideWaiting } from '../../shared/app/decide-waiting.ts';
import { settleContract } from '../../shared/app/settle-contract.ts';
import { ConflictError, DependencyError } from '../../shared/core/errors.ts';
import type { Store } from '../../shared/ports/store.ts';
import { aWorld, CONTRACT, contractOf, emptyWorld, settle, type World } from '../builders/a-world.ts';
import { noon } from '../builders/facts.ts';

const ring = (on: string) => ({ contractId: CONTRACT, factSeq: 0, asOf: noon(on) });

async function postingIds(world: World): Promise<string[]> {
  return (await contractOf(world)).postings.map(({ id }) => id);
}

describe('what goes wrong', () => {
  it('parks the contract on a broken invariant, throws nothing, and leaves it until a person looks', async () => {
    const world = await aWorld();
    await settle(world, '1999-04-06');
    const spoiled: Store = {
      ...world.store,
      readContract: async (id) => {
        const contract = await world.store.readContract(id);
        if (contract === undefined) return undefined;
        const postings = contract.postings.map((posting) => ({ ...posting, totalMinor: 1n }));
        return { ...contract, postings };
      },
    };

    expect(await settleContract({ ...world, store: spoiled }, ring('1999-04-06'))).toBe('parked');

    const { head } = await contractOf(world);
    expect(head.parked).toMatchObject({ what: 'retainer/1999-04-06', at: noon('1999-04-06') });
    expect(head.attentionAt).toBeUndefined();
    expect(world.log.counted).toContain('ContractParked');
    expect(await settle(world, '1999-05-06')).toBe('parked');
    expect(await postingIds(world)).toHaveLength(1);
  });

  it('rings no more for a parked contract that cannot be read, whatever calls for it', async () => {
    const world = await aWorld();
    const unreadable = { ...world.store, readContract: () => Promise.reject(new TypeError('not a date')) };
    const attention = async () => (await contractOf(world)).head.attentionAt;
    await expect(settleContract({ ...world, store: unreadable }, ring('1999-04-06'))).rejects.toThrow(TypeError);
    expect(await attention()).toBeDefined();

    await world.store.park(CONTRACT, { at: noon('1999-04-06'), why: 'a dead letter', what: 'settle' });
    await world.store.callAttention(CONTRACT, noon('1999-04-07'));
    expect(await settleContract({ ...world, store: unreadable }, ring('1999-04-07'))).toBe('parked');
    expect(await attention()).toBeUndefined();
  });

  it('goes on after a person has unparked it', async () => {
    const world = await aWorld();
    await world.store.park(CONTRACT, { at: noon('1999-04-06'), why: 'x', what: 'y' });
    const decision = { contractId: CONTRACT, by: 'Eugene Chiaramonte', reason: 'looked', now: noon('1999-04-07') };
    await decideWaiting(world, { ...decision, waiting: 'parked', answer: 'unpark' });
    expect(await settle(world, '1999-04-07')).toBe('settled');
    expect(await postingIds(world)).toHaveLength(1);
  });

  it('reads again when another run posted first, and posts nothing twice', async () => {
    const world = await aWorld();
    let raced = false;
    const store: Store = {
      ...world.store,
      post: async (post) => {
        if (!raced) {
          raced = true;
          await settle(world, '1999-05-06');
        }
        return world.store.post(post);
      },
    };
    expect(await settleContract({ ...world, store }, ring('1999-05-06'))).toBe('settled');
    expect(await postingIds(world)).toEqual(['retainer/1999-04-06#1', 'retainer/1999-05-06#1']);
  });

  it('throws when others win again and again, or the table cannot be reached', async () => {
    const world = await aWorld();
    const failing = (cause: Error): Store => ({
      ...world.store,
      post: async () => {
        throw cause;
      },
    });
    const conflict = new ConflictError('The ledger moved.');
    await expect(settleContract({ ...world, store: failing(conflict) }, ring('1999-04-06'))).rejects.toBe(conflict);
    const down = new DependencyError('DynamoDB', 'It cannot be reached.', { retryable: true });
    await expect(settleContract({ ...world, store: failing(down) }, ring('1999-04-06'))).rejects.toBe(down);
  });

  it('leaves a contract that nobody knows to its caller', async () => {
    await expect(settle(emptyWorld(), '1999-04-06')).rejects.toThrow('There is no contract auxer-pmr-1999');
  });
});
