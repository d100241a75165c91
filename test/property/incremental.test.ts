import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { happeningsFromData } from '../../cli/simulate-facts.ts';
import { simulate } from '../../shared/core/simulate/simulate.ts';
import { readContract } from '../../shared/core/terms/read-contract.ts';
import { aVersion } from '../builders/a-contract.ts';
import { anyContract, anyHappenings } from '../builders/any-contract.ts';
import { recorded, termsAdopted } from '../builders/facts.ts';
import { aHistory } from '../builders/histories.ts';
import { plainReplay } from '../builders/plain-replay.ts';

const RUNS = 12;
/** Given, as all randomness is: another one tries other contracts. */
const SEED = 1999;
const UNTIL = '2021-03-31';

const assumption = fc.constantFrom({}, { assume: 'paid-on-time' as const });

it('a settlement that remembers the last one is, at every stop, the one that remembers nothing', () => {
  fc.assert(
    fc.property(anyContract, anyHappenings, assumption, fc.boolean(), (contract, happenings, assume, lookingBack) => {
      const { terms, termsHash } = readContract(contract);
      const played = happeningsFromData({ version: 1, effectiveOn: terms.dated, termsHash, terms }, happenings);
      const input = { ...played, until: UNTIL, ...assume };
      const { different, postings, entries } = plainReplay(input, { lookingBack });
      expect(different).toEqual([]);
      expect(simulate(input)).toMatchObject({ postings, entries });
    }),
    { numRuns: RUNS, seed: SEED },
  );
});

it('the same holds for corrections, reversals and rulings in whatever order, and for ends that are taken back', () => {
  const versions = [aVersion({ bounds: { approvalAboveMinor: 5_000_000n, catchUpPeriods: 24 } })];
  fc.assert(
    fc.property(aHistory, fc.boolean(), (history, lookingBack) => {
      const input = { versions, facts: recorded(termsAdopted(), ...history), until: '2000-06-15' };
      const { different, postings, entries } = plainReplay(input, { lookingBack });
      expect(different).toEqual([]);
      expect(simulate(input)).toMatchObject({ postings, entries });
    }),
    { numRuns: RUNS, seed: SEED },
  );
});
