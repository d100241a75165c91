import { formatDate } from '../calendar/format-date.ts';
import { daysAfter, daysBetween, type PlainDate } from '../calendar/plain-date.ts';
import { disputedMinor } from '../disputes/disputes.ts';
import type { Fact } from '../facts/fact.ts';
import type { Entry, Posting } from '../ledger/posting.ts';
import { formatMoney } from '../money/format-money.ts';
import { outstanding } from '../statement/outstanding.ts';
import type { ReminderTerms } from '../terms/reminder-terms.ts';
import type { Terms } from '../terms/terms.ts';
import type { DueNotice, NoticeContent } from './notice.ts';

/** The books on a day, with the terms that count then. */
export interface BooksView {
  readonly terms: Terms;
  readonly facts: readonly Fact[];
  readonly postings: readonly Posting[];
  readonly entries: readonly Entry[];
  readonly asOfOn: PlainDate;
}

interface Late {
  readonly receivable: string;
  readonly description: string;
  readonly clause: string;
  readonly dueOn: PlainDate;
  /** What is unpaid and not disputed. */
  readonly unpaidMinor: bigint;
}

/**
 * The reminders of bills that are late by so many days as the term says, one at a time: where several have come, the last.
 * What is disputed is left out. Example: due on 20 April with reminders at 7 and 21 days, unpaid on 15 May: the second alone.
 */
export function reminderNotices(view: BooksView): DueNotice[] {
  const { reminders } = view.terms;
  if (reminders === undefined) return [];
  return unpaidIn(view).flatMap((bill) => {
    const late = daysBetween(bill.dueOn, view.asOfOn);
    const days = reminders.daysLate.findLast((one) => late >= one);
    if (days === undefined) return [];
    const content = contentOf(bill, view, reminders);
    return reminders.to.map((party) => ({ id: `reminder/${bill.receivable}/${bill.dueOn}/${days}`, party, content }));
  });
}

/** The next day on which time alone makes a reminder due. */
export function nextReminderDay(view: BooksView): PlainDate | undefined {
  const { reminders } = view.terms;
  if (reminders === undefined) return undefined;
  return unpaidIn(view)
    .flatMap(({ dueOn }) => reminders.daysLate.map((days) => daysAfter(dueOn, days)))
    .filter((day) => day > view.asOfOn)
    .toSorted()[0];
}

function unpaidIn({ facts, postings, entries, asOfOn }: BooksView): Late[] {
  return outstanding(postings, entries, asOfOn)
    .filter(({ receivable }) => receivable !== 'client-credit')
    .map(({ receivable, description, clause, dueOn, outstandingMinor }) => {
      const unpaidMinor = outstandingMinor - disputedMinor(facts, receivable, asOfOn);
      return { receivable, description, clause, dueOn, unpaidMinor };
    })
    .filter(({ unpaidMinor }) => unpaidMinor > 0n);
}

function contentOf(bill: Late, { terms, facts, asOfOn }: BooksView, { clause }: ReminderTerms): NoticeContent {
  const money = (minor: bigint): string => formatMoney(minor, terms.currency);
  const late = daysBetween(bill.dueOn, asOfOn);
  const disputed = disputedMinor(facts, bill.receivable, asOfOn);
  return {
    subject: `A bill is ${late} day${late === 1 ? '' : 's'} late: ${terms.title}`,
    paragraphs: [
      `${money(bill.unpaidMinor)} of ${bill.description} was due on ${formatDate(bill.dueOn)} and is not paid by our books.`,
      ...(disputed > 0n
        ? [`Another ${money(disputed)} of it is disputed; nobody reminds of that until it is ruled on.`]
        : []),
      'If it was paid in the last days, it has crossed with this reminder, and there is nothing to do.',
    ],
    particulars: [
      { label: 'Bill', value: bill.receivable },
      { label: 'Clause', value: bill.clause },
      ...(clause === undefined ? [] : [{ label: 'Reminders', value: `clause ${clause}` }]),
      { label: 'Unpaid', value: money(bill.unpaidMinor) },
    ],
  };
}
