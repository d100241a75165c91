import { formatDate } from '../calendar/format-date.ts';
import { monthsAfter, monthsBetween, type PlainDate } from '../calendar/plain-date.ts';
import { factsOf, type FactOf } from '../facts/fact.ts';
import { hashOf } from '../json.ts';
import { decimalOf, divide, multiply, wholeOf } from '../money/fraction.ts';
import type { Indexed } from '../terms/terms.ts';
import type { Line, OwedContext } from './context.ts';
import { measureOf, roundTo } from './measure.ts';
import type { Receivable, Waiting } from './receivable.ts';

/** A line with the amount that follows its index, or the question on which it waits. */
export type Followed = { readonly line: Line } | { readonly question: Waiting };

/**
 * The line with the amount that follows an index: the agreed amount times the value for the last adjustment day by the
 * value at the start, rounded half up. Until a person states that value, the amount waits. Example: 4,000.00 at 319.3, of
 * 310 at the start, is 4,120.00.
 */
export function followIndex(line: Line, { facts }: OwedContext): Followed {
  const { term, receivable } = line;
  const indexed = 'indexed' in term ? term.indexed : undefined;
  const on = indexed && adjustedOn(indexed, line.startsOn ?? receivable.accruesOn);
  if (indexed === undefined || on === undefined) return { line };
  const stated = factsOf(facts, 'IndexStated').findLast(
    ({ data }) => data.index === indexed.index && data.statedFor === on,
  );
  if (stated === undefined) return { question: indexQuestion(receivable, indexed, on) };
  return { line: { ...line, receivable: adjusted(line, indexed, stated) } };
}

/** The adjustment day that counts for a day; undefined before the first. */
function adjustedOn({ from, everyMonths }: Indexed, day: PlainDate): PlainDate | undefined {
  if (day < from) return undefined;
  return monthsAfter(from, Math.floor(monthsBetween(from, day) / everyMonths) * everyMonths);
}

function adjusted({ receivable, term, version }: Line, indexed: Indexed, stated: FactOf<'IndexStated'>): Receivable {
  const measure = measureOf(term.paysIn, version.terms.currency);
  const { value, statedFor, source } = stated.data;
  const { amountMinor, clause } = receivable;
  const exact = multiply(wholeOf(amountMinor), divide(decimalOf(value), indexed.base));
  const roundedMinor = roundTo(measure, exact, 'half-up');
  const isKept = roundedMinor < amountMinor && !indexed.mayFall;
  const newMinor = isKept ? amountMinor : roundedMinor;
  const ratio = `${measure.money(amountMinor)} × ${value} ÷ ${indexed.baseText} = ${measure.money(roundedMinor)}`;
  const what = `By ${indexed.index} for ${formatDate(statedFor)}, by ${source}, rounded half up`;
  return {
    ...receivable,
    amountMinor: newMinor,
    working: [
      ...receivable.working,
      { clause, what, figures: ratio },
      ...(isKept ? [{ clause, what: 'Not below what was agreed', figures: measure.money(newMinor) }] : []),
    ],
    factIds: [...receivable.factIds, stated.id],
    inputsHash: hashOf({ agreed: receivable.inputsHash, stated: stated.id, value }),
  };
}

function indexQuestion({ id, clause, accruesOn, description }: Receivable, { index }: Indexed, on: PlainDate): Waiting {
  return {
    id: `index/${id}`,
    kind: 'index',
    clause,
    what: `What is ${index} for ${formatDate(on)}? ${description} follows it.`,
    why: `No value of ${index} is on record for ${formatDate(on)}: record it with \`tallystick record CONTRACT index --index ${index} --on ${on}\``,
    answers: [],
    evidence: [],
    since: accruesOn,
  };
}
