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

describe('a window that opens later', () => {
  const later = ', window: { after: 3, months: 6 }';

  it('is counted from the first, which earns nothing itself', () => {
    // Three months after 10 February is 10 May, six is 10 August 2026.
    const days = ['2026-02-10', '2026-05-09', '2026-05-10', '2026-08-09', '2026-08-10'];
    const happened = days.map((on, at) => closing(`c${at}`, '100.00', on)).join('');
    expect(bills(later, happened)).toEqual(['c2 1000', 'c3 1000']);
    expect(why(later, happened)).toEqual([
      'c0: It is earned only from 10 May 2026 on, 3 months from the first.',
      'c1: It is earned only from 10 May 2026 on, 3 months from the first.',
      'c4: The 6 months from the first on 10 February 2026 are over.',
    ]);
  });

  it('is told where no line earns, and not where another does', () => {
    const two = `terms:\n${fee(', window: { months: 3 }', 'first')}${fee(later, 'second')}`;
    const happened = closing('a', '100.00', '2026-02-10') + closing('b', '100.00', '2026-08-10');
    const due = owedUnder(two, happened, UNTIL);
    expect(billed(due)).toEqual(['first/a 1000']);
    expect(due.notOwed.map((one) => one.closing)).toEqual(['b', 'b']);
  });
});

describe('a window from a happening of another kind', () => {
  const from = ', trigger: exercise, window: { from: closing, months: 2 }';
  const exercise = (id: string, on: string, more: string) => event('exercise', id, on, `, amount: '100.00'${more}`);
  const byQuay = ', investor: Quay Fund';
  const CLOSED = closing('a', '500.00', '2026-02-10');

  it('is counted from the first of the same investor', () => {
    const happened =
      wharf('w', '2026-02-01') +
      event('meeting', 'm', '2026-02-02', byQuay) +
      CLOSED +
      closing('b', '500.00', '2026-03-01') +
      exercise('x', '2026-04-09', byQuay) +
      exercise('y', '2026-04-10', byQuay);
    expect(bills(from, happened)).toEqual(['x 1000']);
    expect(why(from, happened)).toEqual(['y: The 2 months from the first on 10 February 2026 are over.']);
  });

  it('is counted from the one that it is about, whoever it is of', () => {
    const happened = CLOSED + exercise('x', '2026-04-09', ', investor: Quay Fund II, about: a');
    expect(bills(from, happened)).toEqual(['x 1000']);
  });

  it('is not counted from one that was taken back, nor from that of another investor', () => {
    const none = 'x: No closing of this investor has been reported, from which its time would be counted.';
    const exercised = exercise('x', '2026-04-09', byQuay);
    expect(why(from, exercised)).toEqual([none]);
    expect(why(from, wharf('w', '2026-02-10') + exercised)).toEqual([none]);
    expect(why(from, CLOSED + tookBack('a', '2026-02-11') + exercised)).toContain(none);
  });
});

describe('a scale that begins anew', () => {
  /** 10% up to 100.00 and 20% above, so that 100.00 earns 10.00 first and 20.00 after that, in each period. */
  const scale = (counts: string) =>
    `, rate: { bands: [{ upTo: '100.00', rate: '10%' }, { rate: '20%' }], taken: marginal }, counts: ${counts}`;
  const amounts = (counts: string, ...days: readonly string[]) =>
    bills(scale(counts), days.map((on, at) => closing(`c${at}`, '100.00', on)).join('')).map((line) => line.slice(3));

  it('each month does so on its first day', () => {
    const days = ['2026-02-28', '2026-03-01', '2026-03-31', '2027-03-01'] as const;
    expect(amounts('each-month', ...days)).toEqual(['1000', '1000', '2000', '1000']);
  });

  it('each quarter does so in January, April, July and October', () => {
    const days = ['2026-02-01', '2026-03-31', '2026-04-01', '2026-06-30', '2026-07-01', '2026-10-01'] as const;
    expect(amounts('each-quarter', ...days)).toEqual(['1000', '2000', '1000', '2000', '1000', '1000']);
    expect(amounts('each-quarter', '2026-02-01', '2027-02-01')).toEqual(['1000', '1000']);
  });

  it('each year does so in January', () => {
    expect(amounts('each-year', '2026-02-01', '2026-12-31', '2027-01-01', '2027-12-31')).toEqual([
      '1000',
      '2000',
      '1000',
      '2000',
    ]);
  });

  it('each year of the agreement does so on the day of its date', () => {
    // Dated 15 January 2026.
    expect(amounts('each-contract-year', '2026-02-01', '2027-01-14', '2027-01-15', '2027-12-31')).toEqual([
      '1000',
      '2000',
      '1000',
      '2000',
    ]);
  });

  it('does not where it counts for ever, or each closing by itself', () => {
    expect(amounts('altogether', '2026-02-01', '2027-12-31')).toEqual(['1000', '2000']);
    expect(amounts('each', '2026-02-01', '2026-02-02')).toEqual(['1000', '1000']);
  });
});

describe('a part of the fee in the tail', () => {
  const half = ", tail: { months: 6, share: '50%' }";
  const end = (on: string) => `- { kind: end, on: ${on}, recordedOn: 2026-02-01 }\n`;

  it('is earned after the last day of the agreement, and says so', () => {
    const happened = ENDED + closing('a', '100.00', '2026-06-30') + wharf('b', '2026-07-01');
    expect(bills(half, happened)).toEqual(['a 1000', 'b 500']);
    expect(workingOf(owedFor(half, happened), 'fee/b')).toContain(
      'In the tail, after 30 June 2026, 50% of it is earned = USD 5.00',
    );
  });

  it('rests on the end, and the fee of any other tail does not', () => {
    const hash = (more: string, on: string) =>
      theOne(owedFor(more, end(on) + closing('a', '100.00', '2026-07-20')), 'fee/a').inputsHash;
    const moves = (more: string) => hash(more, '2026-06-30') !== hash(more, '2026-06-29');
    expect([moves(half), moves(', tail: { months: 6 }'), moves('')]).toEqual([true, false, false]);
    expect(hash(half, '2026-07-30')).toBe(hash(half, '2026-07-31'));
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

describe('a fee for those who were not introduced', () => {
  const others = fee('', 'others').replace('any-investor', 'not-introduced');
  const ours = fee(", rate: '20%'", 'ours').replace('any-investor', 'introduced-only');
  const happened = met('2026-02-01') + closing('a', '100.00', '2026-03-02', byMail) + wharf('b', '2026-03-03');

  it('is earned on all others, and says so', () => {
    const due = owedUnder(`terms:\n${others}`, happened, UNTIL);
    expect(billed(due)).toEqual(['others/b 1000']);
    expect(due.notOwed.map((one) => `${one.closing}: ${one.why}`)).toEqual([
      'a: Success fee is for investors who were not introduced.',
    ]);
  });

  it('beside one for the introduced leaves nothing that is not owed', () => {
    const due = owedUnder(`terms:\n${others}${ours}`, happened, UNTIL);
    expect(billed(due)).toEqual(['ours/a 2000', 'others/b 1000']);
    expect(due.notOwed).toEqual([]);
  });
});

describe('a tail with a list', () => {
  // Introduced on the day before the last, and put on the list on 4 July, four days after it.
  const listed = met('2026-06-29').replace(' }', ', recordedOn: 2026-07-04 }');
  const due = (days: string) =>
    owedUnder(
      `terms:\n${fee(`, tail: { months: 6${days} }`).replace('any-investor', 'introduced-only')}`,
      ENDED + listed + closing('a', '100.00', '2026-08-01', byMail),
      UNTIL,
    );

  it('earns for whom is put on it in its days, and asks about the others', () => {
    expect(billed(due(', listWithinDays: 4'))).toEqual(['fee/a 1000']);
    for (const days of ['', ', listWithinDays: 3']) {
      expect(billed(due(days))).toEqual([]);
      expect(due(days).waiting.map(({ id }) => id)).toEqual(['attribution/a']);
      expect(due(days).notOwed).toEqual([]);
    }
  });
});

describe('a fee for whoever invests', () => {
  it('does not rest on an introduction', () => {
    const due = owedFor('', met('2026-02-01') + closing('a', '100.00', '2026-03-02', byMail));
    expect(theOne(due, 'fee/a').factIds).toEqual(['closing/a/2026-03-02T17:00:00.000Z']);
    expect(workingOf(due, 'fee/a').join()).not.toContain('introduction');
  });
});

describe('what earns nothing', () => {
  it('has inputs of its own', () => {
    const due = owedFor(
      ', where: { instruments: [notes] }',
      closing('a', '1.00', '2026-03-02') + wharf('b', '2026-03-02'),
    );
    expect(new Set(due.receivables.map(({ inputsHash }) => inputsHash)).size).toBe(2);
    expect(due.notOwed).toHaveLength(2);
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
