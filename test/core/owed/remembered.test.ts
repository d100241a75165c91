import { describe, expect, it } from 'vitest';
import { amendment, playedUnder } from '../../builders/owed-under.ts';
import { plainReplay } from '../../builders/plain-replay.ts';
import { closing, event, expense, fee, paidOf, payment, tookBack } from '../../builders/trade.ts';

/** The stops of a history at which what is remembered of the stops before changes the answer: there must be none. */
function differences(contract: string, happened: string, until = '2026-07-31'): readonly string[] {
  const input = { ...playedUnder(contract, happened), until };
  const paidOnTime = { ...input, assume: 'paid-on-time' as const };
  return [input, paidOnTime].flatMap((one) =>
    [false, true].flatMap((lookingBack) => plainReplay(one, { lookingBack }).different),
  );
}

const retainer = (more = '', id = 'retainer') =>
  `  - { kind: retainer, id: ${id}, clause: '1', amount: '3000.00', everyMonths: 1, timing: in-advance, minimumPeriods: 0, afterMinimum: month-to-month, dueDays: 5, ${more} }\n`;
const ANCHOR = 'anchor: 2026-02-01';

const reported = (day: string) => `, recordedOn: ${day}`;
const late = (id: string, amount: string, on: string, recordedOn: string) =>
  closing(id, amount, on, reported(recordedOn));
const corrected = (id: string, amount: string, on: string) =>
  `- { kind: correction, id: ${id}, amount: '${amount}', on: ${on} }\n`;

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
});
