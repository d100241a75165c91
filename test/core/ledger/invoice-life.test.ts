import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seeInvoice } from '../../../shared/app/see-invoice.ts';
import {
  answerTo,
  INVOICE_EVENTS,
  INVOICE_STATES,
  stateOf,
  type InvoiceEvent,
  type InvoiceState,
} from '../../../shared/core/ledger/invoice-life.ts';
import { anInvoiceSeen, aPayment } from '../../builders/an-invoice-seen.ts';
import { noon } from '../../builders/facts.ts';
import { createMemoryInvoicer, type MemoryInvoicer } from '../../builders/memory-invoicer.ts';
import { uncollectibleIn, voidIn } from '../../builders/memory-stripe.ts';
import {
  closeDisputeIn,
  creditIn,
  disputeIn,
  failRefundIn,
  payIn,
  refundIn,
  voidCreditNoteIn,
} from '../../builders/memory-stripe-money.ts';

const PAGE = readFileSync(new URL('../../../docs/invoice-life.md', import.meta.url), 'utf8');

/** The table of the page: event, state and the words of the cell. */
function tableOfThePage(): [InvoiceEvent, InvoiceState, string][] {
  const rows = [...PAGE.matchAll(/^\| .*\|$/gm)].map(([row]) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
  const [head = [], , ...body] = rows.filter((cells) => cells.length === INVOICE_STATES.length + 1);
  return body.flatMap(([event = '', ...cells]) =>
    cells.map((cell, column): [InvoiceEvent, InvoiceState, string] => [
      event as InvoiceEvent,
      head[column + 1] as InvoiceState,
      cell,
    ]),
  );
}

function words(state: InvoiceState, event: InvoiceEvent): string {
  const found = answerTo(state, event);
  if (found.answer === 'cannot') return '–';
  if (found.answer === 'refuse') return 'refuse';
  return found.to === state ? found.answer : `${found.answer} → ${found.to}`;
}

describe('the life of an invoice', () => {
  it('has a page whose table names every pair of state and event, each once', () => {
    const pairs = tableOfThePage().map(([event, state]) => `${event} in ${state}`);
    expect(pairs.toSorted()).toEqual(
      INVOICE_EVENTS.flatMap((event) => INVOICE_STATES.map((state) => `${event} in ${state}`)).toSorted(),
    );
  });

  it.each(tableOfThePage())('%s in %s: %s', (event, state, cell) => {
    expect(words(state, event)).toBe(cell);
  });

  it('says why it refuses, so that a person can do what helps', () => {
    for (const state of INVOICE_STATES)
      for (const event of INVOICE_EVENTS) {
        const found = answerTo(state, event);
        if (found.answer === 'refuse') expect(found.why).toMatch(/\w+.*\./);
      }
  });
});

describe('the state that a look adds up to', () => {
  const at = noon('1999-05-01');
  const dispute = (state: 'inquiry' | 'open' | 'won' | 'lost') => ({
    id: state,
    state,
    amountMinor: 9n,
    at,
    reason: 'x',
  });
  const paid = {
    status: 'paid' as const,
    payments: [aPayment('a', 60n, '1999-05-01'), aPayment('b', 40n, '1999-05-01')],
  };
  const refund = (amountMinor: bigint) => ({ id: `re_${amountMinor}`, amountMinor, at });

  it.each([
    ['draft', { status: 'draft' as const }],
    ['open', {}],
    ['partly-paid', { payments: paid.payments }],
    ['partly-paid', { payments: paid.payments, refunds: [refund(9n)], disputes: [dispute('open')] }],
    ['uncollectible', { status: 'uncollectible' as const, payments: paid.payments }],
    ['void', { status: 'void' as const }],
    ['deleted', { status: 'deleted' as const }],
    ['paid', { status: 'paid' as const }],
    ['paid', { ...paid, disputes: [dispute('won'), dispute('inquiry')], refunds: [refund(0n)] }],
    ['partly-refunded', { ...paid, refunds: [refund(60n), refund(39n)] }],
    ['refunded', { ...paid, refunds: [refund(60n), refund(40n)] }],
    ['disputed', { ...paid, disputes: [dispute('lost'), dispute('open')], refunds: [refund(40n)] }],
    ['dispute-lost', { ...paid, disputes: [dispute('lost')], refunds: [refund(40n)] }],
  ] as const)('is %s', (state, changes) => {
    expect(stateOf(anInvoiceSeen(changes))).toBe(state);
  });

  it('is none of one that was never looked at', () => {
    expect(stateOf(undefined)).toBe('none');
  });
});

/** What Stripe's own rules do, next to what the table says of it. */
describe('what the table says is what Stripe does', () => {
  const deeds: readonly [InvoiceEvent, (stripe: MemoryInvoicer) => unknown][] = [
    ['paid-in-part', (stripe) => payIn(stripe, 'in_1', 50_000n)],
    ['paid', (stripe) => payIn(stripe, 'in_1', stripe.invoices.get('in_1')?.remainingMinor ?? 0n)],
    ['overpaid', (stripe) => payIn(stripe, 'in_1', (stripe.invoices.get('in_1')?.remainingMinor ?? 0n) + 700n)],
    ['refunded-in-part', (stripe) => refundIn(stripe, paidFirst(stripe).paymentIntent ?? '', 10_000n)],
    ['refunded', (stripe) => refundIn(stripe, paidFirst(stripe).paymentIntent ?? '', paidFirst(stripe).paidMinor)],
    ['refund-failed', (stripe) => failRefundIn(stripe, 're_1')],
    ['dispute-opened', (stripe) => disputeIn(stripe, paidFirst(stripe).paymentIntent ?? '')],
    ['dispute-won', (stripe) => closeDisputeIn(stripe, 'du_1', 'won')],
    ['dispute-lost', (stripe) => closeDisputeIn(stripe, 'du_1', 'lost')],
    ['credited', (stripe) => creditIn(stripe, { invoice: 'in_1', amountMinor: 100n, currency: 'USD', memo: 'x' })],
    ['credit-void', (stripe) => voidCreditNoteIn(stripe, 'cn_1')],
    ['marked-uncollectible', (stripe) => uncollectibleIn(stripe, 'in_1')],
    ['voided', (stripe) => voidIn(stripe, 'in_1')],
  ];
  const histories: readonly (readonly InvoiceEvent[])[] = [
    ['paid-in-part', 'refunded-in-part', 'paid'],
    ['paid', 'refunded-in-part', 'refund-failed', 'refunded'],
    ['paid', 'dispute-opened', 'dispute-won'],
    ['paid', 'dispute-opened', 'dispute-lost', 'dispute-won'],
    ['credited', 'credit-void', 'overpaid', 'dispute-opened'],
    ['marked-uncollectible', 'paid-in-part', 'paid'],
    ['marked-uncollectible', 'voided'],
    ['paid-in-part', 'marked-uncollectible', 'refunded', 'paid'],
    ['voided'],
  ];

  it.each(histories)('%s, %s, %s, %s', async (...history) => {
    const stripe = await anOpenInvoice();
    let state: InvoiceState = await look(stripe);
    expect(state).toBe('open');
    for (const event of history.filter((one) => one !== undefined)) {
      deeds.find(([name]) => name === event)?.[1](stripe);
      const found = answerTo(state, event);
      const to = await look(stripe);
      expect(found).toMatchObject({ to: hasGivenBack(stripe, to) ? expect.any(String) : to });
      state = to;
    }
  });

  it('and what it says cannot be, Stripe refuses', async () => {
    for (const [event, carryOut] of deeds) {
      const stripe = await anOpenInvoice();
      voidIn(stripe, 'in_1');
      expect(answerTo('void', event), event).toEqual({ answer: 'cannot' });
      const before = JSON.stringify([...stripe.invoices.values()], (_, value: unknown) => String(value));
      try {
        carryOut(stripe);
      } catch {
        // Refused, as it should be; what must hold is that nothing moved.
      }
      expect(
        JSON.stringify([...stripe.invoices.values()], (_, value: unknown) => String(value)),
        event,
      ).toBe(before);
    }
  });
});

function paidFirst({ payments }: MemoryInvoicer): MemoryInvoicer['payments'][number] {
  const paid = payments.find(({ status }) => status === 'paid');
  if (paid === undefined) throw new Error('Nobody has paid.');
  return paid;
}

/** Paid again after a refund: the refund shows in the state, though the event was a payment. */
function hasGivenBack({ refunds }: MemoryInvoicer, state: InvoiceState): boolean {
  return state === 'partly-refunded' && refunds.length > 0;
}

async function look(stripe: MemoryInvoicer): Promise<InvoiceState> {
  return stateOf(await seeInvoice(stripe, await stripe.readInvoice('in_1'), 'p#1'));
}

async function anOpenInvoice(): Promise<MemoryInvoicer> {
  const stripe = createMemoryInvoicer();
  const customer = await stripe.createCustomer({ contractId: 'c', name: 'C', emails: ['c@client.example'] }, 'k1');
  const { id } = await stripe.createInvoice(
    {
      customer,
      contractId: 'c',
      posting: 'p#1',
      intent: 'i',
      currency: 'USD',
      dueAtEpochSeconds: 9,
      description: 'd',
      workingUrl: 'u',
      workingHash: 'h',
    },
    'k2',
  );
  await stripe.addLine(
    { invoice: id, customer, amountMinor: 200_000n, currency: 'USD', description: 'd', intent: 'i' },
    'k3',
  );
  await stripe.finalize(id, 'k4');
  return stripe;
}
