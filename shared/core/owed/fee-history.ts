import { monthsAfter, type PlainDate } from '../calendar/plain-date.ts';
import type { SuccessFeeTerm } from '../terms/terms.ts';
import { creditLeft, type CreditSource, type FeeSoFar } from './bounded-fee.ts';
import { JournaledMap, type Journal } from './walk.ts';

/** What the fee lines of a contract have come to, while its closings are gone through in order. */
export interface FeeHistory {
  readonly journal: Journal;
  readonly lines: JournaledMap<string, FeeSoFar>;
  /** By the id of the credited term. */
  readonly credits: JournaledMap<string, CreditSource>;
}

export function newFeeHistory(): FeeHistory {
  const journal: Journal = [];
  return { journal, lines: new JournaledMap(journal), credits: new JournaledMap(journal) };
}

/**
 * What a fee line has come to before a closing. Its credit is what the credited terms have brought by the day of the
 * closing, less what any line has used of it: 25,000.00 paid at signing comes off one fee, or in parts off several.
 */
export function soFarOf(
  { journal, lines, credits }: FeeHistory,
  term: SuccessFeeTerm,
  brought: Brought,
  { closing, on, dated }: FeeAt,
): FeeSoFar {
  const creditSources = (term.credit?.terms ?? []).map((id) => {
    const source = { usedMinor: credits.get(id)?.usedMinor ?? 0n, broughtMinor: brought.until(id, on) };
    credits.set(id, source);
    return source;
  });
  const before = countedAnew(lines.get(term.id) ?? nothingYet(journal), countedIn(term, on, dated));
  const soFar = {
    ...before,
    ...besideOf(term, brought, { closing, on }),
    creditSources,
    creditLeftMinor: creditLeft(term, creditSources, before.creditTakenMinor),
  };
  lines.set(term.id, soFar);
  return soFar;
}

/** What the terms brought that share a limit with the line: on the closing, and in all. */
function besideOf(
  { together }: SuccessFeeTerm,
  brought: Brought,
  { closing, on }: Omit<FeeAt, 'dated'>,
): Pick<FeeSoFar, 'beside'> {
  if (together === undefined) return {};
  return {
    beside: {
      onClosingMinor: together.with.reduce((sum, id) => sum + brought.as(`${id}/${closing}`), 0n),
      allMinor: together.with.reduce((sum, id) => sum + brought.until(id, on), 0n),
    },
  };
}

/** What lines have brought so far, in minor units: a term until the end of a day, or one receivable by its id. */
export interface Brought {
  readonly until: (termId: string, on: PlainDate) => bigint;
  readonly as: (receivableId: string) => bigint;
}

/** The closing that a fee is on, its day, and the date of the agreement. */
export interface FeeAt {
  readonly closing: string;
  readonly on: PlainDate;
  readonly dated: PlainDate;
}

type Past = Omit<FeeSoFar, 'creditSources' | 'creditLeftMinor'>;

/** What came before, without the amounts of a period that is over. */
function countedAnew(before: Past, period: string | undefined): Past {
  if (period === undefined || before.countedIn === period) return before;
  return { ...before, countedIn: period, countedMinor: 0n, ratedMinor: 0n };
}

/** Example: `2026/3` for the last quarter of 2026. */
function countedIn({ countsIn }: SuccessFeeTerm, on: PlainDate, dated: PlainDate): string | undefined {
  const month = Number(on.slice(5, 7)) - 1;
  switch (countsIn) {
    case undefined:
      return undefined;
    case 'month':
      return on.slice(0, 7);
    case 'quarter':
      return `${on.slice(0, 4)}/${Math.floor(month / 3)}`;
    case 'year':
      return on.slice(0, 4);
    case 'contract-year':
      return `year ${yearOf(on, dated)}`;
    default:
      return countsIn satisfies never;
  }
}

/** Which year of the agreement a day lies in, counted from 0. */
function yearOf(on: PlainDate, dated: PlainDate): number {
  const years = Number(on.slice(0, 4)) - Number(dated.slice(0, 4));
  return monthsAfter(dated, years * 12) > on ? years - 1 : years;
}

function nothingYet(journal: Journal): Past {
  return {
    countedMinor: 0n,
    ratedMinor: 0n,
    feesMinor: 0n,
    feesOf: new JournaledMap<string, bigint>(journal),
    creditTakenMinor: 0n,
    firstOf: new JournaledMap<string, PlainDate>(journal),
  };
}
