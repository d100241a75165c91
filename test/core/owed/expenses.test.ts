import { describe, expect, it } from 'vitest';
import type { ClosingState } from '../../../shared/core/facts/fact.ts';
import { owed } from '../../../shared/core/owed/owed.ts';
import type { ExpensesTerm } from '../../../shared/core/terms/terms.ts';
import { aVersion } from '../../builders/a-contract.ts';
import { aClosing, noon, recorded, said, termsAdopted, type Said } from '../../builders/facts.ts';
import { billed, owedUnder } from '../../builders/owed-under.ts';
import { A_HASH, expense, fee, theOne, tookBack, workingOf } from '../../builders/trade.ts';

const UNTIL = '2026-12-31';

const costs = (more = '', id = 'costs') => {
  const receipts = more.includes('receipts:') ? '' : ', receipts: not-required';
  return `  - { kind: expenses, id: ${id}, clause: '4', dueDays: 14${receipts}${more} }\n`;
};

const owedFor = (more: string, claims: string) => owedUnder(`terms:\n${costs(more)}`, claims, UNTIL);
const why = (more: string, claims: string) => owedFor(more, claims).notOwed.map((one) => `${one.closing}: ${one.why}`);

describe('an expense', () => {
  it('is owed as it was spent, on its day, and tells of itself', () => {
    expect(theOne(owedFor('', expense('taxi', '40.00', '2026-03-01', ', category: travel')), 'costs/taxi')).toEqual({
      id: 'costs/taxi',
      termId: 'costs',
      clause: '4',
      kind: 'expense',
      description: 'Expenses, travel, 1 March 2026',
      accruesOn: '2026-03-01',
      dueOn: '2026-03-15',
      amountMinor: 4_000n,
      currency: 'USD',
      working: [{ clause: '4', what: 'Claimed for 1 March 2026', figures: 'USD 40.00' }],
      termsVersion: 1,
      factIds: ['event/taxi/2026-03-01T17:00:00.000Z'],
      inputsHash: expect.stringMatching(A_HASH),
    });
  });

  it('of no category is named by its day, and of a description by that', () => {
    expect(theOne(owedFor('', expense('a', '1.00', '2026-03-01')), 'costs/a').description).toBe(
      'Expenses, 1 March 2026',
    );
    const due = owedOn1999(claimed({ instrument: 'legal', description: 'filing fee' }));
    expect(due.receivables[0]?.description).toBe('Costs, legal, filing fee, 15 June 1999');
  });

  it('has inputs of its own for each claim, and other ones when those before it change', () => {
    const [a, b] = [expense('a', '1.00', '2026-03-01'), expense('b', '1.00', '2026-03-01')];
    const hash = (claims: string, id: string) => theOne(owedFor('', claims), `costs/${id}`).inputsHash;
    expect(hash(a + b, 'a')).not.toBe(hash(a + b, 'b'));
    expect(hash(a + b, 'b')).not.toBe(hash(b, 'b'));
  });

  it('has other inputs when more of the month was billed before it, of the same sum in all', () => {
    const after = (february: string, march: string) => {
      const before = expense('a', february, '2026-02-01') + expense('b', march, '2026-03-01');
      return theOne(owedFor(", atMostMonth: '80.00'", before + expense('c', '60.00', '2026-03-02')), 'costs/c');
    };
    // 50.00 or 40.00 of the 80.00 of March are used.
    expect([after('10.00', '50.00').amountMinor, after('20.00', '40.00').amountMinor]).toEqual([3_000n, 4_000n]);
    expect(after('10.00', '50.00').inputsHash).not.toBe(after('20.00', '40.00').inputsHash);
  });

  it('has other inputs when more of the month was claimed before it, of which as much was billed', () => {
    const after = (claimed: string) => {
      const limits = ", atMostEach: '10.00', approval: { above: '100.00', of: month }";
      const claims = expense('a', claimed, '2026-03-01') + expense('b', '20.00', '2026-03-02');
      return theOne(owedFor(limits, claims), 'costs/b');
    };
    // 80.00 and 20.00 need no approval, 81.00 and 20.00 do.
    expect([after('80.00').amountMinor, after('81.00').amountMinor]).toEqual([1_000n, 0n]);
    expect(after('80.00').inputsHash).not.toBe(after('81.00').inputsHash);
  });

  it('is nothing once it is taken back, and uses up nothing', () => {
    const claims =
      expense('a', '60.00', '2026-03-01') + expense('b', '60.00', '2026-03-02') + tookBack('a', '2026-03-09');
    const due = owedFor(", altogetherAtMost: '100.00'", claims);
    expect(billed(due)).toEqual(['costs/b 6000']);
    expect(workingOf(due, 'costs/a')).toEqual(['The claim was taken back: simulated. = USD 0.00']);
    expect(due.notOwed).toEqual([
      {
        closing: 'a',
        clause: '4',
        closedOn: '2026-03-01',
        knownOn: '2026-03-09',
        investorName: 'Expense',
        amountMinor: 6_000n,
        currency: 'USD',
        why: 'The claim was taken back: simulated.',
      },
    ]);
  });

  it('in another currency is nothing until the rate of its day is stated', () => {
    const euros = claimed({ amountMinor: 4_000n, currency: 'EUR', instrument: 'travel' });
    const due = owedOn1999(euros);
    expect(due.receivables).toMatchObject([{ amountMinor: 0n, currency: 'USD' }]);
    expect(due.notOwed).toMatchObject([{ investorName: 'Expense, travel', amountMinor: 4_000n, currency: 'EUR' }]);
    expect(due.notOwed[0]?.why).toMatch(/^It is in EUR, and no rate is on record for its day; /);
    const rate = { from: 'EUR', to: 'USD', rate: '1.25', statedFor: '1999-06-15', source: 'a bank', by: 'A clerk' };
    expect(workingOf(owedOn1999(euros, said('ConversionStated', rate, '1999-06-16')), 'costs/closing-0001')).toEqual([
      'At the rate of 15 June 1999 by a bank, rounded half up = EUR 40.00 × 1.25 = USD 50.00',
      'Claimed for 15 June 1999 = USD 50.00',
    ]);
  });
});

/** A term that bears all expenses, and what it owes on 30 June 1999 when such things are said. */
function owedOn1999(...told: readonly Said[]) {
  const term: ExpensesTerm = {
    kind: 'expenses',
    id: 'costs',
    clause: '4',
    name: 'Costs',
    categories: [],
    receipts: 'not-required',
    dueDays: 0,
    dueCounted: 'calendar-days',
    dueFrom: 'accrual',
  };
  const facts = recorded(termsAdopted(), ...told);
  return owed({ versions: [aVersion({ terms: [term] })], facts, asOf: noon('1999-06-30'), knownSeq: 9 });
}

function claimed(changes: Partial<ClosingState>): Said<'EventReported'> {
  return said('EventReported', { ...aClosing(changes), kind: 'expense' }, '1999-06-15');
}

describe('the limits on expenses', () => {
  const limits = ", atMostEach: '50.00', atMostMonth: '80.00', altogetherAtMost: '100.00'";
  const claims = ['2026-03-01', '2026-03-15', '2026-04-01', '2026-04-02']
    .map((on, index) => expense('abcd'.charAt(index), '60.00', on))
    .join('');

  it('are on each claim, on each month, and on all', () => {
    // 50; what is left of 80 in March; what is left of 100 in all; nothing.
    expect(billed(owedFor(limits, claims))).toEqual(['costs/a 5000', 'costs/b 3000', 'costs/c 2000']);
  });

  it('are told with what of them is used', () => {
    const due = owedFor(limits, claims);
    expect(workingOf(due, 'costs/a')).toEqual([
      'Claimed for 1 March 2026 = USD 60.00',
      'A claim at most USD 50.00 = USD 50.00',
      'In a month at most USD 80.00 = USD 50.00',
      'In all at most USD 100.00 = USD 50.00',
    ]);
    expect(workingOf(due, 'costs/c')).toEqual([
      'Claimed for 1 April 2026 = USD 60.00',
      'A claim at most USD 50.00 = USD 50.00',
      'In a month at most USD 80.00 = USD 50.00',
      'In all at most USD 100.00, of which USD 80.00 is used = USD 20.00',
    ]);
    expect(workingOf(due, 'costs/d').slice(2)).toEqual([
      'In a month at most USD 80.00, of which USD 20.00 is used = USD 50.00',
      'In all at most USD 100.00, of which USD 100.00 is used = USD 0.00',
    ]);
  });

  it('are each term’s own', () => {
    const two = `terms:\n${costs(", categories: [travel], altogetherAtMost: '50.00'")}${costs(", altogetherAtMost: '50.00'", 'rest')}`;
    const both = expense('a', '40.00', '2026-03-01', ', category: travel') + expense('b', '40.00', '2026-03-02');
    expect(billed(owedUnder(two, both, UNTIL))).toEqual(['costs/a 4000', 'rest/b 4000']);
  });
});

describe('which term bears an expense', () => {
  const two = `terms:\n${costs('', 'rest')}${costs(', categories: [legal, travel]')}`;

  it('is the one that names its category, or else the one for all', () => {
    const claims =
      expense('a', '1.00', '2026-03-01', ', category: travel') +
      expense('b', '1.00', '2026-03-02', ', category: meals') +
      expense('c', '1.00', '2026-03-03');
    expect(billed(owedUnder(two, claims, UNTIL))).toEqual(['costs/a 100', 'rest/b 100', 'rest/c 100']);
  });

  it('is none where none fits, which is said, unless a fee line is about expenses', () => {
    const claim = expense('a', '1.00', '2026-03-01', ', category: meals');
    const only = owedUnder(`terms:\n${fee()}${costs(', categories: [legal]')}`, claim, UNTIL);
    expect(only.notOwed).toMatchObject([
      { closing: 'a', clause: '', why: 'No term of the agreement bears expenses of this kind.' },
    ]);
    const marked = `terms:\n${fee()}${fee(", trigger: [closing, expense], basis: cost, rate: '5%'", 'costs')}`;
    expect(owedUnder(marked, claim, UNTIL).notOwed).toEqual([]);
  });
});

describe('a receipt', () => {
  it('is asked for where the terms say so', () => {
    const claims =
      expense('a', '1.00', '2026-03-01', ', receipt: true') +
      expense('b', '1.00', '2026-03-02', ', receipt: false') +
      expense('c', '1.00', '2026-03-03');
    expect(billed(owedFor(', receipts: required', claims))).toEqual(['costs/a 100']);
    expect(why(', receipts: required', claims)).toEqual([
      'b: The terms ask for a receipt; report it again with one.',
      'c: The terms ask for a receipt; report it again with one.',
    ]);
  });
});

describe('an approval', () => {
  const approved = ', approvedBy: Ruth Calder';

  it('is asked for above an amount a claim', () => {
    const item = ", approval: { above: '10.00', of: item }";
    const claims =
      expense('a', '10.00', '2026-03-01') +
      expense('b', '10.01', '2026-03-02') +
      expense('c', '10.01', '2026-03-03', approved) +
      expense('d', '10.00', '2026-03-04');
    expect(billed(owedFor(item, claims))).toEqual(['costs/a 1000', 'costs/c 1001', 'costs/d 1000']);
    expect(why(item, claims)).toEqual([
      'b: Above USD 10.00 a claim the terms ask for an approval beforehand; report it again with who approved it.',
    ]);
  });

  it('is asked for once a month comes to more, counting what was approved, and not what was refused', () => {
    const month = ", approval: { above: '10.00', of: month }";
    const claims =
      expense('a', '6.00', '2026-03-01') +
      expense('b', '6.00', '2026-03-02') +
      expense('c', '4.00', '2026-03-03') +
      expense('d', '9.00', '2026-03-04', approved) +
      expense('e', '0.01', '2026-03-05') +
      expense('f', '10.00', '2026-04-01');
    expect(billed(owedFor(month, claims))).toEqual(['costs/a 600', 'costs/c 400', 'costs/d 900', 'costs/f 1000']);
    expect(why(month, claims).map((one) => one.slice(0, 28))).toEqual([
      'b: Above USD 10.00 in a mont',
      'e: Above USD 10.00 in a mont',
    ]);
  });
});
