import { dateIn, type Instant } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import { factsOf, type Fact, type FactOf } from '../facts/fact.ts';
import type { InvoiceSeen, SeenCreditNote } from '../facts/stripe-facts.ts';
import type { Account, EntryKind } from './posting.ts';

/**
 * One thing that moves money or credit on the invoice of a posting, with what it had come to by each of its days: the
 * account that it debits, the receivable being credited. Amounts in minor units; below zero it gives back. Example: a
 * dispute of 200000 that was won has the path -200000 on the day it was opened and 0 on the day it was won.
 */
export interface Movement {
  /** Such as `payment/in_1` or `refund/re_1`; its entries are numbered after it. */
  readonly cause: string;
  readonly kind: Exclude<EntryKind, 'posting'>;
  readonly posting: string;
  readonly account: Account;
  /** For a person, before the description of the posting: `Payment of`. */
  readonly what: string;
  /** In the order in which it grew; what it had come to in all by the day. */
  readonly path: readonly { readonly on: PlainDate; readonly totalMinor: bigint }[];
  /** True for what a credit note gave back: the receivable itself was corrected, so it stays as paid as it was. */
  readonly isCorrection?: true;
  /** The day of the last look at Stripe: what the books have beyond the path is taken back on it. */
  readonly seenOn?: PlainDate;
}

/** Every movement on record, by what was last seen of each invoice; the order of events and duplicates change nothing. */
export function movementsOf(facts: readonly Fact[], timeZone: string): Movement[] {
  const day = (at: Instant): PlainDate => dateIn(at, timeZone);
  const seen = new Map<string, Map<string, Movement>>();
  for (const fact of factsOf(facts, 'InvoiceSeen')) {
    const before = seen.get(fact.data.invoice);
    const now = new Map<string, Movement>();
    const seenOn = day(fact.recordedAt);
    for (const [cause, gone] of before ?? []) now.set(cause, { ...gone, path: [], seenOn });
    for (const movement of ofInvoice(fact.data, day)) now.set(movement.cause, { ...movement, seenOn });
    seen.set(fact.data.invoice, now);
  }
  return [
    ...reported(facts, day, new Set(seen.keys())),
    ...[...seen.values()].flatMap((movements) => [...movements.values()]),
    ...factsOf(facts, 'InvoiceRuled').flatMap((fact) => ruledOn(fact, latestOf(facts, fact.data.invoice), day)),
  ];
}

type Day = (at: Instant) => PlainDate;

function ofInvoice(invoice: InvoiceSeen, day: Day): Movement[] {
  return [...payments(invoice, day), ...refunds(invoice, day), ...disputes(invoice, day), ...credits(invoice, day)];
}

type Named = Pick<Movement, 'cause' | 'kind' | 'account' | 'what'>;

function once({ posting }: { posting: string }, named: Named, on: PlainDate, totalMinor: bigint): Movement {
  return { ...named, posting, path: totalMinor === 0n ? [] : [{ on, totalMinor }] };
}

/** What came through Stripe and what came outside of it, each growing payment by payment. */
function payments({ invoice, posting, payments: all }: InvoiceSeen, day: Day): Movement[] {
  return (['stripe', 'outside'] as const).map((how) => {
    let totalMinor = 0n;
    const own = all
      .filter((payment) => payment.how === how)
      .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    const path = own.map(({ amountMinor, at }) => ({ on: day(at), totalMinor: (totalMinor += amountMinor) }));
    return how === 'stripe'
      ? { cause: `payment/${invoice}`, kind: 'payment', account: 'cash', what: 'Payment of', posting, path }
      : {
          cause: `payment-outside/${invoice}`,
          kind: 'payment',
          account: 'cash-outside-stripe',
          what: 'Payment outside of Stripe of',
          posting,
          path,
        };
  });
}

/** A refund that a credit note covers belongs to a correction; any other makes the amount owed again. */
function refunds(invoice: InvoiceSeen, day: Day): Movement[] {
  let coveredMinor = refundedByNotes(invoice);
  return invoice.refunds
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .map(({ id, amountMinor, at }) => {
      const named: Named = { cause: `refund/${id}`, kind: 'refund', account: 'cash', what: 'Refund on' };
      const isCorrection = amountMinor <= coveredMinor;
      if (isCorrection) coveredMinor -= amountMinor;
      return { ...once(invoice, named, day(at), -amountMinor), ...(isCorrection ? { isCorrection } : {}) };
    });
}

/** What the credit notes of an invoice say was refunded. */
export function refundedByNotes({ creditNotes }: InvoiceSeen): bigint {
  return creditNotes
    .filter(({ status }) => status === 'issued')
    .reduce(
      (sum, note) => sum + note.amountMinor - note.beforePaymentMinor - note.toBalanceMinor - note.outsideMinor,
      0n,
    );
}

function disputes({ posting, disputes: all }: InvoiceSeen, day: Day): Movement[] {
  return all.map(({ id, state, amountMinor, at, returnedAt }): Movement => {
    const named: Named = {
      cause: `dispute/${id}`,
      kind: 'dispute',
      account: 'cash',
      what: 'Card dispute on the payment of',
    };
    const taken = { on: day(at), totalMinor: -amountMinor };
    switch (state) {
      case 'inquiry':
      case 'closed':
        return { ...named, posting, path: [] };
      case 'open':
      case 'lost':
        return { ...named, posting, path: [taken] };
      case 'won':
        return { ...named, posting, path: [taken, { on: day(returnedAt ?? at), totalMinor: 0n }] };
      default:
        return state satisfies never;
    }
  });
}

/** What went to the client's credit, was taken of it, or was given back outside of Stripe by a credit note. */
function credits(invoice: InvoiceSeen, day: Day): Movement[] {
  const { invoice: id, creditUsedMinor, carriedMinor, overpaidMinor, finalizedAt } = invoice;
  const lastPaidAt = invoice.payments.map(({ at }) => at).reduce((a, b) => (a > b ? a : b), '');
  const used = creditUsedMinor < 0n ? 'Carried from earlier invoices to' : 'Credit used for';
  const credit = (cause: string, what: string): Named => {
    return { cause: `${cause}/${id}`, kind: 'credit', account: 'client-credit', what };
  };
  return [
    ...(finalizedAt === undefined
      ? []
      : [
          once(invoice, credit('credit-used', used), day(finalizedAt), creditUsedMinor),
          once(
            invoice,
            credit('carried', 'Carried to the next invoice, being too little:'),
            day(finalizedAt),
            carriedMinor,
          ),
        ]),
    ...(lastPaidAt === ''
      ? []
      : [once(invoice, credit('overpaid', 'Paid too much on'), day(lastPaidAt), -overpaidMinor)]),
    ...invoice.creditNotes.flatMap((note) => ofCreditNote(invoice, note, day)),
  ];
}

function ofCreditNote(invoice: InvoiceSeen, note: SeenCreditNote, day: Day): Movement[] {
  const { id, status, at, toBalanceMinor, outsideMinor } = note;
  const issued = (amountMinor: bigint): bigint => (status === 'issued' ? -amountMinor : 0n);
  const toCredit: Named = {
    cause: `credit/${id}`,
    kind: 'credit',
    account: 'client-credit',
    what: 'To the client’s credit:',
  };
  const outside: Named = {
    cause: `refund-outside/${id}`,
    kind: 'refund',
    account: 'cash-outside-stripe',
    what: 'Refund outside of Stripe on',
  };
  return [
    { ...once(invoice, toCredit, day(at), issued(toBalanceMinor)), isCorrection: true },
    { ...once(invoice, outside, day(at), issued(outsideMinor)), isCorrection: true },
  ];
}

/** What was reported as paid in all, of invoices that were never seen whole. */
function reported(facts: readonly Fact[], day: Day, seen: ReadonlySet<string>): Movement[] {
  const reports = factsOf(facts, 'PaymentReported')
    .map(({ data }) => data)
    .filter(({ invoice }) => !seen.has(invoice));
  return [...Map.groupBy(reports, ({ invoice }) => invoice)].flatMap(([invoice, own]) => {
    const [first] = own;
    if (first === undefined) return [];
    const path = own
      .toSorted((a, b) =>
        a.paidMinor < b.paidMinor ? -1 : a.paidMinor > b.paidMinor ? 1 : a.paidAt < b.paidAt ? -1 : 1,
      )
      .map(({ paidMinor, paidAt }) => ({ on: day(paidAt), totalMinor: paidMinor }));
    const named = { cause: `payment/${invoice}`, kind: 'payment', account: 'cash', what: 'Payment of' } as const;
    return [{ ...named, posting: first.posting, path }];
  });
}

/** What was last seen of an invoice. */
export function latestOf(facts: readonly Fact[], invoice: string): FactOf<'InvoiceSeen'> | undefined {
  return factsOf(facts, 'InvoiceSeen').findLast(({ data }) => data.invoice === invoice);
}

/** What a person says became of a claim that Stripe collects no more. */
const BY_RULING = {
  'write-off': { kind: 'write-off', account: 'written-off', what: 'Written off:' },
  collected: { kind: 'payment', account: 'cash-outside-stripe', what: 'Collected outside of Stripe:' },
} as const satisfies Record<string, Omit<Named, 'cause'>>;

/** Stands while what it was about does: an invoice that is paid after all, or a dispute that is won, takes it back. */
function ruledOn(
  { id, data, happenedAt }: FactOf<'InvoiceRuled'>,
  seen: FactOf<'InvoiceSeen'> | undefined,
  day: Day,
): Movement[] {
  const { ruling } = data;
  if ((ruling !== 'write-off' && ruling !== 'collected') || seen === undefined) return [];
  const named: Named = { cause: `${ruling}/${id}`, ...BY_RULING[ruling] };
  const stillMinor = aboutMinor(seen.data, data.happening);
  const amountMinor = stillMinor < data.amountMinor ? stillMinor : data.amountMinor;
  return [{ ...once(data, named, day(happenedAt), amountMinor), seenOn: day(seen.recordedAt) }];
}

/** What a happening is about, as the invoice stands now: 0 once it is so no more. */
function aboutMinor({ status, remainingMinor, disputes: all, refunds: given }: InvoiceSeen, happening: string): bigint {
  if (happening === 'uncollectible') return status === 'uncollectible' ? remainingMinor : 0n;
  const id = happening.slice(happening.indexOf('/') + 1);
  const dispute = all.find((one) => one.id === id);
  if (dispute !== undefined) return dispute.state === 'lost' ? dispute.amountMinor : 0n;
  return given.find((one) => one.id === id)?.amountMinor ?? 0n;
}
