import { describe, expect, it } from 'vitest';
import { introductionNotice, standingOf } from '../../../shared/core/introductions/standing.ts';
import { registerOf } from '../../../shared/core/introductions/register.ts';
import { NO_INTRODUCTION_TERMS, type IntroductionTerms } from '../../../shared/core/terms/introduction-terms.ts';
import type { FactData } from '../../../shared/core/facts/fact.ts';
import { anInvestor, introduced, recorded, said, type Said } from '../../builders/facts.ts';

const ID = 'intro-0001';
const TERMS: IntroductionTerms = { ...NO_INTRODUCTION_TERMS, told: 'by-notice', objectionDays: 14 };

/** How the introduction stands on a day, which was recorded on 21 April 1999. */
function standing(on: string, changes: Partial<IntroductionTerms> | 'no days', ...facts: readonly Said[]) {
  const register = registerOf(recorded(introduced(), ...facts));
  const [introduction] = register.introductions;
  if (introduction === undefined) throw new Error('There is no introduction.');
  const terms =
    changes === 'no days' ? { ...NO_INTRODUCTION_TERMS, told: 'by-notice' as const } : { ...TERMS, ...changes };
  return standingOf(introduction, register, {
    asOfOn: on,
    timeZone: 'America/New_York',
    terms,
  });
}

const by = { by: 'Eugene Chiaramonte', reason: 'x', introduction: ID };
const told = (on: string) => said('IntroductionTold', { introduction: ID, toldOn: on, how: 'by phone', by: 'x' }, on);
const acknowledged = (on: string) => said('IntroductionAcknowledged', by, on);
const objected = (on: string) => said('IntroductionObjected', by, on);
const ruling = (stands: boolean, on: string) => said('IntroductionRuled', { ...by, stands }, on);
const withdrawn = (on: string) => said('IntroductionWithdrawn', by, on);
const notice = (on: string, more: Partial<FactData['NoticeReported']> = {}) =>
  said(
    'NoticeReported',
    { notice: introductionNotice(ID), party: 'client', event: 'delivered', messageId: 'm', attempt: 1, ...more },
    on,
  );
const mailed = (statement: string, on: string) =>
  said('MailReported', { statement, party: 'client', event: 'delivered', messageId: 'm', attempt: 1 }, on);

describe('an introduction of which nothing was said', () => {
  it('is open, and never more while the client was not told', () => {
    expect(standing('2010-01-01', {})).toEqual({
      kind: 'open',
      words: 'the client has said nothing',
      lateObjections: [],
      factIds: [],
    });
    expect(standing('2010-01-01', 'no days', told('1999-05-03'))).toMatchObject({
      kind: 'open',
      words: 'the client has said nothing',
      toldOn: '1999-05-03',
    });
  });

  it('is open to the last of its days, which begin when the client was told', () => {
    expect(standing('1999-05-17', {}, told('1999-05-03'))).toEqual({
      kind: 'open',
      words: 'the client may object until 17 May 1999',
      toldOn: '1999-05-03',
      objectBy: '1999-05-17',
      lateObjections: [],
      factIds: [],
    });
  });

  it('is accepted after them, or disputed, as the terms say', () => {
    expect(standing('1999-05-18', { silence: 'accepted' }, told('1999-05-03'))).toMatchObject({
      kind: 'accepted-by-silence',
      words: 'accepted: the client said nothing until 17 May 1999',
    });
    expect(standing('1999-05-18', { silence: 'disputed' }, told('1999-05-03'))).toMatchObject({
      kind: 'disputed-by-silence',
      words: 'disputed: the client said nothing until 17 May 1999',
    });
  });
});

describe('the client is told', () => {
  const toldOn = (terms: Partial<IntroductionTerms>, ...facts: readonly Said[]) =>
    standing('1999-12-31', terms, ...facts).toldOn;

  it('by a notice of it that reached the client, on the first day of several', () => {
    expect(toldOn({}, notice('1999-05-05'), told('1999-05-09'), notice('1999-05-07'))).toBe('1999-05-05');
    expect(toldOn({}, notice('1999-05-09'), told('1999-05-05'))).toBe('1999-05-05');
  });

  it('by no notice of another, to the other, or that did not arrive', () => {
    expect(toldOn({}, notice('1999-05-05', { notice: introductionNotice('intro-0002') }))).toBeUndefined();
    expect(toldOn({}, notice('1999-05-05', { party: 'consultant' }))).toBeUndefined();
    expect(toldOn({}, notice('1999-05-05', { event: 'bounced' }))).toBeUndefined();
    expect(
      toldOn(
        {},
        said('IntroductionTold', { introduction: 'intro-0002', toldOn: '1999-05-05', how: 'x', by: 'x' }, '1999-05-05'),
      ),
    ).toBeUndefined();
  });

  it('by a statement that could name it, where the terms say so', () => {
    const byStatement = { told: 'by-statement' } as const;
    expect(toldOn(byStatement, mailed('1999-04-30', '1999-05-02'))).toBe('1999-05-02');
    expect(toldOn(byStatement, mailed('1999-04-21', '1999-05-02'))).toBe('1999-05-02');
    expect(toldOn(byStatement, mailed('1999-04-20', '1999-05-02'))).toBeUndefined();
    expect(toldOn({}, mailed('1999-04-30', '1999-05-02'))).toBeUndefined();
  });
});

describe('what is said of an introduction', () => {
  const kind = (...facts: readonly Said[]) => standing('1999-12-31', {}, told('1999-05-03'), ...facts).kind;

  it('counts, with who said it, when and why', () => {
    expect(standing('1999-12-31', {}, acknowledged('1999-05-03'))).toMatchObject({
      kind: 'acknowledged',
      words: 'acknowledged by Eugene Chiaramonte on 3 May 1999: x',
      factIds: ['IntroductionAcknowledged-2'],
    });
    expect(standing('1999-12-31', {}, objected('1999-05-03')).words).toBe(
      'disputed by Eugene Chiaramonte on 3 May 1999: x',
    );
    expect(standing('1999-12-31', {}, ruling(true, '1999-05-03')).words).toBe(
      'upheld by Eugene Chiaramonte on 3 May 1999: x',
    );
    expect(standing('1999-12-31', {}, ruling(false, '1999-05-03')).words).toBe(
      'ruled not to stand by Eugene Chiaramonte on 3 May 1999: x',
    );
    expect(standing('1999-12-31', {}, withdrawn('1999-05-03')).words).toBe(
      'withdrawn by Eugene Chiaramonte on 3 May 1999: x',
    );
  });

  it('counts as it was said last, a ruling before objections, a withdrawal for ever', () => {
    expect(kind(objected('1999-05-10'))).toBe('disputed');
    expect(kind(objected('1999-05-10'), acknowledged('1999-06-01'))).toBe('acknowledged');
    expect(kind(objected('1999-05-10'), ruling(true, '1999-06-01'), objected('1999-06-02'))).toBe('upheld');
    expect(kind(ruling(true, '1999-06-01'), ruling(false, '1999-06-02'))).toBe('rejected');
    expect(kind(withdrawn('1999-06-01'), acknowledged('1999-06-02'))).toBe('withdrawn');
  });

  it('is an objection to the last of its days, and one that is too late is kept and changes nothing', () => {
    expect(kind(objected('1999-05-17'))).toBe('disputed');
    const late = standing('1999-12-31', {}, told('1999-05-03'), objected('1999-05-18'));
    expect(late.kind).toBe('accepted-by-silence');
    expect(late.lateObjections.map(({ id }) => id)).toEqual(['IntroductionObjected-3']);
    const after = standing('1999-12-31', {}, told('1999-05-03'), acknowledged('1999-05-04'), objected('1999-05-05'));
    expect([after.kind, after.lateObjections.length]).toEqual(['acknowledged', 1]);
    expect(kind(objected('1999-05-10'), objected('1999-06-10'))).toBe('disputed');
    expect(standing('1999-12-31', {}, objected('2010-01-01')).kind).toBe('disputed');
  });
});

describe('the register', () => {
  it('puts together what was added to an introduction, each thing once', () => {
    const added = { introduction: ID, by: 'x', reason: 'y' };
    const supplement = (crmIds: string[], emails: string[], registryIds: string[], files: string[]) =>
      said(
        'IntroductionSupplemented',
        { ...added, crmIds, emails, registryIds, evidence: files.map((sha256) => ({ name: 'x', sha256 })) },
        '1999-05-01',
      );
    const other = {
      ...supplement(['crm-9'], [], [], []),
      data: { ...added, introduction: 'intro-0002', crmIds: ['crm-9'], emails: [], registryIds: [], evidence: [] },
    };
    const [introduction] = registerOf(
      recorded(
        introduced(),
        supplement(['crm-2'], ['d@d.example'], ['1'], ['e']),
        supplement(['crm-2', 'crm-1042'], [], ['1', '2'], ['f']),
        other,
      ),
    ).introductions;
    expect(introduction?.investor).toEqual({
      ...anInvestor(),
      crmIds: ['crm-1042', 'crm-2'],
      emails: ['dana@harborridge.example', 'd@d.example'],
      registryIds: ['1', '2'],
    });
    expect(introduction?.evidence.map(({ sha256 }) => sha256)).toEqual(['e', 'f']);
    expect(introduction?.supplements).toHaveLength(2);
  });

  it('of an introduction without more has no numbers and no files', () => {
    const [introduction] = registerOf(recorded(introduced())).introductions;
    expect(introduction).toMatchObject({ id: ID, supplements: [], said: [], told: [], evidence: [] });
    expect(introduction?.investor).toStrictEqual(anInvestor());
  });

  it('keeps by closing the first report as open, and the last time that it was reopened', () => {
    const expected = (closing: string, stage: string, on: string) =>
      said(
        'FundingExpected',
        {
          closing,
          externalId: closing,
          investor: anInvestor(),
          amountMinor: 0n,
          currency: 'USD',
          stage,
          reportedAt: on,
        },
        on,
      );
    const reopened = (closing: string, on: string) =>
      said('AttributionReopened', { closing, by: 'x', reason: 'y' }, on);
    const {
      opened,
      reopened: again,
      contacts,
    } = registerOf(
      recorded(
        expected('c1', 'talks', '1999-05-01'),
        expected('c1', 'papers', '1999-05-02'),
        expected('c2', 'talks', '1999-05-03'),
        reopened('c1', '1999-06-01'),
        reopened('c1', '1999-06-02'),
        said(
          'PriorContactRecorded',
          { contact: 'k', investor: anInvestor(), knownOn: '1998-01-01', how: 'x', by: 'y' },
          '1999-05-01',
        ),
      ),
    );
    expect([opened.get('c1')?.id, opened.get('c2')?.id]).toEqual(['FundingExpected-1', 'FundingExpected-3']);
    expect(again.get('c1')?.id).toBe('AttributionReopened-5');
    expect(contacts.map(({ id }) => id)).toEqual(['PriorContactRecorded-6']);
  });
});
