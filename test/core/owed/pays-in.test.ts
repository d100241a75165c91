import { describe, expect, it } from 'vitest';
import { billed, owedUnder, units } from '../../builders/owed-under.ts';
import { A_HASH, closing, event, fee, payment, theOne, tookBack, workingOf } from '../../builders/trade.ts';

const UNTIL = '2026-12-31';
/** 100.00 of 2 February 2026. */
const ID = 'pay/2026-02-02';

const owedFor = (paysIn: string, happened = '[]', more = '') =>
  owedUnder(`terms:\n${payment(`, paysIn: { unit: shares${paysIn} }${more}`)}`, happened, UNTIL);

/** A price of shares on a day, as an event of its own. */
const priced = (id: string, on: string, price: string, more = '') =>
  event('price', id, on, `, prices: { shares: '${price}' }${more}`);

const inUnits = (...given: Parameters<typeof owedFor>) => owedFor(...given).nonCash;
const steps = (...given: Parameters<typeof owedFor>) => workingOf(owedFor(...given), ID).slice(1);

describe('a number of units', () => {
  it('is owed beside the money, and tells of itself', () => {
    const due = owedFor(', note: restricted', '[]', ', payee: Agent');
    expect([due.receivables, due.toOthers]).toEqual([[], []]);
    expect(due.nonCash).toEqual([
      {
        id: ID,
        termId: 'pay',
        clause: '3',
        description: 'Work fee, 2 February 2026',
        accruesOn: '2026-02-02',
        dueOn: '2026-02-02',
        currency: 'USD',
        unit: 'shares',
        quantity: '100',
        note: 'restricted',
        payee: 'Agent',
        working: [
          { clause: '3', what: 'Fixed amount on 2 February 2026', figures: '100 shares' },
          { clause: '3', what: 'Of the shares', figures: 'restricted' },
        ],
        termsVersion: 1,
        factIds: [],
        inputsHash: expect.stringMatching(A_HASH),
      },
    ]);
  });

  it.each([
    ['down', '100'],
    ['up', '101'],
    ['half-up', '101'],
  ])('that is not whole is rounded %s, and says so', (rounding, quantity) => {
    const due = owedFor(`, rounding: ${rounding}`, '[]', ", amount: '100.50'");
    expect(units(due)).toEqual([`${ID} ${quantity} shares`]);
    expect(workingOf(due, ID)[1]).toMatch(new RegExp(`^Rounded once, .*, to the whole unit = ${quantity} shares$`));
  });

  it('has no money of its own, no note and no payee where none is named', () => {
    const [due] = inUnits('');
    expect(Object.keys(due ?? {})).not.toEqual(expect.arrayContaining(['valueMinor']));
    expect(due).not.toHaveProperty('note');
    expect(due).not.toHaveProperty('payee');
    expect(due).not.toHaveProperty('amountMinor');
    expect(due?.working).toHaveLength(1);
  });

  it('has inputs of its own', () => {
    const terms = `terms:\n${payment(', paysIn: { unit: shares }')}${payment(', paysIn: { unit: shares }', 'other')}`;
    const hashes = owedUnder(terms, '[]', UNTIL).nonCash.map(({ inputsHash }) => inputsHash);
    expect(new Set(hashes).size).toBe(2);
  });
});

describe('units at an agreed price', () => {
  it('are what the money buys, rounded as the terms say', () => {
    // 100.00 at 0.30 is 333.33 shares.
    const due = owedFor(", price: '0.30'");
    expect(due.nonCash).toMatchObject([{ quantity: '333', valueMinor: 10_000n }]);
    expect(workingOf(due, ID).slice(1)).toEqual([
      'At 0.30 for one of shares, as agreed, rounded down to the whole unit = USD 100.00 ÷ 0.30 = 333 shares',
    ]);
    expect(inUnits(", price: '0.30', rounding: up")).toMatchObject([{ quantity: '334' }]);
    expect(steps(", price: '0.30', rounding: half-up")[0]).toMatch(/, rounded half up to the whole unit = /);
  });

  it('take the decimals of the currency', () => {
    const terms = `currency: JPY\nterms:\n${payment(", amount: '1000', paysIn: { unit: shares, price: '250' }")}`;
    const bounds = "bounds: { approvalAbove: '9000000' }\n";
    expect(units(owedUnder(bounds + terms, '[]', UNTIL))).toEqual([`${ID} 4 shares`]);
  });

  it('are split in whole units', () => {
    const split = ', split: [{ to: A, share: 1/3 }, { to: B, share: 2/3 }]';
    expect(steps(", price: '1.00'", '[]', split).slice(1)).toEqual([
      'Of which A, 1/3 = 33 shares',
      'Of which B, 2/3 = 67 shares',
    ]);
  });

  it('of nothing are none, and need no price', () => {
    const terms = `terms:\n${fee(', paysIn: { unit: shares, price: stated }')}`;
    const happened = closing('a', '1000.00', '2026-04-01') + tookBack('a', '2026-04-02');
    const due = owedUnder(terms, happened, UNTIL);
    expect(due.nonCash).toMatchObject([{ id: 'fee/a', quantity: '0', valueMinor: 0n }]);
    expect(due.nonCash[0]?.working).toHaveLength(1);
    expect(due.waiting).toEqual([]);
  });
});

describe('units at a stated price', () => {
  const STATED = ', price: stated';

  it('wait for the price of their day, and are no number until then', () => {
    const due = owedFor(STATED, priced('p', '2026-02-03', '0.50'));
    const why =
      'No price of shares is on record for 2 February 2026: record one with `tallystick record CONTRACT event`';
    expect(due.waiting).toEqual([
      {
        id: `price/${ID}`,
        kind: 'price',
        clause: '3',
        what: 'What was one of shares worth on 2 February 2026? Work fee, 2 February 2026 is paid in shares at the price of that day.',
        why,
        answers: [],
        evidence: [],
        since: '2026-02-02',
      },
    ]);
    expect(due.nonCash).toMatchObject([{ id: ID, valueMinor: 10_000n }]);
    expect(due.nonCash[0]).not.toHaveProperty('quantity');
    expect(workingOf(due, ID)[1]).toBe(`${why} = USD 100.00`);
  });

  it('take the price that was reported for the day, and rest on its facts', () => {
    const due = owedFor(STATED, priced('p', '2026-02-02', '0.50'));
    expect(units(due)).toEqual([`${ID} 200 shares`]);
    expect(due.nonCash[0]?.factIds).toEqual(['event/p/2026-02-02T17:00:00.000Z']);
    expect(workingOf(due, ID)[1]).toMatch(/^At 0.50 for one of shares, stated for 2 February 2026, rounded down /);
  });

  it('pass over a price of another unit, and one that was taken back', () => {
    const others = event('price', 'p', '2026-02-02', ", prices: { warrants: '0.50' }");
    const tookOff = priced('q', '2026-02-02', '0.25') + tookBack('q', '2026-02-10');
    expect(units(owedFor(STATED, others + tookOff))).toEqual([`${ID} ? shares`]);
  });

  it('take the price that was reported last, whatever it is called', () => {
    const early = priced('z', '2026-02-02', '0.50', ', recordedOn: 2026-02-03');
    const later = priced('a', '2026-02-02', '0.25', ', recordedOn: 2026-02-04');
    expect(units(owedFor(STATED, early + later))).toEqual([`${ID} 400 shares`]);
    expect(units(owedFor(STATED, later + early))).toEqual([`${ID} 400 shares`]);
    const renamed = (early + later).replace('id: z', 'id: b').replace('id: a', 'id: c');
    expect(units(owedFor(STATED, renamed))).toEqual([`${ID} 400 shares`]);
  });

  it('of two prices reported at once take the one that comes last by its id', () => {
    const [a, b] = [priced('a', '2026-02-02', '0.50'), priced('b', '2026-02-02', '0.25')];
    expect(units(owedFor(STATED, a + b))).toEqual([`${ID} 400 shares`]);
    expect(units(owedFor(STATED, b + a))).toEqual([`${ID} 400 shares`]);
  });

  it('of a fee take the price that its own closing states before any other of the day', () => {
    const terms = `terms:\n${fee(', paysIn: { unit: shares, price: stated }')}`;
    const happened =
      closing('a', '1000.00', '2026-04-01', ", prices: { shares: '0.50' }") +
      priced('p', '2026-04-01', '0.25', ', recordedOn: 2026-04-09');
    expect(units(owedUnder(terms, happened, UNTIL))).toEqual(['fee/a 200 shares']);
  });

  it('of a fee whose closing states none take the one that was reported for its day', () => {
    const terms = `terms:\n${fee(', paysIn: { unit: shares, price: stated }')}`;
    const happened =
      closing('a', '1000.00', '2026-04-01') + priced('p', '2026-04-01', '0.25') + event('listing', 'z', '2026-04-01');
    expect(units(owedUnder(terms, happened, UNTIL))).toEqual(['fee/a 400 shares']);
  });
});

describe('units by election', () => {
  const ELECTED = ", price: '0.50', electedBy: client";
  const elect = (id: string, on: string, more = '') =>
    `- { kind: election, id: ${id}, of: [${ID}], unit: shares, on: ${on}${more} }\n`;

  it('are money until a party elects', () => {
    const due = owedFor(ELECTED);
    expect([billed(due), due.nonCash]).toEqual([[`${ID} 10000`], []]);
    expect(theOne(due, ID).working).toHaveLength(1);
  });

  it('are as much of it as was elected, and the rest is money, each with its steps', () => {
    const due = owedFor(ELECTED, elect('e', '2026-02-10', ", share: '40%'"), ', payee: Agent');
    expect(due.toOthers).toMatchObject([{ id: ID, amountMinor: 6_000n, factIds: ['election/e'] }]);
    expect(due.nonCash).toMatchObject([
      { id: ID, quantity: '80', valueMinor: 4_000n, factIds: ['election/e'], payee: 'Agent' },
    ]);
    expect(due.nonCash[0]?.working.slice(1)).toEqual([
      { clause: '3', what: 'Elected in shares on 10 February 2026: 40%', figures: 'USD 40.00' },
      {
        clause: '3',
        what: 'At 0.50 for one of shares, as agreed, rounded down to the whole unit',
        figures: 'USD 40.00 ÷ 0.50 = 80 shares',
      },
    ]);
    expect(due.toOthers[0]?.working.slice(1)).toEqual([
      { clause: '3', what: 'Less what was elected in shares', figures: 'USD 100.00 − USD 40.00 = USD 60.00' },
    ]);
  });

  it('change the inputs of the money', () => {
    const terms = ['pay', 'other']
      .map((id) => payment(', paysIn: { unit: shares, price: stated, electedBy: client }', id))
      .join('');
    const both = `- { kind: election, id: e, of: [${ID}, other/2026-02-02], unit: shares, share: '40%', price: '0.50', on: 2026-02-10 }`;
    const all = [owedUnder(`terms:\n${terms}`, '[]', UNTIL), owedUnder(`terms:\n${terms}`, both, UNTIL)];
    const hashes = all.flatMap(({ receivables }) => receivables.map(({ inputsHash }) => inputsHash));
    expect(new Set(hashes).size).toBe(4);
  });

  it('are all of it where no share is named, rounded half up to the cent', () => {
    expect(owedFor(ELECTED, elect('e', '2026-02-10')).receivables).toMatchObject([{ amountMinor: 0n }]);
    // A third of 100.00 and a half of 0.01
    expect(owedFor(ELECTED, elect('e', '2026-02-10', ', share: 1/3')).receivables).toMatchObject([
      { amountMinor: 6_667n },
    ]);
    const cent = owedFor(ELECTED, elect('e', '2026-02-10', ', share: 1/2'), ", amount: '0.01'");
    expect(cent.receivables).toMatchObject([{ amountMinor: 0n }]);
  });

  it('are no more than the whole, the earliest election first', () => {
    const two =
      elect('z', '2026-02-10', ", share: '70%', price: '0.70'") +
      elect('a', '2026-02-11', ", share: '70%', price: '0.30'");
    const due = owedFor(ELECTED, two);
    // 70.00 at 0.70, and the 30.00 that are left at 0.30
    expect(due.nonCash).toMatchObject([
      { quantity: '200', valueMinor: 10_000n, factIds: ['election/z', 'election/a'] },
    ]);
    expect(due.nonCash[0]?.working.map(({ what, figures }) => `${what} = ${figures}`).slice(1)).toEqual([
      'Elected in shares on 10 February 2026: 70% = USD 70.00',
      'At 0.70 for one of shares, stated with the election of 10 February 2026, rounded down to the whole unit = USD 70.00 ÷ 0.70 = 100 shares',
      'Elected in shares on 11 February 2026: 70% = USD 30.00',
      'At 0.30 for one of shares, stated with the election of 11 February 2026, rounded down to the whole unit = USD 30.00 ÷ 0.30 = 100 shares',
    ]);
  });

  it('of one day go by their ids, in whatever order they were told', () => {
    const [a, b] = [elect('a', '2026-02-10', ", share: '70%'"), elect('b', '2026-02-10', ", share: '70%'")];
    for (const told of [a + b, b + a]) {
      expect(owedFor(ELECTED, told).nonCash[0]?.factIds).toEqual(['election/a', 'election/b']);
    }
  });

  it('go by the day of the election, in whatever order they were told', () => {
    const [a, b] = [
      elect('a', '2026-02-11', ', recordedOn: 2026-02-11'),
      elect('b', '2026-02-10', ', recordedOn: 2026-02-12'),
    ];
    expect(owedFor(ELECTED, a + b).nonCash[0]?.factIds).toEqual(['election/b', 'election/a']);
  });

  it('wait for a price where none is known, and the money is elected all the same', () => {
    const stated = ', price: stated, electedBy: client';
    const half = elect('e', '2026-02-10', ', share: 1/2');
    const due = owedFor(stated, half);
    expect(due.waiting).toMatchObject([{ id: `price/${ID}` }]);
    expect(due.nonCash).toMatchObject([{ valueMinor: 5_000n }]);
    expect(due.nonCash[0]).not.toHaveProperty('quantity');
    expect(billed(due)).toEqual([`${ID} 5000`]);
    expect(units(owedFor(stated, half + priced('p', '2026-02-02', '0.50')))).toEqual([`${ID} 100 shares`]);
  });

  it('are of the unit and of the receivable that they name, and not before their day', () => {
    const other = elect('e', '2026-02-10').replace('unit: shares', 'unit: warrants');
    const elsewhere = elect('f', '2026-02-10').replace(ID, 'pay/2026-03-02');
    const later = elect('g', '2027-01-01', ', recordedOn: 2026-02-10');
    const due = owedFor(ELECTED, other + elsewhere + later);
    expect([billed(due), due.nonCash]).toEqual([[`${ID} 10000`], []]);
    expect(owedFor(ELECTED, elect('g', '2026-12-31', ', recordedOn: 2026-02-10')).nonCash).toHaveLength(1);
  });

  it('are nothing where nothing is owed', () => {
    const terms = `terms:\n${fee(`, paysIn: { unit: shares${ELECTED} }`)}`;
    const elected = '- { kind: election, id: e, of: [fee/a], unit: shares, on: 2026-04-03 }\n';
    const happened = closing('a', '1000.00', '2026-04-01') + tookBack('a', '2026-04-02') + elected;
    const due = owedUnder(terms, happened, UNTIL);
    expect(due.nonCash).toEqual([]);
    expect(theOne(due, 'fee/a').working).toHaveLength(1);
  });
});
