import { array, assert, constantFrom, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOTCHED_LENGTH, notchesOf } from '../../../shared/adapters/documents/tally-stick.ts';

const symbol = constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'.split(''));
const symbols = array(symbol, { minLength: 16, maxLength: 16 });

describe('the notches of a tally code', () => {
  it('change with each symbol of the code, and only then', () => {
    assert(
      property(symbols, nat(15), symbol, (one, place, replacement) => {
        const same = one[place] === replacement;
        const first = JSON.stringify(notchesOf(codeOf(one)));
        expect(JSON.stringify(notchesOf(codeOf(one.with(place, replacement)))) === first).toBe(same);
      }),
    );
  });

  it('are sixteen, apart from each other and within the stick', () => {
    assert(
      property(symbols, (one) => {
        const notches = notchesOf(codeOf(one));
        expect(notches).toHaveLength(16);
        let end = 0;
        for (const { at, halfWidth } of notches) {
          expect(at - halfWidth).toBeGreaterThan(end);
          end = at + halfWidth;
        }
        expect(end).toBeLessThan(NOTCHED_LENGTH);
      }),
    );
  });
});

function codeOf(one: readonly string[]): string {
  return one.join('').replace(/(.{4})(?=.)/g, '$1-');
}
