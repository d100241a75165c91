import { balanceOn } from './balance.ts';
import type { Entry } from './posting.ts';

/** What is at Stripe of one contract, object by object; amounts in minor units of its currency. */
export interface AtStripe {
  readonly invoices: readonly {
    readonly id: string;
    readonly status: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible';
    readonly totalMinor: bigint;
    readonly remainingMinor: bigint;
  }[];
  readonly creditNotes: readonly {
    readonly invoice: string;
    readonly status: 'issued' | 'void';
    readonly amountMinor: bigint;
    readonly beforePaymentMinor: bigint;
    readonly toBalanceMinor: bigint;
    readonly outsideMinor: bigint;
  }[];
  readonly payments: readonly { readonly status: 'open' | 'paid' | 'canceled'; readonly paidMinor: bigint }[];
  readonly refunds: readonly { readonly status: string; readonly amountMinor: bigint }[];
  readonly disputes: readonly {
    readonly state: 'inquiry' | 'open' | 'won' | 'lost' | 'closed';
    readonly amountMinor: bigint;
  }[];
  /** The customer's balance: below zero is a credit of the client. */
  readonly balanceMinor: bigint;
}

/** What is in the books but has, rightly, nothing at Stripe that shows it: not pushed yet, or handled outside. */
export interface NotAtStripe {
  /** Signed sum of such postings. */
  readonly postingsMinor: bigint;
}

export interface EquationPart {
  readonly what: string;
  readonly amountMinor: bigint;
}

/** One of the three: its parts at Stripe sum to `atStripeMinor`; it holds when the difference is 0. */
export interface Equation {
  readonly name: 'income' | 'receivable' | 'cash';
  readonly parts: readonly EquationPart[];
  readonly atStripeMinor: bigint;
  readonly inBooksMinor: bigint;
  /** At Stripe less in the books. */
  readonly differenceMinor: bigint;
}

/**
 * The three equations between Stripe and the ledger, each worked out by itself. *Income*: finalised invoices that are
 * not void, less credit notes issued on them, plus what is not at Stripe. *Receivable*: amounts remaining and the customer's
 * balance, plus what was given or taken back without a credit note and is owed again, less what was written off, plus
 * what is not at Stripe. *Cash*: payments less refunds, less what banks have taken back. Source: design.md 5.4.
 * Example: an invoice of 200000, paid, of which 50000 was refunded with a credit note: income 150000, receivable 0,
 * cash 150000.
 */
export function equations(
  atStripe: AtStripe,
  entries: readonly Entry[],
  notAtStripe: NotAtStripe,
): readonly [income: Equation, receivable: Equation, cash: Equation] {
  const voided = new Set(atStripe.invoices.filter(({ status }) => status === 'void').map(({ id }) => id));
  const notes = atStripe.creditNotes.filter(({ status, invoice }) => status === 'issued' && !voided.has(invoice));
  const paidMinor = sum(atStripe.payments.map((payment) => (payment.status === 'paid' ? payment.paidMinor : 0n)));
  const refundedMinor = sum(atStripe.refunds.map((refund) => (isGone(refund) ? refund.amountMinor : 0n)));
  const takenMinor = sum(atStripe.disputes.map((dispute) => (isTaken(dispute) ? dispute.amountMinor : 0n)));
  const outsideMinor = sum(notes.map((note) => note.outsideMinor));
  const collectedMinor = collectedIn(entries);
  const notPushed = { what: 'Not at Stripe (yet)', amountMinor: notAtStripe.postingsMinor };
  return [
    equation('income', earnedIn(entries), [
      { what: 'Invoices finalised and not void', amountMinor: invoicedMinor(atStripe) },
      { what: 'Less credit notes', amountMinor: -sum(notes.map(({ amountMinor }) => amountMinor)) },
      notPushed,
    ]),
    equation('receivable', balanceOn(entries, 'accounts-receivable') + balanceOn(entries, 'client-credit'), [
      { what: 'Remaining on invoices', amountMinor: remainingMinor(atStripe) },
      { what: 'Balance of the customer', amountMinor: atStripe.balanceMinor },
      {
        what: 'Given back without a credit note',
        amountMinor: refundedMinor + outsideMinor + sum(notes.map((note) => note.toBalanceMinor - afterPayment(note))),
      },
      { what: 'Taken back by banks', amountMinor: takenMinor },
      { what: 'Less written off', amountMinor: -balanceOn(entries, 'written-off') },
      ...collected('Less collected outside of Stripe', -collectedMinor),
      notPushed,
    ]),
    equation('cash', balanceOn(entries, 'cash') + balanceOn(entries, 'cash-outside-stripe'), [
      { what: 'Payments', amountMinor: paidMinor },
      { what: 'Less refunds', amountMinor: -refundedMinor - outsideMinor },
      { what: 'Less taken back by banks', amountMinor: -takenMinor },
      ...collected('Collected outside of Stripe', collectedMinor),
    ]),
  ];
}

/** What came in by the word of a person alone, for claims that Stripe collects no more: Stripe shows nothing of it. */
function collectedIn(entries: readonly Entry[]): bigint {
  return balanceOn(
    entries.filter(({ cause }) => cause.startsWith('collected/')),
    'cash-outside-stripe',
  );
}

function collected(what: string, amountMinor: bigint): EquationPart[] {
  return amountMinor === 0n ? [] : [{ what, amountMinor }];
}

function equation(name: Equation['name'], inBooksMinor: bigint, parts: readonly EquationPart[]): Equation {
  const atStripeMinor = sum(parts.map(({ amountMinor }) => amountMinor));
  return { name, parts, atStripeMinor, inBooksMinor, differenceMinor: atStripeMinor - inBooksMinor };
}

/** What was earned and what is held for tax offices. */
function earnedIn(entries: readonly Entry[]): bigint {
  return sum(
    entries.flatMap((entry) =>
      entry.lines
        .filter(({ account }) => account.startsWith('income:') || account.startsWith('tax:'))
        .map(({ debitMinor, creditMinor }) => creditMinor - debitMinor),
    ),
  );
}

function invoicedMinor({ invoices }: AtStripe): bigint {
  return sum(invoices.map(({ status, totalMinor }) => (status === 'draft' || status === 'void' ? 0n : totalMinor)));
}

function remainingMinor({ invoices }: AtStripe): bigint {
  return sum(
    invoices.map((invoice) =>
      invoice.status === 'open' || invoice.status === 'uncollectible' ? invoice.remainingMinor : 0n,
    ),
  );
}

function afterPayment(note: AtStripe['creditNotes'][number]): bigint {
  return note.amountMinor - note.beforePaymentMinor;
}

/** True for a refund that has left: a failed or canceled one came back. */
export function isGone({ status }: { readonly status: string }): boolean {
  return status !== 'failed' && status !== 'canceled';
}

/** True while the bank has the money of a dispute. */
export function isTaken({ state }: Pick<AtStripe['disputes'][number], 'state'>): boolean {
  return state === 'open' || state === 'lost';
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
