import { factsOf, type Fact } from '../facts/fact.ts';
import type { InvoiceSeen } from '../facts/stripe-facts.ts';
import { explainDifference, type Difference } from './difference.ts';
import { equations, type AtStripe, type Equation } from './equations.ts';
import { isLive, type Family } from './family.ts';
import type { InvoiceIntent } from './intent.ts';
import type { Entry, Posting } from './posting.ts';

/** One contract, both halves: what Stripe shows of it now and what the books hold. Amounts in minor units. */
export interface ReconcileInput {
  readonly currency: string;
  /** Every invoice of this contract that Stripe has, as it was just looked at. */
  readonly invoices: readonly InvoiceSeen[];
  /** The customer's balance at Stripe: below zero is a credit of the client. */
  readonly balanceMinor: bigint;
  readonly facts: readonly Fact[];
  readonly postings: readonly Posting[];
  /** The books, with what is on record and will be booked at the next settling. */
  readonly entries: readonly Entry[];
  readonly intents: readonly InvoiceIntent[];
}

export interface Reconciled {
  readonly equations: readonly Equation[];
  readonly differences: readonly Difference[];
}

/**
 * Holds Stripe against the ledger by the three equations, for the contract and for each receivable in it, so that a
 * difference is found where it is. The differences of the receivables and of the customer's balance sum to those of
 * the contract, to the cent. Example: one cent changed in an entry of `retainer/1999-05-06` is a difference of 1 there.
 * Source: design.md 5.4.
 */
export function reconcile(input: ReconcileInput): Reconciled {
  const families = familiesOf(input);
  const differences = families.flatMap((family) => {
    const figures = equations(atStripe(family.invoices, balanceOfInvoices(family.invoices)), family.entries, {
      postingsMinor: notAtStripeMinor(family),
    });
    return explainDifference(family, figures, input.currency);
  });
  const strayMinor = input.balanceMinor - balanceOfInvoices(input.invoices);
  return {
    equations: equations(atStripe(input.invoices, input.balanceMinor), input.entries, {
      postingsMinor: families.reduce((sum, family) => sum + notAtStripeMinor(family), 0n),
    }),
    differences: [...differences, ...strayBalance(strayMinor)],
  };
}

function familiesOf(input: ReconcileInput): Family[] {
  const intents = new Map(input.intents.map((intent) => [intent.posting, intent]));
  const nameOf = new Map(
    input.postings.map(({ id, receivableId }) => [id, intents.get(id)?.credits ?? receivableId] as const),
  );
  const familyOf = (posting: string, fallback: string): string => nameOf.get(posting) ?? fallback;
  const seen = Map.groupBy(input.invoices, ({ invoice, posting }) => familyOf(posting, `invoice/${invoice}`));
  const booked = Map.groupBy(input.entries, ({ posting, cause }) => familyOf(posting, `entry/${cause}`));
  const posted = Map.groupBy(input.postings, ({ id }) => familyOf(id, id));
  const names = new Set([...posted.keys(), ...booked.keys(), ...seen.keys()]);
  return [...names].map((id) => {
    const postings = posted.get(id) ?? [];
    const own = postings.flatMap((posting) => intents.get(posting.id) ?? []);
    const invoices = seen.get(id) ?? [];
    const notAtStripe = new Set(
      postings.filter((posting) => isRightlyAbsent(posting, { ...input, invoices })).map((posting) => posting.id),
    );
    return { id, postings, entries: booked.get(id) ?? [], intents: own, invoices, notAtStripe };
  });
}

/** True for a posting that nothing at Stripe shows, and rightly so. */
function isRightlyAbsent({ id }: Posting, { invoices, intents, facts }: ReconcileInput): boolean {
  const intent = intents.find(({ posting }) => posting === id);
  if (invoices.some((invoice) => isShownBy(invoice, id, intent))) return false;
  if (intent === undefined || intent.state !== 'done') return true;
  const isHandled = factsOf(facts, 'IntentHandled').some(
    ({ data }) => data.intent === intent.id && data.reason.startsWith('handled'),
  );
  const isRuled = factsOf(facts, 'InvoiceRuled').some(({ data }) => data.posting === id && data.ruling !== 'reissue');
  return isHandled || isRuled;
}

/** True when the invoice, or a credit note on it, is the live one of the posting. */
function isShownBy(invoice: InvoiceSeen, posting: string, intent: InvoiceIntent | undefined): boolean {
  if (!isLive(invoice)) return false;
  if (invoice.posting === posting) return true;
  return invoice.creditNotes.some(
    (note) =>
      note.status === 'issued' && intent !== undefined && (note.intent === intent.id || note.id === intent.creditNote),
  );
}

function notAtStripeMinor({ postings, notAtStripe }: Family): bigint {
  return postings.reduce((sum, { id, amountMinor }) => (notAtStripe.has(id) ? sum + amountMinor : sum), 0n);
}

/** What the invoices left on the customer's balance: used credit raises it, what is credited to the client lowers it. */
function balanceOfInvoices(invoices: readonly InvoiceSeen[]): bigint {
  return invoices.filter(isLive).reduce((sum, { creditUsedMinor, carriedMinor, overpaidMinor, creditNotes }) => {
    const issued = creditNotes.filter(({ status }) => status === 'issued');
    const creditedMinor = issued.reduce((total, { toBalanceMinor }) => total + toBalanceMinor, 0n);
    return sum + creditUsedMinor + carriedMinor - overpaidMinor - creditedMinor;
  }, 0n);
}

function atStripe(invoices: readonly InvoiceSeen[], balanceMinor: bigint): AtStripe {
  const there = invoices.flatMap(({ status, ...invoice }) => (status === 'deleted' ? [] : [{ ...invoice, status }]));
  return {
    invoices: there.map((invoice) => ({ ...invoice, id: invoice.invoice })),
    creditNotes: there.flatMap(({ invoice, creditNotes }) => creditNotes.map((note) => ({ ...note, invoice }))),
    payments: there.flatMap(({ payments }) =>
      payments.map(({ amountMinor }) => ({ status: 'paid' as const, paidMinor: amountMinor })),
    ),
    refunds: there.flatMap(({ refunds }) => refunds.map((refund) => ({ ...refund, status: 'succeeded' }))),
    disputes: there.flatMap(({ disputes }) => disputes),
    balanceMinor,
  };
}

/** A balance that no invoice of ours explains was changed by a person, or by an invoice that is not ours. */
function strayBalance(strayMinor: bigint): Difference[] {
  if (strayMinor === 0n) return [];
  return [
    {
      id: 'customer-balance',
      kind: 'balance',
      incomeMinor: 0n,
      receivableMinor: strayMinor,
      cashMinor: 0n,
      objects: [],
      why: 'The balance of the customer at Stripe is not what its invoices and credit notes make it.',
      todo: 'Look at the balance in the dashboard. What a person adjusted by hand, adjust back there, and correct by a credit note instead.',
    },
  ];
}
