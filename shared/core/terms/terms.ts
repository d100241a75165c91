import type { ReminderTerms } from './reminder-terms.ts';
import type { DisputeTerms } from './dispute-terms.ts';
import type { DueRule } from '../calendar/due-date.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { PartyRole } from '../facts/fact.ts';
import type { Fraction } from '../money/fraction.ts';
import type { Rate } from '../money/rate.ts';
import type { RoundingMode } from '../money/rounding.ts';
import type { FeeRate } from './fee-rate.ts';
import type { AttributionRules, IntroductionTerms } from './introduction-terms.ts';
import type { SilenceKey } from './silences.ts';

export interface Party {
  readonly name: string;
  readonly address: readonly string[];
  /** Where this party's statements go; the other party's addresses are never among them. */
  readonly statementsTo: readonly string[];
  /** Of the consultant: from where its e-mails count as evidence of an introduction; undefined is from `statementsTo`. */
  readonly introducesFrom?: readonly string[];
}

export interface Person {
  readonly name: string;
  readonly party: PartyRole | 'operator';
  readonly may: readonly ('acknowledge' | 'dispute' | 'approve')[];
}

/** Which happenings a term is about; an empty list asks nothing. */
export interface Scope {
  readonly instruments: readonly string[];
  readonly classes: readonly string[];
  readonly notClasses: readonly string[];
  /** Names of investors, compared without regard to case and white space. */
  readonly investors: readonly string[];
  readonly notInvestors: readonly string[];
  /** The first and the last day of the happening itself. */
  readonly from?: PlainDate;
  readonly to?: PlainDate;
}

/**
 * Something that becomes true once, on a day: a happening, all of several, or any one of them. All of several are met on
 * the day of the last, any on the day of the first.
 */
export type Condition =
  | HappeningCondition
  | { readonly all: readonly HappeningCondition[] }
  | { readonly any: readonly HappeningCondition[] };

/**
 * The first happening of a kind, the third one, one of at least so much, or so much together. Example:
 * `{ event: closing, raised: '10000000.00' }` is met on the day of the closing with which all closings together reach ten
 * million; with `missedBy: 2026-08-31` it is met on that day, unless they have reached it by then.
 */
export interface HappeningCondition {
  /** `closing`, kinds of events, or `end` for the end of the agreement. */
  readonly events: readonly string[];
  readonly where: Scope;
  /** All of them together reach this amount. */
  readonly raisedMinor?: bigint;
  /** One of them reaches this amount. */
  readonly reachesMinor?: bigint;
  /** It is the so-manyth; 1 unless said otherwise. */
  readonly times: number;
  /** Who ended the agreement, where the event is its end. */
  readonly endedBy?: PartyRole;
  /** Whether the end was for cause. */
  readonly endedForCause?: boolean;
  /** Met on this day if all of the above has not happened by its end. */
  readonly missedBy?: PlainDate;
}

/** The price at which an amount of money becomes units: one that the agreement states, or one that a fact states. */
export type PriceRule =
  { readonly kind: 'fixed'; readonly text: string; readonly price: Fraction } | { readonly kind: 'stated' };

/**
 * That a term pays in something else than money: shares, warrants, options, notes. With a price its amounts are money,
 * and their worth is paid in units; without one they are numbers of the unit. Recorded and stated, never invoiced.
 */
export interface PaysIn {
  /** Such as `shares` or `warrants`. */
  readonly unit: string;
  readonly price?: PriceRule;
  /** To the whole unit. */
  readonly rounding: RoundingMode;
  /** Strike, expiry and the like, as the agreement says them. */
  readonly note?: string;
  /** Money unless this party elects the unit, amount by amount. */
  readonly electedBy?: PartyRole;
}

/** Less when it is paid early. */
export interface Discount {
  readonly clause: string;
  readonly share: Rate;
  readonly shareText: string;
  /** The last day is counted from the accrual. */
  readonly within: number;
  readonly counted: DueRule['dueCounted'];
}

/** Who gets which part of an amount; together the whole. */
export interface Part {
  readonly to: string;
  readonly share: Rate;
  readonly shareText: string;
}

/** What every term that pays has. */
interface Paying extends DueRule {
  readonly id: string;
  readonly clause: string;
  readonly name: string;
  readonly paysIn?: PaysIn;
  /** Somebody else than the consultant, whom the client pays directly; recorded and stated, never invoiced. */
  readonly payee?: string;
  readonly split?: readonly Part[];
  readonly discount?: Discount;
  /** Owed in parts, on later days; together the whole. */
  readonly instalments?: readonly Instalment[];
}

/** An amount that follows an index, by values that a person states. */
export interface Indexed {
  /** Such as `cpi-u`. */
  readonly index: string;
  /** Its value at the date of the agreement. */
  readonly base: Fraction;
  readonly baseText: string;
  /** The first day on which the amount is adjusted, and how often after it. */
  readonly from: PlainDate;
  readonly everyMonths: number;
  /** Whether the amount may fall below what was agreed. */
  readonly mayFall: boolean;
}

export interface Instalment {
  readonly share: Rate;
  readonly shareText: string;
  /** Counted from the day on which the whole accrues. */
  readonly afterMonths: number;
}

/** What an early end makes of the rest of the minimum. */
export type EarlyEnd = 'on-their-days' | 'at-once' | 'not-owed';

/** A fixed amount an interval, counted from the anchor date. Clause 2.1 of the 1999 agreement. */
export interface RetainerTerm extends Paying {
  readonly kind: 'retainer';
  readonly amountMinor: bigint;
  /** How long a period is: one of the two. */
  readonly everyMonths?: number;
  readonly everyWeeks?: number;
  /** The first day of the first period; undefined when a condition starts it. */
  readonly anchor?: PlainDate;
  /** The first period begins on the day on which this is met. */
  readonly startsWhen?: Condition;
  /** A period that begins after the day on which this is met is not owed. */
  readonly endsWhen?: Condition;
  /** Until this is met the periods add up; then they are owed together, and later ones on their own days. */
  readonly payableWhen?: Condition;
  readonly timing: 'in-advance' | 'in-arrears';
  /** Periods that are owed, each on its own day, even after the agreement ends early. */
  readonly minimumPeriods: number;
  readonly afterMinimum: 'month-to-month' | 'stops';
  /** The most periods there are; undefined is without end. */
  readonly mostPeriods?: number;
  /** Other amounts from a date, or from the day of a condition, on: the last one that a period has reached counts. */
  readonly steps: readonly RetainerStep[];
  /** The first periods, paid together with the first of them at a stated sum. */
  readonly lump?: { readonly periods: number; readonly amountMinor: bigint };
  /** A shorter period before the first whole one, at a stated sum or by days. */
  readonly shortFirst?: { readonly from: PlainDate; readonly amountMinor?: bigint };
  /** How a period that ends early, or is paused in part, is billed; undefined is in full. */
  readonly proration?: 'actual-days' | 'thirty-day-months';
  readonly indexed?: Indexed;
  /** A higher amount each so many months: by a share of the amount before, rounded half up each time. */
  readonly rises?: { readonly by: StatedRate; readonly everyMonths: number };
  /** Whether the rest of the minimum is owed on its own days after an end, at once, or not at all; by who ended it. */
  readonly earlyEnd?: { readonly byClient?: EarlyEnd; readonly byConsultant?: EarlyEnd; readonly forCause?: EarlyEnd };
}

export interface RetainerStep {
  readonly from?: PlainDate;
  readonly when?: Condition;
  readonly amountMinor: bigint;
}

/** One amount on one date, on each event of a kind, or once when a condition is met. */
export interface PaymentTerm extends Paying {
  readonly kind: 'payment';
  readonly amountMinor: bigint;
  /** Exactly one of the three. */
  readonly on?: PlainDate;
  readonly onEvent?: string;
  readonly when?: Condition;
  readonly where: Scope;
  readonly indexed?: Indexed;
  /** What other terms brought by its day comes off it. */
  readonly credit?: Omit<FeeCredit, 'taken'>;
}

export const FEE_BASES = [
  'funding-as-closed',
  'transaction-value',
  'amount-received',
  'net-of-deductions',
  'revenue',
  'salary',
  'cost',
] as const;
export type FeeBasisName = (typeof FEE_BASES)[number];

/** What other terms brought that comes off a fee. It comes off once: lines that credit the same term share it. */
export interface FeeCredit {
  readonly terms: readonly string[];
  readonly share: Rate;
  readonly shareText: string;
  /** Whether a least amount is tested before the credit is taken (`after-minimum`), or holds even after it. */
  readonly taken: 'after-minimum' | 'before-minimum';
  /** The most that comes off in all. */
  readonly atMostMinor?: bigint;
}

/** How long something still earns, and what of it. */
export interface Tail {
  readonly months: number;
  /** From the end of the agreement, or from each introduction. */
  readonly from: 'end' | 'introduction';
  /** In the tail only investors who were introduced earn, although in the term all do. */
  readonly introducedOnly: boolean;
  /** In the tail only these earn, by name; empty is all. */
  readonly investors: readonly string[];
  /** None when the agreement was ended for cause. */
  readonly notAfterCause: boolean;
  /** How many days after the end an introduction made before it may still be put on record; undefined is none. */
  readonly listWithinDays?: number;
  /** How much of the fee is earned after the end; undefined is all of it. */
  readonly share?: StatedRate;
}

/** A rate, and how the file writes it. */
export interface StatedRate {
  readonly rate: Rate;
  readonly text: string;
}

/** For how long the happenings of an investor earn, counted from its first one. */
export interface Window {
  readonly months: number;
  /** They begin to earn so many months after the first. */
  readonly afterMonths?: number;
  /** The first of these, such as `closing`; undefined is the first under the line itself. */
  readonly from?: string;
}

/** What others are paid for the same closing comes off the fee. */
export interface Offset {
  readonly share: StatedRate;
  /** The fee is at least this of the same amount, whatever others are paid. */
  readonly leaves?: FeeRate;
  /** It comes off only as far as the fee and theirs together are above this. */
  readonly togetherAtMost?: FeeRate;
}

/** This line gives way so that it and others stay within a most. */
export interface Together {
  readonly with: readonly string[];
  /** On each closing, as a rate on the same amount. */
  readonly atMost?: FeeRate;
  /** Of all of them, ever. */
  readonly altogetherAtMostMinor?: bigint;
}

/** A fee on a closing: what it is on, at which rate, within which bounds, when due. Clause 2.2 of the 1999 agreement. */
export interface SuccessFeeTerm extends Paying {
  readonly kind: 'success-fee';
  readonly rate: FeeRate;
  readonly basis: FeeBasisName | { readonly counted: readonly string[] };
  /** `closing`, or kinds of events; each such happening is looked at. */
  readonly trigger: readonly string[];
  /** `per-investor`: only the first happening of an investor earns. */
  readonly once?: 'per-investor';
  readonly scope: 'introduced-only' | 'not-introduced' | 'any-investor';
  readonly where: Scope;
  /** Nothing is owed until this is met; then all of it is, on that day. */
  readonly when?: Condition;
  /** `each`: the rate is worked out on each closing. `altogether`: on all of the line, less what it came to before. */
  readonly counts: 'each' | 'altogether';
  /** Counted anew in each of these; undefined is never. */
  readonly countsIn?: 'month' | 'quarter' | 'year' | 'contract-year';
  /** What others are paid for the same closing comes off. */
  readonly offset?: Offset;
  /** The fee is divided by this quantity of the closing, such as `finders`; one where it states none. */
  readonly sharedAmong?: string;
  readonly together?: Together;
  readonly atLeastMinor?: bigint;
  readonly atMostMinor?: bigint;
  /** The most that all fees of the line come to. */
  readonly altogetherAtMostMinor?: bigint;
  /** The most that the fees on one investor come to. */
  readonly investorAtMostMinor?: bigint;
  /** The most in each calendar month, quarter or year. */
  readonly periodAtMost?: { readonly months: 1 | 3 | 12; readonly amountMinor: bigint };
  readonly credit?: FeeCredit;
  /** How long after the agreement's end, or after an introduction, a happening still earns. */
  readonly tail: 'open-ended' | Tail;
  /** For how long after an investor's first happening its happenings earn. */
  readonly window?: Window;
  readonly rounding: RoundingMode;
  /** Whose introduction a closing came from; undefined is by DEFAULT_RULES. */
  readonly attribution?: AttributionRules;
}

/** Costs of the consultant that the client bears, as they are claimed, without a markup. */
export interface ExpensesTerm extends Paying {
  readonly kind: 'expenses';
  /** Such as `legal` or `travel`; empty is all. */
  readonly categories: readonly string[];
  readonly atMostEachMinor?: bigint;
  /** In a calendar month. */
  readonly atMostMonthMinor?: bigint;
  /** In a calendar year. */
  readonly atMostYearMinor?: bigint;
  readonly altogetherAtMostMinor?: bigint;
  /** A claim above this, or a month that comes to more, needs an approval on record; zero asks for every claim. */
  readonly approval?: { readonly aboveMinor: bigint; readonly of: 'item' | 'month' };
  readonly receipts: 'required' | 'not-required';
}

/** A share of what other terms bring, billed beside each amount: an administrative charge, an agent's override. */
export interface SurchargeTerm extends Paying {
  readonly kind: 'surcharge';
  readonly rate: Rate;
  readonly rateText: string;
  /** The ids of the terms; empty is all that bring money. */
  readonly on: readonly string[];
  /** The most on each amount. */
  readonly atMostEachMinor?: bigint;
  readonly altogetherAtMostMinor?: bigint;
  readonly rounding: RoundingMode;
}

/** A tax on what other terms bring, billed beside it and booked apart from income. */
export interface TaxTerm {
  readonly kind: 'tax';
  readonly id: string;
  readonly clause: string;
  readonly name: string;
  readonly rate: Rate;
  readonly rateText: string;
  /** The ids of the terms; empty is all that bring money. */
  readonly on: readonly string[];
  readonly rounding: RoundingMode;
}

export const DAY_COUNTS = ['actual/365', 'actual/360', '30/360'] as const;

/** Interest on what is paid late, from the day after it was due. */
export interface LateInterestTerm extends DueRule {
  readonly kind: 'late-interest';
  readonly id: string;
  readonly clause: string;
  readonly name: string;
  readonly rate: Rate;
  readonly rateText: string;
  /** For each whole month, for each month that has begun, for a year by days, or a single charge. */
  readonly per: 'month' | 'month-or-part' | 'year' | 'once';
  /** For `year`. */
  readonly dayCount: (typeof DAY_COUNTS)[number];
  readonly compounding: boolean;
  /** No interest when it is paid within so many days after it was due. */
  readonly graceDays: number;
  /** The legal most, a year. */
  readonly yearAtMost?: { readonly rate: Rate; readonly text: string };
  /** The ids of the terms; empty is all that bring money. */
  readonly on: readonly string[];
  readonly rounding: RoundingMode;
}

/** Money that flows back: a part of a fee when what it was for does not last. */
export interface RefundTerm extends DueRule {
  readonly kind: 'refund';
  readonly id: string;
  readonly clause: string;
  readonly name: string;
  /** The fee lines, retainers or payments of which a part is given back. */
  readonly of: readonly string[];
  /** The kinds of events that bring it; such an event names in `about` the happening whose fee it is. */
  readonly trigger: readonly string[];
  /** By days from the happening: the first band that reaches them; none is no refund. Or what is left of so many days. */
  readonly share:
    | {
        readonly kind: 'by-days';
        readonly bands: readonly { readonly upToDays: number; readonly rate: Rate; readonly text: string }[];
      }
    | { readonly kind: 'prorated'; readonly overDays: number }
    | { readonly kind: 'flat'; readonly rate: Rate; readonly text: string }
    /** As much of it as the event's amount is of the amount that it is about. */
    | { readonly kind: 'in-proportion' };
  /** Whether the day of the happening counts as the first (`first-day`), or only the days after it. */
  readonly counting: 'first-day' | 'days-after';
  /** A share of what was paid, or of the fee as billed. */
  readonly basis: 'paid' | 'billed';
  /** Only when the fee was paid within so many days after it was due. */
  readonly ifPaidWithin?: number;
  /** Nothing is given back when such an event makes it good within so many days; until they are over it waits. */
  readonly unless?: { readonly events: readonly string[]; readonly withinDays: number };
  readonly rounding: RoundingMode;
}

/** A term that the language cannot work out: a person is reminded of it on its days, and nothing is billed. */
export interface ManualTerm {
  readonly kind: 'manual';
  readonly id: string;
  readonly clause: string;
  readonly name: string;
  readonly what: string;
  readonly remindOn: readonly PlainDate[];
  /** Reminded when such a thing happens. */
  readonly onEvent?: string;
}

export type Term =
  | RetainerTerm
  | PaymentTerm
  | SuccessFeeTerm
  | ExpensesTerm
  | SurchargeTerm
  | TaxTerm
  | LateInterestTerm
  | RefundTerm
  | ManualTerm;

/** The terms whose amounts other terms may rest on: taxed, charged interest, refunded, credited. */
export type PayingTerm = RetainerTerm | PaymentTerm | SuccessFeeTerm | ExpensesTerm | SurchargeTerm;

/** How long the agreement lasts, whether it goes on by itself, and how a party gives notice. */
export interface Duration {
  readonly clause: string;
  /** The fixed term, from the agreement's date; undefined is until it is ended. */
  readonly months?: number;
  /** It goes on by so many months each time unless notice was given; undefined is that it just ends. */
  readonly renewsMonths?: number;
  readonly notice?: {
    readonly days?: number;
    readonly months?: number;
    /** It ends when the notice has run, at the end of that month, or at the end of the term that then runs. */
    readonly endsAt: 'notice' | 'month-end' | 'term-end';
  };
}

/** What the software would do without a person, and the point beyond which it asks one. */
export interface Bounds {
  readonly approvalAboveMinor: bigint;
  /** How many retainer periods may be billed at once after an outage. */
  readonly catchUpPeriods: number;
  /** More than this invoiced in one day waits for a person; silent, it is what `mostADayOf` reads. */
  readonly mostADayMinor?: bigint;
}

/** When `on`, a fee waits until a licence or exemption that covers the closing is on record. Off by default. */
export interface LicenceGate {
  readonly clause: string;
  readonly on: boolean;
}

/** How a silence of the agreement is read, by whom, and when. */
export interface Reading {
  /** A silence that the trade knows, or a question of this agreement in words. */
  readonly silence?: SilenceKey;
  readonly question?: string;
  readonly clause: string;
  readonly reading: string;
  readonly alternatives: readonly string[];
  readonly takenBy: string;
  readonly takenOn: PlainDate;
}

export interface Covenant {
  readonly clause: string;
  readonly summary: string;
}

/**
 * What becomes of a correction down on an invoice that was paid already: the money goes back the way it came, or is the
 * client's credit, which lowers its next invoice.
 */
export interface Corrections {
  readonly onPaid: 'refund' | 'customer-balance';
}

/** The reading of a contract file that says nothing of it: no money leaves without somebody having said so. */
export const SILENT_CORRECTIONS: Corrections = { onPaid: 'customer-balance' };

/** An agreement as data: one version of one contract file, read and checked. */
export interface Terms {
  readonly id: string;
  readonly title: string;
  readonly dated: PlainDate;
  /** ISO 4217. */
  readonly currency: string;
  /** IANA zone in which the contract's dates are read. */
  readonly timeZone: string;
  readonly client: Party;
  readonly consultant: Party;
  readonly people: readonly Person[];
  readonly services: { readonly clause: string; readonly items: readonly string[] };
  readonly terms: readonly Term[];
  readonly duration?: Duration;
  /** What the client may say of introductions; undefined is NO_INTRODUCTION_TERMS. */
  readonly introductions?: IntroductionTerms;
  /** Days that are no business days besides Saturdays and Sundays, in order. */
  readonly holidays: readonly PlainDate[];
  readonly covenants: readonly Covenant[];
  readonly licenceGate: LicenceGate;
  readonly bounds: Bounds;
  /** Undefined is never. */
  readonly reminders?: ReminderTerms;
  /** Undefined is SILENT_DISPUTES. */
  readonly disputes?: DisputeTerms;
  /** Undefined is SILENT_CORRECTIONS. */
  readonly corrections?: Corrections;
  readonly readings: readonly Reading[];
}

/** One version of the terms with the day from which it counts. */
export interface TermsVersion {
  readonly version: number;
  readonly effectiveOn: PlainDate;
  readonly termsHash: string;
  readonly terms: Terms;
}
