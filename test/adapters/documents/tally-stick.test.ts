import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOTCHED_LENGTH, notchesOf } from '../../../shared/adapters/documents/tally-stick.ts';

const codes = fc
  .array(fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'), { minLength: 16, maxLength: 16 })
  .map((symbols) => symbols.join('').replace(/(.{4})(?=.)/g, '$1-'));

describe('the notches of a tally code', () => {
  it('differ whenever the codes differ', () => {
    fc.assert(
      fc.property(codes, codes, (one, other) => {
        expect(JSON.stringify(notchesOf(one)) === JSON.stringify(notchesOf(other))).toBe(one === other);
      }),
    );
  });

  it('are sixteen, apart from each other and within the stick', () => {
    fc.assert(
      fc.property(codes, (code) => {
        const notches = notchesOf(code);
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
