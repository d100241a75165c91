import { describe, expect, it } from 'vitest';
import { balanceOf } from '../../../shared/core/ledger/balance.ts';
import { simulate } from '../../../shared/core/simulate/simulate.ts';
import { aFinderFee, aRetainer, aVersion } from '../../builders/a-contract.ts';
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

  it('refuses a record without terms', () => {
    const facts = recorded(
      said('ServiceRendered', { clause: '1', renderedOn: '1999-04-07', description: 'x' }, '1999-04-07'),
    );
    expect(() => simulate({ versions: versions(), facts, until: '1999-12-31' })).toThrow('no terms have been adopted');
  });
});
