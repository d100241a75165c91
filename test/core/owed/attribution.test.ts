import { describe, expect, it } from 'vitest';
import { attribute } from '../../../shared/core/owed/attribution.ts';
import { closingsOf } from '../../../shared/core/owed/closings.ts';
import { nameOf, type Investor } from '../../../shared/core/facts/investor.ts';
import { attributionAs } from '../../builders/attribution-at.ts';
import {
  anInvestor,
  closed,
  corrected,
  introduced,
  noon,
  recorded,
  ruled,
  STRANGER,
  type Said,
} from '../../builders/facts.ts';

function attributionOf(...facts: readonly Said[]) {
  const all = recorded(...facts);
  const [closing] = closingsOf(all);
  if (closing === undefined) throw new Error('There is no closing in these facts.');
  return attribute(closing, all, attributionAs());
}

function closedBy(investor: Partial<Investor>): Said {
  return closed({ investor: { name: 'Unknown', crmIds: [], emails: [], ...investor } });
}

describe('a closing comes from an introduction', () => {
  it('by the CRM id alone', () => {
    expect(attributionOf(introduced(), closedBy({ crmIds: ['crm-9', 'crm-1042'] }))).toMatchObject({
      kind: 'introduced',
      reason: 'introduced on 20 April 1999; same CRM id crm-1042',
    });
  });

  it('by a full e-mail address alone, whatever its capitals', () => {
    expect(attributionOf(introduced(), closedBy({ emails: ['Dana@HarborRidge.example'] }))).toMatchObject({
      kind: 'introduced',
      reason: expect.stringContaining('same e-mail address'),
    });
  });

  it('when it was recorded on the very moment of the report, before it', () => {
    const intro = introduced(anInvestor(), { on: '1999-06-15', recordedOn: '1999-06-15' });
    expect(attributionOf(intro, closed()).kind).toBe('introduced');
  });

  it('the earliest of several', () => {
    const later = introduced(anInvestor(), { on: '1999-05-01', recordedOn: '1999-05-01', id: 'intro-0002' });
    const earlier = introduced(anInvestor(), { recordedOn: '1999-05-02' });
    for (const order of [
      [later, earlier],
      [earlier, later],
    ]) {
      expect(attributionOf(...order, closed())).toMatchObject({
        introduction: { data: { introduction: 'intro-0001' } },
      });
    }
  });

  it('the one recorded first of two that were made on one day', () => {
    const twin = introduced(anInvestor(), { recordedOn: '1999-04-22', id: 'intro-0002' });
    expect(attributionOf(introduced(), twin, closed())).toMatchObject({
      introduction: { data: { introduction: 'intro-0001' } },
    });
  });

  it('also when it happened on the day of the closing', () => {
    const intro = introduced(anInvestor(), { on: '1999-06-13', recordedOn: '1999-06-13' });
    expect(attributionOf(intro, closed({ closedOn: '1999-06-13', reportedAt: noon('1999-06-15') })).kind).toBe(
      'introduced',
    );
  });
});

describe('a person is asked', () => {
  it('when the introduction was recorded after the closing was reported', () => {
    const attribution = attributionOf(closed(), introduced(anInvestor(), { recordedOn: '1999-06-16' }));
    expect(attribution).toMatchObject({ kind: 'question', candidates: ['intro-0001'] });
  });

  it('when both were recorded in one moment, the introduction second', () => {
    const intro = introduced(anInvestor(), { on: '1999-06-15', recordedOn: '1999-06-15' });
    expect(attributionOf(closed(), intro).kind).toBe('question');
  });

  it('when it was recorded after the CRM reported, though the report came here later still', () => {
    const intro = introduced(anInvestor(), { recordedOn: '1999-06-16' });
    expect(attributionOf(intro, closed({}, '1999-06-17')).kind).toBe('question');
  });

  it('when an earlier report turns up that is older than the introduction', () => {
    const intro = introduced(anInvestor(), { on: '1999-06-10', recordedOn: '1999-06-10' });
    const older = closed({ reportedAt: noon('1999-06-09') }, '1999-06-20');
    expect(attributionOf(intro, closed()).kind).toBe('introduced');
    expect(attributionOf(intro, closed(), older).kind).toBe('question');
  });

  it('when the introduction happened after the day of the closing', () => {
    const intro = introduced(anInvestor(), { on: '1999-06-14', recordedOn: '1999-06-14' });
    const backdated = closed({ closedOn: '1999-06-13', reportedAt: noon('1999-06-15') });
    expect(attributionOf(intro, backdated).kind).toBe('question');
  });

  it('when nothing but the CRM id of a late introduction is the same', () => {
    const late = introduced(anInvestor(), { recordedOn: '1999-06-16' });
    expect(attributionOf(closedBy({ crmIds: ['crm-1042'] }), late)).toMatchObject({
      kind: 'question',
      evidence: [expect.stringMatching(/same CRM id crm-1042$/)],
    });
  });

  it('when the introduction was still to happen as the closing was reported', () => {
    const planned = introduced(anInvestor(), { on: '1999-06-17', recordedOn: '1999-06-10' });
    const ahead = closed({ closedOn: '1999-06-20', reportedAt: noon('1999-06-15') });
    expect(attributionOf(planned, ahead).kind).toBe('question');
  });

  it.each<[string, Investor, Partial<Investor>]>([
    ['firm', { name: 'Juniper Hill', crmIds: [], emails: [] }, { firm: 'Juniper Hill, LLC' }],
    ['name', { name: 'Juniper Hill', crmIds: [], emails: [] }, { name: 'Hill Juniper' }],
    ['firm, but for one of five letters', { name: 'X', firm: 'Alder', crmIds: [], emails: [] }, { firm: 'Elder' }],
  ])('when somebody introduced without a firm has the name of the %s', (_what, known, closer) => {
    expect(attributionOf(introduced(known), closedBy(closer)).kind).toBe('question');
  });

  it.each<[string, Partial<Investor>]>([
    ['the domain of an address', { emails: ['someone.else@harborridge.example'] }],
    ['the name', { name: 'DANA WHITFIELD' }],
    ['the firm, whatever its legal form', { firm: 'Harbor Ridge Capital Holdings II, LP' }],
    ['a firm under the name of the investor', { name: 'Harbor Ridge Capital, L.P.' }],
    ['a part of the name of the firm', { firm: 'Harbor Ridge' }],
    ['the house of another fund', { firm: 'Harbor Ridge Growth Fund' }],
    ['the firm but for a letter', { firm: 'Harbour Ridge Partners' }],
    ['the firm but for an accent', { firm: 'Hárbor Ridge' }],
  ])('when only %s is the same', (_what, investor) => {
    expect(attributionOf(introduced(), closedBy(investor))).toMatchObject({
      kind: 'question',
      candidates: ['intro-0001'],
      evidence: [expect.stringContaining('intro-0001: Dana Whitfield, Harbor Ridge Capital')],
    });
  });
});

it('asks when a name that tells nothing apart is the same all through', () => {
  const firm = 'Growth Capital Partners, LLC';
  const attribution = attributionOf(
    introduced(anInvestor({ firm })),
    closedBy({ firm: 'Growth Capital Partners LLC' }),
  );
  expect(attribution.kind).toBe('question');
});

describe('nobody introduced', () => {
  it('a stranger', () => {
    expect(attributionOf(introduced(), closed({ investor: STRANGER })).kind).toBe('nobody');
  });

  it.each<[string, Partial<Investor>, Partial<Investor>]>([
    ['legal forms', { firm: 'The Fund, Inc.' }, { firm: 'The Holdings Group, Inc.' }],
    ['what every fund is called', { firm: 'Alder Capital Partners' }, { firm: 'Birch Capital Partners' }],
    ['a short name that is one letter off', { firm: 'Bain' }, { firm: 'Cain' }],
    ['a short name that lacks a letter', { firm: 'Bain' }, { firm: 'Baine' }],
    ['one word of a name', { firm: 'Harbor Ridge' }, { firm: 'Harbor Point' }],
    ['a name without letters', { firm: '***' }, { firm: 'Juniper' }],
    ['a part of the domain', { firm: 'B' }, { emails: ['dana@notharborridge.example'] }],
  ])('somebody who shares only %s', (_what, known, closer) => {
    expect(attributionOf(introduced(anInvestor(known)), closedBy(closer)).kind).toBe('nobody');
  });
});

it.each(['gmail.com', 'hotmail.com', 'outlook.com', 'yahoo.com', 'aol.com', 'icloud.com', 'proton.me'])(
  'takes %s for a provider that everybody may use',
  (domain) => {
    const known = anInvestor({ emails: [`dana@${domain}`], firm: 'A' });
    expect(attributionOf(introduced(known), closedBy({ emails: [`sam@${domain}`] })).kind).toBe('nobody');
  },
);

it.each<[Partial<Investor>, string]>([
  [{}, 'Dana Whitfield, Harbor Ridge Capital'],
  [{ firm: 'Dana Whitfield' }, 'Dana Whitfield'],
])('calls an investor with %o by the name and the firm, once', (changes, called) => {
  expect(nameOf(anInvestor(changes))).toBe(called);
});

it('calls an investor without a firm by the name', () => {
  expect(nameOf({ name: 'Dana Whitfield', crmIds: [], emails: [] })).toBe('Dana Whitfield');
});

describe('a ruling', () => {
  const question = [introduced(), closedBy({ firm: 'Harbor Ridge' })];

  it('names the introduction', () => {
    expect(attributionOf(...question, ruled('intro-0001', '1999-06-20'))).toMatchObject({
      kind: 'introduced',
      reason: 'decided by Eugene Chiaramonte: they told me so',
    });
  });

  it('says that it was nobody, also against a CRM id', () => {
    expect(attributionOf(introduced(), closed(), ruled(null, '1999-06-20')).kind).toBe('nobody');
  });

  it('gives way to a later one', () => {
    const rulings = [ruled('intro-0001', '1999-06-20'), ruled(null, '1999-06-21')];
    expect(attributionOf(...question, ...rulings).kind).toBe('nobody');
  });
});

describe('the state of a closing', () => {
  const [early, late] = [corrected({ amountMinor: 1n }, '1999-06-16'), corrected({ amountMinor: 2n }, '1999-06-17')];

  it('is the latest by the time of its source, in whatever order the reports came', () => {
    expect(closingsOf(recorded(closed(), late, early))[0]?.state.amountMinor).toBe(2n);
    expect(closingsOf(recorded(early, late, closed()))[0]?.state.amountMinor).toBe(2n);
  });

  it('is that of the report recorded last when two say the same time', () => {
    const twin = corrected({ amountMinor: 3n }, '1999-06-17');
    expect(closingsOf(recorded(closed(), late, twin))[0]?.state.amountMinor).toBe(3n);
  });
});
