import { describe, expect, it } from 'vitest';
import { nextAccrual } from '../../../shared/core/owed/next-accrual.ts';
import { owed } from '../../../shared/core/owed/owed.ts';
import type { EventState } from '../../../shared/core/facts/fact.ts';
import type { PaymentTerm } from '../../../shared/core/terms/terms.ts';
import { amendment, billed, owedUnder, playedUnder } from '../../builders/owed-under.ts';
import { A_HASH, closing, event, payment, workingOf } from '../../builders/trade.ts';
import { aScope, aVersion } from '../../builders/a-contract.ts';
import { aClosing, closed, noon, recorded, reversed, said, termsAdopted, type Said } from '../../builders/facts.ts';

const dated: PaymentTerm = {
  kind: 'payment',
  id: 'work-fee',
  clause: '2.1',
  name: 'Work fee',
  where: aScope(),
  amountMinor: 2_500_000n,
  on: '1999-05-03',
  dueDays: 10,
  dueCounted: 'business-days',
  dueFrom: 'accrual',
};

function onEvent(onEvent: string): PaymentTerm {
  const { on: _, ...rest } = dated;
  return { ...rest, onEvent };
}

function happened(kind: string, closing: string, closedOn: string): Said<'EventReported'> {
  const state: EventState = { ...aClosing({ closing, closedOn, amountMinor: 0n }), kind };
  return said('EventReported', state, closedOn);
}

function owedTo(until: string, term: PaymentTerm, ...facts: readonly Said[]) {
  const versions = [aVersion({ terms: [term] })];
  return owed({ versions, facts: recorded(termsAdopted(), ...facts), asOf: noon(until), knownSeq: 99 }).receivables;
}

describe('a payment on a date', () => {
  it('is owed from that day on, once, and due by its rule', () => {
    expect(owedTo('1999-05-02', dated)).toEqual([]);
    for (const until of ['1999-05-03', '1999-12-31']) {
      expect(owedTo(until, dated)).toMatchObject([
        // Monday 3 May 1999 and ten business days: Monday 17 May.
        { id: 'work-fee/1999-05-03', amountMinor: 2_500_000n, accruesOn: '1999-05-03', dueOn: '1999-05-17' },
      ]);
    }
  });

  it('is the next thing to come until its day, and nothing after', () => {
    const versions = [aVersion({ terms: [dated] })];
    const facts = recorded(termsAdopted());
    // Midnight in New York, four hours behind UTC in May.
    expect(nextAccrual(versions, facts, noon('1999-05-02'))).toBe('1999-05-03T04:00:00.000Z');
    expect(nextAccrual(versions, facts, noon('1999-05-03'))).toBeUndefined();
  });
});

describe('a payment on an event', () => {
  it('is owed each time that the event happens, and not for any other', () => {
    const facts = [
      happened('listing', 'first', '1999-05-03'),
      happened('listing', 'second', '1999-06-01'),
      happened('delisting', 'third', '1999-06-02'),
      closed(),
    ];
    expect(owedTo('1999-12-31', onEvent('listing'), ...facts).map(({ id }) => id)).toEqual([
      'work-fee/first',
      'work-fee/second',
    ]);
  });

  it('is owed at zero once the event is taken back, and says so', () => {
    const facts = [happened('listing', 'first', '1999-05-03'), reversed('1999-05-10', 'first')];
    expect(owedTo('1999-12-31', onEvent('listing'), ...facts)).toMatchObject([
      { id: 'work-fee/first', amountMinor: 0n, working: [{ what: 'What it was for was taken back' }] },
    ]);
  });
});

describe('what is owed of a payment', () => {
  const due = (more: string, happened = '[]', until = '2026-12-31') =>
    owedUnder(`terms:\n${payment(more)}`, happened, until);

  it('tells of itself', () => {
    expect(due('').receivables).toEqual([
      {
        id: 'pay/2026-02-02',
        termId: 'pay',
        clause: '3',
        kind: 'payment',
        description: 'Work fee, 2 February 2026',
        accruesOn: '2026-02-02',
        dueOn: '2026-02-02',
        amountMinor: 10_000n,
        currency: 'USD',
        working: [{ clause: '3', what: 'Fixed amount on 2 February 2026', figures: 'USD 100.00' }],
        termsVersion: 1,
        factIds: [],
        inputsHash: expect.stringMatching(A_HASH),
      },
    ]);
  });

  it('on an event rests on its facts, and has inputs of its own', () => {
    const happened = event('listing', 'l', '2026-03-02') + event('listing', 'm', '2026-03-02');
    const [first, second] = due(', onEvent: listing', happened).receivables;
    expect(first?.factIds).toEqual(['event/l/2026-03-02T17:00:00.000Z']);
    expect(first?.inputsHash).not.toBe(second?.inputsHash);
  });

  it('on an event may be for some of them only', () => {
    const debt = closing('a', '5.00', '2026-03-01', ', instrument: debt');
    const equity = closing('b', '5.00', '2026-03-02', ', instrument: equity');
    expect(billed(due(', onEvent: closing, where: { instruments: [equity] }', debt + equity))).toEqual(['pay/b 10000']);
  });

  it('on a condition says so', () => {
    const met = due(', when: { event: closing }', closing('a', '5.00', '2026-03-01'));
    expect(workingOf(met, 'pay/2026-03-01')).toEqual([
      'Fixed amount on 1 March 2026, when its condition was met = USD 100.00',
    ]);
  });

  it('in units is a number of them', () => {
    expect(workingOf(due(', paysIn: { unit: shares }'), 'pay/2026-02-02')).toEqual([
      'Fixed amount on 2 February 2026 = 100 shares',
    ]);
  });

  it('goes by the version of its day', () => {
    const dearer = amendment('2026-02-02', `terms:\n${payment(", amount: '120.00'")}`);
    const later = amendment('2026-02-03', `terms:\n${payment(", amount: '120.00'")}`);
    expect(billed(due('', dearer))).toEqual(['pay/2026-02-02 12000']);
    expect(billed(due('', later))).toEqual(['pay/2026-02-02 10000']);
  });

  it('comes next on the earliest of its days', () => {
    const { versions, facts } = playedUnder(`terms:\n${payment(', on: 2026-05-01', 'late')}${payment()}`);
    const next = (on: string) => nextAccrual(versions, facts, noon(on))?.slice(0, 10);
    expect(['2026-02-01', '2026-02-02', '2026-05-01'].map(next)).toEqual(['2026-02-02', '2026-05-01', undefined]);
  });
});
