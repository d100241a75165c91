import { describe, expect, it } from 'vitest';
import { simulate } from '../../../shared/core/simulate/simulate.ts';
import { balanceOf } from '../../../shared/core/ledger/balance.ts';
import { billed, owedUnder, playedUnder, units } from '../../builders/owed-under.ts';

const FEE = `
  - kind: success-fee
    id: fee
    clause: '2'
    rate: '10%'
    basis: funding-as-closed
    trigger: closing
    scope: any-investor
    tail: open-ended
    rounding: half-up
    dueDays: 30`;

const RETAINER = `
  - kind: retainer
    id: retainer
    clause: '1'
    amount: '3000.00'
    everyMonths: 1
    anchor: 2026-02-01
    timing: in-arrears
    minimumPeriods: 0
    afterMinimum: month-to-month
    dueDays: 0`;

const closing = (id: string, amount: string, on: string, more = '') =>
  `- { kind: closing, id: ${id}, investor: Quay Fund, amount: '${amount}', on: ${on}${more} }\n`;

describe('a retainer', () => {
  it('in arrears and by days is owed on the last day of the agreement for the days until then', () => {
    const due = owedUnder(
      `terms:${RETAINER}\n    proration: thirty-day-months`,
      '- { kind: end, on: 2026-03-10 }',
      '2026-12-31',
    );
    expect(billed(due)).toEqual(['retainer/2026-02-01 300000', 'retainer/2026-03-01 100000']);
    expect(due.receivables.at(-1)).toMatchObject({ accruesOn: '2026-03-10' });
  });

  it('in full is owed for the period in which it ends', () => {
    const due = owedUnder(`terms:${RETAINER}`, '- { kind: end, on: 2026-03-10 }', '2026-12-31');
    expect(billed(due)).toEqual(['retainer/2026-02-01 300000', 'retainer/2026-03-01 300000']);
  });

  it('is not owed for a period that begins in a pause, and goes on after it', () => {
    const pause = '- { kind: pause, id: p, from: 2026-03-01, to: 2026-04-15 }';
    const due = owedUnder(`terms:${RETAINER}`, pause, '2026-06-30');
    expect(billed(due).map((line) => line.slice(9, 19))).toEqual(['2026-02-01', '2026-05-01', '2026-06-01']);
  });

  it('begins on the day of its condition, and never before it', () => {
    const terms = `terms:${RETAINER.replace('anchor: 2026-02-01', 'startsWhen: { event: closing, times: 2 }').replace('in-arrears', 'in-advance')}`;
    const one = closing('a', '100.00', '2026-03-05');
    expect(billed(owedUnder(terms, one, '2026-12-31'))).toEqual([]);
    const two = one + closing('b', '100.00', '2026-11-05');
    expect(billed(owedUnder(terms, two, '2026-12-31'))).toEqual([
      'retainer/2026-11-05 300000',
      'retainer/2026-12-05 300000',
    ]);
  });

  it('takes its step back when the closing that reached the sum falls through', () => {
    const terms = `terms:${RETAINER}\n    steps: [{ when: { event: closing, raised: '500.00' }, amount: '4000.00' }]`;
    const raised = closing('a', '600.00', '2026-02-10');
    expect(billed(owedUnder(terms, raised, '2026-03-31'))).toEqual([
      'retainer/2026-02-01 300000',
      'retainer/2026-03-01 400000',
    ]);
    const fellThrough = `${raised}- { kind: reversal, id: a, on: 2026-04-10 }`;
    const { postings } = simulate({ ...playedUnder(terms, fellThrough), until: '2026-04-20' });
    expect(postings.map(({ id, amountMinor }) => [id, amountMinor])).toEqual([
      ['retainer/2026-02-01#1', 300_000n],
      ['retainer/2026-03-01#1', 400_000n],
      ['retainer/2026-03-01#2', -100_000n],
    ]);
  });
});

describe('notice', () => {
  const terms = (notice: string, more = '') =>
    `duration: { clause: '9', ${more}notice: ${notice} }\nterms:${RETAINER.replace('in-arrears', 'in-advance')}`;
  const given = '- { kind: notice, on: 2026-03-15, by: client }';
  const last = (contract: string) =>
    billed(owedUnder(contract, given, '2027-12-31'))
      .at(-1)
      ?.slice(9, 19);

  it('of days ends it when they have run', () => {
    expect(last(terms('{ days: 30 }'))).toBe('2026-04-01');
    expect(last(terms('{ days: 16 }'))).toBe('2026-03-01');
    expect(last(terms('{ days: 17 }'))).toBe('2026-04-01');
  });

  it('to the end of the month ends it there', () => {
    expect(last(terms('{ months: 2, endsAt: month-end }'))).toBe('2026-05-01');
  });

  it('to the end of the term lets the term run, renewed ones too', () => {
    expect(last(terms('{ days: 30, endsAt: term-end }', 'months: 12, renewsMonths: 12, '))).toBe('2027-01-01');
    expect(last(terms('{ months: 11, endsAt: term-end }', 'months: 12, renewsMonths: 6, '))).toBe('2027-07-01');
  });

  it('is not needed where a fixed term runs out', () => {
    const contract = `duration: { clause: '9', months: 3 }\nterms:${RETAINER}`;
    expect(billed(owedUnder(contract, '[]', '2027-12-31'))).toHaveLength(3);
  });
});

describe('a fee', () => {
  it('after an end for cause is nothing where the terms say so', () => {
    const terms = `terms:${FEE.replace('tail: open-ended', 'tail: { months: 6, afterCause: earns-nothing }')}`;
    const after = closing('a', '100.00', '2026-07-01');
    expect(billed(owedUnder(terms, `${after}- { kind: end, on: 2026-06-30, forCause: true }`, '2026-12-31'))).toEqual(
      [],
    );
    expect(billed(owedUnder(terms, `${after}- { kind: end, on: 2026-06-30 }`, '2026-12-31'))).toEqual(['fee/a 1000']);
  });

  it('in a tail counted from the introduction ends with it, while the agreement goes on', () => {
    const terms = `terms:${FEE.replace('tail: open-ended', 'tail: { months: 2, from: introduction }')}`;
    const introduced =
      '- { kind: introduction, id: q, investor: Quay Fund, emails: [m@quay.example], on: 2026-02-01 }\n';
    const by = ', emails: [m@quay.example]';
    const due = owedUnder(
      terms,
      introduced + closing('a', '100.00', '2026-04-01', by) + closing('b', '100.00', '2026-04-02', by),
      '2026-12-31',
    );
    expect(billed(due)).toEqual(['fee/a 1000']);
    expect(due.notOwed).toMatchObject([
      { closing: 'b', why: 'It came after 1 April 2026, 2 months after the introduction.' },
    ]);
  });

  it('for named investors passes over the others, however the name is spaced', () => {
    const terms = `terms:${FEE}\n    where: { notInvestors: ['quay  FUND'] }`;
    expect(billed(owedUnder(terms, closing('a', '100.00', '2026-04-01'), '2026-12-31'))).toEqual([]);
  });

  it('once for an investor goes to the first closing that earns, not to one that fell through', () => {
    const terms = `terms:${FEE}\n    once: per-investor`;
    const two = closing('a', '100.00', '2026-04-01') + closing('b', '200.00', '2026-05-01');
    expect(billed(owedUnder(terms, two, '2026-12-31'))).toEqual(['fee/a 1000']);
    expect(billed(owedUnder(terms, `${two}- { kind: reversal, id: a, on: 2026-06-01 }`, '2026-12-31'))).toEqual([
      'fee/b 2000',
    ]);
  });

  it('on a closing in another currency waits until a rate of its day is stated', () => {
    const euros = closing('a', '100.00', '2026-04-01', ', currency: EUR');
    expect(owedUnder(`terms:${FEE}`, euros, '2026-12-31').waiting).toMatchObject([{ kind: 'currency' }]);
    const rate = (on: string) => `- { kind: conversion, from: EUR, to: USD, rate: '1.25', on: ${on}, source: a bank }`;
    expect(owedUnder(`terms:${FEE}`, euros + rate('2026-04-02'), '2026-12-31').waiting).toHaveLength(1);
    expect(billed(owedUnder(`terms:${FEE}`, euros + rate('2026-04-01'), '2026-12-31'))).toEqual(['fee/a 1250']);
  });

  it('is credited with no more than the most that comes off', () => {
    const advance =
      "\n  - { kind: payment, id: advance, clause: '3', name: Advance, amount: '50.00', on: 2026-02-01, dueDays: 0 }";
    const terms = `terms:${advance}${FEE}\n    credit: { terms: [advance], atMost: '30.00' }`;
    const two = closing('a', '200.00', '2026-04-01') + closing('b', '200.00', '2026-05-01');
    expect(billed(owedUnder(terms, two, '2026-12-31'))).toEqual(['advance/2026-02-01 5000', 'fee/b 1000']);
  });
});

describe('what is paid in units', () => {
  const shares = (paysIn: string) => `terms:${FEE}\n    paysIn: ${paysIn}`;
  const one = closing('a', '100.00', '2026-04-01');

  it('waits for the price of its day, and takes the one that the closing states', () => {
    const waits = owedUnder(shares('{ unit: shares, price: stated }'), one, '2026-12-31');
    expect([units(waits), waits.waiting.map(({ id }) => id)]).toEqual([['fee/a ? shares'], ['price/fee/a']]);
    const stated = closing('a', '100.00', '2026-04-01', ", prices: { shares: '0.30' }");
    expect(units(owedUnder(shares('{ unit: shares, price: stated }'), stated, '2026-12-31'))).toEqual([
      'fee/a 33 shares',
    ]);
  });

  it.each([
    ['down', '33'],
    ['half-up', '33'],
    ['up', '34'],
  ])('is rounded %s to the whole unit', (rounding, quantity) => {
    const due = owedUnder(shares(`{ unit: shares, price: '0.30', rounding: ${rounding} }`), one, '2026-12-31');
    expect(units(due)).toEqual([`fee/a ${quantity} shares`]);
    expect(due.receivables).toEqual([]);
  });

  it('by election is taken out of the money, which is credited when it was billed before', () => {
    const terms = shares("{ unit: shares, price: '0.50', electedBy: client }");
    const elected = `${one}- { kind: election, id: e, of: [fee/a], unit: shares, share: '1/2', on: 2026-05-01 }`;
    expect(units(owedUnder(terms, elected, '2026-12-31'))).toEqual(['fee/a 10 shares']);
    const { postings, parked } = simulate({ ...playedUnder(terms, elected), until: '2026-06-01' });
    expect(parked).toBeUndefined();
    expect(postings.map(({ id, amountMinor }) => [id, amountMinor])).toEqual([
      ['fee/a#1', 1_000n],
      ['fee/a#2', -500n],
    ]);
  });

  it('gives the parts of a split, the odd one to whom it is most due', () => {
    const terms = `terms:${FEE}\n    split: [{ to: A, share: 1/3 }, { to: B, share: 1/3 }, { to: C, share: 1/3 }]`;
    const [fee] = owedUnder(terms, one, '2026-12-31').receivables;
    expect(fee?.split).toEqual([
      { to: 'A', amountMinor: 334n },
      { to: 'B', amountMinor: 333n },
      { to: 'C', amountMinor: 333n },
    ]);
  });
});

describe('money that flows back', () => {
  const terms = `terms:${FEE}
  - kind: refund
    id: back
    clause: '4'
    of: [fee]
    trigger: leaves
    share: '60%'
    dueDays: 0`;
  const one = closing('a', '100.00', '2026-04-01');
  const leaves = (id: string) => `- { kind: event, event: leaves, id: ${id}, about: a, on: 2026-05-01 }\n`;

  it('is never more than what was paid, however often it is asked for', () => {
    expect(billed(owedUnder(terms, one + leaves('x') + leaves('y'), '2026-12-31'))).toEqual([
      'fee/a 1000',
      'back/x -600',
      'back/y -400',
    ]);
  });

  it('is a part of what was paid, and nothing of what was not', () => {
    const unpaid = `${one}${leaves('x')}- { kind: unpaid, of: fee/a, on: 2026-04-02 }`;
    expect(billed(owedUnder(terms, unpaid, '2026-12-31'))).toEqual(['fee/a 1000']);
  });

  it('lowers the balance, and its posting names the fee that it gives back', () => {
    const { postings, entries } = simulate({
      ...playedUnder(terms, one + leaves('x')),
      until: '2026-06-01',
      assume: 'paid-on-time',
    });
    expect(postings.at(-1)).toMatchObject({ id: 'back/x#1', corrects: 'fee/a#1', amountMinor: -600n });
    expect(balanceOf(entries)).toBe(400n);
  });

  it('asks a person when nobody can tell of which fee', () => {
    const due = owedUnder(
      terms,
      '- { kind: event, event: leaves, id: x, about: somebody, on: 2026-05-01 }',
      '2026-12-31',
    );
    expect(due.waiting).toMatchObject([{ id: 'refund/back/x', kind: 'manual' }]);
  });
});

describe('interest on what is late', () => {
  const terms = (per: string) => `terms:${FEE}
  - kind: late-interest
    id: late
    clause: '5'
    rate: '12%'
    per: ${per}
    on: all
    dueDays: 0`;
  const one = closing('a', '1000.00', '2026-04-01');
  const paid = (on: string, amount = '100.00') => `- { kind: payment, of: fee/a, amount: '${amount}', on: ${on} }\n`;
  const interest = (contract: string, payments: string, until = '2026-12-31') =>
    billed(owedUnder(contract, one + payments, until)).filter((line) => line.startsWith('late'));

  it('counts no month that is not whole, and none when it is paid on the day', () => {
    expect(interest(terms('month'), paid('2026-05-01'))).toEqual([]);
    expect(interest(terms('month'), paid('2026-05-31'))).toEqual([]);
    expect(interest(terms('month'), paid('2026-06-01'))).toEqual(['late/fee/a/1 1200']);
  });

  it('counts a month that has begun', () => {
    expect(interest(terms('month-or-part'), paid('2026-05-02'))).toEqual(['late/fee/a/1 1200']);
    expect(interest(terms('month-or-part'), paid('2026-06-02'))).toEqual(['late/fee/a/1 1200', 'late/fee/a/2 1200']);
  });

  it('is on what is left after a payment, and compounds where the terms say so', () => {
    const part = paid('2026-05-15', '40.00') + paid('2026-07-01', '60.00');
    expect(interest(terms('month'), part)).toEqual(['late/fee/a/1 720', 'late/fee/a/2 720']);
    const compounding = `${terms('month')}\n    compounding: true`;
    expect(interest(compounding, paid('2026-07-01'))).toEqual(['late/fee/a/1 1200', 'late/fee/a/2 1344']);
  });

  it('is at most the legal one, and nothing within the days of grace', () => {
    expect(interest(`${terms('month')}\n    yearAtMost: '12%'`, paid('2026-06-01'))).toEqual(['late/fee/a/1 100']);
    const grace = `${terms('year')}\n    graceDays: 10`;
    expect(interest(grace, paid('2026-05-11'))).toEqual([]);
    // 12% of 100.00 for 11 days of 365 is 0.3616.
    expect(interest(grace, paid('2026-05-12'))).toEqual(['late/fee/a/1 36']);
  });

  it('goes on while nothing is paid, month by month', () => {
    expect(interest(terms('month'), '- { kind: unpaid, of: fee/a, on: 2026-05-01 }', '2026-08-15')).toEqual([
      'late/fee/a/1 1200',
      'late/fee/a/2 1200',
      'late/fee/a/3 1200',
    ]);
  });
});

describe('expenses', () => {
  it('go to the term that names their category, and are not dropped when none does', () => {
    const terms =
      "terms:\n  - { kind: expenses, id: legal, clause: '4', categories: [legal], receipts: not-required, dueDays: 0 }";
    const due = owedUnder(
      terms,
      "- { kind: expense, id: a, category: legal, amount: '5.00', on: 2026-03-01 }\n- { kind: expense, id: b, category: travel, amount: '7.00', on: 2026-03-01 }",
      '2026-12-31',
    );
    expect(billed(due)).toEqual(['legal/a 500']);
    expect(due.notOwed).toMatchObject([{ closing: 'b', why: 'No term of the agreement bears expenses of this kind.' }]);
  });

  it('ask for an approval once the month comes to more, counting what was claimed before', () => {
    const terms =
      "terms:\n  - { kind: expenses, id: costs, clause: '4', approval: { above: '10.00', of: month }, receipts: not-required, dueDays: 0 }";
    const claims = ['a', 'b']
      .map((id, index) => `- { kind: expense, id: ${id}, amount: '6.00', on: 2026-03-0${index + 1} }\n`)
      .join('');
    expect(
      billed(owedUnder(terms, `${claims}- { kind: expense, id: c, amount: '6.00', on: 2026-04-01 }`, '2026-12-31')),
    ).toEqual(['costs/a 600', 'costs/c 600']);
  });
});

describe('a tax', () => {
  it('follows a correction, and what is given back', () => {
    const terms = `terms:${FEE}\n  - { kind: tax, id: vat, clause: '6', name: VAT, rate: '20%', on: [fee] }\n  - { kind: refund, id: back, clause: '4', of: [fee], trigger: leaves, share: '50%', dueDays: 0 }`;
    const said = `${closing('a', '100.00', '2026-04-01')}- { kind: event, event: leaves, id: x, about: a, on: 2026-05-01 }`;
    expect(billed(owedUnder(terms, said, '2026-12-31'))).toEqual([
      'fee/a 1000',
      'vat/fee/a 200',
      'back/x -500',
      'vat/back/x -100',
    ]);
    const { entries } = simulate({ ...playedUnder(terms, said), until: '2026-06-01', assume: 'paid-on-time' });
    const tax = entries.flatMap(({ lines }) => lines).filter(({ account }) => account === 'tax:vat');
    expect(tax.map(({ debitMinor, creditMinor }) => creditMinor - debitMinor)).toEqual([200n, -100n]);
  });
});
