import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { InputError } from '../../../shared/core/errors.ts';
import { readContract } from '../../../shared/core/terms/read-contract.ts';
import { contractFile1999 } from '../../builders/a-contract.ts';

const FEE =
  "{ kind: success-fee, id: fee, clause: '2', rate: '5%', basis: cost, trigger: closing, scope: any-investor, tail: open-ended, rounding: half-up, dueDays: 0";
const PAYMENT = "{ kind: payment, id: pay, clause: '3', name: Pay, amount: '5.00', on: 2026-02-01, dueDays: 0";
const RETAINER =
  "{ kind: retainer, id: retainer, clause: '1', amount: '5.00', everyMonths: 1, timing: in-advance, minimumPeriods: 0, afterMinimum: stops, dueDays: 0";
const TAX = "{ kind: tax, id: vat, clause: '4', name: VAT, rate: '20%'";
const LATE = "{ kind: late-interest, id: late, clause: '5', rate: '1%', per: month, dueDays: 0";
const REFUND = "{ kind: refund, id: back, clause: '6', trigger: leaves, dueDays: 0";

/** What is said of a contract file whose other keys are given as YAML, each mistake as `field: fix`. */
function said(changes: string): string[] {
  try {
    readContract({ ...contractFile1999(), ...parse(changes) });
  } catch (error) {
    if (error instanceof InputError) return error.problems.map(({ field, fix }) => `${field}: ${fix}`);
    throw error;
  }
  return [];
}

const terms = (...each: string[]): string => `terms:\n${each.map((term) => `  - ${term} }\n`).join('')}`;

describe('a contract file is refused, with the place and the fix, for', () => {
  it.each([
    [
      'tiers that overlap',
      terms(
        FEE.replace(
          "'5%'",
          "{ bands: [{ upTo: '20.00', rate: '3%' }, { upTo: '10.00', rate: '2%' }, { rate: '1%' }], taken: whole }",
        ),
      ),
      'terms[0].rate.bands[1].upTo: Put the bands in order',
    ],
    [
      'a tier that leaves a gap',
      terms(FEE.replace("'5%'", "{ bands: [{ rate: '3%' }, { rate: '2%' }], taken: whole }")),
      'terms[0].rate.bands[0].upTo',
    ],
    ['a rate over 100%', terms(FEE.replace('5%', '101%')), 'terms[0].rate'],
    ['a negative amount', terms(PAYMENT.replace('5.00', '-5.00')), 'terms[0].amount: An amount is never negative'],
    ['a tail without a length', terms(FEE.replace('open-ended', '{ from: introduction }')), 'terms[0].tail'],
    [
      'a minimum over the maximum',
      terms(`${FEE}, atLeast: '50.00', atMost: '40.00'`),
      'terms[0].atLeast: Swap the two',
    ],
    ['a currency that is not one', 'currency: XXX', 'currency'],
    ['a date that does not exist', terms(PAYMENT.replace('2026-02-01', "'2026-02-30'")), 'terms[0].on'],
    [
      'a fee that credits itself',
      terms(`${FEE}, credit: { terms: [fee] }`),
      'terms[0].credit.terms[0]: A fee is credited with what a fee line before it brought; two',
    ],
    [
      'two fees that credit each other',
      terms(`${FEE}, credit: { terms: [other] }`, `${FEE.replace('id: fee', 'id: other')}, credit: { terms: [fee] }`),
      'terms[0].credit.terms[0]: A fee is credited with what a fee line before it brought; two',
    ],
    [
      'a credit of shares against money',
      terms(`${PAYMENT}, paysIn: { unit: shares }`, `${FEE}, credit: { terms: [pay] }`),
      'terms[1].credit.terms[0]: A fee is credited',
    ],
    ['a tax on a tax', terms(PAYMENT, `${TAX}, on: [vat]`), 'terms[1].on[0]: A tax is on what other terms bring.'],
    [
      'interest on interest',
      terms(PAYMENT, `${LATE}, on: [late]`),
      'terms[1].on[0]: Interest is on what other terms bring, never on interest.',
    ],
    [
      'a refund of a refund',
      terms(PAYMENT, `${REFUND}, of: [back], share: '10%'`),
      'terms[1].of[0]: A refund is of what other terms brought.',
    ],
    [
      'days of a refund that are out of order',
      terms(PAYMENT, `${REFUND}, of: [pay], share: [{ upToDays: 30, rate: '60%' }, { upToDays: 30, rate: '40%' }]`),
      'terms[1].share[1].upToDays: Put the bands in order',
    ],
    [
      'a retainer that begins twice',
      terms(`${RETAINER}, anchor: 2026-02-01, startsWhen: { event: closing }`),
      'terms[0].anchor: Give exactly one of the two.',
    ],
    ['a retainer that never begins', terms(RETAINER), 'terms[0].anchor: Give exactly one of the two.'],
    [
      'a step that is dated and conditional',
      terms(`${RETAINER}, anchor: 2026-02-01, steps: [{ from: 2026-05-01, when: { event: closing }, amount: '6.00' }]`),
      'terms[0].steps[0].from: Give exactly one of the two.',
    ],
    [
      'a short period after the first whole one',
      terms(`${RETAINER}, anchor: 2026-02-01, shortFirst: { from: 2026-02-01, amount: '1.00' }`),
      'terms[0].shortFirst.from: The short period ends',
    ],
    [
      'a short period that nobody can price',
      terms(`${RETAINER}, anchor: 2026-02-01, shortFirst: { from: 2026-01-20 }`),
      'terms[0].shortFirst.amount: Say what the short period costs',
    ],
    [
      'a payment without a day',
      terms(PAYMENT.replace(' on: 2026-02-01,', '')),
      'terms[0].on: Give exactly one of the three.',
    ],
    [
      'a choice among events that are not there',
      terms(`${PAYMENT}, where: { classes: [a] }`),
      'terms[0].where: Put the choice into the condition',
    ],
    [
      'a count that is paid in money',
      terms(FEE.replace('basis: cost', 'basis: { counted: [shares] }')),
      'terms[0].basis: Add paysIn',
    ],
    [
      'a choice of units without a price',
      terms(`${PAYMENT}, paysIn: { unit: shares, electedBy: client }`),
      'terms[0].paysIn.price: Money that may become units',
    ],
    [
      'expenses that are numbers of shares',
      terms("{ kind: expenses, id: costs, clause: '4', receipts: required, dueDays: 0, paysIn: { unit: shares }"),
      'terms[0].paysIn.price: Expenses are money',
    ],
    [
      'a discount on what is not money',
      terms(`${PAYMENT}, paysIn: { unit: shares }, discount: { clause: '3', share: '1%', within: 5 }`),
      'terms[0].discount: Take one of the two out.',
    ],
    [
      'parts that are not the whole',
      terms(`${PAYMENT}, split: [{ to: A, share: '60%' }, { to: B, share: '30%' }]`),
      'terms[0].split: Let the shares add up',
    ],
    [
      'a payee and parts',
      terms(`${PAYMENT}, payee: A, split: [{ to: A, share: '60%' }, { to: B, share: '40%' }]`),
      'terms[0].payee: Name all who get a part',
    ],
    [
      'a manual term without a day',
      terms("{ kind: manual, id: audit, clause: '7', what: the audit"),
      'terms[0].remindOn: Say when a person',
    ],
    ['a price of nothing', terms(`${PAYMENT}, paysIn: { unit: shares, price: '0.00' }`), 'terms[0].paysIn.price'],
    ['a duration that says nothing', "duration: { clause: '9' }", 'duration.months: Say how long the agreement lasts'],
    [
      'a renewal of what does not end',
      "duration: { clause: '9', renewsMonths: 12, notice: { days: 30 } }",
      'duration.renewsMonths: Say how long the first term is.',
    ],
    [
      'a notice of days and months',
      "duration: { clause: '9', notice: { days: 30, months: 1 } }",
      'duration.notice.days: Give exactly one of the two.',
    ],
    [
      'a notice to the end of no term',
      "duration: { clause: '9', notice: { days: 30, endsAt: term-end } }",
      'duration.notice.endsAt: Say how long the term is',
    ],
    [
      'a reading without its question',
      "readings: [{ clause: '2', reading: x, takenBy: y, takenOn: 2026-01-01 }]",
      'readings[0].silence: Give exactly one of the two.',
    ],
    [
      'two readings of one question',
      "readings: [{ question: Q, clause: '2', reading: x, takenBy: y, takenOn: 2026-01-01 }, { question: Q, clause: '2', reading: z, takenBy: y, takenOn: 2026-01-01 }]",
      'readings[1].silence: Keep one of the two.',
    ],
  ])('%s', (_, changes, expected) => {
    expect(said(changes).find((problem) => problem.startsWith(expected))).toBeDefined();
  });

  it('nothing, when it is right', () => {
    const credited = `${FEE}, credit: { terms: [pay], share: '50%' }`;
    expect(
      said(
        terms(PAYMENT, credited, `${TAX}, on: [pay, fee]`, `${LATE}, on: [vat]`, `${REFUND}, of: [fee], share: '10%'`),
      ),
    ).toEqual([]);
  });
});
