import type { PlainDate } from '../calendar/plain-date.ts';
import type { Fact } from '../facts/fact.ts';
import { movementsOf, type Movement } from '../ledger/movements.ts';
import type { OwedContext } from './context.ts';
import type { Receivable } from './receivable.ts';
import { latest } from './versions.ts';

/** Money or credit that came in on a receivable on one day; below zero when it was given or taken back. */
export interface Paid {
  readonly on: PlainDate;
  readonly amountMinor: bigint;
}

/**
 * What has been paid of a receivable by the day of the context, oldest first, whatever the order in which it was
 * reported: payments and credit of the client, less refunds and what a bank took back.
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

/**
 * The day on which the payments first reach an amount; undefined while they do not, or no longer do: what a bank took
 * back and returned was paid all along.
 */
export function paidInFullOn(payments: readonly Paid[], amountMinor: bigint): PlainDate | undefined {
  let sumMinor = 0n;
  let fullOn: PlainDate | undefined;
  for (const payment of payments) {
    sumMinor += payment.amountMinor;
    if (sumMinor >= amountMinor) fullOn ??= payment.on;
  }
  return sumMinor >= amountMinor ? fullOn : undefined;
}

/** The ids of the facts that say what was paid of a receivable. */
export function paymentFactIds({ id }: Pick<Receivable, 'id'>, { facts }: OwedContext): string[] {
  return facts
    .filter((fact) => fact.type === 'PaymentReported' || fact.type === 'InvoiceSeen')
    .filter(({ data }) => receivableOf(data.posting) === id)
    .map((fact) => fact.id);
}

const indexes = new WeakMap<readonly Fact[], ReadonlyMap<string, readonly Paid[]>>();

/** By receivable; made once for the same facts. What is written off is not paid; what a credit note gave back was. */
function indexOf({ facts, versions }: OwedContext): ReadonlyMap<string, readonly Paid[]> {
  const made = indexes.get(facts);
  if (made !== undefined) return made;
  const index = new Map<string, Paid[]>();
  for (const movement of movementsOf(facts, latest(versions).terms.timeZone)) {
    if (movement.kind === 'write-off' || movement.isCorrection === true) continue;
    const id = receivableOf(movement.posting);
    index.set(id, [...(index.get(id) ?? []), ...stepsOn(movement)]);
  }
  for (const payments of index.values()) payments.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  indexes.set(facts, index);
  return index;
}

function stepsOn({ path }: Movement): Paid[] {
  let knownMinor = 0n;
  return path.flatMap(({ on, totalMinor }) => {
    const amountMinor = totalMinor - knownMinor;
    knownMinor = totalMinor;
    return amountMinor === 0n ? [] : [{ on, amountMinor }];
  });
}

function receivableOf(posting: string): string {
  return posting.slice(0, posting.lastIndexOf('#'));
}
