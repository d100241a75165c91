import { describe, expect, it } from 'vitest';
import { composeStatement } from '../../../shared/core/statement/compose-statement.ts';
import { disputesOnRecord } from '../../../shared/core/statement/disputes-on-record.ts';
import { introductionsOnRecord } from '../../../shared/core/statement/introductions-on-record.ts';
import { chainHead } from '../../../shared/core/introductions/chain.ts';
import { NO_INTRODUCTION_TERMS } from '../../../shared/core/terms/introduction-terms.ts';
import { aFinderFee, aRetainer, aTail, aVersion, share } from '../../builders/a-contract.ts';
import { disputed, disputeRuled, withdrawn } from '../../builders/dispute-words.ts';
import {
  anInvestor,
  ended,
  introduced,
  noon,
  paid,
  recorded,
  said,
  STRANGER,
  termsAdopted,
  type Said,
} from '../../builders/facts.ts';
import { emptyBooks, settledOn, settlementOn } from '../../builders/settled.ts';
import { aPosting } from '../../builders/store-records.ts';

const FIRST = 'retainer/1999-04-06';
const MAY = { from: '1999-05-01', to: '1999-05-31' };

describe('the disputes of a statement', () => {
  const of = (said: readonly Said[], period = MAY) =>
    disputesOnRecord(
      {
        facts: recorded(...said),
        postings: [{ ...aPosting(2), receivableId: 'x', clause: '9', description: 'Another' }, aPosting(1)],
      },
      period,
    );
  const open = (on: string) => disputed({ on, amountMinor: 50_000n });

  it('are those that were open at some time in the period, with what they are about', () => {
    expect(of([open('1999-05-31')])).toEqual({
      disputes: [
        {
          receivable: FIRST,
          clause: '2.1',
          description: 'Retainer, 6 April 1999 to 5 May 1999',
          party: 'client',
          amountMinor: 50_000n,
          disputedOn: '1999-05-31',
          by: 'Eugene Chiaramonte',
          reason: 'No release was drafted.',
        },
      ],
    });
    expect(of([open('1999-06-01')])).toStrictEqual({});
    expect(of([open('1999-04-10'), withdrawn('1999-04-30')])).toStrictEqual({});
    expect(of([])).toStrictEqual({});
  });

  it('say how they ended, once they have', () => {
    const end = { on: '1999-05-31', how: 'ruled', upheldMinor: 1n, by: 'Ruth Calder', reason: 'half of it was done' };
    const over = (on: string) => of([open('1999-04-10'), disputeRuled({ on, upheldMinor: 1n })]).disputes?.[0];
    expect(over('1999-05-31')?.end).toEqual(end);
    expect(over('1999-05-01')?.end).toEqual({ ...end, on: '1999-05-01' });
    expect(over('1999-06-01')).not.toHaveProperty('end');
  });

  it('are told of by id where nothing is booked', () => {
    const facts = recorded(open('1999-05-31'));
    expect(disputesOnRecord({ facts, postings: [] }, MAY).disputes).toMatchObject([{ clause: '', description: FIRST }]);
  });
});

describe('a disputed amount on a statement', () => {
  const versions = [aVersion({ terms: [aRetainer({ minimumPeriods: 1, afterMinimum: 'stops' })] })];
  /** The statement of April, of the retainer of 2,000.00 that was due on 20 April. */
  function april(...said: readonly Said[]) {
    const billed = settledOn(emptyBooks([termsAdopted()], versions), '1999-04-06');
    const books = settledOn(billed, '1999-04-30', ...said);
    const { waiting, notOwed, nonCash, toOthers } = settlementOn(books, '1999-04-30');
    const beside = { waiting, notOwed, nonCash, toOthers, facts: recorded(...books.facts) };
    return composeStatement({
      ...books,
      ...beside,
      previous: undefined,
      sealedEntries: 0,
      sealedAt: noon('1999-05-01'),
    });
  }
  const all = { notDueMinor: 0n, to30Minor: 0n, to60Minor: 0n, to90Minor: 0n, over90Minor: 0n, disputedMinor: 0n };

  it('is not overdue, and stands apart from the rest, which is', () => {
    const { due, ageing, disputes, awaitingDecision } = april(disputed({ on: '1999-04-10', amountMinor: 50_000n }));
    expect(due).toMatchObject([{ outstandingMinor: 200_000n, disputedMinor: 50_000n, overdue: true }]);
    expect(ageing).toEqual({ ...all, to30Minor: 150_000n, disputedMinor: 50_000n });
    expect(disputes).toHaveLength(1);
    expect(awaitingDecision).toEqual([]);
  });

  it('is at most what is unpaid, and then nothing is overdue', () => {
    for (const amountMinor of [200_000n, 250_000n]) {
      const { due, ageing } = april(disputed({ on: '1999-04-10', amountMinor }));
      expect(due).toMatchObject([{ disputedMinor: 200_000n, overdue: false }]);
      expect(ageing).toEqual({ ...all, disputedMinor: 200_000n });
    }
    const { due } = april(
      disputed({ on: '1999-04-10', amountMinor: 150_000n }),
      paid(`${FIRST}#1`, 150_000n, '1999-04-20'),
    );
    expect(due).toMatchObject([{ outstandingMinor: 50_000n, disputedMinor: 50_000n, overdue: false }]);
  });

  it('of what is paid in full, or paid too much, is not told with what is due', () => {
    const dispute = disputed({ on: '1999-04-10', amountMinor: 50_000n });
    expect(april(dispute, paid(`${FIRST}#1`, 200_000n, '1999-04-20')).due).toEqual([]);
    const [over] = april(dispute, paid(`${FIRST}#1`, 200_500n, '1999-04-20')).due;
    expect(over).toMatchObject({ outstandingMinor: -500n });
    expect(over).not.toHaveProperty('disputedMinor');
  });

  it('is not told where nothing is disputed', () => {
    expect(april().due[0]).not.toHaveProperty('disputedMinor');
    expect(april().ageing).toEqual({ ...all, to30Minor: 200_000n });
    expect(april(paid(`${FIRST}#1`, 200_000n, '1999-04-20'))).not.toHaveProperty('ageing');
    expect(april(disputed({ on: '1999-04-10', amountMinor: 1n }), withdrawn('1999-04-12')).due[0]).toMatchObject({
      overdue: true,
    });
  });
});

const expectedFunding = (changes: object = {}) =>
  said(
    'FundingExpected',
    {
      closing: 'closing-7',
      externalId: 'deal-7',
      investor: anInvestor(),
      amountMinor: 40_000_000n,
      currency: 'USD',
      stage: 'due diligence',
      reportedAt: noon('1999-05-10'),
      ...changes,
    },
    '1999-05-10',
  );

describe('the introductions of a statement', () => {
  const of = (terms: Parameters<typeof aVersion>[0], to: string, ...said: readonly Said[]) =>
    introductionsOnRecord({ versions: [aVersion(terms)], facts: recorded(termsAdopted(), ...said) }, to);
  const feeOnly = { terms: [aFinderFee()] };

  it('are those on record by its end, and the register as it stands', () => {
    const late = introduced(STRANGER, { id: 'intro-0002', recordedOn: '1999-06-01' });
    const facts = [termsAdopted(), introduced(), late];
    const { introductions, register } = of(feeOnly, '1999-05-31', introduced(), late);
    expect(introductions).toEqual([
      {
        id: 'intro-0001',
        investor: 'Dana Whitfield, Harbor Ridge Capital',
        introducedOn: '1999-04-20',
        recordedOn: '1999-04-21',
        how: 'a meeting in Wayne',
        earns: 'without end',
      },
    ]);
    expect(of(feeOnly, '1999-06-01', introduced(), late).introductions).toHaveLength(2);
    expect(register).toEqual(chainHead('auxer-pmr-1999', recorded(...facts)));
    expect(register?.entries).toBe(2);
  });

  it('say until when each earns under each line, once where two lines say the same', () => {
    const two = (months: number) => ({
      terms: [aFinderFee({ tail: aTail(12) }), aFinderFee({ id: 'more', tail: aTail(months) })],
    });
    const earns = (months: number) =>
      of(two(months), '1999-05-31', introduced(), ended('1999-05-20', '1999-05-10')).introductions[0]?.earns;
    expect(earns(12)).toBe('until 20 May 2000');
    expect(earns(24)).toBe('until 20 May 2000; until 20 May 2001');
    expect(of({ terms: [aRetainer()] }, '1999-05-31', introduced()).introductions[0]).not.toHaveProperty('earns');
  });

  it('say how each stands, where that is not a matter of course', () => {
    const objection = said(
      'IntroductionObjected',
      { introduction: 'intro-0001', by: 'Eugene Chiaramonte', reason: 'we knew her' },
      '1999-04-25',
    );
    expect(of(feeOnly, '1999-05-31', introduced()).introductions[0]).not.toHaveProperty('standing');
    const [disputedOne] = of(feeOnly, '1999-05-31', introduced(), objection).introductions;
    expect(disputedOne?.standing).toMatch(/Eugene Chiaramonte/);
    const toldOfIt = { introduction: 'intro-0001', toldOn: '1999-05-20', how: 'by phone', by: 'x' };
    const within = { ...feeOnly, introductions: { ...NO_INTRODUCTION_TERMS, objectionDays: 14 } };
    const told = said('IntroductionTold', toldOfIt, '1999-05-20');
    expect(of(within, '1999-05-31', introduced(), told).introductions[0]?.standing).toBe(
      'the client may object until 3 June 1999',
    );
  });

  it('say what would be owed if the open fundings closed, and when they are expected', () => {
    const { exposure } = of(feeOnly, '1999-05-31', introduced(), expectedFunding({ expectedOn: '1999-07-01' }));
    expect(exposure).toEqual({
      totalMinor: 4_000_000n, // 10% of 400,000.00
      items: [
        {
          investor: 'Dana Whitfield, Harbor Ridge Capital',
          fundingMinor: 40_000_000n,
          currency: 'USD',
          stage: 'due diligence',
          expectedOn: '1999-07-01',
          feeMinor: 4_000_000n,
        },
      ],
    });
    const [undated] = of(feeOnly, '1999-05-31', introduced(), expectedFunding()).exposure?.items ?? [];
    expect(undated).not.toHaveProperty('expectedOn');
    expect(undated).not.toHaveProperty('note');
  });

  it('leave out the fundings that would earn nothing, and tell of those that a person would be asked about', () => {
    expect(of(feeOnly, '1999-05-31', introduced(), expectedFunding({ investor: STRANGER }))).not.toHaveProperty(
      'exposure',
    );
    const alike = { name: 'Harbor Ridge', crmIds: [], emails: [] };
    expect(of(feeOnly, '1999-05-31', introduced(), expectedFunding({ investor: alike })).exposure).toMatchObject({
      totalMinor: 0n,
      items: [{ investor: 'Harbor Ridge', feeMinor: 0n, note: expect.stringMatching(/^A person would be asked: /) }],
    });
  });

  it('are judged by the terms that count on its last day', () => {
    const later = aVersion({ terms: [aFinderFee({ rate: share('20%') })] }, 2, '1999-06-01');
    const facts = recorded(
      termsAdopted(),
      termsAdopted(2, '1999-06-01', '1999-04-07'),
      introduced(),
      expectedFunding(),
    );
    const fee = (to: string) =>
      introductionsOnRecord({ versions: [aVersion(feeOnly), later], facts }, to).exposure?.totalMinor;
    expect([fee('1999-05-31'), fee('1999-06-30')]).toEqual([4_000_000n, 8_000_000n]);
  });
});
