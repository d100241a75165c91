import { describe, expect, it } from 'vitest';
import { moreFindings } from '../../cli/lint-more.ts';
import { reportFindings } from '../../cli/lint-reports.ts';
import { playedUnder } from '../builders/owed-under.ts';

const REST = 'receipts: required, dueDays: 0';
const FEE =
  "kind: success-fee, id: fee, clause: '2', rate: '10%', basis: cost, trigger: closing, scope: any-investor, rounding: half-up, dueDays: 0";
const RETAINER =
  "kind: retainer, id: r, clause: '1', amount: '5.00', everyMonths: 1, anchor: 2026-02-01, timing: in-advance, minimumPeriods: 0, afterMinimum: stops, dueDays: 0";

function found(term: string, more = ''): string[] {
  const [version] = playedUnder(
    `${more}\nterms:\n  - { ${term} }\n  - { kind: payment, id: pay, clause: '3', name: Pay, amount: '1.00', on: 2026-02-01, dueDays: 0 }`,
  ).versions;
  return version === undefined
    ? []
    : [...moreFindings(version.terms), ...reportFindings(version.terms)].map(({ what }) => what);
}

describe('lint finds', () => {
  it.each([
    ['expenses without a limit', `kind: expenses, id: e, clause: '4', ${REST}`, /no cap and no approval/],
    [
      'interest without the legal most',
      "kind: late-interest, id: l, clause: '5', rate: '1%', per: month, on: all, dueDays: 0",
      /No legal most/,
    ],
    [
      'a refund for ever',
      "kind: refund, id: b, clause: '6', of: [pay], trigger: leaves, share: '50%', dueDays: 0",
      /however long after/,
    ],
    [
      'what is left to a person',
      "kind: manual, id: m, clause: '7', what: audit, remindOn: [2026-12-01]",
      /reminded on 1 December 2026/,
    ],
    [
      'a price that somebody must state',
      "kind: payment, id: s, clause: '8', name: S, amount: '1.00', on: 2026-02-01, dueDays: 0, paysIn: { unit: shares, price: stated }",
      /waits until somebody states/,
    ],
    ['pay that may never be payable', `${RETAINER}, payableWhen: { event: closing }`, /Nothing of it is ever payable/],
    [
      'fees that wait for a condition',
      `${FEE}, tail: open-ended, when: { event: closing, raised: '5.00' }`,
      /unless its condition is met/,
    ],
    [
      'an index that somebody must state',
      "kind: payment, id: i, clause: '8', name: I, amount: '1.00', on: 2026-02-01, dueDays: 0, indexed: { index: cpi, base: '100', from: 2026-02-01, everyMonths: 12, mayFall: true }",
      /waits on each adjustment day/,
    ],
    [
      'an offset that somebody must report',
      `${FEE}, tail: open-ended, offset: {}`,
      /only where the closing is reported/,
    ],
    ['a fee shared among so many', `${FEE}, tail: open-ended, sharedAmong: finders`, /states no number of finders/],
    [
      'a scale on which sources differ',
      `${FEE.replace("'10%'", "{ greatest: ['1%', { scale: modified-lehman, step: '5.00' }] }")}, tail: open-ended`,
      /sources give different scales/,
    ],
    [
      'a tail that ends before the agreement',
      `${FEE}, tail: { months: 12, from: introduction }`,
      /stops earning after 12 months/,
    ],
  ])('%s', (_, term, what) => {
    expect(found(term)).toEqual([expect.stringMatching(what)]);
  });

  it.each([
    ['expenses with a cap', `kind: expenses, id: e, clause: '4', atMostMonth: '5.00', ${REST}`],
    [
      'interest up to the legal most',
      "kind: late-interest, id: l, clause: '5', rate: '1%', per: month, yearAtMost: '10%', on: all, dueDays: 0",
    ],
    ['a single late charge', "kind: late-interest, id: l, clause: '5', rate: '1%', per: once, on: all, dueDays: 0"],
    ['expenses with a cap a year', `kind: expenses, id: e, clause: '4', atMostYear: '5.00', ${REST}`],
    [
      'a refund by days',
      "kind: refund, id: b, clause: '6', of: [pay], trigger: leaves, share: { overDays: 90 }, dueDays: 0",
    ],
  ])('nothing in %s', (_, term) => {
    expect(found(term)).toEqual([]);
  });

  it('nothing in a tail that outlasts the agreement', () => {
    expect(found(`${FEE}, tail: { months: 12, from: introduction }`, "duration: { clause: '9', months: 12 }")).toEqual(
      [],
    );
  });
});
