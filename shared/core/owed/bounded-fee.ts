import type { PlainDate } from '../calendar/plain-date.ts';
import { largest, smallest, subtract, times, wholeOf, ZERO, type Fraction } from '../money/fraction.ts';
import { roundFraction } from '../money/rounding.ts';
import { larger, smaller } from '../order.ts';
import type { SuccessFeeTerm } from '../terms/terms.ts';
import { feeAmount, type FeeAmount, type FeeBasis, type FeeStep } from './fee-amount.ts';
import { besideOthers, partOfFee } from './fee-reductions.ts';
import { measureOf, roundingWords, roundTo, type Measure } from './measure.ts';

/** What a credited term brought, and what fees have used of it: one for all lines, so that nothing comes off twice. */
export interface CreditSource {
  broughtMinor: bigint;
  usedMinor: bigint;
}

/** What a fee line has come to before a closing; each closing moves it on. */
export interface FeeSoFar {
  /** The amounts under it, where they count altogether. */
  countedMinor: bigint;
  /** What the rate alone came to, rounded, where the amounts count altogether. */
  ratedMinor: bigint;
  feesMinor: bigint;
  /** The same by investor, and by calendar period. */
  readonly feesOf: Map<string, bigint>;
  /** What has come off by the credit of this line. */
  creditTakenMinor: bigint;
  /** When each investor's first happening under the line was. */
  readonly firstOf: Map<string, PlainDate>;
  /** What other terms brought by now that may still come off, and where it came from. */
  creditLeftMinor: bigint;
  readonly creditSources: readonly CreditSource[];
  /** In which calendar period, or year of the agreement, the amounts are counted, where that begins anew. */
  readonly countedIn?: string;
  /** What the terms that share a limit with this line have brought: on the same closing, and in all. */
  readonly beside?: { readonly onClosingMinor: bigint; readonly allMinor: bigint };
}

/** What a fee is on, whose it is, and of which day. */
export interface FeeOf extends FeeBasis {
  readonly investor: string;
  readonly on: PlainDate;
  /** What others are paid for the same closing. */
  readonly paidToOthersMinor?: bigint;
  /** The last day of the agreement, when the closing came after it. */
  readonly afterEndOn?: PlainDate;
}

/**
 * The fee on an amount by one line: its rate, then its least and most, rounding once, the most of all its fees, and the
 * credit, in the order that the terms say. Never negative. Example: 1.125% of 14,000,000.00 is 157,500.00, lifted to
 * 200,000.00, less 30,000.00 that a retainer brought: 170,000.00.
 */
export function boundedFee(
  term: SuccessFeeTerm,
  under: FeeOf,
  soFar: FeeSoFar,
  currency: string,
): { feeMinor: bigint; steps: FeeStep[] } {
  const words = measureOf(term.paysIn, currency);
  const rated =
    term.counts === 'altogether' ? ratedOnAll(term, under, soFar, words) : feeAmount(term.rate, under, words);
  const steps = [...rated.steps];
  const creditFirst = term.credit?.taken === 'before-minimum';
  let value = partOfFee(term, rated.value, under, steps, words);
  if (creditFirst) value = credited(term, value, soFar, steps, words);
  value = withinBounds(term, value, steps, words);
  value = besideOthers(term, value, under, soFar, { steps, words });
  let feeMinor = roundTo(words, value, term.rounding);
  steps.push({ what: roundingWords(words, term.rounding), figures: words.money(feeMinor) });
  const limits = limitsOf(term, under, soFar);
  for (const limit of limits) feeMinor = within(limit, feeMinor, steps, words);
  soFar.feesMinor += feeMinor;
  for (const { key, usedMinor } of limits) if (key !== undefined) soFar.feesOf.set(key, usedMinor + feeMinor);
  soFar.countedMinor += under.amountMinor;
  if (!creditFirst) {
    const net = credited(term, wholeOf(feeMinor), soFar, steps, words);
    feeMinor = roundTo(words, net, term.rounding);
  }
  return { feeMinor, steps };
}

/**
 * The fee on all amounts of the line together, less what they came to before. Both are rounded, so that the fees add up
 * to the fee on the whole; where a rate falls so far that all comes to less than before, nothing is owed or given back.
 */
function ratedOnAll(term: SuccessFeeTerm, under: FeeBasis, soFar: FeeSoFar, words: Measure): FeeAmount {
  const { countedMinor, ratedMinor } = soFar;
  const allMinor = countedMinor + under.amountMinor;
  const all = feeAmount(term.rate, { ...under, amountMinor: allMinor }, words);
  const roundedMinor = roundTo(words, all.value, term.rounding);
  const restMinor = larger(roundedMinor - ratedMinor, 0n);
  soFar.ratedMinor += restMinor;
  if (countedMinor === 0n && ratedMinor === 0n) return { value: wholeOf(restMinor), steps: all.steps };
  const together = `${words.money(countedMinor)} + ${words.money(under.amountMinor)} = ${words.money(allMinor)}`;
  const rest = `${words.money(roundedMinor)} − ${words.money(ratedMinor)} = ${words.money(restMinor)}`;
  return {
    value: wholeOf(restMinor),
    steps: [
      { what: 'Counted together with what came before', figures: together },
      ...all.steps,
      { what: 'Less the fee on what came before, both rounded; never below zero', figures: rest },
    ],
  };
}

function withinBounds(term: SuccessFeeTerm, value: Fraction, steps: FeeStep[], words: Measure): Fraction {
  let bounded = largest(value, ZERO);
  if (term.atLeastMinor !== undefined) {
    bounded = largest(bounded, wholeOf(term.atLeastMinor));
    steps.push({ what: `At least ${words.money(term.atLeastMinor)}`, figures: words.exact(bounded) });
  }
  if (term.atMostMinor !== undefined) {
    bounded = smallest(bounded, wholeOf(term.atMostMinor));
    steps.push({ what: `At most ${words.money(term.atMostMinor)}`, figures: words.exact(bounded) });
  }
  return bounded;
}

/** The most that several fees together come to, and how much of it is used. */
interface Limit {
  readonly what: string;
  readonly mostMinor: bigint;
  readonly usedMinor: bigint;
  /** Where the use of it is kept; undefined for that of the whole line. */
  readonly key?: string;
}

function limitsOf(term: SuccessFeeTerm, { investor, on }: Pick<FeeOf, 'investor' | 'on'>, soFar: FeeSoFar): Limit[] {
  const { feesMinor, feesOf, beside } = soFar;
  const { together, altogetherAtMostMinor, investorAtMostMinor, periodAtMost } = term;
  const limits: Limit[] = [];
  if (periodAtMost !== undefined) {
    const { months, amountMinor } = periodAtMost;
    const words = { 1: 'month', 3: 'quarter', 12: 'year' }[months];
    const key = `period/${on.slice(0, 4)}/${Math.floor((Number(on.slice(5, 7)) - 1) / months)}`;
    limits.push({ what: `Fees of a calendar ${words}`, mostMinor: amountMinor, usedMinor: feesOf.get(key) ?? 0n, key });
  }
  if (investorAtMostMinor !== undefined) {
    const key = `investor/${investor}`;
    limits.push({
      what: 'Fees on one investor',
      mostMinor: investorAtMostMinor,
      usedMinor: feesOf.get(key) ?? 0n,
      key,
    });
  }
  if (altogetherAtMostMinor !== undefined) {
    limits.push({ what: 'All fees of this line', mostMinor: altogetherAtMostMinor, usedMinor: feesMinor });
  }
  if (together?.altogetherAtMostMinor !== undefined) {
    const what = `This line and ${together.with.join(' and ')} together`;
    limits.push({ what, mostMinor: together.altogetherAtMostMinor, usedMinor: feesMinor + (beside?.allMinor ?? 0n) });
  }
  return limits;
}

function within({ what, mostMinor, usedMinor }: Limit, feeMinor: bigint, steps: FeeStep[], words: Measure): bigint {
  const bounded = smaller(feeMinor, larger(mostMinor - usedMinor, 0n));
  const used = `${what} at most ${words.money(mostMinor)}, of which ${words.money(usedMinor)} is used`;
  steps.push({ what: used, figures: words.money(bounded) });
  return bounded;
}

/** What of the line's past bears on this fee: the same inputs may never give another amount. */
export function decisive(term: SuccessFeeTerm, soFar: FeeSoFar, of: Pick<FeeOf, 'investor' | 'on'>): readonly bigint[] {
  const { counts, credit } = term;
  return [
    ...(counts === 'altogether' ? [soFar.countedMinor, soFar.ratedMinor] : [0n]),
    ...limitsOf(term, of, soFar).map(({ usedMinor }) => usedMinor),
    ...(term.together?.atMost === undefined ? [] : [soFar.beside?.onClosingMinor ?? 0n]),
    credit === undefined ? 0n : soFar.creditLeftMinor,
  ];
}

/** Takes off what is left of the credit, as far as the fee goes, as it would be rounded: no fraction is left of a covered fee. */
function credited(term: SuccessFeeTerm, value: Fraction, soFar: FeeSoFar, steps: FeeStep[], words: Measure): Fraction {
  if (term.credit === undefined || soFar.creditLeftMinor <= 0n) return value;
  const feeMinor = roundTo(words, value, term.rounding);
  const takenMinor = smaller(feeMinor, soFar.creditLeftMinor);
  soFar.creditLeftMinor -= takenMinor;
  soFar.creditTakenMinor += takenMinor;
  use(takenMinor, soFar.creditSources);
  const net = largest(subtract(value, wholeOf(takenMinor)), ZERO);
  const what = `Less ${term.credit.shareText} of what ${term.credit.terms.join(' and ')} brought, as far as it is not used`;
  steps.push({ what, figures: `${words.exact(value)} − ${words.money(takenMinor)} = ${words.exact(net)}` });
  return net;
}

/** Marks what was taken as used, source by source. */
function use(takenMinor: bigint, sources: readonly CreditSource[]): void {
  let leftMinor = takenMinor;
  for (const source of sources) {
    const part = smaller(leftMinor, source.broughtMinor - source.usedMinor);
    source.usedMinor += part;
    leftMinor -= part;
  }
}

/** What the credited terms brought, by the share that comes off, less what fees have used of it. Never negative. */
export function creditLeft(term: SuccessFeeTerm, sources: readonly CreditSource[], takenMinor: bigint): bigint {
  if (term.credit === undefined) return 0n;
  const broughtMinor = sources.reduce((sum, source) => sum + source.broughtMinor, 0n);
  const usedMinor = sources.reduce((sum, source) => sum + source.usedMinor, 0n);
  const { numerator, denominator } = times(broughtMinor, term.credit.share);
  const left = roundFraction(numerator, denominator, 'down') - usedMinor;
  const { atMostMinor } = term.credit;
  const allowed = atMostMinor === undefined ? left : smaller(left, atMostMinor - takenMinor);
  return larger(allowed, 0n);
}
