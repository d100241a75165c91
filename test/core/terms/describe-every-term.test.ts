import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeTerm } from '../../../shared/core/terms/describe-term.ts';
import { readContract } from '../../../shared/core/terms/read-contract.ts';
import { contractFile1999 } from '../../builders/a-contract.ts';

/** The sentences about the last of these terms, which are given as YAML without the braces around each. */
function said(...terms: readonly string[]): string {
  const read = readContract({ ...contractFile1999(), terms: terms.map((term) => parse(`{ ${term} }`)) }).terms;
  const last = read.terms.at(-1);
  if (last === undefined) throw new Error('There is no term.');
  return describeTerm(last, read.currency);
}

const RETAINER =
  "kind: retainer, id: r, clause: '1', amount: '2000.00', everyMonths: 1, timing: in-advance, minimumPeriods: 0, afterMinimum: month-to-month, dueDays: 0";
const PAYMENT = "kind: payment, id: p, clause: '2', name: Fee, amount: '100.00', dueDays: 0";
const ON = `${PAYMENT}, on: 2026-03-01`;
const FEE =
  "kind: success-fee, id: f, clause: '2', rate: '5%', basis: revenue, trigger: closing, scope: any-investor, tail: open-ended, rounding: down, dueDays: 0";
const EXPENSES = "kind: expenses, id: e, clause: '3', receipts: required, dueDays: 0";
const TAX = "kind: tax, id: t, clause: '4', name: VAT, rate: '20%', on: all";
const LATE = "kind: late-interest, id: l, clause: '5', rate: '1.5%', per: month, on: all, dueDays: 0";
const REFUND = "kind: refund, id: b, clause: '6', of: [p], trigger: leaves, share: '50%', dueDays: 0";
const MANUAL = "kind: manual, id: m, clause: '7', what: The books are audited";

describe('a retainer in sentences', () => {
  it('says when it begins, steps, stops and is payable', () => {
    const retainer = `${RETAINER}, startsWhen: { event: listing }, endsWhen: { event: sale }, payableWhen: { event: closing }, steps: [{ from: 2026-05-01, amount: '2500.00' }, { when: { event: merger }, amount: '3000.00' }]`;
    expect(said(retainer)).toBe(
      'USD 2,000.00 every month, in advance, from the first listing has come. ' +
        'Then USD 2,500.00 from 1 May 2026 on, USD 3,000.00 from the first merger has come on. ' +
        'At least 0 periods, then from period to period until a party ends it. ' +
        'No more once the first sale has come. Payable only once the first closing has come. Due when it accrues.',
    );
  });

  it.each([
    [
      "anchor: 2026-02-01, shortFirst: { from: 2026-01-20, amount: '500.00' }",
      'from 1 February 2026. Before that a shorter period from 20 January 2026, at USD 500.00. At least',
    ],
    [
      'anchor: 2026-02-01, shortFirst: { from: 2026-01-20 }, proration: actual-days',
      'Before that a shorter period from 20 January 2026, by its days. At least 0 periods, then from period to period until a party ends it. A period that ends early or is paused is billed by its days, as the calendar has them. Due',
    ],
    [
      'anchor: 2026-02-01, proration: thirty-day-months',
      'A period that ends early or is paused is billed by its days, with thirty to a month.',
    ],
  ])('with %s says so', (more, words) => {
    expect(said(`${RETAINER}, ${more}`)).toContain(words);
  });
});

describe('a payment in sentences', () => {
  it.each([
    [
      "when: { event: closing, raised: '500.00' }",
      'USD 100.00 once the first closing, all together of at least USD 500.00 has come. Due when it accrues.',
    ],
    [
      "when: { event: [closing, hire], times: 3, reaches: '5.00', instruments: [equity], classes: [a, b] }",
      'USD 100.00 once the number 3 closing or hire of at least USD 5.00 has come, for equity only, for investors of the class a or b only. Due when it accrues.',
    ],
    ['when: { event: end, by: client }', 'USD 100.00 once the first end by the client has come. Due when it accrues.'],
    [
      'onEvent: closing, where: { investors: [Quay, Wharf], notInvestors: [Pier, Dock], notClasses: [a, b] }',
      'USD 100.00 on each closing. Not for investors of the class a or b. For Quay, Wharf only. Not for Pier, Dock. Due when it accrues.',
    ],
    [
      'on: 2026-03-01, payee: Agent',
      'USD 100.00 on 1 March 2026. Paid by the client to Agent, and not invoiced here. Due when it accrues.',
    ],
    [
      'on: 2026-03-01, split: [{ to: A, share: 1/3 }, { to: B, share: 2/3 }]',
      'USD 100.00 on 1 March 2026. Of which 1/3 to A, 2/3 to B. Due when it accrues.',
    ],
    [
      "on: 2026-03-01, discount: { clause: '2.1', share: '1.5%', within: 10 }",
      'USD 100.00 on 1 March 2026. Less 1.5% when paid within 10 days. Due when it accrues.',
    ],
    [
      "on: 2026-03-01, discount: { clause: '2.1', share: '1.5%', within: 10, counted: business-days }",
      'USD 100.00 on 1 March 2026. Less 1.5% when paid within 10 business days. Due when it accrues.',
    ],
    [
      'on: 2026-03-01, paysIn: { unit: shares }',
      '100 shares on 1 March 2026. Paid in shares, to the whole unit down. Due when it accrues.',
    ],
    [
      "on: 2026-03-01, paysIn: { unit: shares, price: '0.25', rounding: half-up, note: restricted }",
      'USD 100.00 on 1 March 2026. Paid in shares at 0.25 each, to the whole unit half up. Of the shares: restricted. Due when it accrues.',
    ],
    [
      'on: 2026-03-01, paysIn: { unit: shares, price: stated, electedBy: consultant }',
      'USD 100.00 on 1 March 2026. In shares at the price of the day, to the whole unit down when the consultant elects it. Due when it accrues.',
    ],
  ])('with %s', (more, words) => {
    expect(said(`${PAYMENT}, ${more}`)).toBe(words);
  });
});

describe('a fee in sentences', () => {
  const START = '5% of the revenue, whoever brought the investor.';
  const END = 'Rounded once, down. Due when it accrues.';

  it.each([
    ['once: per-investor', 'Once for each investor.'],
    ['when: { event: listing }', 'Owed only once the first listing has come.'],
    ["periodAtMost: { months: 1, amount: '9.00' }", 'At most USD 9.00 a calendar month.'],
    ["periodAtMost: { months: 3, amount: '9.00' }", 'At most USD 9.00 a calendar quarter.'],
    ["periodAtMost: { months: 12, amount: '9.00' }", 'At most USD 9.00 a calendar year.'],
    ["investorAtMost: '9.00'", 'At most USD 9.00 on one investor.'],
    [
      "atLeast: '1.00', atMost: '9.00', altogetherAtMost: '90.00'",
      'At least USD 1.00 a closing. At most USD 9.00 a closing. At most USD 90.00 in all.',
    ],
    [
      "credit: { terms: [p], atMost: '5.00' }",
      'Less 100% of what p brought, USD 5.00 at most, taken after the least amount is tested.',
    ],
    [
      "credit: { terms: [p], share: '50%', taken: before-minimum }",
      'Less 50% of what p brought, taken before the least amount is tested.',
    ],
  ])('with %s says so, between what it is on and how it is rounded', (more, words) => {
    expect(said(ON, `${FEE}, ${more}`)).toBe(`${START} ${words} ${END}`);
  });

  it('without more says no more', () => {
    expect(said(FEE)).toBe(`${START} ${END}`);
  });

  it.each([
    ['transaction-value', '5% of transaction value, '],
    ['amount-received', '5% of the amount received, '],
    ['net-of-deductions', '5% of the amount, net of deductions, '],
    ['revenue', '5% of the revenue, '],
    ['salary', '5% of the salary, '],
    ['cost', '5% of the cost, '],
  ])('on %s says so', (basis, words) => {
    expect(said(FEE.replace('basis: revenue', `basis: ${basis}`)).startsWith(words)).toBe(true);
  });

  it('on what is counted names it, and is a number of units', () => {
    const counted = FEE.replace('basis: revenue', 'basis: { counted: [shares, options] }');
    expect(said(`${counted}, paysIn: { unit: shares }, atLeast: '5.00'`)).toBe(
      '5% of shares and options, whoever brought the investor. At least 5 shares a closing. Rounded once, down. Paid in shares, to the whole unit down. Due when it accrues.',
    );
  });

  it.each([
    ['{ months: 6 }', 'Up to 6 months after the end of the agreement.'],
    ['{ months: 6, from: introduction }', 'Up to 6 months after the introduction.'],
    [
      '{ months: 6, scope: introduced-only, investors: [Quay, Wharf], afterCause: earns-nothing }',
      'Up to 6 months after the end of the agreement. After the end only on investors who were introduced. After the end only on Quay, Wharf. Nothing after an end for cause.',
    ],
    ['{ months: 6, afterCause: earns }', 'Up to 6 months after the end of the agreement.'],
  ])('with the tail %s says so', (tail, words) => {
    expect(said(FEE.replace('open-ended', tail))).toBe(
      `5% of the revenue, whoever brought the investor. ${words} ${END}`,
    );
  });

  it.each([
    ['half-up', 'half up'],
    ['half-even', 'half to even'],
    ['down', 'down'],
    ['up', 'up'],
  ])('rounded %s says so', (rounding, words) => {
    expect(said(FEE.replace('rounding: down', `rounding: ${rounding}`))).toContain(` Rounded once, ${words}. `);
  });

  it('on other things than closings names them', () => {
    expect(said(FEE.replace('trigger: closing', 'trigger: [closing, hire]'))).toContain(' On closing or hire. ');
    expect(said(FEE.replace('trigger: closing', 'trigger: hire'))).toContain(' On hire. ');
  });
});

describe('expenses in sentences', () => {
  it.each([
    ['', 'All expenses, as they are claimed. With receipts. Due when it accrues.'],
    [
      ", categories: [legal, travel], atMostEach: '5.00', atMostMonth: '9.00', altogetherAtMost: '90.00', approval: { above: '4.00', of: month }",
      'Expenses for legal and travel, as they are claimed. At most USD 5.00 a claim. At most USD 9.00 a month. At most USD 90.00 in all. Approved beforehand above USD 4.00 a month. With receipts. Due when it accrues.',
    ],
    [
      ", approval: { above: '4.00', of: item }, payee: Agent",
      'All expenses, as they are claimed. Approved beforehand above USD 4.00 a claim. With receipts. Paid by the client to Agent, and not invoiced here. Due when it accrues.',
    ],
  ])('with%s', (more, words) => {
    expect(said(EXPENSES + more)).toBe(words);
  });

  it('without receipts says so', () => {
    expect(said(EXPENSES.replace('required', 'not-required'))).toContain(' Without receipts. ');
  });
});

describe('what rests on other terms in sentences', () => {
  it('is a tax', () => {
    expect(said(ON, TAX)).toBe('20% on what all terms bring, rounded half up.');
    expect(said(ON, FEE, TAX.replace('on: all', 'on: [p, f], rounding: down'))).toBe(
      '20% on what p and f bring, rounded down.',
    );
  });

  it.each([
    ['per: month', '1.5% for each whole month on'],
    ['per: month-or-part', '1.5% for each month or part of one on'],
    ['per: year', '1.5% a year, by days, actual/365 on'],
    ['per: year, dayCount: 30/360', '1.5% a year, by days, 30/360 on'],
  ])('is late interest %s', (per, words) => {
    expect(said(ON, LATE.replace('per: month', per))).toBe(
      `${words} what all terms bring and is paid late. Interest bears no interest. Rounded half up. Due when it accrues.`,
    );
  });

  it('is late interest with all its limits', () => {
    const late = `${LATE}, compounding: true, graceDays: 5, yearAtMost: '18%', rounding: half-even`;
    expect(said(ON, late)).toBe(
      '1.5% for each whole month on what all terms bring and is paid late. Interest bears interest. ' +
        'None when it is paid within 5 days after it was due. At most 18% a year. Rounded half even. Due when it accrues.',
    );
  });

  it.each([
    ["share: '50%'", '50% of'],
    ['share: { overDays: 100 }', 'What is left of 100 days, in proportion of'],
    ["share: [{ upToDays: 30, rate: '60%' }, { upToDays: 60, rate: '40%' }]", '60% up to day 30, 40% up to day 60 of'],
  ])('is a refund with %s', (share, words) => {
    expect(said(ON, REFUND.replace("share: '50%'", share))).toBe(
      `${words} what was paid under p is given back on leaves. Days after the event are counted. Rounded half up. Due when it accrues.`,
    );
  });

  it('is a refund with all its conditions', () => {
    const refund = REFUND.replace('of: [p], trigger: leaves', 'of: [p, f], trigger: [leaves, dies]');
    expect(said(ON, FEE, `${refund}, counting: first-day, basis: billed, ifPaidWithin: 7`)).toBe(
      '50% of what was billed under p or f is given back on leaves or dies. The day of the event itself is the first. ' +
        'Only when it was paid in full within 7 days after it was due. Rounded half up. Due when it accrues.',
    );
  });
});

describe('a manual term in sentences', () => {
  it.each([
    ['remindOn: [2026-06-30, 2026-03-31]', 'A person is reminded 31 March 2026, 30 June 2026; nothing is billed.'],
    ['onEvent: merger', 'A person is reminded on each merger; nothing is billed.'],
    [
      'remindOn: [2026-03-31], onEvent: merger',
      'A person is reminded 31 March 2026 and on each merger; nothing is billed.',
    ],
  ])('says on what a person is reminded: %s', (when, words) => {
    expect(said(`${MANUAL}, ${when}`)).toBe(`The books are audited. ${words}`);
  });
});
