import { describe, expect, it } from 'vitest';
import type { FactType } from '../../../shared/core/facts/fact.ts';
import { whyCorrected } from '../../../shared/core/ledger/why-corrected.ts';
import {
  aClosing,
  closed,
  corrected,
  ended,
  recorded,
  reversed,
  ruled,
  said,
  termsAdopted,
  type Said,
} from '../../builders/facts.ts';

const BY = { by: 'Eugene Chiaramonte', reason: 'agreed by telephone' };
const BY_HIM = 'Eugene Chiaramonte said: agreed by telephone';

/** Why it is corrected when it rests on every one of these facts and was booked before the first, or after `known` of them. */
function why(facts: readonly Said[], { known = 0, restsOn = facts.map((_, index) => index) } = {}) {
  const all = recorded(...facts);
  const factIds = restsOn.map((index) => all[index]?.id ?? '');
  return whyCorrected({ factIds }, { factSeq: known }, { facts: all });
}

describe('why a receivable is corrected', () => {
  const rulings: readonly [FactType, Said, string][] = [
    ['ClosingReported', closed(), 'it was corrected to USD 250,000.00 of 15 June 1999'],
    [
      'ClosingCorrected',
      corrected({ amountMinor: 24_000_000n }, '1999-07-02'),
      'it was corrected to USD 240,000.00 of 15 June 1999',
    ],
    [
      'EventReported',
      said('EventReported', { ...aClosing({ amountMinor: 5n }), kind: 'hire' }, '1999-07-02'),
      'it was corrected to USD 0.05 of 15 June 1999',
    ],
    ['ClosingReversed', reversed('1999-07-02'), 'it was taken back: the wire came back'],
    ['ClosingAttributed', ruled('intro-0001', '1999-07-02'), 'Eugene Chiaramonte said: they told me so'],
    ['TermsAdopted', termsAdopted(2, '1999-05-01'), 'version 2 of the terms counts from 1 May 1999'],
    ['RulesAdopted', said('RulesAdopted', { rules: '2', ...BY }, '1999-07-02'), BY_HIM],
    ['ContractEnded', ended('1999-07-31', '1999-07-02'), 'Eugene Chiaramonte said: notice given'],
    ['NoticeGiven', said('NoticeGiven', { noticeOn: '1999-07-02', party: 'client', ...BY }, '1999-07-02'), BY_HIM],
    [
      'PauseRecorded',
      said('PauseRecorded', { pause: 'p', from: '1999-07-02', to: '1999-07-03', ...BY }, '1999-07-02'),
      BY_HIM,
    ],
    [
      'InvoiceRuled',
      said(
        'InvoiceRuled',
        { invoice: 'in_1', posting: 'april#1', happening: 'void', ruling: 'adopt', amountMinor: 5n, ...BY },
        '1999-07-02',
      ),
      BY_HIM,
    ],
    [
      'DisputeRuled',
      said('DisputeRuled', { dispute: 'd', upheldMinor: 5n, ruledOn: '1999-07-02', ...BY }, '1999-07-02'),
      BY_HIM,
    ],
  ];

  it.each(rulings)('is told in words of a fact that it rests on: %s', (_, fact, words) => {
    expect(why([fact])).toEqual({ why: words });
  });

  it('is the newest of several', () => {
    expect(why([closed(), reversed('1999-07-02'), corrected({ amountMinor: 1n }, '1999-07-03')])).toEqual({
      why: 'it was corrected to USD 0.01 of 15 June 1999',
    });
  });

  it('is nothing that was known when it was booked', () => {
    const facts = [closed(), reversed('1999-07-02')];
    expect(why(facts, { known: 1 })).toEqual({ why: 'it was taken back: the wire came back' });
    expect(why(facts, { known: 2 })).toStrictEqual({});
  });

  it('is nothing that it does not rest on, unless that bears on the whole contract', () => {
    const facts = [closed(), reversed('1999-07-02')];
    expect(why(facts, { restsOn: [0] })).toEqual({ why: 'it was corrected to USD 250,000.00 of 15 June 1999' });
    expect(why([ended('1999-07-31', '1999-07-02'), ...facts], { restsOn: [] })).toEqual({
      why: 'Eugene Chiaramonte said: notice given',
    });
    expect(why(facts, { restsOn: [] })).toStrictEqual({});
  });

  it('is not told where the newest fact says nothing of it in words', () => {
    const service = said('ServiceRendered', { clause: '1', renderedOn: '1999-07-02', description: 'x' }, '1999-07-02');
    expect(why([reversed('1999-07-01'), service])).toStrictEqual({});
  });
});
