import { describe, expect, it } from 'vitest';
import { idAt, readDay, readMoment, valuesOf } from '../../../shared/core/crm/deal-values.ts';
import { readMapping } from '../../../shared/core/crm/mapping.ts';
import { JsonNumber } from '../../../shared/core/lossless-json.ts';
import { aCrmDeal, aParty, lossless } from '../../builders/a-crm-deal.ts';
import { hubspotMapping } from '../../builders/hubspot-mapping.ts';

const hubspot = (fields: object, parties: readonly ReturnType<typeof aParty>[] = []) =>
  valuesOf(aCrmDeal(fields, { parties }), readMapping(hubspotMapping()));

describe('the values at a path of a deal', () => {
  it('are texts, numbers as they are written, and yes and no; nothing else', () => {
    const { all } = hubspot({ text: ' x ', number: 1.5, yes: true, no: false, none: null, empty: ' ', deep: { a: 1 } });
    expect(['text', 'number', 'yes', 'no', 'none', 'empty', 'deep', 'missing'].map(all)).toEqual([
      ['x'],
      ['1.5'],
      ['true'],
      ['false'],
      [],
      [],
      [],
      [],
    ]);
    expect(all('deep.a')).toEqual(['1']);
  });

  it('are each text of a list', () => {
    expect(hubspot({ tags: ['a', '', ['b', null], { c: 1 }] }).all('tags')).toEqual(['a', 'b']);
  });

  it('are without control characters and half characters, and not longer than a fact should be', () => {
    const { all } = hubspot({
      lines: 'a\r\n\tb',
      half: 'a\uD800b',
      long: 'x'.repeat(501),
      cut: `${'x'.repeat(499)}😀`,
    });
    expect(all('lines')).toEqual(['a b']);
    expect(all('half')).toEqual(['a\uFFFDb']);
    expect(all('long')).toEqual(['x'.repeat(500)]);
    expect(all('cut')).toEqual([`${'x'.repeat(499)}\uFFFD`]);
  });

  it('are those of its companies and contacts, in their order, with ids of ours', () => {
    const parties = [
      aParty('contact', '1', { email: 'a@a.example', id: 'theirs' }),
      aParty('company', '1', { name: 'Harbor', id: { x: 'deep' } }),
      aParty('contact', '2', { email: 'b@a.example' }),
    ];
    const { all, raw } = hubspot(
      { company: { name: 'not this' }, companies: { name: 'but this' }, contact: 'that' },
      parties,
    );
    expect(all('contact.email')).toEqual(['a@a.example', 'b@a.example']);
    expect(all('contact.id')).toEqual(['hubspot/contact/1', 'hubspot/contact/2']);
    expect(all('company.id')).toEqual(['hubspot/company/1']);
    expect(all('company.id.x')).toEqual(['deep']);
    expect(all('company.name')).toEqual(['Harbor']);
    expect(all('companies.name')).toEqual(['but this']);
    expect(all('contact')).toEqual(['that']);
    expect(raw('contact.email')).toBe('a@a.example');
  });

  it('of a payload are its own, whatever they are called', () => {
    const mapping = readMapping(hubspotMapping({ vendor: 'standard-webhooks', deal: { id: 'id', changedAt: 'at' } }));
    const parties = [aParty('company', '1', { name: 'Harbor' })];
    expect(valuesOf(aCrmDeal({ company: { name: 'this' } }, { parties }), mapping).all('company.name')).toEqual([
      'this',
    ]);
  });

  it('are as they stand for what must be exact: the first that is something', () => {
    const parties = [
      aParty('contact', '1', {}),
      aParty('contact', '2', { n: null }),
      aParty('contact', '3', { n: 2.5 }),
    ];
    const { raw } = hubspot({ amount: '', list: ['a'] }, parties);
    expect(raw('contact.n')).toEqual(new JsonNumber('2.5'));
    expect(raw('amount')).toBe('');
    expect(raw('list')).toEqual(['a']);
    expect(raw('missing')).toBeUndefined();
  });
});

describe('a day of a CRM', () => {
  const day = (value: unknown) =>
    readDay('closedate', value === undefined ? undefined : lossless(value), 'America/New_York');

  it.each([
    ['2026-01-15', '2026-01-15'],
    ['2026-01-15T02:00:00Z', '2026-01-14'],
    ['2026-01-15 05:00:00+00:00', '2026-01-15'],
    ['2026-01-15T00:30-0500', '2026-01-15'],
    [1_768_453_200_000, '2026-01-15'], // 2026-01-15T05:00:00Z
    ['1768453199999', '2026-01-14'],
    [924_321_600_000, '1999-04-17'], // 1999-04-17T04:00:00Z, in twelve figures
  ])('is %s read as %s', (value, expected) => {
    expect(day(value)).toBe(expected);
  });

  it.each([['2026-02-30'], ['soon'], [''], [true], [17_684_532_000], [undefined], ['2026-01-15T02:00:00']])(
    'is a problem as %s',
    (value) => {
      expect(day(value)).toMatchObject({ field: 'closedate', allowed: expect.stringContaining('YYYY-MM-DD') });
    },
  );
});

describe('a moment of a CRM', () => {
  it.each([
    ['2026-01-15T14:00:00Z', '2026-01-15T14:00:00.000Z'],
    ['2026-01-15T14:00Z', '2026-01-15T14:00:00.000Z'],
    ['2026-01-15 14:00:00.123456+01:30', '2026-01-15T12:30:00.123Z'],
    ['2026-01-15T14:00:00.5-0130', '2026-01-15T15:30:00.500Z'],
    [999_999_999_999, '2001-09-09T01:46:39.999Z'],
    ['253402300799999', undefined],
    ['9999999999999', '2286-11-20T17:46:39.999Z'],
    ['99999999999', undefined],
    ['x2026-01-15T14:00:00Z', undefined],
    ['2026-01-15T14:00:00Zx', undefined],
    ['1768453200000x', undefined],
    ['x1768453200000', undefined],
    ['2026-13-15T14:00:00Z', undefined],
    ['2026-01-15T14:00:00', undefined],
    ['2026-01-15T14:00:00.Z', undefined],
    ['2026-01-15T14:00:00.1234567890Z', undefined],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    ['9999-12-31T23:59:00-00:01', undefined], // the first moment of the year 10000
    ['9999-12-31T23:59:59.999-00:01', undefined],
  ])('is %s read as %s', (value, expected) => {
    expect(readMoment(lossless(value))).toBe(expected);
  });

  it('is none where there is nothing', () => {
    expect([undefined, lossless(null), lossless([]), lossless({})].map(readMoment)).toEqual(Array(4).fill(undefined));
  });
});

describe('an id of a payload', () => {
  it.each([
    ['a.B-9:_', 'a.B-9:_'],
    [901, '901'],
    ['x'.repeat(120), 'x'.repeat(120)],
    ['x'.repeat(121), undefined],
    ['', undefined],
    [' 7', undefined],
    ['7 ', undefined],
    ['a/b', undefined],
    [null, undefined],
  ])('is %j read as %j', (id, expected) => {
    expect(idAt(lossless({ id }), 'id')).toBe(expected);
  });

  it('is none where it is not there', () => {
    expect(idAt(undefined, 'id')).toBeUndefined();
    expect(idAt(lossless({}), 'id')).toBeUndefined();
  });
});
