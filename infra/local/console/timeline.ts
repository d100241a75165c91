import { formatDate } from '../../../shared/core/calendar/format-date.ts';
import { dateIn } from '../../../shared/core/calendar/instant.ts';
import { daysAfter, daysBetween, monthsAfter, type PlainDate } from '../../../shared/core/calendar/plain-date.ts';
import { factsOf } from '../../../shared/core/facts/fact.ts';
import { formatAmount, formatMoney } from '../../../shared/core/money/format-money.ts';
import { nameOf } from '../../../shared/core/facts/investor.ts';
import { closingOutcomes, outcomeSentence, type ClosingOutcome } from './closing-outcome.ts';
import { explainHref } from './frame.ts';
import type { Look } from './look.ts';

export type MarkKind =
  | 'introduction'
  | 'closing-fee'
  | 'closing-no-fee'
  | 'closing-waiting'
  | 'retainer'
  | 'fee'
  | 'correction'
  | 'payment'
  | 'statement';

export interface TimelineMark {
  readonly kind: MarkKind;
  readonly on: PlainDate;
  /** Said when it is pointed at. */
  readonly title: string;
  /** Written beside it, such as `25,000.00`. */
  readonly figure?: string;
  readonly href: string;
}

/** A stretch in which things fell due, or were reported, and were done or heard only at its end. */
export interface LateSpan {
  readonly from: PlainDate;
  readonly to: PlainDate;
}

export interface Timeline {
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly today: PlainDate;
  readonly currency: string;
  readonly marks: readonly TimelineMark[];
  readonly late: readonly LateSpan[];
  /** What the client owed from each day on; the first is the day on which the timeline begins. */
  readonly balance: readonly { readonly on: PlainDate; readonly balanceMinor: bigint }[];
  /** The last day of the timeline before this one, when the contract is older. */
  readonly earlierUntil?: PlainDate;
}

const MONTHS_SHOWN = 10;
const MONTHS_AHEAD = 1;
/** Mail and webhooks take moments; what takes days was waiting for somebody. */
const LATE_AFTER_DAYS = 2;

/** The last months of the contract up to `until`, or up to a month from now; from its beginning when it is young. */
export function timelineOf(look: Look, until?: PlainDate): Timeline {
  const { view, today } = look;
  const { dated, currency } = view.terms;
  const to = until ?? monthsAfter(today, MONTHS_AHEAD);
  const earliest = monthsAfter(to, -MONTHS_SHOWN);
  const from = earliest > dated ? earliest : daysAfter(dated, -6);
  const shown = ({ on }: { on: PlainDate }): boolean => from <= on && on <= to;
  return {
    from,
    to,
    today,
    currency,
    marks: [...investorMarks(look), ...ledgerMarks(look), ...statementMarks(look)].filter(shown),
    late: lateSpans(look).filter((span) => from <= span.to && span.from <= to),
    balance: balanceOverTime(look, from, to < today ? to : today),
    ...(from > dated ? { earlierUntil: from } : {}),
  };
}

function investorMarks(look: Look): TimelineMark[] {
  const introductions = factsOf(look.view.facts, 'IntroductionRecorded').map(({ data }): TimelineMark => ({
    kind: 'introduction',
    on: data.introducedOn,
    title: `${formatDate(data.introducedOn)}: ${nameOf(data.investor)} introduced (${data.introduction})`,
    href: '/introductions',
  }));
  return [...introductions, ...closingOutcomes(look).map((outcome) => closingMark(outcome, look))];
}

function closingMark(outcome: ClosingOutcome, look: Look): TimelineMark {
  const kinds = { fee: 'closing-fee', 'no-fee': 'closing-no-fee', waiting: 'closing-waiting' } as const;
  const { investor, closedOn } = outcome.closing.state;
  return {
    kind: outcome.kind === 'to-come' ? 'closing-waiting' : kinds[outcome.kind],
    on: closedOn,
    title: `${formatDate(closedOn)}: ${nameOf(investor)}. ${outcomeSentence(outcome, look)}`,
    href: '/introductions#closings',
  };
}

function ledgerMarks({ view }: Look): TimelineMark[] {
  const postings = new Map(view.postings.map((posting) => [posting.id, posting]));
  return view.ledger.flatMap((entry): TimelineMark[] => {
    const posting = postings.get(entry.posting);
    if (posting === undefined) return [];
    const on = entry.effectiveOn;
    const amount = formatMoney(entry.amountMinor, entry.currency);
    const title = `${formatDate(on)}: ${entry.description}, ${amount}`;
    const href = explainHref(posting.receivableId);
    if (entry.kind !== 'posting') return [{ kind: 'payment', on, title, href }];
    const figure = formatAmount(entry.amountMinor, entry.currency);
    if (posting.corrects !== undefined) return [{ kind: 'correction', on, title, figure, href }];
    if (posting.kind === 'success-fee') return [{ kind: 'fee', on, title, figure, href }];
    return [{ kind: 'retainer', on, title, href }];
  });
}

function statementMarks({ view }: Look): TimelineMark[] {
  return view.statements.map(({ id, number, closingBalanceMinor, currency }) => ({
    kind: 'statement',
    on: id,
    title: `${formatDate(id)}: statement ${number} closes at ${formatMoney(closingBalanceMinor, currency)}`,
    href: `/statements/${encodeURIComponent(id)}`,
  }));
}

function balanceOverTime({ view }: Look, from: PlainDate, to: PlainDate): Timeline['balance'] {
  let balanceMinor = 0n;
  const points = [{ on: from, balanceMinor }];
  for (const entry of view.ledger.toSorted((a, b) => (a.effectiveOn < b.effectiveOn ? -1 : 1))) {
    if (entry.effectiveOn > to) break;
    balanceMinor += entry.amountMinor;
    const on = entry.effectiveOn < from ? from : entry.effectiveOn;
    if (points.at(-1)?.on === on) points.pop();
    points.push({ on, balanceMinor });
  }
  return points;
}

/** From a CRM message's own time to its record, and from a period's end to its statement's first mail; merged. */
function lateSpans({ view }: Look): LateSpan[] {
  const { timeZone } = view.terms;
  const spans = view.facts.flatMap((fact): LateSpan[] => {
    const to = dateIn(fact.recordedAt, timeZone);
    if (fact.source.kind === 'crm') return [{ from: dateIn(fact.happenedAt, timeZone), to }];
    const isFirstMail = fact.type === 'MailReported' && fact.data.event === 'sent' && fact.data.attempt === 1;
    return isFirstMail ? [{ from: daysAfter(fact.data.statement, 1), to }] : [];
  });
  const late = spans.filter((span) => daysBetween(span.from, span.to) >= LATE_AFTER_DAYS);
  const merged: { from: PlainDate; to: PlainDate }[] = [];
  for (const span of late.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = merged.at(-1);
    if (last === undefined || last.to < span.from) merged.push({ ...span });
    else if (span.to > last.to) last.to = span.to;
  }
  return merged;
}
