import { describe, expect, it } from 'vitest';
import { billed, owedUnder } from '../../builders/owed-under.ts';
import { closing, event, fee, payment, theOne, workingOf } from '../../builders/trade.ts';

const UNTIL = '2026-12-31';
const ROUNDED = 'Rounded once, half up, to the minor unit';

/** The steps of a fee on a closing of 250,000.00 by a rate, between the funding and the rounding. */
const byRate = (rate: string, more = '', amount = '250000.00', said = '') => {
  const due = owedUnder(`terms:\n${fee(`, rate: ${rate}${more}`)}`, closing('a', amount, '2026-04-01', said), UNTIL);
  return workingOf(due, 'fee/a').slice(1, -1);
};

const BANDS = "bands: [{ upTo: '100000.00', rate: '5%' }, { upTo: '200000.00', rate: '4%' }, { rate: '3%' }]";

describe('the working of a rate', () => {
  it('shows each band that the amount reaches, and the parts together', () => {
    expect(byRate(`{ ${BANDS}, taken: marginal }`)).toEqual([
      '5% of the part from USD 0.00 to USD 100,000.00 = USD 100,000.00 × 5% = USD 5,000.00',
      '4% of the part from USD 100,000.00 to USD 200,000.00 = USD 100,000.00 × 4% = USD 4,000.00',
      '3% of the part above USD 200,000.00 = USD 50,000.00 × 3% = USD 1,500.00',
      'The parts together = USD 10,500.00',
    ]);
    expect(byRate(`{ ${BANDS}, taken: marginal }`, '', '100000.00')).toEqual([
      '5% of the part from USD 0.00 to USD 100,000.00 = USD 100,000.00 × 5% = USD 5,000.00',
    ]);
  });

  it('shows the one band that all of the amount is in', () => {
    expect(byRate(`{ ${BANDS}, taken: whole }`)).toEqual([
      '3% of the whole, by the last band = USD 250,000.00 × 3% = USD 7,500.00',
    ]);
    expect(byRate(`{ ${BANDS}, taken: whole }`, '', '200000.00')).toEqual([
      '4% of the whole, by the band up to USD 200,000.00 = USD 200,000.00 × 4% = USD 8,000.00',
    ]);
    const fixed = "{ bands: [{ upTo: '300000.00', fixed: '9000.00' }, { rate: '3%' }], taken: whole }";
    expect(byRate(fixed)).toEqual(['A fixed amount, by the band up to USD 300,000.00 = USD 250,000.00: USD 9,000.00']);
  });

  it('shows a fixed amount, and one for each full part', () => {
    expect(byRate("{ fixed: '900.00' }")).toEqual(['A fixed amount = USD 900.00']);
    expect(byRate("{ forEach: '100000.00', pays: '500.00' }")).toEqual([
      'For each full USD 100,000.00 of USD 250,000.00 = 2 × USD 500.00 = USD 1,000.00',
    ]);
  });

  it('shows counted things, those that are included, and parts of them', () => {
    const items = "{ items: { wires: '15.00', hours: { each: '200.00', above: '60' }, days: '1.00' } }";
    expect(byRate(items, '', '1.00', ", quantities: { wires: '3', hours: '68.25', boxes: '9' }")).toEqual([
      '3 wires = 3 × USD 15.00 = USD 45.00',
      '68.25 hours, of which 60 are included = 8.25 × USD 200.00 = USD 1,650.00',
    ]);
    expect(byRate(items, '', '1.00', ", quantities: { hours: '40', wires: '100' }")).toEqual([
      '100 wires = 100 × USD 15.00 = USD 1,500.00',
      '40 hours, of which 60 are included = 0 × USD 200.00 = USD 0.00',
    ]);
  });

  it.each([
    ['greatest', 'The greatest of these = USD 2,500.00, USD 900.00: USD 2,500.00'],
    ['least', 'The least of these = USD 2,500.00, USD 900.00: USD 900.00'],
    ['sum', 'The sum of these = USD 2,500.00 + USD 900.00: USD 3,400.00'],
  ])('shows each part of the %s, and how they are taken', (form, last) => {
    expect(byRate(`{ ${form}: ['1%', { fixed: '900.00' }] }`)).toEqual([
      '1% of the funding = USD 250,000.00 × 1% = USD 2,500.00',
      'A fixed amount = USD 900.00',
      last,
    ]);
  });
});

describe('the working of the bounds of a fee', () => {
  it('shows the least and the most, before it is rounded', () => {
    expect(byRate("'1%'", ", atLeast: '3000.00'")).toContain('At least USD 3,000.00 = USD 3,000.00');
    expect(byRate("'1%'", ", atMost: '2000.00'")).toContain('At most USD 2,000.00 = USD 2,000.00');
    expect(byRate("'1%'", ", atLeast: '1.00', atMost: '9000.00'").slice(1)).toEqual([
      'At least USD 1.00 = USD 2,500.00',
      'At most USD 9,000.00 = USD 2,500.00',
    ]);
  });

  const wharf = (id: string, amount: string, on: string) => closing(id, amount, on).replace('Quay Fund', 'Wharf LLC');

  it('shows what is used of the most of a month, a quarter or a year, each begun anew', () => {
    const two =
      closing('a', '1000.00', '2026-02-27') +
      closing('b', '1000.00', '2026-03-02') +
      closing('c', '1000.00', '2026-04-01');
    const last = (months: number) => {
      const due = owedUnder(`terms:\n${fee(`, periodAtMost: { months: ${months}, amount: '150.00' }`)}`, two, UNTIL);
      return ['b', 'c'].map((id) => workingOf(due, `fee/${id}`).at(-1));
    };
    expect(last(1)).toEqual([
      'Fees of a calendar month at most USD 150.00, of which USD 0.00 is used = USD 100.00',
      'Fees of a calendar month at most USD 150.00, of which USD 0.00 is used = USD 100.00',
    ]);
    expect(last(3)).toEqual([
      'Fees of a calendar quarter at most USD 150.00, of which USD 100.00 is used = USD 50.00',
      'Fees of a calendar quarter at most USD 150.00, of which USD 0.00 is used = USD 100.00',
    ]);
    expect(last(12)).toEqual([
      'Fees of a calendar year at most USD 150.00, of which USD 100.00 is used = USD 50.00',
      'Fees of a calendar year at most USD 150.00, of which USD 150.00 is used = USD 0.00',
    ]);
  });

  it('begins a new year anew', () => {
    const two = closing('a', '1000.00', '2026-12-31') + closing('b', '1000.00', '2027-12-31');
    const due = owedUnder(`terms:\n${fee(", periodAtMost: { months: 12, amount: '150.00' }")}`, two, '2027-12-31');
    expect(billed(due)).toEqual(['fee/a 10000', 'fee/b 10000']);
  });

  it('shows what is used of the most on one investor, each by itself', () => {
    const happened =
      closing('a', '1000.00', '2026-02-27') +
      wharf('b', '1000.00', '2026-03-02') +
      closing('c', '1000.00', '2026-04-01');
    const due = owedUnder(`terms:\n${fee(", investorAtMost: '150.00'")}`, happened, UNTIL);
    expect(['b', 'c'].map((id) => workingOf(due, `fee/${id}`).at(-1))).toEqual([
      'Fees on one investor at most USD 150.00, of which USD 0.00 is used = USD 100.00',
      'Fees on one investor at most USD 150.00, of which USD 100.00 is used = USD 50.00',
    ]);
  });

  it('shows what is used of the most of a line, alone or together with others', () => {
    const happened = closing('a', '1000.00', '2026-02-27') + closing('b', '1000.00', '2026-03-02');
    const alone = owedUnder(`terms:\n${fee(", altogetherAtMost: '150.00'")}`, happened, UNTIL);
    expect(workingOf(alone, 'fee/b').at(-1)).toBe(
      'All fees of this line at most USD 150.00, of which USD 100.00 is used = USD 50.00',
    );
    const both =
      fee('', 'cash') + fee('', 'more') + fee(", together: { with: [cash, more], altogetherAtMost: '550.00' }");
    const together = owedUnder(`terms:\n${both}`, happened, UNTIL);
    expect(['a', 'b'].map((id) => workingOf(together, `fee/${id}`).at(-1))).toEqual([
      'This line and cash and more together at most USD 550.00, of which USD 200.00 is used = USD 100.00',
      'This line and cash and more together at most USD 550.00, of which USD 500.00 is used = USD 50.00',
    ]);
  });
});

describe('the working of closings that count together', () => {
  it('shows the sum, the fee on it, and what comes off', () => {
    const happened = closing('a', '80000.00', '2026-02-27') + closing('b', '60000.00', '2026-03-02');
    const due = owedUnder(
      `terms:\n${fee(`, rate: { ${BANDS}, taken: marginal }, counts: altogether`)}`,
      happened,
      UNTIL,
    );
    expect(workingOf(due, 'fee/a')).toHaveLength(3);
    expect(workingOf(due, 'fee/b').slice(1)).toEqual([
      'Counted together with what came before = USD 80,000.00 + USD 60,000.00 = USD 140,000.00',
      '5% of the part from USD 0.00 to USD 100,000.00 = USD 100,000.00 × 5% = USD 5,000.00',
      '4% of the part from USD 100,000.00 to USD 200,000.00 = USD 40,000.00 × 4% = USD 1,600.00',
      'The parts together = USD 6,600.00',
      'Less the fee on what came before, both rounded; never below zero = USD 6,600.00 − USD 4,000.00 = USD 2,600.00',
      `${ROUNDED} = USD 2,600.00`,
    ]);
  });

  it('shows them also when the first came to nothing', () => {
    const happened = closing('a', '0.00', '2026-02-27') + closing('b', '100.00', '2026-03-02');
    const due = owedUnder(`terms:\n${fee(", rate: { fixed: '9.00' }, counts: altogether")}`, happened, UNTIL);
    expect(workingOf(due, 'fee/b').at(-2)).toMatch(/^Less the fee on what came before/);
    const nothing = owedUnder(`terms:\n${fee(', counts: altogether')}`, happened, UNTIL);
    expect(workingOf(nothing, 'fee/b')).toHaveLength(3);
    const free =
      ", rate: { bands: [{ upTo: '60.00', rate: '0%' }, { rate: '10%' }], taken: marginal }, counts: altogether";
    const small = closing('a', '50.00', '2026-02-27') + closing('b', '20.00', '2026-03-02');
    expect(workingOf(owedUnder(`terms:\n${fee(free)}`, small, UNTIL), 'fee/b')[1]).toBe(
      'Counted together with what came before = USD 50.00 + USD 20.00 = USD 70.00',
    );
  });
});

describe('the working of a credit', () => {
  const advance = payment(", amount: '30.00'", 'advance') + payment(", amount: '20.00'", 'deposit');
  const two = closing('a', '400.00', '2026-04-01') + closing('b', '400.00', '2026-05-01');
  const credited = (more: string) =>
    owedUnder(`terms:\n${advance}${fee(`, credit: { terms: [advance, deposit]${more} }`)}`, two, UNTIL);

  it('shows what comes off, as far as it is not used', () => {
    const due = credited('');
    expect(workingOf(due, 'fee/a').slice(2)).toEqual([
      `${ROUNDED} = USD 40.00`,
      'Less 100% of what advance and deposit brought, as far as it is not used = USD 40.00 − USD 40.00 = USD 0.00',
    ]);
    expect(workingOf(due, 'fee/b').at(-1)).toBe(
      'Less 100% of what advance and deposit brought, as far as it is not used = USD 40.00 − USD 10.00 = USD 30.00',
    );
    expect(billed(due).slice(2)).toEqual(['fee/b 3000']);
  });

  it('shows nothing once all of it is used', () => {
    const third = owedUnder(
      `terms:\n${advance}${fee(', credit: { terms: [advance] }')}`,
      two + closing('c', '400.00', '2026-06-01'),
      UNTIL,
    );
    expect(workingOf(third, 'fee/c')).toHaveLength(3);
  });

  it('before the least amount is tested comes first', () => {
    expect(workingOf(credited(", share: '50%', taken: before-minimum, atMost: '12.00'"), 'fee/a').slice(2)).toEqual([
      'Less 50% of what advance and deposit brought, as far as it is not used = USD 40.00 − USD 12.00 = USD 28.00',
      `${ROUNDED} = USD 28.00`,
    ]);
  });

  it('is no more than its most over all fees of the line', () => {
    // 25.00 at most, of which the first fee takes 25.00 less what is left for the second
    const due = owedUnder(
      `terms:\n${advance}${fee(", rate: '5%', credit: { terms: [advance, deposit], atMost: '25.00' }")}`,
      two,
      UNTIL,
    );
    expect(billed(due).slice(2)).toEqual(['fee/b 1500']);
  });

  it('is used source by source, for all lines', () => {
    // The first line uses 30.00 of the advance and 10.00 of the deposit; the second may take what is left of the deposit.
    const lines =
      fee(', credit: { terms: [advance, deposit] }') + fee(", rate: '20%', credit: { terms: [deposit] }", 'second');
    const due = owedUnder(`terms:\n${advance}${lines}`, closing('a', '400.00', '2026-04-01'), UNTIL);
    expect(billed(due).slice(2)).toEqual(['second/a 7000']);
  });
});

describe('the inputs of a fee', () => {
  /** Whether the fee on `b` has other inputs when the closing before it was of another amount. */
  const moves = (more: string, before = '') => {
    const hash = (amount: string) => {
      const happened = closing('a', amount, '2026-04-01') + closing('b', '400.00', '2026-04-02');
      return theOne(owedUnder(`terms:\n${before}${fee(more)}`, happened, UNTIL), 'fee/b').inputsHash;
    };
    return hash('100.00') !== hash('200.00');
  };

  it('are other ones when what bears on it is another', () => {
    expect(moves(', counts: altogether')).toBe(true);
    expect(moves(", altogetherAtMost: '900.00'")).toBe(true);
    expect(moves(", investorAtMost: '900.00'")).toBe(true);
    expect(moves(", periodAtMost: { months: 1, amount: '900.00' }")).toBe(true);
    expect(moves(', credit: { terms: [advance] }', payment(", amount: '90.00'", 'advance'))).toBe(true);
    expect(moves(", together: { with: [other], altogetherAtMost: '900.00' }", fee('', 'other'))).toBe(true);
  });

  it('are the same when nothing that came before bears on it', () => {
    expect(moves('')).toBe(false);
    expect(moves(", atMost: '900.00'")).toBe(false);
  });

  it('are other ones when the fee of another line on the same closing is another, where both have a limit together', () => {
    const hash = (rate: string) => {
      const terms = `terms:\n${fee(`, rate: '${rate}'`, 'other')}${fee(", together: { with: [other], atMost: '12%' }")}`;
      return theOne(owedUnder(terms, closing('a', '400.00', '2026-04-01'), UNTIL), 'fee/a').inputsHash;
    };
    expect(hash('1%')).not.toBe(hash('2%'));
  });
});

describe('a fee on an event', () => {
  it('says what it is a share of', () => {
    const due = owedUnder(
      `terms:\n${fee(', trigger: hire, basis: salary')}`,
      event('hire', 'a', '2026-04-01', ", amount: '50.00'"),
      UNTIL,
    );
    expect(workingOf(due, 'fee/a')[1]).toBe('10% of the salary = USD 50.00 × 10% = USD 5.00');
  });
});
