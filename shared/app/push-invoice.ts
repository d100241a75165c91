import { formatDate } from '../core/calendar/format-date.ts';
import { dateIn, epochOf, instantFromEpoch, later, startOfDay } from '../core/calendar/instant.ts';
import { daysAfter } from '../core/calendar/plain-date.ts';
import { DependencyError, FenceShutError, InvariantError } from '../core/errors.ts';
import type { FrozenInvoice, GiveBack, InvoiceIntent } from '../core/ledger/intent.ts';
import type { IntentRing } from '../ports/bell.ts';
import type { InvoicerInvoice } from '../ports/invoicer-invoice.ts';
import { afterFailure, behindFence, noted } from './back-off.ts';
import { behindSwitch } from './behind-switch.ts';
import { isParked } from './contract-state.ts';
import { readFence } from './fence.ts';
import { customerOf } from './customer-of.ts';
import { pushCreditNote } from './push-credit-note.ts';
import { replaced } from './push-reissue.ts';
import { ask, key, readInvoiceIntent, termsOf, type PushOutcome, type PushWorld } from './push-world.ts';

/**
 * Makes Stripe match one intent: exactly one live invoice, or one credit note, for one posting. Every step is looked
 * up before it is taken: adopt before create, add the line only if it is absent, finalise only a draft whose total is
 * the intent's. Safe to crash anywhere and to run twice. Source: facts on Stripe 1.4; design.md section 3.5.
 */
export async function pushInvoice(world: PushWorld, ring: IntentRing): Promise<PushOutcome> {
  const intent = await readInvoiceIntent(world.store, ring);
  if (intent.state !== 'pending' || (await isParked(world.store, ring.contractId))) return 'nothing-to-do';
  const fence = await readFence(world.store, world.activations, ring.contractId);
  if (!fence.open) return holdBack(world, ring, fence.code);
  const outcome = await attempt({ ...world, invoicer: behindSwitch(world) }, ring, intent);
  if (outcome !== 'later' && outcome !== 'fenced') await world.bell.ringContract(ring);
  return outcome;
}

/** From its latest revision: an attempt that the switch cut short may have saved some. */
async function holdBack(world: PushWorld, ring: IntentRing, code: string): Promise<'fenced'> {
  const { contractId, intent: id, asOf } = ring;
  world.log.warn('fence is shut: nothing is sent to Stripe', { contractId, intent: id, code });
  world.log.count('FenceShut');
  await world.store.saveIntent(contractId, behindFence(await readInvoiceIntent(world.store, ring), asOf));
  return 'fenced';
}

async function attempt(world: PushWorld, ring: IntentRing, intent: InvoiceIntent): Promise<PushOutcome> {
  try {
    if (intent.kind === 'credit-note') return await pushCreditNote(world, ring, intent);
    return await matchInvoice(world, ring, intent);
  } catch (error) {
    if (error instanceof InvariantError) return quarantine(world, ring, error);
    if (error instanceof FenceShutError) return holdBack(world, ring, 'stopped');
    if (!(error instanceof DependencyError)) throw error;
    world.log.count('DependencyFailed');
    world.log.warn('Stripe failed', { contractId: ring.contractId, intent: intent.id, ...error.details });
    if (error.retryable) return tryLater(world, ring, error);
    const isLate = error.details['param'] === 'due_date' ? await tryFromNow(world, ring, error) : undefined;
    return isLate ?? ask(world, ring, `Stripe refused it: ${error.message}`, otherWays(intent));
  }
}

/** What cannot be given back in one way, as the credit of a client that was deleted at Stripe, may be in another. */
function otherWays({ kind }: InvoiceIntent): readonly GiveBack[] {
  return kind === 'credit-note' ? ['refund', 'customer-balance', 'outside'] : [];
}

async function matchInvoice(world: PushWorld, ring: IntentRing, first: InvoiceIntent): Promise<PushOutcome> {
  if (first.reissue !== undefined) {
    const stays = await replaced(world, ring, first, first.reissue);
    if (stays !== undefined) return stays;
  }
  const terms = await termsOf(world.store, ring);
  const { customer, deleted } = await customerOf(world, ring, first, terms);
  let intent = await frozen(world, ring, { ...first, customer }, terms.timeZone);
  let invoice = await adoptOrCreate(world, ring, intent, deleted);
  if (intent.invoice !== invoice.id)
    intent = await world.store.saveIntent(ring.contractId, { ...intent, invoice: invoice.id });
  if (invoice.status === 'draft') {
    if (invoice.lineCount === 0) invoice = await addLine(world, ring, intent, invoice);
    assertMatches(intent, invoice);
    invoice = await world.invoicer.finalize(invoice.id, key(ring, intent, 'finalize'));
  }
  if (invoice.status === 'void' || invoice.status === 'uncollectible') {
    return ask(world, ring, `Invoice ${invoice.id} at Stripe is ${invoice.status}; somebody changed it there.`);
  }
  assertMatches(intent, invoice);
  await world.store.saveIntent(ring.contractId, {
    ...intent,
    state: 'done',
    failures: 0,
    ...(invoice.hostedUrl === undefined ? {} : { hostedInvoiceUrl: invoice.hostedUrl }),
    ...(invoice.number === undefined ? {} : { invoiceNumber: invoice.number }),
    history: noted(intent, ring.asOf, `Invoice ${invoice.number ?? invoice.id} is ${invoice.status}`),
  });
  return 'done';
}

/** Made in its place, which a table does not know that was restored to a moment before. */
function isMadeAnew({ id }: InvoiceIntent, invoice: InvoicerInvoice): boolean {
  return invoice.intent?.startsWith(`${id.replace(/\/again\/[^/]*$/, '')}/again/`) === true;
}

async function adoptOrCreate(
  world: PushWorld,
  ring: IntentRing,
  intent: InvoiceIntent,
  deleted: readonly string[],
): Promise<InvoicerInvoice> {
  const { frozen: request, customer } = intent;
  const { contractId } = ring;
  if (request === undefined || customer === undefined)
    throw new InvariantError('an attempt without its frozen request', { intent: intent.id });
  const all = (await allOf(world, customer, deleted)).filter(
    (invoice) => invoice.contractId === contractId && !isPassedOver(intent, invoice),
  );
  const mine = all.filter((invoice) => invoice.intent === intent.id);
  const live = all.filter(
    (invoice) => (invoice.intent === intent.id || isMadeAnew(intent, invoice)) && invoice.status !== 'void',
  );
  if (live.length > 1) throw new InvariantError('two live invoices for one posting', { intent: intent.id });
  const [adopted] = live.length === 1 ? live : mine;
  if (adopted !== undefined) return adopted;
  return world.invoicer.createInvoice(
    {
      customer,
      contractId,
      posting: intent.posting,
      intent: intent.id,
      currency: intent.currency,
      dueAtEpochSeconds: request.dueAtEpochSeconds,
      description: request.description,
      workingUrl: request.workingUrl,
      workingHash: intent.workingHash,
    },
    key(ring, intent, 'create'),
  );
}

/**
 * The customer's invoices, and those of the ones before it that were deleted, which may be open or paid still. A draft of a deleted
 * customer can never be finalised, so it counts for nothing.
 */
async function allOf(
  { invoicer }: PushWorld,
  customer: string,
  deleted: readonly string[],
): Promise<InvoicerInvoice[]> {
  const made = [...(await invoicer.invoicesOf(customer))];
  for (const former of deleted.filter((one) => one !== customer)) {
    made.push(...(await invoicer.invoicesOf(former)).filter(({ status }) => status !== 'draft'));
  }
  return made;
}

/** A void invoice that a person has seen and answered with `try-again`. */
function isPassedOver({ passedOver = [] }: InvoiceIntent, { id, status }: InvoicerInvoice): boolean {
  return status === 'void' && passedOver.includes(id);
}

async function addLine(
  world: PushWorld,
  ring: IntentRing,
  intent: InvoiceIntent,
  invoice: InvoicerInvoice,
): Promise<InvoicerInvoice> {
  const { customer = '', amountMinor, currency } = intent;
  const description = `${intent.description} (clause ${intent.clause})`;
  const line = { invoice: invoice.id, customer, amountMinor, currency, description, intent: intent.id };
  await world.invoicer.addLine(line, key(ring, intent, 'line'));
  return world.invoicer.readInvoice(invoice.id);
}

/**
 * Freezes the request of this attempt before its first call. Stripe refuses a due date in the past, so it gets the
 * later of the contract's due date and tomorrow; a frozen date that has passed meanwhile means a new attempt.
 */
async function frozen(
  world: PushWorld,
  ring: IntentRing,
  intent: InvoiceIntent,
  timeZone: string,
): Promise<InvoiceIntent> {
  const stale = intent.frozen !== undefined && intent.frozen.dueAtEpochSeconds * 1000 <= epochOf(ring.asOf);
  if (intent.frozen !== undefined && (!stale || intent.invoice !== undefined)) return intent;
  const request = freeze(intent, ring, timeZone, world.publicBaseUrl);
  const attempt = stale ? intent.attempt + 1 : intent.attempt;
  return world.store.saveIntent(ring.contractId, { ...intent, attempt, frozen: request });
}

function freeze(intent: InvoiceIntent, ring: IntentRing, timeZone: string, publicBaseUrl: string): FrozenInvoice {
  const tomorrow = daysAfter(dateIn(later(ring.asOf, intent.notBefore), timeZone), 1);
  const dueOn = intent.dueOn > tomorrow ? intent.dueOn : tomorrow;
  const endOfDueDay = epochOf(startOfDay(daysAfter(dueOn, 1), timeZone)) / 1000 - 1;
  return {
    dueOn,
    dueAtEpochSeconds: endOfDueDay,
    description: descriptionOf(intent),
    workingUrl: `${publicBaseUrl}/workings/${encodeURIComponent(ring.contractId)}/${intent.workingHash}`,
  };
}

/** What it is for and until when, and for a correction or an invoice made anew also why, for both parties. */
function descriptionOf({ description, clause, dueOn, why, reissue }: InvoiceIntent): string {
  return [
    `${description}. Clause ${clause} of the agreement. Payable by ${formatDate(dueOn)}.`,
    ...(why === undefined ? [] : [`Because ${why}.`]),
    ...(reissue === undefined ? [] : [`Replaces invoice ${reissue.number ?? reissue.of}: ${reissue.reason}.`]),
  ].join(' ');
}

function assertMatches(intent: InvoiceIntent, invoice: InvoicerInvoice): void {
  if (invoice.totalMinor === intent.amountMinor && invoice.currency === intent.currency && invoice.lineCount === 1)
    return;
  throw new InvariantError('the invoice at Stripe is not what the posting says', {
    intent: intent.id,
    invoice: invoice.id,
  });
}

/** What is at Stripe is not what the ledger says: nothing more is done to this contract until a person has looked. */
async function quarantine(world: PushWorld, ring: IntentRing, error: InvariantError): Promise<'waiting'> {
  await world.store.park(ring.contractId, { at: ring.asOf, why: error.message, what: ring.intent });
  world.log.error('contract parked', { contractId: ring.contractId, ...error.details });
  world.log.count('ContractParked');
  return ask(world, ring, error.message);
}

async function tryLater(world: PushWorld, ring: IntentRing, error: DependencyError): Promise<'later'> {
  const intent = await readInvoiceIntent(world.store, ring);
  // After a 5xx Stripe may replay the saved failure for a day: look first (adoptOrCreate does), then use a new key.
  const attempt = error.details['keySpent'] === true ? intent.attempt + 1 : intent.attempt;
  const again = await world.store.saveIntent(ring.contractId, { ...afterFailure(intent, error, ring.asOf), attempt });
  await world.store.callAttention(ring.contractId, again.notBefore ?? ring.asOf);
  return 'later';
}

/** How often in a row a due date may have passed on the way before a person is asked. */
const MOST_LATE = 5;

/**
 * A ring that lay in its queue for days asks for a due date that has passed by Stripe's clock. So it is later than that
 * now: the new attempt counts from there at the earliest, whether the sweeper rings for it or a copy of the old ring.
 */
async function tryFromNow(world: PushWorld, ring: IntentRing, error: DependencyError): Promise<'later' | undefined> {
  const { frozen: refused, ...intent } = await readInvoiceIntent(world.store, ring);
  if (refused === undefined || intent.invoice !== undefined) return undefined;
  const failed = afterFailure(intent, error, ring.asOf);
  const inARow = failed.lastFailure === intent.lastFailure ? failed.failures : 1;
  if (inARow > MOST_LATE) return undefined;
  const notBefore = later(ring.asOf, instantFromEpoch(refused.dueAtEpochSeconds * 1000));
  const again = { ...failed, failures: inARow, attempt: intent.attempt + 1, notBefore };
  await world.store.saveIntent(ring.contractId, again);
  await world.store.callAttention(ring.contractId, notBefore);
  return 'later';
}
