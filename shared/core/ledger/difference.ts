import { formatMoney } from '../money/format-money.ts';
import { effectOn } from './balance.ts';
import type { equations } from './equations.ts';
import { isLive, isNoteOf, type Family } from './family.ts';

/** What is wrong, as far as the objects show it. `two-live` is a broken invariant: the contract is parked. */
export type DifferenceKind =
  | 'two-live'
  | 'not-at-stripe'
  | 'not-in-books'
  | 'other-amount'
  | 'credit-by-hand'
  | 'books'
  | 'money'
  | 'balance'
  | 'unexplained';

/** Where Stripe and the books part; the amounts are Stripe less books in the three equations, minor units. */
export interface Difference {
  /** The receivable; or `invoice/in_…` for one that the books do not know, or `customer-balance`. */
  readonly id: string;
  readonly kind: DifferenceKind;
  readonly incomeMinor: bigint;
  readonly receivableMinor: bigint;
  readonly cashMinor: bigint;
  /** Ids at Stripe and postings that it is about. */
  readonly objects: readonly string[];
  readonly why: string;
  readonly todo: string;
}

type Reason = Pick<Difference, 'kind' | 'objects' | 'why' | 'todo'>;

/**
 * The difference of one receivable with its reason and what to do; none where the three equations hold and no posting
 * has two live invoices. The first reason that applies is told: it explains most.
 */
export function explainDifference(
  family: Family,
  [income, receivable, cash]: ReturnType<typeof equations>,
  currency: string,
): Difference[] {
  const figures = {
    incomeMinor: income.differenceMinor,
    receivableMinor: receivable.differenceMinor,
    cashMinor: cash.differenceMinor,
  };
  const doubled = twoLive(family);
  const agrees = Object.values(figures).every((minor) => minor === 0n);
  if (agrees && doubled === undefined) return [];
  const reason =
    doubled ??
    notInBooks(family) ??
    booksDrift(family, currency) ??
    notAtStripe(family) ??
    otherAmount(family, currency) ??
    creditByHand(family, currency) ??
    otherMoney(family, figures.cashMinor, currency) ??
    unexplained(family);
  return [{ id: family.id, ...figures, ...reason }];
}

function twoLive({ postings, invoices }: Family): Reason | undefined {
  for (const { id } of postings) {
    const live = invoices.filter((invoice) => invoice.posting === id && isLive(invoice));
    if (live.length < 2) continue;
    return {
      kind: 'two-live',
      objects: [id, ...live.map(({ invoice }) => invoice)],
      why: `${live.length} invoices are live for one posting. The contract is parked.`,
      todo: 'Void all but one in the dashboard, the unpaid ones; give back what was paid twice. Then reconcile again and unpark.',
    };
  }
  return undefined;
}

function notInBooks({ postings, invoices }: Family): Reason | undefined {
  const known = new Set(postings.map(({ id }) => id));
  const unknown = invoices.filter((invoice) => isLive(invoice) && !known.has(invoice.posting));
  if (unknown.length === 0) return undefined;
  return {
    kind: 'not-in-books',
    objects: unknown.map(({ invoice }) => invoice),
    why: 'Stripe has an invoice of ours whose posting the books do not know: the table was restored, or a fact was lost.',
    todo: 'Let the CRM send its events again; then settle. If nothing explains it, void the invoice in the dashboard.',
  };
}

/** The entry of a posting is written with it and never changed: if they part, somebody changed the table. */
function booksDrift({ postings, entries }: Family, currency: string): Reason | undefined {
  for (const { id, amountMinor } of postings) {
    const own = entries.filter((entry) => entry.kind === 'posting' && entry.posting === id);
    const bookedMinor = own.reduce((sum, entry) => sum + effectOn(entry, 'accounts-receivable'), 0n);
    if (bookedMinor === amountMinor) continue;
    return {
      kind: 'books',
      objects: [id, ...own.map(({ number }) => `entry ${number}`)],
      why: `The posting is ${formatMoney(amountMinor, currency)}, but its entry in the ledger is ${formatMoney(bookedMinor, currency)}.`,
      todo: 'An entry is never changed by the software. Find who changed the table (CloudTrail), and restore it to before that.',
    };
  }
  return undefined;
}

function notAtStripe({ missing, invoices }: Family): Reason | undefined {
  const [intent] = missing;
  if (intent === undefined) return undefined;
  const { id, posting, kind, creditNote, invoice } = intent;
  const notes = invoices.flatMap(({ creditNotes }) => creditNotes);
  const found =
    kind === 'invoice'
      ? invoices.findLast((one) => one.posting === posting)
      : notes.findLast((note) => note.intent === id);
  return {
    kind: 'not-at-stripe',
    objects: [posting, ...[creditNote ?? invoice].filter((known) => known !== undefined)],
    why: `It was sent, but at Stripe its ${kind === 'invoice' ? 'invoice' : 'credit note'} is ${found?.status ?? 'gone'}: a person changed it there.`,
    todo: '`tallystick waiting` asks what to make of it: accept it, send it again, write it off, or leave it.',
  };
}

function otherAmount({ postings, invoices }: Family, currency: string): Reason | undefined {
  for (const { id, amountMinor } of postings) {
    const changed = invoices.find(
      (invoice) => invoice.posting === id && isLive(invoice) && invoice.totalMinor !== amountMinor,
    );
    if (changed === undefined) continue;
    return {
      kind: 'other-amount',
      objects: [id, changed.invoice],
      why: `The invoice at Stripe is ${formatMoney(changed.totalMinor, currency)}, the posting ${formatMoney(amountMinor, currency)}.`,
      todo: 'Void it in the dashboard and answer the question that then waits with `reissue`; or correct the contract by a fact.',
    };
  }
  return undefined;
}

function creditByHand({ postings, invoices, intents }: Family, currency: string): Reason | undefined {
  const byHand = invoices
    .filter(isLive)
    .flatMap(({ creditNotes }) => creditNotes)
    .filter((note) => note.status === 'issued' && !postings.some((posting) => isNoteOf(note, posting, intents)));
  if (byHand.length === 0) return undefined;
  const sumMinor = byHand.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  return {
    kind: 'credit-by-hand',
    objects: byHand.map(({ id }) => id),
    why: `${formatMoney(sumMinor, currency)} was credited in the dashboard, and nothing in the contract says why.`,
    todo: '`tallystick waiting` asks whether to accept it. If it was a mistake, void the credit note in the dashboard.',
  };
}

function otherMoney({ postings, invoices }: Family, cashMinor: bigint, currency: string): Reason | undefined {
  if (cashMinor === 0n) return undefined;
  return {
    kind: 'money',
    objects: [...postings.map(({ id }) => id), ...invoices.map(({ invoice }) => invoice)],
    why: `Money at Stripe and money in the books differ by ${formatMoney(cashMinor, currency)}, and what is on record does not say why.`,
    todo: 'Reconcile again in an hour. If it stays, compare the payments of the invoice in the dashboard with `tallystick ledger`.',
  };
}

function unexplained({ postings, invoices }: Family): Reason {
  return {
    kind: 'unexplained',
    objects: [...postings.map(({ id }) => id), ...invoices.map(({ invoice }) => invoice)],
    why: 'No single object explains it.',
    todo: 'Compare the invoice in the dashboard with `tallystick ledger` line by line, and report it: this should not happen.',
  };
}
