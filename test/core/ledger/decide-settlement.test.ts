import { describe, expect, it } from 'vitest';
import { aFinderFee, aRetainer, aVersion } from '../../builders/a-contract.ts';
import { closed, corrected, ended, introduced, reversed, said, STRANGER, termsAdopted } from '../../builders/facts.ts';
import { decideOn, emptyBooks, settledOn, settlementOn } from '../../builders/settled.ts';

const retainerOnly = () => [aVersion({ terms: [aRetainer()] })];
const feeOnly = () => [aVersion({ terms: [aFinderFee()] })];
const feeStory = () => [termsAdopted(), introduced(), closed()];

function amounts(settlement: { postings: readonly { id: string; amountMinor: bigint }[] }): [string, bigint][] {
  return settlement.postings.map(({ id, amountMinor }) => [id, amountMinor]);
}

describe('settling', () => {
  it('posts what is owed and not booked, oldest first', () => {
    const books = emptyBooks([termsAdopted(), introduced(), closed({ closedOn: '1999-05-01' })]);
    expect(amounts(settlementOn(books, '1999-05-06'))).toEqual([
      ['retainer/1999-04-06#1', 200_000n],
      ['finders-fee/closing-0001#1', 2_500_000n],
      ['retainer/1999-05-06#1', 200_000n],
    ]);
  });

  it('posts nothing the second time', () => {
    const books = settledOn(emptyBooks(feeStory()), '1999-06-15');
    expect(settlementOn(books, '1999-06-15')).toMatchObject({ postings: [], payments: [] });
  });

  it('posts only what has come since', () => {
    const books = settledOn(emptyBooks([termsAdopted()]), '1999-05-05');
    expect(amounts(settlementOn(books, '1999-05-06'))).toEqual([['retainer/1999-05-06#1', 200_000n]]);
  });

  it('posts nothing for a closing that earns nothing', () => {
    const books = settledOn(emptyBooks([...feeStory(), reversed('1999-06-15')], feeOnly()), '1999-06-15');
    expect(books.postings).toEqual([]);
  });

  it('puts down the terms, rules, facts and moment behind a posting', () => {
    const [posting] = settlementOn(emptyBooks(feeStory(), feeOnly()), '1999-06-15').postings;
    expect(posting).toMatchObject({
      termsVersion: 1,
      rules: '1',
      factIds: ['IntroductionRecorded-2', 'ClosingReported-3'],
      factSeq: 3,
      totalMinor: 2_500_000n,
      effectiveOn: '1999-06-15',
      workingHash: '', // that of the working as it is stored is worked out with the contract's salt, when it is posted
    });
    expect(posting).not.toHaveProperty('corrects');
  });

  it('passes on what waits for a person and what is owed for nothing', () => {
    const doubtful = closed({ investor: { name: 'Harbor Ridge', crmIds: [], emails: [] } });
    const stranger = closed({ closing: 'closing-0002', investor: STRANGER });
    const books = emptyBooks([termsAdopted(), introduced(), doubtful, stranger], feeOnly());
    expect(settlementOn(books, '1999-06-15')).toMatchObject({
      postings: [],
      waiting: [{ id: 'attribution/closing-0001' }],
      notOwed: [{ closing: 'closing-0002' }],
      heldBack: false,
    });
  });
});

describe('a correction', () => {
  const booked = () => settledOn(emptyBooks(feeStory(), feeOnly()), '1999-06-15');

  it('down is a posting below zero that names what it corrects, on the day it became known', () => {
    const after = settledOn(booked(), '1999-07-03', corrected({ amountMinor: 24_000_000n }, '1999-07-02'));
    expect(after.postings.at(-1)).toMatchObject({
      id: 'finders-fee/closing-0001#2',
      amountMinor: -100_000n, // 24,000.00 - 25,000.00
      totalMinor: 2_400_000n,
      corrects: 'finders-fee/closing-0001#1',
      effectiveOn: '1999-07-02',
      description: expect.stringMatching(/^Correction of Finder's fee/),
    });
    expect(after.postings.at(-1)?.working.at(-1)?.figures).toBe('USD 24,000.00 − USD 25,000.00 = USD −1,000.00');
  });

  it('up is due as many days after it became known as the term gives', () => {
    const after = settledOn(booked(), '1999-07-03', corrected({ amountMinor: 26_000_000n }, '1999-07-02'));
    expect(after.postings.at(-1)).toMatchObject({ amountMinor: 100_000n, dueOn: '1999-07-16' }); // 2 July and 14 days
  });

  it('of a reversal takes back all of it, and a later report brings it again', () => {
    const gone = settledOn(booked(), '1999-06-20', reversed('1999-06-20'));
    const back = settledOn(gone, '1999-06-25', corrected({}, '1999-06-25'));
    expect(back.postings.map(({ amountMinor }) => amountMinor)).toEqual([2_500_000n, -2_500_000n, 2_500_000n]);
    expect(back.postings.map(({ revision }) => revision)).toEqual([1, 2, 3]);
  });

  it('waits for a period that is settled before it became known', () => {
    const late = { ...booked(), facts: [...booked().facts, corrected({ amountMinor: 1n }, '1999-07-02')] };
    expect(settlementOn(late, '1999-06-30').postings).toEqual([]);
  });

  it('of nothing but words posts nothing', () => {
    const after = settledOn(booked(), '1999-07-03', corrected({ description: 'first round' }, '1999-07-02'));
    expect(after.postings).toHaveLength(1);
  });

  it('that moves the closing into the future takes the fee back until then', () => {
    const moved = settledOn(booked(), '1999-06-20', corrected({ closedOn: '1999-07-10' }, '1999-06-20'));
    expect(moved.postings.at(-1)).toMatchObject({ amountMinor: -2_500_000n, effectiveOn: '1999-06-20' });
    const then = settledOn(moved, '1999-07-10');
    expect(then.postings.at(-1)).toMatchObject({ amountMinor: 2_500_000n, effectiveOn: '1999-07-10' });
  });

  it('leaves what is booked while a question holds the fee', () => {
    const doubtful = { investor: { name: 'Harbor Ridge', crmIds: [], emails: [] } };
    const after = settledOn(booked(), '1999-06-20', corrected(doubtful, '1999-06-20'));
    expect(after.postings).toHaveLength(1);
  });

  it('keeps the currency of the books when the closing is reversed in another', () => {
    const euros = settledOn(booked(), '1999-06-18', corrected({ currency: 'EUR' }, '1999-06-18'));
    const after = settledOn(euros, '1999-06-20', reversed('1999-06-20'));
    expect(after.postings.at(-1)).toMatchObject({ amountMinor: -2_500_000n, currency: 'USD' });
  });
});

const adoptedRules = (rules: string) => said('RulesAdopted', { rules, by: 'x', reason: 'y' }, '1999-04-07');

describe('what no fact explains', () => {
  const booked = () => settledOn(emptyBooks([termsAdopted()], retainerOnly()), '1999-04-06');
  const wrong = () => booked().postings.map((posting) => ({ ...posting, amountMinor: 199_999n, totalMinor: 199_999n }));

  it('parks the contract when the same inputs give another amount', () => {
    expect(decideOn({ ...booked(), postings: wrong() }, '1999-04-06')).toMatchObject({
      outcome: 'parked',
      what: 'retainer/1999-04-06',
    });
  });

  it('passes once these rules were adopted, and not when others were', () => {
    const after = { ...booked(), postings: wrong(), facts: [...booked().facts, adoptedRules('2')] };
    expect(decideOn(after, '1999-04-07', '1')).toHaveProperty('outcome', 'parked');
    const settlement = decideOn(after, '1999-04-07', '2');
    expect(settlement).toMatchObject({ outcome: 'settled', postings: [{ amountMinor: 1n, rules: '2' }] });
  });

  it('does not pass by rules that were adopted before it was booked', () => {
    const facts = [...booked().facts, adoptedRules('2')];
    for (const factSeq of [2, 3]) {
      const postings = wrong().map((posting) => ({ ...posting, factSeq }));
      expect(decideOn({ ...booked(), postings, facts }, '1999-04-07', '2')).toHaveProperty('outcome', 'parked');
    }
  });

  it('parks the contract when a booked receivable is owed no longer', () => {
    const ghost = booked().postings.map((posting) => ({ ...posting, id: 'ghost/1#1', receivableId: 'ghost/1' }));
    expect(decideOn({ ...booked(), postings: [...booked().postings, ...ghost] }, '1999-04-06')).toMatchObject({
      outcome: 'parked',
      what: 'ghost/1',
    });
  });

  it('is a credit instead when an end explains it', () => {
    const four = settledOn(
      emptyBooks([termsAdopted()], [aVersion({ terms: [aRetainer()], bounds: wide })]),
      '1999-07-06',
    );
    const after = settledOn(four, '1999-07-10', ended('1999-07-01', '1999-07-10'));
    expect(after.postings.at(-1)).toMatchObject({
      id: 'retainer/1999-07-06#2',
      amountMinor: -200_000n,
      effectiveOn: '1999-07-10',
      working: [{ figures: 'USD 0.00' }, { figures: 'USD 0.00 − USD 2,000.00 = USD −2,000.00' }],
    });
    expect(settlementOn(after, '1999-08-06').postings).toEqual([]);
  });

  it('is a difference instead when an amendment explains it', () => {
    const dearer = aVersion({ terms: [aRetainer({ amountMinor: 250_000n })] }, 2, '1999-04-06');
    const amended = { ...booked(), versions: [...retainerOnly(), dearer] };
    const after = settledOn(amended, '1999-04-20', termsAdopted(2, '1999-04-06', '1999-04-20'));
    expect(after.postings.at(-1)).toMatchObject({ amountMinor: 50_000n, effectiveOn: '1999-04-20', termsVersion: 2 });
  });
});

const wide = { approvalAboveMinor: 5_000_000n, catchUpPeriods: 24 };
