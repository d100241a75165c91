import { describe, expect, it } from 'vitest';
import { hashOfBytes } from '../../shared/core/json.ts';
import {
  atPath,
  foundText,
  JsonNumber,
  memberOf,
  parseLossless,
  textOf,
  type LosslessJson,
} from '../../shared/core/lossless-json.ts';

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const json: LosslessJson = { a: { b: [new JsonNumber('1.50'), 'x'] }, none: null };

describe('JSON whose numbers stay as they are written', () => {
  it.each(['250000.50', '1e5', '-0', '0.1', '12345678901234567890'])('keeps %s', (source) => {
    expect(parseLossless(`{"value": ${source}}`)).toEqual({ value: new JsonNumber(source) });
    expect(parseLossless(source)).toEqual(new JsonNumber(source));
  });

  it('keeps texts, truth and nothing as they are', () => {
    expect(parseLossless('["1.50", true, false, null, {}]')).toEqual(['1.50', true, false, null, {}]);
  });

  it('is none where the text is none, or is nested deeper than fifty levels', () => {
    for (const text of ['', '{', 'NaN', "{'a': 1}", '1 2']) expect(parseLossless(text)).toBeUndefined();
    expect(parseLossless(nested(50))).toBeDefined();
    expect(parseLossless(nested(52))).toBeUndefined();
  });
});

describe('what lies in it', () => {
  it('is found by its own keys alone', () => {
    expect(memberOf(json, 'none')).toBeNull();
    for (const key of ['toString', '__proto__', 'missing']) expect(memberOf(json, key)).toBeUndefined();
    for (const other of [undefined, null, 'text', true, new JsonNumber('1')]) {
      expect(memberOf(other, 'source')).toBeUndefined();
      expect(memberOf(other, 'length')).toBeUndefined();
    }
  });

  it('is found at the end of a path, through lists by their index', () => {
    expect(atPath(json, ['a', 'b', '0'])).toEqual(new JsonNumber('1.50'));
    expect(atPath(json, [])).toBe(json);
    expect(atPath(json, ['none', 'b'])).toBeUndefined();
    expect(atPath(undefined, ['a'])).toBeUndefined();
  });

  it('is a text where it is a text or a number', () => {
    expect(['x', new JsonNumber('1.50')].map(textOf)).toEqual(['x', '1.50']);
    expect([undefined, null, true, ['x'], {}].map(textOf)).toEqual(Array(5).fill(undefined));
  });
});

describe('what was found, in short', () => {
  it.each<[LosslessJson | undefined, string]>([
    [undefined, 'nothing'],
    [null, 'null'],
    [true, 'true'],
    ['x', '"x"'],
    [new JsonNumber('1.50'), '1.50'],
    [new JsonNumber('9'.repeat(61)), '9'.repeat(60)],
    [[], 'a list'],
    [{}, 'a mapping'],
    ['x'.repeat(58), `"${'x'.repeat(58)}"`], // sixty characters with its marks
    ['x'.repeat(59), `"${'x'.repeat(56)}...`],
    [`${'x'.repeat(55)}😀${'x'.repeat(9)}`, `"${'x'.repeat(55)}\uFFFD...`],
  ])('is told of %j as %s', (found, words) => {
    expect(foundText(found)).toBe(words);
  });
});

describe('the hash of bytes', () => {
  it('is their SHA-256 in small hexadecimal letters', () => {
    // sha256sum of `{}`
    expect(hashOfBytes(Buffer.from('{}'))).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });
});
