import { startOfDay } from '../../../shared/core/calendar/instant.ts';
import { daysAfter, type PlainDate } from '../../../shared/core/calendar/plain-date.ts';
import { formatMoney } from '../../../shared/core/money/format-money.ts';
import { contextOf } from '../../../shared/core/owed/owed.ts';
import { upcomingPeriods } from '../../../shared/core/owed/retainer.ts';
import { nextStatementEnd } from '../../../shared/core/statement/period.ts';
import { openInvoices } from './open-invoices.ts';
import type { Look } from './look.ts';

/** Something that time alone brings. */
export interface NextEvent {
  readonly on: PlainDate;
  readonly what: string;
}

/** What comes next if nobody does anything, the soonest first. */
export function nextEvents(look: Look): NextEvent[] {
  const { view, today, now } = look;
  const retainers = upcomingPeriods(
    contextOf({
      versions: view.versions.map((version) => ({ ...version, terms: view.terms })),
      facts: view.facts,
      asOf: now,
      knownSeq: view.facts.at(-1)?.seq ?? 0,
    }),
  ).map(({ receivable: { accruesOn, description, amountMinor, currency } }) => {
    return { on: accruesOn, what: `${description}: ${formatMoney(amountMinor, currency)} is charged and invoiced` };
  });
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

/** The first moment of a date in the contract's time zone. */
export function beginningOf(date: PlainDate, { view }: Look): string {
  return startOfDay(date, view.terms.timeZone);
}
