import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balanceOf } from '../../shared/core/ledger/balance.ts';
import { decideSettlement } from '../../shared/core/ledger/decide-settlement.ts';
import { owed } from '../../shared/core/owed/owed.ts';
import { simulate } from '../../shared/core/simulate/simulate.ts';
import { aVersion } from '../builders/a-contract.ts';
import { noon, recorded, termsAdopted, type Said } from '../builders/facts.ts';
import { aHistory } from '../builders/histories.ts';

const UNTIL = '2000-06-15';
const RUNS = 50;
/** An end that is taken back makes many periods owed at once; these bounds let them through. */
const versions = [aVersion({ bounds: { approvalAboveMinor: 5_000_000n, catchUpPeriods: 24 } })];
const withTerms = (history: readonly Said[]) => recorded(termsAdopted(), ...history);

/** A failure prints the seed and the path with which it can be run again. */
function holds(property: (history: Said[]) => void): void {
  fc.assert(fc.property(aHistory, property), { numRuns: RUNS });
}

function played(history: readonly Said[]) {
  return simulate({ versions, facts: withTerms(history), until: UNTIL, withStatements: true });
}

const nonZero = (entries: Iterable<[string, bigint]>) =>
  [...entries].filter(([, minor]) => minor !== 0n).sort(([a], [b]) => a.localeCompare(b));

describe('for any history', () => {
  it('settling again changes nothing', () => {
    holds((history) => {
      const { postings, entries } = played(history);
      const asOf = noon(UNTIL);
      const again = decideSettlement({ versions, facts: withTerms(history), postings, entries, asOf, now: asOf });
      expect(again).toMatchObject({ outcome: 'settled', postings: [], payments: [] });
    });
  });

  it('what is booked equals what is owed, but for what a question holds', () => {
    holds((history) => {
      const { postings } = played(history);
      const due = owed({ versions, facts: withTerms(history), asOf: noon(UNTIL), knownSeq: 99 });
      const booked = new Map(postings.map(({ receivableId, totalMinor }) => [receivableId, totalMinor]));
      for (const id of due.held) booked.delete(id);
      expect(nonZero(booked)).toEqual(nonZero(due.receivables.map(({ id, amountMinor }) => [id, amountMinor])));
    });
  });

  it('the entries replayed are the postings less the payments, and debits equal credits', () => {
    holds((history) => {
      const { postings, entries } = played(history);
      let [debits, credits, cash] = [0n, 0n, 0n];
      for (const line of entries.flatMap(({ lines }) => lines)) {
        debits += line.debitMinor;
        credits += line.creditMinor;
        if (line.account === 'cash') cash += line.debitMinor - line.creditMinor;
      }
      expect(debits).toBe(credits);
      expect(balanceOf(entries)).toBe(postings.reduce((sum, { amountMinor }) => sum + amountMinor, 0n) - cash);
      expect(entries.map(({ number }) => number)).toEqual(entries.map((_, index) => index + 1));
    });
  });

  it('the postings of a receivable are its revisions, one after the other, and sum to its total', () => {
    holds((history) => {
      for (const [, own] of Map.groupBy(played(history).postings, ({ receivableId }) => receivableId)) {
        let totalMinor = 0n;
        own.forEach((posting, index) => {
          totalMinor += posting.amountMinor;
          expect(posting).toMatchObject({ revision: index + 1, totalMinor });
          expect(posting.amountMinor).not.toBe(0n);
          expect(posting.effectiveOn >= posting.accruesOn).toBe(true);
        });
      }
    });
  });

  it('statements chain: each opens where the last closed, and closes at its opening and its lines', () => {
    holds((history) => {
      const { statements, entries } = played(history);
      let [balanceMinor, previousTallyCode]: [bigint, string | undefined] = [0n, undefined];
      for (const statement of statements) {
        expect(statement.openingBalanceMinor).toBe(balanceMinor);
        balanceMinor = statement.lines.reduce((sum, { amountMinor }) => sum + amountMinor, balanceMinor);
        expect(statement.closingBalanceMinor).toBe(balanceMinor);
        expect(statement.due.reduce((sum, { outstandingMinor }) => sum + outstandingMinor, 0n)).toBe(balanceMinor);
        expect(statement.previousTallyCode).toBe(previousTallyCode);
        previousTallyCode = statement.tallyCode;
      }
      const taken = statements.flatMap(({ lines }) => lines.map(({ entry }) => entry)).sort((a, b) => a - b);
      expect(taken).toEqual(entries.slice(0, taken.length).map(({ number }) => number));
      expect(statements).toHaveLength(14);
    });
  });

  it('what is owed never shrinks as time alone passes', () => {
    fc.assert(
      fc.property(aHistory, fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 500 }), (history, a, b) => {
        const total = (days: number) =>
          owed({ versions, facts: withTerms(history), asOf: dayAfterStart(days), knownSeq: 99 }).receivables.reduce(
            (sum, { amountMinor }) => sum + amountMinor,
            0n,
          );
        expect(total(Math.min(a, b)) <= total(Math.max(a, b))).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  it('nothing is parked', () => {
    holds((history) => {
      expect(played(history).parked).toBeUndefined();
    });
  });
});

function dayAfterStart(days: number): string {
  return new Date(Date.UTC(1999, 3, 6, 16) + days * 86_400_000).toISOString();
}
