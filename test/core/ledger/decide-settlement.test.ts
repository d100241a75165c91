import { describe, expect, it } from 'vitest';
import { balanceOf } from '../../../shared/core/ledger/balance.ts';
import { differenceName } from '../../../shared/core/ledger/decide-settlement.ts';
import { aFinderFee, aRetainer, aVersion } from '../../builders/a-contract.ts';
import { closed, corrected, ended, introduced, paid, reversed, said, termsAdopted } from '../../builders/facts.ts';
import { decideOn, emptyBooks, settledOn, settlementOn } from '../../builders/settled.ts';

const RETAINER_ONLY = [aVersion({ terms: [aRetainer()] })];
const FEE_ONLY = [aVersion({ terms: [aFinderFee()] })];
const feeStory = [termsAdopted(), introduced(), closed()];

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
    const books = settledOn(emptyBooks(feeStory), '1999-06-15');
    expect(settlementOn(books, '1999-06-15')).toMatchObject({ postings: [], payments: [] });
  });

  it('posts only what has come since', () => {
    const books = settledOn(emptyBooks([termsAdopted()]), '1999-05-05');
    expect(amounts(settlementOn(books, '1999-05-06'))).toEqual([['retainer/1999-05-06#1', 200_000n]]);
  });

  it('posts nothing for a closing that earns nothing', () => {
    const books = settledOn(emptyBooks([...feeStory, reversed('1999-06-15')], FEE_ONLY), '1999-06-15');
    expect(books.postings).toEqual([]);
  });

  it('puts down the terms, rules, facts and moment behind a posting', () => {
    const [posting] = settlementOn(emptyBooks(feeStory, FEE_ONLY), '1999-06-15').postings;
    expect(posting).toMatchObject({
      termsVersion: 1,
      rules: '1',
      factIds: ['IntroductionRecorded-2', 'ClosingReported-3'],
      factSeq: 3,
      totalMinor: 2_500_000n,
      effectiveOn: '1999-06-15',
    });
    expect(posting).not.toHaveProperty('corrects');
  });
});

describe('a correction', () => {
  const booked = settledOn(emptyBooks(feeStory, FEE_ONLY), '1999-06-15');

  it('down is a posting below zero that names what it corrects, on the day it became known', () => {
    const after = settledOn(booked, '1999-07-03', corrected({ amountMinor: 24_000_000n }, '1999-07-02'));
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
    const after = settledOn(booked, '1999-07-03', corrected({ amountMinor: 26_000_000n }, '1999-07-02'));
    expect(after.postings.at(-1)).toMatchObject({ amountMinor: 100_000n, dueOn: '1999-07-16' }); // 2 July and 14 days
  });

  it('of a reversal takes back all of it, and a later report brings it again', () => {
    const gone = settledOn(booked, '1999-06-20', reversed('1999-06-20'));
    const back = settledOn(gone, '1999-06-25', corrected({}, '1999-06-25'));
    expect(back.postings.map(({ amountMinor }) => amountMinor)).toEqual([2_500_000n, -2_500_000n, 2_500_000n]);
    expect(back.postings.map(({ revision }) => revision)).toEqual([1, 2, 3]);
  });

  it('waits for a period that is settled before it became known', () => {
    const late = { ...booked, facts: [...booked.facts, corrected({ amountMinor: 1n }, '1999-07-02')] };
    expect(settlementOn(late, '1999-06-30').postings).toEqual([]);
  });

  it('of nothing but words posts nothing', () => {
    const after = settledOn(booked, '1999-07-03', corrected({ description: 'first round' }, '1999-07-02'));
    expect(after.postings).toHaveLength(1);
  });

  it('that moves the closing into the future takes the fee back until then', () => {
    const moved = settledOn(booked, '1999-06-20', corrected({ closedOn: '1999-07-10' }, '1999-06-20'));
    expect(moved.postings.at(-1)).toMatchObject({ amountMinor: -2_500_000n, effectiveOn: '1999-06-20' });
    const then = settledOn(moved, '1999-07-10');
    expect(then.postings.at(-1)).toMatchObject({ amountMinor: 2_500_000n, effectiveOn: '1999-07-10' });
  });

  it('leaves what is booked while a question holds the fee', () => {
    const doubtful = { investor: { name: 'Harbor Ridge', crmIds: [], emails: [] } };
    const after = settledOn(booked, '1999-06-20', corrected(doubtful, '1999-06-20'));
    expect(after.postings).toHaveLength(1);
  });

  it('keeps the currency of the books when the closing is reversed in another', () => {
    const euros = settledOn(booked, '1999-06-18', corrected({ currency: 'EUR' }, '1999-06-18'));
    const after = settledOn(euros, '1999-06-20', reversed('1999-06-20'));
    expect(after.postings.at(-1)).toMatchObject({ amountMinor: -2_500_000n, currency: 'USD' });
  });
});

const adoptedRules = (rules: string) => said('RulesAdopted', { rules, by: 'x', reason: 'y' }, '1999-04-07');

describe('what no fact explains', () => {
  const booked = settledOn(emptyBooks([termsAdopted()], RETAINER_ONLY), '1999-04-06');
  const wrong = booked.postings.map((posting) => ({ ...posting, amountMinor: 199_999n, totalMinor: 199_999n }));

  it('parks the contract when the same inputs give another amount', () => {
    expect(decideOn({ ...booked, postings: wrong }, '1999-04-06')).toMatchObject({
      outcome: 'parked',
      what: 'retainer/1999-04-06',
    });
  });

  it('passes once these rules were adopted, and not when others were', () => {
    const after = { ...booked, postings: wrong, facts: [...booked.facts, adoptedRules('2')] };
    expect(decideOn(after, '1999-04-07', '1')).toHaveProperty('outcome', 'parked');
    const settlement = decideOn(after, '1999-04-07', '2');
    expect(settlement).toMatchObject({ outcome: 'settled', postings: [{ amountMinor: 1n, rules: '2' }] });
  });

  it('parks the contract when a booked receivable is owed no longer', () => {
    const ghost = booked.postings.map((posting) => ({ ...posting, id: 'ghost/1#1', receivableId: 'ghost/1' }));
    expect(decideOn({ ...booked, postings: [...booked.postings, ...ghost] }, '1999-04-06')).toMatchObject({
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
    const amended = { ...booked, versions: [...RETAINER_ONLY, dearer] };
    const after = settledOn(amended, '1999-04-20', termsAdopted(2, '1999-04-06', '1999-04-20'));
    expect(after.postings.at(-1)).toMatchObject({ amountMinor: 50_000n, effectiveOn: '1999-04-20', termsVersion: 2 });
  });
});

const wide = { approvalAboveMinor: 5_000_000n, catchUpPeriods: 24 };

const decided = (type: 'DifferenceApproved' | 'DifferenceDeclined', difference: string) =>
  said(type, { difference, by: 'Eugene Chiaramonte', reason: 'seen' }, '1999-06-16');

const of = (amountMinor: bigint) => [termsAdopted(), introduced(), closed({ amountMinor })];

describe('the bound on a difference', () => {
  const big = [termsAdopted(), introduced(), closed({ amountMinor: 50_000_010n })]; // a fee of 50,000.01

  it('lets through what is not above it', () => {
    const books = emptyBooks([termsAdopted(), introduced(), closed({ amountMinor: 50_000_000n })], FEE_ONLY);
    expect(settlementOn(books, '1999-06-15').postings).toMatchObject([{ amountMinor: 5_000_000n }]);
  });

  it('asks a person about what is above it, and posts it once approved', () => {
    const books = emptyBooks(big, FEE_ONLY);
    const { postings, waiting } = settlementOn(books, '1999-06-15');
    expect(postings).toEqual([]);
    expect(waiting).toMatchObject([{ kind: 'approval', answers: ['approve', 'decline'] }]);
    const name = waiting[0]?.id.replace('approval/', '') ?? '';
    expect(settledOn(books, '1999-06-16', decided('DifferenceApproved', name)).postings).toMatchObject([
      { amountMinor: 5_000_001n },
    ]);
  });

  it('does not take an approval of one amount for another', () => {
    const books = emptyBooks(big, FEE_ONLY);
    const name = settlementOn(books, '1999-06-15').waiting[0]?.id.replace('approval/', '') ?? '';
    const facts = [...big, decided('DifferenceApproved', name), corrected({ amountMinor: 60_000_000n }, '1999-06-17')];
    expect(settlementOn({ ...books, facts }, '1999-06-17').waiting).toMatchObject([{ kind: 'approval' }]);
  });

  it('keeps asking about what was declined, and says who declined', () => {
    const books = emptyBooks(big, FEE_ONLY);
    const name = settlementOn(books, '1999-06-15').waiting[0]?.id.replace('approval/', '') ?? '';
    const after = { ...books, facts: [...big, decided('DifferenceDeclined', name)] };
    expect(settlementOn(after, '1999-06-16')).toMatchObject({
      postings: [],
      waiting: [{ why: expect.stringContaining('Eugene Chiaramonte declined it') }],
    });
  });

  it('holds for credits too', () => {
    const books = emptyBooks(big, FEE_ONLY);
    const name = settlementOn(books, '1999-06-15').waiting[0]?.id.replace('approval/', '') ?? '';
    const booked = settledOn(books, '1999-06-16', decided('DifferenceApproved', name));
    const gone = { ...booked, facts: [...booked.facts, reversed('1999-06-20')] };
    expect(settlementOn(gone, '1999-06-20')).toMatchObject({ postings: [], waiting: [{ kind: 'approval' }] });
  });

  it('is at most what one payment can carry, whatever the terms say', () => {
    const generous = [aVersion({ terms: [aFinderFee()], bounds: { ...wide, approvalAboveMinor: 10n ** 12n } })];
    expect(settlementOn(emptyBooks(of(999_999_990n), generous), '1999-06-15').postings).toHaveLength(1);
    expect(settlementOn(emptyBooks(of(1_000_000_000n), generous), '1999-06-15').waiting).toMatchObject([
      { kind: 'approval', why: expect.stringContaining('one payment can carry') },
    ]);
  });

  it('names a difference by posting, amount and inputs', () => {
    const [posting] = settlementOn(emptyBooks(feeStory, FEE_ONLY), '1999-06-15').postings;
    if (posting === undefined) throw new Error('Nothing was posted.');
    expect(differenceName(posting)).toMatch(/^finders-fee\/closing-0001#1@2500000-[0-9a-f]{8}$/);
  });
});

const approve = (throughOn: string) =>
  said('CatchUpApproved', { throughOn, by: 'Eugene Chiaramonte', reason: 'we were away' }, '1999-07-06');

describe('catching up', () => {
  const books = emptyBooks([termsAdopted(), paid('retainer/1999-04-06#1', 200_000n, '1999-05-01')], RETAINER_ONLY);

  it('bills three periods at once', () => {
    expect(settlementOn(books, '1999-07-05')).toMatchObject({ heldBack: false, postings: { length: 3 } });
  });

  it('waits for a person with the fourth, and bills nothing meanwhile', () => {
    expect(settlementOn(books, '1999-07-06')).toMatchObject({
      heldBack: true,
      postings: [],
      waiting: [{ id: 'catch-up/1999-07-06', kind: 'catch-up', answers: ['approve'] }],
    });
  });

  it('looks at all that is behind by now, also while it settles a period that is over', () => {
    const facts = [termsAdopted()];
    expect(settlementOn({ ...books, facts }, '1999-04-30').heldBack).toBe(false);
  });

  it('goes on once it is approved, through the day that the question named', () => {
    const approved = settledOn(books, '1999-07-06', approve('1999-07-06'));
    expect(approved.postings).toHaveLength(4);
    expect(settlementOn({ ...books, facts: [...books.facts, approve('1999-06-06')] }, '1999-07-06').heldBack).toBe(
      false,
    );
    expect(settlementOn({ ...books, facts: [...books.facts, approve('1999-06-06')] }, '1999-10-06').heldBack).toBe(
      true,
    );
  });

  it('counts the periods of each retainer by itself', () => {
    const four = ['a', 'b', 'c', 'd'].map((id) => aRetainer({ id }));
    const many = emptyBooks([termsAdopted()], [aVersion({ terms: four })]);
    expect(settlementOn(many, '1999-04-06')).toMatchObject({ heldBack: false, postings: { length: 4 } });
  });
});

describe('a payment', () => {
  const booked = settledOn(emptyBooks([termsAdopted()], RETAINER_ONLY), '1999-04-06');
  const first = 'retainer/1999-04-06#1';

  it('is booked by its difference to what is in the books', () => {
    const part = settledOn(booked, '1999-04-20', paid(first, 50_000n, '1999-04-20'));
    const whole = settledOn(part, '1999-05-02', paid(first, 200_000n, '1999-05-02'));
    const payments = whole.entries.filter(({ kind }) => kind === 'payment');
    expect(payments.map(({ cause, lines }) => [cause, lines[0]?.debitMinor])).toEqual([
      [`payment/in_${first}#1`, 50_000n],
      [`payment/in_${first}#2`, 150_000n],
    ]);
    expect(balanceOf(whole.entries)).toBe(0n);
  });

  it('that is reported twice, or out of order, is booked once, each part on its own day', () => {
    const facts = [
      paid(first, 200_000n, '1999-05-02'),
      paid(first, 50_000n, '1999-04-20'),
      paid(first, 200_000n, '1999-05-02'),
    ];
    const after = settledOn(settledOn(booked, '1999-05-03', ...facts), '1999-05-03');
    const payments = after.entries.filter(({ kind }) => kind === 'payment');
    expect(payments.map(({ effectiveOn, lines }) => [effectiveOn, lines[0]?.debitMinor])).toEqual([
      ['1999-04-20', 50_000n],
      ['1999-05-02', 150_000n],
    ]);
    expect(balanceOf(after.entries)).toBe(0n);
  });

  it('in parts counts in a period by what had been paid in it, also when all is known later', () => {
    const facts = [...booked.facts, paid(first, 50_000n, '1999-04-20'), paid(first, 200_000n, '1999-05-02')];
    expect(settlementOn({ ...booked, facts }, '1999-04-30').payments).toMatchObject([{ amountMinor: 50_000n }]);
  });

  it('is not booked before its day, nor on a posting that is not there', () => {
    const facts = [...booked.facts, paid(first, 1n, '1999-05-02'), paid('retainer/2001-01-01#1', 1n, '1999-04-10')];
    expect(settlementOn({ ...booked, facts }, '1999-05-01').payments).toEqual([]);
  });
});
