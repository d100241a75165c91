import { describe, expect, it } from 'vitest';
import { startOfDay } from '../../../shared/core/calendar/instant.ts';
import { nextAccrual } from '../../../shared/core/owed/next-accrual.ts';
import { owed } from '../../../shared/core/owed/owed.ts';
import { recorded, said, type Said } from '../../builders/facts.ts';
import { owedUnder, playedUnder } from '../../builders/owed-under.ts';
import {
  A_HASH,
  closing,
  event,
  fee,
  paidOf,
  payment,
  theOne,
  tookBack,
  unpaid,
  workingOf,
} from '../../builders/trade.ts';

/** 1,000.00 of 2 February 2026, due on that day: its months late end on 2 March, 2 April and so on. */
const ID = 'pay/2026-02-02';
const BASE = payment(", amount: '1000.00'");
const NEVER_PAID = unpaid(ID, '2026-02-02');

const late = (more: string, on = 'all') =>
  `  - { kind: late-interest, id: late, clause: '5', on: ${on}, dueDays: 10, ${more} }\n`;
const MONTH = "rate: '1.5%', per: month";
const OR_PART = "rate: '1.5%', per: month-or-part";
const YEAR = "rate: '10%', per: year";

const owedFor = (more: string, happened: string, until: string, base = BASE) =>
  owedUnder(`terms:\n${base}${late(more)}`, happened, until);

/** The interest owed by a day, each as `day amount`. */
function interest(more: string, happened: string, until = '2026-12-31', base = BASE): string[] {
  return owedFor(more, happened, until, base)
    .receivables.filter(({ kind }) => kind === 'late-interest')
    .map(({ accruesOn, amountMinor }) => `${accruesOn} ${amountMinor}`);
}

/** How the interest of a month was worked out. */
function step(more: string, happened: string, month = 1, base = BASE): string | undefined {
  return workingOf(owedFor(more, happened, '2026-12-31', base), `late/${ID}/${month}`)[1];
}

describe('late interest by whole months', () => {
  it('is a receivable of its own once the month is over, due by its own rule', () => {
    expect(owedFor(MONTH, NEVER_PAID, '2026-03-01').receivables).toHaveLength(1);
    // 1.5% of 1,000.00
    expect(theOne(owedFor(MONTH, NEVER_PAID, '2026-03-02'), `late/${ID}/1`)).toEqual({
      id: 'late/pay/2026-02-02/1',
      termId: 'late',
      clause: '5',
      kind: 'late-interest',
      description: 'Late interest, month 1, on Work fee, 2 February 2026',
      accruesOn: '2026-03-02',
      dueOn: '2026-03-12',
      amountMinor: 1_500n,
      currency: 'USD',
      working: [
        { clause: '5', what: 'Work fee, 2 February 2026, due on 2 February 2026', figures: 'USD 1,000.00' },
        {
          clause: '5',
          what: 'Late all through the month to 2 March 2026',
          figures: 'USD 1,000.00 × 1.5%; USD 15.00 in all, of which USD 15.00 is new',
        },
      ],
      termsVersion: 1,
      factIds: ['payment/pay/2026-02-02#1/0'],
      inputsHash: expect.stringMatching(A_HASH),
    });
  });

  it('rests on the facts of what is late, and has inputs of its own each month', () => {
    const happened = closing('a', '1000.00', '2026-02-01') + unpaid('fee/a', '2026-03-04');
    const due = owedUnder(`terms:\n${fee()}${late(MONTH)}`, happened, '2026-05-31');
    const [first, second] = ['late/fee/a/1', 'late/fee/a/2'].map((id) => theOne(due, id));
    expect(first?.factIds).toEqual(['closing/a/2026-02-01T17:00:00.000Z', 'payment/fee/a#1/0']);
    expect(first?.inputsHash).not.toBe(second?.inputsHash);
  });

  it('is on what was unpaid all through the month', () => {
    const part = (on: string) => interest(MONTH, paidOf(ID, '400.00', on), '2026-03-31');
    expect(part('2026-03-01')).toEqual(['2026-03-02 900']);
    expect(part('2026-03-02')).toEqual(['2026-03-02 1500']);
  });

  it('rounds the sum so far once, so that the months add up to the whole', () => {
    // 1.5% of 33.33 is 0.49995: 0.49995, 0.9999 and 1.49985 in all, rounded down.
    const small = payment(", amount: '33.33'");
    expect(interest(`${MONTH}, rounding: down`, NEVER_PAID, '2026-05-02', small)).toEqual([
      '2026-03-02 49',
      '2026-04-02 50',
      '2026-05-02 50',
    ]);
    expect(step(`${MONTH}, rounding: down`, NEVER_PAID, 3, small)).toMatch(
      /; USD 1.49 in all, of which USD 0.50 is new$/,
    );
  });

  it('bears on the interest billed before where it compounds', () => {
    expect(interest(MONTH, NEVER_PAID, '2026-04-02')).toEqual(['2026-03-02 1500', '2026-04-02 1500']);
    // 1.5% of 1,015.00 is 15.225: 30.225 in all.
    const compounding = `${MONTH}, compounding: true`;
    expect(interest(compounding, NEVER_PAID, '2026-04-02')).toEqual(['2026-03-02 1500', '2026-04-02 1523']);
    expect(step(compounding, NEVER_PAID, 2)).toBe(
      'Late all through the month to 2 April 2026 = (USD 1,000.00 + USD 15.00) × 1.5%; USD 30.23 in all, of which USD 15.23 is new',
    );
  });

  it('is no more than a twelfth of the legal most of a year', () => {
    const most = (yearAtMost: string) => step(`${MONTH}, yearAtMost: '${yearAtMost}'`, NEVER_PAID);
    expect(most('12%')).toMatch(/= USD 1,000.00 × 12%\/12; USD 10.00 in all/);
    expect(most('18%')).toMatch(/= USD 1,000.00 × 1.5%; USD 15.00 in all/);
    expect(most('24%')).toMatch(/= USD 1,000.00 × 1.5%; USD 15.00 in all/);
  });

  it('ends after fifty years', () => {
    expect(interest(MONTH, NEVER_PAID, '2090-01-01')).toHaveLength(600);
  });
});

describe('late interest by months or part of one', () => {
  it('accrues on the first day that is late', () => {
    expect(interest(OR_PART, NEVER_PAID, '2026-02-02')).toEqual([]);
    expect(interest(OR_PART, NEVER_PAID, '2026-03-03')).toEqual(['2026-02-03 1500', '2026-03-03 1500']);
    expect(step(OR_PART, NEVER_PAID)).toMatch(/^Late from 3 February 2026: a month or part of one = /);
  });

  it('is on what was unpaid when the month began', () => {
    const part = (on: string) => interest(OR_PART, paidOf(ID, '400.00', on), '2026-03-31');
    expect(part('2026-03-02')).toEqual(['2026-02-03 1500', '2026-03-03 900']);
    expect(part('2026-03-03')).toEqual(['2026-02-03 1500', '2026-03-03 1500']);
    expect(interest(OR_PART, paidOf(ID, '1000.00', '2026-03-02'))).toEqual(['2026-02-03 1500']);
  });
});

describe('late interest by days', () => {
  it.each([
    // 20 days to 22 February: 10% of 1,000.00 is 100.00 a year.
    ['actual/365', '2026-02-22', ['2026-02-22 548']], // 5.479
    ['actual/360', '2026-02-22', ['2026-02-22 556']], // 5.556
    ['30/360', '2026-02-22', ['2026-02-22 556']],
    // February has 28 days, or thirty.
    ['actual/365', '2026-03-02', ['2026-03-02 767']], // 7.671
    ['30/360', '2026-03-02', ['2026-03-02 833']], // 8.333
    // 28 and 10 days: 10.411 in all.
    ['actual/365', '2026-03-12', ['2026-03-02 767', '2026-03-12 274']],
  ])('counts %s until it is paid on %s', (dayCount, on, expected) => {
    expect(interest(`${YEAR}, dayCount: ${dayCount}`, paidOf(ID, '1000.00', on))).toEqual(expected);
  });

  it('says from which day to which, and on what', () => {
    expect(step(YEAR, paidOf(ID, '1000.00', '2026-02-22'))).toBe(
      'Late from 3 February 2026 to 22 February 2026 = USD 1,000.00 × 10% × 20/365; USD 5.48 in all, of which USD 5.48 is new',
    );
  });

  it('is on what was unpaid each day', () => {
    // Ten days of 1,000.00 and ten of 600.00: 2.740 and 1.644.
    const twice = paidOf(ID, '150.00', '2026-02-12') + paidOf(ID, '250.00', '2026-02-12');
    expect(step(YEAR, twice + paidOf(ID, '600.00', '2026-02-22'))).toBe(
      'Late from 3 February 2026 to 22 February 2026 = USD 1,000.00 × 10% × 10/365 + USD 600.00 × 10% × 10/365; USD 4.38 in all, of which USD 4.38 is new',
    );
    // 28 days of 600.00: 4.603; paid on the day it was due, the rest of it was never late.
    expect(interest(YEAR, paidOf(ID, '400.00', '2026-02-02'), '2026-03-31')).toEqual(['2026-03-02 460']);
    expect(step(YEAR, paidOf(ID, '400.00', '2026-02-02'))).toMatch(/ = USD 600.00 × 10% × 28\/365; /);
    // A payment of the next month says nothing of this one.
    expect(step(YEAR, paidOf(ID, '400.00', '2026-03-12'))).toMatch(/ = USD 1,000.00 × 10% × 28\/365; /);
  });

  it('bears on the interest billed before where it compounds', () => {
    // 7.671 for 28 days of 1,000.00; 8.558 for 31 of 1,007.67.
    expect(interest(`${YEAR}, compounding: true`, NEVER_PAID, '2026-04-02')).toEqual([
      '2026-03-02 767',
      '2026-04-02 856',
    ]);
  });

  it('is no more than the legal most', () => {
    const most = (yearAtMost: string) =>
      step(`${YEAR}, yearAtMost: '${yearAtMost}'`, paidOf(ID, '1000.00', '2026-02-22'));
    // 20 days of 8% of 1,000.00: 4.384
    expect(most('8%')).toMatch(/ = USD 1,000.00 × 8% × 20\/365; USD 4.38 in all/);
    expect(most('12%')).toMatch(/ = USD 1,000.00 × 10% × 20\/365; USD 5.48 in all/);
    expect(most('0.1')).toMatch(/ = USD 1,000.00 × 10% × 20\/365; /);
  });
});

describe('a single late charge', () => {
  const ONCE = "rate: '5%', per: once, graceDays: 5";

  it('comes on the day after the days of grace, on what is unpaid then, and never again', () => {
    expect(interest(ONCE, NEVER_PAID, '2026-02-07')).toEqual([]);
    const due = owedFor(ONCE, NEVER_PAID, '2026-12-31');
    expect(theOne(due, `late/${ID}`)).toMatchObject({
      accruesOn: '2026-02-08',
      amountMinor: 5_000n,
      description: 'Late interest, on Work fee, 2 February 2026',
    });
    expect(interest(ONCE, NEVER_PAID)).toEqual(['2026-02-08 5000']);
    expect(workingOf(due, `late/${ID}`)[1]).toBe(
      'Not paid by 7 February 2026: a single charge = USD 1,000.00 × 5% = USD 50.00',
    );
  });

  it('counts what was paid within the days of grace', () => {
    expect(interest(ONCE, paidOf(ID, '400.00', '2026-02-07'))).toEqual(['2026-02-08 3000']);
    expect(interest(ONCE, paidOf(ID, '400.00', '2026-02-08'))).toEqual(['2026-02-08 5000']);
    expect(interest(ONCE, paidOf(ID, '1000.00', '2026-02-07'))).toEqual([]);
  });
});

describe('what a party disputes', () => {
  const dispute = (party: 'client' | 'consultant', amountMinor: bigint, disputedOn: string, receivable = ID): Said =>
    said(
      'LineDisputed',
      { dispute: 'd', receivable, party, amountMinor, disputedOn, by: 'Ruth Calder', reason: 'not agreed' },
      disputedOn,
    );
  const ruledOn = (on: string, upheldMinor = 0n): Said =>
    said('DisputeRuled', { dispute: 'd', upheldMinor, ruledOn: on, by: 'Ruth Calder', reason: 'so it was agreed' }, on);

  /** The interest by 2 April when such things are said, at 1.5% for each whole month. */
  function lateWith(...disputes: readonly Said[]): string[] {
    const { versions, facts } = playedUnder(`terms:\n${BASE}${late(MONTH)}`, NEVER_PAID);
    const more = recorded(...disputes).map((fact, index) => ({ ...fact, seq: facts.length + index + 1 }));
    const asOf = startOfDay('2026-04-02', 'America/New_York');
    return owed({ versions, facts: [...facts, ...more], asOf, knownSeq: 99 })
      .receivables.filter(({ kind }) => kind === 'late-interest')
      .map(({ accruesOn, amountMinor, factIds }) => `${accruesOn} ${amountMinor} ${factIds.length}`);
  }

  it('bears no interest from its day, and does again once the dispute was not right', () => {
    expect(lateWith()).toEqual(['2026-03-02 1500 1', '2026-04-02 1500 1']);
    // 400.00 of 1,000.00 are disputed within the first month.
    expect(lateWith(dispute('client', 40_000n, '2026-02-10'))).toEqual(['2026-03-02 900 2', '2026-04-02 900 2']);
    expect(lateWith(dispute('client', 40_000n, '2026-02-10'), ruledOn('2026-03-05'))).toEqual([
      '2026-03-02 900 3',
      '2026-04-02 1500 3',
    ]);
  });

  it('bears none on the rest while a part of it was upheld, nor on that part ever', () => {
    // Of 400.00 the client is right about 100.00: 900.00 are owed, of which 300.00 were disputed until 5 March.
    const lines = lateWith(dispute('client', 40_000n, '2026-02-10'), ruledOn('2026-03-05', 10_000n));
    expect(lines.map((line) => line.slice(0, 15))).toEqual(['2026-03-02 900 ', '2026-04-02 1350']);
  });

  it('may be a month of the interest itself, which is less by what was upheld', () => {
    const march = `late/${ID}/1`;
    expect(
      lateWith(dispute('client', 700n, '2026-03-05', march), ruledOn('2026-03-20', 700n)).map((line) =>
        line.slice(0, 15),
      ),
    ).toEqual(['2026-03-02 800 ', '2026-04-02 1500']);
  });

  it('bears it all the same where the consultant disputes it, or where it is another amount', () => {
    expect(lateWith(dispute('consultant', 40_000n, '2026-02-10')).map((line) => line.slice(0, 15))).toEqual([
      '2026-03-02 1500',
      '2026-04-02 1500',
    ]);
    expect(lateWith(dispute('client', 40_000n, '2026-02-10', 'pay/2026-03-02'))).toEqual([
      '2026-03-02 1500 1',
      '2026-04-02 1500 1',
    ]);
  });
});

describe('days of grace', () => {
  it('are free when it is paid within them, and count in full when it is not', () => {
    const grace = `${YEAR}, graceDays: 10`;
    expect(interest(grace, paidOf(ID, '1000.00', '2026-02-12'))).toEqual([]);
    // Eleven days: 3.014
    expect(interest(grace, paidOf(ID, '1000.00', '2026-02-13'))).toEqual(['2026-02-13 301']);
  });

  it('put off what accrues in them to the day after', () => {
    const paid = paidOf(ID, '1000.00', '2026-02-20');
    expect(interest(`${OR_PART}, graceDays: 10`, paid)).toEqual(['2026-02-13 1500']);
    expect(interest(`${OR_PART}, graceDays: 1`, paid)).toEqual(['2026-02-04 1500']);
    expect(interest(`${OR_PART}, graceDays: 0`, paid)).toEqual(['2026-02-03 1500']);
  });
});

describe('what bears interest', () => {
  const tax = "  - { kind: tax, id: vat, clause: '6', name: VAT, rate: '20%', on: all }\n";
  const unpaidTax = NEVER_PAID + unpaid(`vat/${ID}`, '2026-02-02');
  const bears = (on: string) =>
    owedUnder(`terms:\n${BASE}${tax}${late(MONTH, on)}`, unpaidTax, '2026-03-02')
      .receivables.filter(({ kind }) => kind === 'late-interest')
      .map(({ id, amountMinor }) => `${id} ${amountMinor}`);

  it('is what the terms name, taxes too', () => {
    expect(bears('[pay]')).toEqual([`late/${ID}/1 1500`]);
    expect(bears('[vat]')).toEqual([`late/vat/${ID}/1 300`]);
    expect(bears('all')).toEqual([`late/${ID}/1 1500`, `late/vat/${ID}/1 300`]);
  });

  it.each([MONTH, OR_PART, YEAR])('with %s is never what is nothing, or what flows back', (how) => {
    const back = "  - { kind: refund, id: back, clause: '4', of: [fee], trigger: leaves, dueDays: 0, share: '50%' }\n";
    const terms = `terms:\n${fee()}${back}${late(how)}`;
    const happened =
      closing('a', '1000.00', '2026-02-01') +
      event('leaves', 'x', '2026-03-11', ', about: a') +
      unpaid('back/x', '2026-03-11');
    expect(owedUnder(terms, happened, '2026-12-31').receivables.map(({ id }) => id)).toEqual(['fee/a', 'back/x']);
    const nothing = closing('a', '1000.00', '2026-02-01') + tookBack('a', '2026-02-02') + unpaid('fee/a', '2026-02-03');
    expect(owedUnder(terms, nothing, '2026-12-31').receivables.map(({ id }) => id)).toEqual(['fee/a']);
  });

  it('is nothing that is taken as paid on time', () => {
    expect(interest(YEAR, '[]')).toEqual([]);
  });
});

describe('the next interest', () => {
  const nextAfter = (more: string, happened: string, on: string, base = BASE) => {
    const { versions, facts } = playedUnder(`terms:\n${base}${late(more)}`, happened);
    return nextAccrual(versions, facts, startOfDay(on, 'America/New_York'));
  };

  it('comes with the next month that is late', () => {
    expect(nextAfter(MONTH, NEVER_PAID, '2026-03-01')).toBe('2026-03-02T05:00:00.000Z');
    // Four hours behind UTC from 8 March on.
    expect(nextAfter(MONTH, NEVER_PAID, '2026-03-02')).toBe('2026-04-02T04:00:00.000Z');
  });

  it('is the earliest of several', () => {
    const two = BASE + payment(', on: 2026-02-05', 'later');
    const happened = NEVER_PAID + unpaid('later/2026-02-05', '2026-02-06');
    expect(nextAfter(MONTH, happened, '2026-02-20', two)).toBe('2026-03-02T05:00:00.000Z');
    expect(nextAfter(MONTH, happened, '2026-03-02', two)).toBe('2026-03-05T05:00:00.000Z');
  });

  it('does not come once all is paid', () => {
    expect(nextAfter(MONTH, paidOf(ID, '1000.00', '2026-02-20'), '2026-03-01')).toBeUndefined();
  });
});
