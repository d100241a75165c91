import { describe, expect, it } from 'vitest';
import { owed } from '../../../shared/core/owed/owed.ts';
import { aFinderFee, aVersion } from '../../builders/a-contract.ts';
import {
  closed,
  corrected,
  introduced,
  noon,
  recorded,
  reversed,
  said,
  STRANGER,
  termsAdopted,
  type Said,
} from '../../builders/facts.ts';

/** What is owed at the end of 1999, when the introduced investor has closed on 15 June. */
function owedFor(...facts: readonly Said[]) {
  return owed({
    versions: [aVersion({ terms: [aFinderFee()] })],
    facts: recorded(termsAdopted(), introduced(), closed(), ...facts),
    asOf: noon('1999-12-31'),
    knownSeq: 99,
  });
}

const earned = (...facts: readonly Said[]) =>
  owedFor(...facts)
    .receivables.filter(({ amountMinor }) => amountMinor > 0n)
    .map(({ id, amountMinor }) => `${id} ${amountMinor}`);

/** A second report of 250,000.00 by the same investor, which looked like the first when it came. */
const again = (changes: Parameters<typeof closed>[0] = {}) =>
  closed({
    closing: 'closing-0002',
    externalId: 'deal-78',
    closedOn: '1999-06-20',
    like: ['closing-0001'],
    ...changes,
  });
const answered = (sameAs: string | null, on = '1999-07-01') =>
  said('LookalikeRuled', { closing: 'closing-0002', sameAs, by: 'a clerk', reason: 'the wire shows it' }, on);

const FIRST = 'finders-fee/closing-0001 2500000';
const SECOND = 'finders-fee/closing-0002 2500000';

describe('a closing that may be on record already', () => {
  it('earns nothing, and is asked about', () => {
    const due = owedFor(again());
    expect(due.receivables.map(({ id }) => id)).toEqual(['finders-fee/closing-0001']);
    expect(due.held).toEqual(['finders-fee/closing-0002']);
    expect(due.waiting).toEqual([
      {
        id: 'duplicate/closing-0002',
        kind: 'duplicate',
        clause: '2.2',
        what: 'Is the funding by Dana Whitfield, Harbor Ridge Capital (deal-78) the same as one on record?',
        why: 'The investor and the amount are the same and the dates are near: one funding that was entered twice would earn its fee twice.',
        answers: ['closing-0001', 'another'],
        evidence: ['closing-0001: deal-77, closed on 1999-06-15'],
        since: '1999-06-20',
      },
    ]);
  });

  it('is asked about with each that it looks like, and with no other', () => {
    const third = closed({ closing: 'closing-0003', externalId: 'deal-79', closedOn: '1999-06-18' });
    const stranger = closed({ closing: 'closing-0004', externalId: 'deal-80', investor: STRANGER });
    const like = ['closing-0001', 'closing-0003', 'closing-0004'];
    expect(owedFor(third, stranger, again({ like })).waiting[0]?.answers).toEqual([
      'closing-0001',
      'closing-0003',
      'another',
    ]);
  });

  it('earns once a person has said that it is another', () => {
    expect(earned(again(), answered(null))).toEqual([FIRST, SECOND]);
    expect(owedFor(again(), answered(null)).waiting).toEqual([]);
  });

  it('is one with the first once a person has said so', () => {
    const due = owedFor(again(), answered('closing-0001'));
    expect(due.receivables.map(({ id }) => id)).toEqual(['finders-fee/closing-0001']);
    expect([due.waiting, due.held]).toEqual([[], []]);
  });

  it('earns as any other where it did not look like one when it came', () => {
    const unmarked = closed({ closing: 'closing-0002', externalId: 'deal-78', closedOn: '1999-06-20' });
    expect(earned(unmarked)).toEqual([FIRST, SECOND]);
    expect(earned(again({ like: [] }))).toEqual([FIRST, SECOND]);
  });

  it('earns where it no longer looks like it: another amount, or the other was taken back', () => {
    const more = corrected(
      { closing: 'closing-0002', externalId: 'deal-78', closedOn: '1999-06-20', amountMinor: 30_000_000n },
      '1999-06-25',
    );
    expect(earned(again(), more)).toEqual([FIRST, 'finders-fee/closing-0002 3000000']);
    expect(earned(again(), reversed('1999-06-25'))).toEqual([SECOND]);
  });

  it('is not asked about once it is taken back itself', () => {
    const due = owedFor(again(), reversed('1999-06-25', 'closing-0002'));
    expect(due.waiting).toEqual([]);
    expect(due.receivables.filter(({ amountMinor }) => amountMinor > 0n)).toHaveLength(1);
  });

  it('is asked about until its own question is answered, not that of another', () => {
    const other = said(
      'LookalikeRuled',
      { closing: 'closing-0009', sameAs: null, by: 'a clerk', reason: 'x' },
      '1999-07-01',
    );
    expect(owedFor(again(), other).waiting.map(({ id }) => id)).toEqual(['duplicate/closing-0002']);
  });
});
