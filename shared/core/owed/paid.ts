import { dateIn } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import { factsOf, type Fact, type FactOf } from '../facts/fact.ts';
import type { OwedContext } from './context.ts';
import type { Receivable } from './receivable.ts';
import { latest } from './versions.ts';

/** Money that came in on a receivable on one day. */
export interface Paid {
  readonly on: PlainDate;
  readonly amountMinor: bigint;
}

/**
 * What has been paid of a receivable by the day of the context, oldest first, whatever the order in which it was
 * reported. Each report says what had been paid of a posting by then, all payments together.
 */
export function paymentsOf({ id }: Pick<Receivable, 'id'>, context: OwedContext): readonly Paid[] {
  return (
    indexOf(context)
      .get(id)
      ?.filter(({ on }) => on <= context.asOfOn) ?? []
  );
}

/** The same; where nobody says when it is paid, and payments on time are assumed, it is paid on the day it is due. */
export function paymentsTaken(receivable: Receivable, context: OwedContext): readonly Paid[] {
  const { id, dueOn, amountMinor } = receivable;
  if (context.assume !== 'paid-on-time' || indexOf(context).has(id)) return paymentsOf(receivable, context);
  return dueOn <= context.asOfOn ? [{ on: dueOn, amountMinor }] : [];
}

export function sumPaid(payments: readonly Paid[], by: PlainDate): bigint {
  return payments.filter(({ on }) => on <= by).reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

/** The day on which the payments reach an amount; undefined while they do not. */
export function paidInFullOn(payments: readonly Paid[], amountMinor: bigint): PlainDate | undefined {
  let sumMinor = 0n;
  for (const payment of payments) {
    sumMinor += payment.amountMinor;
    if (sumMinor >= amountMinor) return payment.on;
  }
  return undefined;
}

/** The ids of the facts that say what was paid of a receivable. */
export function paymentFactIds({ id }: Pick<Receivable, 'id'>, { facts }: OwedContext): string[] {
  return factsOf(facts, 'PaymentReported')
    .filter(({ data }) => receivableOf(data.posting) === id)
    .map((fact) => fact.id);
}

const indexes = new WeakMap<readonly Fact[], ReadonlyMap<string, readonly Paid[]>>();

/** By receivable; made once for the same facts. */
function indexOf({ facts, versions }: OwedContext): ReadonlyMap<string, readonly Paid[]> {
  const made = indexes.get(facts);
  if (made !== undefined) return made;
  const { timeZone } = latest(versions).terms;
  const byPosting = Map.groupBy(factsOf(facts, 'PaymentReported'), ({ data }) => data.posting);
  const index = new Map<string, Paid[]>();
  for (const [posting, reports] of byPosting) {
    const id = receivableOf(posting);
    index.set(id, [...(index.get(id) ?? []), ...increments(reports, timeZone)]);
  }
  for (const payments of index.values()) payments.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  indexes.set(facts, index);
  return index;
}

function increments(reports: readonly FactOf<'PaymentReported'>[], timeZone: string): Paid[] {
  let knownMinor = 0n;
  return reports
    .map(({ data }) => data)
    .toSorted((a, b) => (a.paidMinor < b.paidMinor ? -1 : a.paidMinor > b.paidMinor ? 1 : a.paidAt < b.paidAt ? -1 : 1))
    .flatMap(({ paidMinor, paidAt }) => {
      const amountMinor = paidMinor - knownMinor;
      knownMinor = paidMinor;
      return amountMinor > 0n ? [{ on: dateIn(paidAt, timeZone), amountMinor }] : [];
    });
}

function receivableOf(posting: string): string {
  return posting.slice(0, posting.lastIndexOf('#'));
}
