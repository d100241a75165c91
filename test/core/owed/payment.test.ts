import { describe, expect, it } from 'vitest';
import { nextAccrual } from '../../../shared/core/owed/next-accrual.ts';
import { owed } from '../../../shared/core/owed/owed.ts';
import type { EventState } from '../../../shared/core/facts/fact.ts';
import type { PaymentTerm } from '../../../shared/core/terms/terms.ts';
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
