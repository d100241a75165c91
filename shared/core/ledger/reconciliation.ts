import { factsOf, type Fact } from '../facts/fact.ts';
import type { InvoiceSeen } from '../facts/stripe-facts.ts';
import { explainDifference, type Difference } from './difference.ts';
import { equations, type AtStripe, type Equation } from './equations.ts';
import { isAdopted, isLive, isShownBy, type Family } from './family.ts';
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
      postingsMinor: family.notAtStripeMinor,
    });
    return explainDifference(family, figures, input.currency);
  });
  const strayMinor = input.balanceMinor - balanceOfInvoices(input.invoices);
  return {
    equations: equations(atStripe(input.invoices, input.balanceMinor), input.entries, {
      postingsMinor: families.reduce((sum, { notAtStripeMinor }) => sum + notAtStripeMinor, 0n),
    }),
    differences: [...differences, ...strayBalance(strayMinor)],
  };
}

function familiesOf(input: ReconcileInput): Family[] {
  const nameOf = namesOf(input.postings);
  const familyOf = (posting: string, fallback: string): string => nameOf.get(posting) ?? fallback;
  const seen = Map.groupBy(input.invoices, ({ invoice, posting }) => familyOf(posting, `invoice/${invoice}`));
  const booked = Map.groupBy(input.entries, ({ posting, cause }) => familyOf(posting, `entry/${cause}`));
  const posted = Map.groupBy(input.postings, ({ id }) => familyOf(id, id));
  const sentOf = Map.groupBy(input.intents, ({ posting }) => nameOf.get(posting));
  const names = new Set([...posted.keys(), ...booked.keys(), ...seen.keys()]);
  return [...names].map((id) => {
    const postings = posted.get(id) ?? [];
    const intents = sentOf.get(id) ?? [];
    const invoices = seen.get(id) ?? [];
    const unseen = postings.filter((posting) => !invoices.some((invoice) => isShownBy(invoice, posting, intents)));
    const absent = unseen.filter((posting) => isRightlyAbsent(posting, intents, input.facts));
    const sent = new Set(unseen.filter((posting) => !absent.includes(posting)).map((posting) => posting.id));
    return {
      id,
      postings,
      entries: booked.get(id) ?? [],
      intents,
      invoices,
      notAtStripeMinor: absent.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
      missing: intents.filter(({ posting }) => sent.has(posting)),
    };
  });
}

/** The receivable of each posting; of a refund, and of what was adopted, that of which it takes off. */
function namesOf(postings: readonly Posting[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { id, receivableId, corrects } of postings) names.set(id, names.get(corrects ?? '') ?? receivableId);
  return names;
}

/** True for a posting of which nothing at Stripe shows anything, and rightly so. */
function isRightlyAbsent(posting: Posting, intents: readonly InvoiceIntent[], facts: readonly Fact[]): boolean {
  const { id } = posting;
  const intent = intents.find((one) => one.posting === id);
  if (isAdopted(posting) || intent?.state !== 'done') return true;
  const isHandled = factsOf(facts, 'IntentHandled').some(
    ({ data }) => data.intent === intent.id && data.reason.startsWith('handled'),
  );
  const isRuled = factsOf(facts, 'InvoiceRuled').some(({ data }) => data.posting === id && data.ruling !== 'reissue');
  return isHandled || isRuled;
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
