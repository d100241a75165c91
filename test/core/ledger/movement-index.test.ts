import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../shared/core/facts/fact.ts';
import { inListedOrder, movementIndex, receivableOf } from '../../../shared/core/ledger/movement-index.ts';
import { movementsOf } from '../../../shared/core/ledger/movements.ts';
import { aNote, aPayment, ruledOn, seen } from '../../builders/an-invoice-seen.ts';
import { paid, recorded, type Said } from '../../builders/facts.ts';

const NEW_YORK = 'America/New_York';

/** What is listed of the index: `place cause` of each movement that is something, in the order of all. */
function listed(facts: readonly Fact[]): string[] {
  return [...movementIndex(facts, NEW_YORK).invoices.values()]
    .flatMap(({ movements }) => movements)
    .toSorted(inListedOrder)
    .filter(({ movement }) => movement.path.length > 0)
    .map(({ place: [kind, seq], movement }) => `${kind}.${seq} ${movement.cause}`);
}

const april = { invoice: 'in_april#1', posting: 'april#1', payments: [aPayment('p', 500n, '1999-04-20')] };
const may = { invoice: 'in_may', posting: 'may#1', payments: [aPayment('q', 700n, '1999-05-20')] };
const givenUp = { status: 'uncollectible', remainingMinor: 199_500n } as const;

function writtenOff({ invoice, posting }: typeof april, on: string, id: string): Said {
  const ruled = ruledOn(on, 'uncollectible', 'write-off', 9n);
  return { ...ruled, data: { ...ruled.data, invoice, posting }, id };
}

/** Three reports, one of them twice, and one of an invoice that is seen later, after another; both are written off. */
const story = () =>
  recorded(
    paid('june#1', 100n, '1999-06-01'),
    paid('april#1', 100n, '1999-06-01'),
    seen('1999-06-02', { ...may, ...givenUp }),
    paid('july#1', 100n, '1999-06-03'),
    seen('1999-06-04', { ...april, ...givenUp }),
    writtenOff(may, '1999-06-05', 'second'),
    writtenOff(april, '1999-06-06', 'first'),
    paid('june#1', 300n, '1999-06-07'),
  );

describe('what moved, by invoice', () => {
  it('is listed as: reported only, seen, written off; each in the order of its first fact', () => {
    expect(listed(story())).toEqual([
      '0.1 payment/in_june#1',
      '0.4 payment/in_july#1',
      '1.3 payment/in_may',
      '1.5 payment/in_april#1',
      '2.6 write-off/second',
      '2.7 write-off/first',
    ]);
  });

  it('is listed as by going through all facts at once', () => {
    const atOnce = movementsOf(story(), NEW_YORK).filter(({ path }) => path.length > 0);
    expect(atOnce.map(({ cause }) => cause)).toEqual(listed(story()).map((line) => line.split(' ')[1]));
  });

  it('is the same when facts are added one by one, as in a simulation', () => {
    const growing: Fact[] = [];
    for (const fact of story()) {
      growing.push(fact);
      expect(listed(growing)).toEqual(listed([...growing]));
    }
    expect(movementIndex(growing, NEW_YORK)).toEqual(movementIndex(story(), NEW_YORK));
  });

  it('is worked out once for a list of facts, and anew for another time zone', () => {
    const facts = recorded(seen('1999-06-04', { ...april, payments: [aPayment('p', 5n, '1999-04-21T03:00:00.000Z')] }));
    const index = movementIndex(facts, NEW_YORK);
    expect(movementIndex(facts, NEW_YORK)).toBe(index);
    const [inNewYork, inLondon] = [NEW_YORK, 'Europe/London'].map((zone) =>
      movementIndex(facts, zone)
        .invoices.get('in_april#1')
        ?.movements[0]?.movement.path.map(({ on }) => on),
    );
    expect([inNewYork, inLondon]).toEqual([['1999-04-20'], ['1999-04-21']]);
  });
});

describe('what moved, by receivable', () => {
  it('is told by the facts that say what was paid of it, in their order; a ruling says nothing of it', () => {
    const facts = recorded(
      { ...paid('april#1', 100n, '1999-04-10'), id: 'a' },
      { ...paid('may#1', 100n, '1999-04-11'), id: 'b' },
      { ...seen('1999-04-12', { posting: 'april#2', invoice: 'in_2' }), id: 'c' },
      { ...ruledOn('1999-04-13', 'void', 'write-off', 9n), id: 'd' },
    );
    expect([...movementIndex(facts, NEW_YORK).factIdsOf]).toEqual([
      ['april', ['a', 'c']],
      ['may', ['b']],
    ]);
  });

  it('is on each of its invoices, and on none that turns out to be of another', () => {
    const facts = recorded(
      paid('april#1', 100n, '1999-04-10'),
      seen('1999-04-12', { ...april, posting: 'april#2' }),
      seen('1999-04-13', { ...may, invoice: 'in_9', posting: 'april#3' }),
      seen('1999-04-14', { ...may, invoice: 'in_9' }),
    );
    expect([...movementIndex(facts, NEW_YORK).invoicesOf]).toEqual([
      ['april', new Set(['in_april#1'])],
      ['may', new Set(['in_9'])],
    ]);
  });

  it('says which invoice and which receivables each fact of money has changed', () => {
    const facts = recorded(
      seen('1999-04-13', {
        ...may,
        invoice: 'in_9',
        posting: 'april#3',
        creditNotes: [aNote('cn_1', 5n, { toBalanceMinor: 5n })],
      }),
      seen('1999-04-14', { ...may, invoice: 'in_9' }),
      { ...ruledOn('1999-04-15', 'void', 'leave', 9n) },
    );
    expect(movementIndex(facts, NEW_YORK).changes).toEqual([
      { invoice: 'in_9', receivables: new Set(['april']) },
      { invoice: 'in_9', receivables: new Set(['may', 'april']) },
      { invoice: 'in_1', receivables: new Set(['april']) },
    ]);
  });
});

describe('the receivable of a posting', () => {
  it('is what comes before its revision, whatever its own id holds', () => {
    expect(receivableOf('fee/deal#7#12')).toBe('fee/deal#7');
  });
});
