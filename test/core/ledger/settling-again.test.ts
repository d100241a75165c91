import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../shared/core/facts/fact.ts';
import { booksOf, type Books } from '../../../shared/core/ledger/books.ts';
import { decideSettlement } from '../../../shared/core/ledger/decide-settlement.ts';
import type { Posting } from '../../../shared/core/ledger/posting.ts';
import { newMemo } from '../../../shared/core/owed/memo.ts';
import { aFinderFee, aRetainer, aVersion } from '../../builders/a-contract.ts';
import {
  closed,
  corrected,
  introduced,
  noon,
  recorded,
  reversed,
  termsAdopted,
  type Said,
} from '../../builders/facts.ts';

const versions = [aVersion({ terms: [aRetainer({ minimumPeriods: 1, afterMinimum: 'stops' }), aFinderFee()] })];

/** Settles one history again and again with what was worked out before, and with the books that it is given. */
function settling() {
  const memo = newMemo();
  const facts: Fact[] = recorded(termsAdopted(), introduced());
  const told = (...more: readonly Said[]): void => {
    facts.push(...recorded(...facts.map(() => termsAdopted()), ...more).slice(facts.length));
  };
  const kept = new Map<readonly Posting[], Books>();
  const settle = (on: string, postings: readonly Posting[]) => {
    const books = kept.get(postings) ?? booksOf({ postings, entries: [] });
    kept.set(postings, books);
    const again = () => {
      const settlement = decideSettlement({
        versions,
        facts,
        postings,
        entries: [],
        asOf: noon(on),
        now: noon(on),
        memo,
        books,
      });
      if (settlement.outcome === 'parked') throw new Error(settlement.why);
      return settlement.postings;
    };
    const [first, second] = [again(), again()];
    expect(second).toEqual(first);
    return first;
  };
  return { told, settle };
}

const ids = (postings: readonly Posting[]) => postings.map(({ id, amountMinor }) => `${id} ${amountMinor}`);

describe('settling with what was worked out before', () => {
  it('gives the same until it is booked, and with other books what they lack', () => {
    const { told, settle } = settling();
    const retainer = settle('1999-04-06', []);
    expect(ids(retainer)).toEqual(['retainer/1999-04-06#1 200000']);
    expect(settle('1999-04-07', retainer)).toEqual([]);
    told(closed());
    const fee = settle('1999-06-15', retainer);
    expect(ids(fee)).toEqual(['finders-fee/closing-0001#1 2500000']);
    expect(settle('1999-06-15', [...retainer, ...fee])).toEqual([]);
    expect(ids(settle('1999-06-15', []))).toEqual([
      'retainer/1999-04-06#1 200000',
      'finders-fee/closing-0001#1 2500000',
    ]);
  });

  it('posts later what it passed over because it was not known by the day', () => {
    const { told, settle } = settling();
    told(closed());
    const booked = settle('1999-06-15', []);
    told(corrected({ amountMinor: 26_000_000n }, '1999-07-02'));
    expect(settle('1999-06-30', booked)).toEqual([]);
    expect(ids(settle('1999-07-02', booked))).toEqual(['finders-fee/closing-0001#2 100000']);
  });

  it('takes back what is owed no longer, again and again, until that is booked', () => {
    const { told, settle } = settling();
    told(closed());
    const booked = settle('1999-06-15', []);
    told(reversed('1999-06-20'));
    const back = settle('1999-06-20', booked);
    expect(ids(back)).toEqual(['finders-fee/closing-0001#2 -2500000']);
    expect(settle('1999-06-21', [...booked, ...back])).toEqual([]);
    told(corrected({}, '1999-06-25'));
    expect(ids(settle('1999-06-25', [...booked, ...back]))).toEqual(['finders-fee/closing-0001#3 2500000']);
  });

  it('takes back what moved into the future, and nothing where it was never booked', () => {
    const { told, settle } = settling();
    told(closed());
    const booked = settle('1999-06-15', []);
    told(corrected({ closedOn: '1999-07-10' }, '1999-06-20'));
    expect(ids(settle('1999-06-20', booked))).toEqual(['finders-fee/closing-0001#2 -2500000']);
    expect(ids(settle('1999-06-20', []))).toEqual(['retainer/1999-04-06#1 200000']);
    expect(ids(settle('1999-07-10', []))).toEqual([
      'retainer/1999-04-06#1 200000',
      'finders-fee/closing-0001#1 2500000',
    ]);
  });
});
