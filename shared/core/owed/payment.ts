import { dueDate } from '../calendar/due-date.ts';
import { formatDate } from '../calendar/format-date.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import { hashOf } from '../json.ts';
import { formatMoney } from '../money/format-money.ts';
import type { PaymentTerm, TermsVersion } from '../terms/terms.ts';
import type { Closing } from './closings.ts';
import type { Line, OwedContext } from './context.ts';
import type { Receivable } from './receivable.ts';
import { versionOn } from './versions.ts';

/** Every payment that has come due by the day of the context: on its date, on each event, or once a condition is met. */
export function paymentLines({ versions, asOfOn, happenings }: OwedContext): Line[] {
  return versions.flatMap((version) =>
    paymentsOf(version).flatMap((term): Line[] => {
      if (term.on !== undefined) {
        const isOwed = term.on <= asOfOn && versionOn(versions, term.on) === version;
        return isOwed ? [{ receivable: datedPayment(term, term.on, version), term, version }] : [];
      }
      return happenings
        .filter(({ kind, state }) => kind === term.onEvent && versionOn(versions, state.closedOn) === version)
        .map((event) => ({ receivable: eventPayment(term, event, version), term, version }));
    }),
  );
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

/** One amount on its date. Example: a work fee of USD 25,000.00 at signing, id `work-fee/2010-11-08`. */
export function datedPayment(term: PaymentTerm, on: PlainDate, version: TermsVersion): Receivable {
  return paymentReceivable(term, { id: `${term.id}/${on}`, on, factIds: [], isOwed: true }, version);
}

/** One amount on an event of its kind; an event that was taken back is owed at zero. */
export function eventPayment(term: PaymentTerm, event: Closing, version: TermsVersion): Receivable {
  const factIds = event.facts.map((fact) => fact.id);
  const cause = { id: `${term.id}/${event.id}`, on: event.state.closedOn, factIds, isOwed: !event.reversed };
  return paymentReceivable(term, cause, version);
}

function paymentReceivable(
  term: PaymentTerm,
  cause: { readonly id: string; readonly on: PlainDate; readonly factIds: readonly string[]; readonly isOwed: boolean },
  version: TermsVersion,
): Receivable {
  const { currency } = version.terms;
  const { id, on, factIds, isOwed } = cause;
  const amountMinor = isOwed ? term.amountMinor : 0n;
  const what = isOwed ? `Fixed amount on ${formatDate(on)}` : 'What it was for was taken back';
  return {
    id,
    termId: term.id,
    clause: term.clause,
    kind: 'payment',
    description: `${term.name}, ${formatDate(on)}`,
    accruesOn: on,
    dueOn: dueDate(term, on),
    amountMinor,
    currency,
    working: [{ clause: term.clause, what, figures: formatMoney(amountMinor, currency) }],
    termsVersion: version.version,
    factIds,
    inputsHash: hashOf({ id, term, currency, factIds }),
  };
}
