import { expect, it } from 'vitest';
import { explainReceivable, viewContract } from '../../shared/app/view-contract.ts';
import { aWorld, CONTRACT, record, settle } from '../builders/a-world.ts';
import { closed, introduced, noon, paid, STRANGER } from '../builders/facts.ts';

it('shows the ledger with the balance that each entry leaves, and keeps the salt to itself', async () => {
  const world = await aWorld();
  await settle(world, '1999-04-06');
  await record(
    world,
    paid('retainer/1999-04-06#1', 50_000n, '1999-04-20'),
    introduced(STRANGER),
    closed({ closedOn: '1999-04-22' }),
  );
  await settle(world, '1999-05-06');

  const view = await viewContract(world, CONTRACT, noon('1999-05-06'));

  expect(view.ledger.map(({ amountMinor, balanceMinor }) => [amountMinor, balanceMinor])).toEqual([
    [200_000n, 200_000n],
    [-50_000n, 150_000n],
    [200_000n, 350_000n],
  ]);
  expect(view.balanceMinor).toBe(350_000n);
  expect(view.notOwed).toMatchObject([{ closing: 'closing-0001' }]);
  expect(view.statements).toMatchObject([{ id: '1999-04-30', closingBalanceMinor: 150_000n }]);
  expect(view.head).not.toHaveProperty('salt');
});

it('explains a receivable by its postings and the facts behind them', async () => {
  const world = await aWorld();
  await record(world, introduced(), closed());
  for (const day of ['1999-05-06', '1999-06-15']) await settle(world, day);

  const { postings, facts } = await explainReceivable(world.store, CONTRACT, 'finders-fee/closing-0001');

  expect(postings).toMatchObject([{ id: 'finders-fee/closing-0001#1', amountMinor: 2_500_000n }]);
  expect(facts.map(({ type }) => type)).toEqual(['IntroductionRecorded', 'ClosingReported']);
  expect((await explainReceivable(world.store, CONTRACT, 'finders-fee/closing-0001#1')).postings).toEqual(postings);
  await expect(explainReceivable(world.store, CONTRACT, 'finders-fee/closing-0009')).rejects.toMatchObject({
    code: 'input.unknown',
  });
});
