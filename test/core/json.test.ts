import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson, fromPlain, hashOf, isNestedDeeper, jsonOf, toPlain } from '../../shared/core/json.ts';

describe('plain JSON', () => {
  it('holds amounts as text and leaves out what is undefined', () => {
    expect(toPlain({ amountMinor: 200_000n, none: undefined, list: [1n, null] })).toStrictEqual({
      amountMinor: '200000',
      list: ['1', null],
    });
  });

  it('comes back with amounts as bigint and other digits as text', () => {
    const value = { amountMinor: 2n ** 70n, id: '12', lines: [{ debitMinor: -1n }] };
    expect(fromPlain(toPlain(value))).toEqual(value);
  });

  it('leaves an amount that nobody gave as it is', () => {
    const value = { amountMinor: null, eachMinor: undefined, rate: 0.5, note: null };
    expect(fromPlain(value)).toStrictEqual(value);
  });
});

describe('canonicalJson', () => {
  it('is the same text whatever the order of the keys', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: 5n })).toBe('{"a":"5","b":[1,{"c":"x","d":null}]}');
    expect(canonicalJson({ a: 5n, b: [1, { c: 'x', d: null }], e: undefined })).toBe(
      '{"a":"5","b":[1,{"c":"x","d":null}]}',
    );
  });

  it('escapes text as JSON does', () => {
    expect(JSON.parse(canonicalJson({ 'a"\n': '\u2028"\\' }))).toEqual({ 'a"\n': '\u2028"\\' });
  });

  it('is what is hashed', () => {
    expect(hashOf({ b: 1, a: 2n })).toBe(createHash('sha256').update('{"a":"2","b":1}').digest('hex'));
  });
});

describe('nesting', () => {
  it.each<[unknown, number]>([
    [5, 0],
    [null, 0],
    ['abc', 0],
    [[], 0],
    [[1], 1],
    [{ a: null }, 1],
    [[1, { a: ['x'] }, 2], 3],
  ])('of %j is %i levels deep', (value, levels) => {
    expect(isNestedDeeper(value, levels)).toBe(false);
    expect(isNestedDeeper([value], levels)).toBe(true);
  });
});

describe('a text that may not be JSON', () => {
  it.each([
    ['{"a":[1]}', { a: [1] }],
    ['null', null],
    ['', undefined],
    ['{', undefined],
  ])('%j says %j', (text, said) => {
    expect(jsonOf(text)).toEqual(said);
  });
});
