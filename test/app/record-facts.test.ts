import { describe, expect, it } from 'vitest';
import { recordFacts } from '../../shared/app/record-facts.ts';
import { ConflictError, UnknownError } from '../../shared/core/errors.ts';
import type { Store } from '../../shared/ports/store.ts';
import { aWorld, CONTRACT, contractOf } from '../builders/a-world.ts';
import { introduced, noon, unrecorded } from '../builders/facts.ts';

const recordedAt = noon('1999-04-21');
const facts = [unrecorded(introduced(), 'introduction/intro-0001')];

/** A store in which somebody else writes first, `times` times. */
function contended(store: Store, times: number): Store {
  let left = times;
  return {
    ...store,
    appendFacts: async (append) => {
      left -= 1;
      if (left >= 0) throw new ConflictError('The facts moved.');
      return store.appendFacts(append);
    },
  };
}

describe('recordFacts', () => {
  it('numbers the fact, calls attention and rings', async () => {
    const world = await aWorld();

    expect(await recordFacts(world.store, world.bell, { contractId: CONTRACT, recordedAt, facts })).toBe('recorded');

    const { head, facts: on } = await contractOf(world);
    expect(on.map(({ seq, id }) => [seq, id])).toEqual([
      [1, 'terms/1'],
      [2, 'introduction/intro-0001'],
    ]);
    expect(head.attentionAt).toBe(recordedAt);
    expect(world.bells.rung.at(-1)?.ring).toEqual({ contractId: CONTRACT, factSeq: 2, asOf: recordedAt });
  });

  it('records the same id once, and rings again all the same', async () => {
    const world = await aWorld();
    const twice = () => recordFacts(world.store, world.bell, { contractId: CONTRACT, recordedAt, facts });

    expect([await twice(), await twice()]).toEqual(['recorded', 'known']);

    expect((await contractOf(world)).facts).toHaveLength(2);
    expect(world.bells.rung).toHaveLength(3); // the adoption's and these two
  });

  it('records what is new among what is known', async () => {
    const world = await aWorld();
    const second = unrecorded(introduced(undefined, { id: 'intro-0002' }), 'introduction/intro-0002');
    await recordFacts(world.store, world.bell, { contractId: CONTRACT, recordedAt, facts });

    await recordFacts(world.store, world.bell, { contractId: CONTRACT, recordedAt, facts: [...facts, second] });

    expect((await contractOf(world)).facts.map(({ id }) => id)).toEqual([
      'terms/1',
      'introduction/intro-0001',
      'introduction/intro-0002',
    ]);
  });

  it('reads again when somebody else wrote first, three times and no more', async () => {
    const world = await aWorld();
    const record = { contractId: CONTRACT, recordedAt, facts };

    await expect(recordFacts(contended(world.store, 4), world.bell, record)).rejects.toThrow(ConflictError);
    expect(await recordFacts(contended(world.store, 3), world.bell, record)).toBe('recorded');
  });

  it('says that there is no such contract', async () => {
    const world = await aWorld();
    const record = { contractId: 'nobody', recordedAt, facts };
    await expect(recordFacts(world.store, world.bell, record)).rejects.toThrow(UnknownError);
  });
});
