import { describe, expect, it } from 'vitest';
import { nextAccrual } from '../../../shared/core/owed/next-accrual.ts';
import { noon } from '../../builders/facts.ts';
import { billed, owedUnder, playedUnder } from '../../builders/owed-under.ts';
import { A_HASH, closing, event, fee, paidOf, theOne, tookBack, unpaid, workingOf } from '../../builders/trade.ts';

/** The fee is 100.00 of 1 April, due on 1 May 2026, and taken as paid then where nothing else is said. */
const CLOSED = closing('a', '1000.00', '2026-04-01');
const UNTIL = '2027-12-31';

const refund = (more: string, id = 'back', of = 'fee'): string =>
  `  - { kind: refund, id: ${id}, clause: '4', of: [${of}], trigger: leaves, dueDays: 14, ${more} }\n`;
const BANDS = "share: [{ upToDays: 30, rate: '60%' }, { upToDays: 60, rate: '40%' }]";

const left = (on: string, id = 'x', about = 'a'): string => event('leaves', id, on, `, about: ${about}`);

const owedFor = (share: string, happened: string) => owedUnder(`terms:\n${fee()}${refund(share)}`, happened, UNTIL);
const back = (share: string, happened: string) => theOne(owedFor(share, happened), 'back/x').amountMinor;
const steps = (share: string, happened: string) => workingOf(owedFor(share, happened), 'back/x');

describe('a refund', () => {
  it('tells of what, from which facts, when it is due, and how it was worked out', () => {
    // 11 May is 40 days after 1 April: the second band, 40% of 100.00.
    expect(
      theOne(owedFor(BANDS, CLOSED + paidOf('fee/a', '100.00', '2026-04-20') + left('2026-05-11')), 'back/x'),
    ).toEqual({
      id: 'back/x',
      termId: 'back',
      clause: '4',
      kind: 'refund',
      description: 'Refund of Success fee, funding by Quay Fund closed on 1 April 2026',
      accruesOn: '2026-05-11',
      dueOn: '2026-05-25',
      amountMinor: -4_000n,
      currency: 'USD',
      working: [
        {
          clause: '4',
          what: 'Paid: Success fee, funding by Quay Fund closed on 1 April 2026',
          figures: 'USD 100.00',
        },
        {
          clause: '4',
          what: 'Day 40 from 1 April 2026: up to day 60, 40% is given back',
          figures: 'USD 100.00 × 40% = USD 40.00',
        },
      ],
      termsVersion: 1,
      factIds: ['event/x/2026-05-11T16:00:00.000Z', 'payment/fee/a#1/10000'],
      inputsHash: expect.stringMatching(A_HASH),
      refundOf: 'fee/a',
    });
  });

  it('has inputs of its own for each event', () => {
    const due = owedFor("share: '10%'", CLOSED + left('2026-05-11') + left('2026-05-11', 'y'));
    expect(theOne(due, 'back/x').inputsHash).not.toBe(theOne(due, 'back/y').inputsHash);
  });

  it.each([
    ['2026-05-01', -6_000n], // day 30
    ['2026-05-02', -4_000n], // day 31
    ['2026-05-31', -4_000n], // day 60
    ['2026-06-01', 0n], // day 61
  ])('goes by the first band that reaches the day: on %s', (on, amountMinor) => {
    expect(back(BANDS, CLOSED + left(on))).toBe(amountMinor);
  });

  it('counts the day of the fee as the first where the terms say so', () => {
    const firstDay = `${BANDS}, counting: first-day`;
    expect(back(firstDay, CLOSED + paidOf('fee/a', '100.00', '2026-04-02') + left('2026-04-30'))).toBe(-6_000n); // day 30
    expect(back(firstDay, CLOSED + left('2026-05-01'))).toBe(-4_000n); // day 31
    expect(steps(firstDay, CLOSED + left('2026-05-31'))).toEqual(['Day 61: no part is given back any more = USD 0.00']);
  });

  it('in proportion is what is left of the days: all of it on the day itself, never more, nothing on the last', () => {
    const prorated = 'share: { overDays: 100 }, basis: billed';
    expect(back(prorated, CLOSED + left('2026-04-01'))).toBe(-10_000n);
    expect(back(prorated, CLOSED + left('2026-03-01'))).toBe(-10_000n);
    // 11 May is day 40: 60 of 100 days are left.
    expect(steps(prorated, CLOSED + left('2026-05-11'))).toEqual([
      'Billed: Success fee, funding by Quay Fund closed on 1 April 2026 = USD 100.00',
      'Day 40 from 1 April 2026: 60 of 100 days are left = USD 100.00 × 60/100 = USD 60.00',
    ]);
    // Day 99 is 9 July, day 100 is 10 July.
    expect(back(prorated, CLOSED + left('2026-07-09'))).toBe(-100n);
    expect(steps(prorated, CLOSED + left('2026-07-10'))).toEqual([
      'Day 100: no part is given back any more = USD 0.00',
    ]);
    expect(steps(prorated, CLOSED + left('2026-08-10'))).toEqual([
      'Day 131: no part is given back any more = USD 0.00',
    ]);
  });

  it('of a fixed part does not go by days', () => {
    expect(steps("share: '25%'", CLOSED + left('2027-04-01'))).toEqual([
      'Paid: Success fee, funding by Quay Fund closed on 1 April 2026 = USD 100.00',
      'Day 365 from 1 April 2026: 25% is given back = USD 100.00 × 25% = USD 25.00',
    ]);
  });

  it('is a part of what has been paid so far, or of what was billed, and never of more than was billed', () => {
    const inPart = CLOSED + paidOf('fee/a', '40.00', '2026-05-01') + paidOf('fee/a', '60.00', '2026-05-12');
    const by = (until: string, share: string) =>
      theOne(owedUnder(`terms:\n${fee()}${refund(share)}`, inPart + left('2026-05-11'), until), 'back/x').amountMinor;
    expect(by('2026-05-11', "share: '50%'")).toBe(-2_000n);
    expect(by('2026-05-12', "share: '50%'")).toBe(-5_000n);
    expect(by('2026-05-11', "share: '50%', basis: billed")).toBe(-5_000n);
    expect(back("share: '50%'", CLOSED + paidOf('fee/a', '180.00', '2026-05-01') + left('2026-05-11'))).toBe(-5_000n);
  });

  it.each([
    ['half-up', -3_334n],
    ['down', -3_333n],
    ['up', -3_334n],
  ])('is rounded %s', (rounding, amountMinor) => {
    // A third of 100.01 is 33.3366.
    expect(back(`share: 1/3, rounding: ${rounding}`, closing('a', '1000.10', '2026-04-01') + left('2026-05-11'))).toBe(
      amountMinor,
    );
  });

  it('asks that the fee was paid in full within its days, where the terms say so', () => {
    // Due on 1 May; five days after is 6 May.
    const within = "share: '50%', ifPaidWithin: 5, basis: billed";
    const nothing = ['It was not paid in full by 6 May 2026, so nothing is given back = USD 0.00'];
    expect(back(within, CLOSED + paidOf('fee/a', '100.00', '2026-05-06') + left('2026-06-01'))).toBe(-5_000n);
    expect(steps(within, CLOSED + paidOf('fee/a', '100.00', '2026-05-07') + left('2026-06-01'))).toEqual(nothing);
    expect(steps(within, CLOSED + paidOf('fee/a', '99.99', '2026-05-06') + left('2026-06-01'))).toEqual(nothing);
    expect(steps(within, CLOSED + unpaid('fee/a', '2026-05-06') + left('2026-06-01'))).toEqual(nothing);
  });

  it('of one amount gives back what is left of it after the ones before, and says so', () => {
    const due = owedFor(
      "share: '60%'",
      CLOSED + left('2026-05-11') + left('2026-05-12', 'y') + left('2026-05-13', 'z'),
    );
    expect(billed(due).slice(1)).toEqual(['back/x -6000', 'back/y -4000']);
    expect(workingOf(due, 'back/x')).toHaveLength(2);
    expect(workingOf(due, 'back/y').at(-1)).toBe('No more than is left of it = USD 40.00');
    expect(workingOf(due, 'back/z').at(-1)).toBe('No more than is left of it = USD 0.00');
  });

  it('of exactly what is left does not speak of what is left', () => {
    const due = owedFor("share: '50%'", CLOSED + left('2026-05-11') + left('2026-05-12', 'y'));
    expect(billed(due).slice(1)).toEqual(['back/x -5000', 'back/y -5000']);
    expect(workingOf(due, 'back/y')).toHaveLength(2);
  });

  it('counts what other terms gave back of the same amount', () => {
    const terms = `terms:\n${fee()}${refund("share: '60%'")}${refund("share: '70%'", 'again')}`;
    expect(billed(owedUnder(terms, CLOSED + left('2026-05-11'), UNTIL)).slice(1)).toEqual([
      'again/x -4000',
      'back/x -6000',
    ]);
  });

  it('is nothing where other terms gave back more than was paid', () => {
    const terms = `terms:\n${fee()}${refund("share: '60%', basis: billed", 'all')}${refund("share: '50%'")}`;
    const due = owedUnder(terms, CLOSED + paidOf('fee/a', '40.00', '2026-05-01') + left('2026-05-11'), UNTIL);
    expect(billed(due).slice(1)).toEqual(['all/x -6000']);
    expect(workingOf(due, 'back/x').at(-1)).toBe('No more than is left of it = USD 0.00');
  });

  it('is nothing once the event that brought it is taken back, and says so', () => {
    const due = owedFor("share: '60%'", CLOSED + left('2026-05-11') + tookBack('x', '2026-05-20'));
    expect(theOne(due, 'back/x')).toMatchObject({ amountMinor: 0n, accruesOn: '2026-05-11' });
    expect(workingOf(due, 'back/x')).toEqual(['What brought it was taken back = USD 0.00']);
  });

  it('is one for each fee that the happening brought, and of no other', () => {
    const two = `terms:\n${fee()}${fee(", rate: '2%'", 'other')}${fee(", rate: '1%'", 'third')}`;
    const terms = `${two}${refund("share: '50%'", 'back', 'fee, other')}`;
    const due = owedUnder(terms, CLOSED + closing('b', '500.00', '2026-04-02') + left('2026-05-11'), UNTIL);
    expect(billed(due).slice(-2)).toEqual(['back/x/fee -5000', 'back/x/other -1000']);
    expect(due.receivables.filter(({ refundOf }) => refundOf !== undefined)).toHaveLength(2);
  });

  it('is one for each instalment, under its number', () => {
    // 100.00 in two halves, on 1 April and 1 May; half of each on 11 May.
    const instalments = ", instalments: [{ share: '50%', afterMonths: 0 }, { share: '50%', afterMonths: 1 }]";
    const two = owedUnder(`terms:\n${fee(instalments)}${refund("share: '50%'")}`, CLOSED + left('2026-05-11'), UNTIL);
    expect(billed(two)).toEqual(['fee/a 5000', 'fee/a/2 5000', 'back/x/fee -2500', 'back/x/fee/2 -2500']);
  });

  it('is brought by the events that the terms name, and by no other', () => {
    const either = refund("share: '50%'").replace('trigger: leaves', 'trigger: [leaves, is-dismissed]');
    const due = (kind: string) =>
      billed(owedUnder(`terms:\n${fee()}${either}`, CLOSED + event(kind, 'x', '2026-05-11', ', about: a'), UNTIL));
    expect(due('is-dismissed')).toContain('back/x -5000');
    expect(due('is-promoted')).toEqual(['fee/a 10000']);
  });
});

describe('a refund that may be made good', () => {
  const unless = "share: '50%', unless: { event: [replaced, cured], withinDays: 60 }";
  const good = (kind: string, on: string, about: string) => event(kind, `good-${on}`, on, `, about: ${about}`);
  // The fee is of 1 April; 60 days after 11 May is 10 July.
  const LEFT = left('2026-05-11');

  it('is owed once its days are over', () => {
    const at = (until: string) => owedUnder(`terms:\n${fee()}${refund(unless)}`, CLOSED + LEFT, until);
    expect(billed(at('2026-07-09'))).toEqual(['fee/a 10000']);
    expect(theOne(at('2026-07-10'), 'back/x')).toMatchObject({
      accruesOn: '2026-07-10',
      dueOn: '2026-07-24',
      amountMinor: -5_000n,
    });
  });

  it('is the next thing to come while its days run', () => {
    const { versions, facts } = playedUnder(`terms:\n${fee()}${refund(unless)}`, CLOSED + LEFT);
    expect(nextAccrual(versions, facts, noon('2026-05-11'))?.slice(0, 10)).toBe('2026-07-10');
    expect(nextAccrual(versions, facts, noon('2026-07-10'))).toBeUndefined();
  });

  it.each([
    ['replaced', '2026-05-11', 'a'],
    ['cured', '2026-07-10', 'a'],
    ['replaced', '2026-06-01', 'x'],
  ])('is nothing when %s comes on %s, about %s, and says so', (kind, on, about) => {
    const due = owedFor(unless, CLOSED + LEFT + good(kind, on, about));
    expect(theOne(due, 'back/x')).toMatchObject({ amountMinor: 0n, accruesOn: on });
    expect(workingOf(due, 'back/x')[0]).toMatch(new RegExp(`^Made good by ${kind} good-${on} on .* = USD 0.00$`));
    expect(theOne(due, 'back/x').factIds).toHaveLength(2);
  });

  it.each([
    ['replaced', '2026-05-10', 'a'],
    ['replaced', '2026-07-11', 'a'],
    ['replaced', '2026-06-01', 'b'],
    ['promoted', '2026-06-01', 'a'],
  ])('is owed all the same when %s comes on %s, about %s', (kind, on, about) => {
    expect(back(unless, CLOSED + LEFT + good(kind, on, about))).toBe(-5_000n);
  });

  it('is owed all the same when what made it good names nothing, or is taken back', () => {
    expect(back(unless, CLOSED + LEFT + event('replaced', 'g', '2026-06-01'))).toBe(-5_000n);
    expect(
      back(unless, CLOSED + LEFT + good('replaced', '2026-06-01', 'a') + tookBack('good-2026-06-01', '2026-06-02')),
    ).toBe(-5_000n);
  });
});

describe('a refund in proportion', () => {
  const returned = (amount: string) => event('leaves', 'x', '2026-05-11', `, about: a, amount: '${amount}'`);
  const share = 'share: in-proportion';

  it('is as much as came back of what the fee was on, and never more than all', () => {
    expect(steps(share, CLOSED + returned('250.00'))[1]).toBe(
      'Day 40 from 1 April 2026: USD 250.00 of USD 1,000.00 = USD 100.00 × USD 250.00 ÷ USD 1,000.00 = USD 25.00',
    );
    expect(back(share, CLOSED + returned('1000.00'))).toBe(-10_000n);
    expect(steps(share, CLOSED + returned('5000.00')).slice(1)).toEqual([
      'Day 40 from 1 April 2026: USD 1,000.00 of USD 1,000.00 = USD 100.00 × USD 1,000.00 ÷ USD 1,000.00 = USD 100.00',
    ]);
  });

  it('looks at what the event is about, and at no earlier closing', () => {
    const before = closing('earlier', '500.00', '2026-03-01');
    expect(back(share, before + CLOSED + returned('250.00'))).toBe(-2_500n);
  });

  it('is nothing of a fee on nothing, which came from its least amount', () => {
    const terms = `terms:\n${fee(", atLeast: '80.00'")}${refund(`${share}, basis: billed`)}`;
    const due = owedUnder(terms, closing('a', '0.00', '2026-04-01') + returned('250.00'), UNTIL);
    expect(billed(due)).toEqual(['fee/a 8000']);
    expect(workingOf(due, 'back/x')).toEqual(['Day 40: no part is given back any more = USD 0.00']);
  });
});

describe('an event that brings a refund of no known fee', () => {
  const terms = `terms:\n${fee()}${fee('', 'other')}${refund("share: '50%'", 'back', 'fee, other')}`;

  it('waits for a person, and says what it is about', () => {
    const due = owedUnder(terms, left('2026-05-11', 'x', 'somebody'), UNTIL);
    expect(due.waiting).toEqual([
      {
        id: 'refund/back/x',
        kind: 'manual',
        clause: '4',
        what: 'leaves of 11 May 2026 brings a refund, but of which fee?',
        why: 'It is about somebody, and no fee of fee or other is. Report it again with the id of what it is about.',
        answers: [],
        evidence: [],
        since: '2026-05-11',
      },
    ]);
  });

  it('says so when it names nothing', () => {
    const [waiting] = owedUnder(terms, event('leaves', 'x', '2026-05-11'), UNTIL).waiting;
    expect(waiting?.why).toMatch(/^It is about nothing that is named, /);
  });

  it('asks once the days in which it may be made good are over, and nothing that names nothing makes it good', () => {
    const unless = refund("share: '50%', unless: { event: replaced, withinDays: 60 }");
    const happened = event('leaves', 'x', '2026-05-11') + event('replaced', 'y', '2026-05-20');
    const asked = (until: string) => owedUnder(`terms:\n${fee()}${unless}`, happened, until).waiting.length;
    expect([asked('2026-07-09'), asked('2026-07-10')]).toEqual([0, 1]);
  });

  it('asks nothing once it is taken back', () => {
    const happened = left('2026-05-11', 'x', 'somebody') + tookBack('x', '2026-05-12');
    expect(owedUnder(terms, happened, UNTIL).waiting).toEqual([]);
  });
});
