import { describe, expect, it } from 'vitest';
import { decideWaiting } from '../../shared/app/decide-waiting.ts';
import { settleContract } from '../../shared/app/settle-contract.ts';
import type { Store } from '../../shared/ports/store.ts';
import { contractFile1999 } from '../builders/a-contract.ts';
import { aWorld, CONTRACT, contractOf, record, settle, type World } from '../builders/a-world.ts';
import { aPayment, seen } from '../builders/an-invoice-seen.ts';
import { closed, introduced, noon, paid } from '../builders/facts.ts';

const ring = (on: string) => ({ contractId: CONTRACT, factSeq: 0, asOf: noon(on) });

async function postingIds(world: World): Promise<string[]> {
  return (await contractOf(world)).postings.map(({ id }) => id);
}

describe('settling a contract', () => {
  it('posts the oldest first, each with its entry, working and intent', async () => {
    const world = await aWorld();

    expect(await settle(world, '1999-05-06')).toBe('settled');

    const { entries, postings, openIntents } = await contractOf(world);
    expect(entries.map(({ number, cause }) => [number, cause])).toEqual([
      [1, 'retainer/1999-04-06#1'],
      [2, 'retainer/1999-05-06#1'],
    ]);
    const [posting] = postings;
    expect(posting?.workingHash).toMatch(/^[0-9a-f]{64}$/);
    expect(await world.store.readWorking(CONTRACT, posting?.workingHash ?? '')).toMatchObject({ posting: posting?.id });
    expect(openIntents.filter(({ kind }) => kind === 'invoice')).toMatchObject([
      { id: 'invoice/retainer/1999-04-06#1', state: 'pending', attempt: 1, amountMinor: 200_000n, dueOn: '1999-04-20' },
      { id: 'invoice/retainer/1999-05-06#1' },
    ]);
  });

  it('twice changes nothing', async () => {
    const world = await aWorld();
    await settle(world, '1999-05-06');
    const before = await contractOf(world);

    await settle(world, '1999-05-06');

    expect(await contractOf(world)).toEqual(before);
  });

  it('as of an earlier moment than what is booked changes nothing: a ring that was overtaken', async () => {
    const world = await aWorld();
    await settle(world, '1999-04-06');
    // The event of the first half lay in its queue until the second half was paid.
    const payments = [aPayment('p-1', 100_000n, '1999-04-07'), aPayment('p-2', 100_000n, '1999-04-08')];
    await record(world, seen('1999-04-07', { posting: 'retainer/1999-04-06#1', status: 'paid', payments }));
    await settle(world, '1999-04-08');
    const { entries } = await contractOf(world);

    await settle(world, '1999-04-07');

    expect(entries.map(({ effectiveOn }) => effectiveOn)).toEqual(['1999-04-06', '1999-04-07', '1999-04-08']);
    expect((await contractOf(world)).entries).toEqual(entries);
  });

  it('seals the periods that are over, in order, with a mail for each party', async () => {
    const world = await aWorld();

    await settle(world, '1999-06-02');

    const statements = await world.store.listStatements(CONTRACT);
    expect(statements.map(({ id, closingBalanceMinor }) => [id, closingBalanceMinor])).toEqual([
      ['1999-04-30', 200_000n],
      ['1999-05-31', 400_000n],
    ]);
    const mails = (await contractOf(world)).openIntents.filter(({ kind }) => kind === 'mail').map(({ id }) => id);
    expect(mails.toSorted()).toEqual([
      'mail/1999-04-30/client',
      'mail/1999-04-30/consultant',
      'mail/1999-05-31/client',
      'mail/1999-05-31/consultant',
    ]);
    expect((await contractOf(world)).head).toMatchObject({ sealedThrough: '1999-05-31', sealedEntries: 2 });
  });

  it('seals a period without what became effective after it', async () => {
    const world = await aWorld();
    await record(world, introduced(), closed({ closedOn: '1999-05-03' }));

    await settle(world, '1999-05-10');

    const statement = await world.store.readStatement(CONTRACT, '1999-04-30');
    expect(statement?.lines.map(({ description }) => description)).toEqual(['Retainer, 6 April 1999 to 5 May 1999']);
  });

  it('does not seal a period on its last day', async () => {
    const world = await aWorld();
    await settle(world, '1999-05-01T03:59:59.000Z'); // a second before midnight in New York
    expect(await world.store.listStatements(CONTRACT)).toEqual([]);
    await settle(world, '1999-05-01T04:00:00.000Z');
    expect(await world.store.listStatements(CONTRACT)).toHaveLength(1);
  });

  it('rings for every intent that may be tried', async () => {
    const world = await aWorld();
    await settle(world, '1999-05-01');
    expect(
      world.bells.rung
        .filter(({ queue }) => queue !== 'contract')
        .map(({ queue, ring: { contractId } }) => [queue, contractId]),
    ).toEqual([
      ['invoice', CONTRACT],
      ['statement', CONTRACT],
      ['statement', CONTRACT],
    ]);
  });
});

describe('a bounded run', () => {
  it('books twenty entries, rings again in a way that no queue swallows, and goes on from there', async () => {
    const world = await aWorld();
    const closings = Array.from({ length: 22 }, (_, index) =>
      closed({ closing: `c${String(index).padStart(2, '0')}`, closedOn: '1999-04-22', amountMinor: 1_000n }),
    );
    await record(world, introduced(), ...closings);
    const first = ring('1999-04-22');

    expect(await settleContract(world, first)).toBe('more-to-do');

    expect((await contractOf(world)).entries).toHaveLength(20);
    const again = world.bells.rung.at(-1)?.ring;
    expect(again).toMatchObject({ contractId: CONTRACT, asOf: first.asOf, after: 'entry/20' });
    expect(await settle(world, '1999-04-22')).toBe('settled');
    expect((await contractOf(world)).entries).toHaveLength(23);
  });
});

const lines = async (world: World) =>
  (await world.store.listStatements(CONTRACT)).map(({ id, lines, closingBalanceMinor }) => [
    id,
    lines,
    closingBalanceMinor,
  ]);

describe('catching up', () => {
  it('holds everything back until a person approves', async () => {
    const world = await aWorld();

    await settle(world, '1999-08-10');

    expect(await postingIds(world)).toEqual([]);
    expect(await world.store.listStatements(CONTRACT)).toEqual([]);

    const decision = {
      contractId: CONTRACT,
      by: 'Eugene Chiaramonte',
      reason: 'we were away',
      now: noon('1999-08-10'),
    };
    await decideWaiting(world, { ...decision, waiting: 'catch-up/1999-08-06', answer: 'approve' });
    await settle(world, '1999-08-10');

    expect(await postingIds(world)).toHaveLength(5);
    expect((await world.store.listStatements(CONTRACT)).map(({ id }) => id)).toEqual([
      '1999-04-30',
      '1999-05-31',
      '1999-06-30',
      '1999-07-31',
    ]);
  });

  it('of a month without the system gives the statements that it would have given', async () => {
    const [up, down] = [await aWorld(), await aWorld()];
    for (const world of [up, down]) await record(world, introduced(), closed({ closedOn: '1999-05-20' }));
    for (const day of ['1999-04-06', '1999-05-01', '1999-05-06', '1999-05-20', '1999-06-01', '1999-06-06'])
      await settle(up, day);
    for (const day of ['1999-04-06', '1999-06-06']) await settle(down, day);

    expect(await lines(down)).toEqual(await lines(up));
  });
});

describe('attention', () => {
  it('moves to the next accrual or end of a period, or to the next look at an open intent', async () => {
    const world = await aWorld();
    await settle(world, '1999-04-06');
    expect((await contractOf(world)).head.attentionAt).toBe('1999-04-06T16:15:00.000Z'); // the invoice is not pushed yet

    const [intent] = (await contractOf(world)).openIntents;
    if (intent !== undefined) await world.store.saveIntent(CONTRACT, { ...intent, state: 'done' });
    await settle(world, '1999-04-06');
    expect((await contractOf(world)).head.attentionAt).toBe('1999-05-01T04:00:00.000Z');

    await settle(world, '1999-05-02');
    const open = (await contractOf(world)).openIntents;
    for (const mail of open) await world.store.saveIntent(CONTRACT, { ...mail, state: 'done' });
    await settle(world, '1999-05-02');
    expect((await contractOf(world)).head.attentionAt).toBe('1999-05-06T04:00:00.000Z');
  });

  it('stays, and the contract is rung again, when a fact came in between', async () => {
    const world = await aWorld();
    const store: Store = {
      ...world.store,
      moveAttention: async (head, at) => {
        await record(world, introduced());
        return world.store.moveAttention(head, at);
      },
    };

    await settleContract({ ...world, store }, ring('1999-04-21'));

    expect((await contractOf(world)).head.attentionAt).toBe(noon('1999-04-21'));
    expect(world.bells.rung.at(-1)?.queue).toBe('contract');
  });
});

it('asks a person instead of Stripe for an amount that no payment can carry', async () => {
  const world = await aWorld({ ...contractFile1999(), bounds: { approvalAbove: '10000000.00' } });
  await record(world, introduced(), closed({ amountMinor: 2_000_000_000n }));
  await settle(world, '1999-06-05');
  await settle(world, '1999-06-15');
  const { waiting } = await waitingApproval(world);
  const decision = { contractId: CONTRACT, by: 'Eugene Chiaramonte', reason: 'seen', now: noon('1999-06-15') };
  await decideWaiting(world, { ...decision, waiting, answer: 'approve' });
  await settle(world, '1999-06-15');
  expect((await contractOf(world)).openIntents.find(({ id }) => id.startsWith('invoice/finders-fee'))).toMatchObject({
    state: 'waiting',
    note: expect.stringContaining('outside Stripe'),
  });
});

async function waitingApproval(world: World): Promise<{ waiting: string }> {
  const { listWaiting } = await import('../../shared/app/list-waiting.ts');
  const { readState } = await import('../../shared/app/contract-state.ts');
  const waiting = listWaiting(await readState(world.store, CONTRACT), noon('1999-06-15'));
  return { waiting: waiting.find(({ kind }) => kind === 'approval')?.id ?? '' };
}

it('books a payment with the period in which it was paid', async () => {
  const world = await aWorld();
  await settle(world, '1999-04-06');
  await record(world, paid('retainer/1999-04-06#1', 200_000n, '1999-04-20'));
  await settle(world, '1999-05-02');
  expect(await world.store.readStatement(CONTRACT, '1999-04-30')).toMatchObject({ closingBalanceMinor: 0n, due: [] });
});
