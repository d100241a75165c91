import { describe, expect, it } from 'vitest';
import { billed, owedUnder, units } from '../../builders/owed-under.ts';
import { closing, event, fee, theOne, workingOf } from '../../builders/trade.ts';

const UNTIL = '2026-12-31';

const owedFor = (more: string, happened: string) => owedUnder(`terms:\n${fee(more)}`, happened, UNTIL);
const steps = (more: string, happened: string, id = 'fee/a') => workingOf(owedFor(more, happened), id);

describe('what a fee is on', () => {
  const closed = closing('a', '1000.00', '2026-04-01', ", deductions: '100.00'");
  const hired = event('hire', 'a', '2026-04-01', ", amount: '1000.00', deductions: '100.00'");

  it.each([
    ['funding-as-closed', 'Funding closed on 1 April 2026, as closed, gross', 'the funding'],
    ['transaction-value', 'Transaction value, closing on 1 April 2026', 'the transaction value'],
    ['amount-received', 'Amount received, closing on 1 April 2026', 'the amount received'],
    ['revenue', 'Revenue, closing on 1 April 2026', 'the revenue'],
    ['salary', 'Salary, closing on 1 April 2026', 'the salary'],
    ['cost', 'Cost, closing on 1 April 2026', 'the cost'],
  ])('is %s, in full', (basis, title, words) => {
    expect(steps(`, basis: ${basis}`, closed)).toEqual([
      `${title} = USD 1,000.00`,
      `10% of ${words} = USD 1,000.00 × 10% = USD 100.00`,
      'Rounded once, half up, to the minor unit = USD 100.00',
    ]);
  });

  it('is what is left after deductions', () => {
    expect(steps(', basis: net-of-deductions', closed)).toEqual([
      'Amount, closing on 1 April 2026 = USD 1,000.00',
      'Less deductions = USD 1,000.00 − USD 100.00 = USD 900.00',
      '10% of the net amount = USD 900.00 × 10% = USD 90.00',
      'Rounded once, half up, to the minor unit = USD 90.00',
    ]);
    const without = closing('a', '1000.00', '2026-04-01');
    expect(steps(', basis: net-of-deductions', without)).toHaveLength(3);
    expect(billed(owedFor(', basis: net-of-deductions', without))).toEqual(['fee/a 10000']);
  });

  it('is never below nothing', () => {
    const more = closing('a', '1000.00', '2026-04-01', ", deductions: '1000.01'");
    expect(steps(', basis: net-of-deductions', more)[1]).toBe(
      'Less deductions = USD 1,000.00 − USD 1,000.01 = USD 0.00',
    );
  });

  it('of another event names it', () => {
    expect(steps(', basis: salary, trigger: hire', hired)[0]).toBe('Salary, hire on 1 April 2026 = USD 1,000.00');
    expect(steps(', trigger: hire', hired)[0]).toBe('Funding, hire on 1 April 2026 = USD 1,000.00');
  });

  it('says at which rate it was converted', () => {
    const euros = closing('a', '1000.00', '2026-04-01', ', currency: EUR');
    const rate = "- { kind: conversion, from: EUR, to: USD, rate: '1.25', on: 2026-04-01, source: a bank }\n";
    expect(steps('', euros + rate).slice(0, 2)).toEqual([
      'At the rate of 1 April 2026 by a bank, rounded half up = EUR 1,000.00 × 1.25 = USD 1,250.00',
      'Funding closed on 1 April 2026, as closed, gross = USD 1,250.00',
    ]);
  });

  it('may be counted things beside an amount', () => {
    const items = ", rate: { items: { hours: { each: '250.00', above: '60' } } }, trigger: hire";
    const worked = event('hire', 'a', '2026-04-01', ", quantities: { hours: '68.5' }");
    expect(steps(items, worked)[1]).toBe('68.5 hours, of which 60 are included = 8.5 × USD 250.00 = USD 2,125.00');
    expect(billed(owedFor(items, event('hire', 'a', '2026-04-01')))).toEqual([]);
  });
});

describe('a fee on what is counted', () => {
  const IN_UNITS = ', basis: { counted: [shares, options] }, paysIn: { unit: warrants }';
  const sold = (quantities: string) => closing('a', '1.00', '2026-04-01', `, quantities: ${quantities}`);

  it('is a number of units, of all that is counted together', () => {
    // 10% of 6,000 and 4,005: 1,000.5, which is 1,001 half up
    const due = owedFor(IN_UNITS, sold("{ shares: '6000', options: '4005' }"));
    expect(units(due)).toEqual(['fee/a 1001 warrants']);
    expect(workingOf(due, 'fee/a').slice(0, 2)).toEqual([
      'Counted in the closing on 1 April 2026 = 6000 shares + 4005 options = 10,005 shares and options',
      '10% of shares and options = 10,005 warrants × 10% = 1,000.50 warrants',
    ]);
  });

  it('of one kind names that one alone', () => {
    const due = owedFor(IN_UNITS, sold("{ shares: '6000', notes: '9' }"));
    expect(units(due)).toEqual(['fee/a 600 warrants']);
    expect(workingOf(due, 'fee/a')[0]).toBe('Counted in the closing on 1 April 2026 = 6,000 shares');
  });

  it('is nothing where none of it is stated, and says so', () => {
    const due = owedFor(IN_UNITS, sold("{ notes: '9' }"));
    expect(due.nonCash).toMatchObject([{ id: 'fee/a', quantity: '0' }]);
    expect(workingOf(due, 'fee/a')).toEqual(['The closing states none of what is counted. = 0 warrants']);
    expect(due.notOwed).toMatchObject([{ closing: 'a', why: 'The closing states none of what is counted.' }]);
  });
});

describe('a fee', () => {
  it('names what it is for, of a closing and of another event', () => {
    expect(theOne(owedFor('', closing('a', '1.00', '2026-04-01')), 'fee/a').description).toBe(
      'Success fee, funding by Quay Fund closed on 1 April 2026',
    );
    const hired = event('hire', 'a', '2026-04-01', ", investor: Ann, amount: '1000.00'");
    expect(theOne(owedFor(', trigger: hire', hired), 'fee/a').description).toBe('Success fee, Ann, 1 April 2026');
  });
});
