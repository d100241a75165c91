import type { DueRule } from '../calendar/due-date.ts';
import { InvariantError } from '../errors.ts';
import { decimalOf } from '../money/fraction.ts';
import { parseRate, type Rate } from '../money/rate.ts';
import type { ReminderTerms } from './reminder-terms.ts';
import type { DisputeTerms } from './dispute-terms.ts';
import type { ContractFile } from './contract-file.ts';
import { toAttribution, toIntroductionTerms } from './introduction-schemas.ts';
import type {
  Condition,
  Discount,
  FeeCredit,
  HappeningCondition,
  Indexed,
  Instalment,
  Part,
  Party,
  PaysIn,
  RefundTerm,
  RetainerStep,
  Scope,
  StatedRate,
  SuccessFeeTerm,
  Tail,
  Term,
  Terms,
} from './terms.ts';

const DEFAULT_CATCH_UP_PERIODS = 3;

/** A checked contract file as terms: every key that may be left out has its default, and every rate is exact. */
export function toTerms(file: ContractFile): Terms {
  const { bounds, duration, introductions, ...rest } = file;
  return {
    id: rest.id,
    title: rest.title,
    dated: rest.dated,
    currency: rest.currency,
    timeZone: rest.timeZone,
    client: rest.client,
    consultant: toConsultant(rest.consultant),
    people: rest.people,
    services: rest.services,
    terms: rest.terms.map(toTerm),
    ...present({
      duration: duration === undefined ? undefined : toDuration(duration),
      introductions: introductions === undefined ? undefined : toIntroductionTerms(introductions),
    }),
    holidays: (rest.holidays ?? []).toSorted(),
    covenants: rest.covenants,
    licenceGate: rest.licenceGate,
    bounds: {
      approvalAboveMinor: bounds.approvalAbove,
      catchUpPeriods: bounds.catchUpPeriods ?? DEFAULT_CATCH_UP_PERIODS,
      ...present({ mostADayMinor: bounds.mostADay }),
    },
    ...present({ reminders: rest.reminders === undefined ? undefined : toReminderTerms(rest.reminders) }),
    ...present({ disputes: rest.disputes === undefined ? undefined : toDisputeTerms(rest.disputes) }),
    ...present({ corrections: rest.corrections === undefined ? undefined : { onPaid: rest.corrections.onPaid } }),
    readings: rest.readings.map(({ silence, question, alternatives, ...reading }) => ({
      ...reading,
      ...present({ silence, question }),
      alternatives: alternatives ?? [],
    })),
  };
}

function toConsultant({ introducesFrom, ...party }: ContractFile['consultant']): Party {
  return { ...party, ...present({ introducesFrom }) };
}

function toReminderTerms({ clause, daysLate, to }: NonNullable<ContractFile['reminders']>): ReminderTerms {
  const days = [...new Set(daysLate)].toSorted((a, b) => a - b);
  return { daysLate: days, to: [...new Set(to ?? ['client' as const])], ...present({ clause }) };
}

function toDisputeTerms({ clause, days, rulingDays, ruledBy }: NonNullable<ContractFile['disputes']>): DisputeTerms {
  return { ruledBy: ruledBy ?? [], ...present({ clause, days, rulingDays }) };
}

type FileTerm<K extends Term['kind']> = Extract<ContractFile['terms'][number], { kind: K }>;

function toTerm(term: ContractFile['terms'][number]): Term {
  switch (term.kind) {
    case 'retainer':
      return toRetainer(term);
    case 'payment':
      return toPayment(term);
    case 'success-fee':
      return toFee(term);
    case 'expenses':
      return toExpenses(term);
    case 'surcharge':
      return toSurcharge(term);
    case 'tax':
      return {
        ...identity(term, term.name),
        kind: 'tax',
        ...toShare('rate', term.rate),
        on: term.on === 'all' ? [] : term.on,
        rounding: term.rounding ?? 'half-up',
      };
    case 'late-interest':
      return toLateInterest(term);
    case 'refund':
      return toRefund(term);
    case 'manual':
      return {
        ...identity(term, 'Manual term'),
        kind: 'manual',
        what: term.what,
        remindOn: (term.remindOn ?? []).toSorted(),
        ...present({ onEvent: term.onEvent }),
      };
    default:
      return term satisfies never;
  }
}

function toRetainer(term: FileTerm<'retainer'>): Term {
  const { lump, shortFirst, anchor, mostPeriods, proration, rises, earlyEnd } = term;
  return {
    ...identity(term, 'Retainer'),
    ...paying(term),
    kind: 'retainer',
    amountMinor: term.amount,
    timing: term.timing,
    minimumPeriods: term.minimumPeriods,
    afterMinimum: term.afterMinimum,
    steps: (term.steps ?? []).map(({ from, when, amount }): RetainerStep => {
      return { ...present({ from, when: toCondition(when) }), amountMinor: amount };
    }),
    ...present({
      anchor,
      mostPeriods,
      proration,
      everyMonths: term.everyMonths,
      everyWeeks: term.everyWeeks,
      indexed: term.indexed === undefined ? undefined : toIndexed(term.indexed),
      rises: rises === undefined ? undefined : { by: stated(rises.by), everyMonths: rises.everyMonths },
      earlyEnd: earlyEnd === undefined ? undefined : present(earlyEnd),
      startsWhen: toCondition(term.startsWhen),
      endsWhen: toCondition(term.endsWhen),
      payableWhen: toCondition(term.payableWhen),
      lump: lump === undefined ? undefined : { periods: lump.periods, amountMinor: lump.amount },
      shortFirst:
        shortFirst === undefined
          ? undefined
          : { from: shortFirst.from, ...present({ amountMinor: shortFirst.amount }) },
    }),
  };
}

function toIndexed({ base, ...rest }: NonNullable<FileTerm<'retainer'>['indexed']>): Indexed {
  return { ...rest, base: decimalOf(base), baseText: base };
}

function toPayment(term: FileTerm<'payment'>): Term {
  return {
    ...identity(term, term.name),
    ...paying(term),
    kind: 'payment',
    amountMinor: term.amount,
    where: toScope(term.where),
    ...present({
      on: term.on,
      onEvent: term.onEvent,
      when: toCondition(term.when),
      credit: term.credit === undefined ? undefined : toShared(term.credit),
      indexed: term.indexed === undefined ? undefined : toIndexed(term.indexed),
    }),
  };
}

function toFee(term: FileTerm<'success-fee'>): Term {
  const { trigger, periodAtMost, credit } = term;
  return {
    ...identity(term, 'Success fee'),
    ...paying(term),
    kind: 'success-fee',
    rate: term.rate,
    basis: term.basis,
    trigger: listed(trigger),
    scope: term.scope,
    where: toScope(term.where),
    ...toCounts(term.counts),
    tail: term.tail === 'open-ended' ? term.tail : toTail(term.tail),
    rounding: term.rounding,
    ...present({
      once: term.once,
      ...toBesides(term),
      when: toCondition(term.when),
      atLeastMinor: term.atLeast,
      atMostMinor: term.atMost,
      altogetherAtMostMinor: term.altogetherAtMost,
      investorAtMostMinor: term.investorAtMost,
      periodAtMost:
        periodAtMost === undefined ? undefined : { months: periodAtMost.months, amountMinor: periodAtMost.amount },
      credit: credit === undefined ? undefined : toCredit(credit),
      attribution: term.attribution === undefined ? undefined : toAttribution(term.attribution),
    }),
  };
}

function toCounts(counts: FileTerm<'success-fee'>['counts'] = 'each'): Pick<SuccessFeeTerm, 'counts' | 'countsIn'> {
  switch (counts) {
    case 'each':
    case 'altogether':
      return { counts };
    case 'each-month':
      return { counts: 'altogether', countsIn: 'month' };
    case 'each-quarter':
      return { counts: 'altogether', countsIn: 'quarter' };
    case 'each-year':
      return { counts: 'altogether', countsIn: 'year' };
    case 'each-contract-year':
      return { counts: 'altogether', countsIn: 'contract-year' };
    default:
      return counts satisfies never;
  }
}

function toBesides({ offset, sharedAmong, together, window }: FileTerm<'success-fee'>) {
  return {
    sharedAmong,
    window:
      window === undefined
        ? undefined
        : { months: window.months, ...present({ afterMonths: window.after, from: window.from }) },
    offset:
      offset === undefined
        ? undefined
        : {
            share: stated(offset.share ?? '100%'),
            ...present({ leaves: offset.leaves, togetherAtMost: offset.togetherAtMost }),
          },
    together:
      together === undefined
        ? undefined
        : {
            with: together.with,
            ...present({ atMost: together.atMost, altogetherAtMostMinor: together.altogetherAtMost }),
          },
  };
}

function toExpenses(term: FileTerm<'expenses'>): Term {
  const { approval } = term;
  return {
    ...identity(term, 'Expenses'),
    ...paying(term),
    kind: 'expenses',
    categories: term.categories ?? [],
    receipts: term.receipts,
    ...present({
      atMostEachMinor: term.atMostEach,
      atMostMonthMinor: term.atMostMonth,
      atMostYearMinor: term.atMostYear,
      altogetherAtMostMinor: term.altogetherAtMost,
      approval: approval === undefined ? undefined : { aboveMinor: approval.above, of: approval.of },
    }),
  };
}

function toSurcharge(term: FileTerm<'surcharge'>): Term {
  return {
    ...identity(term, term.name),
    ...paying(term),
    kind: 'surcharge',
    ...toShare('rate', term.rate),
    on: term.on === 'all' ? [] : term.on,
    rounding: term.rounding ?? 'half-up',
    ...present({ atMostEachMinor: term.atMostEach, altogetherAtMostMinor: term.altogetherAtMost }),
  };
}

function toLateInterest(term: FileTerm<'late-interest'>): Term {
  const { yearAtMost } = term;
  return {
    ...identity(term, 'Late interest'),
    ...toDue(term),
    kind: 'late-interest',
    ...toShare('rate', term.rate),
    per: term.per,
    dayCount: term.dayCount ?? 'actual/365',
    compounding: term.compounding ?? false,
    graceDays: term.graceDays ?? 0,
    on: term.on === 'all' ? [] : term.on,
    rounding: term.rounding ?? 'half-up',
    ...present({ yearAtMost: yearAtMost === undefined ? undefined : { rate: exact(yearAtMost), text: yearAtMost } }),
  };
}

function toRefund(term: FileTerm<'refund'>): Term {
  return {
    ...identity(term, 'Refund'),
    ...toDue(term),
    kind: 'refund',
    of: term.of,
    trigger: listed(term.trigger),
    share: toRefundShare(term.share),
    counting: term.counting ?? 'days-after',
    basis: term.basis ?? 'paid',
    rounding: term.rounding ?? 'half-up',
    ...present({
      ifPaidWithin: term.ifPaidWithin,
      unless:
        term.unless === undefined
          ? undefined
          : { events: listed(term.unless.event), withinDays: term.unless.withinDays },
    }),
  };
}

function toRefundShare(share: FileTerm<'refund'>['share']): RefundTerm['share'] {
  if (share === 'in-proportion') return { kind: share };
  if (typeof share === 'string') return { kind: 'flat', rate: exact(share), text: share };
  if ('overDays' in share) return { kind: 'prorated', overDays: share.overDays };
  return {
    kind: 'by-days',
    bands: share.map(({ upToDays, rate }) => ({ upToDays, rate: exact(rate), text: rate })),
  };
}

function toDuration({ clause, months, renewsMonths, notice }: NonNullable<ContractFile['duration']>) {
  return {
    clause,
    ...present({
      months,
      renewsMonths,
      notice:
        notice === undefined
          ? undefined
          : {
              ...present({ days: notice.days, months: notice.months }),
              endsAt: notice.endsAt ?? ('notice' as const),
            },
    }),
  };
}

function identity(term: { id: string; clause: string; name?: string | undefined }, name: string) {
  return { id: term.id, clause: term.clause, name: term.name ?? name };
}

type FileDue = { [K in keyof DueRule]?: DueRule[K] | undefined } & { dueDays: number };

function toDue({ dueDays, dueCounted, dueFrom, dueRolls }: FileDue): DueRule {
  return {
    dueDays,
    dueCounted: dueCounted ?? 'calendar-days',
    dueFrom: dueFrom ?? 'accrual',
    ...present({ dueRolls }),
  };
}

type FilePaying = FileTerm<'retainer' | 'payment' | 'success-fee' | 'expenses' | 'surcharge'>;

function paying(term: FilePaying) {
  const { payee, paysIn, split, discount, instalments } = term;
  return {
    ...toDue(term),
    ...present({
      payee,
      paysIn: paysIn === undefined ? undefined : toPaysIn(paysIn),
      split: split?.map(({ to, share }): Part => ({ to, ...toShare('share', share) })),
      discount: discount === undefined ? undefined : toDiscount(discount),
      instalments: instalments?.map(({ share, afterMonths }): Instalment => {
        return { ...toShare('share', share), afterMonths: afterMonths ?? 0 };
      }),
    }),
  };
}

function toPaysIn({ unit, price, rounding, note, electedBy }: NonNullable<FileTerm<'payment'>['paysIn']>): PaysIn {
  return {
    unit,
    rounding: rounding ?? 'down',
    ...present({
      note,
      electedBy,
      price:
        price === undefined
          ? undefined
          : price === 'stated'
            ? { kind: 'stated' as const }
            : { kind: 'fixed' as const, text: price, price: decimalOf(price) },
    }),
  };
}

function toDiscount({ clause, share, within, counted }: NonNullable<FileTerm<'payment'>['discount']>): Discount {
  return { clause, ...toShare('share', share), within, counted: counted ?? 'calendar-days' };
}

function toCredit({ taken, ...credit }: NonNullable<FileTerm<'success-fee'>['credit']>): FeeCredit {
  return { ...toShared(credit), taken: taken ?? 'after-minimum' };
}

function toShared({ terms, share, atMost }: NonNullable<FileTerm<'payment'>['credit']>): Omit<FeeCredit, 'taken'> {
  return { terms, ...toShare('share', share ?? '100%'), ...present({ atMostMinor: atMost }) };
}

function toTail(tail: Exclude<FileTerm<'success-fee'>['tail'], string>): Tail {
  return {
    months: tail.months,
    from: tail.from ?? 'end',
    introducedOnly: tail.scope === 'introduced-only',
    investors: tail.investors ?? [],
    notAfterCause: tail.afterCause === 'earns-nothing',
    ...present({
      listWithinDays: tail.listWithinDays,
      share: tail.share === undefined ? undefined : stated(tail.share),
    }),
  };
}

type FileScope = { [K in keyof Scope]?: Scope[K] | undefined };

function toScope(scope: FileScope = {}): Scope {
  return {
    instruments: scope.instruments ?? [],
    classes: scope.classes ?? [],
    notClasses: scope.notClasses ?? [],
    investors: scope.investors ?? [],
    notInvestors: scope.notInvestors ?? [],
    ...present({ from: scope.from, to: scope.to }),
  };
}

type FileCondition = NonNullable<FileTerm<'payment'>['when']>;

function toCondition(condition: FileCondition | undefined): Condition | undefined {
  if (condition === undefined) return undefined;
  const { all, any } = condition;
  if (all !== undefined) return { all: all.map(toHappening) };
  return any === undefined ? toHappening(condition) : { any: any.map(toHappening) };
}

function toHappening(condition: FileCondition): HappeningCondition {
  const { event = [], raised, reaches, times, by, forCause, missedBy } = condition;
  return {
    events: listed(event),
    where: toScope(condition),
    times: times ?? 1,
    ...present({ raisedMinor: raised, reachesMinor: reaches, endedBy: by, endedForCause: forCause, missedBy }),
  };
}

function toShare<K extends 'share' | 'rate'>(key: K, text: string): Record<K, Rate> & Record<`${K}Text`, string> {
  return { [key]: exact(text), [`${key}Text`]: text } as Record<K, Rate> & Record<`${K}Text`, string>;
}

function stated(text: string): StatedRate {
  return { rate: exact(text), text };
}

function listed(one: string | readonly string[]): readonly string[] {
  return typeof one === 'string' ? [one] : one;
}

function exact(text: string): Rate {
  const rate = parseRate(text);
  if (rate === undefined) throw new InvariantError('the schema let a rate through that cannot be read', { rate: text });
  return rate;
}

/** Without the keys that have no value. */
function present<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
