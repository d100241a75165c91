import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import {
  amount,
  count,
  date,
  email,
  feeRate,
  identifier,
  list,
  mapping,
  nearest,
  oneOf,
  price,
  rate,
  text,
  timeZone,
  whole,
} from '../../../shared/core/terms/schema-fields.ts';

/** What is wrong with a value, each as `place: what is allowed | the fix`; empty where nothing is. */
function wrong(schema: z.ZodType, value: unknown): string[] {
  const read = schema.safeParse(value);
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('a mapping', () => {
  const pair = () => mapping({ amount: text, until: text.optional() });

  it('has its keys and no others: a strange one is told what it resembles', () => {
    expect(wrong(pair(), { amount: 'x' })).toEqual([]);
    expect(wrong(pair(), { amount: 'x', untill: 'y', amt: 'z' })).toEqual([
      ': the keys amount, until | Did you mean until? | Did you mean amount?',
    ]);
  });

  it('is told how it is written, where words stand in its place', () => {
    expect(wrong(pair(), 'five')).toEqual([
      ': a mapping with the keys amount, until | Write it in braces, key by key, such as { amount: five }.',
    ]);
    expect(wrong(pair(), 5)).toEqual([': a mapping with the keys amount, until']);
    expect(wrong(pair(), null)).toEqual([': a mapping with the keys amount, until']);
  });
});

describe('a list', () => {
  it('is told how it is written, where words stand in its place', () => {
    expect(wrong(list(text), 'five')).toEqual([': a list | Put it in square brackets: [five].']);
    expect(wrong(list(text), 5)).toEqual([': a list']);
    expect(wrong(list(text), [])).toEqual([]);
  });

  it('has as many items as it needs', () => {
    expect(wrong(list(text, 1), [])).toEqual([': a list with at least 1 item']);
    expect(wrong(list(text, 2), ['a'])).toEqual([': a list with at least 2 items']);
    expect(wrong(list(text, 2), ['a', 'b'])).toEqual([]);
  });
});

describe('the word that was meant', () => {
  it.each([
    ['Ret', 'retainer'],
    ['retainers', 'retainer'],
    ['RETAINER', 'retainer'],
    ['Expens', 'Expenses'],
    ['expenses2', 'Expenses'],
    ['payement', 'payment'],
    ['ment', 'payment'],
  ])('by %s is %s', (written, meant) => {
    expect(nearest(written, ['payment', 'retainer', 'Expenses'])).toBe(meant);
  });

  it('is the one that what was written begins with, though another resembles it more', () => {
    expect(nearest('expenses of time!', ['expanses of time', 'Expenses'])).toBe('Expenses');
    expect(nearest('our expenses', ['our expanses', 'Expenses'])).toBe('our expanses');
  });
});

describe('a text', () => {
  it('is one line of whole characters that is not empty', () => {
    expect(wrong(text, 'Jürgen & Söhne 東京')).toEqual([]);
    for (const empty of ['', ' ', '\u00a0']) expect(wrong(text, empty)).toContain(': text that is not empty');
    expect(wrong(text, 'a\uD800')).toEqual([': whole characters']);
    for (const line of ['a\nb', 'a\tb', 'a\u0000']) expect(wrong(text, line)).toHaveLength(1);
  });

  it('is told to be quoted where it is a number', () => {
    expect(wrong(text, 5)).toEqual([': text | Put it in quotation marks: "5".']);
    expect(wrong(text, null)).toEqual([': text that is not empty']);
  });
});

describe('a single value', () => {
  it.each<[string, z.ZodType, readonly unknown[], readonly unknown[]]>([
    ['an id', identifier, ['a', 'a-1', '9'.repeat(60)], ['', 'A', 'a_b', '-a', 'a-', 'a--b', 'a'.repeat(61), 5]],
    ['a date', date, ['1999-04-06', '2000-02-29'], ['1999-02-29', '1999-4-6', 19_990_406]],
    ['an address', email, ['a@b.example'], ['a@b', 'a', '']],
    ['a zone', timeZone, ['America/New_York', 'Europe/London'], ['EST', 'UTC', 'Nowhere/City', '']],
    ['a rate', rate, ['10%', '0.1', '1/3', '100%'], ['101%', '10', '', 'ten']],
    [
      'a price',
      price,
      ['0.25', '1', '10', '0.00000001', '999999999999.12345678'],
      ['0', '0.0', '0.00', '01', '1.', '-1', '0.000000001', '1000000000000', 1],
    ],
    ['a count', count, ['68', '0.5', '1.2345', '0'], ['1.23456', '-1', '1e3', '', 68]],
    ['a whole number', whole(1, 12), [1, 12], [0, 13, 1.5, '1', null]],
  ])('%s has its shape', (_, schema, good, bad) => {
    expect(good.flatMap((value) => wrong(schema, value))).toEqual([]);
    expect(bad.filter((value) => wrong(schema, value).length === 0)).toEqual([]);
  });

  it('says what is above zero, exact or whole', () => {
    expect(wrong(price, '0.00')).toEqual([': a price above zero']);
    expect(wrong(price, 1)).toEqual([
      ': a price in quotation marks, such as "0.25" | Put it in quotation marks: a number is not exact.',
    ]);
    const share = 'a rate up to 100%, such as "10%", "0.1" or "1/3"';
    expect(wrong(rate, 0.1)).toEqual([`: ${share} | Put it in quotation marks: a number is not exact.`]);
    expect(wrong(rate, null)).toEqual([`: ${share}`]);
    for (const value of [0, 13, 1.5, '1']) {
      expect(wrong(whole(1, 12), value)).toEqual([': a whole number from 1 to 12']);
    }
  });

  it('is one of some words, and the nearest is told', () => {
    const word = oneOf('client', 'consultant');
    expect(wrong(word, 'consultent')).toEqual([': one of client, consultant | Did you mean consultant?']);
    expect(wrong(word, 5)).toEqual([': one of client, consultant']);
    expect(wrong(word, 'client')).toEqual([]);
  });

  it('is an amount in minor units, or a rate in any form, with the problem at its own place', () => {
    expect(amount('USD').parse('2000.00')).toBe(200_000n);
    expect(amount('JPY').parse('2000')).toBe(2_000n);
    expect(wrong(amount('USD'), '1,5')).toEqual([expect.stringMatching(/^: .* \| .*/)]);
    expect(feeRate('USD').parse({ fixed: '5.00' })).toEqual({ kind: 'fixed', amountMinor: 500n });
    expect(wrong(feeRate('USD'), { sum: ['5%', '101%'] })).toEqual([
      expect.stringMatching(/^sum\.1: a rate up to 100%/),
    ]);
    expect(wrong(feeRate('USD'), { sum: ['5%', 5] })).toEqual([
      expect.stringMatching(/^sum\.1: .* \| Put it in quotation marks/),
    ]);
  });
});
