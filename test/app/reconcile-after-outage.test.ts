import { describe, expect, it } from 'vitest';
import { reconcileContract } from '../../shared/app/reconcile-contract.ts';
import { recordInbound } from '../../shared/app/record-inbound.ts';
import { decideWaiting } from '../../shared/app/decide-waiting.ts';
import { readCrmEvent } from '../../shared/adapters/crm/standard-webhooks/read-event.ts';
import { epochOf } from '../../shared/core/calendar/instant.ts';
import { DependencyError } from '../../shared/core/errors.ts';
import { aWorld, CONTRACT, contractOf, runOn, type World } from '../builders/a-world.ts';
import { noon } from '../builders/facts.ts';
import { deleteCustomerIn } from '../builders/memory-stripe.ts';
import { payIn, refundIn } from '../builders/memory-stripe-money.ts';

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

  it('knows of what happened since its ring was sent, and records nothing as of a moment before it happened', async () => {
    const world = await compared();
    world.invoicer.nowEpochSeconds = epochOf(noon('1999-05-24')) / 1000;
    refundUnsaid(world);

    expect(await daily(world, '1999-05-21')).toMatchObject({ mode: 'full', recorded: 1, state: 'agrees' });
    expect((await contractOf(world)).facts.at(-1)).toMatchObject({ recordedAt: noon('1999-05-24') });
    await runOn(world, '1999-05-24');
    expect((await contractOf(world)).entries.at(-1)).toMatchObject({ kind: 'refund', effectiveOn: '1999-05-24' });
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

  it('does not call it a difference that an event of the same run is recorded while it looks', async () => {
    const world = await aWorld();
    await runOn(world, '1999-04-06');
    payIn(world.invoicer, 'in_1', 200_000n);
    const { invoicer } = world;
    let told = false;
    /** The event of the payment is worked off after the record was read, and before Stripe is looked at. */
    const invoicesOf = async (customer: string) => {
      if (!told) {
        told = true;
        const body = JSON.stringify({ type: 'invoice.paid', data: { object: { object: 'invoice', id: 'in_1' } } });
        const receivedAt = noon('1999-04-20');
        const message = { source: 'stripe', contractId: '', messageId: 'evt_1', receivedAt, body } as const;
        await recordInbound({ ...world, readCrmEvent }, message);
      }
      return invoicer.invoicesOf(customer);
    };
    const result = await daily({ ...world, invoicer: { ...invoicer, invoicesOf } }, '1999-04-20');
    expect(result).toMatchObject({ state: 'agrees', differences: [] });
  });

  it('does not call it a difference that an invoice is sent while it looks', async () => {
    const world = await aWorld();
    const { invoicer } = world;
    const finalize = invoicer.finalize.bind(invoicer);
    invoicer.finalize = async () => {
      throw new DependencyError('Stripe', 'Stripe cannot be reached.', { retryable: true });
    };
    await runOn(world, '1999-04-06');
    let isSent = false;
    /** Stripe lists the draft; by the time at which the record is read it was finalised. */
    const invoicesOf = async (customer: string) => {
      const listed = await invoicer.invoicesOf(customer);
      if (!isSent) {
        expect(listed).toMatchObject([{ status: 'draft' }]);
        isSent = true;
        invoicer.finalize = finalize;
        await runOn(world, '1999-04-07');
      }
      return listed;
    };
    const result = await daily({ ...world, invoicer: { ...invoicer, invoicesOf } }, '1999-04-07');
    expect([...invoicer.invoices.values()]).toMatchObject([{ status: 'open' }]);
    expect(result).toMatchObject({ state: 'agrees', differences: [] });
  });
});

describe('a customer that was deleted and made anew', () => {
  /** The customer of an open invoice is deleted, and a person has the contract go on. */
  async function deletedIn(world: World): Promise<void> {
    deleteCustomerIn(world.invoicer, 'cus_1');
    await daily(world, '1999-04-20');
    const now = noon('1999-04-21');
    const answer = { contractId: CONTRACT, waiting: 'parked', answer: 'unpark', by: 'Eugene Chiaramonte', reason: 'x' };
    await decideWaiting(world, { ...answer, now });
  }
  const live = ({ invoicer }: World) =>
    [...invoicer.invoices.values()].filter(({ status }) => status !== 'void').map(({ id, customer }) => [id, customer]);

  it('leaves the invoices of the first where they are, and both agree with the books', async () => {
    const world = await aWorld();
    await runOn(world, '1999-04-06');
    await deletedIn(world);
    await runOn(world, '1999-05-06');
    expect(live(world)).toEqual([
      ['in_1', 'cus_1'],
      ['in_2', 'cus_2'],
    ]);
    expect(await daily(world, '1999-05-07')).toMatchObject({ state: 'agrees', differences: [] });
  });

  it('is sent no second invoice for what the first was sent, though nobody noted that it was', async () => {
    const world = await aWorld();
    const { store } = world;
    const saveIntent: typeof store.saveIntent = async (contractId, intent) => {
      if (intent.state === 'done') throw new Error('the process died');
      return store.saveIntent(contractId, intent);
    };
    await expect(runOn({ ...world, store: { ...store, saveIntent } }, '1999-04-06')).rejects.toThrow('died');
    await deletedIn(world);
    await runOn(world, '1999-04-22');
    expect(live(world)).toEqual([['in_1', 'cus_1']]);
    expect((await world.store.listIntents(CONTRACT))[0]).toMatchObject({ state: 'done', invoice: 'in_1' });
  });
});
