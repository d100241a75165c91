import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { daysAfter } from '../../shared/core/calendar/plain-date.ts';
import { bookedByReceivable } from '../../shared/core/ledger/balance.ts';
import type { Posting } from '../../shared/core/ledger/posting.ts';
import { aVersion } from '../builders/a-contract.ts';
import { seen } from '../builders/an-invoice-seen.ts';
import { closed, corrected, introduced, noon, recorded, reversed, termsAdopted, type Said } from '../builders/facts.ts';
import { sentFor, settled } from '../builders/restored-books.ts';

const RUNS = 200;
/** Given, as all randomness is: another one tries other histories. */
const SEED = 1999;

const versions = [aVersion()];
const CLOSED = '1999-05-10';
const RESTORED = '1999-06-04';
const TOLD_AGAIN = `${RESTORED}T20:00:00.000Z`;
/** What the books rest on whatever is lost: the agreement and who was introduced. */
const KEPT = [termsAdopted(), introduced()];

/** What is said of a closing: an amount, or that it fell through; the few amounts come again, as in a correction of a correction. */
const saying = fc.constantFrom(40_000n, 50_000n, 70_000n, undefined);
const aStory = fc
  .record({
    first: fc.constantFrom(40_000n, 50_000n),
    later: fc.array(saying, { maxLength: 4 }),
    /** Whether it was settled after each of them, or only after the next. */
    settled: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    /** How many of the facts are in the backup. */
    kept: fc.nat({ max: 4 }),
    /** After how many of the lost ones, told again, Stripe is looked at. */
    seenAfter: fc.nat({ max: 4 }),
    order: fc.array(fc.nat({ max: 100 }), { minLength: 5, maxLength: 5 }),
  })
  .map(({ first, later, ...more }) => ({ told: told(first, later), ...more }));

function told(first: bigint, later: readonly (bigint | undefined)[]): Said[] {
  const on = (index: number): string => daysAfter(CLOSED, index);
  return [
    { ...closed({ amountMinor: first, closedOn: CLOSED, reportedAt: noon(on(0)) }), id: 'told-0' },
    ...later.map((amountMinor, index): Said => {
      const at = on(index + 1);
      const said = amountMinor === undefined ? reversed(at) : corrected({ amountMinor, closedOn: CLOSED }, at);
      return { ...said, id: `told-${index + 1}` };
    }),
  ];
}

type Story = typeof aStory extends fc.Arbitrary<infer T> ? T : never;

/** The books as they were, and those of the backup once it was told again what it lost; the fence is lifted after so many tellings. */
function restored({ told, settled: settledAfter, kept, seenAfter, order }: Story, liftedAfter: number) {
  let original: readonly Posting[] = [];
  let postings: readonly Posting[] = [];
  const keptCount = Math.min(kept, told.length);
  for (let count = 0; count <= told.length; count += 1) {
    const facts = recorded(...KEPT, ...told.slice(0, count));
    const on = daysAfter(CLOSED, count - 1);
    if (count === told.length || settledAfter[count] === true)
      original = settled({ versions, facts, on }, original).postings;
    if (count === keptCount) postings = original;
  }
  const atStripe = sentFor(original).map((invoice) => seen(RESTORED, invoice));
  const again = told
    .slice(keptCount)
    .map((said, index) => ({ said: { ...said, at: TOLD_AGAIN }, place: order[index] ?? 0 }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ said }): Said[] => [said]);
  const looked = Math.min(seenAfter, again.length);
  again.splice(looked, 0, atStripe);
  for (let count = 0; count <= again.length + 1; count += 1) {
    const facts = recorded(...KEPT, ...told.slice(0, keptCount), ...again.slice(0, count).flat());
    // The fence is not lifted before Stripe was looked at.
    const isFenced = count <= Math.min(looked + liftedAfter, again.length);
    ({ postings } = settled({ versions, facts, on: TOLD_AGAIN }, postings, isFenced));
  }
  return { original, postings };
}

const named = (postings: readonly Posting[]): string[] =>
  postings.map(({ id, amountMinor }) => `${id} ${amountMinor}`).toSorted();

const sums = (postings: readonly Posting[]) =>
  [...bookedByReceivable(postings)].flatMap(([id, minor]) => (minor === 0n ? [] : [`${id} ${minor}`])).toSorted();

it('a restored table that is told again what it lost, in whatever order, has the books that it had, and sends nothing', () => {
  fc.assert(
    fc.property(aStory, (story) => {
      const { original, postings } = restored(story, Infinity);
      expect(named(postings)).toEqual(named(original));
    }),
    { numRuns: RUNS, seed: SEED },
  );
});

it('one that is let in before it was told everything has the same sums, and a posting for whatever Stripe has', () => {
  fc.assert(
    fc.property(aStory, fc.nat({ max: 4 }), (story, liftedAfter) => {
      const { original, postings } = restored(story, liftedAfter);
      expect(sums(postings)).toEqual(sums(original));
      const booked = new Set(named(postings));
      expect(named(original).filter((one) => !booked.has(one))).toEqual([]);
    }),
    { numRuns: RUNS, seed: SEED },
  );
});
