import { describe, expect, it } from 'vitest';
import { decideSettlement } from '../../../shared/core/ledger/decide-settlement.ts';
import { simulate } from '../../../shared/core/simulate/simulate.ts';
import { noon } from '../../builders/facts.ts';
import { playedUnder } from '../../builders/owed-under.ts';
import { closing, event, fee, payment, tookBack, unpaid } from '../../builders/trade.ts';

const TAX = "  - { kind: tax, id: vat, clause: '6', name: VAT, rate: '20%', on: all }\n";
const LATE = "  - { kind: late-interest, id: late, clause: '5', rate: '1%', per: month, on: all, dueDays: 0 }\n";
const REFUND =
  "  - { kind: refund, id: back, clause: '4', of: [fee, other], trigger: leaves, share: '50%', dueDays: 0 }\n";

/** Every posting as `id amount`, after an empty line where the contract was parked, with the reason. */
function postings(terms: string, happened: string, until = '2026-12-31'): string[] {
  const played = simulate({ ...playedUnder(terms, happened), until, assume: 'paid-on-time' });
  const parked = played.parked === undefined ? [] : ['', `${played.parked.what}: ${played.parked.why}`];
  return [...played.postings.map(({ id, amountMinor }) => `${id} ${amountMinor}`), ...parked];
}

const CLOSED = closing('a', '1000.00', '2026-04-01');

describe('what is booked and owed no longer', () => {
  it('is credited when its closing falls through: the interest on a fee, and on the tax of it', () => {
    const never = unpaid('fee/a', '2026-04-02') + unpaid('vat/fee/a', '2026-04-02');
    // Due on 1 May; a month late on 1 June.
    expect(postings(`terms:\n${fee()}${TAX}${LATE}`, CLOSED + never + tookBack('a', '2026-06-10'))).toEqual([
      'fee/a#1 10000',
      'vat/fee/a#1 2000',
      'late/fee/a/1#1 100',
      'late/vat/fee/a/1#1 20',
      'fee/a#2 -10000',
      'late/fee/a/1#2 -100',
      'late/vat/fee/a/1#2 -20',
      'vat/fee/a#2 -2000',
    ]);
  });

  it('is taken back when the event that brought several refunds turns out to be about something else', () => {
    const left = (about: string, recordedOn: string) =>
      event('leaves', 'x', '2026-05-11', `, about: ${about}, recordedOn: ${recordedOn}`);
    const terms = `terms:\n${fee()}${fee(", rate: '2%'", 'other')}${TAX}${REFUND}`;
    const two = CLOSED + closing('b', '500.00', '2026-04-01');
    expect(postings(terms, two + left('a', '2026-05-11') + left('nobody', '2026-05-20')).slice(8)).toEqual([
      'back/x/fee#1 -5000',
      'back/x/other#1 -1000',
      'vat/back/x/fee#1 -1000',
      'vat/back/x/other#1 -200',
      'back/x/fee#2 5000',
      'back/x/other#2 1000',
      'vat/back/x/fee#2 1000',
      'vat/back/x/other#2 200',
    ]);
  });

  it('is credited when what met the condition of a payment is taken back', () => {
    const happened = event('listing', 'l', '2026-03-02') + tookBack('l', '2026-03-20');
    expect(postings(`terms:\n${payment(', when: { event: listing }')}${TAX}`, happened)).toEqual([
      'pay/2026-03-02#1 10000',
      'vat/pay/2026-03-02#1 2000',
      'pay/2026-03-02#2 -10000',
      'vat/pay/2026-03-02#2 -2000',
    ]);
  });

  it('is taken back when what met the condition of the payment that it refunds is taken back', () => {
    const refund = REFUND.replace('[fee, other]', '[pay]');
    const happened =
      event('listing', 'l', '2026-03-02') +
      event('leaves', 'x', '2026-03-10', ', about: 2026-03-02') +
      tookBack('l', '2026-03-20');
    expect(postings(`terms:\n${payment(', when: { event: listing }')}${refund}`, happened)).toEqual([
      'pay/2026-03-02#1 10000',
      'back/x#1 -5000',
      'back/x#2 5000',
      'pay/2026-03-02#2 -10000',
    ]);
  });

  it('parks the contract where only another closing came in since', () => {
    const moved = CLOSED + closing('b', '1.00', '2026-04-20');
    const terms = `terms:\n${fee()}`;
    const { facts, versions } = playedUnder(terms, moved);
    const booked = simulate({ versions, facts, until: '2026-04-10' });
    const without = facts.filter(({ id }) => !id.startsWith('closing/a'));
    const asOf = noon('2026-04-30');
    const last = without.at(-1)?.seq ?? 0;
    expect(last).toBeGreaterThan(booked.postings[0]?.factSeq ?? 0);
    expect(
      decideSettlement({ versions, facts: without, postings: booked.postings, entries: [], asOf, now: asOf }),
    ).toMatchObject({
      outcome: 'parked',
      what: 'fee/a',
    });
  });
});
