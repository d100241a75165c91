import { describe, expect, it } from 'vitest';
import type { InvoiceSeen } from '../../../shared/core/facts/stripe-facts.ts';
import { entryOfMovement, entryOfPosting, type MovementDraft } from '../../../shared/core/ledger/entries.ts';
import type { InvoiceIntent } from '../../../shared/core/ledger/intent.ts';
import type { Entry, Posting } from '../../../shared/core/ledger/posting.ts';
import { reconcile, type ReconcileInput } from '../../../shared/core/ledger/reconciliation.ts';
import { aNote, anInvoiceSeen, aPayment, ruledOn } from '../../builders/an-invoice-seen.ts';
import { recorded, said } from '../../builders/facts.ts';
import { anInvoiceIntent, aPosting, NOON } from '../../builders/store-records.ts';

/** USD 2,000.00 of April, and of May; a test spoils one thing of it. */
const april: Posting = { ...aPosting(1), id: 'april#1', receivableId: 'april', amountMinor: 200_000n };
const may: Posting = { ...april, id: 'may#1', receivableId: 'may' };
/** USD 500.00 less of April. */
const less: Posting = { ...april, id: 'april#2', revision: 2, amountMinor: -50_000n, corrects: 'april#1' };

const sent = (posting: Posting, changes: Partial<InvoiceIntent> = {}): InvoiceIntent => ({
  ...anInvoiceIntent(posting),
  kind: posting.amountMinor > 0n ? 'invoice' : 'credit-note',
  state: 'done',
  ...changes,
});

/** The books of these postings, and of what moved on the first of them. */
function books(postings: readonly Posting[], ...moved: readonly Partial<MovementDraft>[]): Entry[] {
  const [posting = april] = postings;
  const drafts = moved.map((changes, index): MovementDraft => {
    const named = { cause: `moved#${index}`, kind: 'payment', account: 'cash', what: 'Payment of' } as const;
    return { ...named, posting, amountMinor: 200_000n, on: '1999-04-20', ...changes };
  });
  return [
    ...postings.map((one, index) => entryOfPosting(one, index + 1, NOON)),
    ...drafts.map((draft, index) => entryOfMovement(draft, postings.length + index + 1, NOON)),
  ];
}

/** April, sent as the open invoice in_1, unless said otherwise; the books are those of the postings. */
function reconciled(changes: Partial<ReconcileInput> = {}) {
  const postings = changes.postings ?? [april];
  return reconcile({
    currency: 'USD',
    invoices: [anInvoiceSeen()],
    balanceMinor: 0n,
    facts: [],
    postings,
    entries: books(postings),
    intents: postings.map((posting) => sent(posting)),
    ...changes,
  });
}

/** Each difference as `id kind income receivable cash`, in cents. */
function found(changes: Partial<ReconcileInput> = {}): string[] {
  return reconciled(changes).differences.map(
    ({ id, kind, incomeMinor, receivableMinor, cashMinor }) =>
      `${id} ${kind} ${incomeMinor} ${receivableMinor} ${cashMinor}`,
  );
}

/** What each of the three equations of the contract comes to: at Stripe, in the books. */
function sums(changes: Partial<ReconcileInput> = {}): string[] {
  return reconciled(changes).equations.map(
    ({ name, atStripeMinor, inBooksMinor }) => `${name} ${atStripeMinor} ${inBooksMinor}`,
  );
}

const open = (invoice: string, posting: string, changes: Partial<InvoiceSeen> = {}): InvoiceSeen =>
  anInvoiceSeen({ invoice, posting, ...changes });

describe('Stripe and the books', () => {
  it('agree on an open invoice', () => {
    expect(found()).toEqual([]);
    expect(sums()).toEqual(['income 200000 200000', 'receivable 200000 200000', 'cash 0 0']);
  });

  it('agree on one that was paid', () => {
    const invoices = [
      anInvoiceSeen({ status: 'paid', remainingMinor: 0n, payments: [aPayment('p', 200_000n, '1999-04-20')] }),
    ];
    const paid = { invoices, entries: books([april], {}) };
    expect(found(paid)).toEqual([]);
    expect(sums(paid)).toEqual(['income 200000 200000', 'receivable 0 0', 'cash 200000 200000']);
  });

  it('agree on one that a bank took back, and on one that was paid and given back', () => {
    const payments = [aPayment('p', 200_000n, '1999-04-20')];
    const paid = { status: 'paid', remainingMinor: 0n, payments } as const;
    const dispute = { id: 'du_1', state: 'open', amountMinor: 200_000n, at: NOON, reason: 'fraudulent' } as const;
    const back = { kind: 'refund', amountMinor: -200_000n } as const;
    const entries = books([april], {}, back);
    const refunds = [{ id: 're_1', amountMinor: 200_000n, at: NOON }];
    expect(found({ invoices: [anInvoiceSeen({ ...paid, disputes: [dispute] })], entries })).toEqual([]);
    expect(found({ invoices: [anInvoiceSeen({ ...paid, refunds })], entries })).toEqual([]);
    expect(found({ invoices: [anInvoiceSeen(paid)], entries })).toEqual(['april money 0 -200000 200000']);
  });

  it('part where the difference is, and its sum is that of the contract', () => {
    const invoices = [open('in_1', 'april#1', { remainingMinor: 199_999n }), open('in_2', 'may#1')];
    const both = { postings: [april, may], invoices };
    expect(found(both)).toEqual(['april unexplained 0 -1 0']);
    expect(sums(both)).toEqual(['income 400000 400000', 'receivable 399999 400000', 'cash 0 0']);
  });
});

describe('a posting that Stripe does not show', () => {
  const nowhere = { invoices: [] };

  it.each([
    ['has no intent yet', []],
    ['waits to be sent', [sent(april, { state: 'pending' })]],
    ['waits for a person', [sent(april, { state: 'waiting' })]],
    ['has the intent of another posting alone', [sent(may)]],
  ])('is no difference while it %s', (_, intents) => {
    expect(found({ ...nowhere, intents })).toEqual([]);
    expect(sums({ ...nowhere, intents })).toEqual(['income 200000 200000', 'receivable 200000 200000', 'cash 0 0']);
  });

  it('is one when it was sent: the invoice is void, deleted, a draft again or gone', () => {
    const missing = ['april not-at-stripe -200000 -200000 0'];
    for (const status of ['void', 'deleted', 'draft'] as const) {
      expect(found({ invoices: [anInvoiceSeen({ status, remainingMinor: 0n })] })).toEqual(missing);
    }
    expect(found(nowhere)).toEqual(missing);
  });

  const handled = (intent: string, reason: string) => said('IntentHandled', { intent, by: 'x', reason }, '1999-04-20');

  it('is none once a person has handled it outside, which an answer to try again is not', () => {
    const of = (intent: string, reason: string) => found({ ...nowhere, facts: recorded(handled(intent, reason)) });
    expect(of('invoice/april#1', 'handled: paid by cheque')).toEqual([]);
    expect(of('invoice/april#1', 'try-again: it was not handled')).toHaveLength(1);
    expect(of('invoice/may#1', 'handled: paid by cheque')).toHaveLength(1);
  });

  it.each([
    ['leave', 0],
    ['write-off', 0],
    ['adopt', 0],
    ['reissue', 1],
  ] as const)('is none once a person has ruled to %s it, but where it is to be sent again', (ruling, differences) => {
    const facts = recorded(ruledOn('1999-04-20', 'void', ruling, 200_000n));
    expect(found({ ...nowhere, facts })).toHaveLength(differences);
    expect(found({ ...nowhere, facts, postings: [may], intents: [sent(may)] })).toHaveLength(1);
  });
});

describe('a credit note', () => {
  const noted = (changes: object, invoice: Partial<InvoiceSeen> = {}) => [
    anInvoiceSeen({
      remainingMinor: 150_000n,
      creditNotes: [aNote('cn_1', 50_000n, { beforePaymentMinor: 50_000n, ...changes })],
      ...invoice,
    }),
  ];
  const both = [april, less];

  it('shows the correction that it was made for', () => {
    expect(found({ postings: both, invoices: noted({ intent: 'invoice/april#2' }) })).toEqual([]);
  });

  it('shows no other correction, which may still be on its way', () => {
    const next: Posting = { ...less, id: 'april#3', revision: 3, amountMinor: -1_000n, corrects: 'april#2' };
    const intents = [sent(april), sent(less), sent(next, { state: 'pending' })];
    const invoices = noted({ intent: 'invoice/april#2' });
    expect(found({ postings: [...both, next], invoices, intents })).toEqual([]);
    expect(found({ postings: [...both, next], invoices })).toEqual(['april not-at-stripe 1000 1000 0']);
  });

  it('of somebody else, or made void, shows nothing', () => {
    const strange = noted({ intent: 'invoice/may#1' });
    expect(
      found({ postings: both, invoices: strange, intents: [sent(april), sent(less, { state: 'pending' })] }),
    ).toEqual(['april credit-by-hand -50000 -50000 0']);
    const gone = noted({ intent: 'invoice/april#2', status: 'void' }, { remainingMinor: 200_000n });
    expect(found({ postings: both, invoices: gone })).toEqual(['april not-at-stripe 50000 50000 0']);
  });

  it('on an invoice that is void shows nothing', () => {
    const invoices = noted({ intent: 'invoice/april#2' }, { status: 'void' });
    expect(found({ postings: both, invoices })).toEqual(['april not-at-stripe -150000 -150000 0']);
  });

  it('that gave back to the client’s credit is found on the balance of the customer', () => {
    const paid: Partial<InvoiceSeen> = {
      status: 'paid',
      remainingMinor: 0n,
      payments: [aPayment('p', 200_000n, '1999-04-20')],
    };
    const given = { intent: 'invoice/april#2', beforePaymentMinor: 0n, toBalanceMinor: 50_000n };
    const credit = { kind: 'credit', account: 'client-credit', amountMinor: -50_000n } as const;
    const credited = { postings: both, invoices: noted(given, paid), entries: books(both, {}, credit) };
    expect(found({ ...credited, balanceMinor: -50_000n })).toEqual([]);
    expect(found({ ...credited, balanceMinor: -50_001n })).toEqual(['customer-balance balance 0 -1 0']);
    const voided = noted({ ...given, status: 'void' }, paid);
    expect(found({ ...credited, invoices: voided })).toEqual(['april not-at-stripe 50000 50000 0']);
  });
});

describe('what a person took off at Stripe and a person adopted', () => {
  const ofNote: Posting = {
    ...less,
    id: 'adopted/in_1/credit/cn_1#1',
    receivableId: 'adopted/in_1/credit/cn_1',
    revision: 1,
  };
  const byHand = [
    anInvoiceSeen({ remainingMinor: 150_000n, creditNotes: [aNote('cn_1', 50_000n, { beforePaymentMinor: 50_000n })] }),
  ];

  it('is shown by the credit note, before it has an intent and afterwards', () => {
    const adopted = { postings: [april, ofNote], invoices: byHand };
    expect(found({ ...adopted, intents: [sent(april)] })).toEqual([]);
    expect(found({ ...adopted, intents: [sent(april), sent(ofNote, { creditNote: 'cn_1' })] })).toEqual([]);
  });

  it('explains no other credit note on the same invoice', () => {
    const creditNotes = [...(byHand[0]?.creditNotes ?? []), aNote('cn_2', 100n, { beforePaymentMinor: 100n })];
    const invoices = [anInvoiceSeen({ remainingMinor: 149_900n, creditNotes })];
    expect(reconciled({ postings: [april, ofNote], invoices }).differences).toMatchObject([
      { kind: 'credit-by-hand', incomeMinor: -100n, objects: ['cn_2'] },
    ]);
  });

  it('is a difference of the invoice until it is adopted', () => {
    expect(found({ invoices: byHand })).toEqual(['april credit-by-hand -50000 -50000 0']);
  });

  it('is no difference either when that credit note was made void and taken back', () => {
    const again: Posting = {
      ...ofNote,
      id: 'adopted/in_1/credit/cn_1#2',
      revision: 2,
      amountMinor: 50_000n,
      corrects: ofNote.id,
    };
    const invoices = [anInvoiceSeen({ creditNotes: [aNote('cn_1', 50_000n, { status: 'void' })] })];
    expect(found({ postings: [april, ofNote, again], invoices })).toEqual([]);
  });

  it('is no difference when it was an invoice made void', () => {
    const ofVoid: Posting = {
      ...less,
      id: 'adopted/in_1/void#1',
      receivableId: 'adopted/in_1/void',
      amountMinor: -200_000n,
    };
    const facts = recorded(ruledOn('1999-04-20', 'void', 'adopt', 200_000n));
    const invoices = [anInvoiceSeen({ status: 'void', remainingMinor: 0n })];
    expect(found({ postings: [april, ofVoid], invoices, facts })).toEqual([]);
  });
});

describe('what belongs together', () => {
  const refund: Posting = { ...less, id: 'back/x#1', receivableId: 'back/x', revision: 1, kind: 'refund' };

  it('is a refund and the receivable on whose invoice it is credited', () => {
    const creditNotes = [aNote('cn_1', 50_000n, { beforePaymentMinor: 50_000n, intent: 'invoice/back/x#1' })];
    const invoices = [anInvoiceSeen({ remainingMinor: 150_000n, creditNotes })];
    expect(found({ postings: [april, refund], invoices })).toEqual([]);
  });

  it('is a receivable and every revision of it', () => {
    const more: Posting = { ...less, id: 'april#3', revision: 3, amountMinor: 1_000n, corrects: 'april#2' };
    const invoices = [
      anInvoiceSeen({ remainingMinor: 150_000n }),
      open('in_2', 'april#3', { totalMinor: 999n, remainingMinor: 999n }),
    ];
    const intents = [sent(april), sent(less, { state: 'pending' }), sent(more)];
    expect(reconciled({ postings: [april, less, more], invoices, intents }).differences).toMatchObject([
      { id: 'april', kind: 'other-amount', incomeMinor: -1n, objects: ['april#3', 'in_2'] },
    ]);
  });

  it('is nothing where the books do not know the posting of an invoice, or of an entry', () => {
    const invoices = [anInvoiceSeen(), open('in_9', 'lost#1', { totalMinor: 7n, remainingMinor: 7n })];
    expect(found({ invoices })).toEqual(['invoice/in_9 not-in-books 7 7 0']);
    const lost = entryOfMovement(
      {
        cause: 'payment/in_9#1',
        kind: 'payment',
        account: 'cash',
        what: 'Payment of',
        posting: { ...may, id: 'lost#1' },
        amountMinor: 7n,
        on: '1999-04-20',
      },
      2,
      NOON,
    );
    expect(found({ entries: [...books([april]), lost] })).toEqual(['entry/payment/in_9#1 money 0 7 -7']);
  });
});

describe('the balance of the customer', () => {
  it('is raised by credit that was used, and by what was too little to collect', () => {
    const used = { creditUsedMinor: 70_000n, remainingMinor: 130_000n };
    const credit = { kind: 'credit', account: 'client-credit', amountMinor: 70_000n } as const;
    const lowered = { invoices: [anInvoiceSeen(used)], entries: books([april], credit) };
    expect(found({ ...lowered, balanceMinor: 70_000n })).toEqual([]);
    const carried = { invoices: [anInvoiceSeen({ status: 'paid', carriedMinor: 200_000n, remainingMinor: 0n })] };
    const all = { ...credit, amountMinor: 200_000n };
    expect(found({ ...carried, entries: books([april], all), balanceMinor: 200_000n })).toEqual([]);
  });

  it('is lowered by what was paid too much', () => {
    const payments = [aPayment('p', 200_300n, '1999-04-20')];
    const invoices = [anInvoiceSeen({ status: 'paid', remainingMinor: 0n, overpaidMinor: 300n, payments })];
    const over = { kind: 'credit', account: 'client-credit', amountMinor: -300n } as const;
    const entries = books([april], { amountMinor: 200_300n }, over);
    expect(found({ invoices, entries, balanceMinor: -300n })).toEqual([]);
  });

  it('is not touched by an invoice that is void: its credit went back', () => {
    const gone = anInvoiceSeen({ invoice: 'in_0', status: 'void', creditUsedMinor: 70_000n, remainingMinor: 0n });
    expect(found({ invoices: [gone, anInvoiceSeen()] })).toEqual([]);
  });

  it('is a difference of its own where no invoice explains it', () => {
    expect(reconciled({ balanceMinor: -500n }).differences).toEqual([
      {
        id: 'customer-balance',
        kind: 'balance',
        incomeMinor: 0n,
        receivableMinor: -500n,
        cashMinor: 0n,
        objects: [],
        why: expect.any(String),
        todo: expect.any(String),
      },
    ]);
    expect(sums({ balanceMinor: -500n })).toEqual(['income 200000 200000', 'receivable 199500 200000', 'cash 0 0']);
  });
});
