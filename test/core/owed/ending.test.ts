import { describe, expect, it } from 'vitest';
import { endingOf, noticeEndsOn } from '../../../shared/core/owed/ending.ts';
import type { FactData } from '../../../shared/core/facts/fact.ts';
import type { Duration } from '../../../shared/core/terms/terms.ts';
import { theTerms } from '../../builders/a-contract.ts';
import { recorded, said, termsAdopted, type Said } from '../../builders/facts.ts';

/** Dated 6 April 1999. */
const lasting = (duration?: Partial<Duration>) =>
  theTerms(duration === undefined ? {} : { duration: { clause: '9', ...duration } });
const NOTICE = { notice: { days: 30, endsAt: 'notice' } } as const;

function ends(endsOn: string, more: Partial<FactData['ContractEnded']> = {}): Said<'ContractEnded'> {
  return said('ContractEnded', { endsOn, by: 'a clerk', reason: 'x', ...more }, '1999-06-01');
}

function notice(noticeOn: string, more: Partial<FactData['NoticeGiven']> = {}): Said<'NoticeGiven'> {
  return said('NoticeGiven', { noticeOn, party: 'client', by: 'a clerk', reason: 'x', ...more }, noticeOn);
}

const endingAfter = (duration: Partial<Duration> | undefined, ...facts: readonly Said[]) =>
  endingOf(recorded(termsAdopted(), ...facts), lasting(duration));

describe('an agreement', () => {
  it('does not end while nothing ends it', () => {
    expect(endingAfter(undefined)).toBeUndefined();
    expect(endingAfter(NOTICE)).toBeUndefined();
    expect(endingAfter({ months: 12, renewsMonths: 12 })).toBeUndefined();
  });

  it('ends when its term runs out, by nobody', () => {
    expect(endingAfter({ months: 12 })).toEqual({ endsOn: '2000-04-05', forCause: false, factIds: [] });
  });

  it('ends on the day on record, by whom and for what is on record', () => {
    expect(endingAfter({ months: 12 }, ends('1999-08-31'))).toEqual({
      endsOn: '1999-08-31',
      forCause: false,
      factIds: ['ContractEnded-2'],
    });
    expect(endingAfter(undefined, ends('1999-08-31', { party: 'consultant', forCause: true }))).toEqual({
      endsOn: '1999-08-31',
      party: 'consultant',
      forCause: true,
      factIds: ['ContractEnded-2'],
    });
  });

  it('ends when a notice has run, by whoever gave it', () => {
    expect(endingAfter(NOTICE, notice('1999-06-01', { forCause: true }))).toEqual({
      endsOn: '1999-07-01',
      party: 'client',
      forCause: true,
      factIds: ['NoticeGiven-2'],
    });
  });

  it('is not ended by a notice of which its terms do not speak', () => {
    expect(endingAfter(undefined, notice('1999-06-01'))).toBeUndefined();
    expect(endingAfter({ months: 12 }, notice('1999-06-01'))?.endsOn).toBe('2000-04-05');
    expect(endingAfter({ months: 12 }, ends('1999-08-31'), notice('1999-06-01'))?.endsOn).toBe('1999-08-31');
  });

  it('ends as was recorded last', () => {
    expect(endingAfter(NOTICE, ends('1999-08-31'), notice('1999-06-01'))?.endsOn).toBe('1999-07-01');
    expect(endingAfter(NOTICE, notice('1999-06-01'), ends('1999-08-31'))?.endsOn).toBe('1999-08-31');
  });
});

describe('a notice', () => {
  const runs = (on: string, given: Partial<NonNullable<Duration['notice']>>, more: Partial<Duration> = {}) =>
    noticeEndsOn(on, lasting({ notice: { endsAt: 'notice', ...given }, ...more }));

  it('runs for its days, or its months', () => {
    expect(runs('1999-06-15', { days: 30 })).toBe('1999-07-15');
    expect(runs('1999-06-15', { months: 3 })).toBe('1999-09-15');
    expect(runs('1999-06-15', {})).toBe('1999-06-15');
  });

  it('of an agreement that says nothing of it ends on its day', () => {
    expect(noticeEndsOn('1999-06-15', lasting())).toBe('1999-06-15');
  });

  it('runs on to the end of its month where the terms say so', () => {
    expect(runs('1999-06-15', { days: 30, endsAt: 'month-end' })).toBe('1999-07-31');
  });

  it('runs on to the end of the term, the first or a renewed one', () => {
    const term = { months: 12, renewsMonths: 6 };
    const toTermEnd = (on: string) => runs(on, { days: 10, endsAt: 'term-end' }, term);
    expect(toTermEnd('1999-06-15')).toBe('2000-04-05');
    expect(toTermEnd('2000-03-26')).toBe('2000-04-05'); // runs to 5 April, the last day
    expect(toTermEnd('2000-03-27')).toBe('2000-10-05');
    expect(toTermEnd('2001-01-01')).toBe('2001-04-05');
  });

  it('ends where it has run when no term follows', () => {
    expect(runs('2001-01-01', { days: 10, endsAt: 'term-end' }, { months: 12 })).toBe('2001-01-11');
  });

  it('of a term of no stated length, such as terms made without a file, ends where it has run', () => {
    expect(runs('2001-01-01', { days: 10, endsAt: 'term-end' })).toBe('2001-01-11');
  });

  it('looks ahead a hundred years of monthly renewals, and no further', () => {
    const monthly = { months: 1, renewsMonths: 1 };
    // The first term ends on 5 May 1999, and renewal 1,199 on 5 April 2099.
    expect(runs('2099-03-20', { days: 0, endsAt: 'term-end' }, monthly)).toBe('2099-04-05');
    expect(runs('2099-04-06', { days: 0, endsAt: 'term-end' }, monthly)).toBe('2099-04-06');
  });
});
