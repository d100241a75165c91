import { describe, expect, it } from 'vitest';
import { billed, owedUnder } from '../../builders/owed-under.ts';
import { payment, theOne, workingOf } from '../../builders/trade.ts';

const UNTIL = '2028-12-31';

/** 1,000.00 by an index of 200 at the start, adjusted on 1 June 2026 and each year after that. */
const follows = (more = '') =>
  `, indexed: { index: cpi, base: '200.0', from: 2026-06-01, everyMonths: 12, mayFall: false${more} }`;
const work = (on: string, more = follows()) => `terms:\n${payment(`, amount: '1000.00', on: ${on}${more}`)}`;

const states = (value: string, on: string, index = 'cpi', recordedOn = on) =>
  `- { kind: index, index: ${index}, value: '${value}', on: ${on}, source: the office, recordedOn: ${recordedOn} }\n`;

describe('an amount that follows an index', () => {
  it('is as agreed before the first adjustment day', () => {
    const due = owedUnder(work('2026-05-31'), states('210.0', '2026-06-01'), UNTIL);
    expect(billed(due)).toEqual(['pay/2026-05-31 100000']);
    expect(workingOf(due, 'pay/2026-05-31')).toHaveLength(1);
  });

  it('is adjusted from that day on by the value stated for it, and says so', () => {
    // 1,000.00 × 210.5 ÷ 200 is 1,052.50.
    const due = owedUnder(work('2026-06-01'), states('210.5', '2026-06-01'), UNTIL);
    expect(billed(due)).toEqual(['pay/2026-06-01 105250']);
    expect(workingOf(due, 'pay/2026-06-01')[1]).toBe(
      'By cpi for 1 June 2026, by the office, rounded half up = USD 1,000.00 × 210.5 ÷ 200.0 = USD 1,052.50',
    );
    expect(theOne(due, 'pay/2026-06-01').factIds).toHaveLength(1);
    expect(due.waiting).toEqual([]);
  });

  it('is rounded half up to the cent', () => {
    // 1,000.00 × 200.001 ÷ 200 is 1,000.005.
    expect(billed(owedUnder(work('2026-06-01'), states('200.001', '2026-06-01'), UNTIL))).toEqual([
      'pay/2026-06-01 100001',
    ]);
  });

  it('goes by the last adjustment day, each as often as the terms say', () => {
    const values = states('210.0', '2026-06-01') + states('220.0', '2027-06-01');
    const amountOn = (on: string) => billed(owedUnder(work(on), values, UNTIL))[0]?.split(' ')[1];
    expect(['2027-05-31', '2027-06-01', '2028-05-31'].map(amountOn)).toEqual(['105000', '110000', '110000']);
  });

  it('takes the value that was stated last for the day, and none of another index', () => {
    const values =
      states('210.0', '2026-06-01') +
      states('212.0', '2026-06-01', 'cpi', '2026-07-01') +
      states('300.0', '2026-06-01', 'wages');
    const due = owedUnder(work('2026-06-01'), values, UNTIL);
    expect(billed(due)).toEqual(['pay/2026-06-01 106000']);
  });

  it('falls only where the terms let it', () => {
    const lower = states('190.0', '2026-06-01');
    const kept = owedUnder(work('2026-06-01'), lower, UNTIL);
    expect(billed(kept)).toEqual(['pay/2026-06-01 100000']);
    expect(workingOf(kept, 'pay/2026-06-01').slice(1)).toEqual([
      'By cpi for 1 June 2026, by the office, rounded half up = USD 1,000.00 × 190.0 ÷ 200.0 = USD 950.00',
      'Not below what was agreed = USD 1,000.00',
    ]);
    const falls = follows().replace('mayFall: false', 'mayFall: true');
    expect(billed(owedUnder(work('2026-06-01', falls), lower, UNTIL))).toEqual(['pay/2026-06-01 95000']);
    const same = owedUnder(work('2026-06-01'), states('200.0', '2026-06-01'), UNTIL);
    expect(workingOf(same, 'pay/2026-06-01')).toHaveLength(2);
  });

  it('has other inputs when another value is stated', () => {
    const hash = (value: string) =>
      theOne(owedUnder(work('2026-06-01'), states(value, '2026-06-01'), UNTIL), 'pay/2026-06-01').inputsHash;
    expect(hash('190.0')).not.toBe(hash('191.0'));
  });

  it('waits until the value is stated, and says for what', () => {
    for (const values of ['[]', states('210.0', '2026-06-02'), states('210.0', '2026-06-01', 'wages')]) {
      const due = owedUnder(work('2026-06-03'), values, UNTIL);
      expect(billed(due)).toEqual([]);
      expect(due.held).toEqual(['pay/2026-06-03']);
      expect(due.waiting).toEqual([
        {
          id: 'index/pay/2026-06-03',
          kind: 'index',
          clause: '3',
          what: 'What is cpi for 1 June 2026? Work fee, 3 June 2026 follows it.',
          why: 'No value of cpi is on record for 1 June 2026: record it with `tallystick record CONTRACT index --index cpi --on 2026-06-01`',
          answers: [],
          evidence: [],
          since: '2026-06-03',
        },
      ]);
    }
  });

  it('of a retainer goes by the first day of its period', () => {
    // In arrears: the period of 15 May to 14 June begins before the first adjustment day.
    const retainer =
      "  - { kind: retainer, id: r, clause: '1', amount: '1000.00', everyMonths: 1, anchor: 2026-05-15, timing: in-arrears, " +
      `minimumPeriods: 2, afterMinimum: stops, dueDays: 0${follows()} }\n`;
    const due = owedUnder(`terms:\n${retainer}`, states('210.0', '2026-06-01'), UNTIL);
    expect(billed(due)).toEqual(['r/2026-05-15 100000', 'r/2026-06-15 105000']);
  });
});
