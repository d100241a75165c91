import { describe, expect, it } from 'vitest';
import type { Posting } from '../../../shared/core/ledger/posting.ts';
import { aFinderFee, aRetainer, aVersion } from '../../builders/a-contract.ts';
import { closed, corrected, introduced, reversed, said, termsAdopted } from '../../builders/facts.ts';
import { playedUnder } from '../../builders/owed-under.ts';
import { emptyBooks, settledOn, settlementOn } from '../../builders/settled.ts';
import { closing, event, fee } from '../../builders/trade.ts';
import { simulate } from '../../../shared/core/simulate/simulate.ts';

const story = () => [termsAdopted(), introduced(), closed()];
const feeOnly = (changes: Parameters<typeof aFinderFee>[0] = {}) => [aVersion({ terms: [aFinderFee(changes)] })];
/** A fee of USD 25,000.00 on a closing of 15 June, due on 29 June. */
const booked = (versions = feeOnly()) => settledOn(emptyBooks(story(), versions), '1999-06-15');

const rendered = (on: string) =>
  said('ServiceRendered', { clause: '1', renderedOn: on, description: 'a press release' }, on);

const days = (posting: Posting | undefined) => [posting?.amountMinor, posting?.effectiveOn, posting?.dueOn];

describe('the day of a correction', () => {
  it('is the day on which its own fact became known, not that of what else came in', () => {
    const more = [corrected({ amountMinor: 26_000_000n }, '1999-07-02'), rendered('1999-07-05')];
    expect(days(settledOn(booked(), '1999-07-06', ...more).postings.at(-1))).toEqual([
      100_000n,
      '1999-07-02',
      '1999-07-16',
    ]);
  });

  it('is that of the newest of its facts', () => {
    const more = [
      corrected({ amountMinor: 26_000_000n }, '1999-07-02'),
      corrected({ amountMinor: 27_000_000n }, '1999-07-04'),
    ];
    expect(days(settledOn(booked(), '1999-07-06', ...more).postings.at(-1))).toEqual([
      200_000n,
      '1999-07-04',
      '1999-07-18',
    ]);
  });

  it('is never before what it corrects, though it was known before that counted', () => {
    const early = settledOn(
      emptyBooks([termsAdopted(), introduced(), closed({}, '1999-06-01')], feeOnly()),
      '1999-06-15',
    );
    const facts = [
      ...early.facts,
      corrected({ amountMinor: 26_000_000n, reportedAt: '1999-06-16T12:00:00.000Z' }, '1999-06-02'),
    ];
    expect(settlementOn({ ...early, facts }, '1999-06-16').postings[0]?.effectiveOn).toBe('1999-06-15');
  });

  it('is never before the day on which it now accrues', () => {
    const more = corrected({ amountMinor: 26_000_000n, closedOn: '1999-07-10' }, '1999-06-20');
    const moved = settledOn(settledOn(booked(), '1999-06-20', more), '1999-07-12');
    expect(days(moved.postings.at(-1))).toEqual([2_600_000n, '1999-07-10', '1999-07-24']);
  });

  it('of a fee that another closing of its line changes is the day on which that became known', () => {
    const capped = feeOnly({ altogetherAtMostMinor: 3_000_000n });
    // 10,000.00 on the earlier closing, so that 20,000.00 of the 30,000.00 are left for the later one.
    const earlier = closed(
      { closing: 'closing-0002', externalId: 'deal-78', amountMinor: 10_000_000n, closedOn: '1999-06-10' },
      '1999-06-20',
    );
    const after = settledOn(booked(capped), '1999-06-30', earlier, rendered('1999-06-25'));
    expect(after.postings.slice(1).map((posting) => [posting.id, ...days(posting)])).toEqual([
      ['finders-fee/closing-0002#1', 1_000_000n, '1999-06-10', '1999-06-24'],
      ['finders-fee/closing-0001#2', -500_000n, '1999-06-20', '1999-06-29'],
    ]);
  });
});

describe('the due day of a correction', () => {
  it('up is counted by the rule of its own term', () => {
    const versions = [aVersion({ terms: [aRetainer(), aFinderFee({ dueDays: 30 })] })];
    const more = corrected({ amountMinor: 26_000_000n }, '1999-07-02');
    const last = settledOn(booked(versions), '1999-07-02', more).postings.at(-1);
    expect(days(last)).toEqual([100_000n, '1999-07-02', '1999-08-01']);
  });

  it('down stays that of what it takes off', () => {
    expect(days(settledOn(booked(), '1999-07-02', reversed('1999-07-02')).postings.at(-1))).toEqual([
      -2_500_000n,
      '1999-07-02',
      '1999-06-29',
    ]);
  });

  it.each([
    ['2026-04-10', '2026-05-01'],
    ['2026-05-01', '2026-05-01'],
    ['2026-05-10', '2026-05-10'],
  ])('up of a tax is that of what it is on, but not before it is known: known on %s, due on %s', (knownOn, dueOn) => {
    const terms = `terms:\n${fee()}  - { kind: tax, id: vat, clause: '6', name: VAT, rate: '20%', on: all }\n`;
    const more = closing('a', '2000.00', '2026-04-01', `, recordedOn: ${knownOn}`);
    const played = simulate({
      ...playedUnder(terms, closing('a', '1000.00', '2026-04-01') + more),
      until: '2026-06-30',
    });
    expect(played.postings.filter(({ termId }) => termId === 'vat').map(days)).toEqual([
      [2_000n, '2026-04-01', '2026-05-01'],
      [2_000n, knownOn, dueOn],
    ]);
  });
});

describe('what is posted', () => {
  it('stands in the order of its days, and of its names where these are the same', () => {
    const versions = [
      aVersion({ terms: [aRetainer(), aFinderFee()], bounds: { approvalAboveMinor: 10n ** 9n, catchUpPeriods: 24 } }),
    ];
    const start = settledOn(emptyBooks(story(), versions), '1999-06-15');
    const more = [
      corrected({ amountMinor: 26_000_000n }, '1999-07-08'),
      closed({ closing: 'closing-0002', closedOn: '1999-07-06' }),
    ];
    expect(
      settlementOn({ ...start, facts: [...start.facts, ...more] }, '1999-08-06').postings.map(({ id }) => id),
    ).toEqual([
      'finders-fee/closing-0002#1',
      'retainer/1999-07-06#1',
      'finders-fee/closing-0001#2',
      'retainer/1999-08-06#1',
    ]);
  });

  it('names what it corrects; a refund names what it gives a part of back', () => {
    const refund =
      "  - { kind: refund, id: back, clause: '4', of: [fee], trigger: leaves, share: '50%', dueDays: 0 }\n";
    const happened = closing('a', '1000.00', '2026-04-01') + event('leaves', 'x', '2026-05-11', ', about: a');
    const { postings } = simulate({
      ...playedUnder(`terms:\n${fee()}${refund}`, happened),
      until: '2026-06-30',
      assume: 'paid-on-time',
    });
    expect(postings).toMatchObject([
      { id: 'fee/a#1', description: expect.not.stringContaining('Correction') },
      { id: 'back/x#1', corrects: 'fee/a#1', description: expect.not.stringContaining('Correction') },
    ]);
  });
});
