import { dateIn, earlier, later, minutesAfter, startOfDay, type Instant } from '../core/calendar/instant.ts';
import { InvariantError } from '../core/errors.ts';
import type { Intent } from '../core/ledger/intent.ts';
import { nextAccrual } from '../core/owed/next-accrual.ts';
import { latest } from '../core/owed/versions.ts';
import { nextNoticeDay } from '../core/notices/due-notices.ts';
import { endOfPeriod, nextStatementEnd } from '../core/statement/period.ts';
import type { ActivationStore } from '../ports/activation.ts';
import type { Bell, IntentBells, Ring } from '../ports/bell.ts';
import type { Log } from '../ports/log.ts';
import type { ContractHead } from '../ports/store.ts';
import { readState, type ContractState } from './contract-state.ts';
import { isNotCompared } from './fence.ts';
import { LOOK_AT_FENCE_MINUTES } from './back-off.ts';
import { freeIntents } from './free-intents.ts';
import { issueNotices, noticesDue } from './issue-notices.ts';
import { UNKNOWN_OUTCOME_MINUTES } from './send-statement.ts';
import { withRetries } from './with-retries.ts';
import { book, decide, seal, type SealWorld, type Settled } from './write-books.ts';

export interface SettleWorld extends SealWorld {
  readonly bells: Bell & IntentBells;
  readonly activations: Pick<ActivationStore, 'read'>;
  readonly log: Log;
}

/** How many entries one run books and statements it seals before it rings again, so that no run nears its time-out. */
const MOST_WRITES_A_RUN = 20;
/** How soon the sweeper looks again at an intent that was rung for: the guarantee behind the doorbell. */
const LOOK_AGAIN_MINUTES = 15;

export type SettleOutcome = 'settled' | 'parked' | 'more-to-do';

/**
 * Settles a contract as of the ring: for each statement period that is over, settles as of its end and seals it; then
 * settles as of now; then rings for every intent that may be tried, and moves the contract's attention. Safe to run
 * twice, and to crash anywhere. A broken invariant parks the contract and is not thrown: the others go on.
 */
export async function settleContract(world: SettleWorld, ring: Ring): Promise<SettleOutcome> {
  try {
    return await withRetries(() => settleOnce(world, ring));
  } catch (error) {
    if (error instanceof InvariantError) return park(world, ring, error.message, JSON.stringify(error.details));
    // It waits for a person already: the rings that came before it was parked need not fail one after the other for half an hour each.
    const head = await world.store.readHead(ring.contractId);
    if (head?.parked === undefined) throw error;
    return stayParked(world, head);
  }
}

/** The sweeper need not ring for it each minute. */
async function stayParked({ store }: SettleWorld, head: ContractHead): Promise<'parked'> {
  await store.moveAttention(head, undefined);
  return 'parked';
}

async function settleOnce(world: SettleWorld, rung: Ring): Promise<SettleOutcome> {
  let state = await readState(world.store, rung.contractId);
  const ring = notBeforeBooked(rung, state);
  if (state.head.parked !== undefined) return stayParked(world, state.head);
  let room = MOST_WRITES_A_RUN;
  let isHeldBack = false;
  for (const moment of momentsOf(state, ring.asOf)) {
    if (room === 0) return carryOn(world, state, ring);
    const decided = decide(state, moment.asOf, ring.asOf);
    if (decided.outcome === 'parked') return park(world, ring, decided.why, decided.what);
    const settlement = await letThrough(world, ring.contractId, decided);
    isHeldBack ||= settlement !== decided;
    const booked = await book(world.store, state, settlement, moment.asOf, room);
    state = booked.state;
    room = booked.room;
    if (room === 0) return carryOn(world, state, ring);
    if (settlement.heldBack) break;
    if (!moment.seals) continue;
    // What was restored has lost facts: a statement sealed now would not be the one that the parties hold, and what is
    // of a later period is not booked before it is sealed.
    isHeldBack = await isNotCompared(world.store, world.activations, ring.contractId);
    if (isHeldBack) break;
    state = await seal(world, state, ring.asOf, moment.asOf);
    room -= 1;
  }
  const due = noticesDue(state, ring.asOf);
  // A restored table may have lost that a notice was written: it writes none anew.
  if (due.length > 0 && !isHeldBack) isHeldBack = await isNotCompared(world.store, world.activations, ring.contractId);
  if (due.length > 0 && !isHeldBack) {
    await issueNotices(world, ring.contractId, due, ring.asOf);
    return 'more-to-do';
  }
  state = { ...state, openIntents: await freeIntents(world, ring.contractId, state.openIntents) };
  await ringIntents(world, state, ring);
  // Whoever opens the fence calls every contract, and may die among them: what is held back looks for itself.
  const atFence = isHeldBack ? minutesAfter(ring.asOf, LOOK_AT_FENCE_MINUTES) : undefined;
  const moved = await world.store.moveAttention(state.head, earlier(nextAttention(state, ring.asOf), atFence));
  if (!moved) await world.bells.ringContract({ ...ring, factSeq: state.head.factSeq + 1 });
  return 'settled';
}

/**
 * Behind its fence a restored table books what Stripe shows to have been sent, and nothing beyond: what it has lost and is
 * told again may say otherwise.
 */
async function letThrough({ store, activations }: SettleWorld, contractId: string, decided: Settled): Promise<Settled> {
  const postings = decided.postings.filter(({ id }) => decided.atStripe.has(id));
  const isAll = postings.length === decided.postings.length;
  return isAll || !(await isNotCompared(store, activations, contractId)) ? decided : { ...decided, postings };
}

/**
 * Time does not go back in a ledger. A ring that was overtaken, or comes from a slow clock, settles as of what is booked: as of
 * its own moment a payment that was booked since would seem to be one too many, and be taken back and booked anew.
 */
function notBeforeBooked(ring: Ring, { entries }: ContractState): Ring {
  return { ...ring, asOf: later(ring.asOf, entries.at(-1)?.bookedAt) };
}

/** Rings for what is left, naming how far this run came, so that the queue does not take the ring for the one before. */
async function carryOn(world: SettleWorld, { head }: ContractState, ring: Ring): Promise<'more-to-do'> {
  const after = [`entry/${head.entryCount}`, ...(head.sealedThrough === undefined ? [] : [head.sealedThrough])].join(
    '/',
  );
  await world.bells.ringContract({ ...ring, factSeq: head.factSeq, after });
  return 'more-to-do';
}

/** The ends of the periods that are over and not sealed, oldest first, and then now. */
function* momentsOf(state: ContractState, now: Instant): Generator<{ asOf: Instant; seals: boolean }> {
  const { dated, timeZone } = latest(state.versions).terms;
  let endsOn = nextStatementEnd(dated, state.head.sealedThrough);
  while (endOfPeriod(endsOn, timeZone) <= now) {
    yield { asOf: minutesAfter(endOfPeriod(endsOn, timeZone), -1), seals: true };
    endsOn = nextStatementEnd(dated, endsOn);
  }
  yield { asOf: now, seals: false };
}

async function ringIntents(world: SettleWorld, state: ContractState, ring: Ring): Promise<void> {
  for (const intent of state.openIntents) {
    if (intent.state !== 'pending' || retryAt(intent, ring.asOf) > ring.asOf) continue;
    const message = { ...ring, factSeq: state.head.factSeq, intent: intent.id };
    await (intent.kind === 'mail' ? world.bells.ringStatement(message) : world.bells.ringInvoice(message));
  }
}

/** When an intent may be tried: now, after its back-off, or once an unknown outcome has had time to show itself. */
function retryAt(intent: Intent, now: Instant): Instant {
  const unknownSince = intent.kind === 'mail' ? intent.sendingSince : undefined;
  if (unknownSince !== undefined) return minutesAfter(unknownSince, UNKNOWN_OUTCOME_MINUTES);
  return intent.notBefore ?? now;
}

function nextAttention(state: ContractState, now: Instant): Instant | undefined {
  const { dated, timeZone } = latest(state.versions).terms;
  let next = earlier(
    nextAccrual(state.versions, state.facts, now),
    endOfPeriod(nextStatementEnd(dated, state.head.sealedThrough), timeZone),
  );
  if (next !== undefined && next <= now) next = nextAccrual(state.versions, state.facts, now);
  const noticeDay = nextNoticeDay(state, dateIn(now, timeZone));
  next = earlier(next, noticeDay === undefined ? undefined : startOfDay(noticeDay, timeZone));
  for (const intent of state.openIntents) {
    if (intent.state !== 'pending') continue;
    const at = retryAt(intent, now);
    next = earlier(next, at > now ? at : minutesAfter(now, LOOK_AGAIN_MINUTES));
  }
  return next;
}

async function park(world: SettleWorld, ring: Ring, why: string, what: string): Promise<'parked'> {
  await world.store.park(ring.contractId, { at: ring.asOf, why, what });
  world.log.error('contract parked', { contractId: ring.contractId, why });
  world.log.count('ContractParked');
  return 'parked';
}
