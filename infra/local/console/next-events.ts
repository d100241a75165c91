import { startOfDay } from '../../../shared/core/calendar/instant.ts';
import { daysAfter, type PlainDate } from '../../../shared/core/calendar/plain-date.ts';
import { factsOf } from '../../../shared/core/facts/fact.ts';
import { formatMoney } from '../../../shared/core/money/format-money.ts';
import { retainerPeriods, retainerReceivable } from '../../../shared/core/owed/retainer.ts';
import { nextStatementEnd } from '../../../shared/core/statement/compose-statement.ts';
import type { RetainerTerm } from '../../../shared/core/terms/terms.ts';
import { openInvoices } from './open-invoices.ts';
import type { Look } from './look.ts';

/** Something that time alone brings. */
export interface NextEvent {
  readonly on: PlainDate;
  readonly what: string;
}

/** What comes next if nobody does anything, the soonest first. */
export function nextEvents(look: Look): NextEvent[] {
  const { view, today } = look;
  const retainers = view.terms.terms.flatMap((term) => (term.kind === 'retainer' ? nextRetainer(term, look) : []));
  const statementTo = nextStatementEnd(view.terms.dated, view.head.sealedThrough);
  const due = openInvoices(look).map(({ intent, remainingMinor }) => ({
    on: intent.dueOn,
    what: `${formatMoney(remainingMinor, intent.currency)} falls due: ${intent.description}`,
  }));
  return [
    ...retainers,
    { on: daysAfter(statementTo, 1), what: 'The statement of the month is sealed and mailed to both parties' },
    ...due,
  ]
    .filter(({ on }) => on >= today)
    .toSorted((a, b) => (a.on < b.on ? -1 : 1));
}

/** The instant at which the contract next needs the system, if time alone brings one. */
export function nextAttention({ view, now }: Look): string | undefined {
  const { attentionAt } = view.head;
  return attentionAt !== undefined && attentionAt > now ? attentionAt : undefined;
}

function nextRetainer(term: RetainerTerm, { view, today }: Look): NextEvent[] {
  const endsOn = factsOf(view.facts, 'ContractEnded').at(-1)?.data.endsOn;
  const newest = view.versions.at(-1);
  if (newest === undefined) return [];
  const later = startsFrom(term, today);
  for (const period of retainerPeriods(term, later, endsOn)) {
    if (period.accruesOn <= today) continue;
    const receivable = retainerReceivable(term, period, { ...newest, terms: view.terms });
    const amount = formatMoney(receivable.amountMinor, receivable.currency);
    return [{ on: period.accruesOn, what: `${receivable.description}: ${amount} is charged and invoiced` }];
  }
  return [];
}

/** Far enough ahead to hold the next period, whether it is charged on its first or its last day. */
function startsFrom(term: RetainerTerm, today: PlainDate): PlainDate {
  return daysAfter(today > term.anchor ? today : term.anchor, 31 * (term.everyMonths + 1));
}

/** The first moment of a date in the contract's time zone. */
export function beginningOf(date: PlainDate, { view }: Look): string {
  return startOfDay(date, view.terms.timeZone);
}
