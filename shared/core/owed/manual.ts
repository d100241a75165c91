import { formatDate } from '../calendar/format-date.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import { factsOf } from '../facts/fact.ts';
import type { ManualTerm } from '../terms/terms.ts';
import type { OwedContext } from './context.ts';
import type { Waiting } from './receivable.ts';
import { latest, versionOn } from './versions.ts';

/** A reminder of each manual term on each of its days that has come, until a person has said what was done about it. */
export function manualReminders(context: OwedContext): Waiting[] {
  const handled = new Set(
    factsOf(context.facts, 'ManualTermHandled').map(({ data }) => idOf(data.term, data.remindedOn)),
  );
  return latest(context.versions)
    .terms.terms.filter((term) => term.kind === 'manual')
    .flatMap((term) => daysOf(term, context).map((on) => ({ term, on })))
    .filter(({ term, on }) => on <= context.asOfOn && !handled.has(idOf(term.id, on)))
    .map(({ term, on }) => reminder(term, on));
}

/** The next day of a manual term that is still to come. */
export function nextReminder({ versions, asOfOn }: OwedContext): PlainDate | undefined {
  return versions
    .flatMap(({ terms }) => terms.terms)
    .flatMap((term) => (term.kind === 'manual' ? term.remindOn : []))
    .filter((on) => on > asOfOn)
    .toSorted()[0];
}

function daysOf(term: ManualTerm, { happenings, versions }: OwedContext): PlainDate[] {
  const events = happenings
    .filter(({ kind, reversed }) => kind === term.onEvent && !reversed)
    .map(({ state }) => state.closedOn)
    .filter((on) => versionOn(versions, on).terms.terms.some(({ id }) => id === term.id));
  return [...new Set([...term.remindOn, ...events])].toSorted();
}

function idOf(term: string, on: PlainDate): string {
  return `manual/${term}/${on}`;
}

function reminder(term: ManualTerm, on: PlainDate): Waiting {
  return {
    id: idOf(term.id, on),
    kind: 'manual',
    clause: term.clause,
    what: `${term.name}, ${formatDate(on)}: ${term.what}`,
    why: 'The contract file leaves this term to a person; nothing is billed for it by itself.',
    answers: [],
    evidence: [],
    since: on,
  };
}
