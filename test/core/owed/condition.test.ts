import { describe, expect, it } from 'vitest';
import { isNamed } from '../../../shared/core/owed/condition.ts';
import { anInvestor } from '../../builders/facts.ts';
import { billed, owedUnder } from '../../builders/owed-under.ts';
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
    expect(isNamed([], anInvestor())).toBe(false);
  });

  it('is that of the investor where no firm is known', () => {
    const alone = { name: ' dana  whitfield ' };
    expect(isNamed(['Dana Whitfield'], alone)).toBe(true);
    expect(isNamed(['Harbor Ridge Capital', ''], alone)).toBe(false);
  });
});
