import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Investor } from '../../shared/core/facts/investor.ts';
import { keysOf, matchesOf } from '../../shared/core/introductions/matching.ts';

/** Given, as all randomness is: another one tries other investors. */
const SEED = 1999;

const word = fc.constantFrom(
  'harbor',
  'harbour',
  'harbr',
  'harbors',
  'Ridge',
  'ridges',
  'Quay',
  'Kay',
  'Éclair',
  '12',
  '13',
);
const generic = fc.constantFrom('Capital', 'Fund', 'LLC', 'Partners II', 'of', '—');
const typo = fc.tuple(word, fc.nat({ max: 8 }), fc.constantFrom('', 'x', 'e', 'é')).map(([text, at, letter]) => {
  return text.slice(0, at) + letter + text.slice(at + 1);
});
const name = fc
  .array(fc.oneof({ weight: 2, arbitrary: word }, generic, typo), { maxLength: 4 })
  .chain((words) => fc.constantFrom(words.join(' '), words.toReversed().join('  ').toUpperCase(), words.join('-')));
const email = fc.constantFrom('a@quay.example', 'A@Quay.example', 'b@quay.example', 'c@gmail.com', 'd@gmail.com');

const investor: fc.Arbitrary<Investor> = fc.record(
  {
    name,
    firm: name,
    crmIds: fc.array(fc.constantFrom('crm-1', 'crm-2'), { maxLength: 1 }),
    emails: fc.array(email, { maxLength: 2 }),
    registryIds: fc.array(fc.constantFrom('GB:01234567', 'gb:0123 4567', 'DE:HRB 1'), { maxLength: 1 }),
  },
  { requiredKeys: ['name', 'crmIds', 'emails'] },
);

it('two tellings of an investor that have anything in common share what they are looked up by', () => {
  let matched = 0;
  fc.assert(
    fc.property(investor, investor, (mine, other) => {
      if (matchesOf(mine, other).length === 0) return;
      matched += 1;
      expect(keysOf(mine).intersection(keysOf(other)).size).toBeGreaterThan(0);
    }),
    { numRuns: 5000, seed: SEED },
  );
  expect(matched).toBeGreaterThan(1000);
});
