import { describe, expect, it } from 'vitest';
import { explainDifference } from '../../../shared/core/ledger/difference.ts';
import { entryOfMovement, entryOfPosting } from '../../../shared/core/ledger/entries.ts';
import type { Equation } from '../../../shared/core/ledger/equations.ts';
import type { Family } from '../../../shared/core/ledger/family.ts';
import type { Posting } from '../../../shared/core/ledger/posting.ts';
import { aNote, anInvoiceSeen } from '../../builders/an-invoice-seen.ts';
import { anInvoiceIntent, aPosting, NOON } from '../../builders/store-records.ts';

const april: Posting = { ...aPosting(1), id: 'april#1', receivableId: 'april', amountMinor: 200_000n };
const more: Posting = { ...april, id: 'april#2', revision: 2, amountMinor: 1_000n };
const paid = {
  cause: 'payment/in_1#1',
  kind: 'payment',
  account: 'cash',
  what: 'Payment of',
  on: '1999-04-20',
} as const;

/** April, booked, open at Stripe as in_1 and paid in part; a test spoils something of it. */
function family(changes: Partial<Family> = {}): Family {
  return {
    id: 'april',
    postings: [april],
    entries: [
      entryOfMovement({ ...paid, posting: april, amountMinor: 50_000n }, 2, NOON),
      entryOfPosting(april, 1, NOON),
    ],
    intents: [],
    invoices: [anInvoiceSeen()],
    notAtStripeMinor: 0n,
    missing: [],
    ...changes,
  };
}

function equation(name: Equation['name'], differenceMinor: bigint): Equation {
  return { name, parts: [], atStripeMinor: differenceMinor, inBooksMinor: 0n, differenceMinor };
}

/** The difference where income, receivable and cash are off by so much. */
function explained(changes: Partial<Family>, [income, receivable, cash]: readonly [bigint, bigint, bigint]) {
  const figures = [equation('income', income), equation('receivable', receivable), equation('cash', cash)] as const;
  return explainDifference(family(changes), figures, 'USD');
}

const anInvoice = (invoice: string, changes: Parameters<typeof anInvoiceSeen>[0] = {}) =>
  anInvoiceSeen({ invoice, ...changes });

describe('a difference', () => {
  it('is none where all three equations hold', () => {
    expect(explained({}, [0n, 0n, 0n])).toEqual([]);
  });

  it.each([[[1n, 0n, 0n]], [[0n, -1n, 0n]], [[0n, 0n, 1n]]] as const)(
    'is told when one of them does not: %s',
    (off) => {
      expect(explained({}, off)).toMatchObject([
        { id: 'april', incomeMinor: off[0], receivableMinor: off[1], cashMinor: off[2] },
      ]);
    },
  );

  it('is told by the first of its reasons, the one that explains most', () => {
    const twice = anInvoice('in_2');
    const unknown = anInvoice('in_3', { posting: 'lost#1' });
    const changed = anInvoice('in_1', { totalMinor: 1n, creditNotes: [aNote('cn_1', 5n)] });
    const all = {
      entries: [],
      missing: [anInvoiceIntent(april)],
      invoices: [changed, twice, unknown],
    };
    const { entries } = family();
    const kinds = [
      all,
      { ...all, invoices: [changed, unknown] },
      { ...all, invoices: [changed] },
      { ...all, invoices: [changed], entries },
      { invoices: [changed], entries },
      { invoices: [{ ...changed, totalMinor: 200_000n }] },
    ].map((changes) => explained(changes, [1n, 1n, 1n])[0]?.kind);
    expect(kinds).toEqual(['two-live', 'not-in-books', 'books', 'not-at-stripe', 'other-amount', 'credit-by-hand']);
    expect(explained({}, [1n, 1n, 1n])).toMatchObject([{ kind: 'money', objects: ['april#1', 'in_1'] }]);
    expect(explained({}, [1n, 1n, 0n])).toMatchObject([{ kind: 'unexplained', objects: ['april#1', 'in_1'] }]);
  });
});

describe('two live invoices of one posting', () => {
  it('are a difference even where all sums agree', () => {
    const invoices = [anInvoice('in_1', { status: 'paid' }), anInvoice('in_2', { status: 'uncollectible' })];
    expect(explained({ invoices }, [0n, 0n, 0n])).toMatchObject([
      { kind: 'two-live', objects: ['april#1', 'in_1', 'in_2'] },
    ]);
  });

  it('are found of any posting', () => {
    const invoices = [anInvoice('in_1'), ...['in_2', 'in_3'].map((id) => anInvoice(id, { posting: 'april#2' }))];
    expect(explained({ postings: [april, more], invoices }, [0n, 0n, 0n])).toMatchObject([
      { objects: ['april#2', 'in_2', 'in_3'] },
    ]);
  });

  it('are not an invoice that took the place of one that is void, nor those of two postings', () => {
    const replaced = [anInvoice('in_1', { status: 'void' }), anInvoice('in_2'), anInvoice('in_3', { status: 'draft' })];
    expect(explained({ invoices: replaced }, [0n, 0n, 0n])).toEqual([]);
    const invoices = [anInvoice('in_1'), anInvoice('in_2', { posting: 'april#2' })];
    expect(explained({ postings: [april, more], invoices }, [0n, 0n, 0n])).toEqual([]);
  });
});

describe('a reason', () => {
  it('is an invoice of which the books know nothing, unless it is void', () => {
    const lost = (status: 'open' | 'void') => [
      anInvoice('in_1'),
      anInvoice('in_8', { posting: 'lost#1', status }),
      anInvoice('in_9', { posting: 'lost#2' }),
    ];
    expect(explained({ invoices: lost('open') }, [1n, 1n, 0n])).toMatchObject([
      { kind: 'not-in-books', objects: ['in_8', 'in_9'] },
    ]);
    expect(explained({ invoices: lost('void') }, [1n, 1n, 0n])).toMatchObject([{ objects: ['in_9'] }]);
  });

  it('is an entry that is not what the posting is, and is named with its number', () => {
    const drifted = entryOfPosting({ ...more, amountMinor: 999n }, 3, NOON);
    const entries = [...family().entries, drifted];
    const of = { postings: [april, more], entries };
    expect(explained(of, [1n, 1n, 0n])).toMatchObject([
      {
        kind: 'books',
        objects: ['april#2', 'entry 3'],
        why: 'The posting is USD 10.00, but its entry in the ledger is USD 9.99.',
      },
    ]);
    expect(explained({ ...of, entries: family().entries }, [1n, 1n, 0n])).toMatchObject([
      { objects: ['april#2'], why: expect.stringContaining('USD 0.00') },
    ]);
  });

  it('is what was sent and is there no more: its objects, and what became of it', () => {
    const intent = { ...anInvoiceIntent(april), invoice: 'in_1' };
    const invoices = [anInvoice('in_0', { status: 'draft' }), anInvoice('in_1', { status: 'void' })];
    const others = [anInvoice('in_2', { posting: 'april#2' })];
    const of = (changes: Partial<Family>) => explained({ missing: [intent], ...changes }, [1n, 1n, 0n]);
    expect(of({ invoices })).toMatchObject([
      { kind: 'not-at-stripe', objects: ['april#1', 'in_1'], why: expect.stringContaining('its invoice is void:') },
    ]);
    expect(
      of({ postings: [april, more], invoices: others, entries: [...family().entries, entryOfPosting(more, 3, NOON)] }),
    ).toMatchObject([{ why: expect.stringContaining('its invoice is gone:') }]);
    expect(of({ missing: [anInvoiceIntent(april)] })).toMatchObject([{ objects: ['april#1'] }]);
  });

  it('is a credit note of ours that is there no more: its objects, and what became of it', () => {
    const intent = { ...anInvoiceIntent(april), kind: 'credit-note', invoice: 'in_1', creditNote: 'cn_1' } as const;
    const notes = [aNote('cn_1', 5n, { intent: intent.id, status: 'void' }), aNote('cn_2', 5n, { status: 'issued' })];
    const of = (creditNotes: readonly ReturnType<typeof aNote>[]) =>
      explained({ missing: [intent], invoices: [anInvoice('in_1', { creditNotes })] }, [1n, 1n, 0n]);
    expect(of(notes)).toMatchObject([
      { kind: 'not-at-stripe', objects: ['april#1', 'cn_1'], why: expect.stringContaining('its credit note is void:') },
    ]);
    expect(of([])).toMatchObject([{ why: expect.stringContaining('its credit note is gone:') }]);
  });

  it('is an invoice of another amount than its posting, unless it is void', () => {
    const other = { totalMinor: 199_000n };
    const second = [anInvoice('in_1'), anInvoice('in_2', { posting: 'april#2', totalMinor: 999n })];
    expect(explained({ invoices: [anInvoice('in_1', other)] }, [1n, 1n, 0n])).toMatchObject([
      {
        kind: 'other-amount',
        objects: ['april#1', 'in_1'],
        why: 'The invoice at Stripe is USD 1,990.00, the posting USD 2,000.00.',
      },
    ]);
    const entries = [...family().entries, entryOfPosting(more, 3, NOON)];
    expect(explained({ postings: [april, more], entries, invoices: second }, [1n, 1n, 0n])).toMatchObject([
      { kind: 'other-amount', objects: ['april#2', 'in_2'] },
    ]);
    expect(explained({ invoices: [anInvoice('in_1', { ...other, status: 'void' })] }, [1n, 1n, 0n])).toMatchObject([
      { kind: 'unexplained' },
    ]);
  });

  it('is what was credited by hand: issued, on an invoice that is not void, and not of ours', () => {
    const intents = [{ ...anInvoiceIntent(more), id: 'invoice/april#2' }];
    const creditNotes = [
      aNote('cn_1', 500n),
      aNote('cn_2', 70n, { intent: 'invoice/elsewhere#1' }),
      aNote('cn_3', 9_000n, { status: 'void' }),
      aNote('cn_4', 9_000n, { intent: 'invoice/april#2' }),
    ];
    const entries = [...family().entries, entryOfPosting(more, 3, NOON)];
    const of = (status: 'open' | 'void') =>
      explained({ postings: [april, more], entries, intents, invoices: [anInvoice('in_1', { creditNotes, status })] }, [
        1n,
        1n,
        0n,
      ]);
    expect(of('open')).toMatchObject([
      { kind: 'credit-by-hand', objects: ['cn_1', 'cn_2'], why: expect.stringContaining('USD 5.70') },
    ]);
    expect(of('void')).toMatchObject([{ kind: 'unexplained' }]);
  });
});
