import { daysAfter, type PlainDate } from '../../shared/core/calendar/plain-date.ts';
import type { Statement } from '../../shared/core/statement/statement.ts';
import type { Partition } from '../builders/memory-partition.ts';
import { broken, type Broken } from './broken.ts';
import type { Outside } from './outside.ts';
import { soundOf } from './sound.ts';

/** Periods follow one another without a day between them or in two of them, of what is billed and of what is stated. */
export function wrongPeriods(outside: Outside): Broken {
  for (const [id, partition] of soundOf(outside)) {
    const wrong = billed(partition) ?? stated(partition) ?? entriesOnce(partition);
    if (wrong !== undefined) return broken(wrong.invariant, `${id}: ${wrong.found}`);
  }
  return undefined;
}

const NO_GAP = 'no period is missing or overlaps another';

/** As the client reads them on its invoices: `6 April 1999 to 5 May 1999`. */
function billed({ postings }: Partition): Broken {
  const periods = [...postings.values()]
    .filter(({ kind, revision }) => kind === 'retainer' && revision === 1)
    .map(({ description }) => ({ ...periodIn(description), description }))
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));
  for (const [index, { from, to, description }] of periods.entries()) {
    const next = periods[index + 1];
    if (from > to) return broken(NO_GAP, description);
    if (next !== undefined && daysAfter(to, 1) !== next.from)
      return broken(NO_GAP, `${description}, then ${next.from}`);
  }
  return undefined;
}

function stated({ statements }: Partition): Broken {
  let last: Statement | undefined;
  for (const statement of statements.values()) {
    const { id, number, period } = statement;
    const from = last === undefined ? statement.contract.dated : daysAfter(last.period.to, 1);
    if (period.from !== from || period.to !== id || id < from || number !== (last?.number ?? 0) + 1)
      return broken(NO_GAP, `statement ${number} is of ${period.from} to ${period.to}, not from ${from}`);
    last = statement;
  }
  return undefined;
}

/** What is in the books by the end of a period and changes what is owed is on one statement, and on no other. */
function entriesOnce({ entries, statements, head }: Partition): Broken {
  const on = new Map<number, PlainDate>();
  let last: PlainDate = '';
  for (const { id, lines } of statements.values()) {
    last = id;
    for (const { entry } of lines) {
      const before = on.get(entry);
      if (before !== undefined) return broken('an entry is on one statement', `${entry} is on ${before} and ${id}`);
      on.set(entry, id);
    }
  }
  const left = entries.find(
    ({ number, effectiveOn }) => !on.has(number) && effectiveOn <= last && number <= (head.sealedEntries ?? 0),
  );
  return left === undefined ? undefined : broken('an entry is on one statement', `${left.number} is on none`);
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAY = '(\\d{1,2}) ([A-Z][a-z]+) (\\d{4})';
const PERIOD = new RegExp(`${DAY} to ${DAY}`);

function periodIn(description: string): { from: PlainDate; to: PlainDate } {
  const [, day, month, year, lastDay, lastMonth, lastYear] = PERIOD.exec(description) ?? [];
  return { from: plain(day, month, year), to: plain(lastDay, lastMonth, lastYear) };
}

function plain(day = '', month = '', year = ''): PlainDate {
  return `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day.padStart(2, '0')}`;
}
