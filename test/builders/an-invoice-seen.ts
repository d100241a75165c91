import type { InvoiceRuling, InvoiceSeen } from '../../shared/core/facts/stripe-facts.ts';
import { noon, said, type Said } from './facts.ts';

/** An open invoice of USD 2,000.00, finalised on 6 April 1999; a test spoils one field of it. */
export function anInvoiceSeen(changes: Partial<InvoiceSeen> = {}): InvoiceSeen {
  return {
    invoice: 'in_1',
    posting: 'april#1',
    status: 'open',
    number: 'A-1',
    currency: 'USD',
    totalMinor: 200_000n,
    remainingMinor: 200_000n,
    creditUsedMinor: 0n,
    carriedMinor: 0n,
    overpaidMinor: 0n,
    finalizedAt: noon('1999-04-06'),
    attempts: 0,
    payments: [],
    refunds: [],
    disputes: [],
    creditNotes: [],
    ...changes,
  };
}

export function seen(on: string, changes: Partial<InvoiceSeen> = {}): Said<'InvoiceSeen'> {
  return said('InvoiceSeen', anInvoiceSeen(changes), on);
}

export function ruledOn(
  on: string,
  happening: string,
  ruling: InvoiceRuling,
  amountMinor: bigint,
): Said<'InvoiceRuled'> {
  const by = { by: 'Eugene Chiaramonte', reason: 'agreed' };
  return said('InvoiceRuled', { invoice: 'in_1', posting: 'april#1', happening, ruling, amountMinor, ...by }, on);
}

export const aPayment = (id: string, amountMinor: bigint, on: string, how: 'stripe' | 'outside' = 'stripe') => ({
  id,
  amountMinor,
  at: noon(on),
  how,
});

export const aNote = (id: string, amountMinor: bigint, changes: object = {}) => ({
  id,
  number: `A-1-${id}`,
  status: 'issued' as const,
  amountMinor,
  beforePaymentMinor: 0n,
  toBalanceMinor: 0n,
  outsideMinor: 0n,
  at: noon('1999-04-20'),
  ...changes,
});
