import { describe, expect, it } from 'vitest';
import { remembered } from '../../../shared/core/calendar/remembered.ts';

describe('a remembered function', () => {
  it('works out each pair once and answers as the function itself', () => {
    const asked: string[] = [];
    const joined = remembered((text: string, more: number) => {
      asked.push(`${text}${more}`);
      return `${text}${more}`;
    });
    expect(['a', 'b', 'a'].map((text) => joined(text, 1))).toEqual(['a1', 'b1', 'a1']);
    expect(joined('a', 2)).toBe('a2');
    expect(asked).toEqual(['a1', 'b1', 'a2']);
  });

  it('forgets before it grows without end, and answers the same again', () => {
    let worked = 0;
    const same = remembered((text: string, _more: number) => {
      worked += 1;
      return text;
    });
    for (let number = 0; number <= 10_000; number += 1) expect(same(String(number), 0)).toBe(String(number));
    expect(same('0', 0)).toBe('0');
    expect(worked).toBe(10_002);
  });

  it('remembers no failure', () => {
    let worked = 0;
    const failing = remembered((_text: string, _more: number): string => {
      worked += 1;
      throw new RangeError('no such day');
    });
    expect(() => failing('a', 1)).toThrow('no such day');
    expect(() => failing('a', 1)).toThrow('no such day');
    expect(worked).toBe(2);
  });
});
