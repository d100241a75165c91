import { describe, expect, it } from 'vitest';
import { reconcileContract } from '../../shared/app/reconcile-contract.ts';
import { DependencyError } from '../../shared/core/errors.ts';
import { aWorld, CONTRACT, contractOf, runOn, type World } from '../builders/a-world.ts';
import { noon } from '../builders/facts.ts';
import { deleteCustomerIn, payIn, refundIn } from '../builders/memory-stripe.ts';

/** A world whose first retainer was paid, and compared on 20 April 1999. */
async function compared(): Promise<World> {
  const world = await aWorld();
  await runOn(world, '1999-04-06');
  payIn(world.invoicer, 'in_1', 200_000n);
  await daily(world, '1999-04-20');
  await runOn(world, '1999-04-20');
  return world;
}

function daily(world: World, on: string) {
  const customers = world.invoicer.customers.filter(({ deleted }) => !deleted).map(({ id }) => id);
  return reconcileContract(world, {
    contractId: CONTRACT,
    run: `daily/${on}`,
    asOf: noon(on),
    mode: 'daily',
    customers,
  });
}

/** Money goes back, and no event says so. */
function refundUnsaid({ invoicer }: World): void {
  refundIn(invoicer, invoicer.payments[0]?.paymentIntent ?? '', 50_000n);
}

describe('the daily comparison of a contract', () => {
  it('looks at a part of the quiet invoices when the last one was a day ago, or thirteen', async () => {
    const world = await compared();
    expect(await daily(world, '1999-04-21')).toMatchObject({ mode: 'daily' });
    expect(await daily(world, '1999-05-04')).toMatchObject({ mode: 'daily' });
  });

  it('looks at all of them when the last one is so long ago that SQS may have lost what came since', async () => {
    const world = await compared();
    refundUnsaid(world);
    expect(await daily(world, '1999-05-21')).toMatchObject({ mode: 'full', recorded: 1, state: 'agrees' });
    expect(await daily(world, '1999-05-22')).toMatchObject({ mode: 'daily', recorded: 0 });
  });

  it('looks at all of them when it was never done, or the last one failed', async () => {
    const world = await aWorld();
    await runOn(world, '1999-04-06');
    expect(await daily(world, '1999-04-07')).toMatchObject({ mode: 'full' });
    const away = async () => {
      throw new DependencyError('Stripe', 'Stripe cannot be reached.', { retryable: true });
    };
    await daily({ ...world, invoicer: { ...world.invoicer, invoicesOf: away } }, '1999-04-08');
    expect(await daily(world, '1999-04-09')).toMatchObject({ mode: 'full', state: 'agrees' });
    expect(await daily(world, '1999-04-10')).toMatchObject({ mode: 'daily' });
  });

  it('notes once that the customer was deleted, and parks the contract, when the event never came', async () => {
    const world = await compared();
    deleteCustomerIn(world.invoicer, 'cus_1');
    expect(await daily(world, '1999-04-21')).toMatchObject({ recorded: 1 });
    const { facts, head } = await contractOf(world);
    expect(facts.at(-1)).toMatchObject({ type: 'CustomerSeen', data: { customer: 'cus_1', deleted: true } });
    expect(head.parked).toMatchObject({ what: 'cus_1' });
    expect(await daily(world, '1999-04-22')).toMatchObject({ recorded: 0 });
  });
});
