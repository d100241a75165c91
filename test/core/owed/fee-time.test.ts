import { describe, expect, it } from 'vitest';
import { investorKey } from '../../../shared/core/owed/fee-time.ts';
import { billed, owedUnder } from '../../builders/owed-under.ts';
import { closing, event, fee, theOne, tookBack, workingOf } from '../../builders/trade.ts';

const UNTIL = '2027-12-31';
const ENDED = '- { kind: end, on: 2026-06-30 }\n';
const FOR_CAUSE = '- { kind: end, on: 2026-06-30, forCause: true }\n';

const owedFor = (more: string, happened: string) => owedUnder(`terms:\n${fee(more)}`, happened, UNTIL);
const bills = (more: string, happened: string) =>
  billed(owedFor(more, happened)).map((line) => line.replace('fee/', ''));
/** Why a closing earns nothing. */
const why = (more: string, happened: string) =>
  owedFor(more, happened).notOwed.map((one) => `${one.closing}: ${one.why}`);

const wharf = (id: string, on: string) => closing(id, '100.00', on).replace('Quay Fund', 'Wharf LLC');
const met = (on: string) =>
  `- { kind: introduction, id: q, investor: Quay Fund, emails: [m@quay.example], on: ${on} }\n`;
const byMail = ', emails: [m@quay.example]';

describe('a tail after the end', () => {
  const tail = ', tail: { months: 6 }';

  it('earns to its last day, and says when it ended', () => {
    // Six months after 30 June is 30 December.
    expect(bills(tail, ENDED + closing('a', '100.00', '2026-12-30'))).toEqual(['a 1000']);
    expect(why(tail, ENDED + closing('a', '100.00', '2026-12-31'))).toEqual([
      'a: The tail ended on 30 December 2026, 6 months after the agreement.',
    ]);
  });

  it('does not matter before the end, nor on its day, whatever it asks', () => {
    const named = ', tail: { months: 0, investors: [Pier Capital], afterCause: earns-nothing }';
    expect(bills(named, FOR_CAUSE + closing('a', '100.00', '2026-06-30'))).toEqual(['a 1000']);
    expect(bills(named, closing('a', '100.00', '2027-06-30'))).toEqual(['a 1000']);
  });

  it('earns nothing after an end for cause, where the terms say so', () => {
    const closed = closing('a', '100.00', '2026-07-01');
    expect(why(', tail: { months: 6, afterCause: earns-nothing }', FOR_CAUSE + closed)).toEqual([
      'a: The agreement was ended for cause, and nothing is earned after that.',
    ]);
    expect(bills(', tail: { months: 6, afterCause: earns-nothing }', ENDED + closed)).toEqual(['a 1000']);
    expect(bills(', tail: { months: 6, afterCause: earns }', FOR_CAUSE + closed)).toEqual(['a 1000']);
  });

  it('is for the investors that are named', () => {
    const closed = closing('a', '100.00', '2026-07-01');
    expect(bills(', tail: { months: 6, investors: [Pier Capital, Quay Fund] }', ENDED + closed)).toEqual(['a 1000']);
    expect(why(', tail: { months: 6, investors: [Pier Capital] }', ENDED + closed)).toEqual([
      'a: After the end of the agreement only Pier Capital earns a fee.',
    ]);
    expect(why(', tail: { months: 6, investors: [Pier Capital, Wharf LLC] }', ENDED + closed)).toEqual([
      'a: After the end of the agreement only Pier Capital, Wharf LLC earn a fee.',
    ]);
  });

  it('for the introduced alone asks for an introduction after the end, and not before', () => {
    const introduced = ', tail: { months: 6, scope: introduced-only }';
    expect(bills(introduced, ENDED + closing('a', '100.00', '2026-06-30'))).toEqual(['a 1000']);
    expect(bills(introduced, closing('a', '100.00', '2026-07-01'))).toEqual(['a 1000']);
    expect(why(introduced, ENDED + closing('a', '100.00', '2026-07-01'))).toHaveLength(1);
    expect(bills(introduced, met('2026-02-01') + ENDED + closing('a', '100.00', '2026-07-01', byMail))).toEqual([
      'a 1000',
    ]);
    expect(bills(', tail: { months: 6 }', ENDED + closing('a', '100.00', '2026-07-01'))).toEqual(['a 1000']);
  });
});

describe('a tail from the introduction', () => {
  const tail = ', tail: { months: 2, from: introduction }';

  it('earns for its months after it, also once the agreement has ended', () => {
    const introduced = met('2026-05-15');
    expect(bills(tail, introduced + closing('a', '100.00', '2026-07-15', byMail))).toEqual(['a 1000']);
    expect(bills(tail, introduced + ENDED + closing('a', '100.00', '2026-07-15', byMail))).toEqual(['a 1000']);
    expect(why(tail, introduced + closing('a', '100.00', '2026-07-16', byMail))).toEqual([
      'a: It came after 15 July 2026, 2 months after the introduction.',
    ]);
  });

  it('asks for an introduction', () => {
    expect(bills(tail, closing('a', '100.00', '2026-03-01'))).toEqual([]);
  });
});

describe('a window for an investor', () => {
  const window = ', window: { months: 3 }';

  it('is as long from the first that earns, and over on the day on which it has run', () => {
    const happened =
      closing('a', '100.00', '2026-02-10') +
      closing('b', '100.00', '2026-05-09') +
      closing('c', '100.00', '2026-05-10') +
      wharf('d', '2026-06-01');
    expect(bills(window, happened)).toEqual(['a 1000', 'b 1000', 'd 1000']);
    expect(why(window, happened)).toEqual(['c: The 3 months from the first on 10 February 2026 are over.']);
  });

  it('does not begin with one that earns nothing', () => {
    const happened =
      closing('a', '100.00', '2026-02-10') + closing('b', '100.00', '2026-05-10') + tookBack('a', '2026-02-11');
    expect(bills(window, happened)).toEqual(['b 1000']);
  });
});

describe('a fee that is earned once', () => {
  it('says when it was', () => {
    const happened =
      closing('a', '100.00', '2026-02-10') + closing('b', '100.00', '2026-03-10') + wharf('c', '2026-04-01');
    expect(bills(', once: per-investor', happened)).toEqual(['a 1000', 'c 1000']);
    expect(why(', once: per-investor', happened)).toEqual([
      'b: The fee for this investor was earned on 10 February 2026; it is earned once.',
    ]);
  });
});

describe('an investor', () => {
  it('is told by the id at the CRM, or else the address, or else the name', () => {
    expect(investorKey({ name: 'A', crmIds: ['crm-1', 'crm-2'], emails: ['a@a.example'] })).toBe('crm-1');
    expect(investorKey({ name: 'A', crmIds: [], emails: ['a@a.example', 'b@a.example'] })).toBe('a@a.example');
    expect(investorKey({ name: 'Quay FUND', crmIds: [], emails: [] })).toBe('quay fund');
  });
});

describe('a fee that waits for a condition', () => {
  const when = ', when: { event: listing }';

  it('is owed on the day on which it is met, and says so, and rests on its facts', () => {
    const happened =
      closing('a', '100.00', '2026-02-10') + event('listing', 'l', '2026-05-01') + closing('b', '100.00', '2026-06-01');
    const due = owedFor(when, happened);
    expect(due.receivables).toMatchObject([
      { id: 'fee/a', accruesOn: '2026-05-01', dueOn: '2026-05-31', amountMinor: 1_000n },
      { id: 'fee/b', accruesOn: '2026-06-01', dueOn: '2026-07-01', amountMinor: 1_000n },
    ]);
    expect(workingOf(due, 'fee/a')[1]).toBe('Owed once its condition was met = 1 May 2026');
    expect(theOne(due, 'fee/a').factIds).toEqual([
      'closing/a/2026-02-10T17:00:00.000Z',
      'event/l/2026-05-01T16:00:00.000Z',
    ]);
  });

  it('is nothing until then, and says so', () => {
    const due = owedFor(when, closing('a', '100.00', '2026-02-10'));
    expect(billed(due)).toEqual([]);
    expect(workingOf(due, 'fee/a')).toEqual(['Its condition has not been met yet. = USD 0.00']);
    expect(due.notOwed).toMatchObject([{ closing: 'a', why: 'Its condition has not been met yet.' }]);
  });

  it('rests on the facts once when it is met by the closing itself', () => {
    const due = owedFor(', when: { event: closing }', closing('a', '100.00', '2026-02-10'));
    expect(theOne(due, 'fee/a').factIds).toEqual(['closing/a/2026-02-10T17:00:00.000Z']);
  });
});
