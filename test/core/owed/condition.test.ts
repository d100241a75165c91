import { describe, expect, it } from 'vitest';
import { isNamed } from '../../../shared/core/owed/condition.ts';
import { nextAccrual } from '../../../shared/core/owed/next-accrual.ts';
import { anInvestor, noon } from '../../builders/facts.ts';
import { billed, owedUnder, playedUnder } from '../../builders/owed-under.ts';
import { closing, event, fee, payment, theOne, tookBack, workingOf } from '../../builders/trade.ts';

/** What a payment of 100.00 is owed for, when it waits for a condition. */
const paid = (when: string, happened: string, until = '2026-12-31', more = '') =>
  billed(owedUnder(`${more}terms:\n${payment(`, when: ${when}`)}`, happened, until));

const equity = (id: string, amount: string, on: string) => closing(id, amount, on, ', instrument: equity');

describe('a condition', () => {
  it('is met by the first happening of its kinds, on its day, and rests on its facts', () => {
    const happened =
      event('listing', 'l', '2026-03-02') + closing('a', '5.00', '2026-03-01') + closing('b', '5.00', '2026-03-03');
    const due = owedUnder(`terms:\n${payment(', when: { event: [listing, closing] }')}`, happened, '2026-12-31');
    expect(billed(due)).toEqual(['pay/2026-03-01 10000']);
    expect(theOne(due, 'pay/2026-03-01').factIds).toEqual(['closing/a/2026-03-01T17:00:00.000Z']);
    expect(paid('{ event: listing }', happened)).toEqual(['pay/2026-03-02 10000']);
    expect(paid('{ event: delisting }', happened)).toEqual([]);
  });

  it('is not met before its day', () => {
    expect(paid('{ event: closing }', closing('a', '5.00', '2026-03-01'), '2026-02-28')).toEqual([]);
    expect(paid('{ event: closing }', closing('a', '5.00', '2026-03-01'), '2026-03-01')).toHaveLength(1);
  });

  it('passes over what was taken back', () => {
    const happened =
      closing('a', '5.00', '2026-03-01') + closing('b', '5.00', '2026-03-03') + tookBack('a', '2026-03-09');
    expect(paid('{ event: closing }', happened)).toEqual(['pay/2026-03-03 10000']);
  });

  it('of several times is met by the one that makes them up', () => {
    const happened = ['2026-03-01', '2026-03-02', '2026-03-03']
      .map((on, index) => closing(`c-${index}`, '5.00', on))
      .join('');
    expect(paid('{ event: closing, times: 2 }', happened)).toEqual(['pay/2026-03-02 10000']);
    expect(paid('{ event: closing, times: 4 }', happened)).toEqual([]);
  });

  it('of a sum is met by the closing with which it is reached, to the cent', () => {
    const happened = closing('a', '60.00', '2026-03-01') + closing('b', '40.00', '2026-03-02');
    expect(paid("{ event: closing, raised: '100.00' }", happened)).toEqual(['pay/2026-03-02 10000']);
    expect(paid("{ event: closing, raised: '100.01' }", happened)).toEqual([]);
    expect(paid("{ event: closing, raised: '60.00', times: 2 }", happened)).toEqual(['pay/2026-03-02 10000']);
  });

  it('of a least amount is met by the first closing that reaches it alone', () => {
    const happened = closing('a', '60.00', '2026-03-01') + closing('b', '100.00', '2026-03-02');
    expect(paid("{ event: closing, reaches: '100.00' }", happened)).toEqual(['pay/2026-03-02 10000']);
    expect(paid("{ event: closing, reaches: '60.00' }", happened)).toEqual(['pay/2026-03-01 10000']);
    expect(paid("{ event: closing, reaches: '100.01' }", happened)).toEqual([]);
  });

  it('that asks for an amount passes over another currency, and one that does not, does not', () => {
    const euros = closing('a', '100.00', '2026-03-01', ', currency: EUR');
    expect(paid("{ event: closing, raised: '1.00' }", euros)).toEqual([]);
    expect(paid("{ event: closing, reaches: '1.00' }", euros)).toEqual([]);
    expect(paid('{ event: closing }', euros)).toEqual(['pay/2026-03-01 10000']);
  });

  it('may be about some happenings only', () => {
    const happened =
      closing('a', '50.00', '2026-03-01') + equity('b', '50.00', '2026-03-02') + equity('c', '50.00', '2026-03-03');
    expect(paid("{ event: closing, instruments: [equity], raised: '100.00' }", happened)).toEqual([
      'pay/2026-03-03 10000',
    ]);
  });
});

describe('a condition of the end', () => {
  const ended = (more: string) => `- { kind: end, on: 2026-05-31, recordedOn: 2026-03-01${more} }\n`;

  it('is met on the last day, and not before it', () => {
    expect(paid('{ event: end }', ended(''), '2026-05-30')).toEqual([]);
    const due = owedUnder(`terms:\n${payment(', when: { event: end }')}`, ended(''), '2026-05-31');
    expect(billed(due)).toEqual(['pay/2026-05-31 10000']);
    expect(theOne(due, 'pay/2026-05-31').factIds).toEqual(['end/2026-05-31']);
  });

  it('by a party is met when that one ended it', () => {
    expect(paid('{ event: end, by: client }', ended(', by: client'))).toHaveLength(1);
    expect(paid('{ event: end, by: client }', ended(', by: consultant'))).toEqual([]);
    expect(paid('{ event: end, by: client }', ended(''))).toEqual([]);
    expect(paid('{ event: end }', ended(', by: consultant'))).toHaveLength(1);
  });

  it('is met by a term that runs out, which no party ended', () => {
    // Three months from 15 January 2026.
    const lasts = "duration: { clause: '9', months: 3 }\n";
    expect(paid('{ event: end }', '[]', '2026-12-31', lasts)).toEqual(['pay/2026-04-14 10000']);
    expect(paid('{ event: end, by: client }', '[]', '2026-12-31', lasts)).toEqual([]);
  });

  it('or of a closing is met by the closing where nothing ended', () => {
    expect(paid('{ event: [end, closing] }', closing('a', '5.00', '2026-03-01'))).toEqual(['pay/2026-03-01 10000']);
    expect(paid('{ event: closing }', ended(''))).toEqual([]);
  });

  it('or of a closing is met by whichever came first, and stays so when the other comes', () => {
    const either = '{ event: [end, closing] }';
    expect(paid(either, closing('a', '5.00', '2026-03-01') + ended(''))).toEqual(['pay/2026-03-01 10000']);
    expect(paid(either, ended('') + closing('a', '5.00', '2026-06-01'))).toEqual(['pay/2026-05-31 10000']);
    // Missed by 31 March it was not: the closing came on 1 March. By 28 February it was.
    const missedBy = (day: string) => paid(`{ event: [end, closing], missedBy: ${day} }`, closedThenEnded);
    const closedThenEnded = closing('a', '5.00', '2026-03-01') + ended('');
    expect(missedBy('2026-03-31')).toEqual([]);
    expect(missedBy('2026-02-28')).toEqual(['pay/2026-02-28 10000']);
  });
});

describe('a condition of an end for cause', () => {
  const ended = (more: string) => `- { kind: end, on: 2026-05-31, recordedOn: 2026-03-01${more} }\n`;

  it('is met by an end for cause, or by one without, as it says', () => {
    expect(paid('{ event: end, forCause: true }', ended(', forCause: true'))).toHaveLength(1);
    expect(paid('{ event: end, forCause: true }', ended(''))).toEqual([]);
    expect(paid('{ event: end, forCause: false }', ended(''))).toHaveLength(1);
    expect(paid('{ event: end, forCause: false }', ended(', forCause: true'))).toEqual([]);
  });
});

describe('a condition of some days', () => {
  const on = (day: string) => closing('a', '5.00', day);
  const days = '{ event: closing, from: 2026-03-01, to: 2026-03-31 }';

  it('counts what happens on them and between them', () => {
    expect(paid(days, on('2026-02-28'))).toEqual([]);
    expect(paid(days, on('2026-03-01'))).toEqual(['pay/2026-03-01 10000']);
    expect(paid(days, on('2026-03-31'))).toEqual(['pay/2026-03-31 10000']);
    expect(paid(days, on('2026-04-01'))).toEqual([]);
    expect(paid('{ event: closing, from: 2026-03-01 }', on('2026-12-01'))).toHaveLength(1);
    expect(paid('{ event: closing, to: 2026-03-31 }', on('2026-01-20'))).toHaveLength(1);
  });

  it('counts an end on them only', () => {
    const end = '- { kind: end, on: 2026-05-31 }\n';
    expect(paid('{ event: end, to: 2026-05-30 }', end)).toEqual([]);
    expect(paid('{ event: end, to: 2026-05-31 }', end)).toHaveLength(1);
  });

  it('is told where a fee is not about a closing', () => {
    const why = (where: string) =>
      workingOf(owedUnder(`terms:\n${fee(`, where: { ${where} }`)}`, on('2026-03-15'), '2026-12-31'), 'fee/a')[0];
    expect(why('from: 2026-03-16')).toBe('Success fee is for what happens from 16 March 2026 on. = USD 0.00');
    expect(why('to: 2026-03-14')).toBe('Success fee is for what happens up to 14 March 2026. = USD 0.00');
    expect(why('from: 2026-03-15, to: 2026-03-15')).toMatch(/^Funding closed on/);
  });
});

describe('a condition that something is missed', () => {
  const missed = "{ event: closing, raised: '100.00', missedBy: 2026-03-31 }";
  const raised = (day: string, amount = '100.00') => closing('a', amount, day);

  it('is met on its day, once that is over, unless it happened by then', () => {
    expect(paid(missed, '[]', '2026-03-31')).toEqual([]);
    expect(paid(missed, '[]', '2026-04-01')).toEqual(['pay/2026-03-31 10000']);
    expect(paid(missed, raised('2026-03-31'))).toEqual([]);
    expect(paid(missed, raised('2026-04-01'))).toEqual(['pay/2026-03-31 10000']);
    expect(paid(missed, raised('2026-03-01', '99.99'))).toEqual(['pay/2026-03-31 10000']);
  });

  it('rests on no fact, and is the next thing to come', () => {
    const terms = `terms:\n${payment(`, when: ${missed}`)}`;
    expect(theOne(owedUnder(terms, '[]', '2026-12-31'), 'pay/2026-03-31').factIds).toEqual([]);
    const { versions, facts } = playedUnder(terms);
    const next = (on: string) => nextAccrual(versions, facts, noon(on))?.slice(0, 10);
    expect([next('2026-02-01'), next('2026-03-31'), next('2026-04-01')]).toEqual([
      '2026-04-01',
      '2026-04-01',
      undefined,
    ]);
  });
});

describe('several conditions', () => {
  const listed = event('listing', 'l', '2026-03-10');
  const sold = event('sale', 's', '2026-03-01');
  const both = '{ all: [{ event: listing }, { event: sale }] }';
  const either = '{ any: [{ event: listing }, { event: sale }] }';

  it('that must all be met are met with the last, and rest on the facts of all', () => {
    expect(paid(both, listed)).toEqual([]);
    expect(paid(both, sold)).toEqual([]);
    const due = owedUnder(`terms:\n${payment(`, when: ${both}`)}`, listed + sold, '2026-12-31');
    expect(billed(due)).toEqual(['pay/2026-03-10 10000']);
    expect(theOne(due, 'pay/2026-03-10').factIds.toSorted()).toEqual([
      'event/l/2026-03-10T16:00:00.000Z',
      'event/s/2026-03-01T17:00:00.000Z',
    ]);
    const turned = '{ all: [{ event: sale }, { event: listing }] }';
    expect(paid(turned, listed + sold)).toEqual(['pay/2026-03-10 10000']);
    expect(
      theOne(
        owedUnder(`terms:\n${payment(', when: { all: [{ event: sale }, { event: [sale] }] }')}`, sold, '2026-12-31'),
        'pay/2026-03-01',
      ).factIds,
    ).toHaveLength(1);
  });

  it('of which one is enough are met with the first', () => {
    expect(paid(either, '[]')).toEqual([]);
    expect(paid(either, listed)).toEqual(['pay/2026-03-10 10000']);
    expect(paid(either, listed + sold)).toEqual(['pay/2026-03-01 10000']);
    expect(paid('{ any: [{ event: sale }, { event: listing }] }', listed + sold)).toEqual(['pay/2026-03-01 10000']);
  });

  it('may be missed ones: each comes by itself', () => {
    const missed = '{ any: [{ event: sale, missedBy: 2026-05-31 }, { event: listing, missedBy: 2026-03-31 }] }';
    const { versions, facts } = playedUnder(`terms:\n${payment(`, when: ${missed}`)}`);
    const next = (on: string) => nextAccrual(versions, facts, noon(on))?.slice(0, 10);
    expect([next('2026-02-01'), next('2026-04-01'), next('2026-06-01')]).toEqual([
      '2026-04-01',
      '2026-06-01',
      undefined,
    ]);
    const all = missed.replace('any', 'all');
    const played = playedUnder(`terms:\n${payment(`, when: ${all}`)}`);
    expect(nextAccrual(played.versions, played.facts, noon('2026-02-01'))?.slice(0, 10)).toBe('2026-04-01');
  });

  it('of a retainer, of its steps and of a fee come by themselves too', () => {
    const by = (on: string) => `{ event: sale, missedBy: ${on} }`;
    const retainer = (more: string) =>
      `  - { kind: retainer, id: r, clause: '1', amount: '1.00', everyMonths: 12, timing: in-advance, minimumPeriods: 0, afterMinimum: stops, dueDays: 0, ${more} }\n`;
    const first = (terms: string) => {
      const { versions, facts } = playedUnder(`terms:\n${terms}`);
      return nextAccrual(versions, facts, noon('2026-02-01'))?.slice(0, 10);
    };
    expect(first(retainer(`startsWhen: ${by('2026-04-01')}`))).toBe('2026-04-02');
    expect(first(retainer(`anchor: 2026-01-15, endsWhen: ${by('2026-04-02')}`))).toBe('2026-04-03');
    expect(first(retainer(`anchor: 2026-01-15, payableWhen: ${by('2026-04-03')}`))).toBe('2026-04-04');
    expect(first(retainer(`anchor: 2026-01-15, steps: [{ when: ${by('2026-04-04')}, amount: '2.00' }]`))).toBe(
      '2026-04-05',
    );
    expect(first(fee(`, when: ${by('2026-04-05')}`))).toBe('2026-04-06');
  });
});

describe('what a term is about', () => {
  const fit = ', instrument: equity, classes: [insider, friends]';
  const why = (where: string, more = fit) =>
    workingOf(
      owedUnder(`terms:\n${fee(`, where: { ${where} }`)}`, closing('a', '100.00', '2026-03-01', more), '2026-12-31'),
      'fee/a',
    )[0];
  const EARNS = /^Funding closed on 1 March 2026/;

  it.each([
    ['notClasses: [public, friends]', 'Success fee leaves out investors of the class friends. = USD 0.00'],
    ['classes: [public, staff]', 'Success fee is for investors of the class public or staff only. = USD 0.00'],
    ['instruments: [notes, debt]', 'Success fee is for notes or debt only; this closing is in equity. = USD 0.00'],
    ['notInvestors: [Pier Capital, QUAY fund]', 'Success fee leaves out Quay Fund. = USD 0.00'],
    ['investors: [Pier Capital, Wharf LLC]', 'Success fee is for Pier Capital, Wharf LLC only. = USD 0.00'],
  ])('is told by %s', (where, words) => {
    expect(why(where)).toBe(words);
  });

  it.each([
    'notClasses: [public]',
    'classes: [public, insider]',
    'instruments: [debt, equity]',
    'notInvestors: [Pier Capital]',
    'investors: [Pier Capital, Quay Fund]',
  ])('fits %s', (where) => {
    expect(why(where)).toMatch(EARNS);
  });

  it('names nothing where nothing was said', () => {
    expect(why('instruments: [notes]', '')).toBe(
      'Success fee is for notes only; this closing is in nothing that was named. = USD 0.00',
    );
    expect(why('classes: [insider]', '')).toBe('Success fee is for investors of the class insider only. = USD 0.00');
    expect(why('notClasses: [insider]', '')).toMatch(EARNS);
  });
});

describe('a name on a list', () => {
  it('is that of the investor or of its firm, without regard to case and white space', () => {
    expect(isNamed(['Dana Whitfield'], anInvestor())).toBe(true);
    expect(isNamed(['Somebody', '  harbor   RIDGE capital '], anInvestor())).toBe(true);
    expect(isNamed(['Harbor'], anInvestor())).toBe(false);
    expect(isNamed(['DanaWhitfield', 'HarborRidge Capital'], anInvestor())).toBe(false);
    expect(isNamed([], anInvestor())).toBe(false);
  });

  it('is that of the investor where no firm is known', () => {
    const alone = { name: ' dana  whitfield ' };
    expect(isNamed(['Dana Whitfield'], alone)).toBe(true);
    expect(isNamed(['Harbor Ridge Capital', ''], alone)).toBe(false);
  });
});
