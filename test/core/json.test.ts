import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson, fromPlain, hashOf, toPlain } from '../../shared/core/json.ts';

describe('plain JSON', () => {
  it('holds amounts as text and leaves out what is undefined', () => {
    expect(toPlain({ amountMinor: 200_000n, none: undefined, list: [1n, null] })).toEqual({
      amountMinor: '200000',
      list: ['1', null],
    });
  });

  it('comes back with amounts as bigint and other digits as text', () => {
    const value = { amountMinor: 2n ** 70n, id: '12', lines: [{ debitMinor: -1n }] };
    expect(fromPlain(toPlain(value))).toEqual(value);
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
