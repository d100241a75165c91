import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCrmEvent } from '../../shared/adapters/crm/standard-webhooks/read-event.ts';
import { recordByHand } from '../../shared/app/record-by-hand.ts';
import { recordInbound } from '../../shared/app/record-inbound.ts';
import { factsOf } from '../../shared/core/facts/fact.ts';
import type { Plain } from '../../shared/core/json.ts';
import { aWorld, CONTRACT, contractOf, type World } from '../builders/a-world.ts';
import { crmBody, crmMessage } from '../builders/crm-message.ts';
import { noon } from '../builders/facts.ts';

const byHand = (world: World, kind: string, input: Plain, on = '1999-06-21') =>
  recordByHand(world, { contractId: CONTRACT, kind, input, now: noon(on) });

const last = async (world: World) => (await contractOf(world)).facts.at(-1);

describe('what happened, recorded by hand', () => {
  it('is an expense with its amount exact, its category, and who approved it', async () => {
    const world = await aWorld();
    const expense = {
      id: 'taxi',
      on: '1999-06-20',
      amount: '40.05',
      category: 'travel',
      approvedBy: 'x',
      receipt: true,
      by: 'y',
    };
    expect(await byHand(world, 'expense', expense)).toBe('recorded');
    expect(await last(world)).toMatchObject({
      type: 'EventReported',
      data: {
        kind: 'expense',
        closing: 'taxi',
        amountMinor: 4_005n,
        instrument: 'travel',
        approvedBy: 'x',
        receipt: true,
      },
    });
    expect(await byHand(world, 'expense', expense)).toBe('known');
    expect(await byHand(world, 'expense', { ...expense, amount: '41.00' }, '1999-06-22')).toBe('recorded');
    expect(factsOf((await contractOf(world)).facts, 'EventReported')).toHaveLength(2);
  });

  it('is an event with what was counted, and what it is about', async () => {
    const world = await aWorld();
    const event = {
      id: 'june',
      event: 'hours',
      on: '1999-06-20',
      quantities: { hours: '68' },
      about: 'closing-1',
      paidToOthers: '30.00',
      by: 'y',
    };
    await byHand(world, 'event', event);
    expect(await last(world)).toMatchObject({
      data: {
        kind: 'hours',
        quantities: { hours: '68' },
        about: 'closing-1',
        amountMinor: 0n,
        paidToOthersMinor: 3_000n,
      },
    });
  });

  it.each<[string, string, Plain]>([
    ['notice', 'NoticeGiven', { id: 'n', on: '1999-06-01', party: 'client', reason: 'r', by: 'y' }],
    ['pause', 'PauseRecorded', { id: 'p', from: '1999-07-01', to: '1999-07-31', reason: 'r', by: 'y' }],
    [
      'election',
      'ElectionMade',
      { id: 'e', of: ['retainer/1999-06-06'], unit: 'shares', price: '0.80', on: '1999-06-10', by: 'y' },
    ],
    [
      'conversion',
      'ConversionStated',
      { id: 'c', from: 'EUR', to: 'USD', rate: '1.08', on: '1999-06-10', source: 's', by: 'y' },
    ],
    [
      'index',
      'IndexStated',
      { id: 'i', index: 'cpi-u', value: '166.2', on: '1999-06-01', source: 'the statistical office', by: 'y' },
    ],
    ['done', 'ManualTermHandled', { id: 'd', term: 'audit', on: '1999-06-01', what: 'w', by: 'y' }],
    ['reversal', 'ClosingReversed', { id: 'june', reason: 'r', by: 'y' }],
  ])('is a %s, which exists once', async (kind, type, input) => {
    const world = await aWorld();
    expect([await byHand(world, kind, input), await byHand(world, kind, input)]).toEqual(['recorded', 'known']);
    expect(await last(world)).toMatchObject({ type });
  });

  it.each<[string, string, Plain, string]>([
    ['an event of the future', 'event', { id: 'a', event: 'hours', on: '1999-12-01', by: 'y' }, 'on'],
    ['a closing, which comes from the CRM', 'event', { id: 'a', event: 'closing', on: '1999-06-01', by: 'y' }, 'event'],
    ['an amount with too many decimals', 'expense', { id: 'a', on: '1999-06-01', amount: '1.005', by: 'y' }, 'amount'],
    [
      'a pause that ends before it begins',
      'pause',
      { id: 'p', from: '1999-07-02', to: '1999-07-01', reason: 'r', by: 'y' },
      'to',
    ],
    [
      'a key that is not known',
      'notice',
      { id: 'n', on: '1999-06-01', party: 'client', reason: 'r', by: 'y', who: 'z' },
      'notice',
    ],
  ])('is refused for %s', async (_, kind, input, field) => {
    const world = await aWorld();
    await expect(byHand(world, kind, input)).rejects.toMatchObject({ problems: [{ field }] });
    expect((await contractOf(world)).facts).toHaveLength(1);
  });
});

describe('an event by webhook', () => {
  const receive = (world: World, body: string) => recordInbound({ ...world, readCrmEvent }, crmMessage(body));
  const event = (data: object) =>
    JSON.stringify({
      type: 'event.reported',
      timestamp: noon('1999-06-15'),
      data: {
        contract: CONTRACT,
        closing: 'leaves-7',
        kind: 'candidate-leaves',
        currency: 'USD',
        on: '1999-06-14',
        ...data,
      },
    });

  it('is recorded under an id of ours, about the closing that the CRM calls by its own', async () => {
    const world = await aWorld();
    expect(await receive(world, event({ about: 'deal-77', quantities: { days: '45' } }))).toBe('applied');
    expect(await receive(world, crmBody())).toBe('applied');
    const { facts } = await contractOf(world);
    const [closing] = factsOf(facts, 'ClosingReported');
    expect(factsOf(facts, 'EventReported')).toMatchObject([
      { data: { kind: 'candidate-leaves', about: closing?.data.closing, quantities: { days: '45' }, amountMinor: 0n } },
    ]);
  });

  it.each([
    ['a kind that closings have', { kind: 'closing' }, 'data.kind'],
    ['a count that is a number', { quantities: { days: 45 } }, 'data.quantities.days'],
    ['an amount that is a number', { amount: 4.5 }, 'data.amount'],
    ['deductions that are negative', { deductions: '-1.00' }, 'data.deductions'],
  ])('is set aside for %s, with the field named', async (_, data, field) => {
    const world = await aWorld();
    expect(await receive(world, event(data))).toBe('set-aside');
    expect(await last(world)).toMatchObject({ data: { problems: [{ field }] } });
  });

  it('is what the guide for the CRM shows', async () => {
    const guide = readFileSync(new URL('../../docs/crm/standard-webhooks.md', import.meta.url), 'utf8');
    const shown = [...guide.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, body = '']) => body);
    const kinds = shown.map((body) => readCrmEvent(body)).map((event) => ('kind' in event ? event.kind : event));
    expect(kinds).toEqual(['closed', 'event']);
  });

  it('says of a closing what was counted, what it was worth and what comes off', async () => {
    const world = await aWorld();
    await receive(world, crmBody({ quantities: { shares: '600' }, prices: { shares: '0.80' }, deductions: '10.50' }));
    expect(await last(world)).toMatchObject({
      data: { quantities: { shares: '600' }, prices: { shares: '0.80' }, deductionsMinor: 1_050n },
    });
  });
});
