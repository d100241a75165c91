import { describe, expect, it } from 'vitest';
import { balanceOf } from '../../../shared/core/ledger/balance.ts';
import { simulate } from '../../../shared/core/simulate/simulate.ts';
import { aFinderFee, aRetainer, aVersion } from '../../builders/a-contract.ts';
import { disputed, withInterest } from '../../builders/dispute-words.ts';
import { closed, corrected, ended, introduced, paid, recorded, said, termsAdopted } from '../../builders/facts.ts';

const versions = () => [aVersion()];

describe('the 1999 agreement to 22 November 2026', () => {
  const played = () => simulate({ versions: versions(), facts: recorded(termsAdopted()), until: '2026-11-22' });

  it('gives 332 retainers, each period once', () => {
    const { postings } = played();
    // April to December 1999 are 9, the years 2000 to 2025 are 26 × 12 = 312, January to November 2026 are 11
    expect(postings).toHaveLength(9 + 26 * 12 + 11);
    expect(new Set(postings.map(({ receivableId }) => receivableId)).size).toBe(332);
    expect(postings.at(0)?.accruesOn).toBe('1999-04-06');
    expect(postings.at(-1)?.accruesOn).toBe('2026-11-06');
    expect(postings.every(({ accruesOn }) => accruesOn.endsWith('-06'))).toBe(true);
  });

  it('never has to catch up', () => {
    const { waiting, parked } = played();
    expect(waiting).toEqual([]);
    expect(parked).toBeUndefined();
  });

  it('settles each period on its own day', () => {
    expect(played().postings.every(({ accruesOn, asOf }) => asOf.startsWith(accruesOn))).toBe(true);
  });
});

const play = (until: string) =>
  simulate({ versions: versions(), facts: recorded(termsAdopted()), until }).postings.length;

describe('simulate', () => {
  it('knows the first terms from the start, whenever they were recorded', () => {
    const facts = recorded(termsAdopted(1, '1999-04-06', '2026-11-22'));
    expect(simulate({ versions: versions(), facts, until: '1999-12-31' }).postings).toHaveLength(9);
  });

  it('knows every other fact from the day of its recording', () => {
    const facts = recorded(
      termsAdopted(),
      introduced(),
      closed(),
      corrected({ amountMinor: 24_000_000n }, '1999-07-02'),
      paid('finders-fee/closing-0001#1', 2_500_000n, '1999-06-28'),
      ended('1999-07-20', '1999-07-10'),
    );
    const { postings, entries } = simulate({ versions: versions(), facts, until: '1999-12-31' });
    expect(postings.map(({ id, amountMinor }) => [id, amountMinor])).toEqual([
      ['retainer/1999-04-06#1', 200_000n],
      ['retainer/1999-05-06#1', 200_000n],
      ['retainer/1999-06-06#1', 200_000n],
      ['finders-fee/closing-0001#1', 2_500_000n],
      ['finders-fee/closing-0001#2', -100_000n],
      ['retainer/1999-07-06#1', 200_000n],
    ]);
    // four retainers and 24,000.00 less 25,000.00 paid
    expect(balanceOf(entries)).toBe(800_000n + 2_400_000n - 2_500_000n);
  });

  it('plays the last day to its end', () => {
    expect(play('1999-05-05')).toBe(1);
    expect(play('1999-05-06')).toBe(2);
  });

  it('composes the statements of the periods that are over, when asked', () => {
    const input = { versions: versions(), facts: recorded(termsAdopted()), until: '1999-07-01', withStatements: true };
    const { statements, postings } = simulate(input);
    expect(statements.map(({ id, closingBalanceMinor }) => [id, closingBalanceMinor])).toEqual([
      ['1999-04-30', 200_000n],
      ['1999-05-31', 400_000n],
      ['1999-06-30', 600_000n],
    ]);
    // Each at its own midnight, when nothing else happens: four o'clock in UTC.
    expect(statements.map(({ sealedAt }) => sealedAt)).toEqual(
      ['1999-05-01', '1999-06-01', '1999-07-01'].map((day) => `${day}T04:00:00.000Z`),
    );
    expect(simulate({ ...input, withStatements: false })).toMatchObject({ statements: [] });
    expect(simulate({ ...input, withStatements: false }).postings.map(({ id }) => id)).toEqual(
      postings.map(({ id }) => id),
    );
  });

  it('says what would wait', () => {
    const facts = recorded(termsAdopted(), introduced(), closed({ amountMinor: 90_000_000n }));
    expect(simulate({ versions: versions(), facts, until: '1999-06-30' }).waiting).toMatchObject([
      { kind: 'approval' },
    ]);
  });

  it('takes up an amendment on the day it was recorded', () => {
    const dearer = aVersion({ terms: [aRetainer({ amountMinor: 250_000n }), aFinderFee()] }, 2, '1999-05-01');
    const facts = recorded(termsAdopted(), termsAdopted(2, '1999-05-01', '1999-06-20'));
    const { postings } = simulate({ versions: [aVersion(), dearer], facts, until: '1999-07-06' });
    expect(postings.map(({ id, amountMinor, effectiveOn }) => [id, amountMinor, effectiveOn])).toEqual([
      ['retainer/1999-04-06#1', 200_000n, '1999-04-06'],
      ['retainer/1999-05-06#1', 200_000n, '1999-05-06'],
      ['retainer/1999-06-06#1', 200_000n, '1999-06-06'],
      ['retainer/1999-05-06#2', 50_000n, '1999-06-20'],
      ['retainer/1999-06-06#2', 50_000n, '1999-06-20'],
      ['retainer/1999-07-06#1', 250_000n, '1999-07-06'],
    ]);
  });

  it('knows nothing after the last minute of the last day', () => {
    const reportedAt = (at: string) => {
      const closing = closed({ closedOn: '1999-06-01' }, at);
      const { postings } = simulate({
        versions: versions(),
        facts: recorded(termsAdopted(), introduced(), closing),
        until: '1999-06-15',
      });
      return postings.some(({ kind }) => kind === 'success-fee');
    };
    // Midnight in New York is four o'clock in UTC.
    expect(reportedAt('1999-06-16T03:59:00.000Z')).toBe(true);
    expect(reportedAt('1999-06-16T04:00:00.000Z')).toBe(false);
  });

  const rendered = (on: string) => said('ServiceRendered', { clause: '1', renderedOn: on, description: 'x' }, on);

  it('takes what was numbered before others as known before them, whenever it was recorded', () => {
    const facts = recorded(termsAdopted(), rendered('1999-04-20'), rendered('1999-04-10'));
    const { postings } = simulate({ versions: versions(), facts, until: '1999-05-06' });
    expect(postings.map(({ factSeq }) => factSeq)).toEqual([1, 3]);
    const later = recorded(termsAdopted(), rendered('1999-04-10'), rendered('1999-04-25'), rendered('1999-04-20'));
    const { postings: more } = simulate({ versions: versions(), facts: later, until: '1999-05-06' });
    expect(more.map(({ factSeq }) => factSeq)).toEqual([1, 4]);
  });

  it('stops where the contract would be parked, with what was booked by then', () => {
    // The end is numbered before a fact that was known when the retainer of 6 July was booked: nothing since explains it.
    const facts = recorded(termsAdopted(), ended('1999-07-01', '1999-07-10'), rendered('1999-04-10'));
    const played = simulate({ versions: versions(), facts, until: '1999-12-31', withStatements: true });
    expect(played.parked).toEqual({ what: 'retainer/1999-07-06', why: expect.any(String) });
    expect(played.postings.map(({ accruesOn }) => accruesOn)).toEqual([
      '1999-04-06',
      '1999-05-06',
      '1999-06-06',
      '1999-07-06',
    ]);
    expect(played.entries).toHaveLength(4);
    expect(played.statements.map(({ id }) => id)).toEqual(['1999-04-30', '1999-05-31', '1999-06-30']);
  });

  it('seals no statement while a person has to let a catch-up through, and all of them once one has', () => {
    const dearer = aVersion({ terms: [aRetainer({ amountMinor: 250_000n })] }, 2, '1999-04-06');
    const amended = termsAdopted(2, '1999-04-06', '1999-07-20');
    const approved = said('CatchUpApproved', { throughOn: '1999-07-06', by: 'x', reason: 'y' }, '1999-09-10');
    const play = (...more: readonly ReturnType<typeof said>[]) =>
      simulate({
        versions: [aVersion(), dearer],
        facts: recorded(termsAdopted(), amended, ...more),
        until: '1999-09-30',
        withStatements: true,
      });
    expect(play().statements.map(({ id }) => id)).toEqual(['1999-04-30', '1999-05-31', '1999-06-30']);
    expect(play().waiting).toMatchObject([{ kind: 'catch-up' }]);
    const { statements, waiting } = play(approved);
    expect(statements.map(({ id, sealedAt }) => [id, sealedAt]).slice(3)).toEqual([
      ['1999-07-31', '1999-09-10T16:00:00.000Z'],
      ['1999-08-31', '1999-09-10T16:00:00.000Z'],
    ]);
    expect(waiting).toEqual([]);
    // Four retainers of 2,000.00, 500.00 more of each, and the fifth of 2,500.00.
    expect(statements.map(({ closingBalanceMinor }) => closingBalanceMinor).slice(2)).toEqual([
      600_000n,
      1_000_000n,
      1_250_000n,
    ]);
  });

  it('takes what nobody speaks of as paid on the day it is due, when asked', () => {
    const paidOnTime = (assume?: 'paid-on-time') =>
      simulate({
        versions: [withInterest()],
        facts: recorded(termsAdopted()),
        until: '1999-07-06',
        ...(assume === undefined ? {} : { assume }),
      }).postings.filter(({ kind }) => kind === 'late-interest').length;
    expect(paidOnTime('paid-on-time')).toBe(0);
    expect(paidOnTime()).toBeGreaterThan(0);
  });

  it('says what waits as it stands on the last day', () => {
    const version = aVersion({ disputes: { ruledBy: [], rulingDays: 10 } });
    const facts = recorded(termsAdopted(), disputed({ on: '1999-04-10', amountMinor: 50_000n }));
    const why = (until: string) => simulate({ versions: [version], facts, until }).waiting[0]?.why;
    expect(why('1999-04-20')).toContain('is due by 20 April 1999');
    expect(why('1999-04-21')).toContain('was due by 20 April 1999');
  });

  it('seals a period at its midnight, and what accrues on the next day with the next', () => {
    const first = aVersion({ terms: [aRetainer({ anchor: '1999-05-01' })] });
    const input = { versions: [first], facts: recorded(termsAdopted()), until: '1999-06-01', withStatements: true };
    expect(simulate(input).statements.map(({ id, sealedAt, lines }) => [id, sealedAt, lines.length])).toEqual([
      ['1999-04-30', '1999-05-01T04:00:00.000Z', 0],
      ['1999-05-31', '1999-06-01T04:00:00.000Z', 1],
    ]);
  });

  it('numbers the entries without gaps, of postings and of payments, each once', () => {
    const facts = recorded(
      termsAdopted(),
      paid('retainer/1999-04-06#1', 50_000n, '1999-04-20'),
      paid('retainer/1999-04-06#1', 200_000n, '1999-05-02'),
    );
    const { entries } = simulate({ versions: versions(), facts, until: '1999-06-30' });
    expect(entries.map(({ number, kind }) => `${number} ${kind}`)).toEqual([
      '1 posting',
      '2 payment',
      '3 payment',
      '4 posting',
      '5 posting',
    ]);
  });

  it('hears what becomes known at one moment in the order of its numbers', () => {
    const facts = recorded(
      termsAdopted(),
      introduced(),
      closed(),
      corrected({ amountMinor: 24_000_000n }, '1999-07-02'),
      corrected({ amountMinor: 23_000_000n }, '1999-07-02'),
    );
    const { postings } = simulate({ versions: versions(), facts: facts.toReversed(), until: '1999-07-03' });
    expect(postings.at(-1)).toMatchObject({ id: 'finders-fee/closing-0001#2', totalMinor: 2_300_000n, factSeq: 5 });
  });

  it('refuses a record without terms', () => {
    const facts = recorded(
      said('ServiceRendered', { clause: '1', renderedOn: '1999-04-07', description: 'x' }, '1999-04-07'),
    );
    expect(() => simulate({ versions: versions(), facts, until: '1999-12-31' })).toThrow('no terms have been adopted');
  });
});
