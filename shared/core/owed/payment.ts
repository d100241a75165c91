import { dueDate } from '../calendar/due-date.ts';
import { formatDate } from '../calendar/format-date.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import { hashOf } from '../json.ts';
import type { PaymentTerm, TermsVersion } from '../terms/terms.ts';
import { metOn, outsideScope } from './condition.ts';
import type { Line, OwedContext } from './context.ts';
import { addBefore, cutBefore } from './fees.ts';
import { measureOf } from './measure.ts';
import { keptBy, type SoFar } from './memo.ts';
import type { Receivable } from './receivable.ts';
import { versionOn } from './versions.ts';
import { newWalk, type Walk } from './walk.ts';

interface PaymentsSoFar {
  readonly lines: Line[];
  /** What the one line is for, of payments that are made once. */
  cause: Cause | undefined;
  /** One step an event, for payments on events: how many lines there were before it. */
  readonly events: Walk<number>;
}

const payments = keptBy(() => new Map<string, PaymentsSoFar>());

/** Every payment that has come due by the day of the context, a list a term: on its date, on each event, or once a condition is met. */
export function paymentsOn(context: OwedContext): Line[][] {
  return context.versions.flatMap((version) =>
    paymentsOf(version).map((term) => {
      const soFar = paymentsSoFar(`${version.version}/${term.id}`, context.memo.soFar);
      if (term.onEvent === undefined) bringOnce(term, version, soFar, context);
      else bringOnEvents(term, version, soFar, context);
      return soFar.lines;
    }),
  );
}

function paymentsSoFar(id: string, soFar: SoFar): PaymentsSoFar {
  const made = payments(soFar).get(id);
  if (made !== undefined) return made;
  const lines: Line[] = [];
  const events = newWalk<number>(soFar, (length) => cutBefore(lines, length, soFar));
  const fresh: PaymentsSoFar = { lines, events, cause: undefined };
  payments(soFar).set(id, fresh);
  return fresh;
}

/** What makes a payment owed: its id within the term, its day, and the facts behind it. */
interface Cause {
  readonly id: string;
  readonly on: PlainDate;
  readonly factIds: readonly string[];
  readonly isOwed: boolean;
}

function bringOnce(term: PaymentTerm, version: TermsVersion, soFar: PaymentsSoFar, context: OwedContext): void {
  const cause = causeOf(term, version, context);
  const isDue = cause !== undefined && cause.on <= context.asOfOn && versionOn(context.versions, cause.on) === version;
  const due = isDue ? cause : undefined;
  if (JSON.stringify(due) === JSON.stringify(soFar.cause)) return;
  soFar.cause = due;
  cutBefore(soFar.lines, 0, context.memo.soFar);
  if (due === undefined) return;
  addBefore(soFar.lines, { receivable: paymentReceivable(term, due, version), term, version }, context);
}

function causeOf(term: PaymentTerm, { terms }: TermsVersion, context: OwedContext): Cause | undefined {
  if (term.on !== undefined) return { id: term.on, on: term.on, factIds: [], isOwed: true };
  const met = term.when === undefined ? undefined : metOn(term.when, context, terms.currency);
  return met === undefined ? undefined : { id: met.on, ...met, isOwed: true };
}

function bringOnEvents(
  term: PaymentTerm,
  version: TermsVersion,
  { lines, events }: PaymentsSoFar,
  context: OwedContext,
): void {
  events.goOn((event) => {
    const length = lines.length;
    const { id, kind, state, facts, reversed } = event;
    const isMeant = kind === term.onEvent && outsideScope(term.where, event) === undefined;
    if (!isMeant || versionOn(context.versions, state.closedOn) !== version) return length;
    const cause = { id, on: state.closedOn, factIds: facts.map((fact) => fact.id), isOwed: !reversed };
    addBefore(lines, { receivable: paymentReceivable(term, cause, version), term, version }, context);
    return length;
  });
}

/** The next date of a payment that is still to come. */
export function nextPayment({ versions, asOfOn }: OwedContext): PlainDate | undefined {
  return versions
    .flatMap(paymentsOf)
    .flatMap(({ on }) => (on !== undefined && on > asOfOn ? [on] : []))
    .toSorted()[0];
}

function paymentsOf({ terms }: TermsVersion): PaymentTerm[] {
  return terms.terms.filter((term) => term.kind === 'payment');
}

/** Example: a work fee of USD 25,000.00 at signing, id `work-fee/2010-11-08`; on an event, `listing-fee/<event>`. */
function paymentReceivable(
  term: PaymentTerm,
  { id: cause, on, factIds, isOwed }: Cause,
  version: TermsVersion,
): Receivable {
  const { currency, holidays } = version.terms;
  const id = `${term.id}/${cause}`;
  const amountMinor = isOwed ? term.amountMinor : 0n;
  const why = term.when === undefined ? '' : ', when its condition was met';
  const what = isOwed ? `Fixed amount on ${formatDate(on)}${why}` : 'What it was for was taken back';
  return {
    id,
    termId: term.id,
    clause: term.clause,
    kind: 'payment',
    description: `${term.name}, ${formatDate(on)}`,
    accruesOn: on,
    dueOn: dueDate(term, on, holidays),
    amountMinor,
    currency,
    working: [{ clause: term.clause, what, figures: measureOf(term.paysIn, currency).money(amountMinor) }],
    termsVersion: version.version,
    factIds,
    inputsHash: hashOf({ id, term, currency, factIds, isOwed }),
  };
}
