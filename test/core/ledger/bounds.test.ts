import { describe, expect, it } from 'vitest';
import { balanceOf } from '../../../shared/core/ledger/balance.ts';
import { decideSettlement } from '../../../shared/core/ledger/decide-settlement.ts';
import { differenceName } from '../../../shared/core/ledger/difference-name.ts';
import { aFinderFee, aRetainer, aVersion } from '../../builders/a-contract.ts';
import {
  closed,
  corrected,
  introduced,
  noon,
  paid,
  recorded,
  reversed,
  said,
  termsAdopted,
} from '../../builders/facts.ts';
import { emptyBooks, settledOn, settlementOn } from '../../builders/settled.ts';

const retainerOnly = () => [aVersion({ terms: [aRetainer()] })];
const feeOnly = () => [aVersion({ terms: [aFinderFee()] })];
const wide = { approvalAboveMinor: 5_000_000n, catchUpPeriods: 24 };

const decided = (type: 'DifferenceApproved' | 'DifferenceDeclined', difference: string) =>
  said(type, { difference, by: 'Eugene Chiaramonte', reason: 'seen' }, '1999-06-16');

const of = (amountMinor: bigint) => [termsAdopted(), introduced(), closed({ amountMinor })];

describe('the bound on a difference', () => {
  const big = () => [termsAdopted(), introduced(), closed({ amountMinor: 50_000_010n })]; // a fee of 50,000.01

  it('lets through what is not above it', () => {
    const books = emptyBooks([termsAdopted(), introduced(), closed({ amountMinor: 50_000_000n })], feeOnly());
    expect(settlementOn(books, '1999-06-15').postings).toMatchObject([{ amountMinor: 5_000_000n }]);
  });

  it('asks a person about what is above it, and posts it once approved', () => {
    const books = emptyBooks(big(), feeOnly());
    const { postings, waiting } = settlementOn(books, '1999-06-15');
    expect(postings).toEqual([]);
    expect(waiting).toMatchObject([{ kind: 'approval', answers: ['approve', 'decline'] }]);
    const name = waiting[0]?.id.replace('approval/', '') ?? '';
    expect(settledOn(books, '1999-06-16', decided('DifferenceApproved', name)).postings).toMatchObject([
      { amountMinor: 5_000_001n },
    ]);
  });

  it('says what it is about, why it waits, and shows the working', () => {
    expect(settlementOn(emptyBooks(big(), feeOnly()), '1999-06-15').waiting).toEqual([
      {
        id: expect.stringMatching(/^approval\/finders-fee\/closing-0001#1@5000001-/),
        kind: 'approval',
        clause: '2.2',
        what: expect.stringMatching(/^Finder's fee, .*: USD 50,000\.01$/),
        why: 'It is above USD 50,000.00, beyond which a person approves.',
        answers: ['approve', 'decline'],
        evidence: expect.arrayContaining([expect.stringMatching(/: USD 500,000\.10 × 10% = USD 50,000\.01$/)]),
        since: '1999-06-15',
      },
    ]);
  });

  it('takes only the answer about itself for one', () => {
    const others = ['DifferenceApproved', 'DifferenceDeclined'] as const;
    const facts = [...big(), ...others.map((type) => decided(type, 'finders-fee/closing-0002#1@5000001-00000000'))];
    expect(settlementOn(emptyBooks(facts, feeOnly()), '1999-06-16').waiting).toMatchObject([
      { kind: 'approval', why: expect.stringMatching(/^It is above/) },
    ]);
  });

  it('does not take an approval of one amount for another', () => {
    const books = emptyBooks(big(), feeOnly());
    const name = settlementOn(books, '1999-06-15').waiting[0]?.id.replace('approval/', '') ?? '';
    const facts = [
      ...big(),
      decided('DifferenceApproved', name),
      corrected({ amountMinor: 60_000_000n }, '1999-06-17'),
    ];
    expect(settlementOn({ ...books, facts }, '1999-06-17').waiting).toMatchObject([{ kind: 'approval' }]);
  });

  it('keeps asking about what was declined, and says who declined', () => {
    const books = emptyBooks(big(), feeOnly());
    const name = settlementOn(books, '1999-06-15').waiting[0]?.id.replace('approval/', '') ?? '';
    const after = { ...books, facts: [...big(), decided('DifferenceDeclined', name)] };
    expect(settlementOn(after, '1999-06-16')).toMatchObject({
      postings: [],
      waiting: [{ why: expect.stringContaining('Eugene Chiaramonte declined it') }],
    });
  });

  it('holds for credits too', () => {
    const books = emptyBooks(big(), feeOnly());
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
    const [posting] = settlementOn(
      emptyBooks([termsAdopted(), introduced(), closed()], feeOnly()),
      '1999-06-15',
    ).postings;
    if (posting === undefined) throw new Error('Nothing was posted.');
    expect(differenceName(posting)).toMatch(/^finders-fee\/closing-0001#1@2500000-[0-9a-f]{8}$/);
  });
});

const approve = (throughOn: string) =>
  said('CatchUpApproved', { throughOn, by: 'Eugene Chiaramonte', reason: 'we were away' }, '1999-07-06');

describe('catching up', () => {
  const books = () =>
    emptyBooks([termsAdopted(), paid('retainer/1999-04-06#1', 200_000n, '1999-05-01')], retainerOnly());

  it('bills three periods at once', () => {
    expect(settlementOn(books(), '1999-07-05')).toMatchObject({ heldBack: false, postings: { length: 3 } });
  });

  it('waits for a person with the fourth, and bills nothing meanwhile', () => {
    expect(settlementOn(books(), '1999-07-06')).toMatchObject({
      heldBack: true,
      postings: [],
      waiting: [{ id: 'catch-up/1999-07-06', kind: 'catch-up', answers: ['approve'] }],
    });
  });

  it('looks at all that is behind by now, also while it settles a period that is over', () => {
    const facts = [termsAdopted()];
    expect(settlementOn({ ...books(), facts }, '1999-04-30').heldBack).toBe(false);
    const [asOf, now] = [noon('1999-04-30'), noon('1999-07-06')];
    const behind = decideSettlement({ ...books(), facts: recorded(...facts), asOf, now });
    expect(behind).toMatchObject({ heldBack: true, postings: [], waiting: [{ id: 'catch-up/1999-07-06' }] });
    const inTime = decideSettlement({ ...books(), facts: recorded(...facts), asOf, now: noon('1999-07-05') });
    expect(inTime).toMatchObject({ heldBack: false, postings: [{ id: 'retainer/1999-04-06#1' }] });
  });

  it('goes on once it is approved, through the day that the question named', () => {
    const approved = settledOn(books(), '1999-07-06', approve('1999-07-06'));
    expect(approved.postings).toHaveLength(4);
    expect(settlementOn({ ...books(), facts: [...books().facts, approve('1999-06-06')] }, '1999-07-06').heldBack).toBe(
      false,
    );
    expect(settlementOn({ ...books(), facts: [...books().facts, approve('1999-06-06')] }, '1999-10-06').heldBack).toBe(
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
  const booked = () => settledOn(emptyBooks([termsAdopted()], retainerOnly()), '1999-04-06');
  const first = 'retainer/1999-04-06#1';

  it('is booked by its difference to what is in the books', () => {
    const part = settledOn(booked(), '1999-04-20', paid(first, 50_000n, '1999-04-20'));
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
    const after = settledOn(settledOn(booked(), '1999-05-03', ...facts), '1999-05-03');
    const payments = after.entries.filter(({ kind }) => kind === 'payment');
    expect(payments.map(({ effectiveOn, lines }) => [effectiveOn, lines[0]?.debitMinor])).toEqual([
      ['1999-04-20', 50_000n],
      ['1999-05-02', 150_000n],
    ]);
    expect(balanceOf(after.entries)).toBe(0n);
  });

  it('in parts counts in a period by what had been paid in it, also when all is known later', () => {
    const facts = [...booked().facts, paid(first, 50_000n, '1999-04-20'), paid(first, 200_000n, '1999-05-02')];
    expect(settlementOn({ ...booked(), facts }, '1999-04-30').payments).toMatchObject([{ amountMinor: 50_000n }]);
  });

  it('is not booked before its day, nor on a posting that is not there', () => {
    const facts = [...booked().facts, paid(first, 1n, '1999-05-02'), paid('retainer/2001-01-01#1', 1n, '1999-04-10')];
    expect(settlementOn({ ...booked(), facts }, '1999-05-01').payments).toEqual([]);
  });
});
