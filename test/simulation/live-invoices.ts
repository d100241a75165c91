import type { InvoicerInvoice } from '../../shared/ports/invoicer-invoice.ts';
import type { MemoryInvoicer } from '../builders/memory-invoicer.ts';

/**
 * Whether an invoice was or can be paid: it is not void, and no draft of a customer that was deleted, with which Stripe lets nobody do
 * anything more. Source: docs.stripe.com/api/customers/delete.
 */
export function isLive({ customers }: MemoryInvoicer, { status, customer }: InvoicerInvoice): boolean {
  if (status === 'void') return false;
  return status !== 'draft' || !customers.some(({ id, deleted }) => deleted && id === customer);
}
