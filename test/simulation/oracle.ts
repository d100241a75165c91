import type { PlainDate } from '../../shared/core/calendar/plain-date.ts';

/** What happened, as the world knows it in the end. */
export interface Truth {
  /** The day of the month on which each period begins, the last one where a month is shorter; 6 unless told. */
  readonly day?: number;
  /** How many months a period has; 1 unless told. */
  readonly everyMonths?: number;
  /** USD in whole cents a month, and from which period on, newest last. */
  readonly retainers: readonly { readonly from: PlainDate; readonly cents: bigint }[];
  /** Closings by introduced investors as they stand: cents, by our id of the closing. */
  readonly closings?: ReadonlyMap<string, { readonly cents: bigint; readonly on: PlainDate }>;
}

/**
 * What the 1999 agreement makes of it, by arithmetic of its own: a retainer on the sixth of each month, or on another day of it, 10% of each
 * closing as a fraction of integers, halves up. Shares no code with the rules that it judges.
 */
export function owedBy(truth: Truth, until: PlainDate): Map<string, bigint> {
  const owed = new Map<string, bigint>();
  for (let year = 1999, month = 4; ; month += 1) {
    if (month > 12) [year, month] = [year + 1, 1];
    const day = Math.min(truth.day ?? 6, lengthOf(year, month));
    const on = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
    if (on > until) break;
    const first = truth.retainers[0]?.from ?? '';
    if (on < first || (monthOf(on) - monthOf(first)) % (truth.everyMonths ?? 1) !== 0) continue;
    owed.set(`retainer/${on}`, truth.retainers.findLast(({ from }) => from <= on)?.cents ?? 0n);
  }
  for (const [closing, { cents, on }] of truth.closings ?? []) {
    if (on <= until) owed.set(`finders-fee/${closing}`, (cents * 10n * 2n + 100n) / 200n);
  }
  return owed;
}

function monthOf(date: PlainDate): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
}

function lengthOf(year: number, month: number): number {
  if (month === 2) return year % 400 === 0 || (year % 4 === 0 && year % 100 !== 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
