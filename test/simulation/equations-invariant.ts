import type { Entry } from '../../shared/core/ledger/posting.ts';
import type { MemoryStripe } from '../builders/memory-stripe.ts';
import { broken, type Broken } from './broken.ts';
import type { Outside } from './outside.ts';
import { agreeingOf } from './sound.ts';

/**
 * The three equations of design.md, section 5.4, for each contract by itself, once all is quiet: income, receivable and
 * cash at Stripe are those in the books, to the cent; and so is the client's credit, which is a part of the second. Worked out from the objects at Stripe, by code of its own.
 */
export function wrongEquations(outside: Outside): Broken {
  for (const [id, { entries, postings }] of agreeingOf(outside)) {
    const atStripe = figuresAtStripe(outside.invoicer, id);
    const books = {
      income: -balance(entries, (account) => account.startsWith('income:') || account.startsWith('tax:')),
      receivable: balance(entries, (account) => account === 'accounts-receivable' || account === 'client-credit'),
      cash: balance(entries, (account) => account === 'cash' || account === 'cash-outside-stripe'),
      credit: balance(entries, (account) => account === 'client-credit'),
    };
    for (const name of ['income', 'receivable', 'cash', 'credit'] as const) {
      if (books[name] === atStripe[name]) continue;
      return broken(`the equation of ${name} holds`, `${id}: ${books[name]} in the books, ${atStripe[name]} at Stripe`);
    }
    const posted = sum([...postings.values()].map(({ amountMinor }) => amountMinor));
    if (posted !== books.income)
      return broken('the ledger replays to its postings', `${id}: ${books.income}, not ${posted}`);
  }
  return undefined;
}

interface Figures {
  readonly income: bigint;
  readonly receivable: bigint;
  readonly cash: bigint;
  /** A part of the receivable; below zero is a credit of the client. */
  readonly credit: bigint;
}

/** Finalised invoices less credit notes; what remains, less the client's credit, and what was taken back; payments less what went back. */
function figuresAtStripe(stripe: MemoryStripe, contractId: string): Figures {
  const invoices = [...stripe.invoices.values()].filter(
    (invoice) => invoice.contractId === contractId && invoice.status !== 'draft' && invoice.status !== 'void',
  );
  const own = new Set(invoices.map(({ id }) => id));
  const notes = stripe.creditNotes.filter(({ invoice, status }) => own.has(invoice) && status === 'issued');
  const payments = stripe.payments.filter(({ invoice, status }) => own.has(invoice) && status === 'paid');
  const charged = new Set(payments.flatMap(({ paymentIntent }) => paymentIntent ?? []));
  const isOwn = ({ paymentIntent }: { readonly paymentIntent?: string | undefined }): boolean =>
    paymentIntent !== undefined && charged.has(paymentIntent);
  const refunded = sum(
    stripe.refunds.filter((one) => isOwn(one) && one.status !== 'failed').map(({ amountMinor }) => amountMinor),
  );
  const taken = sum(
    stripe.disputes
      .filter((one) => isOwn(one) && (one.state === 'open' || one.state === 'lost'))
      .map(({ amountMinor }) => amountMinor),
  );
  const open = invoices.filter(({ status }) => status === 'open' || status === 'uncollectible');
  const customers = stripe.customers.filter((customer) => customer.contractId === contractId);
  const credit = sum(customers.map(({ balanceMinor }) => balanceMinor));
  return {
    credit,
    income: sum(invoices.map(({ totalMinor }) => totalMinor)) - sum(notes.map(({ amountMinor }) => amountMinor)),
    receivable:
      sum(open.map(({ remainingMinor }) => remainingMinor)) +
      credit +
      (refunded - sum(notes.map(({ refundedMinor }) => refundedMinor))) +
      taken,
    cash:
      sum(payments.map(({ paidMinor }) => paidMinor)) -
      refunded -
      taken -
      sum(notes.map(({ outsideMinor }) => outsideMinor)),
  };
}

/**
 * Of the same equations what must hold at every moment: an invoice is finalised and a credit note issued for a posting
 * that is in the books, over its amount, and money is booked of an invoice, refund or dispute that Stripe has, never
 * more than Stripe shows of it. Looks only at what is new. A restored table is behind Stripe, and is judged in the end.
 */
export function booksInvariant(outside: Outside): () => Broken {
  const { memory, invoicer, tables } = outside;
  const booked = new Map<string, Map<string, bigint>>();
  const read = new Map<string, number>();
  const first = tables.id;
  let writes = 0;
  return () => {
    if (tables.id !== first) return undefined;
    if (invoicer.writes.length !== writes) {
      writes = invoicer.writes.length;
      const wrong = wrongInvoice(outside);
      if (wrong !== undefined) return wrong;
    }
    for (const [id, { entries }] of memory.contracts) {
      const from = read.get(id) ?? 0;
      if (entries.length === from) continue;
      read.set(id, entries.length);
      const totals = booked.get(id) ?? new Map<string, bigint>();
      booked.set(id, totals);
      for (const entry of entries.slice(from)) {
        const wrong = wrongMovement(invoicer, entry, totals);
        if (wrong !== undefined) return wrong;
      }
    }
    return undefined;
  };
}

function wrongInvoice({ memory, invoicer }: Outside): Broken {
  const amountOf = (contractId: string | undefined, posting: string | undefined): bigint =>
    memory.contracts.get(contractId ?? '')?.postings.get(posting ?? '')?.amountMinor ?? 0n;
  for (const { id, contractId, posting, status, totalMinor } of invoicer.invoices.values()) {
    if (status === 'draft' || status === 'void' || totalMinor === amountOf(contractId, posting)) continue;
    return broken(
      'an invoice is over the amount of its posting',
      `${id} of ${posting ?? 'nothing'} is over ${totalMinor}`,
    );
  }
  const credited = new Map<string, bigint>();
  for (const { id, contractId, posting, status, amountMinor } of invoicer.creditNotes) {
    if (status === 'void') continue;
    const key = `${contractId ?? ''} ${posting ?? ''}`;
    const total = (credited.get(key) ?? 0n) + amountMinor;
    credited.set(key, total);
    if (total > -amountOf(contractId, posting))
      return broken('a credit note is of a posting, and no more than it', `${id} of ${posting ?? 'nothing'}: ${total}`);
  }
  return undefined;
}

/** What is booked so far of one invoice's payments, of one refund or of one dispute is what Stripe shows of it at most. */
function wrongMovement(stripe: MemoryStripe, entry: Entry, totals: Map<string, bigint>): Broken {
  const cash = balance([entry], (account) => account === 'cash');
  if (cash === 0n) return undefined;
  const cause = entry.cause.slice(0, entry.cause.lastIndexOf('#'));
  const total = (totals.get(cause) ?? 0n) + cash;
  totals.set(cause, total);
  const [kind, id] = [cause.slice(0, cause.indexOf('/')), cause.slice(cause.indexOf('/') + 1)];
  const most = atStripeOf(stripe, kind, id);
  const isThere = most > 0n ? total >= 0n && total <= most : total <= 0n && total >= most;
  if (isThere) return undefined;
  return broken(
    'cash is booked of what is at Stripe, once',
    `entry ${entry.number}, ${cause}: ${total}, there ${most}`,
  );
}

/** Signed: what came in is above zero. */
function atStripeOf({ payments, refunds, disputes }: MemoryStripe, kind: string, id: string): bigint {
  if (kind === 'payment')
    return sum(payments.filter(({ invoice }) => invoice === id).map(({ paidMinor }) => paidMinor));
  const gone = kind === 'refund' ? refunds : kind === 'dispute' ? disputes : [];
  return -sum(gone.filter((one) => one.id === id).map(({ amountMinor }) => amountMinor));
}

function balance(entries: readonly Entry[], isOf: (account: string) => boolean): bigint {
  let total = 0n;
  for (const { lines } of entries) {
    for (const { account, debitMinor, creditMinor } of lines) if (isOf(account)) total += debitMinor - creditMinor;
  }
  return total;
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((all, one) => all + one, 0n);
}
