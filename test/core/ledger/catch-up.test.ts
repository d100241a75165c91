import { describe, expect, it } from 'vitest';
import { catchUpQuestion, isContractWide } from '../../../shared/core/ledger/catch-up.ts';
import type { Posting } from '../../../shared/core/ledger/posting.ts';
import { closed, ended, paid, recorded, said, termsAdopted, type Said } from '../../builders/facts.ts';
import { aPosting } from '../../builders/store-records.ts';

const bounds = { approvalAboveMinor: 5_000_000n, catchUpPeriods: 3 };
const DATES = ['1999-04-06', '1999-05-06', '1999-06-06', '1999-07-06'];

function periods(dates: readonly string[] = DATES, changes: Partial<Posting> = {}): Posting[] {
  return dates.map((accruesOn) => ({ ...aPosting(1), receivableId: `retainer/${accruesOn}`, accruesOn, ...changes }));
}

function approved(throughOn: string): Said {
  return said('CatchUpApproved', { throughOn, by: 'Eugene Chiaramonte', reason: 'we were away' }, '1999-07-06');
}

function asked(postings: readonly Posting[], ...facts: readonly Said[]): string | undefined {
  return catchUpQuestion(postings, bounds, recorded(termsAdopted(), ...facts))?.id;
}

describe('a person is asked', () => {
  it('about the periods from the oldest on, in whatever order they are to be posted', () => {
    const later = periods(DATES.slice(1).toReversed());
    const mixed = [...later, ...periods(['1999-04-06'], { clause: '2.1 (a)' })];
    expect(catchUpQuestion(mixed, bounds, [])).toMatchObject({
      id: 'catch-up/1999-07-06',
      clause: '2.1 (a)',
      since: '1999-04-06',
      what: expect.stringContaining('6 April 1999 to 6 July 1999'),
      evidence: DATES.map((date) => `retainer/${date}`),
    });
  });

  it('when one of several retainers is further behind than the terms let through', () => {
    expect(asked([...periods(), ...periods(['1999-04-06'], { termId: 'second' })])).toBe('catch-up/1999-07-06');
  });

  it.each([
    ['terms', termsAdopted(2)],
    ['rules', said('RulesAdopted', { rules: '2', by: 'Eugene Chiaramonte', reason: 'seen' }, '1999-07-07')],
    ['an end', ended('1999-12-31', '1999-07-07')],
  ])('anew when %s came on record after the approval', (_, change) => {
    expect(asked(periods(), approved('1999-07-06'))).toBeUndefined();
    expect(asked(periods(), approved('1999-07-06'), change)).toBe('catch-up/1999-07-06');
    expect(asked(periods(), approved('1999-07-06'), change, approved('1999-07-06'))).toBeUndefined();
  });
});

describe('nobody is asked', () => {
  it('when nothing is behind, nor about as many periods as the terms let through', () => {
    expect(catchUpQuestion([], bounds, [])).toBeUndefined();
    expect(asked(periods(DATES.slice(1)))).toBeUndefined();
  });

  it('about fees, which are bounded one by one', () => {
    expect(asked(periods(DATES, { kind: 'success-fee' }))).toBeUndefined();
  });

  it('about the day through which it was approved, nor those before it', () => {
    expect(asked(periods(), approved('1999-04-06'))).toBeUndefined();
    expect(asked(periods(), approved('1999-04-05'))).toBe('catch-up/1999-07-06');
  });

  it('when an approval reaches further than one given after it', () => {
    expect(asked(periods(), approved('1999-07-06'), approved('1999-04-05'))).toBeUndefined();
    expect(asked(periods(), approved('1999-04-05'), approved('1999-07-06'))).toBeUndefined();
  });
});

it('counts terms, rules and an end as facts about the whole contract, and nothing else', () => {
  const facts = recorded(termsAdopted(), closed(), paid('p', 1n, '1999-05-01'), ended('1999-12-31', '1999-07-07'));
  expect(facts.map(isContractWide)).toEqual([true, false, false, true]);
});
