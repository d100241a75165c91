import { describe, expect, it } from 'vitest';
import { decideWaiting } from '../../shared/app/decide-waiting.ts';
import { listWaiting } from '../../shared/app/list-waiting.ts';
import { readState } from '../../shared/app/contract-state.ts';
import { recordByHand } from '../../shared/app/record-by-hand.ts';
import { recordInbound } from '../../shared/app/record-inbound.ts';
import { settleContract } from '../../shared/app/settle-contract.ts';
import { readCrmEvent } from '../../shared/adapters/crm/standard-webhooks/read-event.ts';
import type { Plain } from '../../shared/core/json.ts';
import { aWorld, CONTRACT, contractOf, record, type World } from '../builders/a-world.ts';
import { crmBody, crmMessage } from '../builders/crm-message.ts';
import { introduced, noon } from '../builders/facts.ts';

const ON = '1999-06-21';
const CLOSING = {
  id: 'series-a',
  on: '1999-06-15',
  amount: '9000.00',
  investor: 'Dana Whitfield',
  emails: ['Dana@HarborRidge.example'],
  by: 'Eugene Chiaramonte',
};

const say = (world: World, kind: string, input: Plain, on = ON) =>
  recordByHand(world, { contractId: CONTRACT, kind, input, now: noon(on) });
const closing = (world: World, changes: { [field: string]: Plain } = {}, on = ON) =>
  say(world, 'closing', { ...CLOSING, ...changes }, on);
const types = async (world: World) =>
  (await contractOf(world)).facts.map(({ type }) => type).filter((type) => type.startsWith('Closing'));

async function introducedWorld(): Promise<World> {
  const world = await aWorld();
  await record(world, introduced());
  return world;
}

/** What is owed in fees by the last revision of each, and what waits. */
async function settled(world: World): Promise<{ fees: bigint[]; waiting: string[] }> {
  const asOf = noon('1999-06-25');
  await settleContract(world, { contractId: CONTRACT, factSeq: 0, asOf });
  const state = await readState(world.store, CONTRACT);
  const fees = state.postings.filter(({ termId }) => termId === 'finders-fee');
  const totals = new Map(fees.map(({ receivableId, totalMinor }) => [receivableId, totalMinor]));
  return { fees: [...totals.values()], waiting: listWaiting(state, asOf).map(({ kind }) => kind) };
}

describe('a closing that a person records', () => {
  it('earns the fee of the introduction that its address proves', async () => {
    const world = await introducedWorld();
    expect(await closing(world)).toBe('recorded');
    expect((await contractOf(world)).facts.at(-1)).toMatchObject({
      type: 'ClosingReported',
      source: { kind: 'person', name: 'Eugene Chiaramonte' },
      data: { closing: 'series-a', amountMinor: 900_000n, currency: 'USD', closedOn: '1999-06-15' },
    });
    expect(await settled(world)).toEqual({ fees: [90_000n], waiting: [] });
  });

  it('is one closing however often it is said, on whatever day', async () => {
    const world = await introducedWorld();
    await closing(world);
    expect([await closing(world), await closing(world, {}, '1999-06-24')]).toEqual(['known', 'known']);
    expect(await types(world)).toEqual(['ClosingReported']);
  });

  it('is corrected by other words under its id, there and back, and taken away by a reversal', async () => {
    const world = await introducedWorld();
    await closing(world);
    for (const [amount, fee] of [
      ['8000.00', 80_000n],
      ['9000.00', 90_000n],
      ['8000.00', 80_000n],
    ] as const) {
      expect(await closing(world, { amount })).toBe('recorded');
      expect((await settled(world)).fees).toEqual([fee]);
    }
    await say(world, 'reversal', { id: 'series-a', reason: 'the wire came back', by: 'y' }, '1999-06-22');
    expect((await settled(world)).fees).toEqual([0n]);
    expect(await closing(world, { amount: '8000.00' }, '1999-06-23')).toBe('recorded');
    expect((await settled(world)).fees).toEqual([80_000n]);
  });

  it('says what comes off, what others are paid, and what was bought', async () => {
    const world = await introducedWorld();
    await closing(world, {
      firm: 'Harbor Ridge',
      deductions: '10.50',
      paidToOthers: '30.00',
      instrument: 'equity',
      description: 'Series A',
    });
    expect((await contractOf(world)).facts.at(-1)?.data).toMatchObject({
      investor: { firm: 'Harbor Ridge', emails: ['dana@harborridge.example'] },
      deductionsMinor: 1_050n,
      paidToOthersMinor: 3_000n,
      instrument: 'equity',
      description: 'Series A',
    });
  });

  it.each<[string, { [field: string]: Plain }, string]>([
    ['on a day to come', { on: '1999-12-01' }, 'on'],
    ['on a day that there is not', { on: '1999-06-31' }, 'on'],
    ['with more decimals than its currency has', { amount: '9000.005' }, 'amount'],
    ['with separators', { amount: '9,000.00' }, 'amount'],
    ['with a number for an amount', { amount: 9000 }, 'amount'],
    ['in a currency that there is not', { currency: 'ZZZ' }, 'currency'],
    ['by nobody', { investor: ' ' }, 'investor'],
    ['with half an address', { emails: ['dana@'] }, 'emails.0'],
    ['with a key that is not known', { amountMinor: '1' }, 'closing'],
  ])('is refused %s', async (_, changes, field) => {
    const world = await aWorld();
    await expect(closing(world, changes)).rejects.toMatchObject({ problems: [{ field }] });
    expect(await types(world)).toEqual([]);
  });
});

describe('a closing that a person and a CRM report', () => {
  const receive = (world: World, body: string) => recordInbound({ ...world, readCrmEvent }, crmMessage(body));

  it('waits for a person when it looks like one of the CRM, and the other way', async () => {
    for (const first of ['crm', 'person']) {
      const world = await introducedWorld();
      const steps = [() => receive(world, crmBody({ amount: '9000.00' })), () => closing(world, { id: 'again' })];
      for (const step of first === 'crm' ? steps : steps.toReversed()) await step();
      expect(await settled(world)).toEqual({ fees: [90_000n], waiting: ['duplicate'] });
    }
  });

  it('is not corrected by hand under the id of the CRM: the deal is to be corrected there', async () => {
    const world = await introducedWorld();
    await receive(world, crmBody({ amount: '9000.00' }));
    const { facts } = await contractOf(world);
    const ours = facts.flatMap(({ type, data }) => (type === 'ClosingReported' ? [data.closing] : []));
    await expect(closing(world, { id: ours[0] ?? '' })).rejects.toMatchObject({ problems: [{ field: 'id' }] });
    await say(world, 'reversal', { id: ours[0] ?? '', reason: 'the deal is gone from the CRM', by: 'y' }, '1999-06-22');
    expect((await settled(world)).fees).toEqual([]);
  });

  it('is one funding when a person says so', async () => {
    const world = await introducedWorld();
    await receive(world, crmBody({ amount: '9000.00' }));
    await closing(world);
    const now = noon('1999-06-25');
    const question = listWaiting(await readState(world.store, CONTRACT), now).find(({ kind }) => kind === 'duplicate');
    const [same = ''] = question?.answers ?? [];
    const by = { by: 'Eugene Chiaramonte', reason: 'compared' };
    await decideWaiting(world, { contractId: CONTRACT, waiting: question?.id ?? '', answer: same, ...by, now });
    expect(await settled(world)).toEqual({ fees: [90_000n], waiting: [] });
  });
});
