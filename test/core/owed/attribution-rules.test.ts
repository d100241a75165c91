import { describe, expect, it } from 'vitest';
import { attribute } from '../../../shared/core/owed/attribution.ts';
import { closingsOf } from '../../../shared/core/owed/closings.ts';
import type { AttributionRules, IntroductionTerms } from '../../../shared/core/terms/introduction-terms.ts';
import { attributionAs } from '../../builders/attribution-at.ts';
import {
  aClosing,
  anInvestor,
  closed,
  introduced,
  noon,
  recorded,
  ruled,
  said,
  STRANGER,
  type Said,
} from '../../builders/facts.ts';

interface Under {
  readonly rules?: Partial<AttributionRules>;
  readonly terms?: Partial<IntroductionTerms>;
  readonly asOfOn?: string;
}

function attributionOf(facts: readonly Said[], { rules = {}, terms = {}, asOfOn = '1999-12-31' }: Under = {}) {
  const all = recorded(...facts);
  const [closing] = closingsOf(all);
  if (closing === undefined) throw new Error('There is no closing in these facts.');
  return attribute(closing, all, attributionAs(rules, terms, asOfOn));
}

const client = 'Eugene Chiaramonte';
const objected = (on: string, reason = 'we met them in 1998') =>
  said('IntroductionObjected', { introduction: 'intro-0001', by: client, reason }, on);
const acknowledged = (on: string) =>
  said('IntroductionAcknowledged', { introduction: 'intro-0001', by: client, reason: 'yes' }, on);
const judged = (stands: boolean, on: string) =>
  said('IntroductionRuled', { introduction: 'intro-0001', stands, by: 'Jane Doe', reason: 'the mails show it' }, on);
const toldOn = (on: string) =>
  said('IntroductionTold', { introduction: 'intro-0001', toldOn: on, how: 'a letter', by: 'Patrick M. Rost' }, on);
const knew = (knownOn: string, on: string, investor = anInvestor()) =>
  said('PriorContactRecorded', { contact: 'known-1', investor, knownOn, how: 'the annual meeting', by: client }, on);
const byAnother = introduced(anInvestor(), { id: 'intro-0002', on: '1999-05-10', recordedOn: '1999-05-11' });
const madeBy = (introduction: Said<'IntroductionRecorded'>, introducedBy: string) => ({
  ...introduction,
  data: { ...introduction.data, introducedBy },
});

describe('what proves an introduction is a term', () => {
  const sameDomain = closed({ investor: { ...STRANGER, emails: ['tom@harborridge.example'] } });
  const affiliate = closed({ investor: { ...STRANGER, firm: 'Harbor Ridge Growth Fund' } });

  it('an e-mail domain where the line says so, else it is a question', () => {
    const proves = ['crm-id', 'email', 'domain'] as const;
    expect(attributionOf([introduced(), sameDomain], { rules: { proves } })).toMatchObject({ kind: 'introduced' });
    expect(attributionOf([introduced(), sameDomain])).toMatchObject({ kind: 'question' });
  });

  it('what is in neither list counts for nothing', () => {
    expect(attributionOf([introduced(), affiliate], { rules: { asks: ['domain'] } }).kind).toBe('nobody');
    expect(attributionOf([introduced(), affiliate]).kind).toBe('question');
  });

  it('the same register number is a question, with the introduction proposed', () => {
    const lei = { registryIds: ['LEI:5493001KJTIIGC8Y1R12'] };
    const facts = [introduced(anInvestor(lei)), closed({ investor: { ...STRANGER, ...lei } })];
    expect(attributionOf(facts)).toMatchObject({ kind: 'question', proposed: { answer: 'intro-0001' } });
  });

  it('what was open at the CRM before the introduction was on record, where the line says so', () => {
    const { closedOn: _, ...funding } = aClosing();
    const open = said(
      'FundingExpected',
      { ...funding, stage: 'due diligence', reportedAt: noon('1999-04-10') },
      '1999-04-10',
    );
    const facts = [open, introduced(), closed()];
    expect(attributionOf(facts).kind).toBe('introduced');
    expect(attributionOf(facts, { rules: { recordedBefore: 'open-funding' } }).kind).toBe('question');
  });
});

describe('an address that was added to an introduction', () => {
  const supplement = (on: string) =>
    said(
      'IntroductionSupplemented',
      {
        introduction: 'intro-0001',
        crmIds: [],
        emails: ['sam@juniper.example'],
        registryIds: [],
        evidence: [],
        by: 'Patrick M. Rost',
        reason: 'their other address',
      },
      on,
    );

  it('proves it when it was added before the closing was known', () => {
    expect(attributionOf([introduced(), supplement('1999-05-01'), closed({ investor: STRANGER })])).toMatchObject({
      kind: 'introduced',
      factIds: ['IntroductionRecorded-1', 'IntroductionSupplemented-2'],
    });
  });

  it('proves nothing by itself when it was added after', () => {
    const facts = [introduced(), closed({ investor: STRANGER }), supplement('1999-06-16')];
    expect(attributionOf(facts)).toMatchObject({
      kind: 'question',
      proposed: { answer: 'nobody' },
      sides: { against: expect.arrayContaining([expect.stringContaining('was added only on 16 June 1999')]) },
    });
  });
});

describe('an objection', () => {
  it('makes it disputed, not gone: a question with both sides', () => {
    expect(attributionOf([introduced(), objected('1999-04-25'), closed()])).toMatchObject({
      kind: 'question',
      candidates: ['intro-0001'],
      proposed: { answer: 'intro-0001' },
      sides: {
        for: expect.arrayContaining(['Same CRM id crm-1042']),
        against: expect.arrayContaining([expect.stringContaining('we met them in 1998')]),
      },
    });
  });

  it.each([
    ['stands', true, 'introduced'],
    ['does not stand', false, 'nobody'],
  ])('is ended by a ruling that it %s', (_what, stands, kind) => {
    const facts = [introduced(), objected('1999-04-25'), judged(stands, '1999-05-02'), closed()];
    const attribution = attributionOf(facts);
    expect(attribution.kind).toBe(kind);
    expect(attribution).toMatchObject({ factIds: expect.arrayContaining(['IntroductionRuled-3']) });
  });

  it('is taken back by an acknowledgement, and comes too late after one', () => {
    const story = [introduced(), objected('1999-04-25'), acknowledged('1999-04-27')];
    expect(attributionOf([...story, closed()]).kind).toBe('introduced');
    expect(attributionOf([...story, objected('1999-04-30', 'again'), closed()]).kind).toBe('introduced');
  });

  it('after a fee was decided on by a person asks again', () => {
    const facts = [introduced(), closed(), ruled('intro-0001', '1999-06-16'), objected('1999-06-20')];
    expect(attributionOf(facts)).toMatchObject({
      kind: 'question',
      reason: expect.stringContaining('since it was decided'),
    });
  });
});

describe('silence', () => {
  const terms = { objectionDays: 14, silence: 'accepted', whileOpen: 'waits' } as const;
  const facts = [introduced(), toldOn('1999-06-10'), closed()];

  it('waits while the days run, and counts as the term says once they are over', () => {
    expect(attributionOf(facts, { terms, asOfOn: '1999-06-24' })).toMatchObject({
      kind: 'question',
      reason: expect.stringContaining('until 24 June 1999'),
    });
    expect(attributionOf(facts, { terms, asOfOn: '1999-06-25' }).kind).toBe('introduced');
    const disputed = { ...terms, silence: 'disputed' } as const;
    expect(attributionOf(facts, { terms: disputed, asOfOn: '1999-06-25' }).kind).toBe('question');
  });

  it('says nothing of somebody who was never told', () => {
    const untold = [introduced(), closed()];
    const disputed = { ...terms, silence: 'disputed' } as const;
    expect(attributionOf(untold, { terms: disputed, asOfOn: '2000-12-31' }).kind).toBe('introduced');
  });

  it('makes an objection after its days too late to count by itself', () => {
    const late = [introduced(), toldOn('1999-05-01'), objected('1999-05-16'), closed()];
    expect(attributionOf(late, { terms }).kind).toBe('introduced');
    expect(attributionOf([introduced(), toldOn('1999-05-01'), objected('1999-05-15'), closed()], { terms }).kind).toBe(
      'question',
    );
  });
});

describe('an investor whom the client knew before', () => {
  const facts = [introduced(), knew('1999-01-15', '1999-05-01'), closed()];

  it('is a question, with nobody proposed and the contact against', () => {
    expect(attributionOf(facts)).toMatchObject({
      kind: 'question',
      proposed: { answer: 'nobody' },
      sides: { against: expect.arrayContaining([expect.stringContaining('the annual meeting')]) },
    });
  });

  it('earns, or earns nothing, where the line says so', () => {
    const under = (outcome: 'earns' | 'earns-nothing') =>
      attributionOf(facts, { rules: { knownToClient: { outcome } } });
    expect(under('earns').kind).toBe('introduced');
    expect(under('earns-nothing')).toMatchObject({
      kind: 'nobody',
      factIds: expect.arrayContaining(['PriorContactRecorded-2']),
    });
  });

  it('is only a question when the contact came on record after the closing was known, or is not surely the same', () => {
    const rules = { knownToClient: { outcome: 'earns-nothing' } } as const;
    const late = [introduced(), closed(), knew('1999-01-15', '1999-06-20')];
    const alike = [
      introduced(),
      knew('1999-01-15', '1999-05-01', { name: 'Harbor Ridge', crmIds: [], emails: [] }),
      closed(),
    ];
    expect(attributionOf(late, { rules }).kind).toBe('question');
    expect(attributionOf(alike, { rules }).kind).toBe('question');
  });

  it.each([
    ['after the introduction', '1999-04-20', {}],
    ['longer ago than counts', '1998-01-15', { knownToClient: { outcome: 'ask', withinMonths: 12 } }],
  ] as const)('is no question when the contact was %s', (_what, knownOn, rules) => {
    expect(attributionOf([introduced(), knew(knownOn, '1999-05-01'), closed()], { rules }).kind).toBe('introduced');
  });

  it('is no question once the client has acknowledged the introduction', () => {
    expect(
      attributionOf([introduced(), acknowledged('1999-04-25'), knew('1999-01-15', '1999-05-01'), closed()]).kind,
    ).toBe('introduced');
  });
});

describe('an investor introduced by several', () => {
  const facts = [introduced(), madeBy(byAnother, 'Ann Li'), closed()];

  it('is a question, which names them', () => {
    expect(attributionOf(facts)).toMatchObject({
      kind: 'question',
      reason: expect.stringContaining('the consultant, Ann Li'),
      candidates: ['intro-0001', 'intro-0002'],
    });
  });

  it.each([
    ['first', 'intro-0001'],
    ['latest', 'intro-0002'],
  ] as const)("is the %s one's where the line says so", (several, introduction) => {
    expect(attributionOf(facts, { rules: { several } })).toMatchObject({
      kind: 'introduced',
      introduction: { data: { introduction } },
    });
  });

  it('is shared where the line says so', () => {
    expect(attributionOf(facts, { rules: { several: 'split' } })).toMatchObject({
      sharedBy: ['the consultant', 'Ann Li'],
    });
  });

  it('is no question when both are the consultant', () => {
    expect(attributionOf([introduced(), madeBy(byAnother, 'Patrick M. Rost'), closed()]).kind).toBe('introduced');
  });
});

describe('a decision', () => {
  const story = [introduced(), closed(), ruled(null, '1999-06-16')];
  const reopened = said(
    'AttributionReopened',
    { closing: 'closing-0001', by: client, reason: 'a mail turned up' },
    '1999-06-18',
  );

  it('can be reopened, and a later one ends that', () => {
    expect(attributionOf(story).kind).toBe('nobody');
    expect(attributionOf([...story, reopened])).toMatchObject({ kind: 'question', candidates: ['intro-0001'] });
    expect(attributionOf([...story, reopened, ruled('intro-0001', '1999-06-19')]).kind).toBe('introduced');
  });
});
