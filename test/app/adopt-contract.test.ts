import { describe, expect, it } from 'vitest';
import { adoptContract } from '../../shared/app/adopt-contract.ts';
import { InputError } from '../../shared/core/errors.ts';
import type { Plain } from '../../shared/core/json.ts';
import { contractFile1999, DAY_ONE } from '../builders/a-contract.ts';
import { aWorld, CONTRACT, contractOf, emptyWorld, type World } from '../builders/a-world.ts';

function adopt(world: World, file: Plain, effectiveOn?: string) {
  const of = { file, by: 'Eugene Chiaramonte', now: DAY_ONE, salt: '5a17' };
  return adoptContract(world, { ...of, ...(effectiveOn === undefined ? {} : { effectiveOn }) });
}

const amended = (changes: object): Plain => ({ ...contractFile1999(), ...changes });

describe('adopting a contract file', () => {
  it('puts the contract under management from the date of the agreement, and rings', async () => {
    const world = emptyWorld();

    expect(await adopt(world, contractFile1999())).toEqual({ contractId: CONTRACT, version: 1, outcome: 'adopted' });

    const { head, facts, terms } = await contractOf(world);
    expect(head).toMatchObject({ factSeq: 1, attentionAt: DAY_ONE, salt: '5a17' });
    expect(facts).toMatchObject([
      { id: 'terms/1', type: 'TermsAdopted', data: { effectiveOn: '1999-04-06', rules: '1' } },
    ]);
    expect(terms[0]?.file).toEqual(contractFile1999());
    expect(world.bells.rung).toMatchObject([{ queue: 'contract', ring: { factSeq: 1 } }]);
  });

  it('again changes nothing', async () => {
    const world = await aWorld();
    expect(await adopt(world, contractFile1999())).toMatchObject({ version: 1, outcome: 'known' });
    expect((await contractOf(world)).facts).toHaveLength(1);
  });

  it('that says something else needs the day from which it counts', async () => {
    const world = await aWorld();
    const file = amended({ title: 'Amended' });
    await expect(adopt(world, file)).rejects.toMatchObject({ problems: [{ field: 'effectiveOn' }] });
    expect(await adopt(world, file, '1999-06-01')).toMatchObject({ version: 2, outcome: 'amended' });
    expect((await contractOf(world)).facts.at(-1)).toMatchObject({
      id: 'terms/2',
      data: { effectiveOn: '1999-06-01' },
    });
    expect(await adopt(world, contractFile1999())).toMatchObject({ version: 1, outcome: 'known' });
  });

  it('with mistakes writes nothing and tells all of them', async () => {
    const world = emptyWorld();
    const file = amended({ dated: 'yesterday', currency: 'XXX' });
    await expect(adopt(world, file)).rejects.toThrow(InputError);
    expect(await world.store.listContracts()).toEqual([]);
  });

  it.each([
    ['timeZone', 'America/Los_Angeles'],
    ['dated', '1999-04-05'],
    ['currency', 'EUR'],
  ])('cannot change the %s under books that rest on it', async (field, value) => {
    const world = await aWorld();
    await expect(adopt(world, amended({ [field]: value }), '1999-06-01')).rejects.toMatchObject({
      problems: [{ field }],
    });
    expect((await contractOf(world)).terms).toHaveLength(1);
  });
});
