import { describe, expect, it } from 'vitest';
import { chainHead } from '../../../shared/core/introductions/chain.ts';
import { dueNotices, nextNoticeDay } from '../../../shared/core/notices/due-notices.ts';
import { NO_INTRODUCTION_TERMS, type IntroductionTerms } from '../../../shared/core/terms/introduction-terms.ts';
import type { SuccessFeeTerm } from '../../../shared/core/terms/terms.ts';
import { aFinderFee, aTail, aVersion } from '../../builders/a-contract.ts';
import { ended, introduced, recorded, said, STRANGER, termsAdopted, type Said } from '../../builders/facts.ts';

const NOTICES: IntroductionTerms = { ...NO_INTRODUCTION_TERMS, told: 'by-notice', objectionDays: 14 };
const TAIL: Partial<SuccessFeeTerm> = { tail: aTail(12, { from: 'introduction' }) };

interface Given {
  readonly introductions?: IntroductionTerms | undefined;
  readonly fees?: readonly SuccessFeeTerm[];
}

/** What is on record after the introduction of 20 April, which was recorded a day later. */
function onRecord({ introductions = NOTICES, fees = [aFinderFee(TAIL)] }: Given, ...facts: readonly Said[]) {
  const versions = [aVersion({ terms: fees, introductions })];
  return { versions, facts: recorded(termsAdopted(), ...facts), postings: [], entries: [] };
}

const due = (on: string, given: Given, ...facts: readonly Said[]) =>
  dueNotices(onRecord(given, ...facts), on).map(({ party, id }) => `${party} ${id}`);

const INTRODUCTION = { introduction: 'intro-0001', by: 'Eugene Chiaramonte', reason: 'r' };
const told = (on: string) =>
  said('IntroductionTold', { introduction: 'intro-0001', toldOn: on, how: 'by phone', by: 'x' }, on);

describe('a new introduction', () => {
  it('is told to the client by a notice, until it was told or has said something', () => {
    const notice = ['client introduction/intro-0001'];
    expect(due('1999-04-22', {}, introduced())).toEqual(notice);
    expect(due('1999-04-22', {}, introduced(), told('1999-04-22'))).toEqual([]);
    expect(due('1999-04-22', {}, introduced(), said('IntroductionAcknowledged', INTRODUCTION, '1999-04-22'))).toEqual(
      [],
    );
    expect(due('1999-04-22', {}, introduced(), said('IntroductionWithdrawn', INTRODUCTION, '1999-04-22'))).toEqual([]);
    expect(due('1999-04-22', {}, introduced(), introduced(STRANGER, { id: 'intro-0002' }))).toHaveLength(2);
  });

  it('is not told where the terms say nothing of it, or that the statement tells', () => {
    const byStatement = { ...NOTICES, told: 'by-statement' as const };
    expect(due('1999-04-22', { introductions: byStatement }, introduced())).toEqual([]);
    const silent = { ...onRecord({}, introduced()), versions: [aVersion({ terms: [aFinderFee(TAIL)] })] };
    expect(dueNotices(silent, '2000-04-20')).toEqual([]);
    expect(nextNoticeDay(silent, '1999-04-22')).toBeUndefined();
  });

  it('is told with who, whom, when and how, until when it earns, and the register', () => {
    const record = onRecord({}, introduced());
    expect(dueNotices(record, '1999-04-22')[0]?.content).toEqual({
      subject: 'An introduction was put on record: Agreement of Investor Relations Services',
      paragraphs: [
        'It is on record under Agreement of Investor Relations Services that PMR and Associates, LLC introduced Dana Whitfield, Harbor Ridge Capital to The Auxer Group, Inc. on 20 April 1999, by a meeting in Wayne.',
        'You may acknowledge it, or object with a reason, within 14 days after this notice reached you. If you say nothing in that time, the introduction is accepted.',
      ],
      particulars: [
        { label: 'Introduction', value: 'intro-0001' },
        { label: 'On record', value: '21 April 1999' },
        { label: 'Evidence', value: 'none' },
        { label: 'Earns', value: 'until 20 April 2000' },
        { label: 'Register', value: chainHead('auxer-pmr-1999', record.facts).hash },
      ],
    });
  });

  it('names who made it and what shows it, each line in which it earns, and that an objection has no end', () => {
    const { objectionDays: _, ...endless } = NOTICES;
    const plain = introduced();
    const evidence = ['mail.eml', 'deck.pdf'].map((name) => ({ name, sha256: name }));
    const more = { ...plain, data: { ...plain.data, introducedBy: 'Ann Lee', evidence } };
    const fees = [
      aFinderFee(TAIL),
      aFinderFee({ ...TAIL, id: 'again' }),
      aFinderFee({ id: 'ever' }),
      aFinderFee({ id: 'all', scope: 'any-investor' }),
    ];
    const [notice] = dueNotices(onRecord({ introductions: endless, fees }, more), '1999-04-22');
    expect(notice?.content.paragraphs).toEqual([
      expect.stringContaining('that Ann Lee, for PMR and Associates, LLC introduced'),
      'You may acknowledge it, or object with a reason, at any time. Saying nothing changes nothing.',
    ]);
    expect(notice?.content.particulars).toEqual(
      expect.arrayContaining([
        { label: 'Evidence', value: 'mail.eml, deck.pdf' },
        { label: 'Earns', value: 'until 20 April 2000; without end' },
      ]),
    );
    const [useless] = dueNotices(
      onRecord({ fees: [aFinderFee({ scope: 'any-investor' })] }, introduced()),
      '1999-04-22',
    );
    expect(useless?.content.particulars).toContainEqual({ label: 'Earns', value: 'nothing' });
  });
});

describe('the end of a tail', () => {
  const warned: Given = { introductions: { ...NOTICES, told: 'by-statement', tailWarningDays: [30, 7] } };
  const warning = (days: number) => [
    `client tail/intro-0001/finders-fee/2000-04-20/${days}`,
    `consultant tail/intro-0001/finders-fee/2000-04-20/${days}`,
  ];

  it('is told to both parties, one warning at a time, up to its last day', () => {
    const days = ['2000-03-20', '2000-03-21', '2000-04-12', '2000-04-13', '2000-04-20', '2000-04-21'];
    expect(days.map((on) => due(on, warned, introduced()))).toEqual([
      [],
      warning(30),
      warning(30),
      warning(7),
      warning(7),
      [],
    ]);
  });

  it('is told with the clause, the investor and the day', () => {
    const [notice] = dueNotices(onRecord(warned, introduced()), '2000-04-13');
    expect(notice?.content).toEqual({
      subject: 'An introduction earns until 20 April 2000: Agreement of Investor Relations Services',
      paragraphs: [
        'Under clause 2.2 of Agreement of Investor Relations Services, funding by Dana Whitfield, Harbor Ridge Capital earns a fee until 20 April 2000, and not after it.',
      ],
      particulars: [{ label: 'Introduction', value: 'intro-0001' }],
    });
  });

  it('is not told of what earns without end, or was withdrawn or ruled not to stand', () => {
    expect(due('2000-04-13', { ...warned, fees: [aFinderFee()] }, introduced())).toEqual([]);
    const rejected = said('IntroductionRuled', { ...INTRODUCTION, stands: false }, '1999-05-01');
    expect(due('2000-04-13', warned, introduced(), rejected)).toEqual([]);
    const upheld = said('IntroductionRuled', { ...INTRODUCTION, stands: true }, '1999-05-01');
    expect(due('2000-04-13', warned, introduced(), upheld)).toEqual(warning(7));
    expect(due('2000-04-13', warned, introduced(), said('IntroductionWithdrawn', INTRODUCTION, '1999-05-01'))).toEqual(
      [],
    );
  });
});

describe('the end of the agreement', () => {
  const given: Given = { introductions: { ...NOTICES, told: 'by-statement' }, fees: [aFinderFee({ tail: aTail(12) })] };
  const facts = [introduced(), introduced(STRANGER, { id: 'intro-0002' }), ended('1999-07-31', '1999-07-01')];

  it('is told to both parties the day after: which introductions it leaves protected, and until when', () => {
    expect(due('1999-07-31', given, ...facts)).toEqual([]);
    expect(due('1999-08-01', given, ...facts)).toEqual([
      'client protected/1999-07-31',
      'consultant protected/1999-07-31',
    ]);
    const record = onRecord(given, ...facts);
    expect(dueNotices(record, '1999-08-01')[0]?.content).toEqual({
      subject: 'The introductions that Agreement of Investor Relations Services leaves protected',
      paragraphs: [expect.stringMatching(/^The agreement ended on 31 July 1999\. /)],
      particulars: [
        { label: 'Dana Whitfield, Harbor Ridge Capital', value: 'until 31 July 2000' },
        { label: 'Sam Okafor, Juniper Partners', value: 'until 31 July 2000' },
        { label: 'Register', value: chainHead('auxer-pmr-1999', record.facts).hash },
      ],
    });
  });

  it('is told of nothing where there are no introductions', () => {
    expect(due('1999-08-01', given, ended('1999-07-31', '1999-07-01'))).toEqual([]);
  });
});

describe('the next day of the register', () => {
  const next = (on: string, given: Given, ...facts: readonly Said[]) => nextNoticeDay(onRecord(given, ...facts), on);
  const warned: Given = { introductions: { ...NOTICES, tailWarningDays: [30, 7] } };

  it('is the soonest of: the day after the last to object, the warnings of a tail, the day after the end', () => {
    const facts = [introduced(), told('1999-05-03'), ended('1999-07-31', '1999-07-01')];
    expect(next('1999-05-03', warned, ...facts)).toBe('1999-05-18');
    expect(next('1999-05-18', warned, ...facts)).toBe('1999-08-01');
    expect(next('1999-08-01', warned, ...facts)).toBe('2000-03-21');
    expect(next('2000-03-21', warned, ...facts)).toBe('2000-04-13');
    expect(next('2000-04-13', warned, ...facts)).toBeUndefined();
  });

  it('is none where nothing comes by time alone', () => {
    expect(next('1999-05-03', {}, introduced())).toBeUndefined();
    expect(next('1999-05-03', { ...warned, fees: [aFinderFee()] }, introduced())).toBeUndefined();
  });
});
