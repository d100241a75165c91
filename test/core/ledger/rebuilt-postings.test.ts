import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../shared/core/facts/fact.ts';
import type { InvoiceSeen } from '../../../shared/core/facts/stripe-facts.ts';
import { aFinderFee, aVersion } from '../../builders/a-contract.ts';
import { aNote, seen } from '../../builders/an-invoice-seen.ts';
import {
  closed,
  corrected,
  introduced,
  recorded,
  reversed,
  ruled,
  STRANGER,
  termsAdopted,
  type Said,
} from '../../builders/facts.ts';
import { settled } from '../../builders/restored-books.ts';

const FEE = 'finders-fee/closing-0001';
const ON = '1999-07-01';
const versions = [aVersion({ terms: [aFinderFee()], bounds: { approvalAboveMinor: 5_000_000n, catchUpPeriods: 3 } })];

/** The invoice of the first posting, as it was found at Stripe after the table was restored. */
function found(totalMinor: bigint, creditNotes: InvoiceSeen['creditNotes'] = []): Said {
  return seen('1999-06-30', { posting: `${FEE}#1`, totalMinor, remainingMinor: totalMinor, creditNotes });
}

const credited = (amountMinor: bigint) => [aNote('cn', amountMinor, { intent: `invoice/${FEE}#2` })];

/** What a table that knows this much settles with empty books, once its fence is lifted. */
function settle(...said: readonly Said[]) {
  const facts = recorded(termsAdopted(), introduced(), ...said);
  const { postings, waiting } = settled({ versions, facts, on: ON }, []);
  return { postings, waiting, ids: postings.map(({ id, amountMinor }) => `${id} ${amountMinor}`) };
}

describe('the books of a restored table', () => {
  it('have an invoice and its credit note again, where the closing was corrected and is told all at once', () => {
    const { ids, postings } = settle(
      found(2_500_000n, credited(100_000n)),
      corrected({ amountMinor: 24_000_000n }, '1999-06-22'),
    );
    expect(ids).toEqual([`${FEE}#1 2500000`, `${FEE}#2 -100000`]);
    expect(postings[0]?.working).toEqual([
      { clause: '2.2', what: 'As it was sent before the table was restored: invoice A-1', figures: 'USD 25,000.00' },
    ]);
    expect(postings[1]).toMatchObject({
      corrects: `${FEE}#1`,
      why: 'it was corrected to USD 240,000.00 of 15 June 1999',
    });
  });

  it('have what is owed beyond them as a difference', () => {
    const { ids, postings } = settle(found(2_500_000n), corrected({ amountMinor: 24_000_000n }, '1999-06-22'));
    expect(ids).toEqual([`${FEE}#1 2500000`, `${FEE}#2 -100000`]);
    expect(postings[1]?.working.at(-1)?.what).toBe(`Less what was booked before (${FEE}#1)`);
  });

  it('have what was invoiced and credited of a closing that fell through, in whatever order that is told', () => {
    const [told, back] = [closed(), reversed('1999-06-22')];
    for (const facts of [
      [told, back],
      [back, told],
    ])
      expect(settle(found(2_500_000n, credited(2_500_000n)), ...facts).ids).toEqual([
        `${FEE}#1 2500000`,
        `${FEE}#2 -2500000`,
      ]);
  });

  it('take back what was invoiced of a closing that fell through and was not credited yet', () => {
    expect(settle(found(2_500_000n), closed(), reversed('1999-06-22')).ids).toEqual([
      `${FEE}#1 2500000`,
      `${FEE}#2 -2500000`,
    ]);
  });

  it('wait where nobody has told of the closing, or not of all that became of it', () => {
    expect(settle(found(2_500_000n, credited(2_500_000n))).ids).toEqual([]);
    expect(settle(found(2_500_000n, credited(2_500_000n)), reversed('1999-06-22')).ids).toEqual([]);
    expect(settle(found(2_500_000n, credited(100_000n)), closed()).ids).toEqual([`${FEE}#1 2500000`]);
  });

  it('do not take back what a person has still to rule on again', () => {
    const others = closed({ investor: STRANGER });
    expect(settle(found(2_500_000n), others).ids).toEqual([]);
    expect(settle(found(2_500_000n), others, ruled('intro-0001', '1999-06-30')).ids).toEqual([`${FEE}#1 2500000`]);
  });

  it('have all of it where a correction was corrected back, and only once that is told', () => {
    const again = seen('1999-06-30', { invoice: 'in_3', number: 'A-3', posting: `${FEE}#3`, totalMinor: 100_000n });
    const stripe = [found(2_500_000n, credited(100_000n)), again];
    const back = corrected({ amountMinor: 25_000_000n }, '1999-06-25');
    const all = [`${FEE}#1 2500000`, `${FEE}#2 -100000`, `${FEE}#3 100000`];
    expect(settle(...stripe, closed()).ids).toEqual(all.slice(0, 1));
    expect(settle(...stripe, closed(), corrected({ amountMinor: 24_000_000n }, '1999-06-22'), back).ids).toEqual(all);
  });

  it('ask nobody about an amount that was sent, however large, and do ask about what is beyond it', () => {
    const large = closed({ amountMinor: 60_000_000n });
    expect(settle(found(6_000_000n), large)).toMatchObject({ ids: [`${FEE}#1 6000000`], waiting: [] });
    const { ids, waiting } = settle(found(6_000_000n), large, reversed('1999-06-22'));
    expect(ids).toEqual([`${FEE}#1 6000000`]);
    expect(waiting).toEqual([expect.stringContaining(`approval/${FEE}#2@-6000000`)]);
  });

  it('say of what was sent that it rests on nothing that is on record now', () => {
    const facts = [found(2_500_000n), corrected({ amountMinor: 24_000_000n }, '1999-06-22')];
    const { postings } = settle(...facts);
    expect(postings.map(({ factSeq }) => factSeq)).toEqual([0, 4]);
    expect(factsOf(recorded(...facts), 'InvoiceSeen')).toHaveLength(1);
  });
});
