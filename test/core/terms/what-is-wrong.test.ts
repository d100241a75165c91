import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { InputError, type Problem } from '../../../shared/core/errors.ts';
import { readContract } from '../../../shared/core/terms/read-contract.ts';
import { contractFile1999 } from '../../builders/a-contract.ts';

/** Dated 6 April 1999; the other keys of the file are given as YAML. */
function problemsOf(changes: string): readonly Problem[] {
  try {
    readContract({ ...contractFile1999(), ...parse(changes) });
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [];
}

const inTerms = (...each: readonly string[]): string => `terms:\n${each.map((term) => `  - { ${term} }\n`).join('')}`;
/** The places that are wrong, each as `field: found`. */
const wrong = (changes: string) => problemsOf(changes).map(({ field, found }) => `${field}: ${found}`);

const RETAINER =
  "kind: retainer, id: r, clause: '1', amount: '5.00', everyMonths: 1, timing: in-advance, minimumPeriods: 0, afterMinimum: stops, dueDays: 0";
const ANCHORED = `${RETAINER}, anchor: 1999-05-01`;
const PAYMENT = "kind: payment, id: p, clause: '2', name: Fee, amount: '100.00', dueDays: 0";
const ON = `${PAYMENT}, on: 1999-05-01`;
const FEE =
  "kind: success-fee, id: f, clause: '2', rate: '5%', basis: revenue, trigger: closing, scope: any-investor, tail: open-ended, rounding: down, dueDays: 0";
const EXPENSES = "kind: expenses, id: e, clause: '3', receipts: required, dueDays: 0";
const TAX = "kind: tax, id: t, clause: '4', name: VAT, rate: '20%'";
const LATE = "kind: late-interest, id: l, clause: '5', rate: '1%', per: month, dueDays: 0";
const REFUND = "kind: refund, id: b, clause: '6', trigger: leaves, share: '10%', dueDays: 0";
const MANUAL = "kind: manual, id: m, clause: '7', what: an audit";

describe('nothing is wrong with', () => {
  it.each([
    ['a retainer that begins on the day of the agreement', `${RETAINER}, anchor: 1999-04-06`],
    [
      'a retainer that begins by a condition, with a dated step after the agreement',
      `${RETAINER}, startsWhen: { event: closing }, steps: [{ from: 1999-04-07, amount: '6.00' }]`,
    ],
    [
      'steps in order, with a condition between them',
      `${ANCHORED}, steps: [{ from: 1999-05-02, amount: '6.00' }, { when: { event: closing }, amount: '7.00' }, { from: 1999-05-03, amount: '8.00' }]`,
    ],
    [
      'a short period from the day of the agreement, with an amount',
      `${ANCHORED}, shortFirst: { from: 1999-04-06, amount: '1.00' }`,
    ],
    [
      'a short period up to the day before the first, by its days',
      `${ANCHORED}, shortFirst: { from: 1999-04-30 }, proration: actual-days`,
    ],
    ['a payment on a date', ON],
    ['a payment on some events', `${PAYMENT}, onEvent: closing, where: { classes: [a] }`],
    ['a payment on a condition', `${PAYMENT}, when: { event: closing, classes: [a] }`],
    ['a fee whose least is its most', `${FEE}, atLeast: '5.00', atMost: '5.00'`],
    ['a fee with a least and no most', `${FEE}, atLeast: '5.00'`],
    ['a fee with a most and no least', `${FEE}, atMost: '5.00'`],
    ['a fee that counts altogether', `${FEE}, counts: altogether`],
    [
      'a fee on counted things, each on its own',
      `${FEE.replace("'5%'", "{ items: { hours: '5.00' } }")}, counts: each`,
    ],
    [
      'a count that is paid in units',
      `${FEE.replace('basis: revenue', 'basis: { counted: [shares] }')}, paysIn: { unit: shares }`,
    ],
    ['expenses', EXPENSES],
    ['expenses in units at a price', `${EXPENSES}, paysIn: { unit: shares, price: stated }`],
    [
      'a discount on what a party may choose to have in units',
      `${ON}, paysIn: { unit: shares, price: '1.00', electedBy: client }, discount: { clause: '3', share: '1%', within: 5 }`,
    ],
    [
      'parts that are the whole in thirds',
      `${ON}, split: [{ to: A, share: 1/3 }, { to: B, share: 1/3 }, { to: C, share: 1/3 }]`,
    ],
    ['a payee', `${ON}, payee: A`],
    ['a manual term on a date', `${MANUAL}, remindOn: [1999-05-01]`],
    ['a manual term on an event', `${MANUAL}, onEvent: merger`],
  ])('%s', (_, term) => {
    expect(problemsOf(inTerms(term))).toEqual([]);
  });

  it.each([
    ['a tax on what brings money, of each kind', [ANCHORED, ON, FEE, EXPENSES, `${TAX}, on: [r, p, f, e]`]],
    ['a tax on all', [ON, `${TAX}, on: all`]],
    ['interest on what brings money, and on a tax', [ON, `${TAX}, on: all`, `${LATE}, on: [p, t]`]],
    ['interest on all', [ON, `${LATE}, on: all`]],
    ['a refund of what brings money', [ANCHORED, ON, FEE, EXPENSES, `${REFUND}, of: [r, p, f, e]`]],
    [
      'a refund by days in order',
      [ON, `${REFUND.replace("'10%'", "[{ upToDays: 1, rate: '9%' }, { upToDays: 2, rate: '8%' }]")}, of: [p]`],
    ],
    [
      'a fee that is credited with a retainer, a payment and an earlier fee',
      [ANCHORED, ON, FEE.replace('id: f', 'id: g'), `${FEE}, credit: { terms: [r, p, g] }`],
    ],
    ['a fee that is credited with a payment after it', [`${FEE}, credit: { terms: [p] }`, ON]],
    [
      'a fee in shares that is credited with shares',
      [`${ON}, paysIn: { unit: shares }`, `${FEE}, paysIn: { unit: shares }, credit: { terms: [p] }`],
    ],
    [
      'a fee that is credited with what units at a price stand for',
      [`${ON}, paysIn: { unit: shares, price: '1.00' }`, `${FEE}, credit: { terms: [p] }`],
    ],
  ])('%s', (_, terms) => {
    expect(problemsOf(inTerms(...terms))).toEqual([]);
  });

  it.each([
    ['a duration with a length', "duration: { clause: '9', months: 12 }"],
    ['a duration that renews', "duration: { clause: '9', months: 12, renewsMonths: 12 }"],
    ['a duration with a notice of days', "duration: { clause: '9', notice: { days: 30 } }"],
    [
      'a notice of months to the end of the month',
      "duration: { clause: '9', notice: { months: 1, endsAt: month-end } }",
    ],
    [
      'a notice to the end of the term',
      "duration: { clause: '9', months: 12, notice: { days: 30, endsAt: term-end } }",
    ],
    [
      'readings of different questions',
      "readings: [{ question: Q, clause: '2', reading: x, takenBy: y, takenOn: 2026-01-01 }, { question: R, clause: '2', reading: x, takenBy: y, takenOn: 2026-01-01 }, { silence: tail, clause: '2', reading: x, takenBy: y, takenOn: 2026-01-01 }]",
    ],
  ])('%s', (_, changes) => {
    expect(problemsOf(changes)).toEqual([]);
  });
});

describe('exactly one thing is wrong with', () => {
  it.each([
    ['a retainer before the agreement', `${RETAINER}, anchor: 1999-04-05`, 'terms[0].anchor: "1999-04-05"'],
    ['a retainer that begins twice', `${ANCHORED}, startsWhen: { event: closing }`, 'terms[0].anchor: "1999-05-01"'],
    ['a retainer that never begins', RETAINER, 'terms[0].anchor: nothing'],
    [
      'a step on the day of the anchor',
      `${ANCHORED}, steps: [{ from: 1999-05-01, amount: '6.00' }]`,
      'terms[0].steps[0].from: "1999-05-01"',
    ],
    [
      'a step on the day of the agreement, where a condition begins it',
      `${RETAINER}, startsWhen: { event: closing }, steps: [{ from: 1999-04-06, amount: '6.00' }]`,
      'terms[0].steps[0].from: "1999-04-06"',
    ],
    [
      'steps out of order',
      `${ANCHORED}, steps: [{ from: 1999-07-01, amount: '6.00' }, { when: { event: closing }, amount: '7.00' }, { from: 1999-07-01, amount: '8.00' }]`,
      'terms[0].steps[2].from: "1999-07-01"',
    ],
    ['a step without a day', `${ANCHORED}, steps: [{ amount: '6.00' }]`, 'terms[0].steps[0].from: nothing'],
    [
      'a step that is dated and conditional',
      `${ANCHORED}, steps: [{ from: 1999-06-01, when: { event: closing }, amount: '6.00' }]`,
      'terms[0].steps[0].from: "1999-06-01"',
    ],
    [
      'a short period before the agreement',
      `${ANCHORED}, shortFirst: { from: 1999-04-05, amount: '1.00' }`,
      'terms[0].shortFirst.from: "1999-04-05"',
    ],
    [
      'a short period from the day of the first whole one',
      `${ANCHORED}, shortFirst: { from: 1999-05-01, amount: '1.00' }`,
      'terms[0].shortFirst.from: "1999-05-01"',
    ],
    [
      'a short period before one that begins by a condition',
      `${RETAINER}, startsWhen: { event: closing }, shortFirst: { from: 1999-04-20, amount: '1.00' }`,
      'terms[0].shortFirst.from: "1999-04-20"',
    ],
    [
      'a short period that nobody can price',
      `${ANCHORED}, shortFirst: { from: 1999-04-20 }`,
      'terms[0].shortFirst.amount: nothing',
    ],
    ['a payment without a day', PAYMENT, 'terms[0].on: nothing'],
    ['a payment with two days', `${ON}, when: { event: closing }`, 'terms[0].on: "1999-05-01"'],
    [
      'a payment on an event and a condition',
      `${PAYMENT}, onEvent: hire, when: { event: closing }`,
      'terms[0].on: "hire"',
    ],
    ['a choice beside a date', `${ON}, where: { classes: [a] }`, 'terms[0].where: {"classes":["a"]}'],
    ['a least above the most', `${FEE}, atLeast: '5.01', atMost: '5.00'`, 'terms[0].atLeast: "5.01"'],
    [
      'counted things that count altogether',
      `${FEE.replace("'5%'", "{ items: { hours: '5.00' } }")}, counts: altogether`,
      'terms[0].counts: "altogether"',
    ],
    [
      'counted things within a sum that count altogether',
      `${FEE.replace("'5%'", "{ sum: ['5%', { items: { hours: '5.00' } }] }")}, counts: altogether`,
      'terms[0].counts: "altogether"',
    ],
    [
      'a count that is paid in money',
      FEE.replace('basis: revenue', 'basis: { counted: [shares] }'),
      'terms[0].basis: {"counted":["shares"]}',
    ],
    [
      'a count that is paid in units at a price',
      `${FEE.replace('basis: revenue', 'basis: { counted: [shares] }')}, paysIn: { unit: shares, price: '1.00' }`,
      'terms[0].basis: {"counted":["shares"]}',
    ],
    ['expenses in units without a price', `${EXPENSES}, paysIn: { unit: shares }`, 'terms[0].paysIn.price: nothing'],
    [
      'a choice of units without a price',
      `${ON}, paysIn: { unit: shares, electedBy: client }`,
      'terms[0].paysIn.price: nothing',
    ],
    [
      'a discount on units',
      `${ON}, paysIn: { unit: shares, price: '1.00' }, discount: { clause: '3', share: '1%', within: 5 }`,
      'terms[0].discount: {"clause":"3","share":"1%","within":5}',
    ],
    [
      'a payee beside parts',
      `${ON}, payee: A, split: [{ to: A, share: '50%' }, { to: B, share: '50%' }]`,
      'terms[0].payee: "A"',
    ],
    [
      'parts that are more than the whole',
      `${ON}, split: [{ to: A, share: '60%' }, { to: B, share: '50%' }]`,
      'terms[0].split: "60% + 50%"',
    ],
    ['a manual term without a day', MANUAL, 'terms[0].remindOn: nothing'],
  ])('%s', (_, term, expected) => {
    expect(wrong(inTerms(term))).toEqual([expected]);
  });

  it.each([
    ['two terms of one id', [ON, ON], 'terms[1].id: "p"'],
    ['a tax on a tax', [ON, `${TAX}, on: [p, t]`], 'terms[1].on[1]: "t"'],
    ['interest on interest', [ON, `${LATE}, on: [p, l]`], 'terms[1].on[1]: "l"'],
    ['a refund of a refund', [ON, `${REFUND}, of: [p, b]`], 'terms[1].of[1]: "b"'],
    [
      'days of a refund that overlap',
      [ON, `${REFUND.replace("'10%'", "[{ upToDays: 9, rate: '9%' }, { upToDays: 9, rate: '8%' }]")}, of: [p]`],
      'terms[1].share[1].upToDays: 9',
    ],
    [
      'a credit of shares against money',
      [`${ON}, paysIn: { unit: shares }`, `${FEE}, credit: { terms: [p] }`],
      'terms[1].credit.terms[0]: "p"',
    ],
    [
      'a credit of shares against options',
      [`${ON}, paysIn: { unit: shares }`, `${FEE}, paysIn: { unit: options }, credit: { terms: [p] }`],
      'terms[1].credit.terms[0]: "p"',
    ],
    ['a credit of expenses', [EXPENSES, `${FEE}, credit: { terms: [e] }`], 'terms[1].credit.terms[0]: "e"'],
  ])('%s', (_, terms, expected) => {
    expect(wrong(inTerms(...terms))).toEqual([expected]);
  });

  it.each([
    ['a duration that says nothing', "duration: { clause: '9' }", 'duration.months: nothing'],
    [
      'a renewal of what does not end',
      "duration: { clause: '9', renewsMonths: 12, notice: { days: 30 } }",
      'duration.renewsMonths: 12',
    ],
    ['a notice of nothing', "duration: { clause: '9', notice: {} }", 'duration.notice.days: nothing'],
    ['a notice of two', "duration: { clause: '9', notice: { days: 30, months: 1 } }", 'duration.notice.days: 30'],
    [
      'a notice to the end of no term',
      "duration: { clause: '9', notice: { days: 30, endsAt: term-end } }",
      'duration.notice.endsAt: "term-end"',
    ],
    [
      'a reading of two questions',
      "readings: [{ silence: tail, question: Q, clause: '2', reading: x, takenBy: y, takenOn: 2026-01-01 }]",
      'readings[0].silence: "tail"',
    ],
    [
      'a question that is read twice',
      "readings: [{ question: Q, clause: '2', reading: x, takenBy: y, takenOn: 2026-01-01 }, { question: Q, clause: '2', reading: x, takenBy: y, takenOn: 2026-01-01 }]",
      'readings[1].silence: "Q"',
    ],
    [
      'an address of both parties, whatever its case',
      'client: { name: C, address: [x], statementsTo: [Office@PMR.example] }\nconsultant: { name: D, address: [x], statementsTo: [a@b.example, office@pmr.EXAMPLE] }',
      'client.statementsTo: "office@pmr.example"',
    ],
  ])('%s', (_, changes, expected) => {
    expect(wrong(changes)).toEqual([expected]);
  });
});

describe('what is allowed instead', () => {
  const allowed = (...terms: readonly string[]) => problemsOf(inTerms(...terms)).map((problem) => problem.allowed);
  const fixes = (...terms: readonly string[]) => problemsOf(inTerms(...terms)).map(({ fix }) => fix);

  it('names the ids that fit, or says that there are none', () => {
    expect(allowed(ON, EXPENSES, `${TAX}, on: [x]`)).toEqual(['one of p, e']);
    expect(allowed(ON, `${TAX}, on: [p]`, `${LATE}, on: [x]`)).toEqual(['one of p, t']);
    expect(allowed(`${TAX}, on: [x]`)).toEqual(['the id of a term that brings money; there is none']);
    expect(allowed(ON, FEE.replace('id: f', 'id: g'), `${FEE}, credit: { terms: [x] }`)).toEqual(['one of p, g']);
    expect(allowed(`${FEE}, credit: { terms: [x] }`)).toEqual([
      'a retainer, a payment or an earlier fee line of this file; there is none',
    ]);
  });

  it('tells a circle of fees from a fee that is not there', () => {
    const circle = /would go round in a circle\.$/;
    expect(fixes(`${FEE}, credit: { terms: [f] }`)).toEqual([expect.stringMatching(circle)]);
    expect(fixes(`${FEE}, credit: { terms: [g] }`, FEE.replace('id: f', 'id: g'))).toEqual([
      expect.stringMatching(circle),
    ]);
    expect(fixes(`${FEE}, credit: { terms: [x] }`)).toEqual([expect.stringMatching(/money with money\.$/)]);
    const earlierInShares = [
      `${FEE.replace('id: f', 'id: g')}, paysIn: { unit: shares }`,
      `${FEE}, credit: { terms: [g] }`,
    ];
    expect(fixes(...earlierInShares)).toEqual([expect.stringMatching(/money with money\.$/)]);
  });

  it('counts the choices', () => {
    expect(fixes(RETAINER)).toEqual(['Give exactly one of the two.']);
    expect(fixes(PAYMENT)).toEqual(['Give exactly one of the three.']);
  });

  it('names the day or the number before', () => {
    expect(allowed(`${RETAINER}, anchor: 1999-04-05`)).toEqual(['a date on or after 1999-04-06']);
    expect(allowed(`${ANCHORED}, shortFirst: { from: 1999-04-05, amount: '1.00' }`)).toEqual([
      'a date on or after 1999-04-06',
    ]);
    expect(
      allowed(`${ANCHORED}, steps: [{ from: 1999-07-01, amount: '6.00' }, { from: 1999-06-01, amount: '7.00' }]`),
    ).toEqual(['a date after 1999-07-01']);
    const bands = REFUND.replace("'10%'", "[{ upToDays: 9, rate: '9%' }, { upToDays: 9, rate: '8%' }]");
    expect(allowed(ON, `${bands}, of: [p]`)).toEqual(['a number above 9']);
  });
});
