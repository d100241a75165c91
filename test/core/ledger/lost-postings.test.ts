import { describe, expect, it } from 'vitest';
import { booksOf } from '../../../shared/core/ledger/books.ts';
import { countToRebuild, lostPostings } from '../../../shared/core/ledger/lost-postings.ts';
import type { InvoiceSeen } from '../../../shared/core/facts/stripe-facts.ts';
import { aNote, seen } from '../../builders/an-invoice-seen.ts';
import { recorded } from '../../builders/facts.ts';

const ZONE = 'America/New_York';

/** What invoices, seen one after the other, show that books with these postings lack. */
function lostIn(invoices: readonly Partial<InvoiceSeen>[], booked: readonly string[] = []) {
  const books = booksOf({ postings: [], entries: [] });
  for (const id of booked) {
    const posting = { id, receivableId: 'fee/c', revision: Number(id.split('#')[1]) };
    // Only what names a posting is looked at.
    books.postings.set(id, posting as never);
    books.lastOf.set('fee/c', posting as never);
  }
  const facts = recorded(...invoices.map((invoice) => seen('1999-05-01', invoice)));
  const all = [...lostPostings(facts, books, ZONE).values()].flat();
  return { books, facts, shown: all.map(({ id, amountMinor, shownBy }) => `${id} ${amountMinor} ${shownBy}`) };
}

const one = { invoice: 'in_1', posting: 'fee/c#1', number: 'A-1', totalMinor: 500n };

describe('the postings that Stripe shows and the books lack', () => {
  it('are those of live invoices and of the credit notes that were made for one', () => {
    const creditNotes = [aNote('cn', 120n, { intent: 'invoice/fee/c#2' }), aNote('by-hand', 30n)];
    expect(lostIn([{ ...one, creditNotes }]).shown).toEqual([
      'fee/c#1 500 invoice A-1',
      'fee/c#2 -120 credit note A-1-cn',
    ]);
  });

  it('are none where all of it is booked, and that is not looked at again', () => {
    const { books, facts, shown } = lostIn([one], ['fee/c#1']);
    expect([shown, books.lost.open.size]).toEqual([[], 0]);
    expect(lostPostings(facts, books, ZONE).size).toBe(0);
  });

  it('go on after the last that is booked, and end at a gap', () => {
    const three = { ...one, invoice: 'in_3', posting: 'fee/c#3', number: 'A-3' };
    const four = { ...one, invoice: 'in_4', posting: 'fee/c#4', number: 'A-4' };
    expect(lostIn([one, three, four], ['fee/c#1', 'fee/c#2']).shown).toEqual([
      'fee/c#3 500 invoice A-3',
      'fee/c#4 500 invoice A-4',
    ]);
    expect(lostIn([one, three, four]).shown).toEqual(['fee/c#1 500 invoice A-1']);
  });

  it('are one where a correction took several credit notes', () => {
    const note = (id: string, minor: bigint) => [aNote(id, minor, { intent: 'invoice/fee/c#3' })];
    const two = { ...one, invoice: 'in_2', posting: 'fee/c#2', number: 'A-2' };
    const notes = [
      { ...one, creditNotes: note('x', 400n) },
      { ...two, creditNotes: note('y', 500n) },
    ];
    expect(lostIn(notes, ['fee/c#1', 'fee/c#2']).shown).toEqual(['fee/c#3 -900 credit note A-1-x, credit note A-1-y']);
  });

  it('are not told by what is void, empty or there twice', () => {
    expect(lostIn([{ ...one, status: 'void' }]).shown).toEqual([]);
    expect(lostIn([{ ...one, status: 'draft', totalMinor: 0n }]).shown).toEqual([]);
    expect(lostIn([one, { ...one, invoice: 'in_2' }]).shown).toEqual([]);
    expect(
      lostIn([{ ...one, creditNotes: [aNote('cn', 1n, { intent: 'invoice/fee/c#2', status: 'void' })] }]).shown,
    ).toEqual(['fee/c#1 500 invoice A-1']);
  });

  it('are told by a draft whose line is written, as it will be finalised', () => {
    expect(lostIn([{ ...one, status: 'draft' }]).shown).toEqual(['fee/c#1 500 invoice A-1']);
  });
});

describe('how many of them are booked as they were sent, before the difference is posted', () => {
  const lost = [500n, -120n, 120n].map((amountMinor, index) => {
    return { id: `fee/c#${index + 1}`, revision: index + 1, amountMinor, shownBy: '' };
  });
  const count = (differenceMinor: bigint, { toldFacts = 0, isOver = false, of = lost } = {}) =>
    countToRebuild(of, differenceMinor, { isTold: ({ revision }) => revision <= toldFacts, isOver });

  it.each([
    [500n, 0],
    [380n, 1],
    [400n, 3],
    [-1n, 3],
  ])('with %s owed: %s', (differenceMinor, expected) => {
    expect(count(differenceMinor)).toBe(expected);
  });

  it('none while nothing differs and the record may not have been told', () => {
    expect(count(0n, { of: lost.slice(0, 1), toldFacts: 9 })).toBe(0);
    expect(count(0n, { of: lost.slice(1), toldFacts: 2 })).toBe(0);
  });

  it('all but the last of those that come to nothing, once the record was told of as much', () => {
    expect(count(0n, { of: lost.slice(1), toldFacts: 3 })).toBe(1);
  });

  it('all but the last of those that come to nothing, of a closing that fell through, whatever else made them', () => {
    expect(count(0n, { of: lost.slice(1), toldFacts: 2, isOver: true })).toBe(1);
  });

  it('all of a closing that fell through', () => {
    expect(count(0n, { of: lost.slice(0, 1), isOver: true })).toBe(1);
  });
});
