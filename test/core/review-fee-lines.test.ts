import { describe, expect, it } from 'vitest';
import { owed } from '../../shared/core/owed/owed.ts';
import type { SuccessFeeTerm } from '../../shared/core/terms/terms.ts';
import { aFinderFee, aRetainer, aVersion } from '../builders/a-contract.ts';
import { closed, introduced, noon, recorded, reversed, termsAdopted } from '../builders/facts.ts';
import { emptyBooks, settledOn } from '../builders/settled.ts';

const lineOf = (changes: Partial<SuccessFeeTerm>) => ({ terms: [aRetainer(), aFinderFee(changes)] });
const first = closed({ closing: 'c1', closedOn: '1999-06-01' });
const second = closed({ closing: 'c2', closedOn: '1999-06-15' });

describe('a fee that rests on the closings before it', () => {
  const version = () => aVersion({ terms: [aFinderFee({ altogetherAtMostMinor: 3_000_000n })] });

  it('is corrected on the day on which the news of an earlier closing came', () => {
    const booked = settledOn(emptyBooks([termsAdopted(), introduced(), second], [version()]), '1999-06-15');
    const late = closed({ closing: 'c1', closedOn: '1999-06-01', reportedAt: noon('1999-07-05') });
    const after = settledOn(booked, '1999-07-05', late);
    expect(after.postings.slice(1).map(({ id, amountMinor, effectiveOn }) => [id, amountMinor, effectiveOn])).toEqual([
      ['finders-fee/c1#1', 2_500_000n, '1999-06-01'],
      ['finders-fee/c2#2', -2_000_000n, '1999-07-05'],
    ]);
  });

  it('is corrected on the day on which an earlier closing was reversed', () => {
    const booked = settledOn(emptyBooks([termsAdopted(), introduced(), first, second], [version()]), '1999-06-15');
    const after = settledOn(booked, '1999-07-05', reversed('1999-07-05', 'c1'));
    expect(after.postings.slice(2).map(({ id, amountMinor, effectiveOn }) => [id, amountMinor, effectiveOn])).toEqual([
      ['finders-fee/c1#2', -2_500_000n, '1999-07-05'],
      ['finders-fee/c2#2', 2_000_000n, '1999-07-05'],
    ]);
  });
});

const feesUnder = (before: Partial<SuccessFeeTerm>, after: Partial<SuccessFeeTerm>): bigint[] => {
  const facts = recorded(termsAdopted(), termsAdopted(2, '1999-06-10'), introduced(), first, second);
  const versions = [aVersion(lineOf(before)), aVersion(lineOf(after), 2, '1999-06-10')];
  const { receivables } = owed({ versions, facts, asOf: noon('1999-06-20'), knownSeq: facts.length });
  return receivables.filter(({ kind }) => kind === 'success-fee').map(({ amountMinor }) => amountMinor);
};

describe('an amendment between two closings', () => {
  it('that lowers the most of all fees below what was billed leaves nothing to bill, and nothing to give back', () => {
    expect(feesUnder({}, { altogetherAtMostMinor: 1_000_000n })).toEqual([2_500_000n, 0n]);
  });

  it('that lowers a credit below what was used of it makes the next fee no larger', () => {
    const credit = { terms: ['retainer'], taken: 'after-minimum' as const };
    const whole = { ...credit, share: { numerator: 1n, denominator: 1n }, shareText: '100%' };
    const half = { ...credit, share: { numerator: 1n, denominator: 4n }, shareText: '25%' };
    // two retainers of 2,000.00 had come by the first closing: 25,000.00 less 4,000.00
    expect(feesUnder({ credit: whole }, { credit: half })).toEqual([2_100_000n, 2_500_000n]);
  });
});
