import { dueDate } from '../calendar/due-date.ts';
import { formatDate } from '../calendar/format-date.ts';
import { daysAfter, daysBetween, type PlainDate } from '../calendar/plain-date.ts';
import { hashOf } from '../json.ts';
import { formatMoney } from '../money/format-money.ts';
import { times } from '../money/fraction.ts';
import type { Rate } from '../money/rate.ts';
import { roundFraction } from '../money/rounding.ts';
import { larger, smaller } from '../order.ts';
import type { RefundTerm, TermsVersion } from '../terms/terms.ts';
import type { Closing } from './closings.ts';
import type { OwedContext } from './context.ts';
import { paidInFullOn, paymentFactIds, paymentsTaken, sumPaid } from './paid.ts';
import type { Receivable, Waiting, WorkingStep } from './receivable.ts';
import { versionOn } from './versions.ts';

export interface Refund {
  readonly receivable: Receivable;
  readonly term: RefundTerm;
  readonly version: TermsVersion;
}

type Step = Omit<WorkingStep, 'clause'>;

/**
 * What flows back of what was billed when something it was paid for does not last, as receivables below zero; all refunds
 * of one amount together never exceed it. Example: 40% of 36,000.00 that was paid, on day 45, is -14,400.00.
 */
export function refunds(billed: Billed, context: OwedContext): Refunds {
  const laterOn: PlainDate[] = [];
  const found: Refund[] = [];
  const waiting: Waiting[] = [];
  const given = new Map<string, bigint>();
  for (const event of context.happenings) {
    const version = versionOn(context.versions, event.state.closedOn);
    for (const term of version.terms.terms) {
      if (term.kind !== 'refund' || !term.trigger.includes(event.kind)) continue;
      const good = madeGood(term, event, context);
      if (good.on > context.asOfOn) {
        laterOn.push(good.on);
        continue;
      }
      const bases = basesOf(term, event, billed);
      if (bases.length === 0 && !event.reversed) waiting.push(unknownBase(term, event));
      for (const base of bases) {
        const already = given.get(base.id) ?? 0n;
        const receivable = refundOf(term, event, base, {
          context,
          version,
          givenMinor: already,
          isOne: bases.length === 1,
          good,
        });
        given.set(base.id, already - receivable.amountMinor);
        found.push({ receivable, term, version });
      }
    }
  }
  return { refunds: found, waiting, laterOn };
}

/** What is billed of a line by its id: itself, or its instalments. */
type Billed = (id: string) => readonly Receivable[];

export interface Refunds {
  readonly refunds: Refund[];
  readonly waiting: Waiting[];
  /** When refunds that wait for what may make them good come to be owed. */
  readonly laterOn: PlainDate[];
}

/** The day on which a refund is owed, and what made it good in its time, so that nothing is. */
interface MadeGood {
  readonly on: PlainDate;
  readonly by?: Closing;
}

function madeGood({ unless }: RefundTerm, { id, state }: Closing, { happenings }: OwedContext): MadeGood {
  if (unless === undefined) return { on: state.closedOn };
  const lastDay = daysAfter(state.closedOn, unless.withinDays);
  const by = happenings.find(({ kind, reversed, state: { about, closedOn } }) => {
    const isOfIt = about !== undefined && (about === id || about === state.about);
    return unless.events.includes(kind) && !reversed && isOfIt && closedOn >= state.closedOn && closedOn <= lastDay;
  });
  return by === undefined ? { on: lastDay } : { on: by.state.closedOn, by };
}

/** The amounts that were for the happening, its instalments among them. */
function basesOf(term: RefundTerm, event: Closing, billed: Billed): Receivable[] {
  return term.of.flatMap((id) => billed(lineId(id, event)));
}

/** What a term bills for what the event is about. */
function lineId(termId: string, { state }: Closing): string {
  return `${termId}/${state.about ?? ''}`;
}

interface Refunding {
  readonly context: OwedContext;
  readonly version: TermsVersion;
  /** What earlier refunds gave back of the same amount. */
  readonly givenMinor: bigint;
  readonly isOne: boolean;
  readonly good: MadeGood;
}

function refundOf(term: RefundTerm, event: Closing, base: Receivable, refunding: Refunding): Receivable {
  const { version, context, isOne, good } = refunding;
  const { currency, holidays } = version.terms;
  const { on, by } = good;
  const none = event.reversed
    ? 'What brought it was taken back'
    : by === undefined
      ? undefined
      : `Made good by ${by.kind} ${by.id} on ${formatDate(by.state.closedOn)}`;
  const { amountMinor, steps } =
    none === undefined
      ? worked(term, event, base, refunding)
      : { amountMinor: 0n, steps: [{ what: none, figures: formatMoney(0n, currency) }] };
  const instalment = base.id.slice(lineId(base.termId, event).length);
  const id = isOne ? `${term.id}/${event.id}` : `${term.id}/${event.id}/${base.termId}${instalment}`;
  const eventIds = [...event.facts, ...(by?.facts ?? [])].map((fact) => fact.id);
  const factIds = [...eventIds, ...paymentFactIds(base, context)];
  return {
    id,
    termId: term.id,
    clause: term.clause,
    kind: 'refund',
    description: `${term.name} of ${base.description}`,
    accruesOn: on,
    dueOn: dueDate(term, on, holidays),
    amountMinor: -amountMinor,
    currency,
    working: steps.map((step) => ({ clause: term.clause, ...step })),
    termsVersion: version.version,
    factIds,
    inputsHash: hashOf({ id, term, eventIds, base: base.inputsHash, amountMinor }),
    refundOf: base.id,
  };
}

/** How much is given back, above zero, with its steps. */
function worked(
  term: RefundTerm,
  { state }: Closing,
  base: Receivable,
  { context, givenMinor }: Refunding,
): { amountMinor: bigint; steps: Step[] } {
  const money = (minor: bigint): string => formatMoney(minor, base.currency);
  const nothing = (what: string): { amountMinor: bigint; steps: Step[] } => {
    return { amountMinor: 0n, steps: [{ what, figures: money(0n) }] };
  };
  const payments = paymentsTaken(base, context);
  const late = paidTooLate(term, base, paidInFullOn(payments, base.amountMinor));
  if (late !== undefined) return nothing(late);
  const days = daysBetween(base.accruesOn, state.closedOn) + (term.counting === 'first-day' ? 1 : 0);
  const share = shareOf(term, days) ?? proportionOf(term, state, context);
  if (share === undefined) return nothing(`Day ${days}: no part is given back any more`);
  const paidMinor = sumPaid(payments, context.asOfOn);
  const wholeMinor = term.basis === 'billed' ? base.amountMinor : smaller(paidMinor, base.amountMinor);
  const exact = times(wholeMinor, share.rate);
  const sharedMinor = roundFraction(exact.numerator, exact.denominator, term.rounding);
  const amountMinor = smaller(sharedMinor, larger(wholeMinor - givenMinor, 0n));
  const what = term.basis === 'paid' ? 'Paid' : 'Billed';
  const steps: Step[] = [
    { what: `${what}: ${base.description}`, figures: money(wholeMinor) },
    {
      what: `Day ${days} from ${formatDate(base.accruesOn)}: ${share.words}`,
      figures: `${money(wholeMinor)} × ${share.text} = ${money(sharedMinor)}`,
    },
  ];
  if (amountMinor < sharedMinor) steps.push({ what: 'No more than is left of it', figures: money(amountMinor) });
  return { amountMinor, steps };
}

function paidTooLate({ ifPaidWithin }: RefundTerm, base: Receivable, paidOn: string | undefined): string | undefined {
  if (ifPaidWithin === undefined) return undefined;
  const lastDay = daysAfter(base.dueOn, ifPaidWithin);
  if (paidOn !== undefined && paidOn <= lastDay) return undefined;
  return `It was not paid in full by ${formatDate(lastDay)}, so nothing is given back`;
}

/** Which share is given back after so many days; undefined when none is. */
function shareOf({ share }: RefundTerm, days: number): { rate: Rate; text: string; words: string } | undefined {
  switch (share.kind) {
    case 'flat':
      return { rate: share.rate, text: share.text, words: `${share.text} is given back` };
    case 'by-days': {
      const band = share.bands.find(({ upToDays }) => days <= upToDays);
      if (band === undefined) return undefined;
      return { rate: band.rate, text: band.text, words: `up to day ${band.upToDays}, ${band.text} is given back` };
    }
    case 'prorated': {
      const left = Math.min(share.overDays, Math.max(0, share.overDays - days));
      if (left === 0) return undefined;
      const rate = { numerator: BigInt(left), denominator: BigInt(share.overDays) };
      return { rate, text: `${left}/${share.overDays}`, words: `${left} of ${share.overDays} days are left` };
    }
    case 'in-proportion':
      return undefined;
    default:
      return share satisfies never;
  }
}

/** As much as the event's amount is of the amount of what it is about, and no more than all of it. */
function proportionOf(
  { share }: RefundTerm,
  { about, amountMinor }: Closing['state'],
  { happenings }: OwedContext,
): { rate: Rate; text: string; words: string } | undefined {
  const whole = happenings.find(({ id }) => id === about)?.state;
  if (share.kind !== 'in-proportion' || whole === undefined || whole.amountMinor <= 0n) return undefined;
  const numerator = smaller(amountMinor, whole.amountMinor);
  const [part, of] = [numerator, whole.amountMinor].map((minor) => formatMoney(minor, whole.currency));
  return { rate: { numerator, denominator: whole.amountMinor }, text: `${part} ÷ ${of}`, words: `${part} of ${of}` };
}

function unknownBase(term: RefundTerm, event: Closing): Waiting {
  const { about, closedOn } = event.state;
  return {
    id: `refund/${term.id}/${event.id}`,
    kind: 'manual',
    clause: term.clause,
    what: `${event.kind} of ${formatDate(closedOn)} brings a refund, but of which fee?`,
    why: `It is about ${about ?? 'nothing that is named'}, and no fee of ${term.of.join(' or ')} is. Report it again with the id of what it is about.`,
    answers: [],
    evidence: [],
    since: closedOn,
  };
}
