import { readState } from '../../shared/app/contract-state.ts';
import { epochOf } from '../../shared/core/calendar/instant.ts';
import { daysAfter, daysBetween, type PlainDate } from '../../shared/core/calendar/plain-date.ts';
import { InputError, UnknownError } from '../../shared/core/errors.ts';
import type { InvoicerPayment } from '../../shared/ports/invoicer-money.ts';
import { noon } from '../builders/facts.ts';
import { givenBack } from '../builders/memory-stripe-money.ts';
import { byOldRules } from '../builders/old-rules.ts';
import { closeDispute, deleteCustomer, dispute, giveBack } from './by-hand-at-stripe.ts';
import type { Machine } from './machine.ts';
import { amend, reissue, resumeWhenStopped, takeRulesWhenParked, turn, type Amendment } from './operators.ts';
import type { Truth } from './oracle.ts';
import { FIRST_TABLE } from './outside.ts';
import type { SeededRandom } from './seeded-random.ts';
import { monthsOver } from './sent-invariant.ts';
import { at, insist } from './steps.ts';
import { ZONE } from './step-invariants.ts';
import { DAY, HOUR, MINUTE } from './virtual-time.ts';
import { wallDate } from './wall-calendar.ts';

/** How long people look after a history, in days: beyond three of the longest outages. */
const LOOKED_AFTER = 100;
/** By how much the rules before the new ones made each fee less, in cents: the least fee of a random deal is larger. */
const LESS_BEFORE = 500n;

/** A retainer that the parties of one contract agree anew, and the day on which a person puts that on record. */
export interface RandomAmendment extends Amendment {
  readonly contractId: string;
  readonly on: PlainDate;
}

/** Everything on which a history rests is on record by `from`. */
interface Span {
  readonly from: PlainDate;
  readonly until: PlainDate;
}

/** In a share of the seeds, of one of the contracts: from a period before or after the day on which it is told. */
export function randomAmendment(
  random: SeededRandom,
  contracts: readonly { readonly contractId: string; readonly introduced: PlainDate }[],
  until: PlainDate,
): RandomAmendment | undefined {
  if (!random.chance(0.08)) return undefined;
  const { contractId, introduced } = contracts[random.between(0, contracts.length - 1)] ?? {};
  if (contractId === undefined || introduced === undefined) return undefined;
  const on = daysAfter(introduced, random.between(1, Math.max(1, daysBetween(introduced, until) - 3)));
  const effectiveOn = random.pick(['1999-04-06', '1999-05-06', '1999-05-06', '1999-06-06', '1999-07-06']);
  return { contractId, on, effectiveOn, amount: random.pick(['2500.00', '1500.00', '2000.50', '1987.65']) };
}

/** What an amendment makes of the truth of its contract. */
export function amended(truth: Truth, { effectiveOn, amount }: RandomAmendment): Truth {
  const cents = BigInt(amount.replace('.', ''));
  return { ...truth, retainers: [...truth.retainers, { from: effectiveOn, cents }] };
}

/** It is put on record on its day, or at once if that is over. */
export function amendAsTold(machine: Machine, amendment: RandomAmendment): void {
  const { on, contractId } = amendment;
  at(machine, on, () =>
    insist(machine, async (ports) => {
      // An outage may have put off its adoption: what is not on record cannot be amended yet, and is tried again.
      await readState(ports.store, contractId);
      await amend(ports, amendment, machine.clock(), contractId);
    }),
  );
}

/**
 * What people and releases do in a random history, each in a share of the seeds: money given back by hand or taken back by a bank, an invoice
 * made anew, a mail that comes back, the kill switch, a client deleted at Stripe, a deploy with new rules in mid-flight. Drawn from
 * a stream of their own: a seed without them is the history that it was before there were any.
 */
export function happen(machine: Machine, random: SeededRandom, span: Span & { readonly isRestored: boolean }): void {
  if (random.chance(0.1)) deployNewRules(machine, random, span);
  if (random.chance(0.08)) giveBackOnce(machine, random, span);
  if (random.chance(0.08)) disputeOnce(machine, random, span);
  if (random.chance(0.06)) reissueOnce(machine, random, span);
  if (random.chance(0.06)) bounceOnce(machine, random, span);
  if (random.chance(0.06)) stopForAWhile(machine, random, span);
  // A table that knows nothing yet of a client that is deleted cannot ask Stripe for its invoices.
  if (random.chance(0.05) && !span.isRestored) deleteOnce(machine, random, span);
}

/**
 * A release whose rules make fees more is deployed when the first fee is in the books: its ring, and whatever asks Stripe for
 * its invoice, is met by the new one. Functions of the one before may run for some minutes more, for other contracts.
 */
function deployNewRules(machine: Machine, random: SeededRandom, { until }: Span): void {
  const { outside, time } = machine;
  const lasting = random.between(0, 15 * MINUTE);
  let deployedAt: number | undefined;
  const hasFee = (contractId: string): boolean =>
    [...(outside.memory.contracts.get(contractId)?.postings.values() ?? [])].some(({ kind }) => kind === 'success-fee');
  // A run that has a statement to seal knows nothing of what is made less behind its back.
  const isStated = (contractId: string): boolean => {
    const { statements, terms } = outside.memory.contracts.get(contractId) ?? {};
    return statements?.size === monthsOver(terms?.get(1)?.file ?? {}, wallDate(time.now, ZONE));
  };
  const isOld = (contractId: string): boolean => {
    if (deployedAt === undefined && [...outside.memory.contracts.keys()].some(hasFee)) deployedAt = time.now + lasting;
    // What a restored table books again, it books by what Stripe shows, whatever release had sent it.
    const isFirst = outside.tables.id === FIRST_TABLE;
    return isFirst && isStated(contractId) && time.now < (deployedAt ?? Infinity) && !hasFee(contractId);
  };
  Object.assign(outside.store, byOldRules(outside.store, isOld, LESS_BEFORE));
  takeRulesWhenParked(machine, { every: 6 * HOUR, until: epochOf(noon(daysAfter(until, LOOKED_AFTER))) });
}

function giveBackOnce(machine: Machine, random: SeededRandom, span: Span): void {
  onceItCan(machine, random, span, () => {
    const payment = somePayment(machine, random);
    if (payment === undefined) return false;
    const left = payment.paidMinor - givenBack(machine.outside.invoicer, payment);
    giveBack(machine, payment, left > 100n && random.chance(0.7) ? left / 2n : left);
    return true;
  });
}

function disputeOnce(machine: Machine, random: SeededRandom, span: Span): void {
  onceItCan(machine, random, span, () => {
    const id = dispute(machine, somePayment(machine, random));
    const endsAt = machine.time.now + random.between(DAY, 20 * DAY);
    const state = random.pick(['won', 'lost'] as const);
    machine.time.at(endsAt, () => closeDispute(machine, id, state));
    return id !== undefined;
  });
}

/** A payment of which something is left, and that no bank has an eye on. */
function somePayment({ outside }: Machine, random: SeededRandom): InvoicerPayment | undefined {
  const { invoicer } = outside;
  const left = invoicer.payments.filter(
    (payment) =>
      payment.status === 'paid' &&
      payment.paymentIntent !== undefined &&
      payment.paidMinor > givenBack(invoicer, payment) &&
      !invoicer.disputes.some(({ paymentIntent }) => paymentIntent === payment.paymentIntent),
  );
  return left[random.between(0, left.length - 1)];
}

function reissueOnce(machine: Machine, random: SeededRandom, span: Span): void {
  onceItCan(machine, random, span, () => {
    const open = [...machine.outside.invoicer.invoices.values()].filter(
      ({ status, paidMinor, posting, creditedBeforePaymentMinor }) =>
        // The invariants count a credit note on the void invoice as well as the one on that in its place.
        status === 'open' && paidMinor === 0n && creditedBeforePaymentMinor === 0n && posting !== undefined,
    );
    const { contractId, posting } = open[random.between(0, open.length - 1)] ?? {};
    if (contractId === undefined || posting === undefined) return false;
    machine.untilDone('api', async (ports) => {
      try {
        await reissue(ports, contractId, posting, machine.clock());
      } catch (error) {
        // It was paid meanwhile, is not known to be sent yet, or not known at all: who asked is told so.
        if (!(error instanceof InputError || error instanceof UnknownError)) throw error;
      }
    });
    return true;
  });
}

function bounceOnce(machine: Machine, random: SeededRandom, span: Span): void {
  machine.time.at(momentOf(random, span), () => machine.outside.bounceNext(random.pick(['client', 'consultant'])));
}

function stopForAWhile(machine: Machine, random: SeededRandom, span: Span): void {
  const { time } = machine;
  const from = momentOf(random, span);
  const until = Math.min(from + random.between(HOUR, 3 * DAY), epochOf(noon(span.until)));
  const looking = { every: 8 * HOUR, until: epochOf(noon(daysAfter(span.until, LOOKED_AFTER))) };
  time.at(from, () => turn(machine, 'stop'));
  time.at(until, () => resumeWhenStopped(machine, looking));
}

function deleteOnce(machine: Machine, random: SeededRandom, span: Span): void {
  onceItCan(machine, random, span, () => {
    const { customers, balanceMoves } = machine.outside.invoicer;
    // With a client its credit is gone at Stripe; that the books still owe it is a difference, and a person's.
    const there = customers.filter((one) => !one.deleted && !balanceMoves.some(({ customer }) => customer === one.id));
    const id = there[random.between(0, there.length - 1)]?.id;
    if (id === undefined) return false;
    deleteCustomer(machine, id);
    // One that is not on record yet, and is put there later by who made it, is found deleted by the daily run of that day.
    for (const days of [0, 2]) machine.time.at(machine.time.now + days * DAY, machine.wantDailyRun);
    return true;
  });
}

/** Tried each day from a moment of the span on, until it can be done or the span is over. */
function onceItCan(machine: Machine, random: SeededRandom, span: Span, act: () => boolean): void {
  const { time } = machine;
  const look = (): void => {
    if (!act() && time.now < epochOf(noon(span.until))) time.at(time.now + DAY, look);
  };
  time.at(momentOf(random, span), look);
}

function momentOf(random: SeededRandom, { from, until }: Span): number {
  const hours = Math.max(1, daysBetween(from, until)) * 24;
  return epochOf(noon(from)) + random.between(1, hours) * HOUR;
}
