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

const percent = (hundredths: bigint) => ({ numerator: hundredths, denominator: 100n });
const share = (hundredths: bigint) => ({ kind: 'share', rate: percent(hundredths), text: `${hundredths}%` });
const DUE = { dueDays: 7, dueCounted: 'calendar-days', dueFrom: 'accrual' };
const NO_SCOPE = { instruments: [], classes: [], notClasses: [], investors: [], notInvestors: [] };
const happening = (event: string, more: object = {}) => ({ events: [event], where: NO_SCOPE, times: 1, ...more });

const RETAINER =
  "kind: retainer, id: r, clause: '1', amount: '2000.00', everyMonths: 3, timing: in-arrears, minimumPeriods: 2, afterMinimum: stops, dueDays: 7, anchor: 2026-03-01";
const PAYMENT = "kind: payment, id: p, clause: '2', name: Fee, amount: '100.00', dueDays: 7";
const ON = `${PAYMENT}, on: 2026-03-01`;
const FEE =
  "kind: success-fee, id: f, clause: '2', rate: '5%', basis: revenue, trigger: closing, scope: any-investor, tail: open-ended, rounding: down, dueDays: 7";
const SURCHARGE = "kind: surcharge, id: s, clause: '7', name: Charge, rate: '10%', dueDays: 7";
const REFUND = "kind: refund, id: b, clause: '6', of: [p], trigger: leaves, share: '50%', dueDays: 0";
const INDEXED = "indexed: { index: cpi, base: '102.5', from: 2027-01-01, everyMonths: 12, mayFall: false }";

describe('an amount that changes by itself', () => {
  const indexed = {
    index: 'cpi',
    base: { numerator: 1025n, denominator: 10n },
    baseText: '102.5',
    from: '2027-01-01',
    everyMonths: 12,
    mayFall: false,
  };

  it('follows an index from its base, of a retainer and of a payment', () => {
    expect(termOf(`${RETAINER}, ${INDEXED}`)).toMatchObject({ indexed });
    expect(termOf(`${ON}, ${INDEXED}`)).toMatchObject({ indexed });
    expect(termOf(RETAINER)).not.toHaveProperty('indexed');
    expect(termOf(ON)).not.toHaveProperty('indexed');
  });

  it('rises by a share', () => {
    expect(termOf(`${RETAINER}, rises: { by: 3%, everyMonths: 12 }`)).toMatchObject({
      rises: { by: { rate: percent(3n), text: '3%' }, everyMonths: 12 },
    });
    expect(termOf(RETAINER)).not.toHaveProperty('rises');
  });

  it('has a rest of its minimum that depends on who ends it, and how long its periods are', () => {
    expect(termOf(`${RETAINER}, earlyEnd: { byClient: at-once, forCause: not-owed }`)).toMatchObject({
      earlyEnd: { byClient: 'at-once', forCause: 'not-owed' },
    });
    expect(termOf(RETAINER)).not.toHaveProperty('earlyEnd');
    expect(termOf(RETAINER.replace('everyMonths: 3', 'everyWeeks: 2'))).toMatchObject({ everyWeeks: 2 });
  });
});

describe('a fee', () => {
  it.each([
    ['each', { counts: 'each' }],
    ['altogether', { counts: 'altogether' }],
    ['each-month', { counts: 'altogether', countsIn: 'month' }],
    ['each-quarter', { counts: 'altogether', countsIn: 'quarter' }],
    ['each-year', { counts: 'altogether', countsIn: 'year' }],
    ['each-contract-year', { counts: 'altogether', countsIn: 'contract-year' }],
  ])('counts %s', (counts, held) => {
    const term = termOf(`${FEE}, counts: ${counts}`);
    expect(term).toMatchObject(held);
    expect('countsIn' in held || !(term !== undefined && 'countsIn' in term)).toBe(true);
  });

  it('has a window from the first closing, or from another first', () => {
    expect(termOf(`${FEE}, window: { months: 24 }`)).toHaveProperty('window', { months: 24 });
    expect(termOf(`${FEE}, window: { months: 24, after: 12, from: hire }`)).toHaveProperty('window', {
      months: 24,
      afterMonths: 12,
      from: 'hire',
    });
    expect(termOf(FEE)).not.toHaveProperty('window');
  });

  it('is less by what others are paid, all of it unless a share is said', () => {
    expect(termOf(`${FEE}, offset: {}`)).toHaveProperty('offset', {
      share: { rate: percent(100n), text: '100%' },
    });
    expect(
      termOf(`${FEE}, offset: { share: 50%, leaves: '2%', togetherAtMost: '6%' }, sharedAmong: finders`),
    ).toMatchObject({
      offset: {
        share: { rate: { numerator: 50n, denominator: 100n }, text: '50%' },
        leaves: share(2n),
        togetherAtMost: share(6n),
      },
      sharedAmong: 'finders',
    });
    expect(termOf(FEE)).not.toHaveProperty('offset');
  });

  it('gives way to others by a rate, or by an amount', () => {
    expect(termOf(RETAINER, `${FEE}, together: { with: [r], atMost: '7%' }`)).toHaveProperty('together', {
      with: ['r'],
      atMost: share(7n),
    });
    expect(termOf(RETAINER, `${FEE}, together: { with: [r], altogetherAtMost: '5.00' }`)).toHaveProperty('together', {
      with: ['r'],
      altogetherAtMostMinor: 500n,
    });
    expect(termOf(FEE)).not.toHaveProperty('together');
  });

  it('has a tail in which it is put on record late, or earned in part', () => {
    const tail = '{ months: 12, listWithinDays: 10, share: 50% }';
    expect(termOf(FEE.replace('open-ended', tail))).toMatchObject({
      tail: { listWithinDays: 10, share: { rate: percent(50n), text: '50%' } },
    });
    const plain = termOf(FEE.replace('open-ended', '{ months: 12 }'));
    expect(plain).not.toHaveProperty('tail.listWithinDays');
    expect(plain).not.toHaveProperty('tail.share');
  });

  it('is for what closes within its days', () => {
    expect(termOf(`${FEE}, where: { from: 2026-01-01, to: 2026-12-31 }`)).toMatchObject({
      where: { ...NO_SCOPE, from: '2026-01-01', to: '2026-12-31' },
    });
  });
});

describe('a payment', () => {
  it('is credited with what other terms brought', () => {
    expect(termOf(RETAINER, `${ON}, credit: { terms: [r], share: 50%, atMost: '5.00' }`)).toHaveProperty('credit', {
      terms: ['r'],
      share: percent(50n),
      shareText: '50%',
      atMostMinor: 500n,
    });
    expect(termOf(ON)).not.toHaveProperty('credit');
  });

  it('waits for all of several things, or for one of them', () => {
    const two = '[{ event: closing }, { event: listing, missedBy: 2026-12-31 }]';
    const parts = [happening('closing'), happening('listing', { missedBy: '2026-12-31' })];
    expect(termOf(`${PAYMENT}, when: { all: ${two} }`)).toHaveProperty('when', { all: parts });
    expect(termOf(`${PAYMENT}, when: { any: ${two} }`)).toHaveProperty('when', { any: parts });
  });

  it('comes in instalments, at once unless months are said', () => {
    expect(termOf(`${ON}, instalments: [{ share: 1/4 }, { share: 75%, afterMonths: 6 }]`)).toHaveProperty(
      'instalments',
      [
        { share: { numerator: 1n, denominator: 4n }, shareText: '1/4', afterMonths: 0 },
        { share: percent(75n), shareText: '75%', afterMonths: 6 },
      ],
    );
  });

  it('is due on another day where its own is none', () => {
    expect(termOf(`${ON}, dueRolls: next-business-day`)).toMatchObject({ ...DUE, dueRolls: 'next-business-day' });
    expect(termOf(ON)).not.toHaveProperty('dueRolls');
  });
});

describe('a surcharge', () => {
  it('is on all or on some terms, rounded half up unless said', () => {
    expect(termOf(`${SURCHARGE}, on: all`)).toStrictEqual({
      kind: 'surcharge',
      id: 's',
      clause: '7',
      name: 'Charge',
      rate: percent(10n),
      rateText: '10%',
      on: [],
      rounding: 'half-up',
      ...DUE,
    });
    expect(
      termOf(ON, `${SURCHARGE}, on: [p], rounding: down, atMostEach: '1.00', altogetherAtMost: '2.00'`),
    ).toMatchObject({ on: ['p'], rounding: 'down', atMostEachMinor: 100n, altogetherAtMostMinor: 200n });
  });
});

describe('a refund', () => {
  it('is in proportion, and nothing where something makes it good', () => {
    const more = 'unless: { event: [replaced, returned], withinDays: 30 }';
    expect(termOf(ON, `${REFUND.replace("'50%'", 'in-proportion')}, ${more}`)).toMatchObject({
      share: { kind: 'in-proportion' },
      unless: { events: ['replaced', 'returned'], withinDays: 30 },
    });
    expect(termOf(ON, REFUND)).not.toHaveProperty('unless');
  });
});

describe('a contract', () => {
  it('reminds on its days in order, each once, and the client alone unless said', () => {
    expect(read('reminders: { daysLate: [21, 7, 21, 100] }').reminders).toStrictEqual({
      daysLate: [7, 21, 100],
      to: ['client'],
    });
    expect(read("reminders: { clause: '9', daysLate: [7], to: [client, consultant, client] }").reminders).toStrictEqual(
      { daysLate: [7], to: ['client', 'consultant'], clause: '9' },
    );
    expect(read('{}')).not.toHaveProperty('reminders');
  });

  it('says how disputes are ruled on', () => {
    expect(read('disputes: {}').disputes).toStrictEqual({ ruledBy: [] });
    expect(read("disputes: { clause: '9', days: 30, rulingDays: 10, ruledBy: [Ann] }").disputes).toStrictEqual({
      ruledBy: ['Ann'],
      clause: '9',
      days: 30,
      rulingDays: 10,
    });
    expect(read('{}')).not.toHaveProperty('disputes');
  });

  it('says what becomes of a correction on what was paid, and what is too much for a day', () => {
    expect(read('corrections: { onPaid: refund }').corrections).toStrictEqual({ onPaid: 'refund' });
    expect(read('corrections: { onPaid: customer-balance }').corrections).toStrictEqual({ onPaid: 'customer-balance' });
    expect(read('{}')).not.toHaveProperty('corrections');
    expect(read("bounds: { approvalAbove: '5.00', mostADay: '7.00' }").bounds).toMatchObject({ mostADayMinor: 700n });
    expect(read("bounds: { approvalAbove: '5.00' }").bounds).not.toHaveProperty('mostADayMinor');
  });
});
