import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../shared/core/facts/fact.ts';
import { newMemo } from '../../../shared/core/owed/memo.ts';
import { owed } from '../../../shared/core/owed/owed.ts';
import { DEFAULT_RULES, NO_INTRODUCTION_TERMS } from '../../../shared/core/terms/introduction-terms.ts';
import { aFinderFee, aVersion } from '../../builders/a-contract.ts';
import {
  anInvestor,
  closed,
  corrected,
  introduced,
  noon,
  recorded,
  reversed,
  ruled,
  said,
  STRANGER,
  termsAdopted,
  type Said,
} from '../../builders/facts.ts';

const VERSIONS = {
  'without days to object': aVersion({ terms: [aFinderFee()] }),
  'with days to object': aVersion({
    terms: [aFinderFee({ attribution: { ...DEFAULT_RULES, recordedBefore: 'open-funding' } })],
    introductions: { ...NO_INTRODUCTION_TERMS, objectionDays: 10, silence: 'disputed', whileOpen: 'waits' },
  }),
};

/** After how many facts of a story what is owed is not the same with and without what is remembered: there must be none. */
function differences(version: (typeof VERSIONS)[keyof typeof VERSIONS], story: readonly Said[]): number[] {
  const memo = newMemo();
  const known: Fact[] = [];
  return recorded(termsAdopted(), ...story).flatMap((fact, at) => {
    known.push(fact);
    const days = [fact.recordedAt, noon('1999-12-31'), noon('1999-06-20')];
    const isSame = days.every((asOf) => {
      const asked = { versions: [version], facts: known, asOf, knownSeq: known.length };
      return isDeepStrictEqual(owed({ ...asked, memo }), owed(asked));
    });
    return isSame ? [] : [at];
  });
}

const client = 'Eugene Chiaramonte';
const objected = (on: string, introduction = 'intro-0001') =>
  said('IntroductionObjected', { introduction, by: client, reason: 'we met them in 1998' }, on);
const acknowledged = (on: string, introduction = 'intro-0001') =>
  said('IntroductionAcknowledged', { introduction, by: client, reason: 'yes' }, on);
const judged = (stands: boolean, on: string, introduction = 'intro-0001') =>
  said('IntroductionRuled', { introduction, stands, by: 'Jane Doe', reason: 'the mails show it' }, on);
const withdrawn = (on: string, introduction = 'intro-0001') =>
  said('IntroductionWithdrawn', { introduction, by: 'Patrick M. Rost', reason: 'a mistake' }, on);
const toldOn = (on: string, introduction = 'intro-0001') =>
  said('IntroductionTold', { introduction, toldOn: on, how: 'a letter', by: 'Patrick M. Rost' }, on);
const knew = (on: string) =>
  said(
    'PriorContactRecorded',
    { contact: 'known-1', investor: anInvestor(), knownOn: '1999-01-15', how: 'the annual meeting', by: client },
    on,
  );
const reopened = (on: string, closing = 'closing-0001') =>
  said('AttributionReopened', { closing, by: client, reason: 'a mail turned up' }, on);
const supplement = (on: string, email: string, introduction = 'intro-0001') =>
  said(
    'IntroductionSupplemented',
    {
      introduction,
      crmIds: [],
      emails: [email],
      registryIds: [],
      evidence: [],
      by: 'Patrick M. Rost',
      reason: 'their other address',
    },
    on,
  );
const opened = (reportedOn: string, on: string, closing = 'closing-0001') =>
  said(
    'FundingExpected',
    {
      closing,
      externalId: 'deal-77',
      investor: anInvestor(),
      amountMinor: 25_000_000n,
      currency: 'USD',
      stage: 'due diligence',
      reportedAt: noon(reportedOn),
    },
    on,
  );
const second = (investor = STRANGER, on = '1999-06-20') =>
  closed({ closing: 'closing-0002', externalId: 'deal-78', investor, closedOn: on }, on);
const other = (recordedOn: string, investor = anInvestor()) =>
  introduced(investor, { id: 'intro-0002', on: '1999-05-10', recordedOn });

const STORIES: Readonly<Record<string, readonly Said[]>> = {
  'an introduction that comes after its closing, and is said to be somebody else’s': [
    closed(),
    second(),
    introduced(anInvestor(), { recordedOn: '1999-06-21' }),
    ruled('intro-0001', '1999-06-22'),
    reopened('1999-06-23'),
    ruled(null, '1999-06-24'),
    corrected({ investor: STRANGER }, '1999-06-25'),
    corrected({}, '1999-06-26'),
  ],
  'an objection, a ruling, a withdrawal': [
    introduced(),
    closed(),
    second(anInvestor()),
    objected('1999-06-21'),
    judged(true, '1999-06-22'),
    acknowledged('1999-06-23'),
    withdrawn('1999-06-24'),
  ],
  'a ruling that names an introduction which shares nothing with the investor': [
    introduced(),
    closed({ investor: STRANGER }),
    second(),
    ruled('intro-0001', '1999-06-21'),
    objected('1999-06-22'),
    judged(false, '1999-06-23'),
    reopened('1999-06-24'),
  ],
  'an address that is added later, and a second introduction of the same': [
    introduced(),
    closed({ investor: STRANGER }),
    second(anInvestor()),
    supplement('1999-06-21', 'sam@juniper.example'),
    other('1999-06-22'),
    supplement('1999-06-23', 'dana@elsewhere.example', 'intro-0002'),
    withdrawn('1999-06-24'),
    reversed('1999-06-25'),
  ],
  'a contact before, and a funding that was open before': [
    introduced(),
    closed(),
    second(anInvestor()),
    knew('1999-06-21'),
    acknowledged('1999-06-22'),
    opened('1999-04-10', '1999-06-23'),
    opened('1999-04-11', '1999-06-24', 'closing-0002'),
  ],
  'being told, and the days that pass': [
    introduced(),
    toldOn('1999-04-25'),
    closed(),
    second(anInvestor()),
    other('1999-06-21', STRANGER),
    toldOn('1999-06-25', 'intro-0002'),
    objected('1999-06-28', 'intro-0002'),
    objected('1999-07-01'),
  ],
};

describe.each(Object.entries(VERSIONS))('what is remembered of attributions, %s,', (_terms, version) => {
  it.each(Object.entries(STORIES))('changes nothing by %s', (_what, story) => {
    expect(differences(version, story)).toEqual([]);
  });
});
