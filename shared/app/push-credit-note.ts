import { minutesAfter } from '../core/calendar/instant.ts';
import { InvariantError } from '../core/errors.ts';
import { factsOf } from '../core/facts/fact.ts';
import type { DrawnCredit, FrozenCredit, GiveBack, InvoiceIntent } from '../core/ledger/intent.ts';
import { isGone, isTaken } from '../core/ledger/equations.ts';
import { SILENT_CORRECTIONS } from '../core/terms/terms.ts';
import type { IntentRing } from '../ports/bell.ts';
import type { InvoicerCreditNote, InvoicerInvoice } from '../ports/invoicer-invoice.ts';
import { noted } from './back-off.ts';
import { amountText, ask, key, termsOf, type PushOutcome, type PushWorld } from './push-world.ts';

/**
 * A correction down: one credit note on the newest invoice of the same receivable that can carry it, or one on each of
 * several that together can. What is not paid yet is taken off; what was paid is refunded or becomes the client's credit,
 * by the contract's term. When all of them together cannot carry it, or the money cannot go back the way it came, a person
 * is asked. Adopts before it creates, as for invoices; what was drawn before a crash counts.
 */
export async function pushCreditNote(world: PushWorld, ring: IntentRing, intent: InvoiceIntent): Promise<PushOutcome> {
  const siblings = await invoicesOfReceivable(world, ring, intent);
  if (siblings === 'not-yet') return 'nothing-to-do';
  const stays = await stillDrawn(world, ring, intent);
  if (stays !== undefined) return stays;
  const invoices: InvoicerInvoice[] = [];
  const drawn: DrawnCredit[] = [];
  for (const sibling of siblings) {
    const invoice = await world.invoicer.readInvoice(sibling);
    if (invoice.status === 'void') continue;
    const notes = await world.invoicer.creditNotesOf(sibling);
    drawn.push(...notes.filter((note) => note.intent === intent.id && note.status === 'issued').map(drawnOf));
    invoices.push(invoice);
  }
  const leftMinor = -intent.amountMinor - sumOf(drawn);
  if (leftMinor <= 0n) return finish(world, ring, intent, drawn);
  const parts = partsOf(invoices, leftMinor);
  if (parts.length === 0 && invoices.length === 0 && siblings.length > 0) {
    return withVoidInvoices(world, ring, intent, siblings);
  }
  if (parts.length === 0) {
    return ask(world, ring, `No invoice can carry a credit of ${amountText(intent)}: none is left that it fits on.`);
  }
  return drawAll(world, ring, intent, { parts, drawn });
}

interface Part {
  readonly invoice: InvoicerInvoice;
  readonly amountMinor: bigint;
}

/**
 * Which invoices carry it, newest first: the first that can carry all of it; else several, those on which something is still
 * to be paid before those that are paid. None when together they cannot.
 */
function partsOf(invoices: readonly InvoicerInvoice[], sizeMinor: bigint): Part[] {
  const carrier = invoices.find((invoice) => creditableMinor(invoice) >= sizeMinor);
  if (carrier !== undefined) return [{ invoice: carrier, amountMinor: sizeMinor }];
  const unpaid = invoices.filter(({ remainingMinor }) => remainingMinor > 0n);
  const ordered = new Set([...unpaid, ...invoices]);
  let leftMinor = sizeMinor;
  const parts = [...ordered].flatMap((invoice): Part[] => {
    const amountMinor = smaller(leftMinor, creditableMinor(invoice));
    leftMinor -= amountMinor;
    return amountMinor === 0n ? [] : [{ invoice, amountMinor }];
  });
  return leftMinor === 0n ? parts : [];
}

async function drawAll(
  world: PushWorld,
  ring: IntentRing,
  first: InvoiceIntent,
  { parts, drawn }: { readonly parts: readonly Part[]; readonly drawn: readonly DrawnCredit[] },
): Promise<PushOutcome> {
  const giveBack = first.giveBack ?? ((await termsOf(world.store, ring)).corrections ?? SILENT_CORRECTIONS).onPaid;
  let intent = first;
  const all = [...drawn];
  for (const { invoice, amountMinor } of parts) {
    const ways = await waysOf(world, invoice, amountMinor, giveBack);
    if (ways === 'not-refundable') return ask(world, ring, NOT_REFUNDABLE, ['customer-balance', 'outside']);
    const isWhole = amountMinor === -first.amountMinor;
    intent = await frozen(world, ring, intent, isWhole ? ways : { ...ways, amountMinor });
    all.push(drawnOf(await credit(world, ring, intent, { ...ways, amountMinor })));
  }
  return finish(world, ring, intent, all);
}

function drawnOf({ id, invoice, amountMinor }: InvoicerCreditNote): DrawnCredit {
  return { invoice, creditNote: id, amountMinor };
}

function sumOf(drawn: readonly DrawnCredit[]): bigint {
  return drawn.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

/** A credit note that went down with an invoice made anew is drawn again; where the invoice stayed, so did the note. */
async function stillDrawn(world: PushWorld, ring: IntentRing, intent: InvoiceIntent): Promise<PushOutcome | undefined> {
  const of = intent.reissue?.of;
  if (of === undefined || of.startsWith('cn_')) return undefined;
  const { status } = await world.invoicer.readInvoice(of);
  if (status === 'void') return undefined;
  const history = noted(intent, ring.asOf, `Invoice ${of} is ${status}: the credit note on it stands`);
  await world.store.saveIntent(ring.contractId, { ...intent, state: 'done', invoice: of, history });
  return 'done';
}

const LOOK_AGAIN_MINUTES = 60;

/**
 * Every invoice that it could be drawn on was made void by hand. Once a person has adopted that, nothing is left to
 * credit; made anew, there is an invoice again. Until then it waits for that answer, and asks for none of its own.
 */
async function withVoidInvoices(
  world: PushWorld,
  ring: IntentRing,
  intent: InvoiceIntent,
  siblings: readonly string[],
): Promise<PushOutcome> {
  const { contractId, asOf } = ring;
  const facts = (await world.store.readContract(contractId))?.facts ?? [];
  const adopted = factsOf(facts, 'InvoiceRuled').find(
    ({ data }) => data.ruling === 'adopt' && data.happening === 'void' && siblings.includes(data.invoice),
  );
  if (adopted !== undefined) {
    const { invoice } = adopted.data;
    const history = noted(intent, asOf, `Invoice ${invoice} is void, and that was adopted: nothing is left to credit`);
    await world.store.saveIntent(contractId, { ...intent, state: 'done', invoice, history });
    return 'done';
  }
  const notBefore = minutesAfter(asOf, LOOK_AGAIN_MINUTES);
  await world.store.saveIntent(contractId, { ...intent, notBefore });
  await world.store.callAttention(contractId, notBefore);
  return 'later';
}

const NOT_REFUNDABLE =
  'The contract has it refunded, but not all of it was paid through Stripe, or a bank has it. Answer customer-balance to ' +
  'keep it as the client’s credit, or outside once you have paid it back yourself.';

function credit(
  world: PushWorld,
  ring: IntentRing,
  intent: InvoiceIntent,
  ways: FrozenCredit & { readonly amountMinor: bigint },
): Promise<InvoicerCreditNote> {
  const because = intent.why === undefined ? '' : ` Because ${intent.why}.`;
  return world.invoicer.createCreditNote(
    {
      ...ways,
      currency: intent.currency,
      intent: intent.id,
      contractId: ring.contractId,
      posting: intent.posting,
      memo: `${intent.description}. Clause ${intent.clause} of the agreement.${because}`,
    },
    key(ring, intent, 'credit-note'),
  );
}

/** As much as no credit note has taken off yet, of one that is open or paid. */
function creditableMinor(invoice: InvoicerInvoice): bigint {
  const { status, totalMinor, creditedBeforePaymentMinor, creditedAfterPaymentMinor } = invoice;
  if (status !== 'open' && status !== 'paid') return 0n;
  return totalMinor - creditedBeforePaymentMinor - creditedAfterPaymentMinor;
}

/** First off what remains; of what was paid, back by the term. Refunds never exceed what Stripe can send back. */
async function waysOf(
  world: PushWorld,
  invoice: InvoicerInvoice,
  sizeMinor: bigint,
  giveBack: GiveBack,
): Promise<FrozenCredit | 'not-refundable'> {
  const afterMinor = sizeMinor - smaller(sizeMinor, invoice.remainingMinor);
  const none = { invoice: invoice.id, refundMinor: 0n, toBalanceMinor: 0n, outsideMinor: 0n };
  switch (giveBack) {
    case 'customer-balance':
      return { ...none, toBalanceMinor: afterMinor };
    case 'outside':
      return { ...none, outsideMinor: afterMinor };
    case 'refund':
      if (afterMinor > 0n && (await refundableMinor(world, invoice.id)) < afterMinor) return 'not-refundable';
      return { ...none, refundMinor: afterMinor };
    default:
      return giveBack satisfies never;
  }
}

async function refundableMinor({ invoicer }: PushWorld, invoice: string): Promise<bigint> {
  let sumMinor = 0n;
  for (const payment of await invoicer.paymentsOf(invoice)) {
    if (payment.how === 'outside') continue;
    const refunds = (await invoicer.refundsOf(payment)).filter(isGone);
    const disputes = (await invoicer.disputesOf(payment)).filter(isTaken);
    sumMinor += [...refunds, ...disputes].reduce((sum, { amountMinor }) => sum - amountMinor, payment.paidMinor);
  }
  return sumMinor;
}

/** Freezes how it is given back before the call. What was frozen but does not fit any more means a new attempt. */
async function frozen(
  world: PushWorld,
  ring: IntentRing,
  intent: InvoiceIntent,
  ways: FrozenCredit,
): Promise<InvoiceIntent> {
  const { frozenCredit: before } = intent;
  if (before !== undefined && isSame(before, ways)) return intent;
  const attempt = before === undefined ? intent.attempt : intent.attempt + 1;
  return world.store.saveIntent(ring.contractId, { ...intent, attempt, frozenCredit: ways });
}

function isSame(a: FrozenCredit, b: FrozenCredit): boolean {
  const isSameMoney = a.refundMinor === b.refundMinor && a.toBalanceMinor === b.toBalanceMinor;
  const isSamePart = a.invoice === b.invoice && a.amountMinor === b.amountMinor;
  return isSamePart && isSameMoney && a.outsideMinor === b.outsideMinor;
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** Invoices of the receivable's earlier postings, or of the one that a refund gives back, newest first; `not-yet` while one of them is still to be pushed. */
async function invoicesOfReceivable(
  world: PushWorld,
  ring: IntentRing,
  intent: InvoiceIntent,
): Promise<string[] | 'not-yet'> {
  const all = await world.store.listIntents(ring.contractId);
  const siblings = all.filter(
    (other): other is InvoiceIntent =>
      other.kind === 'invoice' && other.receivableId === (intent.credits ?? intent.receivableId),
  );
  if (siblings.some((sibling) => sibling.state === 'pending')) return 'not-yet';
  return siblings.toReversed().flatMap((sibling) => (sibling.invoice === undefined ? [] : [sibling.invoice]));
}

async function finish(
  world: PushWorld,
  ring: IntentRing,
  intent: InvoiceIntent,
  drawn: readonly DrawnCredit[],
): Promise<PushOutcome> {
  const [first] = drawn;
  if (first === undefined || sumOf(drawn) !== -intent.amountMinor) {
    throw new InvariantError('the credit note at Stripe is not what the posting says', {
      intent: intent.id,
      creditNote: first?.creditNote ?? null,
    });
  }
  const { invoice, creditNote } = first;
  const what = drawn.map((part) => `credit note ${part.creditNote} on invoice ${part.invoice}`).join(', ');
  await world.store.saveIntent(ring.contractId, {
    ...intent,
    state: 'done',
    failures: 0,
    invoice,
    creditNote,
    ...(drawn.length === 1 ? {} : { parts: drawn }),
    history: noted(intent, ring.asOf, `C${what.slice(1)}`),
  });
  return 'done';
}
