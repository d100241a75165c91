import type { PlainDate } from '../calendar/plain-date.ts';
import {
  inListedOrder,
  movementIndex,
  receivableOf,
  type MovementIndex,
  type PlacedMovement,
} from '../ledger/movement-index.ts';
import type { Movement } from '../ledger/movements.ts';
import { byText } from '../order.ts';
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
export function paymentsOf(receivable: Pick<Receivable, 'id'>, context: OwedContext): readonly Paid[] {
  return onRecord(receivable, context).filter(({ on }) => on <= context.asOfOn);
}

/** The first day to come for which a payment, or the taking back of one, is on record. */
export function nextPaidOn(receivable: Pick<Receivable, 'id'>, context: OwedContext): PlainDate | undefined {
  return onRecord(receivable, context).find(({ on }) => on > context.asOfOn)?.on;
}

function onRecord(receivable: Pick<Receivable, 'id'>, context: OwedContext): readonly Paid[] {
  return stepsOfAll(movementsOn(receivable, context));
}

/**
 * What of a receivable was written off, oldest first, days to come too; below zero where it was taken back, as the money
 * came after all. It is not paid, but nobody claims it.
 */
export function writtenOff(receivable: Pick<Receivable, 'id'>, context: OwedContext): readonly Paid[] {
  return stepsOfAll(allMovementsOn(receivable, context).filter(({ movement }) => movement.kind === 'write-off'));
}

function stepsOfAll(movements: readonly PlacedMovement[]): readonly Paid[] {
  return movements
    .toSorted(inListedOrder)
    .flatMap(({ movement }) => stepsOn(movement))
    .toSorted((a, b) => byText(a.on, b.on));
}

/** The same; where nobody says when it is paid, and payments on time are assumed, it is paid on the day it is due. */
export function paymentsTaken(receivable: Receivable, context: OwedContext): readonly Paid[] {
  const { dueOn, amountMinor } = receivable;
  if (context.assume !== 'paid-on-time' || movementsOn(receivable, context).length > 0)
    return paymentsOf(receivable, context);
  return dueOn <= context.asOfOn ? [{ on: dueOn, amountMinor }] : [];
}

/** The first day to come on which more is taken as paid, or less. */
export function nextTakenOn(receivable: Receivable, context: OwedContext): PlainDate | undefined {
  const { dueOn } = receivable;
  if (context.assume !== 'paid-on-time' || movementsOn(receivable, context).length > 0)
    return nextPaidOn(receivable, context);
  return dueOn > context.asOfOn ? dueOn : undefined;
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
export function paymentFactIds({ id }: Pick<Receivable, 'id'>, context: OwedContext): readonly string[] {
  return indexOf(context).factIdsOf.get(id) ?? [];
}

/** What moved on a receivable. What is written off is not paid; what a credit note gave back was. */
function movementsOn(receivable: Pick<Receivable, 'id'>, context: OwedContext): PlacedMovement[] {
  return allMovementsOn(receivable, context).filter(
    ({ movement: { kind, isCorrection } }) => kind !== 'write-off' && isCorrection !== true,
  );
}

function allMovementsOn({ id }: Pick<Receivable, 'id'>, context: OwedContext): PlacedMovement[] {
  const { invoices, invoicesOf } = indexOf(context);
  return [...(invoicesOf.get(id) ?? [])]
    .flatMap((invoice) => invoices.get(invoice)?.movements ?? [])
    .filter(({ movement: { posting } }) => receivableOf(posting) === id);
}

function indexOf({ facts, versions }: OwedContext): MovementIndex {
  return movementIndex(facts, latest(versions).terms.timeZone);
}

function stepsOn({ path }: Movement): Paid[] {
  let knownMinor = 0n;
  return path.flatMap(({ on, totalMinor }) => {
    const amountMinor = totalMinor - knownMinor;
    knownMinor = totalMinor;
    return amountMinor === 0n ? [] : [{ on, amountMinor }];
  });
}
