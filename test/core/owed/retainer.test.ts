import { describe, expect, it } from 'vitest';
import { newMemo } from '../../../shared/core/owed/memo.ts';
import { nextAccrual } from '../../../shared/core/owed/next-accrual.ts';
import { contextOf, owed } from '../../../shared/core/owed/owed.ts';
import { owedPeriods, retainerPeriod } from '../../../shared/core/owed/retainer-periods.ts';
import { upcomingPeriods } from '../../../shared/core/owed/retainer.ts';
import type { RetainerTerm } from '../../../shared/core/terms/terms.ts';
import { aRetainer, aVersion } from '../../builders/a-contract.ts';
import { closed, noon, recorded, said, termsAdopted, type Said } from '../../builders/facts.ts';
import { amendment, billed, owedUnder, playedUnder } from '../../builders/owed-under.ts';
import { A_HASH, closing, event, theOne, tookBack, workingOf } from '../../builders/trade.ts';

/** 3,000.00 a month from 1 February 2026, in advance, from period to period, unless said otherwise. */
function retainer(more = '', id = 'retainer'): string {
  const timing = more.includes('timing:') ? '' : ', timing: in-advance';
  const start = /anchor:|startsWhen:/.test(more) ? '' : ', anchor: 2026-02-01';
  const every = /everyMonths:|everyWeeks:/.test(more.replace(/rises: \{[^}]*\}/, '')) ? '' : ', everyMonths: 1';
  const least = more.includes('minimumPeriods:') ? '' : ', minimumPeriods: 0';
  const then = more.includes('afterMinimum:') ? '' : ', afterMinimum: month-to-month';
  return `  - { kind: retainer, id: ${id}, clause: '1', amount: '3000.00', dueDays: 5${timing}${start}${every}${least}${then}${more} }\n`;
}

const ARREARS = ', timing: in-arrears';
const BY_DAYS = ', proration: actual-days';
const BY_THIRTIES = ', proration: thirty-day-months';

const dueBy = (until: string, more = '', happened = '[]') => owedUnder(`terms:\n${retainer(more)}`, happened, until);
/** Each period as `first day amount`. */
const periods = (until: string, more = '', happened = '[]') =>
  billed(dueBy(until, more, happened)).map((line) => line.replace('retainer/', ''));
const steps = (id: string, until: string, more = '', happened = '[]') =>
  workingOf(dueBy(until, more, happened), `retainer/${id}`);
const ended = (on: string) => `- { kind: end, on: ${on}, recordedOn: 2026-01-20 }\n`;
const paused = (from: string, to: string, id = 'p') => `- { kind: pause, id: ${id}, from: ${from}, to: ${to} }\n`;

describe('a period of a retainer', () => {
  it('tells of itself', () => {
    expect(theOne(dueBy('2026-03-01'), 'retainer/2026-03-01')).toEqual({
      id: 'retainer/2026-03-01',
      termId: 'retainer',
      clause: '1',
      kind: 'retainer',
      description: 'Retainer, 1 March 2026 to 31 March 2026',
      accruesOn: '2026-03-01',
      dueOn: '2026-03-06',
      amountMinor: 300_000n,
      currency: 'USD',
      working: [
        {
          clause: '1',
          what: 'Period 2, counted from 1 February 2026, payable in advance, on its first day',
          figures: '1 March 2026 to 31 March 2026',
        },
        { clause: '1', what: 'Fixed amount for the period', figures: 'USD 3,000.00' },
      ],
      termsVersion: 1,
      factIds: [],
      inputsHash: expect.stringMatching(A_HASH),
    });
  });

  it('in arrears accrues on its last day, and says so', () => {
    expect(periods('2026-02-27', ARREARS)).toEqual([]);
    const due = dueBy('2026-02-28', ARREARS);
    expect(theOne(due, 'retainer/2026-02-01')).toMatchObject({ accruesOn: '2026-02-28', dueOn: '2026-03-05' });
    expect(workingOf(due, 'retainer/2026-02-01')[0]).toBe(
      'Period 1, counted from 1 February 2026, payable in arrears, on its last day = 1 February 2026 to 28 February 2026',
    );
  });

  it('lasts as many months as the terms say, counted from the anchor', () => {
    expect(periods('2026-12-31', ', everyMonths: 3, anchor: 2026-01-31')).toEqual([
      '2026-01-31 300000',
      '2026-04-30 300000',
      '2026-07-31 300000',
      '2026-10-31 300000',
    ]);
  });

  it('has inputs of its own, by its first day and by what moved it', () => {
    const plain = dueBy('2026-03-01').receivables.map(({ inputsHash }) => inputsHash);
    const moved = dueBy(
      '2026-03-01',
      BY_DAYS,
      paused('2026-02-05', '2026-02-09') + paused('2026-03-05', '2026-03-09', 'q'),
    );
    expect(new Set([...plain, ...moved.receivables.map(({ inputsHash }) => inputsHash)]).size).toBe(4);
  });

  it('is a number of units where it is paid in them', () => {
    expect(steps('2026-02-01', '2026-02-01', ', paysIn: { unit: shares }')).toContain(
      'Fixed amount for the period = 3,000 shares',
    );
  });
});

describe('how many periods there are', () => {
  it('is no more than the terms say', () => {
    expect(periods('2027-12-31', ', mostPeriods: 2')).toEqual(['2026-02-01 300000', '2026-03-01 300000']);
    expect(periods('2027-12-31', ', minimumPeriods: 3, mostPeriods: 2')).toHaveLength(2);
  });

  it('is the minimum where it stops after it', () => {
    expect(periods('2027-12-31', ', minimumPeriods: 3, afterMinimum: stops')).toHaveLength(3);
    expect(periods('2027-12-31', ', minimumPeriods: 0, afterMinimum: stops')).toEqual([]);
  });

  it('after an end is the rest of the minimum, each on its own day', () => {
    const least = ', minimumPeriods: 3';
    expect(periods('2026-03-31', least, ended('2026-02-10'))).toEqual(['2026-02-01 300000', '2026-03-01 300000']);
    expect(periods('2027-12-31', least, ended('2026-02-10'))).toHaveLength(3);
  });

  it('goes on to the period that begins on the last day, and no further', () => {
    expect(periods('2027-12-31', '', ended('2026-04-01'))).toHaveLength(3);
    expect(periods('2027-12-31', '', ended('2026-03-31'))).toHaveLength(2);
  });

  it('goes on to the period that begins on the day on which the condition of its end is met', () => {
    const stops = ', endsWhen: { event: listing }';
    expect(periods('2026-12-31', stops, event('listing', 'l', '2026-04-01'))).toHaveLength(3);
    expect(periods('2026-12-31', stops, event('listing', 'l', '2026-03-31'))).toHaveLength(2);
    expect(periods('2026-06-30', stops, event('merger', 'l', '2026-03-31'))).toHaveLength(5);
    expect(periods('2026-12-31', `${stops}, minimumPeriods: 3`, event('listing', 'l', '2026-02-10'))).toHaveLength(3);
  });

  it('has a limit, so that no mistake runs without end', () => {
    const [term, version] = [aRetainer({ minimumPeriods: 20_000 }), aVersion()];
    const context = contextOf({
      versions: [version],
      facts: recorded(termsAdopted()),
      asOf: noon('1999-04-06'),
      knownSeq: 9,
    });
    expect(() => [...owedPeriods(term, version, context)]).toThrow('retainer retainer has more than 12000 periods');
    const least = aRetainer({ minimumPeriods: 12_000, afterMinimum: 'stops', mostPeriods: 11_999 });
    expect([...owedPeriods(least, version, context)]).toHaveLength(11_999);
  });
});

describe('when a retainer begins', () => {
  const starts = ', startsWhen: { event: listing }';
  const listed = event('listing', 'l', '2026-03-10');

  it('may wait for a condition, on whose facts each period rests', () => {
    const due = dueBy('2026-05-09', starts, listed);
    expect(billed(due)).toEqual(['retainer/2026-03-10 300000', 'retainer/2026-04-10 300000']);
    expect(due.receivables.map(({ factIds }) => factIds)).toEqual([
      ['event/l/2026-03-10T16:00:00.000Z'],
      ['event/l/2026-03-10T16:00:00.000Z'],
    ]);
    expect(workingOf(due, 'retainer/2026-04-10')[0]).toBe(
      'Period 2, counted from the day on which its condition was met, payable in advance, on its first day = 10 April 2026 to 9 May 2026',
    );
    expect(dueBy('2026-05-09', starts).receivables).toEqual([]);
  });

  it('follows a condition that turns out to have been met on another day', () => {
    const versions = [aVersion({ terms: [withoutAnchor({ startsWhen: onClosing(1) })] })];
    const days = (closedOn: string) =>
      owed({
        versions,
        facts: recorded(termsAdopted(), closed({ closedOn })),
        asOf: noon('1999-08-20'),
        knownSeq: 9,
      }).receivables.map(({ id }) => id);
    expect(days('1999-06-15')).toEqual(['retainer/1999-06-15', 'retainer/1999-07-15', 'retainer/1999-08-15']);
    expect(days('1999-07-16')).toEqual(['retainer/1999-07-16', 'retainer/1999-08-16']);
  });
});

describe('a retainer that is payable once a condition is met', () => {
  const payable = ', payableWhen: { event: listing }';

  it('is owed then for all periods that were held, and says so', () => {
    expect(dueBy('2026-12-31', payable).receivables).toEqual([]);
    const due = dueBy('2026-05-01', payable, event('listing', 'l', '2026-04-10'));
    expect(due.receivables.map(({ id, accruesOn }) => [id, accruesOn])).toEqual([
      ['retainer/2026-02-01', '2026-04-10'],
      ['retainer/2026-03-01', '2026-04-10'],
      ['retainer/2026-04-01', '2026-04-10'],
      ['retainer/2026-05-01', '2026-05-01'],
    ]);
    const held = 'Payable only once its condition was met = 10 April 2026';
    expect(workingOf(due, 'retainer/2026-02-01')[1]).toBe(held);
    expect(workingOf(due, 'retainer/2026-04-01')[1]).toBe(held);
    expect(workingOf(due, 'retainer/2026-05-01')).toHaveLength(2);
    expect(theOne(due, 'retainer/2026-05-01').factIds).toEqual(['event/l/2026-04-10T16:00:00.000Z']);
  });

  it('in arrears is held only when the condition comes after the last day', () => {
    const due = dueBy('2026-05-01', payable + ARREARS, event('listing', 'l', '2026-03-31'));
    expect(due.receivables.map(({ accruesOn }) => accruesOn)).toEqual(['2026-03-31', '2026-03-31', '2026-04-30']);
    expect(due.receivables.map(({ working }) => working.length)).toEqual([3, 2, 2]);
  });
});

describe('the amount of a period', () => {
  const twoSteps = ", steps: [{ from: 2026-03-01, amount: '3500.00' }, { from: 2026-04-02, amount: '4000.00' }]";

  it('is that of the last step whose day has come when it begins', () => {
    expect(periods('2026-05-01', twoSteps)).toEqual([
      '2026-02-01 300000',
      '2026-03-01 350000',
      '2026-04-01 350000',
      '2026-05-01 400000',
    ]);
    expect(steps('2026-05-01', '2026-05-01', twoSteps)[1]).toBe(
      'Fixed amount for a period from 2 April 2026 on = USD 4,000.00',
    );
  });

  it('may step by a condition, on whose facts it then rests', () => {
    const byEvent = ", steps: [{ when: { event: listing }, amount: '4000.00' }]";
    const due = dueBy('2026-04-01', byEvent, event('listing', 'l', '2026-03-01'));
    expect(billed(due).map((line) => line.slice(-6))).toEqual(['300000', '400000', '400000']);
    expect(due.receivables.map(({ factIds }) => factIds.length)).toEqual([0, 1, 1]);
    expect(steps('2026-03-01', '2026-04-01', byEvent, event('listing', 'l', '2026-03-01'))[1]).toBe(
      'Fixed amount for a period from 1 March 2026 on = USD 4,000.00',
    );
  });

  it('of two steps of one day is that of the one that the terms name last', () => {
    const both = ", steps: [{ when: { event: listing }, amount: '4000.00' }, { from: 2026-03-01, amount: '3500.00' }]";
    const turned =
      ", steps: [{ from: 2026-03-01, amount: '3500.00' }, { when: { event: listing }, amount: '4000.00' }]";
    const listed = event('listing', 'l', '2026-03-01');
    expect(periods('2026-03-01', both, listed)).toContain('2026-03-01 350000');
    expect(periods('2026-03-01', turned, listed)).toContain('2026-03-01 400000');
  });

  it('goes by the latest day, in whatever order the terms name the steps', () => {
    const mixed = ", steps: [{ when: { event: listing }, amount: '4000.00' }, { from: 2026-03-01, amount: '3500.00' }]";
    expect(periods('2026-05-01', mixed, event('listing', 'l', '2026-04-01')).at(-1)).toBe('2026-05-01 400000');
  });

  it('is not remembered where it rests on a condition', () => {
    const term = aRetainer({ steps: [{ when: onClosing(1), amountMinor: 250_000n }] });
    const versions = [aVersion({ terms: [term] })];
    const amounts = (...facts: readonly Said[]) =>
      owed({
        versions,
        facts: recorded(termsAdopted(), ...facts),
        asOf: noon('1999-07-06'),
        knownSeq: 9,
      }).receivables.map(({ amountMinor }) => amountMinor);
    expect(amounts()).toEqual([200_000n, 200_000n, 200_000n, 200_000n]);
    expect(amounts(closed())).toEqual([200_000n, 200_000n, 200_000n, 250_000n]);
  });

  it('of a lump stands for its periods together, and the next ones follow', () => {
    const lump = ", lump: { periods: 3, amount: '8000.00' }";
    expect(periods('2026-05-01', lump)).toEqual(['2026-02-01 800000', '2026-05-01 300000']);
    const due = dueBy('2026-02-01', lump);
    expect(theOne(due, 'retainer/2026-02-01')).toMatchObject({
      description: 'Retainer, 1 February 2026 to 30 April 2026',
      factIds: [],
    });
    expect(workingOf(due, 'retainer/2026-02-01')).toEqual([
      'Period 1, counted from 1 February 2026, payable in advance, on its first day = 1 February 2026 to 30 April 2026',
      'The first 3 periods together, at the stated sum = USD 8,000.00',
    ]);
  });

  it('of a lump is cut by no end and no pause', () => {
    const lump = `, lump: { periods: 3, amount: '8000.00' }${BY_DAYS}`;
    const happened = ended('2026-02-10') + paused('2026-02-01', '2026-02-05');
    expect(periods('2026-12-31', lump, happened)).toEqual(['2026-02-01 800000']);
    expect(dueBy('2026-12-31', lump, happened).receivables[0]?.factIds).toEqual([]);
    const inFull = ", lump: { periods: 3, amount: '8000.00' }";
    expect(periods('2026-04-30', inFull, paused('2026-02-01', '2026-02-05'))).toEqual(['2026-02-01 800000']);
  });

  it('of a period after a lump is cut as any other', () => {
    const lump = `, lump: { periods: 2, amount: '8000.00' }${BY_DAYS}`;
    // 10 of the 30 days of April
    expect(periods('2026-12-31', lump, ended('2026-04-10'))).toEqual(['2026-02-01 800000', '2026-04-01 100000']);
  });
});

describe('an amount that rises by itself', () => {
  it('is raised each so many months, each time on the amount before, rounded half up', () => {
    const rises = ", everyMonths: 3, rises: { by: '3.333%', everyMonths: 6 }";
    // 3,000.00 × 3.333% is 99.99; 3,099.99 × 3.333% is 103.3227.
    expect(periods('2027-05-01', rises)).toEqual([
      '2026-02-01 300000',
      '2026-05-01 300000',
      '2026-08-01 309999',
      '2026-11-01 309999',
      '2027-02-01 320331',
      '2027-05-01 320331',
    ]);
    expect(steps('2026-08-01', '2027-02-01', rises)[1]).toBe(
      'Fixed amount after a rise of 3.333%, each rounded half up = USD 3,099.99',
    );
    expect(steps('2027-02-01', '2027-02-01', rises)[1]).toBe(
      'Fixed amount after 2 rises of 3.333%, each rounded half up = USD 3,203.31',
    );
    expect(steps('2026-05-01', '2027-02-01', rises)[1]).toBe('Fixed amount for the period = USD 3,000.00');
    expect(theOne(dueBy('2027-02-01', rises), 'retainer/2027-02-01').factIds).toEqual([]);
  });

  it('counts the months of weeks from the anchor', () => {
    // Periods of four weeks: the seventh begins on 21 July, the eighth on 18 August 2026, past six months from 3 February.
    const weeks = ", anchor: 2026-02-03, everyWeeks: 4, rises: { by: '10%', everyMonths: 6 }";
    expect(periods('2026-08-31', weeks).slice(-3)).toEqual([
      '2026-06-23 300000',
      '2026-07-21 300000',
      '2026-08-18 330000',
    ]);
  });

  it('does not raise a short first period', () => {
    const short =
      ", shortFirst: { from: 2026-01-20 }, proration: thirty-day-months, rises: { by: '10%', everyMonths: 1 }";
    expect(periods('2026-03-01', short)).toEqual(['2026-01-20 110000', '2026-02-01 300000', '2026-03-01 330000']);
    expect(steps('2026-01-20', '2026-03-01', short)[1]).toBe('Fixed amount for the period = USD 3,000.00');
  });
});

describe('periods of weeks', () => {
  const weeks = ', anchor: 2026-02-02, everyWeeks: 2';

  it('are counted from the anchor', () => {
    expect(periods('2026-03-02', weeks)).toEqual(['2026-02-02 300000', '2026-02-16 300000', '2026-03-02 300000']);
    expect(theOne(dueBy('2026-03-02', weeks), 'retainer/2026-02-16').description).toBe(
      'Retainer, 16 February 2026 to 1 March 2026',
    );
  });

  it('come next by weeks, also after years', () => {
    const { versions, facts } = playedUnder(`terms:\n${retainer(weeks)}`);
    const next = (on: string) => nextAccrual(versions, facts, noon(on))?.slice(0, 10);
    // 2 February 2026 and 260 weeks is 27 January 2031.
    expect([next('2026-02-16'), next('2031-01-26'), next('2031-01-27')]).toEqual([
      '2026-03-02',
      '2031-01-27',
      '2031-02-10',
    ]);
  });
});

describe('the rest of the minimum after an early end', () => {
  const early = ', minimumPeriods: 4, earlyEnd: { byClient: at-once, byConsultant: not-owed, forCause: not-owed }';
  const endedBy = (more: string) => `- { kind: end, on: 2026-03-10, recordedOn: 2026-01-20${more} }\n`;
  const days = (more: string, terms = early) =>
    dueBy('2026-12-31', terms, endedBy(more)).receivables.map(({ id, accruesOn }) => `${id.slice(9)} ${accruesOn}`);

  it('is owed at once when the terms say so of who ended it, and rests on that', () => {
    expect(days(', by: client')).toEqual([
      '2026-02-01 2026-02-01',
      '2026-03-01 2026-03-01',
      '2026-04-01 2026-03-10',
      '2026-05-01 2026-03-10',
    ]);
    const due = dueBy('2026-12-31', early, endedBy(', by: client'));
    expect(due.receivables.map(({ factIds }) => factIds.length)).toEqual([0, 0, 1, 1]);
  });

  it('in arrears is owed on the day of the end, before the period that runs then, and is the next thing to come', () => {
    const arrears = `${early}${ARREARS}`;
    const end = endedBy(', by: client');
    expect(periods('2026-03-09', arrears, end)).toEqual(['2026-02-01 300000']);
    expect(periods('2026-03-10', arrears, end)).toEqual([
      '2026-02-01 300000',
      '2026-04-01 300000',
      '2026-05-01 300000',
    ]);
    expect(periods('2026-03-31', arrears, end)).toHaveLength(4);
    const { versions, facts } = playedUnder(`terms:\n${retainer(arrears)}`, end);
    const input = { versions, facts, knownSeq: 9, memo: newMemo() };
    const owedOn = (on: string) => owed({ ...input, asOf: noon(on) }).receivables.length;
    expect(['2026-02-27', '2026-03-15', '2026-03-31'].map(owedOn)).toEqual([0, 3, 4]);
  });

  it('is not owed when the terms say so, by whoever and for whatever', () => {
    const begun = ['2026-02-01 2026-02-01', '2026-03-01 2026-03-01'];
    expect(days(', by: consultant')).toEqual(begun);
    expect(days(', by: client, forCause: true')).toEqual(begun);
    expect(days(', forCause: true')).toEqual(begun);
  });

  it('is owed on its days where the terms say nothing of it', () => {
    const onTheirDays = ['2026-02-01', '2026-03-01', '2026-04-01', '2026-05-01'].map((on) => `${on} ${on}`);
    expect(days('')).toEqual(onTheirDays);
    expect(days(', by: client', ', minimumPeriods: 4')).toEqual(onTheirDays);
    expect(days(', forCause: true', ', minimumPeriods: 4')).toEqual(onTheirDays);
    expect(days(', forCause: true', ', minimumPeriods: 4, earlyEnd: { byClient: at-once }')).toEqual(onTheirDays);
    expect(days(', by: consultant', ', minimumPeriods: 4, earlyEnd: { byClient: at-once }')).toEqual(onTheirDays);
  });

  it('does not take in the period that begins on the last day, which is owed as any other', () => {
    const onFirst = (party: string) => `- { kind: end, on: 2026-03-01, recordedOn: 2026-01-20, by: ${party} }\n`;
    const owedDays = (party: string, more: string) =>
      dueBy('2026-12-31', early + more, onFirst(party)).receivables.map(({ id, accruesOn, factIds }) => {
        return `${id.slice(9)} ${accruesOn} ${factIds.length}`;
      });
    expect(owedDays('consultant', ', afterMinimum: stops')).toEqual([
      '2026-02-01 2026-02-01 0',
      '2026-03-01 2026-03-01 0',
    ]);
    expect(owedDays('client', ARREARS)).toEqual([
      '2026-02-01 2026-02-28 0',
      '2026-04-01 2026-03-01 1',
      '2026-05-01 2026-03-01 1',
      '2026-03-01 2026-03-31 0',
    ]);
    const { versions, facts } = playedUnder(`terms:\n${retainer(early + ARREARS)}`, onFirst('client'));
    const input = { versions, facts, knownSeq: 9, memo: newMemo() };
    const owedOn = (on: string) => owed({ ...input, asOf: noon(on) }).receivables.length;
    expect(['2026-02-28', '2026-03-15', '2026-03-31'].map(owedOn)).toEqual([1, 3, 4]);
  });

  it('is of the periods that had not begun on the last day', () => {
    const on = (day: string) => `- { kind: end, on: ${day}, recordedOn: 2026-01-20, by: consultant }\n`;
    expect(dueBy('2026-12-31', early, on('2026-03-01')).receivables).toHaveLength(2);
    expect(dueBy('2026-12-31', early, on('2026-02-28')).receivables).toHaveLength(1);
  });
});

describe('a period in which the agreement ends', () => {
  const end = ended('2026-03-10');

  it('is billed in full', () => {
    expect(periods('2026-12-31', '', end)).toEqual(['2026-02-01 300000', '2026-03-01 300000']);
    expect(dueBy('2026-12-31', '', end).receivables.at(-1)?.factIds).toEqual([]);
  });

  it('is billed by its days where the terms say so', () => {
    // 10 of 31 days: 967.74; 10 of 30: 1,000.00.
    const due = dueBy('2026-12-31', BY_DAYS, end);
    expect(billed(due).at(-1)).toBe('retainer/2026-03-01 96774');
    expect(due.receivables.at(-1)).toMatchObject({ accruesOn: '2026-03-01', factIds: ['end/2026-03-10'] });
    expect(workingOf(due, 'retainer/2026-03-01')).toEqual([
      'Period 2, counted from 1 February 2026, payable in advance, on its first day = 1 March 2026 to 10 March 2026',
      'Fixed amount for the period = USD 3,000.00',
      '10 of 31 days, rounded half up = USD 3,000.00 × 10/31 = USD 967.74',
    ]);
    expect(steps('2026-03-01', '2026-12-31', BY_THIRTIES, end)[2]).toBe(
      '10 of 30 days, by months of thirty, rounded half up = USD 3,000.00 × 10/30 = USD 1,000.00',
    );
  });

  it('in arrears accrues on the day of the end', () => {
    expect(dueBy('2026-03-09', BY_DAYS + ARREARS, end).receivables).toHaveLength(1);
    expect(dueBy('2026-03-10', BY_DAYS + ARREARS, end).receivables.at(-1)).toMatchObject({
      accruesOn: '2026-03-10',
      amountMinor: 96_774n,
    });
  });

  it('is billed in full within the minimum, and when the end is its last day', () => {
    expect(periods('2026-12-31', `${BY_DAYS}, minimumPeriods: 2`, end)).toEqual([
      '2026-02-01 300000',
      '2026-03-01 300000',
    ]);
    expect(periods('2026-12-31', `${BY_DAYS}, minimumPeriods: 1`, end)).toContain('2026-03-01 96774');
    expect(periods('2026-12-31', `${BY_DAYS}, minimumPeriods: 1`, ended('2026-02-10'))).toEqual(['2026-02-01 300000']);
    const onLast = dueBy('2026-12-31', BY_DAYS, ended('2026-03-31'));
    expect(billed(onLast).at(-1)).toBe('retainer/2026-03-01 300000');
    expect(onLast.receivables.at(-1)?.factIds).toEqual([]);
    // One day of 31: 96.77.
    expect(periods('2026-12-31', BY_DAYS, ended('2026-03-01')).at(-1)).toBe('2026-03-01 9677');
  });

  it('is not remembered: what moved a period in one history moves none in another', () => {
    const versions = [aVersion({ terms: [aRetainer({ proration: 'actual-days', minimumPeriods: 0 })] })];
    const input = { versions, asOf: noon('1999-12-31'), knownSeq: 9 };
    const paused1999 = { pause: 'p', from: '1999-05-10', to: '1999-05-20', by: 'a clerk', reason: 'x' };
    const amounts = (...facts: readonly Said[]) =>
      owed({ ...input, facts: recorded(termsAdopted(), ...facts) }).receivables.map(
        ({ amountMinor }) => amountMinor,
      )[1];
    const pause = said('PauseRecorded', paused1999, '1999-05-10');
    // 11 of 31 days of 2,000.00 are paused.
    expect(amounts(pause)).toBe(129_032n);
    expect(amounts()).toBe(200_000n);
    expect(amounts(pause)).toBe(129_032n);
  });

  it('is not remembered either where the agreement runs out in it by itself, or goes on after all', () => {
    // Three months from 6 April end on 5 July 1999: 21 of the 30 days from 15 June, or all of them.
    const term = aRetainer({ anchor: '1999-04-15', proration: 'actual-days', minimumPeriods: 0 });
    const versions = [aVersion({ terms: [term], duration: { clause: '9', months: 3 } })];
    const last = (...facts: readonly Said[]) =>
      owed({ versions, facts: recorded(termsAdopted(), ...facts), asOf: noon('1999-06-30'), knownSeq: 9 })
        .receivables.map(({ id, amountMinor }) => `${id} ${amountMinor}`)
        .at(-1);
    const end = said('ContractEnded', { endsOn: '1999-12-31', by: 'a clerk', reason: 'agreed' }, '1999-06-01');
    expect(last()).toBe('retainer/1999-06-15 140000');
    expect(last(end)).toBe('retainer/1999-06-15 200000');
    expect(last()).toBe('retainer/1999-06-15 140000');
  });

  it('that an end makes owed at once is not remembered either', () => {
    const term = aRetainer({ minimumPeriods: 3, afterMinimum: 'stops', earlyEnd: { byClient: 'at-once' } });
    const versions = [aVersion({ terms: [term] })];
    const days = (...facts: readonly Said[]) =>
      owed({
        versions,
        facts: recorded(termsAdopted(), ...facts),
        asOf: noon('1999-12-31'),
        knownSeq: 9,
      }).receivables.map(({ accruesOn }) => accruesOn);
    const end = said(
      'ContractEnded',
      { endsOn: '1999-05-10', party: 'client', by: 'a clerk', reason: 'agreed' },
      '1999-05-01',
    );
    const onTheirDays = ['1999-04-06', '1999-05-06', '1999-06-06'];
    expect(days(end)).toEqual(['1999-04-06', '1999-05-06', '1999-05-10']);
    expect(days()).toEqual(onTheirDays);
  });
});

describe('a pause', () => {
  it('takes out the periods that begin in it', () => {
    expect(periods('2026-05-01', '', paused('2026-03-01', '2026-04-01'))).toEqual([
      '2026-02-01 300000',
      '2026-05-01 300000',
    ]);
    expect(periods('2026-05-01', '', paused('2026-03-02', '2026-03-31'))).toHaveLength(4);
    expect(periods('2026-05-01', '', paused('2026-02-02', '2026-02-28'))).toHaveLength(4);
    const inside = dueBy('2026-02-10', '', paused('2026-02-02', '2026-02-28'));
    expect(inside.receivables.map(({ factIds }) => factIds)).toEqual([[]]);
    expect(billed(inside)).toEqual(['retainer/2026-02-01 300000']);
  });

  it('does not lengthen the minimum', () => {
    const least = ', minimumPeriods: 3, afterMinimum: stops';
    expect(periods('2026-12-31', least, paused('2026-03-01', '2026-03-31'))).toEqual([
      '2026-02-01 300000',
      '2026-04-01 300000',
    ]);
  });

  it('is taken out by its days where the terms bill by days', () => {
    // Ten days of March: 21 of 31 days are 2,032.26.
    const due = dueBy('2026-03-31', BY_DAYS, paused('2026-03-11', '2026-03-20'));
    expect(billed(due)).toEqual(['retainer/2026-02-01 300000', 'retainer/2026-03-01 203226']);
    expect(due.receivables.map(({ factIds }) => factIds)).toEqual([[], ['pause/p']]);
    expect(workingOf(due, 'retainer/2026-02-01')).toHaveLength(2);
    const two = dueBy(
      '2026-03-31',
      BY_DAYS,
      paused('2026-02-10', '2026-02-11') + paused('2026-03-11', '2026-03-20', 'q'),
    );
    expect(two.receivables.map(({ factIds }) => factIds)).toEqual([['pause/p'], ['pause/q']]);
    expect(workingOf(due, 'retainer/2026-03-01')[2]).toBe(
      '21 of 31 days, rounded half up = USD 3,000.00 × 21/31 = USD 2,032.26',
    );
  });

  it('reaches into a period from before it, and out of it', () => {
    // 28 February to 2 March: 27 of 28 days, then 29 of 31.
    expect(periods('2026-03-01', BY_DAYS, paused('2026-02-28', '2026-03-02'))).toEqual([
      '2026-02-01 289286',
      '2026-03-01 280645',
    ]);
  });

  it('counts each day once, however many pauses are on record', () => {
    const twice = paused('2026-03-11', '2026-03-20') + paused('2026-03-15', '2026-03-20', 'q');
    expect(periods('2026-03-31', BY_DAYS, twice).at(-1)).toBe('2026-03-01 203226');
    expect(dueBy('2026-03-31', BY_DAYS, twice).receivables.at(-1)?.factIds).toEqual(['pause/p', 'pause/q']);
  });

  it('of a whole period leaves nothing of it', () => {
    expect(dueBy('2026-03-01', BY_DAYS, paused('2026-02-01', '2026-02-28')).receivables.map(({ id }) => id)).toEqual([
      'retainer/2026-03-01',
    ]);
  });

  it('after the end of the agreement takes nothing out', () => {
    // Ended on 10 March, paused from the 5th: four days of 31.
    expect(periods('2026-12-31', BY_DAYS, ended('2026-03-10') + paused('2026-03-05', '2026-03-20')).at(-1)).toBe(
      '2026-03-01 38710',
    );
    expect(periods('2026-12-31', BY_DAYS, ended('2026-03-10') + paused('2026-03-11', '2026-03-20')).at(-1)).toBe(
      '2026-03-01 96774',
    );
  });
});

describe('a short period before the first whole one', () => {
  const short = (amount = '') => `, shortFirst: { from: 2026-01-20${amount} }`;

  it('is billed by its days of a whole one that would end with it', () => {
    // 12 of the 31 days of January: 1,161.29; 11 of thirty: 1,100.00; 12 of the 92 days of three months: 391.30.
    expect(periods('2026-01-31', short() + BY_DAYS)).toEqual(['2026-01-20 116129']);
    expect(periods('2026-01-31', short() + BY_THIRTIES)).toEqual(['2026-01-20 110000']);
    expect(periods('2026-01-31', `${short()}${BY_DAYS}, everyMonths: 3`)).toEqual(['2026-01-20 39130']);
    expect(steps('2026-01-20', '2026-01-31', short() + BY_DAYS)).toEqual([
      'The short period before the first whole one, payable in advance, on its first day = 20 January 2026 to 31 January 2026',
      'Fixed amount for the period = USD 3,000.00',
      '12 of 31 days, rounded half up = USD 3,000.00 × 12/31 = USD 1,161.29',
    ]);
  });

  it('has an amount of its own where the terms state one', () => {
    const fixed = short(", amount: '500.00'");
    expect(periods('2026-02-01', fixed)).toEqual(['2026-01-20 50000', '2026-02-01 300000']);
    expect(periods('2026-02-01', fixed + BY_DAYS)).toEqual(['2026-01-20 50000', '2026-02-01 300000']);
    expect(steps('2026-01-20', '2026-02-01', fixed)[1]).toBe('Fixed amount for the short period = USD 500.00');
    expect(theOne(dueBy('2026-02-01', fixed), 'retainer/2026-01-20').factIds).toEqual([]);
  });

  it('accrues by the timing of the retainer', () => {
    expect(dueBy('2026-01-20', short() + BY_DAYS).receivables).toMatchObject([{ accruesOn: '2026-01-20' }]);
    expect(dueBy('2026-01-30', short() + BY_DAYS + ARREARS).receivables).toEqual([]);
    expect(dueBy('2026-01-31', short() + BY_DAYS + ARREARS).receivables).toMatchObject([{ accruesOn: '2026-01-31' }]);
  });

  it('is cut by an end in it, also where its amount is stated', () => {
    const end = '- { kind: end, on: 2026-01-25 }';
    // 6 of 31 days of a whole period: 580.65; 6 of the 12 days for which 500.00 were agreed.
    expect(periods('2026-12-31', short() + BY_DAYS, end)).toEqual(['2026-01-20 58065']);
    expect(periods('2026-12-31', short(", amount: '500.00'") + BY_DAYS, end)).toEqual(['2026-01-20 25000']);
    expect(periods('2026-12-31', short(", amount: '500.00'"), end)).toEqual(['2026-01-20 50000']);
  });

  it('is not owed when the agreement ends before it begins', () => {
    const [before, first] = ['2026-01-19', '2026-01-20'].map((on) => `- { kind: end, on: ${on} }`);
    expect(periods('2026-12-31', short(", amount: '500.00'"), before)).toEqual([]);
    expect(periods('2026-12-31', short(", amount: '500.00'"), first)).toEqual(['2026-01-20 50000']);
  });
});

describe('the next period', () => {
  const nextUnder = (terms: string, on: string, happened = '[]') => {
    const { versions, facts } = playedUnder(terms, happened);
    return nextAccrual(versions, facts, noon(on))?.slice(0, 10);
  };
  const next = (more: string, on: string, happened = '[]') => nextUnder(`terms:\n${retainer(more)}`, on, happened);

  it.each([
    ['', '2026-01-31', '2026-02-01'],
    ['', '2026-02-01', '2026-03-01'],
    ['', '2050-06-30', '2050-07-01'],
    ['', '2050-12-15', '2051-01-01'],
    [ARREARS, '2050-06-29', '2050-06-30'],
    [ARREARS, '2050-06-30', '2050-07-31'],
    [', everyMonths: 3', '2050-07-31', '2050-08-01'],
    [', everyMonths: 3', '2050-08-01', '2050-11-01'],
    [', everyMonths: 12', '2050-01-31', '2050-02-01'],
    [', everyMonths: 12', '2050-02-01', '2051-02-01'],
    [', anchor: 2026-01-31', '2050-02-27', '2050-02-28'],
    [', anchor: 2026-01-31', '2050-02-28', '2050-03-31'],
    [', anchor: 2026-10-31', '2027-01-15', '2027-01-31'],
    [', mostPeriods: 2', '2026-02-15', '2026-03-01'],
    [', mostPeriods: 2', '2026-03-01', undefined],
  ])('of one with %s after %s is that of %s', (more, on, expected) => {
    expect(next(more, on)).toBe(expected);
  });

  it('is the short one where there is one', () => {
    const short = ", shortFirst: { from: 2026-01-20, amount: '500.00' }";
    expect(next(short, '2026-01-19')).toBe('2026-01-20');
    expect(next(short, '2026-01-20')).toBe('2026-02-01');
  });

  it('is the earliest of several retainers', () => {
    const two = (first: string, second: string) =>
      nextUnder(`terms:\n${retainer(`, anchor: ${first}`)}${retainer(`, anchor: ${second}`, 'other')}`, '2026-02-20');
    expect(two('2026-02-05', '2026-02-01')).toBe('2026-03-01');
    expect(two('2026-02-01', '2026-02-05')).toBe('2026-03-01');
  });

  it('goes by the version of its first day', () => {
    const monthly = `terms:\n${retainer()}`;
    const quarterly = amendment('2026-04-01', `terms:\n${retainer(', everyMonths: 3')}`);
    expect(billed(owedUnder(monthly, quarterly, '2026-12-31')).map((line) => line.slice(9, 19))).toEqual([
      '2026-02-01',
      '2026-03-01',
      '2026-05-01',
      '2026-08-01',
      '2026-11-01',
    ]);
    expect(nextUnder(monthly, '2026-02-15', quarterly)).toBe('2026-03-01');
    expect(nextUnder(monthly, '2026-03-15', quarterly)).toBe('2026-05-01');
  });

  it('is not lost where an amendment was known before the day from which it counts', () => {
    const ahead = amendment('2026-04-01', `terms:\n${retainer().replace('3000', '3500')}`).replace(
      '"on"',
      '"recordedOn":"2026-02-15","on"',
    );
    const { versions, facts } = playedUnder(`terms:\n${retainer()}`, ahead);
    const memo = newMemo();
    const next = (on: string) => nextAccrual(versions, facts, noon(on), { memo })?.slice(0, 10);
    expect(['2026-02-20', '2026-03-20', '2026-04-20'].map(next)).toEqual(['2026-03-01', '2026-04-01', '2026-05-01']);
    expect(billed(owed({ versions, facts, asOf: noon('2026-05-01'), knownSeq: 9, memo }))).toEqual([
      'retainer/2026-02-01 300000',
      'retainer/2026-03-01 300000',
      'retainer/2026-04-01 350000',
      'retainer/2026-05-01 350000',
    ]);
  });

  it('does not rest on an end that was taken in by then', () => {
    expect(next('', '2026-03-15', ended('2026-03-20'))).toBe('2026-03-20');
    expect(next('', '2026-03-20', ended('2026-03-20'))).toBeUndefined();
  });
});

describe('the periods to come', () => {
  const toCome = (contract: string, happened: string, on: string) => {
    const { versions, facts } = playedUnder(contract, happened);
    return upcomingPeriods(contextOf({ versions, facts, asOf: noon(on), knownSeq: 9 })).map(
      ({ receivable, term, version }) => [receivable.id, receivable.accruesOn, term.id, version.version],
    );
  };

  it('are the next one of each retainer', () => {
    const two = `terms:\n${retainer()}${retainer(', everyMonths: 3', 'other')}`;
    expect(toCome(two, '[]', '2026-04-15')).toEqual([
      ['retainer/2026-05-01', '2026-05-01', 'retainer', 1],
      ['other/2026-05-01', '2026-05-01', 'other', 1],
    ]);
  });

  it('are of the version of their first day', () => {
    const later = amendment('2026-05-01', `terms:\n${retainer().replace('3000', '3500')}`);
    expect(toCome(`terms:\n${retainer()}`, later, '2026-05-15')).toEqual([
      ['retainer/2026-06-01', '2026-06-01', 'retainer', 2],
    ]);
  });

  it('are those that an end makes owed first', () => {
    const more = ', timing: in-arrears, minimumPeriods: 4, earlyEnd: { byClient: at-once }';
    const end = '- { kind: end, on: 2026-04-10, recordedOn: 2026-01-20, by: client }\n';
    expect(toCome(`terms:\n${retainer(more)}`, end, '2026-02-10')[0]?.slice(0, 2)).toEqual([
      'retainer/2026-02-01',
      '2026-02-28',
    ]);
    expect(toCome(`terms:\n${retainer(more)}`, end, '2026-03-31').map((one) => one.slice(0, 2))).toEqual([
      ['retainer/2026-05-01', '2026-04-10'],
    ]);
  });
});

describe('retainers', () => {
  it('that would bill one period twice are refused', () => {
    const versions = [aVersion({ terms: [aRetainer(), aRetainer()] })];
    const input = { versions, facts: recorded(termsAdopted()), asOf: noon('1999-04-06'), knownSeq: 9 };
    expect(() => owed(input)).toThrow(
      expect.objectContaining({
        message: 'a retainer period is owed twice',
        details: { receivable: 'retainer/1999-04-06' },
      }),
    );
  });

  it('have periods that are counted from their anchor', () => {
    expect(retainerPeriod(aRetainer(), '1999-04-06', 2)).toMatchObject({
      index: 2,
      from: '1999-06-06',
      to: '1999-07-05',
      accruesOn: '1999-06-06',
    });
  });

  it('are owed again from the step before when what reached a step is taken back', () => {
    const byEvent = ", steps: [{ when: { event: listing }, amount: '4000.00' }]";
    const happened =
      event('listing', 'l', '2026-02-10') + closing('c', '1.00', '2026-02-11') + tookBack('l', '2026-03-20');
    expect(periods('2026-03-31', byEvent, happened)).toEqual(['2026-02-01 300000', '2026-03-01 300000']);
  });
});

function onClosing(times: number) {
  const where = { instruments: [], classes: [], notClasses: [], investors: [], notInvestors: [] };
  return { events: ['closing'], where, times };
}

/** A retainer that begins by a condition. */
function withoutAnchor(changes: Partial<RetainerTerm>): RetainerTerm {
  const { anchor: _, ...rest } = aRetainer(changes);
  return rest;
}
