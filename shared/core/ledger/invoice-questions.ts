import { dateIn } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import { factsOf, type Fact } from '../facts/fact.ts';
import type { InvoiceRuling, InvoiceSeen } from '../facts/stripe-facts.ts';
import { formatMoney } from '../money/format-money.ts';
import type { Waiting } from '../owed/receivable.ts';
import type { Intent } from './intent.ts';
import { refundedByNotes } from './movements.ts';

/** Something that a person, a bank or a client did at Stripe, of which the software does not know what it means. */
export interface Happening {
  readonly invoice: string;
  readonly posting: string;
  /** Such as `void`, `uncollectible` or `credit/cn_1`. */
  readonly happening: string;
  /** What it is about, above zero, in minor units. */
  readonly amountMinor: bigint;
  readonly answers: readonly InvoiceRuling[];
  readonly what: string;
  readonly why: string;
  readonly since: PlainDate;
}

interface OnRecord {
  readonly facts: readonly Fact[];
  /** Intents that are not done: what they wait for is asked about already. */
  readonly openIntents: readonly Intent[];
}

/**
 * What waits for a person about invoices at Stripe: every one not answered yet. Adopting makes the books follow Stripe,
 * reissuing makes Stripe follow the books; neither is ever done without a person.
 */
export function happeningsAtStripe({ facts, openIntents }: OnRecord, timeZone: string): Happening[] {
  const latest = new Map(factsOf(facts, 'InvoiceSeen').map((fact) => [fact.data.invoice, fact]));
  const rulings = factsOf(facts, 'InvoiceRuled').map(({ data }) => data);
  const ruled = new Set(rulings.map(({ invoice, happening }) => `${invoice}/${happening}`));
  const replaced = new Set(rulings.flatMap(({ ruling, invoice }) => (ruling === 'reissue' ? [invoice] : [])));
  const handled = new Set([
    ...factsOf(facts, 'IntentHandled').map(({ data }) => data.intent),
    ...openIntents.map(({ id }) => id),
  ]);
  return [...latest.values()].flatMap(({ data, recordedAt }) =>
    happeningsOf(data, ruled)
      .filter(({ happening }) => !ruled.has(`${data.invoice}/${happening}`))
      .filter(({ happening }) => happening !== 'void' || !replaced.has(data.invoice))
      .filter(({ happening }) => happening !== 'void' || !handled.has(`invoice/${data.posting}`))
      .map((found) => ({
        ...found,
        invoice: data.invoice,
        posting: data.posting,
        since: dateIn(recordedAt, timeZone),
      })),
  );
}

/** The same as questions of the waiting list. */
export function invoiceQuestions(record: OnRecord, timeZone: string): Waiting[] {
  return happeningsAtStripe(record, timeZone).map(({ invoice, posting, happening, what, why, answers, since }) => ({
    id: `stripe/${invoice}/${happening}`,
    kind: 'stripe',
    clause: '',
    what,
    why,
    answers,
    evidence: [`invoice ${invoice} of ${posting}`],
    since,
  }));
}

type Found = Pick<Happening, 'happening' | 'amountMinor' | 'answers' | 'what' | 'why'>;

/** What was ruled is named as `<invoice>/<happening>`. */
type Ruled = ReadonlySet<string>;

function happeningsOf(seen: InvoiceSeen, ruled: Ruled): Found[] {
  return [...ofStatus(seen, ruled), ...lostDisputes(seen), ...strayRefunds(seen), ...strayNotes(seen)];
}

function ofStatus(seen: InvoiceSeen, ruled: Ruled): Found[] {
  const { status, totalMinor, remainingMinor, number = seen.invoice } = seen;
  switch (status) {
    case 'void': {
      const amountMinor = seen.creditNotes
        .filter(({ id, intent, status: now }) => {
          const isInBooks = intent !== undefined || ruled.has(`${seen.invoice}/credit/${id}`);
          return now === 'issued' && isInBooks;
        })
        .reduce((sum, note) => sum - note.amountMinor, totalMinor);
      const what = `Invoice ${number} was made void at Stripe: ${money(seen, amountMinor)} is owed, and nothing collects it.`;
      const why = 'Adopt it if the amount is not owed after all, or have a new invoice made in its place.';
      return amountMinor === 0n ? [] : [{ happening: 'void', amountMinor, answers: ['adopt', 'reissue'], what, why }];
    }
    case 'uncollectible':
      return [
        {
          happening: 'uncollectible',
          amountMinor: remainingMinor,
          answers: ['write-off', 'leave'],
          what: `Invoice ${number} was marked uncollectible at Stripe; ${money(seen, remainingMinor)} remains.`,
          why: 'Write it off, or leave it owed: the client can still pay it, and a payment takes the write-off back.',
        },
      ];
    case 'draft':
    case 'open':
    case 'paid':
    case 'deleted':
      return [];
    default:
      return status satisfies never;
  }
}

function lostDisputes(seen: InvoiceSeen): Found[] {
  return seen.disputes
    .filter(({ state }) => state === 'lost')
    .map(({ id, amountMinor, reason }) => ({
      happening: `dispute/${id}`,
      amountMinor,
      answers: ['collected', 'write-off', 'leave'],
      what: `The card dispute (${reason}) on invoice ${seen.number ?? seen.invoice} was lost: ${money(seen, amountMinor)} is owed again.`,
      why: 'Stripe collects a paid invoice no second time. Answer collected once the money has come another way, or write it off; leave keeps it owed and asks no more.',
    }));
}

/** Refunds that no credit note accounts for, the newest first. */
function strayRefunds(seen: InvoiceSeen): Found[] {
  let strayMinor = seen.refunds.reduce((sum, { amountMinor }) => sum + amountMinor, -refundedByNotes(seen));
  return seen.refunds
    .toSorted((a, b) => (a.at < b.at ? 1 : -1))
    .flatMap(({ id, amountMinor }): Found[] => {
      const partMinor = amountMinor < strayMinor ? amountMinor : strayMinor;
      if (partMinor <= 0n) return [];
      strayMinor -= partMinor;
      return [
        {
          happening: `refund/${id}`,
          amountMinor: partMinor,
          answers: ['collected', 'write-off', 'leave'],
          what: `${money(seen, partMinor)} was refunded at Stripe on invoice ${seen.number ?? seen.invoice}, without a credit note.`,
          why: 'It is owed again until somebody says otherwise. Write it off if it was given back for good; answer collected once the money has come another way; leave keeps it owed and asks no more.',
        },
      ];
    });
}

/**
 * Credit notes that a person made, and ours that a person took back and that were not issued again. With its invoice a
 * credit note goes void too.
 */
function strayNotes(seen: InvoiceSeen): Found[] {
  if (seen.status === 'void') return [];
  const issued = seen.creditNotes.filter(({ status }) => status === 'issued');
  return seen.creditNotes.flatMap((note): Found[] => {
    const { id, number, amountMinor, intent } = note;
    const about = `Credit note ${number} of ${money(seen, amountMinor)}`;
    if (note.status === 'issued') {
      if (intent !== undefined) return [];
      const what = `${about} was made at Stripe by hand on invoice ${seen.number ?? seen.invoice}.`;
      const why = 'Adopt it, and the books follow; or make it void at Stripe, where that is still possible.';
      return [{ happening: `credit/${id}`, amountMinor, answers: ['adopt'], what, why }];
    }
    const isStanding = intent === undefined || issued.some((other) => other.intent === intent);
    if (isStanding) return [];
    const what = `${about} was made void at Stripe, but the correction stands in the books.`;
    const why = 'Have it issued again: the books say that so much less is owed.';
    return [{ happening: `credit-void/${id}`, amountMinor, answers: ['reissue'], what, why }];
  });
}

function money({ currency }: InvoiceSeen, amountMinor: bigint): string {
  return formatMoney(amountMinor, currency);
}
