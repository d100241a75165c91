import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../shared/core/facts/fact.ts';
import type { Investor } from '../../../shared/core/facts/investor.ts';
import { keysOf, matchesOf } from '../../../shared/core/introductions/matching.ts';
import { isSameHouse, keysOfName } from '../../../shared/core/introductions/names.ts';
import { recordedLate } from '../../../shared/core/introductions/recorded-late.ts';
import { registerOf } from '../../../shared/core/introductions/register.ts';
import { isRegistryId } from '../../../shared/core/introductions/registry-id.ts';
import { attributionAt } from '../../../shared/core/owed/candidate.ts';
import { theTerms } from '../../builders/a-contract.ts';
import {
  anInvestor,
  closed,
  introduced,
  noon,
  recorded,
  said,
  STRANGER,
  termsAdopted,
  type Said,
} from '../../builders/facts.ts';

const of = (changes: Partial<Investor>): Investor => ({ name: 'Aa', crmIds: [], emails: [], ...changes });

const supplemented = (introduction: string, added: Partial<Investor>, on: string) =>
  said(
    'IntroductionSupplemented',
    {
      introduction,
      crmIds: added.crmIds ?? [],
      emails: added.emails ?? [],
      registryIds: added.registryIds ?? [],
      evidence: [],
      by: 'Patrick M. Rost',
      reason: 'found',
    },
    on,
  );

describe('two tellings of an investor that have something in common', () => {
  it.each<[string, Partial<Investor>, Partial<Investor>]>([
    ['crm-id', { crmIds: ['x', 'y'] }, { crmIds: ['y'] }],
    ['email', { emails: ['Ann@gmail.com'] }, { emails: ['ann@GMAIL.com'] }],
    ['registry-number', { registryIds: ['GB:0123-4567'] }, { registryIds: ['gb:01234567'] }],
    ['domain', { emails: ['a@quay.example'] }, { emails: ['b@Quay.example'] }],
    ['name', { name: 'The Quay Fund' }, { firm: 'Fund Quay The' }],
    ['affiliate', { firm: 'Quay Capital' }, { name: 'Quay Growth Fund II' }],
    ['affiliate', { name: 'Harbor Capital' }, { name: 'Harbour Growth Fund' }],
    ['affiliate', { name: 'Harbor Capital' }, { name: 'Harbot Growth Fund' }],
    ['affiliate', { name: 'Ridge Capital' }, { name: 'Rid Ge Ridg Fund' }],
  ])('share a key by which they are looked up: %s', (kind, mine, other) => {
    const [a, b] = [of(mine), of({ name: 'Bb', ...other })];
    const isFound = matchesOf(a, b).some((match) => match.kind === kind);
    const shared = [...keysOf(a)].filter((key) => keysOf(b).has(key));
    // Whatever matches is found by its keys; a key alone matches nothing yet.
    expect(isFound ? shared : ['nothing to find']).not.toEqual([]);
    expect(shared).not.toEqual([]);
  });

  it('share none where they have nothing in common', () => {
    const mine = of({ firm: 'Cc', crmIds: ['a'], emails: ['a@a.example', 'a@gmail.com'], registryIds: ['GB:1'] });
    const other = of({
      name: 'Bb',
      firm: 'Dd',
      crmIds: ['b'],
      emails: ['b@b.example', 'b@gmail.com'],
      registryIds: ['GB:2'],
    });
    expect([...keysOf(mine)].filter((key) => keysOf(other).has(key))).toEqual([]);
    expect(keysOf(mine)).toBe(keysOf(mine));
  });

  it('are looked up by all words of a name, and by each that tells it apart with any letter left out', () => {
    expect(keysOfName('The Ridge Fund')).toEqual([
      'words fund ridge the',
      'ridge',
      'idge',
      'rdge',
      'rige',
      'ride',
      'ridg',
    ]);
    expect(keysOfName('Quay & Co.')).toEqual(['words co quay', 'quay']);
    expect(keysOfName('Capital Partners')).toEqual(['words capital partners']);
  });

  it('are no house where a short word has a letter more', () => {
    expect(isSameHouse('Quays Fund', 'Quay Fund')).toBe(false);
  });
});

describe('the introductions of a register', () => {
  const story = () =>
    recorded(
      termsAdopted(),
      introduced(STRANGER, { id: 'stranger' }),
      introduced(anInvestor(), { id: 'dana' }),
      introduced(of({ name: 'Quay' }), { id: 'quay' }),
      introduced(anInvestor({ crmIds: ['crm-9'] }), { id: 'dana-again' }),
    );
  const found = (facts: readonly Fact[], investor: Investor) =>
    registerOf(facts)
      .likely(investor)
      .map(({ id }) => id);

  it('are looked up by what an investor may have in common, each once and in their order', () => {
    expect(found(story(), anInvestor())).toEqual(['dana', 'dana-again']);
    expect(found(story(), of({ crmIds: ['crm-9', 'crm-7'] }))).toEqual(['stranger', 'dana-again']);
    expect(found(story(), of({ name: 'Nobody' }))).toEqual([]);
  });

  it('are found by what was added to them later, while the list of facts grows', () => {
    const facts: Fact[] = story();
    expect(found(facts, of({ crmIds: ['crm-77'] }))).toEqual([]);
    const more = supplemented('quay', { crmIds: ['crm-77', 'crm-78'] }, '1999-05-03');
    facts.push(
      ...recorded(
        ...facts.map(() => termsAdopted()),
        more,
        supplemented('nobody', { crmIds: ['crm-77'] }, '1999-05-04'),
      ).slice(5),
    );
    expect(found(facts, of({ crmIds: ['crm-77', 'crm-78'] }))).toEqual(['quay']);
    expect(registerOf(facts).introductions.map(({ id }) => id)).toEqual(['stranger', 'dana', 'quay', 'dana-again']);
    expect(registerOf(facts).about('quay')).toMatchObject([{ investor: { crmIds: ['crm-77', 'crm-78'] } }]);
  });

  it('are looked up by their id: none, one, or each that was recorded under it', () => {
    const register = registerOf([...story(), ...recorded(introduced(STRANGER, { id: 'dana' }))]);
    expect(register.about('nobody')).toEqual([]);
    expect(register.about('quay')).toMatchObject([{ id: 'quay' }]);
    expect(register.about('dana').map(({ investor }) => investor.name)).toEqual(['Dana Whitfield', 'Sam Okafor']);
  });

  it('stand beside what reached the client, what it knew, and what was reopened', () => {
    const mail = (party: 'client' | 'consultant', event: 'delivered' | 'bounced') =>
      said(
        'MailReported',
        { statement: '1999-04-30', party, event, messageId: `${party} ${event}`, attempt: 1 },
        '1999-05-01',
      );
    const opened = (amountMinor: bigint) =>
      said(
        'FundingExpected',
        {
          closing: 'c',
          externalId: 'x',
          investor: STRANGER,
          amountMinor,
          currency: 'USD',
          stage: 's',
          reportedAt: noon('1999-05-01'),
        },
        '1999-05-01',
      );
    const register = registerOf(
      recorded(
        mail('client', 'delivered'),
        mail('client', 'bounced'),
        mail('consultant', 'delivered'),
        said(
          'MailReported',
          { statement: '1999-05-31', party: 'client', event: 'delivered', messageId: 'm', attempt: 1 },
          '1999-06-01',
        ),
        opened(1n),
        opened(2n),
        said('AttributionReopened', { closing: 'c', by: 'x', reason: 'first' }, '1999-05-02'),
        said('AttributionReopened', { closing: 'c', by: 'x', reason: 'last' }, '1999-05-03'),
        said(
          'FundingDropped',
          { closing: 'd', externalId: 'x', reason: 'r', reportedAt: noon('1999-05-01') },
          '1999-05-01',
        ),
      ),
    );
    expect(register.deliveries.map(({ data }) => data.messageId)).toEqual(['client delivered', 'm']);
    expect([...register.opened.values()].map(({ data }) => data.amountMinor)).toEqual([1n]);
    expect([...register.reopened.values()].map(({ data }) => data.reason)).toEqual(['last']);
  });
});

describe('an introduction that came on record after its closing was known', () => {
  const at = attributionAt({}, theTerms(), '1999-12-31');
  const late = (...facts: readonly Said[]) => recordedLate(recorded(termsAdopted(), ...facts), at);
  const report = (recordedOn?: string) => closed({ closing: 'c', closedOn: '1999-06-15' }, recordedOn);

  it('is named with the closing, both days and what the two have in common', () => {
    expect(late(report(), introduced(anInvestor(), { recordedOn: '1999-06-20' }))).toEqual([
      {
        introduction: 'intro-0001',
        closing: 'c',
        investor: 'Dana Whitfield, Harbor Ridge Capital',
        recordedOn: '1999-06-20',
        reportedOn: '1999-06-15',
        same: 'CRM id crm-1042',
      },
    ]);
  });

  it('is late by its number, or by its moment where the closing was said before it came', () => {
    expect(late(introduced(), report())).toEqual([]);
    expect(late(introduced(anInvestor(), { recordedOn: '1999-06-15' }), report())).toEqual([]);
    expect(late(introduced(anInvestor(), { recordedOn: '1999-06-16' }), report('1999-06-20'))).toHaveLength(1);
    expect(late(report('1999-06-15'), introduced(anInvestor(), { recordedOn: '1999-06-01' }))).toHaveLength(1);
  });

  it('is none of another investor', () => {
    expect(late(report(), introduced(STRANGER, { recordedOn: '1999-06-20' }))).toEqual([]);
  });
});

describe('a number in a public register', () => {
  it.each([
    ['LEI:5493001KJTIIGC8Y1R12', true], // the LEI of the standard's own example
    ['LEI:5493001KJTIIGC8Y1R13', false],
    ['LEI:5493001KJTIIGC8Y1R1', false],
    ['LEI:5493001KJTIIGC8Y1R122', false],
    ['LEI:5493001KJTIIGC8Y1RAB', false],
    ['xLEI:5493001KJTIIGC8Y1R12', false],
    ['LEI:', false],
    ['LEI-1:123', false],
    ['GB:01234567', true],
    ['US-DE:1234567', true],
    ['CH-ZH1:CHE-1.2/3 4', true],
    ['GB:1', true],
    [`GB:${'1'.repeat(40)}`, true],
    [`GB:${'1'.repeat(41)}`, false],
    ['GB:', false],
    ['GB:-1', false],
    ['GB:1_2', false],
    ['G:1', false],
    ['GBR:1', false],
    ['gb:1', false],
    ['US-:1', false],
    ['US-DELA:1', false],
    ['US-de:1', false],
    [' GB:1', false],
    ['GB:1\n', false],
    ['GB1', false],
  ])('%s: %s', (id, expected) => {
    expect(isRegistryId(id)).toBe(expected);
  });
});
