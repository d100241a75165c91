import { describe, expect, it } from 'vitest';
import { balanceOf } from '../../../shared/core/ledger/balance.ts';
import { dayLimitQuestion, mostADayOf } from '../../../shared/core/ledger/day-limit.ts';
import { differenceName } from '../../../shared/core/ledger/difference-name.ts';
import { aFinderFee, aVersion } from '../../builders/a-contract.ts';
import { closed, introduced, noon, recorded, said, termsAdopted, type Said } from '../../builders/facts.ts';
import { settledOn, settlementOn, emptyBooks } from '../../builders/settled.ts';
import { aPosting } from '../../builders/store-records.ts';

/** USD 5,000.00 a day; each deal of USD 20,000.00 earns USD 2,000.00. */
const BOUNDS = { approvalAboveMinor: 5_000_000n, catchUpPeriods: 3, mostADayMinor: 500_000n };
const VERSIONS = [aVersion({ terms: [aFinderFee()], bounds: BOUNDS })];
const booksOf = (...facts: readonly Said[]) => emptyBooks([termsAdopted(), ...facts], VERSIONS);

/** So many deals of one investor, which the CRM reports on one day. */
function deals(count: number, on: string): Said[] {
  return Array.from({ length: count }, (_, index) =>
    closed({
      closing: `deal-${on}-${index}`,
      externalId: `deal-${on}-${index}`,
      amountMinor: 2_000_000n,
      closedOn: on,
    }),
  );
}

function approvedAll(differences: readonly string[], on: string): Said {
  return said('DayLimitApproved', { differences, by: 'Eugene Chiaramonte', reason: 'ten deals closed' }, on);
}

describe('the bound of what is invoiced in a day', () => {
  it('lets through what stays under it', () => {
    const books = settledOn(booksOf(introduced(), ...deals(2, '1999-06-15')), '1999-06-15');
    expect(balanceOf(books.entries)).toBe(400_000n);
  });

  it('asks above it, with every amount by name, and bills nothing', () => {
    const facts = [introduced(), ...deals(3, '1999-06-15')];
    expect(settlementOn(booksOf(...facts), '1999-06-15')).toMatchObject({
      outcome: 'settled',
      heldBack: true,
      postings: [],
      waiting: [
        {
          id: 'day-limit/1999-06-15',
          kind: 'day-limit',
          answers: ['approve'],
          what: '3 amounts, USD 6,000.00 in all, are to be invoiced on one day.',
          evidence: [expect.any(String), expect.any(String), expect.any(String)],
        },
      ],
    });
  });

  it('does not let the rest through when the next day comes', () => {
    const facts = [introduced(), ...deals(3, '1999-06-15')];
    expect(settlementOn(booksOf(...facts), '1999-06-16')).toMatchObject({
      heldBack: true,
      waiting: [{ id: 'day-limit/1999-06-16' }],
    });
  });

  it('bills what was approved by name, and asks about what comes after', () => {
    const before = [introduced(), ...deals(3, '1999-06-15')];
    const held = settlementOn(booksOf(...before), '1999-06-15');
    const approval = approvedAll(held.waiting[0]?.evidence ?? [], '1999-06-15');
    const books = settledOn(booksOf(...before, approval), '1999-06-15');
    expect(balanceOf(books.entries)).toBe(600_000n);

    const later = { ...books, facts: [...books.facts, ...deals(3, '1999-06-16')] };
    expect(settlementOn(later, '1999-06-16')).toMatchObject({ waiting: [{ kind: 'day-limit' }] });
  });

  it('counts what was posted earlier on the same day, and what was posted the day before no longer', () => {
    const booked = [
      { ...aPosting(1), amountMinor: 300_000n, asOf: noon('1999-06-14') },
      { ...aPosting(2), amountMinor: 400_000n, asOf: noon('1999-06-15') },
    ];
    const wouldPost = [{ ...aPosting(3), amountMinor: 100_001n }];
    const asked = (mostADayMinor: bigint) =>
      dayLimitQuestion({
        wouldPost,
        booked,
        bounds: { ...BOUNDS, mostADayMinor },
        facts: [],
        now: noon('1999-06-15'),
        timeZone: 'America/New_York',
      });
    expect(asked(500_001n)).toBeUndefined();
    expect(asked(500_000n)?.what).toContain('after USD 4,000.00 already');
  });

  it('does not count credits, nor what a person approved by itself', () => {
    const large = { ...aPosting(1), amountMinor: 900_000n };
    const credit = { ...aPosting(2), amountMinor: -800_000n };
    const approval = said(
      'DifferenceApproved',
      { difference: differenceName(large), by: 'Eugene Chiaramonte', reason: 'seen' },
      '1999-06-15',
    );
    const asked = (facts: readonly Said[]) =>
      dayLimitQuestion({
        wouldPost: [large, credit],
        booked: [],
        bounds: BOUNDS,
        facts: recorded(...facts),
        now: noon('1999-06-15'),
        timeZone: 'America/New_York',
      });
    expect(asked([])?.what).toContain('1 amounts, USD 9,000.00');
    expect(asked([approval])).toBeUndefined();
  });

  it('is ten times the amount that needs an approval where the file is silent', () => {
    expect(mostADayOf({ approvalAboveMinor: 5_000_000n, catchUpPeriods: 3 })).toBe(50_000_000n);
    expect(mostADayOf(BOUNDS)).toBe(500_000n);
  });
});
