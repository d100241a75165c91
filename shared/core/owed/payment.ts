import { dueDate } from '../calendar/due-date.ts';
import { formatDate } from '../calendar/format-date.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import { hashOf } from '../json.ts';
import type { PaymentTerm, TermsVersion } from '../terms/terms.ts';
import { metOn, outsideScope } from './condition.ts';
import type { Line, OwedContext } from './context.ts';
import { measureOf } from './measure.ts';
import type { Receivable } from './receivable.ts';
import { versionOn } from './versions.ts';

/** Every payment that has come due by the day of the context: on its date, on each event, or once a condition is met. */
export function paymentLines(context: OwedContext): Line[] {
  return context.versions.flatMap((version) =>
    paymentsOf(version).flatMap((term) =>
      causesOf(term, version, context)
        .filter(({ on }) => on <= context.asOfOn && versionOn(context.versions, on) === version)
        .map((cause) => ({ receivable: paymentReceivable(term, cause, version), term, version })),
    ),
  );
}

/** What makes a payment owed: its id within the term, its day, and the facts behind it. */
interface Cause {
  readonly id: string;
  readonly on: PlainDate;
  readonly factIds: readonly string[];
  readonly isOwed: boolean;
}

function causesOf(term: PaymentTerm, { terms }: TermsVersion, context: OwedContext): Cause[] {
  if (term.on !== undefined) return [{ id: term.on, on: term.on, factIds: [], isOwed: true }];
  if (term.when !== undefined) {
    const met = metOn(term.when, context, terms.currency);
    return met === undefined ? [] : [{ id: met.on, ...met, isOwed: true }];
  }
  return context.happenings
    .filter((event) => event.kind === term.onEvent && outsideScope(term.where, event) === undefined)
    .map(({ id, state, facts, reversed }) => {
      return { id, on: state.closedOn, factIds: facts.map((fact) => fact.id), isOwed: !reversed };
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
