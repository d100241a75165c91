import { formatDate } from '../calendar/format-date.ts';
import type { EarlyEnd, PaymentTerm, RetainerTerm } from './terms.ts';

/** How the amount of a retainer or payment changes by itself, and what an early end makes of a minimum. */
export function changeWords(term: RetainerTerm | PaymentTerm): string[] {
  const { indexed } = term;
  const said: string[] = [];
  if (indexed !== undefined) {
    const { index, baseText, from, everyMonths, mayFall } = indexed;
    said.push(
      `It follows ${index}, ${baseText} at the start, from ${formatDate(from)} on, adjusted every ${everyMonths} months${mayFall ? '' : ', never below what was agreed'}`,
    );
  }
  if (term.kind === 'payment') return said;
  const { rises, earlyEnd } = term;
  if (rises !== undefined) said.push(`It rises by ${rises.by.text} every ${rises.everyMonths} months`);
  if (earlyEnd === undefined) return said;
  const ends: [string, EarlyEnd | undefined][] = [
    ['When the client ends it early', earlyEnd.byClient],
    ['When the consultant ends it early', earlyEnd.byConsultant],
    ['When it is ended early for cause', earlyEnd.forCause],
  ];
  const words = { 'on-their-days': 'owed on its days', 'at-once': 'owed at once', 'not-owed': 'not owed' };
  return [
    ...said,
    ...ends.flatMap(([when, rest]) =>
      rest === undefined ? [] : [`${when}, the rest of the minimum is ${words[rest]}`],
    ),
  ];
}
