import { describe, expect, it } from 'vitest';
import { nextAccrual } from '../../../shared/core/owed/next-accrual.ts';
import { aFinderFee, aVersion } from '../../builders/a-contract.ts';
import { closed, introduced, noon, recorded, termsAdopted } from '../../builders/facts.ts';
import { amendment, playedUnder } from '../../builders/owed-under.ts';
import { closing, event, fee, payment, unpaid } from '../../builders/trade.ts';

/** The next day, seen from noon of several ones, once all of a history is on record. */
function nextFrom(terms: string, happenings: string, ...days: readonly string[]): (string | undefined)[] {
  const { versions, facts } = playedUnder(`terms:\n${terms}`, happenings);
  return days.map((on) => nextAccrual(versions, facts, noon(on))?.slice(0, 10));
}

/** 1.00 a month from 15 January 2026. */
const RETAINER =
  "  - { kind: retainer, id: r, clause: '1', amount: '1.00', everyMonths: 1, anchor: 2026-01-15, timing: in-advance, minimumPeriods: 0, afterMinimum: month-to-month, dueDays: 0 }\n";
const THIRDS = ', instalments: [{ share: 1/3 }, { share: 1/3, afterMonths: 1 }, { share: 1/3, afterMonths: 2 }]';
const LATE = "  - { kind: late-interest, id: late, clause: '5', on: all, dueDays: 10, rate: '1.5%', per: month }\n";

describe('what time alone makes owed next', () => {
  it('is the soonest of all that is to come, whichever term it is of', () => {
    const terms = RETAINER + payment() + payment(", on: '2026-02-20'", 'more');
    expect(nextFrom(terms, '[]', '2026-01-20', '2026-02-02', '2026-02-15', '2026-02-20')).toEqual([
      '2026-02-02',
      '2026-02-15',
      '2026-02-20',
      '2026-03-15',
    ]);
  });

  it('is the next instalment, until the last one', () => {
    expect(
      nextFrom(fee(THIRDS), closing('a', '1000.00', '2026-01-31'), '2026-01-31', '2026-02-28', '2026-03-31'),
    ).toEqual(['2026-02-28', '2026-03-31', undefined]);
  });

  it('is the next month of interest on what is late', () => {
    expect(nextFrom(payment() + LATE, unpaid('pay/2026-02-02', '2026-02-02'), '2026-02-10', '2026-03-02')).toEqual([
      '2026-03-02',
      '2026-04-02',
    ]);
  });

  it('is the end of the days in which a refund may be made good', () => {
    const refund =
      "  - { kind: refund, id: back, clause: '4', of: [fee], trigger: leaves, basis: billed, dueDays: 0, share: '50%', unless: { event: cured, withinDays: 60 } }\n";
    const happened = closing('a', '1000.00', '2026-01-31') + event('leaves', 'x', '2026-05-11', ', about: a');
    // Sixty days after 11 May is 10 July.
    expect(nextFrom(fee() + refund, happened, '2026-06-01', '2026-07-10')).toEqual(['2026-07-10', undefined]);
  });

  it('is also what terms before an amendment left to come', () => {
    const happened = closing('a', '1000.00', '2026-01-31') + amendment('2026-02-10', `terms:\n${fee()}`);
    expect(nextFrom(fee(THIRDS), happened, '2026-02-11')).toEqual(['2026-02-28']);
  });

  it('is the day of a closing that is told ahead, also while it may be on record already', () => {
    const versions = [aVersion({ terms: [aFinderFee()] })];
    const like = { closing: 'closing-0002', externalId: 'deal-78', closedOn: '1999-07-20', like: ['closing-0001'] };
    const facts = recorded(termsAdopted(), introduced(), closed(), closed(like, '1999-07-01'));
    expect(nextAccrual(versions, facts, noon('1999-07-02'))?.slice(0, 10)).toBe('1999-07-20');
  });
});
