import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readContract } from '../../../shared/core/terms/read-contract.ts';
import type { Term, Terms } from '../../../shared/core/terms/terms.ts';
import { contractFile1999 } from '../../builders/a-contract.ts';

function read(changes: string): Terms {
  return readContract({ ...contractFile1999(), ...parse(changes) }).terms;
}

/** The last of these terms as the core holds it. */
function termOf(...terms: readonly string[]): Term | undefined {
  return read(`terms:\n${terms.map((term) => `  - { ${term} }\n`).join('')}`).terms.at(-1);
}

const DUE = { dueDays: 7, dueCounted: 'calendar-days', dueFrom: 'accrual' };
const NO_SCOPE = { instruments: [], classes: [], notClasses: [], investors: [], notInvestors: [] };
const onEvents = (...events: readonly string[]) => ({ events, where: NO_SCOPE, times: 1 });
const percent = (hundredths: bigint) => ({ numerator: hundredths, denominator: 100n });

const RETAINER =
  "kind: retainer, id: r, clause: '1', amount: '2000.00', everyMonths: 3, timing: in-arrears, minimumPeriods: 2, afterMinimum: stops, dueDays: 7";
const PAYMENT = "kind: payment, id: p, clause: '2', name: Fee, amount: '100.00', dueDays: 7";
const ON = `${PAYMENT}, on: 2026-03-01`;
const FEE =
  "kind: success-fee, id: f, clause: '2', rate: '5%', basis: revenue, trigger: closing, scope: any-investor, tail: open-ended, rounding: down, dueDays: 7";

describe('a retainer of a contract file', () => {
  it('with the least that it must say has its defaults, and no key without a value', () => {
    expect(termOf(`${RETAINER}, anchor: 2026-03-01`)).toStrictEqual({
      kind: 'retainer',
      id: 'r',
      clause: '1',
      name: 'Retainer',
      amountMinor: 200_000n,
      everyMonths: 3,
      anchor: '2026-03-01',
      timing: 'in-arrears',
      minimumPeriods: 2,
      afterMinimum: 'stops',
      steps: [],
      ...DUE,
    });
  });

  it('with all that it may say has all of it', () => {
    const more =
      "name: Monthly, dueCounted: business-days, dueFrom: quarter-end, startsWhen: { event: a }, endsWhen: { event: b }, payableWhen: { event: c }, mostPeriods: 9, steps: [{ from: 2026-05-01, amount: '1.00' }, { when: { event: d }, amount: '2.00' }], lump: { periods: 3, amount: '3.00' }, proration: actual-days";
    expect(termOf(`${RETAINER}, ${more}`)).toStrictEqual({
      kind: 'retainer',
      id: 'r',
      clause: '1',
      name: 'Monthly',
      amountMinor: 200_000n,
      everyMonths: 3,
      timing: 'in-arrears',
      minimumPeriods: 2,
      afterMinimum: 'stops',
      mostPeriods: 9,
      startsWhen: onEvents('a'),
      endsWhen: onEvents('b'),
      payableWhen: onEvents('c'),
      steps: [
        { from: '2026-05-01', amountMinor: 100n },
        { when: onEvents('d'), amountMinor: 200n },
      ],
      lump: { periods: 3, amountMinor: 300n },
      proration: 'actual-days',
      dueDays: 7,
      dueCounted: 'business-days',
      dueFrom: 'quarter-end',
    });
  });

  it('has its short first period', () => {
    const short = (first: string) =>
      termOf(`${RETAINER}, anchor: 2026-03-01, proration: actual-days, shortFirst: ${first}`);
    expect(short("{ from: 2026-02-20, amount: '5.00' }")).toMatchObject({
      shortFirst: { from: '2026-02-20', amountMinor: 500n },
    });
    expect(short('{ from: 2026-02-20 }')).toHaveProperty('shortFirst', { from: '2026-02-20' });
  });
});

describe('a payment of a contract file', () => {
  it('has its day, its event or its condition', () => {
    const base = { kind: 'payment', id: 'p', clause: '2', name: 'Fee', amountMinor: 10_000n, where: NO_SCOPE, ...DUE };
    expect(termOf(ON)).toStrictEqual({ ...base, on: '2026-03-01' });
    expect(termOf(`${PAYMENT}, onEvent: hire, where: { classes: [a] }`)).toStrictEqual({
      ...base,
      onEvent: 'hire',
      where: { ...NO_SCOPE, classes: ['a'] },
    });
    const when =
      "{ event: [end, closing], by: client, raised: '5.00', reaches: '1.00', times: 2, instruments: [i], notClasses: [n], investors: [v], notInvestors: [w] }";
    expect(termOf(`${PAYMENT}, when: ${when}`)).toStrictEqual({
      ...base,
      when: {
        events: ['end', 'closing'],
        where: { instruments: ['i'], classes: [], notClasses: ['n'], investors: ['v'], notInvestors: ['w'] },
        times: 2,
        endedBy: 'client',
        raisedMinor: 500n,
        reachesMinor: 100n,
      },
    });
  });

  it('has who gets it, in what, and with which discount', () => {
    expect(termOf(`${ON}, payee: Agent`)).toMatchObject({ payee: 'Agent' });
    expect(termOf(`${ON}, split: [{ to: A, share: '40%' }, { to: B, share: '60%' }]`)).toMatchObject({
      split: [
        { to: 'A', share: percent(40n), shareText: '40%' },
        { to: 'B', share: percent(60n), shareText: '60%' },
      ],
    });
    const discount = (more: string) => termOf(`${ON}, discount: { clause: '2.1', share: '2%', within: 10${more} }`);
    expect(discount('')).toMatchObject({
      discount: { clause: '2.1', share: percent(2n), shareText: '2%', within: 10, counted: 'calendar-days' },
    });
    expect(discount(', counted: business-days')).toMatchObject({ discount: { counted: 'business-days' } });
  });

  it.each([
    ['{ unit: shares }', { unit: 'shares', rounding: 'down' }],
    ['{ unit: shares, price: stated }', { unit: 'shares', rounding: 'down', price: { kind: 'stated' } }],
    [
      "{ unit: shares, price: '0.25', rounding: up, note: restricted, electedBy: client }",
      {
        unit: 'shares',
        rounding: 'up',
        note: 'restricted',
        electedBy: 'client',
        price: { kind: 'fixed', text: '0.25', price: percent(25n) },
      },
    ],
  ])('paid in %s', (paysIn, expected) => {
    expect(termOf(`${ON}, paysIn: ${paysIn}`)).toHaveProperty('paysIn', expected);
  });
});

describe('a success fee of a contract file', () => {
  const least = {
    kind: 'success-fee',
    id: 'f',
    clause: '2',
    name: 'Success fee',
    rate: { kind: 'share', rate: percent(5n), text: '5%' },
    basis: 'revenue',
    trigger: ['closing'],
    scope: 'any-investor',
    where: NO_SCOPE,
    counts: 'each',
    tail: 'open-ended',
    rounding: 'down',
    ...DUE,
  };

  it('with the least that it must say has its defaults, and no key without a value', () => {
    expect(termOf(FEE)).toStrictEqual(least);
  });

  it('with all that it may say has all of it', () => {
    const more =
      "name: Finder, once: per-investor, where: { instruments: [equity] }, when: { event: listing }, counts: altogether, atLeast: '1.00', atMost: '2.00', altogetherAtMost: '3.00', investorAtMost: '4.00', periodAtMost: { months: 3, amount: '5.00' }, credit: { terms: [p], share: '50%', taken: before-minimum, atMost: '6.00' }, window: { months: 12 }";
    expect(termOf(ON, `${FEE.replace('trigger: closing', 'trigger: [closing, hire]')}, ${more}`)).toStrictEqual({
      ...least,
      name: 'Finder',
      trigger: ['closing', 'hire'],
      once: 'per-investor',
      where: { ...NO_SCOPE, instruments: ['equity'] },
      when: onEvents('listing'),
      counts: 'altogether',
      atLeastMinor: 100n,
      atMostMinor: 200n,
      altogetherAtMostMinor: 300n,
      investorAtMostMinor: 400n,
      periodAtMost: { months: 3, amountMinor: 500n },
      credit: { terms: ['p'], share: percent(50n), shareText: '50%', taken: 'before-minimum', atMostMinor: 600n },
      window: { months: 12 },
    });
  });

  it('is credited in full, after the least amount, where nothing else is said', () => {
    expect(termOf(ON, `${FEE}, credit: { terms: [p] }`)).toHaveProperty('credit', {
      terms: ['p'],
      share: percent(100n),
      shareText: '100%',
      taken: 'after-minimum',
    });
  });

  it.each([
    ['{ months: 6 }', { months: 6, from: 'end', introducedOnly: false, investors: [], notAfterCause: false }],
    [
      '{ months: 6, from: introduction, scope: introduced-only, investors: [Quay], afterCause: earns-nothing }',
      { months: 6, from: 'introduction', introducedOnly: true, investors: ['Quay'], notAfterCause: true },
    ],
    [
      '{ months: 6, afterCause: earns }',
      { months: 6, from: 'end', introducedOnly: false, investors: [], notAfterCause: false },
    ],
  ])('has the tail %s', (tail, expected) => {
    expect(termOf(FEE.replace('open-ended', tail))).toHaveProperty('tail', expected);
  });
});

describe('expenses of a contract file', () => {
  const EXPENSES = "kind: expenses, id: e, clause: '3', receipts: required, dueDays: 7";
  const least = {
    kind: 'expenses',
    id: 'e',
    clause: '3',
    name: 'Expenses',
    categories: [],
    receipts: 'required',
    ...DUE,
  };

  it('have their defaults, and all that they may say', () => {
    expect(termOf(EXPENSES)).toStrictEqual(least);
    const more =
      "name: Costs, categories: [legal], atMostEach: '1.00', atMostMonth: '2.00', altogetherAtMost: '3.00', approval: { above: '4.00', of: item }";
    expect(termOf(`${EXPENSES}, ${more}`)).toStrictEqual({
      ...least,
      name: 'Costs',
      categories: ['legal'],
      atMostEachMinor: 100n,
      atMostMonthMinor: 200n,
      altogetherAtMostMinor: 300n,
      approval: { aboveMinor: 400n, of: 'item' },
    });
  });
});

describe('a tax of a contract file', () => {
  const TAX = "kind: tax, id: t, clause: '4', name: VAT, rate: '20%'";
  const base = { kind: 'tax', id: 't', clause: '4', name: 'VAT', rate: percent(20n), rateText: '20%' };

  it('is on all or on some, half up unless said otherwise', () => {
    expect(termOf(ON, `${TAX}, on: all`)).toStrictEqual({ ...base, on: [], rounding: 'half-up' });
    expect(termOf(ON, `${TAX}, on: [p], rounding: down`)).toStrictEqual({ ...base, on: ['p'], rounding: 'down' });
  });
});

describe('late interest of a contract file', () => {
  const LATE = "kind: late-interest, id: l, clause: '5', rate: '1%', per: year, dueDays: 7";
  const base = { kind: 'late-interest', id: 'l', clause: '5', rate: percent(1n), rateText: '1%', per: 'year', ...DUE };

  it('has its defaults, and all that it may say', () => {
    expect(termOf(ON, `${LATE}, on: all`)).toStrictEqual({
      ...base,
      name: 'Late interest',
      dayCount: 'actual/365',
      compounding: false,
      graceDays: 0,
      on: [],
      rounding: 'half-up',
    });
    const more =
      "name: Interest, dayCount: 30/360, compounding: true, graceDays: 5, yearAtMost: '18%', on: [p], rounding: up";
    expect(termOf(ON, `${LATE}, ${more}`)).toStrictEqual({
      ...base,
      name: 'Interest',
      dayCount: '30/360',
      compounding: true,
      graceDays: 5,
      yearAtMost: { rate: percent(18n), text: '18%' },
      on: ['p'],
      rounding: 'up',
    });
  });
});

describe('a refund of a contract file', () => {
  const REFUND = "kind: refund, id: b, clause: '6', of: [p], dueDays: 7";
  const base = { kind: 'refund', id: 'b', clause: '6', of: ['p'], ...DUE };

  it('has its defaults, and all that it may say', () => {
    expect(termOf(ON, `${REFUND}, trigger: leaves, share: '50%'`)).toStrictEqual({
      ...base,
      name: 'Refund',
      trigger: ['leaves'],
      share: { kind: 'flat', rate: percent(50n), text: '50%' },
      counting: 'days-after',
      basis: 'paid',
      rounding: 'half-up',
    });
    const more =
      "name: Back, trigger: [leaves, dies], share: [{ upToDays: 30, rate: '60%' }], counting: first-day, basis: billed, ifPaidWithin: 5, rounding: down";
    expect(termOf(ON, `${REFUND}, ${more}`)).toStrictEqual({
      ...base,
      name: 'Back',
      trigger: ['leaves', 'dies'],
      share: { kind: 'by-days', bands: [{ upToDays: 30, rate: percent(60n), text: '60%' }] },
      counting: 'first-day',
      basis: 'billed',
      ifPaidWithin: 5,
      rounding: 'down',
    });
    expect(termOf(ON, `${REFUND}, trigger: leaves, share: { overDays: 100 }`)).toMatchObject({
      share: { kind: 'prorated', overDays: 100 },
    });
  });
});

describe('a manual term of a contract file', () => {
  it('has its days in order, or its event', () => {
    const manual = "kind: manual, id: m, clause: '7', what: an audit";
    const base = { kind: 'manual', id: 'm', clause: '7', name: 'Manual term', what: 'an audit' };
    expect(termOf(`${manual}, remindOn: [2026-06-30, 2026-03-31]`)).toStrictEqual({
      ...base,
      remindOn: ['2026-03-31', '2026-06-30'],
    });
    expect(termOf(`${manual}, name: Audit, onEvent: merger`)).toStrictEqual({
      ...base,
      name: 'Audit',
      remindOn: [],
      onEvent: 'merger',
    });
  });
});

describe('the rest of a contract file', () => {
  it.each([
    ["{ clause: '9', months: 12 }", { clause: '9', months: 12 }],
    [
      "{ clause: '9', months: 12, renewsMonths: 6, notice: { days: 30, endsAt: term-end } }",
      { clause: '9', months: 12, renewsMonths: 6, notice: { days: 30, endsAt: 'term-end' } },
    ],
    ["{ clause: '9', notice: { months: 2 } }", { clause: '9', notice: { months: 2, endsAt: 'notice' } }],
  ])('has the duration %s', (duration, expected) => {
    expect(read(`duration: ${duration}`).duration).toStrictEqual(expected);
  });

  it('has no duration and no holidays where none are named, and holidays in their order', () => {
    expect(read('{}')).not.toHaveProperty('duration');
    expect(read('{}').holidays).toEqual([]);
    expect(read('holidays: [2026-12-25, 2026-01-01]').holidays).toEqual(['2026-01-01', '2026-12-25']);
  });

  it('has its readings, of a silence that is listed or of a question of its own', () => {
    const rest = "clause: '2', reading: so, takenBy: a clerk, takenOn: 2026-01-01";
    expect(
      read(`readings: [{ silence: tail, ${rest}, alternatives: [otherwise] }, { question: Which?, ${rest} }]`).readings,
    ).toStrictEqual([
      {
        silence: 'tail',
        clause: '2',
        reading: 'so',
        takenBy: 'a clerk',
        takenOn: '2026-01-01',
        alternatives: ['otherwise'],
      },
      { question: 'Which?', clause: '2', reading: 'so', takenBy: 'a clerk', takenOn: '2026-01-01', alternatives: [] },
    ]);
  });

  it('has the parties, people, services and bounds as they are written', () => {
    const file = contractFile1999();
    const terms = read('bounds: { approvalAbove: "5.00", catchUpPeriods: 7 }');
    expect(terms).toMatchObject({
      id: file['id'],
      title: file['title'],
      client: file['client'],
      consultant: file['consultant'],
      people: file['people'],
      services: file['services'],
      covenants: file['covenants'],
      licenceGate: file['licenceGate'],
      bounds: { approvalAboveMinor: 500n, catchUpPeriods: 7 },
    });
  });
});
