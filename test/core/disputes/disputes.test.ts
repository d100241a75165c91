import { describe, expect, it } from 'vitest';
import { disputed, disputeRuled, withdrawn, withInterest } from '../../builders/dispute-words.ts';
import { emptyBooks, settledOn, settlementOn } from '../../builders/settled.ts';
import { owed } from '../../../shared/core/owed/owed.ts';
import { noon, recorded, termsAdopted, type Said } from '../../builders/facts.ts';
import { aVersion } from '../../builders/a-contract.ts';

const FIRST = 'retainer/1999-04-06';
/** The retainer of 2,000.00 of 6 April 1999 is booked, and due on 20 April. */
const billed = settledOn(emptyBooks([termsAdopted()]), '1999-04-06');

describe('a line that the client disputes', () => {
  it('waits for a ruling, and nothing is booked of it until then', () => {
    const books = settledOn(billed, '1999-04-10', disputed({ on: '1999-04-10', amountMinor: 50_000n }));
    expect(books.postings).toHaveLength(1);
    expect(settlementOn(books, '1999-04-11').waiting).toMatchObject([
      {
        id: 'dispute/d1',
        kind: 'dispute',
        clause: '2.1',
        what: 'Retainer, 6 April 1999 to 5 May 1999: the client says that USD 500.00 of it is not owed.',
        answers: ['uphold', 'reject'],
        since: '1999-04-10',
      },
    ]);
  });

  it('is credited by what the ruling upholds, with the ruling in its working', () => {
    const books = settledOn(
      billed,
      '1999-04-15',
      disputed({ on: '1999-04-10', amountMinor: 50_000n }),
      disputeRuled({ on: '1999-04-15', upheldMinor: 30_000n }),
    );
    // 2,000.00 less 300.00 is 1,700.00.
    expect(books.postings.at(-1)).toMatchObject({
      id: `${FIRST}#2`,
      amountMinor: -30_000n,
      totalMinor: 170_000n,
      effectiveOn: '1999-04-15',
      why: 'Ruth Calder said: half of it was done',
    });
    expect(books.postings.at(-1)?.working.map(({ figures }) => figures)).toContain(
      'USD 2,000.00 − USD 300.00 = USD 1,700.00',
    );
    expect(settlementOn(books, '1999-04-16')).toMatchObject({ postings: [], waiting: [] });
  });

  it('stays as it was when the ruling rejects it, or it is withdrawn', () => {
    const open = disputed({ on: '1999-04-10', amountMinor: 50_000n });
    for (const end of [disputeRuled({ on: '1999-04-15', upheldMinor: 0n }), withdrawn('1999-04-15')]) {
      const books = settledOn(billed, '1999-04-15', open, end);
      expect(books.postings).toHaveLength(1);
      expect(settlementOn(books, '1999-04-16').waiting).toEqual([]);
    }
  });

  it('is never credited below zero, however many rulings there are', () => {
    const rulings = ['d1', 'd2'].flatMap((id) => [
      disputed({ id, on: '1999-04-10', amountMinor: 150_000n }),
      disputeRuled({ id, on: '1999-04-15', upheldMinor: 150_000n }),
    ]);
    const books = settledOn(billed, '1999-04-15', ...rulings);
    expect(books.postings.at(-1)?.totalMinor).toBe(0n);
  });

  it('is ended once: a second ruling on the same dispute changes nothing', () => {
    const books = settledOn(
      billed,
      '1999-04-15',
      disputed({ on: '1999-04-10', amountMinor: 50_000n }),
      disputeRuled({ on: '1999-04-12', upheldMinor: 0n }),
      disputeRuled({ on: '1999-04-15', upheldMinor: 50_000n }),
    );
    expect(books.postings).toHaveLength(1);
  });

  it('names the day by which the ruling is due, and says when it has passed', () => {
    const version = aVersion({ disputes: { ruledBy: [], rulingDays: 10 } });
    const books = settledOn(
      settledOn(emptyBooks([termsAdopted()], [version]), '1999-04-06'),
      '1999-04-10',
      disputed({ on: '1999-04-10', amountMinor: 50_000n }),
    );
    expect(settlementOn(books, '1999-04-20').waiting[0]?.why).toContain('The ruling is due by 20 April 1999.');
    expect(settlementOn(books, '1999-04-21').waiting[0]?.why).toContain('The ruling was due by 20 April 1999.');
  });
});

describe('a line that the consultant disputes', () => {
  it('is billed more by what the ruling upholds', () => {
    const books = settledOn(
      billed,
      '1999-04-15',
      disputed({ on: '1999-04-10', amountMinor: 25_000n, party: 'consultant' }),
      disputeRuled({ on: '1999-04-15', upheldMinor: 25_000n }),
    );
    expect(books.postings.at(-1)).toMatchObject({ amountMinor: 25_000n, totalMinor: 225_000n });
  });
});

describe('interest on what is disputed', () => {
  const interestBy = (on: string, ...said: readonly Said[]) => {
    const facts = recorded(termsAdopted(), ...said);
    const due = owed({ versions: [withInterest()], facts, asOf: noon(on), knownSeq: facts.length });
    return due.receivables
      .filter(({ kind, id }) => kind === 'late-interest' && id.includes(FIRST))
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  };

  it('does not run on the disputed part while the dispute is open', () => {
    // 1% a whole month from 20 April: 20.00 on 2,000.00; 15.00 on the 1,500.00 that is not disputed.
    expect(interestBy('1999-05-20')).toBe(2_000n);
    expect(interestBy('1999-05-20', disputed({ on: '1999-04-10', amountMinor: 50_000n }))).toBe(1_500n);
  });

  it('runs again from the ruling that rejects it', () => {
    const said = [
      disputed({ on: '1999-04-10', amountMinor: 50_000n }),
      disputeRuled({ on: '1999-05-20', upheldMinor: 0n }),
    ];
    // 15.00 for the first month, 20.00 for the second.
    expect(interestBy('1999-06-20', ...said)).toBe(3_500n);
  });

  it('was never due on what the ruling took off', () => {
    const said = [
      disputed({ on: '1999-05-25', amountMinor: 50_000n }),
      disputeRuled({ on: '1999-06-01', upheldMinor: 50_000n }),
    ];
    // 1% of 1,500.00 for each of two months.
    expect(interestBy('1999-06-20', ...said)).toBe(3_000n);
  });
});
