import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { happeningsFromData, type Played } from '../../cli/simulate-facts.ts';
import { owedAtEnd } from '../../cli/simulate.ts';
import { startOfDay } from '../../shared/core/calendar/instant.ts';
import { bookedByReceivable } from '../../shared/core/ledger/balance.ts';
import { decideSettlement } from '../../shared/core/ledger/decide-settlement.ts';
import type { Owed } from '../../shared/core/owed/receivable.ts';
import { simulate } from '../../shared/core/simulate/simulate.ts';
import { readContract } from '../../shared/core/terms/read-contract.ts';
import { anyContract, anyHappenings, LAST_DAY } from '../builders/any-contract.ts';

const RUNS = 100;
/** Given, as all randomness is: another one tries other contracts. */
const SEED = 1999;

/** The contract as the first version, with what happens under it. A failure prints the seed that replays it. */
function holds(property: (played: Played, due: Owed) => void): void {
  fc.assert(
    fc.property(anyContract, anyHappenings, (contract, happenings) => {
      const played = playedOf(contract, happenings);
      property(played, owedAtEnd(played, LAST_DAY));
    }),
    { numRuns: RUNS, seed: SEED },
  );
}

function playedOf(contract: unknown, happenings: unknown): Played {
  const { terms, termsHash } = readContract(contract);
  return happeningsFromData({ version: 1, effectiveOn: terms.dated, termsHash, terms }, happenings);
}

const termOf = ({ versions }: Played, id: string) => versions[0]?.terms.terms.find((term) => term.id === id);

describe('for any terms and any history', () => {
  it('every id is owed once, a refund alone is below zero, and every amount has its working', () => {
    holds((_played, due) => {
      const all = [...due.receivables, ...due.nonCash, ...due.toOthers];
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
      for (const one of all) {
        expect(one.working.length).toBeGreaterThan(0);
        if ('unit' in one) expect(BigInt(one.quantity ?? '0') >= 0n).toBe(true);
        else if (one.refundOf === undefined && one.kind !== 'tax') expect(one.amountMinor >= 0n).toBe(true);
      }
    });
  });

  it('what is owed never shrinks as time alone passes: each amount stays, under its id, once it is one', () => {
    fc.assert(
      fc.property(anyContract, anyHappenings, fc.nat({ max: 1500 }), (contract, happenings, days) => {
        const played = playedOf(contract, happenings);
        const last = played.facts
          .reduce((day, { recordedAt }) => (recordedAt > day ? recordedAt : day), '')
          .slice(0, 10);
        const later = new Date(Date.parse(`${last}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
        const then = new Map(owedAtEnd(played, later).receivables.map((one) => [one.id, one.amountMinor]));
        for (const { id, amountMinor } of owedAtEnd(played, last).receivables) {
          if (amountMinor !== 0n) expect([id, then.get(id)]).toEqual([id, amountMinor]);
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('the splits of an amount sum to it', () => {
    holds((_played, due) => {
      for (const { split, amountMinor } of [...due.receivables, ...due.toOthers]) {
        if (split !== undefined) expect(split.reduce((sum, part) => sum + part.amountMinor, 0n)).toBe(amountMinor);
      }
    });
  });

  it('limits hold: on each fee, on all of a line, and the least where nothing else bears on it', () => {
    holds((played, due) => {
      const inMoney = [
        ...due.receivables.map(({ termId, amountMinor }) => ({ termId, amountMinor })),
        ...due.nonCash.map(({ termId, valueMinor = 0n }) => ({ termId, amountMinor: valueMinor })),
      ];
      for (const [id, own] of Map.groupBy(inMoney, ({ termId }) => termId)) {
        const term = termOf(played, id);
        if (term?.kind !== 'success-fee') continue;
        const sum = own.reduce((all, { amountMinor }) => all + amountMinor, 0n);
        if (term.altogetherAtMostMinor !== undefined) expect(sum <= term.altogetherAtMostMinor).toBe(true);
        for (const { amountMinor } of own) {
          if (term.atMostMinor !== undefined && term.paysIn === undefined)
            expect(amountMinor <= term.atMostMinor).toBe(true);
        }
      }
    });
  });

  it('what is booked is what is owed, to the cent, but for what a question holds', () => {
    holds((played, due) => {
      const { postings, parked } = simulate({ ...played, until: LAST_DAY, assume: 'paid-on-time' });
      expect(parked).toBeUndefined();
      const booked = bookedByReceivable(postings);
      for (const id of due.held) booked.delete(id);
      const nonZero = (entries: Iterable<readonly [string, bigint]>) =>
        [...entries].filter(([, minor]) => minor !== 0n).sort(([a], [b]) => (a < b ? -1 : 1));
      expect(nonZero(booked)).toEqual(
        nonZero(due.receivables.map(({ id, amountMinor }) => [id, amountMinor] as const)),
      );
    });
  });

  it('settling again changes nothing', () => {
    holds((played) => {
      const { postings, entries } = simulate({ ...played, until: LAST_DAY, assume: 'paid-on-time' });
      const asOf = startOfDay(LAST_DAY, 'America/New_York');
      const now = startOfDay('2023-01-01', 'America/New_York');
      const record = { ...played, postings, entries, assume: 'paid-on-time' as const };
      expect(decideSettlement({ ...record, asOf: now, now: asOf })).toMatchObject({ outcome: 'settled' });
      const again = decideSettlement({ ...record, asOf, now: asOf });
      expect(again).toMatchObject({ outcome: 'settled', postings: [], payments: [] });
    });
  });

  it('what happens on the same day comes to the same amounts, in whatever order it is told', () => {
    fc.assert(
      fc.property(
        anyContract,
        anyHappenings.chain((told) =>
          fc.tuple(fc.constant(told), fc.shuffledSubarray(told, { minLength: told.length })),
        ),
        (contract, [told, shuffled]) => {
          const amounts = (happenings: readonly Record<string, unknown>[]) =>
            owedAtEnd(playedOf(contract, decisionsFirst(happenings, told)), LAST_DAY).receivables.map((one) => [
              one.id,
              one.amountMinor,
            ]);
          expect(amounts(shuffled)).toEqual(amounts(told));
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
  });
});

/**
 * Some things go by who came first, as they must: an introduction proves a closing only when it was on record before, of
 * two ends the one said last counts, and so does a reversal at the very moment of the report. They are told in one order.
 */
function decisionsFirst<T extends Record<string, unknown>>(happenings: readonly T[], inOrder: readonly T[]): T[] {
  const isFirst = ({ kind }: T): boolean => ['introduction', 'end', 'notice', 'index'].includes(String(kind));
  const isLast = ({ kind }: T): boolean => kind === 'reversal';
  return [
    ...inOrder.filter(isFirst),
    ...happenings.filter((one) => !isFirst(one) && !isLast(one)),
    ...inOrder.filter(isLast),
  ];
}
