import { describe, expect, it } from 'vitest';
import { aRetainer, aVersion } from '../builders/a-contract.ts';
import { ended, said, termsAdopted } from '../builders/facts.ts';
import { emptyBooks, settledOn, settlementOn, type Books } from '../builders/settled.ts';

const retainerOf = (amountMinor: bigint) => ({ terms: [aRetainer({ amountMinor })] });
const approved = (throughOn: string, on: string) =>
  said('CatchUpApproved', { throughOn, by: 'Eugene Chiaramonte', reason: 'seen' }, on);

/** Settled on the first day of every month's period from April to August 1999. */
function fiveMonths(version = aVersion(retainerOf(200_000n))): Books {
  const days = ['1999-04-06', '1999-05-06', '1999-06-06', '1999-07-06', '1999-08-06'];
  return days.reduce((books, day) => settledOn(books, day), emptyBooks([termsAdopted()], [version]));
}

describe('the bound on how many periods change at once', () => {
  it('lets a retainer of nothing pass for ever, as nothing is behind', () => {
    const books = emptyBooks([termsAdopted()], [aVersion(retainerOf(0n))]);
    expect(settlementOn(books, '2000-04-06')).toMatchObject({ heldBack: false, postings: [], waiting: [] });
  });

  it('does not count what waits for an approval of its own', () => {
    const books = emptyBooks([termsAdopted()], [aVersion(retainerOf(6_000_000n))]);
    const { heldBack, waiting } = settlementOn(books, '1999-08-06');
    expect(heldBack).toBe(false);
    expect(waiting.map(({ kind }) => kind)).toEqual(Array.from({ length: 5 }, () => 'approval'));
  });

  it('asks before an amendment that was dated back corrects more periods than the terms let through', () => {
    const dearer = aVersion(retainerOf(250_000n), 2, '1999-04-06');
    const books = fiveMonths();
    const amended = {
      ...books,
      versions: [...books.versions, dearer],
      facts: [...books.facts, termsAdopted(2, '1999-04-06', '1999-08-10')],
    };
    expect(settlementOn(amended, '1999-08-10')).toMatchObject({
      heldBack: true,
      postings: [],
      waiting: [{ id: 'catch-up/1999-08-06', answers: ['approve'] }],
    });
    const after = { ...amended, facts: [...amended.facts, approved('1999-08-06', '1999-08-11')] };
    expect(settlementOn(after, '1999-08-11').postings.map(({ amountMinor }) => amountMinor)).toEqual(
      Array.from({ length: 5 }, () => 50_000n),
    );
  });

  it('asks before an end that was dated back credits more periods than that', () => {
    const books = fiveMonths(aVersion({ terms: [aRetainer({ minimumPeriods: 0 })] }));
    const over = { ...books, facts: [...books.facts, ended('1999-04-10', '1999-08-10')] };
    expect(settlementOn(over, '1999-08-10')).toMatchObject({ heldBack: true, postings: [] });
  });

  it('does not take a catch-up that was approved under other terms for an approval of these', () => {
    const books = emptyBooks([termsAdopted(), approved('1999-08-06', '1999-08-07')], [aVersion(retainerOf(200_000n))]);
    const booked = settledOn(books, '1999-08-07');
    expect(booked.postings).toHaveLength(5);
    const amended = {
      ...booked,
      versions: [...booked.versions, aVersion(retainerOf(2_000_000n), 2, '1999-04-06')],
      facts: [...booked.facts, termsAdopted(2, '1999-04-06', '1999-08-10')],
    };
    expect(settlementOn(amended, '1999-08-10')).toMatchObject({ heldBack: true, postings: [] });
  });
});

it('applies the bounds of the version that is in effect, not of one that is yet to come', () => {
  const strict = aVersion({ ...retainerOf(200_000n), bounds: { approvalAboveMinor: 100_000n, catchUpPeriods: 3 } });
  const loose = aVersion(retainerOf(200_000n), 2, '2000-01-01');
  const books = emptyBooks([termsAdopted(), termsAdopted(2, '2000-01-01', '1999-04-06')], [strict, loose]);
  expect(settlementOn(books, '1999-04-06')).toMatchObject({ postings: [], waiting: [{ kind: 'approval' }] });
});
