import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { owed } from '../../shared/core/owed/owed.ts';
import { aVersion } from '../builders/a-contract.ts';
import { closed, corrected, introduced, noon, recorded, reversed, termsAdopted, type Said } from '../builders/facts.ts';

/** One closing as its source told of it, each report at a time of its own. */
const reports: fc.Arbitrary<Said[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 28 }), { minLength: 1, maxLength: 6 })
  .chain((hours) =>
    fc.tuple(
      ...hours.map((hour) =>
        fc
          .tuple(fc.bigInt({ min: 0n, max: 49_000_000n }), fc.constantFrom('closed', 'corrected', 'reversed'))
          .map(([amountMinor, kind]): Said => {
            const at = `1999-06-15T${String(14 + (hour % 10)).padStart(2, '0')}:${String(hour).padStart(2, '0')}:00.000Z`;
            if (kind === 'reversed') return reversed(at);
            return kind === 'closed'
              ? closed({ amountMinor, reportedAt: at })
              : corrected({ amountMinor, reportedAt: at }, at);
          }),
      ),
    ),
  );

const amountsOf = (facts: readonly Said[]) =>
  owed({
    versions: [aVersion()],
    facts: recorded(termsAdopted(), introduced(), ...facts),
    asOf: noon('1999-07-01'),
    knownSeq: 99,
  }).receivables.map(({ id, amountMinor }) => [id, amountMinor]);

it('gives the same amounts whatever the order in which the reports of a closing came', () => {
  fc.assert(
    fc.property(
      reports.chain((said) => fc.tuple(fc.constant(said), fc.shuffledSubarray(said, { minLength: said.length }))),
      ([inOrder, shuffled]) => {
        expect(amountsOf(shuffled)).toEqual(amountsOf(inOrder));
      },
    ),
    { numRuns: 300 },
  );
});
