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
  "kind: retainer, id: r, clause: '1', amount: '2000.00', everyMonths: 1, timing: in-advance, minimumPeriods: 0, afterMinimum: month-to-month, dueDays: 0, anchor: 2026-03-01";
const ON = "kind: payment, id: p, clause: '2', name: Fee, amount: '100.00', dueDays: 0, on: 2026-03-01";
const FEE =
  "kind: success-fee, id: f, clause: '2', rate: '5%', basis: revenue, trigger: closing, scope: any-investor, tail: open-ended, rounding: down, dueDays: 0";
const EXPENSES = "kind: expenses, id: e, clause: '3', receipts: required, dueDays: 0";
const SURCHARGE = "kind: surcharge, id: s, clause: '7', name: Charge, rate: '10%', dueDays: 0";
const LATE = "kind: late-interest, id: l, clause: '5', rate: '1.5%', per: once, on: all, dueDays: 0";
const REFUND = "kind: refund, id: b, clause: '6', of: [p], trigger: leaves, share: '50%', dueDays: 0";

const PLAIN_RETAINER =
  'USD 2,000.00 every month, in advance, from 1 March 2026. At least 0 periods, then from period to period until a party ends it';

describe('a retainer in sentences', () => {
  it('of weeks says so', () => {
    expect(said(RETAINER.replace('everyMonths: 1', 'everyWeeks: 2'))).toContain('USD 2,000.00 every 2 weeks, ');
    expect(said(RETAINER.replace('everyMonths: 1', 'everyWeeks: 1'))).toContain('USD 2,000.00 every week, ');
  });

  it.each([
    ['', ''],
    ['rises: { by: 3%, everyMonths: 12 }', '. It rises by 3% every 12 months'],
    [
      "indexed: { index: cpi, base: '102.5', from: 2027-01-01, everyMonths: 12, mayFall: true }",
      '. It follows cpi, 102.5 at the start, from 1 January 2027 on, adjusted every 12 months',
    ],
    [
      "indexed: { index: cpi, base: '102.5', from: 2027-01-01, everyMonths: 12, mayFall: false }",
      '. It follows cpi, 102.5 at the start, from 1 January 2027 on, adjusted every 12 months, never below what was agreed',
    ],
    [
      'earlyEnd: { byClient: at-once, byConsultant: not-owed, forCause: on-their-days }',
      '. When the client ends it early, the rest of the minimum is owed at once. When the consultant ends it early, the rest of the minimum is not owed. When it is ended early for cause, the rest of the minimum is owed on its days',
    ],
    [
      'rises: { by: 3%, everyMonths: 12 }, earlyEnd: { forCause: not-owed }',
      '. It rises by 3% every 12 months. When it is ended early for cause, the rest of the minimum is not owed',
    ],
  ])('says how its amount changes, and what an early end makes of it: %s', (more, words) => {
    expect(said(more === '' ? RETAINER : `${RETAINER}, ${more}`)).toBe(
      `${PLAIN_RETAINER}${words}. Due when it accrues.`,
    );
  });
});

describe('a payment in sentences', () => {
  const plain = 'USD 100.00 on 1 March 2026';

  it.each([
    [
      'instalments: [{ share: 25% }, { share: 75%, afterMonths: 6 }]',
      '. In instalments: 25% after 0 months, 75% after 6 months. Due when it accrues.',
    ],
    ['credit: { terms: [r], share: 50% }', '. Less 50% of what r brought by then. Due when it accrues.'],
    [
      "indexed: { index: cpi, base: '1', from: 2027-01-01, everyMonths: 1, mayFall: true }",
      '. It follows cpi, 1 at the start, from 1 January 2027 on, adjusted every 1 months. Due when it accrues.',
    ],
    ['dueRolls: next-business-day', '. Due when it accrues, or on the next business day.'],
  ])('says what it says besides: %s', (more, words) => {
    expect(said(RETAINER, `${ON}, ${more}`)).toBe(`${plain}${words}`);
  });

  it('is credited with several terms, and only for what closes within its days', () => {
    expect(said(RETAINER, FEE, `${ON}, credit: { terms: [r, f] }`)).toContain(
      'Less 100% of what r and f brought by then',
    );
    const event = ON.replace('on: 2026-03-01', 'onEvent: hire');
    expect(said(`${event}, where: { from: 2026-01-01, to: 2026-12-31 }`)).toContain(
      'USD 100.00 on each hire. From 1 January 2026 on. Up to 31 December 2026. ',
    );
  });

  const when = (condition: string) => said(ON.replace('on: 2026-03-01', `when: ${condition}`));

  it.each([
    [
      '{ all: [{ event: closing }, { event: listing }] }',
      'once the first closing has come, and the first listing has come.',
    ],
    [
      '{ any: [{ event: closing }, { event: listing }] }',
      'once the first closing has come, or the first listing has come.',
    ],
    ['{ event: end, by: client, forCause: true }', 'once the first end by the client, for cause has come.'],
    ['{ event: end, forCause: false }', 'once the first end, without cause has come.'],
    ['{ event: closing, missedBy: 2026-12-31 }', 'once the first closing has not come by 31 December 2026.'],
    [
      '{ event: closing, missedBy: 2026-12-31, classes: [fund], instruments: [equity] }',
      'once the first closing has not come by 31 December 2026, for equity only, for investors of the class fund only.',
    ],
  ])('says what it waits for: %s', (condition, words) => {
    expect(when(condition)).toBe(`USD 100.00 ${words} Due when it accrues.`);
  });
});

describe('a fee in sentences', () => {
  const between = (more: string, ...before: readonly string[]) =>
    said(...before, `${FEE}, ${more}`)
      .replace('5% of the revenue, whoever brought the investor. ', '')
      .replace('. Rounded once, down. Due when it accrues.', '');

  it.each([
    ['counts: altogether', 'All closings count together'],
    ['counts: each-month', 'All closings of a calendar month count together'],
    ['counts: each-contract-year', 'All closings of a year of the agreement count together'],
    ['window: { months: 24 }', "For 24 months from the investor's first"],
    ['window: { months: 24, from: hire }', "For 24 months from the investor's first hire"],
    ['window: { months: 24, after: 12 }', "From month 13 to month 24 from the investor's first"],
    ['sharedAmong: finders', 'Divided by the number of finders of the closing'],
    ['offset: {}', 'Less 100% of what others are paid for the same closing'],
    [
      "offset: { share: 50%, leaves: '2%', togetherAtMost: '6%' }",
      'Less 50% of what others are paid for the same closing, as far as both are above 6%; at least 2% is left',
    ],
    ["together: { with: [r, p], atMost: '7%' }", 'With r and p at most 7% of a closing'],
    ["together: { with: [r], altogetherAtMost: '5.00' }", 'With r at most USD 5.00 in all'],
    [
      "together: { with: [r], atMost: '7%', altogetherAtMost: '5.00' }",
      'With r at most 7% of a closing. With r at most USD 5.00 in all',
    ],
  ])('says what bears on it: %s', (more, words) => {
    expect(between(more, RETAINER, ON)).toBe(words);
  });

  it('says by which rules an introduction is proven, where it has its own', () => {
    expect(between('attribution: { proves: [email], several: first }')).toMatch(
      /^An introduction is proven by the same full e-mail address\. .*the first counts\. /,
    );
  });

  it('says how late a tail takes an introduction, and what it earns in it', () => {
    expect(said(FEE.replace('open-ended', '{ months: 12, listWithinDays: 10, share: 50% }'))).toContain(
      'Up to 12 months after the end of the agreement. Put on record at the latest 10 days after the end. After the end 50% of the fee. ',
    );
  });

  it.each([
    ["{ forEach: '100000.00', pays: '5000.00' }", 'USD 5,000.00 for each full USD 100,000.00'],
    [
      "{ bands: [{ upTo: '10.00', fixed: '1.00' }, { rate: '2%' }], taken: whole }",
      'USD 1.00 up to USD 10.00, 2% above (whole)',
    ],
    ['{ scale: modified-lehman }', 'modified-lehman: 2% up to USD 10,000,000.00, 1% above (marginal)'],
    [
      "{ bands: [{ upTo: '10.00', rate: '3%' }, { rate: '2%' }], taken: marginal }",
      '3% up to USD 10.00, 2% above (marginal)',
    ],
  ])('says its rate %s as %s', (rate, words) => {
    expect(said(FEE.replace("'5%'", rate))).toMatch(words);
    expect(said(FEE.replace("'5%'", rate)).startsWith(`${words} of the revenue`)).toBe(true);
  });
});

describe('other terms in sentences', () => {
  it('are a surcharge with its limits', () => {
    expect(said(RETAINER, ON, `${SURCHARGE}, on: [r, p], rounding: half-even`)).toBe(
      '10% on what r and p bring, billed beside each amount, rounded half even. Due when it accrues.',
    );
    expect(said(`${SURCHARGE}, on: all, atMostEach: '1.00', altogetherAtMost: '2.00', payee: Agent`)).toBe(
      '10% on what all terms bring, billed beside each amount, rounded half up. At most USD 1.00 each time. At most USD 2.00 in all. Paid by the client to Agent, and not invoiced here. Due when it accrues.',
    );
  });

  it('are expenses within a year, interest once, and a refund in proportion that may be made good', () => {
    expect(said(`${EXPENSES}, atMostYear: '500.00'`)).toContain('At most USD 500.00 a year. With receipts');
    expect(said(EXPENSES)).not.toContain('a year');
    expect(said(LATE)).toContain('1.5% once on what all terms bring and is paid late. ');
    const refund = `${REFUND.replace("'50%'", 'in-proportion')}, unless: { event: [replaced, returned], withinDays: 30 }`;
    expect(said(ON, refund)).toBe(
      'As much as the event is of the whole of what was paid under p is given back on leaves. Days after the event are counted. Nothing when replaced or returned makes it good within 30 days. Rounded half up. Due when it accrues.',
    );
  });
});
