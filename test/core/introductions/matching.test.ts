import { describe, expect, it } from 'vitest';
import { newIn } from '../../../shared/core/introductions/introduction.ts';
import { matchesOf } from '../../../shared/core/introductions/matching.ts';
import { isSameHouse, isSameName } from '../../../shared/core/introductions/names.ts';
import type { Investor } from '../../../shared/core/facts/investor.ts';

const of = (changes: Partial<Investor>): Investor => ({ name: 'nobody', crmIds: [], emails: [], ...changes });
const words = (mine: Partial<Investor>, other: Partial<Investor>) =>
  matchesOf(of({ name: 'Mine', ...mine }), of({ name: 'Other', ...other })).map(
    (match) => `${match.kind}: ${match.words}`,
  );

describe('two tellings of an investor have in common', () => {
  it('an id at the CRM', () => {
    expect(words({ crmIds: ['a', 'b'] }, { crmIds: ['c', 'b'] })).toEqual(['crm-id: CRM id b']);
    expect(words({ crmIds: ['a'] }, { crmIds: ['A'] })).toEqual([]);
  });

  it('an address, whatever its capitals, in the spelling of the other', () => {
    expect(words({ emails: ['Ann@gmail.com'] }, { emails: ['bob@gmail.com', 'ANN@gmail.com'] })).toEqual([
      'email: e-mail address ANN@gmail.com',
    ]);
  });

  it('a number in a register, whatever its capitals, spaces, points and hyphens', () => {
    expect(words({ registryIds: ['HRB 12-3.4'] }, { registryIds: ['hrb1234'] })).toEqual([
      'registry-number: register number hrb1234',
    ]);
    expect(words({ registryIds: ['HRB 12'] }, { registryIds: ['HRB 13'] })).toEqual([]);
    expect(words({ registryIds: ['HRB 12'] }, {})).toEqual([]);
    expect(words({}, { registryIds: ['HRB 12'] })).toEqual([]);
  });

  it('the domain of an address, unless everybody may have one there', () => {
    expect(words({ emails: ['a@Quay.example'] }, { emails: ['b@quay.example'] })).toEqual([
      'domain: e-mail domain quay.example',
    ]);
    expect(words({ emails: ['a@gmail.com'] }, { emails: ['b@gmail.com'] })).toEqual([]);
    // Whatever stands before the last sign is the name.
    expect(words({ emails: ['"x@gmail.com"@quay.example'] }, { emails: ['b@quay.example'] })).toHaveLength(1);
  });

  it('a name, of the firm before that of the person, and each with each', () => {
    const quay = 'Quay Fund';
    expect(words({ firm: quay }, { firm: 'fund QUAY' })).toEqual(['name: name: Quay Fund and fund QUAY']);
    expect(words({ firm: quay }, { name: quay })).toEqual(['name: name: Quay Fund and Quay Fund']);
    expect(words({ name: quay }, { firm: quay })).toEqual(['name: name: Quay Fund and Quay Fund']);
    expect(words({ name: quay }, { name: quay })).toEqual(['name: name: Quay Fund and Quay Fund']);
    expect(words({ firm: '', name: 'Ann' }, { firm: '', name: 'Bob' })).toEqual([]);
  });

  it('the house, where the name is not the same', () => {
    expect(words({ firm: 'Harbor Ridge Capital' }, { firm: 'Harbour Ridge Growth Fund' })).toEqual([
      'affiliate: name: Harbor Ridge Capital and Harbour Ridge Growth Fund',
    ]);
  });

  it('several things, strongest first, of the kinds that are asked for', () => {
    const mine = of({ name: 'Ann Li', crmIds: ['a'], emails: ['ann@quay.example'] });
    expect(matchesOf(mine, mine).map(({ kind }) => kind)).toEqual(['crm-id', 'email', 'domain', 'name']);
    expect(matchesOf(mine, mine, ['name', 'email']).map(({ kind }) => kind)).toEqual(['email', 'name']);
    expect(matchesOf(mine, mine, [])).toEqual([]);
  });
});

describe('a name', () => {
  it('is the same in whatever order, capitals, accents and points', () => {
    expect(isSameName('Müller & Söhne, GmbH', 'GMBH Sohne Muller')).toBe(true);
    expect(isSameName('Quay Fund I', 'Quay Fund II')).toBe(false);
    expect(isSameName('Quay', 'Quay Quay')).toBe(false);
  });

  it.each([
    ['Harbor Ridge Capital', 'Harbor Ridge Growth Fund', true],
    ['Harbor Ridge', 'Harbor', true],
    ['Harbor', 'Harbor Ridge', true],
    ['Harbor Ridge', 'Harbor Quay', false],
    ['Harbor Capital', 'Harbour Capital', true], // one letter more
    ['Harbor Capital', 'Harbouur Capital', false], // two letters more
    ['Quay Capital', 'Quai Capital', false], // four letters are too few to be mistyped
    ['Wharf Capital', 'Wharv Capital', true], // five are enough
    ['Capital Partners', 'Partners Capital', false], // nothing tells them apart but the whole
    ['Capital Partners', 'capital partners', true],
    ['Capital Partners', 'Quay Partners', false],
    ['Quay Partners', 'Capital Partners', false],
    ['II Fund', 'III Fund', false],
  ])('of %s is of the house of %s: %s', (a, b, expected) => {
    expect(isSameHouse(a, b)).toBe(expected);
  });
});

describe('what a telling of an introduction adds', () => {
  const known = {
    investor: of({ crmIds: ['a'], emails: ['a@a.example'], registryIds: ['1'] }),
    evidence: [{ name: 'x', sha256: 'f' }],
  };

  it('is nothing when all of it is on record', () => {
    expect(newIn(known, known)).toBeUndefined();
    expect(newIn({ investor: of({}) }, known)).toBeUndefined();
    expect(newIn({ investor: of({}) }, { investor: of({}), evidence: [] })).toBeUndefined();
  });

  it.each([
    ['an id', { investor: of({ crmIds: ['a', 'b'] }) }, { crmIds: ['b'] }],
    ['an address', { investor: of({ emails: ['b@a.example'] }) }, { emails: ['b@a.example'] }],
    ['a number', { investor: of({ registryIds: ['1', '2'] }) }, { registryIds: ['2'] }],
    [
      'a file, told by its hash',
      {
        investor: of({}),
        evidence: [
          { name: 'renamed', sha256: 'f' },
          { name: 'x', sha256: 'e' },
        ],
      },
      { evidence: [{ name: 'x', sha256: 'e' }] },
    ],
  ])('is %s that is new', (_, told, added) => {
    expect(newIn(told, known)).toEqual({ crmIds: [], emails: [], registryIds: [], evidence: [], ...added });
  });

  it('is a number where none was known', () => {
    expect(newIn({ investor: of({ registryIds: ['1'] }) }, { investor: of({}), evidence: [] })).toMatchObject({
      registryIds: ['1'],
    });
  });
});
