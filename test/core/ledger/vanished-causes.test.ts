import { describe, expect, it } from 'vitest';
import type { Posting } from '../../../shared/core/ledger/posting.ts';
import { vanished } from '../../../shared/core/ledger/vanished.ts';
import {
  aClosing,
  closed,
  corrected,
  ended,
  introduced,
  paid,
  recorded,
  reversed,
  ruled,
  said,
  termsAdopted,
  type Said,
} from '../../builders/facts.ts';
import { seen } from '../../builders/an-invoice-seen.ts';
import { playedUnder } from '../../builders/owed-under.ts';
import { fee, payment } from '../../builders/trade.ts';
import { aPosting } from '../../builders/store-records.ts';

const BY = { by: 'Ruth Calder', reason: 'it is so' };
const WHEN = ', when: { event: listing }';
const THIRDS = ', instalments: [{ share: 1/3 }, { share: 1/3, afterMonths: 1 }, { share: 1/3, afterMonths: 2 }]';
const retainer = (id: string, more = '') =>
  `  - { kind: retainer, id: ${id}, clause: '1', amount: '5.00', everyMonths: 1, timing: in-advance, minimumPeriods: 0, afterMinimum: stops, dueDays: 0${more} }\n`;
const refund = (id: string, of: string) =>
  `  - { kind: refund, id: ${id}, clause: '4', of: [${of}], trigger: leaves, share: '50%', dueDays: 0 }\n`;
const late = (id: string, per: string) =>
  `  - { kind: late-interest, id: ${id}, clause: '5', rate: '1%', per: ${per}, on: all, dueDays: 0 }\n`;

/** Every kind of term, with a condition and without. */
const { versions } = playedUnder(
  `terms:\n${[
    fee(),
    fee(WHEN, 'fee-when'),
    fee(THIRDS, 'fee-thirds'),
    payment(', onEvent: listing'),
    payment(WHEN, 'pay-when'),
    retainer('monthly', ', anchor: 2026-02-01'),
    retainer('starts', ', startsWhen: { event: listing }'),
    retainer('ends', ', anchor: 2026-02-01, endsWhen: { event: listing }'),
    retainer('payable', ', anchor: 2026-02-01, payableWhen: { event: listing }'),
    "  - { kind: expenses, id: costs, clause: '8', receipts: not-required, dueDays: 3 }\n",
    refund('back', 'fee, pay'),
    refund('back-when', 'fee, pay-when'),
    "  - { kind: tax, id: vat, clause: '6', name: VAT, rate: '20%', on: all }\n",
    "  - { kind: surcharge, id: admin, clause: '7', name: Charge, rate: '10%', on: all, dueDays: 3 }\n",
    late('late', 'month'),
    late('late-once', 'once'),
  ].join('')}`,
);

/** What is booked of a receivable after the first fact. */
function booked(receivableId: string, changes: Partial<Posting> = {}): Posting {
  const termId = receivableId.slice(0, receivableId.indexOf('/'));
  const kind = termId.startsWith('late') ? 'late-interest' : 'success-fee';
  const amounts = { amountMinor: 10_000n, totalMinor: 10_000n };
  return { ...aPosting(1), id: `${receivableId}#1`, receivableId, termId, kind, ...amounts, ...changes };
}

const ADOPTED = termsAdopted(1, '1999-04-06');

/** What is made of it when these facts come after the one with which it was booked. */
function gone(last: Posting, ...since: readonly Said[]) {
  const [only, ...more] = vanished([last], { versions, facts: recorded(ADOPTED, ...since), asOfOn: '1999-12-31' });
  expect(more).toEqual([]);
  return only;
}

/** True when a fact takes the receivable away. */
function takesAway(fact: Said, receivableId: string): boolean {
  return gone(booked(receivableId), fact)?.factIds.length === 1;
}

const aboutA = reversed('1999-07-01', 'a');

describe('what is owed no longer', () => {
  it('is owed at zero, and says by which fact', () => {
    const last = booked('fee/a', {
      description: 'Correction of Fee on Quay Fund',
      factIds: ['ClosingReported-1'],
      working: [],
    });
    expect(gone(last, introduced(), aboutA)).toEqual({
      ...last,
      id: 'fee/a',
      amountMinor: 0n,
      description: 'Fee on Quay Fund',
      working: [{ clause: '2.1', what: 'No longer owed since ClosingReversed (fact 3)', figures: 'USD 0.00' }],
      factIds: ['ClosingReported-1', 'ClosingReversed-3'],
      inputsHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('keeps its inputs where no fact since it was booked explains it, so that the contract is parked', () => {
    const last = booked('fee/a', { factIds: ['ClosingReported-1'], description: 'A Correction of taste', factSeq: 2 });
    expect(gone(last, aboutA)).toMatchObject({
      amountMinor: 0n,
      inputsHash: last.inputsHash,
      factIds: ['ClosingReported-1'],
      description: 'A Correction of taste',
      working: [{ what: 'No longer owed' }],
    });
  });

  it('rests on the newest fact that explains it; another fact or receivable has other inputs', () => {
    const again = reversed('1999-07-02', 'a');
    const newest = gone(booked('fee/a'), aboutA, again, reversed('1999-07-03', 'b'));
    expect(newest?.factIds).toEqual(['ClosingReversed-3']);
    const hashes = [newest, gone(booked('fee/a'), aboutA), gone(booked('admin/fee/a'), aboutA)].map(
      (one) => one?.inputsHash,
    );
    expect(new Set(hashes).size).toBe(3);
  });

  it('is left alone while its day is still to come', () => {
    const context = { versions, facts: recorded(ADOPTED, aboutA) };
    const on = (asOfOn: string) => vanished([booked('fee/a', { accruesOn: '1999-05-01' })], { ...context, asOfOn });
    expect(on('1999-04-30')).toEqual([]);
    expect(on('1999-05-01')).toHaveLength(1);
  });
});

describe('a fact that takes a receivable away', () => {
  it.each([
    ['new terms', termsAdopted(2, '1999-05-01')],
    ['new rules', said('RulesAdopted', { rules: '2', ...BY }, '1999-07-01')],
    ['the end', ended('1999-07-31', '1999-07-01')],
    ['notice', said('NoticeGiven', { noticeOn: '1999-07-01', party: 'client', ...BY }, '1999-07-01')],
    ['a pause', said('PauseRecorded', { pause: 'p', from: '1999-07-01', to: '1999-07-02', ...BY }, '1999-07-01')],
    ['a switch', said('ConnectionSwitched', { connection: 'c', mode: 'live', ...BY }, '1999-07-01')],
  ])('is one that bears on the whole contract: %s', (_, fact) => {
    expect(takesAway(fact, 'monthly/1999-04-06')).toBe(true);
    expect(takesAway(fact, 'fee/a')).toBe(true);
  });

  it.each([
    ['a report', closed({ closing: 'a' })],
    ['a correction', corrected({ closing: 'a' }, '1999-07-01')],
    ['a reversal', aboutA],
    ['a ruling whose it was', ruled(null, '1999-07-01', 'a')],
    ['a ruling that it is another', said('LookalikeRuled', { closing: 'a', sameAs: 'b', ...BY }, '1999-07-01')],
    ['an event', said('EventReported', { ...aClosing({ closing: 'a' }), kind: 'hire' }, '1999-07-01')],
  ])('is one that says something of its own happening, and of no other: %s', (_, fact) => {
    expect(takesAway(fact, 'fee/a')).toBe(true);
    expect(takesAway(fact, 'pay/a')).toBe(true);
    expect(takesAway(fact, 'fee/ab')).toBe(false);
    expect(takesAway(fact, 'fee/b')).toBe(false);
    expect(takesAway(fact, 'monthly/1999-04-06')).toBe(false);
  });

  it.each([
    ['an introduction', introduced()],
    ['a service', said('ServiceRendered', { clause: '1', renderedOn: '1999-07-01', description: 'a' }, '1999-07-01')],
    ['a dispute', said('DisputeWithdrawn', { dispute: 'a', withdrawnOn: '1999-07-01', ...BY }, '1999-07-01')],
    [
      'a dropped funding',
      said('FundingDropped', { closing: 'a', externalId: 'x', reason: 'r', reportedAt: ADOPTED.at }, '1999-07-01'),
    ],
    ['a payment', paid('fee/a#1', 5n, '1999-07-01')],
  ])('is none that says nothing of what happened: %s', (_, fact) => {
    expect(takesAway(fact, 'fee/a')).toBe(false);
    expect(takesAway(fact, 'fee-when/a')).toBe(false);
    expect(takesAway(fact, 'monthly/1999-04-06')).toBe(false);
  });

  it('is a payment where it is interest', () => {
    expect(takesAway(paid('fee/a#1', 5n, '1999-07-01'), 'late/fee/a/1')).toBe(true);
    expect(takesAway(seen('1999-07-01', { posting: 'fee/a#1' }), 'late/fee/a/1')).toBe(true);
    expect(takesAway(introduced(), 'late/fee/a/1')).toBe(false);
    expect(takesAway(seen('1999-07-01', { posting: 'fee/a#1' }), 'fee/a')).toBe(false);
  });

  it('is any happening where its term rests on a condition, or refunds one that does', () => {
    const other = reversed('1999-07-01', 'z');
    const resting = ['fee-when/a', 'pay-when/2026-03-01', 'starts/2026-03-01', 'ends/2026-03-01', 'payable/2026-03-01'];
    for (const id of [...resting, 'back-when/x', 'vat/starts/2026-03-01', 'late/pay-when/2026-03-01/1']) {
      expect([id, takesAway(other, id)]).toEqual([id, true]);
    }
    for (const id of [
      'fee/a',
      'fee-thirds/a/2',
      'pay/a',
      'monthly/2026-03-01',
      'back/x',
      'vat/fee/a',
      'late/fee/a/1',
    ]) {
      expect([id, takesAway(other, id)]).toEqual([id, false]);
    }
  });

  it.each([
    [
      'a condition met',
      said(
        'ConversionStated',
        { from: 'EUR', to: 'USD', rate: '1', statedFor: '1999-07-01', source: 's', by: 'x' },
        '1999-07-01',
      ),
    ],
    [
      'an index',
      said('IndexStated', { index: 'cpi', value: '1', statedFor: '1999-07-01', source: 's', by: 'x' }, '1999-07-01'),
    ],
    ['a licence', said('LicenceRecorded', { clause: '3', licence: 'l', validFrom: '1999-07-01' }, '1999-07-01')],
  ])('is one about no closing where its term rests on a condition, and not elsewhere: %s', (_, fact) => {
    expect(takesAway(fact, 'fee-when/a')).toBe(true);
    expect(takesAway(fact, 'fee/undefined')).toBe(false);
  });
});

describe('what rests on another receivable goes with its happening', () => {
  it.each([
    ['a tax', 'vat/fee/a'],
    ['a surcharge', 'admin/fee/a'],
    ['a tax on a surcharge', 'vat/admin/fee/a'],
    ['interest of the third month', 'late/fee/a/3'],
    ['interest that is charged once', 'late-once/fee/a'],
    ['interest on a tax', 'late/vat/fee/a/1'],
    ['interest on an instalment', 'late/fee-thirds/a/2/12'],
    ['the first instalment', 'fee-thirds/a'],
    ['another instalment', 'fee-thirds/a/12'],
    ['a refund for each of several fees', 'back/a/fee'],
  ])('%s', (_, id) => {
    expect(takesAway(aboutA, id)).toBe(true);
    expect(takesAway(reversed('1999-07-01', 'b'), id)).toBe(false);
  });

  it('but not with one of which its id only begins alike', () => {
    expect(takesAway(reversed('1999-07-01', '2'), 'late-once/fee/a')).toBe(false);
    expect(takesAway(reversed('1999-07-01', 'fee'), 'back/a/fee')).toBe(false);
  });
});
