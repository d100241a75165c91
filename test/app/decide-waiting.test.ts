import { describe, expect, it } from 'vitest';
import { readCrmEvent } from '../../shared/adapters/crm/standard-webhooks/read-event.ts';
import { readState } from '../../shared/app/contract-state.ts';
import { decideWaiting, type Decision } from '../../shared/app/decide-waiting.ts';
import { listWaiting } from '../../shared/app/list-waiting.ts';
import { recordInbound } from '../../shared/app/record-inbound.ts';
import type { Waiting } from '../../shared/core/owed/receivable.ts';
import { aWorld, CONTRACT, contractOf, record, settle, type World } from '../builders/a-world.ts';
import { crmBody, crmMessage } from '../builders/crm-message.ts';
import { closed, introduced, noon } from '../builders/facts.ts';

const NOW = noon('1999-06-20');

async function waitingIn(world: World): Promise<Waiting[]> {
  return listWaiting(await readState(world.store, CONTRACT), NOW);
}

function decide(world: World, waiting: string, answer: string, changes: Partial<Decision> = {}): Promise<void> {
  const by = 'Eugene Chiaramonte';
  return decideWaiting(world, { contractId: CONTRACT, waiting, answer, by, reason: 'as agreed', now: NOW, ...changes });
}

/** A closing whose firm alone is like that of an introduced investor. */
async function withQuestion(): Promise<World> {
  const world = await aWorld();
  const doubtful = { name: 'Mary Cole', firm: 'Harbor Ridge Growth Fund', crmIds: ['crm-2'], emails: [] };
  await record(
    world,
    introduced(undefined, {}),
    introduced({ ...doubtful, firm: 'Harbor Ridge', crmIds: [] }, { id: 'intro-0002' }),
  );
  await record(world, closed({ investor: doubtful }));
  for (const day of ['1999-04-06', '1999-05-06', '1999-06-20']) await settle(world, day);
  return world;
}

const fees = async (world: World) =>
  (await contractOf(world)).postings.filter(({ kind }) => kind === 'success-fee').map(({ amountMinor }) => amountMinor);

describe('a question of attribution', () => {
  it('waits with its evidence, and bills nothing', async () => {
    const world = await withQuestion();
    expect(await waitingIn(world)).toMatchObject([
      { id: 'attribution/closing-0001', answers: ['intro-0001', 'intro-0002', 'nobody'], clause: '2.2' },
    ]);
    expect(await fees(world)).toEqual([]);
  });

  it('answered with an introduction bills the fee', async () => {
    const world = await withQuestion();
    await decide(world, 'attribution/closing-0001', 'intro-0002');
    await settle(world, '1999-06-20');
    expect(await fees(world)).toEqual([2_500_000n]);
    expect(await waitingIn(world)).toEqual([]);
  });

  it('answered with nobody bills nothing', async () => {
    const world = await withQuestion();
    await decide(world, 'attribution/closing-0001', 'nobody');
    await settle(world, '1999-06-20');
    expect(await fees(world)).toEqual([]);
    expect((await contractOf(world)).facts.at(-1)).toMatchObject({
      type: 'ClosingAttributed',
      data: { introduction: null, by: 'Eugene Chiaramonte', reason: 'as agreed' },
    });
  });
});

async function withLargeFee(): Promise<{ world: World; id: string }> {
  const world = await aWorld();
  await record(world, introduced(), closed({ amountMinor: 60_000_000n }));
  for (const day of ['1999-04-06', '1999-06-15']) await settle(world, day);
  return { world, id: (await waitingIn(world))[0]?.id ?? '' };
}

describe('an approval', () => {
  it('bills the difference that it names', async () => {
    const { world, id } = await withLargeFee();
    await decide(world, id, 'approve');
    await settle(world, '1999-06-20');
    expect(await fees(world)).toEqual([6_000_000n]);
  });

  it('declined stays in the list with who declined, and can still be given', async () => {
    const { world, id } = await withLargeFee();
    await decide(world, id, 'decline');
    expect(await waitingIn(world)).toMatchObject([{ id, why: expect.stringContaining('Eugene Chiaramonte declined') }]);
    await decide(world, id, 'approve');
    await settle(world, '1999-06-20');
    expect(await fees(world)).toEqual([6_000_000n]);
  });
});

it('dismisses a message that was set aside', async () => {
  const world = await aWorld();
  await recordInbound({ ...world, readCrmEvent }, crmMessage(crmBody({ amount: null })));
  const aside = (await waitingIn(world)).find(({ kind }) => kind === 'set-aside');
  expect(aside?.why).toContain('data.amount: found null; allowed is a decimal string in USD');
  await decide(world, aside?.id ?? '', 'dismiss');
  expect((await waitingIn(world)).map(({ kind }) => kind)).not.toContain('set-aside');
});

describe('a decision is refused', () => {
  it.each<[string, Partial<Decision>, object]>([
    ['when the answer is none of those shown', { answer: 'maybe' }, { problems: [{ field: 'answer' }] }],
    ['when the person may not approve', { by: 'Mallory' }, { problems: [{ field: 'by' }] }],
    ['without a reason', { reason: ' ' }, { problems: [{ field: 'reason' }] }],
    ['when nothing of that id waits', { waiting: 'attribution/closing-0009' }, { code: 'input.unknown' }],
    ['when there is no such contract', { contractId: 'nobody' }, { code: 'input.unknown' }],
  ])('%s', async (_what, changes, error) => {
    const world = await withQuestion();
    const before = (await contractOf(world)).head.factSeq;
    await expect(decide(world, 'attribution/closing-0001', 'nobody', changes)).rejects.toMatchObject(error);
    expect((await contractOf(world)).head.factSeq).toBe(before);
  });

  it('when it is mended at its source', async () => {
    const world = await aWorld();
    await record(world, introduced(), closed({ currency: 'EUR' }));
    await expect(decide(world, 'currency/closing-0001', 'approve')).rejects.toMatchObject({
      problems: [{ allowed: 'nothing: it is mended at its source' }],
    });
  });
});

it('lists what is parked first', async () => {
  const world = await withQuestion();
  await world.store.park(CONTRACT, { at: NOW, why: 'entries do not balance', what: 'entry 7' });
  expect(await waitingIn(world)).toMatchObject([
    { id: 'parked', answers: ['unpark'], why: 'entries do not balance', since: '1999-06-20' },
    { kind: 'attribution' },
  ]);
});
