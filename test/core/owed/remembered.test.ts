import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { daysAfter } from '../../../shared/core/calendar/plain-date.ts';
import type { Fact } from '../../../shared/core/facts/fact.ts';
import { newMemo } from '../../../shared/core/owed/memo.ts';
import { owed } from '../../../shared/core/owed/owed.ts';
import type { SimulationInput } from '../../../shared/core/simulate/simulate.ts';
import { noon } from '../../builders/facts.ts';
import { amendment, playedUnder } from '../../builders/owed-under.ts';
import { plainReplay } from '../../builders/plain-replay.ts';
import { closing, event, expense, fee, paidOf, payment, tookBack, unpaid } from '../../builders/trade.ts';

/** The stops of a history at which what is remembered of the stops before changes an answer: there must be none. */
function differences(contract: string, happened: string, until = '2026-07-31'): readonly string[] {
  const input = { ...playedUnder(contract, happened), until };
  const paidOnTime = { ...input, assume: 'paid-on-time' as const };
  return [input, paidOnTime].flatMap((one) => [
    ...[false, true].flatMap((lookingBack) => plainReplay(one, { lookingBack }).different),
    ...owedBackAndForth(one),
  ]);
}

/** Asks for what is owed on every sixth day, each time also on the day twelve days before, by one memo and by none. */
function owedBackAndForth({ facts, ...input }: SimulationInput): string[] {
  const memo = newMemo();
  const known: Fact[] = [];
  return Array.from({ length: 30 }, (_, at) => daysAfter('2026-02-01', 6 * at)).flatMap((on) => {
    known.push(...facts.slice(known.length).filter(({ recordedAt }) => recordedAt <= noon(on)));
    return [on, daysAfter(on, -12)].filter((day) => {
      const asked = { ...input, facts: known, asOf: noon(day), knownSeq: known.length };
      return !isDeepStrictEqual(owed({ ...asked, memo }), owed(asked));
    });
  });
}

const retainer = (more = '', id = 'retainer') =>
  `  - { kind: retainer, id: ${id}, clause: '1', amount: '3000.00', everyMonths: 1, timing: in-advance, minimumPeriods: 0, afterMinimum: month-to-month, dueDays: 5, ${more} }\n`;
const ANCHOR = 'anchor: 2026-02-01';

const reported = (day: string) => `, recordedOn: ${day}`;
const late = (id: string, amount: string, on: string, recordedOn: string) =>
  closing(id, amount, on, reported(recordedOn));
const corrected = (id: string, amount: string, on: string) =>
  `- { kind: correction, id: ${id}, investor: Quay Fund, amount: '${amount}', on: ${on} }\n`;

describe('what is remembered from one settlement to the next', () => {
  it('changes nothing about retainers that start, step up, are paid and end by conditions', () => {
    const terms = [
      retainer(`${ANCHOR}, steps: [{ when: { event: listing }, amount: '4000.00' }]`),
      retainer("startsWhen: { event: closing, raised: '100.00' }", 'after'),
      retainer(`${ANCHOR}, payableWhen: { any: [{ event: closing, times: 2 }, { event: listing }] }`, 'held'),
      retainer(`${ANCHOR}, endsWhen: { event: sale }`, 'until'),
    ].join('');
    const happened =
      late('b', '60.00', '2026-03-10', '2026-04-20') +
      late('a', '60.00', '2026-03-05', '2026-03-06') +
      event('listing', 'l', '2026-04-01', reported('2026-04-12')) +
      event('sale', 's', '2026-05-10') +
      tookBack('l', '2026-05-20') +
      tookBack('a', '2026-06-02');
    expect(differences(`terms:\n${terms}`, happened)).toEqual([]);
  });

  it('changes nothing about retainers that end, are paused or are amended', () => {
    const terms = `terms:\n${retainer(`${ANCHOR}, proration: actual-days`)}`;
    const happened =
      '- { kind: pause, id: p, from: 2026-03-10, to: 2026-03-20 }\n' +
      amendment('2026-04-15', `terms:\n${retainer(`${ANCHOR}, proration: actual-days`).replace('3000', '3500')}`) +
      '- { kind: end, on: 2026-06-15, recordedOn: 2026-05-20 }\n';
    expect(differences(terms, happened)).toEqual([]);
  });

  it('changes nothing about fees that follow from the closings before, whatever comes late, is corrected or taken back', () => {
    const scale =
      ", rate: { bands: [{ upTo: '1000.00', rate: '5%' }, { rate: '2%' }], taken: marginal }, counts: altogether";
    const terms = [
      fee(scale, 'scaled'),
      fee(", altogetherAtMost: '120.00'", 'capped'),
      payment(", when: { event: closing, raised: '1500.00' }", 'bonus'),
      "  - { kind: tax, id: vat, clause: '6', name: VAT, on: [scaled, bonus], rate: '10%' }\n",
      "  - { kind: late-interest, id: late, clause: '5', on: [scaled], dueDays: 10, rate: '12%', per: year }\n",
    ].join('');
    const happened =
      late('b', '800.00', '2026-03-10', '2026-04-20') +
      late('a', '600.00', '2026-03-05', '2026-03-06') +
      closing('c', '700.00', '2026-05-02') +
      corrected('a', '900.00', '2026-05-10') +
      tookBack('b', '2026-06-02') +
      paidOf('scaled/a', '30.00', '2026-04-10') +
      paidOf('scaled/a', '15.00', '2026-05-20');
    expect(differences(`terms:\n${terms}`, happened)).toEqual([]);
  });

  it('changes nothing about interest on what is paid in part, late, and what is said of it afterwards', () => {
    const interest = (id: string, more: string) =>
      `  - { kind: late-interest, id: ${id}, clause: '5', on: all, dueDays: 10, ${more} }\n`;
    const terms = [
      payment(", amount: '1000.00'"),
      payment(", amount: '700.00', on: 2026-02-20", 'more'),
      payment(", amount: '300.00', on: 2026-03-20", 'third'),
      interest('months', "rate: '1.5%', per: month"),
      interest('charge', "rate: '2%', per: once"),
      interest('days', "rate: '10%', per: year"),
    ].join('');
    const of = (receivable: string, amount: string, on: string, recordedOn: string) =>
      `- { kind: payment, of: ${receivable}, amount: '${amount}', on: ${on}, recordedOn: ${recordedOn} }\n`;
    const happened =
      unpaid('pay/2026-02-02', '2026-02-02') +
      of('pay/2026-02-02', '400.00', '2026-03-15', '2026-04-10') +
      of('pay/2026-02-02', '600.00', '2026-05-05', '2026-05-06') +
      of('more/2026-02-20', '700.00', '2026-04-02', '2026-04-03') +
      unpaid('third/2026-03-20', '2026-06-20');
    expect(differences(`terms:\n${terms}`, happened)).toEqual([]);
  });

  it('changes nothing about expenses, instalments, discounts, units, surcharges and refunds', () => {
    const terms = [
      "  - { kind: expenses, id: costs, clause: '4', dueDays: 14, receipts: not-required, atMostMonth: '80.00', altogetherAtMost: '150.00' }\n",
      fee(", instalments: [{ share: '50%', afterMonths: 0 }, { share: '50%', afterMonths: 2 }]", 'parts'),
      fee(", discount: { clause: '3.1', share: '5%', within: 10 }", 'early'),
      fee(", paysIn: { unit: shares, price: '2.50' }", 'stock'),
      "  - { kind: surcharge, id: admin, clause: '7', name: Charge, rate: '10%', on: [early], dueDays: 3 }\n",
      "  - { kind: refund, id: back, clause: '8', of: [parts], trigger: leaves, dueDays: 14, share: '50%', unless: { event: replaced, withinDays: 30 } }\n",
    ].join('');
    const happened =
      closing('a', '1000.00', '2026-03-05') +
      closing('b', '500.00', '2026-03-20') +
      expense('x', '50.00', '2026-03-02') +
      expense('y', '60.00', '2026-03-04', reported('2026-04-01')) +
      expense('z', '70.00', '2026-04-04') +
      paidOf('early/a', '95.00', '2026-03-10') +
      event('leaves', 'l', '2026-04-02', ', about: a') +
      event('replaced', 'r', '2026-04-20', ', about: a') +
      event('leaves', 'm', '2026-05-02', ', about: b') +
      tookBack('x', '2026-05-12');
    expect(differences(`terms:\n${terms}`, happened)).toEqual([]);
  });

  it('changes nothing about what is paid in parts, in units of a price stated later, to another, or at a discount', () => {
    const terms = [
      fee(
        ", instalments: [{ share: '50%', afterMonths: 0 }, { share: '50%', afterMonths: 1 }], discount: { clause: '3.1', share: '5%', within: 10 }",
        'parts',
      ),
      fee(', paysIn: { unit: shares, price: stated }', 'stock'),
      payment(", paysIn: { unit: shares, price: '0.50', electedBy: client }", 'choice'),
      payment(", payee: Agent, on: 2026-03-01, discount: { clause: '3.2', share: '10%', within: 20 }", 'agent'),
      "  - { kind: tax, id: vat, clause: '6', name: VAT, on: [parts, choice], rate: '10%' }\n",
      "  - { kind: refund, id: back, clause: '8', of: [parts], trigger: leaves, dueDays: 14, share: '50%' }\n",
      "  - { kind: late-interest, id: late, clause: '5', on: [parts], dueDays: 10, rate: '12%', per: year }\n",
    ].join('');
    const of = (receivable: string, amount: string, on: string, recordedOn: string) =>
      `- { kind: payment, of: ${receivable}, amount: '${amount}', on: ${on}, recordedOn: ${recordedOn} }\n`;
    const happened =
      closing('a', '1000.00', '2026-03-05') +
      closing('b', '600.00', '2026-03-08') +
      event('price', 'p', '2026-03-05', ", prices: { shares: '0.25' }, recordedOn: 2026-04-20") +
      '- { kind: election, id: e, of: [choice/2026-02-02], unit: shares, on: 2026-02-20, recordedOn: 2026-03-28 }\n' +
      of('parts/a', '47.50', '2026-03-10', '2026-05-28') +
      of('parts/a/2', '47.50', '2026-04-12', '2026-06-10') +
      of('parts/b/2', '20.00', '2026-04-12', '2026-06-14') +
      of('agent/2026-03-01', '90.00', '2026-03-12', '2026-04-28') +
      event('leaves', 'l', '2026-05-02', ', about: a') +
      tookBack('l', '2026-06-20') +
      tookBack('b', '2026-07-01');
    expect(differences(`terms:\n${terms}`, happened)).toEqual([]);
  });
});
