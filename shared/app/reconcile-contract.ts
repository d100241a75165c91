import { dateIn, later, type Instant } from '../core/calendar/instant.ts';
import { DependencyError, Fault } from '../core/errors.ts';
import { decideSettlement } from '../core/ledger/decide-settlement.ts';
import { entryOfMovement, entryOfPosting } from '../core/ledger/entries.ts';
import { isLive } from '../core/ledger/family.ts';
import { intentIdOf, type InvoiceIntent, type MailIntent } from '../core/ledger/intent.ts';
import type { Entry, Posting } from '../core/ledger/posting.ts';
import { reconcile } from '../core/ledger/reconciliation.ts';
import { unbookedMovements } from '../core/ledger/unbooked-movements.ts';
import type { InvoiceSeen } from '../core/facts/stripe-facts.ts';
import { latest } from '../core/owed/versions.ts';
import { endOfPeriod, nextStatementEnd } from '../core/statement/period.ts';
import type {
  ContractReconciliation,
  ReconcileRing,
  ReconciliationStore,
  WouldSend,
} from '../ports/reconciliations.ts';
import { noted } from './back-off.ts';
import { isParked, memoOf, readState, type ContractState } from './contract-state.ts';
import type { Looked, LookWorld } from './look-at-stripe.ts';
import { intentOf } from './intent-of-posting.ts';
import { invoiceIntents, lookUntilStill } from './look-until-still.ts';
import { withRetries } from './with-retries.ts';

export interface ReconcileWorld extends LookWorld {
  readonly reconciliations: ReconciliationStore;
}

const MOST_KEPT = 50;

/**
 * Compares one contract with Stripe, both ways and to the cent, and keeps the result. What Stripe has and the record has
 * not is recorded first. A contract that has two live invoices for one posting is parked; one that cannot be compared
 * says so in its result, and the others go on; Stripe being away is no reason to park, and the next run looks again.
 */
export async function reconcileContract(world: ReconcileWorld, ring: ReconcileRing): Promise<ContractReconciliation> {
  try {
    const result = await withRetries(() => compare(world, ring));
    await world.reconciliations.saveResult(result);
    if (result.state === 'differs') world.log.count('ReconciliationDiffers');
    return result;
  } catch (error) {
    if (error instanceof Fault) return keepFailure(world, ring, error);
    // Nobody foresaw it. Its queue tries it again; whoever waits for the comparison learns that there is none.
    const result = await failedResult(world, ring, 'unexpected');
    await world.reconciliations.saveResult(result);
    // While a person has still to look at the contract, another dead letter says nothing new.
    if (await isParked(world.store, ring.contractId)) return result;
    throw error;
  }
}

async function compare(world: ReconcileWorld, ring: ReconcileRing): Promise<ContractReconciliation> {
  const { store } = world;
  const { contractId } = ring;
  const { mode, looked, ...still } = await lookUntilStill(world, ring);
  const adopted = mode === 'adopt' ? await adoptIntents(world, ring, looked) : 0;
  const state = adopted > 0 ? await readState(store, contractId) : still.state;
  const { currency } = latest(state.versions).terms;
  // The ring may have lain in its queue for days, and what is on record by now is from after it.
  const asOf = state.facts.reduce((newest, { recordedAt }) => later(newest, recordedAt), ring.asOf);
  const books = booksToBe(state, asOf);
  // A restored table posts only once the period before is sealed what Stripe may have been sent already.
  const toBe = books.unposted.map((posting) => intentOf(posting, asOf));
  const intents = [...still.intents, ...toBe];
  const { equations, differences } = reconcile({
    currency,
    ...looked,
    facts: state.facts,
    postings: books.postings,
    entries: books.entries,
    intents,
  });
  for (const { kind, objects, why } of differences) {
    if (kind === 'two-live') await park(world, ring, why, objects.join(', '));
  }
  const { run } = ring;
  const tableId = await store.tableId();
  return {
    contractId,
    run,
    mode,
    at: ring.asOf,
    tableId,
    currency,
    equations,
    state: differences.length === 0 ? 'agrees' : 'differs',
    differences: differences.slice(0, MOST_KEPT),
    differenceCount: differences.length,
    recorded: looked.recorded,
    adopted,
    wouldSend: wouldSend(state, { asOf, unposted: books.unposted, invoices: looked.invoices }),
  };
}

interface BooksToBe {
  readonly postings: readonly Posting[];
  readonly entries: readonly Entry[];
  /** What is owed and not posted yet. */
  readonly unposted: readonly Posting[];
}

/** The books as they will be once all that is owed and on record is booked: a settling on its way is no difference. */
function booksToBe(state: ContractState, asOf: Instant): BooksToBe {
  const settlement = decideSettlement({ ...state, asOf, now: asOf, memo: memoOf(state) });
  if (settlement.outcome === 'parked') return { ...state, unposted: [] };
  const unposted = settlement.postings;
  const postings = [...state.postings, ...unposted];
  const next = state.entries.length + 1;
  const posted = [...state.entries, ...unposted.map((posting, index) => entryOfPosting(posting, next + index, asOf))];
  const { timeZone } = latest(state.versions).terms;
  const { facts } = state;
  const drafts = unbookedMovements({ facts, postings, entries: posted }, timeZone, dateIn(asOf, timeZone));
  const entries = [...posted, ...drafts.map((draft, at) => entryOfMovement(draft, posted.length + at + 1, asOf))];
  return { postings, entries, unposted };
}

/** What is open here and done at Stripe: the table was restored to before it was done. */
async function adoptIntents(world: ReconcileWorld, ring: ReconcileRing, { invoices }: Looked): Promise<number> {
  let adopted = 0;
  for (const intent of await invoiceIntents(world.store, ring.contractId)) {
    if (intent.state === 'done') continue;
    const there = thereAlready(intent, invoices);
    if (there === undefined) continue;
    const history = noted(intent, ring.asOf, 'Found done at Stripe by `fence adopt`');
    await world.store.saveIntent(ring.contractId, { ...intent, ...there, state: 'done', failures: 0, history });
    adopted += 1;
  }
  return adopted;
}

function thereAlready(
  intent: Pick<InvoiceIntent, 'id' | 'kind' | 'posting' | 'amountMinor'>,
  invoices: readonly InvoiceSeen[],
): Pick<InvoiceIntent, 'invoice' | 'invoiceNumber' | 'creditNote' | 'parts'> | undefined {
  if (intent.kind === 'credit-note') {
    const parts = invoices.flatMap(({ invoice, creditNotes }) =>
      creditNotes
        .filter(({ status, intent: of }) => status === 'issued' && of === intent.id)
        .map(({ id: creditNote, amountMinor }) => ({ invoice, creditNote, amountMinor })),
    );
    const [first] = parts;
    if (first === undefined || parts.reduce((sum, part) => sum - part.amountMinor, 0n) !== intent.amountMinor)
      return undefined;
    const { invoice, creditNote } = first;
    return { invoice, creditNote, ...(parts.length === 1 ? {} : { parts }) };
  }
  const own = invoices.filter((invoice) => isLive(invoice) && invoice.posting === intent.posting);
  const [invoice] = own;
  if (invoice === undefined || own.length > 1 || invoice.totalMinor !== intent.amountMinor) return undefined;
  return { invoice: invoice.invoice, ...(invoice.number === undefined ? {} : { invoiceNumber: invoice.number }) };
}

/** What is ready, what will be posted, and the statements that will be sealed, less what Stripe has already. */
function wouldSend(
  { openIntents, versions, head }: ContractState,
  of: { readonly asOf: Instant; readonly unposted: readonly Posting[]; readonly invoices: readonly InvoiceSeen[] },
): WouldSend[] {
  const ready = openIntents
    .filter((intent) => intent.state === 'pending')
    .filter((intent) => intent.kind === 'mail' || thereAlready(intent, of.invoices) === undefined)
    .map((intent): WouldSend =>
      intent.kind === 'mail'
        ? { intent: intent.id, kind: 'mail', what: `${mailName(intent)}, to the ${intent.party}` }
        : { intent: intent.id, kind: intent.kind, what: intent.description, amountMinor: intent.amountMinor },
    );
  const toPost = of.unposted
    .map((posting) => ({ ...posting, posting: posting.id, id: intentIdOf(posting.id) }))
    .map((posting) => ({
      ...posting,
      kind: posting.amountMinor > 0n ? ('invoice' as const) : ('credit-note' as const),
    }))
    .filter((posting) => thereAlready(posting, of.invoices) === undefined)
    .map(({ id, kind, description, amountMinor }) => ({ intent: id, kind, what: description, amountMinor }));
  const { dated, timeZone } = latest(versions).terms;
  const toSeal: WouldSend[] = [];
  let endsOn = nextStatementEnd(dated, head.sealedThrough);
  while (endOfPeriod(endsOn, timeZone) <= of.asOf) {
    toSeal.push({ intent: `mail/${endsOn}`, kind: 'mail', what: `Statement to ${endsOn}, to both parties` });
    endsOn = nextStatementEnd(dated, endsOn);
  }
  return [...ready, ...toPost, ...toSeal];
}

/** Which mail it is, in words. */
function mailName(intent: MailIntent): string {
  return 'notice' in intent ? `Notice ${intent.notice.id}` : `Statement to ${intent.statement}`;
}

async function park({ store, log }: ReconcileWorld, ring: ReconcileRing, why: string, what: string): Promise<void> {
  if ((await store.readHead(ring.contractId))?.parked !== undefined) return;
  await store.park(ring.contractId, { at: ring.asOf, why, what });
  log.error('contract parked', { contractId: ring.contractId, what });
  log.count('ContractParked');
}

/** An invariant that does not hold parks the contract; what is refused for good is a result that says so. */
async function keepFailure(world: ReconcileWorld, ring: ReconcileRing, fault: Fault): Promise<ContractReconciliation> {
  const { contractId } = ring;
  world.log.error('not reconciled', { contractId, code: fault.code, ...fault.details });
  world.log.count(fault instanceof DependencyError ? 'DependencyFailed' : 'ReconciliationDiffers');
  if (fault.code === 'invariant.broken') await park(world, ring, fault.message, 'reconcile');
  const result = await failedResult(world, ring, fault.code);
  await world.reconciliations.saveResult(result);
  return result;
}

async function failedResult(
  { store }: ReconcileWorld,
  { contractId, run, mode, asOf }: ReconcileRing,
  failure: string,
): Promise<ContractReconciliation> {
  const nothing = { equations: [], differences: [], differenceCount: 0, recorded: 0, adopted: 0, wouldSend: [] };
  const tableId = await store.tableId();
  return { contractId, run, mode, at: asOf, tableId, state: 'failed', currency: '', failure, ...nothing };
}
