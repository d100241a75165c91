import { describe, expect, it } from 'vitest';
import { adoptRules, rulesReport } from '../../shared/app/adopt-rules.ts';
import { InputError } from '../../shared/core/errors.ts';
import { OTHER_RULES } from '../../shared/core/ledger/decide-settlement.ts';
import { RULES } from '../../shared/core/owed/rules.ts';
import { equationsOf, waitingIn } from '../builders/at-stripe.ts';
import { aWorld, CONTRACT, contractOf, record, runOn, type World } from '../builders/a-world.ts';
import { closed, introduced, noon } from '../builders/facts.ts';
import { byOldRules } from '../builders/old-rules.ts';

const FEE = 'finders-fee/closing-0001';
const by = { by: 'Eugene Chiaramonte', reason: 'both parties saw the difference' };

const adopt = (world: World, on: string, person = by) =>
  adoptRules(world, { contractId: CONTRACT, ...person, now: noon(on) });

const fees = ({ invoicer }: World) =>
  [...invoicer.invoices.values()].filter(({ posting = '' }) => posting.startsWith(FEE)).map((one) => one.totalMinor);

/** A fee of USD 25,000.00 that an earlier release made USD 24,900.00; a day later this one is deployed. */
async function deployed(): Promise<World> {
  const world = await aWorld();
  const release = { isOld: true };
  Object.assign(
    world.store,
    byOldRules(world.store, () => release.isOld),
  );
  await record(world, introduced());
  await record(world, closed());
  await runOn(world, '1999-06-15');
  release.isOld = false;
  await runOn(world, '1999-06-16');
  return world;
}

describe('a release with other rules', () => {
  it('parks what the earlier one booked otherwise, and bills nothing of it', async () => {
    const world = await deployed();
    expect(await waitingIn(world, '1999-06-16')).toEqual(['parked']);
    expect((await contractOf(world)).head.parked?.why).toBe(OTHER_RULES);
    expect(fees(world)).toEqual([2_490_000n]);
  });

  it('shows what its rules make otherwise, and changes nothing by that', async () => {
    const world = await deployed();
    const before = (await contractOf(world)).facts.length;
    expect(await rulesReport(world.store, CONTRACT, noon('1999-06-16'))).toMatchObject({
      rules: RULES,
      isParkedForThem: true,
      differences: [{ receivable: FEE, currency: 'USD', bookedMinor: 2_490_000n, owedMinor: 2_500_000n }],
    });
    expect((await contractOf(world)).facts).toHaveLength(before);
  });

  it('bills the difference once a person has taken its rules, and says so', async () => {
    const world = await deployed();
    await adopt(world, '1999-06-17');
    await runOn(world, '1999-06-17');
    expect(fees(world)).toEqual([2_490_000n, 10_000n]);
    expect(await waitingIn(world, '1999-06-17')).toEqual([]);
    expect((await equationsOf(world)).map(({ differenceMinor }) => differenceMinor)).toEqual([0n, 0n, 0n]);
    expect((await contractOf(world)).postings.at(-1)).toMatchObject({ corrects: `${FEE}#1`, rules: RULES });
    expect(await rulesReport(world.store, CONTRACT, noon('1999-06-18'))).toMatchObject({
      adopted: RULES,
      isParkedForThem: false,
      differences: [],
    });
  });

  it('is taken once, however often a person says so', async () => {
    const world = await deployed();
    await adopt(world, '1999-06-17');
    await adopt(world, '1999-06-17');
    await runOn(world, '1999-06-17');
    await adopt(world, '1999-06-18');
    await runOn(world, '1999-06-18');
    expect(fees(world)).toEqual([2_490_000n, 10_000n]);
    expect((await contractOf(world)).facts.filter(({ type }) => type === 'RulesAdopted')).toHaveLength(1);
  });

  it('is not taken by whoever may not approve, nor without a reason', async () => {
    const world = await deployed();
    await expect(adopt(world, '1999-06-17', { by: 'Nobody', reason: 'so' })).rejects.toThrow(InputError);
    await expect(adopt(world, '1999-06-17', { ...by, reason: ' ' })).rejects.toThrow(InputError);
    expect((await contractOf(world)).facts.filter(({ type }) => type === 'RulesAdopted')).toEqual([]);
  });
});

describe('a release with the same rules', () => {
  it('has nothing to show, and a contract that was parked for something else stays parked', async () => {
    const world = await aWorld();
    await runOn(world, '1999-04-06');
    expect(await rulesReport(world.store, CONTRACT, noon('1999-04-07'))).toEqual({
      rules: RULES,
      adopted: RULES,
      isParkedForThem: false,
      differences: [],
    });
    await world.store.park(CONTRACT, { at: noon('1999-04-07'), why: 'a dead letter', what: 'dead-letter/inbound/1' });
    await adopt(world, '1999-04-08');
    expect((await contractOf(world)).head.parked).toMatchObject({ why: 'a dead letter' });
  });
});
