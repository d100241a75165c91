import { describe, expect, it } from 'vitest';
import { attribute } from '../../../shared/core/owed/attribution.ts';
import { withinAgreement } from '../../../shared/core/owed/attribution-doubts.ts';
import { closingsOf } from '../../../shared/core/owed/closings.ts';
import type { Fact } from '../../../shared/core/facts/fact.ts';
import type { Investor } from '../../../shared/core/facts/investor.ts';
import { attributionAs } from '../../builders/attribution-at.ts';
import {
  aClosing,
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
  type Said,
} from '../../builders/facts.ts';

function attributionOf(...facts: readonly Said[]) {
  const all = recorded(...facts);
  const [closing] = closingsOf(all);
  if (closing === undefined) throw new Error('There is no closing in these facts.');
  return attribute(closing, all, attributionAs());
}

describe('a ruling on a closing that turns out to be by another investor', () => {
  const ruling = ruled('intro-0001', '1999-06-16');
  const elsewhere = corrected({ investor: STRANGER }, '1999-06-18');
  const other = introduced(anInvestor({ name: 'Ann Li', firm: 'Quarry', crmIds: ['crm-8'], emails: [] }), {
    id: 'intro-0002',
  });

  it('is asked for again, and the introduction that it named stays an answer', () => {
    expect(attributionOf(introduced(), other, closed(), ruling, elsewhere)).toMatchObject({
      kind: 'question',
      reason: expect.stringContaining('decided by Eugene Chiaramonte: they told me so'),
      candidates: ['intro-0001'],
      evidence: [expect.stringMatching(/same nothing but the ruling$/)],
    });
  });

  it('is asked for again with those that fit the new investor', () => {
    const byId = corrected({ investor: { ...STRANGER, crmIds: ['crm-8'] } }, '1999-06-18');
    const byFirm = corrected({ investor: { ...STRANGER, firm: 'Quarry Partners' } }, '1999-06-18');
    const nobody = ruled(null, '1999-06-16');
    expect(attributionOf(introduced(), other, closed(), nobody, byId)).toMatchObject({ candidates: ['intro-0002'] });
    expect(attributionOf(introduced(), other, closed(), nobody, byFirm)).toMatchObject({ candidates: ['intro-0002'] });
    expect(attributionOf(introduced(), other, closed(), nobody, elsewhere)).toMatchObject({ candidates: [] });
  });

  it('is asked for again also when the closing had been reversed in between, or corrected before', () => {
    const before = corrected({ amountMinor: 5n }, '1999-06-15');
    expect(attributionOf(introduced(), closed(), reversed('1999-06-15'), ruling, elsewhere).kind).toBe('question');
    expect(attributionOf(introduced(), closed(), before, ruling, elsewhere).kind).toBe('question');
  });

  it('is asked for again for any other event', () => {
    const hired = (investor: Investor, on: string) =>
      said('EventReported', { ...aClosing({ investor, reportedAt: noon(on) }), kind: 'hire-started' }, on);
    const first = hired(anInvestor(), '1999-06-15');
    expect(attributionOf(introduced(), first, ruling).kind).toBe('introduced');
    expect(attributionOf(introduced(), first, ruling, hired(STRANGER, '1999-06-18')).kind).toBe('question');
  });

  it('stands when it was made on the new investor, or anew', () => {
    const early = corrected({ investor: STRANGER }, '1999-06-15');
    const anew = ruled('intro-0001', '1999-06-19');
    expect(attributionOf(introduced(), closed(), early, ruling).kind).toBe('introduced');
    expect(attributionOf(introduced(), closed(), ruling, elsewhere, anew).kind).toBe('introduced');
  });

  it('stands when it came before every report', () => {
    expect(attributionOf(introduced(), ruling, closed({ investor: STRANGER })).kind).toBe('introduced');
  });
});

describe('within the life of the agreement', () => {
  const facts = recorded(introduced(), closed(), ruled('intro-0001', '1999-06-16'));

  function within(
    life: { dated?: string; endsOn?: string; listWithinDays?: number },
    all: readonly Fact[] = facts.slice(0, 2),
  ) {
    const [closing] = closingsOf(all);
    if (closing === undefined) throw new Error('There is no closing in these facts.');
    const { dated = '1999-04-06', endsOn, listWithinDays = 0 } = life;
    const around = { facts: all, at: attributionAs() };
    return withinAgreement(attribute(closing, all, around.at), closing, { dated, endsOn, listWithinDays }, around);
  }

  it('an introduction earns, from its first day to its last', () => {
    expect(within({}).kind).toBe('introduced');
    expect(within({ dated: '1999-06-15' }).kind).toBe('introduced');
    expect(within({ endsOn: '1999-04-21' }).kind).toBe('introduced');
    expect(within({ endsOn: '1999-04-20', listWithinDays: 1 }).kind).toBe('introduced');
  });

  it.each([
    { dated: '1999-06-16' },
    { endsOn: '1999-04-19' },
    { endsOn: '1999-04-20' },
    { endsOn: '1999-04-19', listWithinDays: 90 },
  ])('else a person is asked: %o', (life) => {
    expect(within(life)).toMatchObject({
      kind: 'question',
      reason: expect.stringContaining('agreement'),
      candidates: ['intro-0001'],
      evidence: [expect.stringMatching(/by a meeting in Wayne; same CRM id crm-1042$/)],
    });
  });

  it('or a ruling, or that nobody introduced, stays as it is', () => {
    const life = { dated: '1999-07-01', endsOn: '1999-04-01' };
    expect(within(life, facts).kind).toBe('introduced');
    expect(within(life, recorded(introduced(), closed({ investor: STRANGER }))).kind).toBe('nobody');
  });
});
