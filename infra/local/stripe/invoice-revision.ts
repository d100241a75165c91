import type { Stripe } from 'stripe';
import { customerOf, idOf } from './account.ts';
import type { Account } from './account.ts';
import { ApiRefusalError, badParameter } from './api-refusal-error.ts';
import { edited } from './invoice-edits.ts';
import type { Edits } from './invoice-edits.ts';
import { newItem } from './invoice-item-object.ts';
import { lineOf, newInvoice, paymentsOf, presented, withLines } from './invoice-object.ts';
import { invoiceIn } from './invoice-states.ts';

interface Asked extends Edits {
  from_invoice?: { action: string; invoice: string } | undefined;
  customer?: string | undefined;
  currency?: string | undefined;
}

/** A draft that takes the place of an invoice once it is finalised: how the dashboard edits what is finalised. */
export function revisionOf(account: Account, params: Asked): Stripe.Invoice {
  const original = invoiceIn(account, params.from_invoice?.invoice ?? '', 'from_invoice[invoice]', 'parameter');
  if (params.customer !== undefined || params.currency !== undefined) {
    const message = 'You may only specify one of these parameters: from_invoice, customer.';
    throw badParameter('from_invoice', message, 'parameters_exclusive');
  }
  if (original.status !== 'open' && original.status !== 'uncollectible') {
    const message = `You can only revise open or uncollectible invoices. This invoice is ${String(original.status)}.`;
    throw new ApiRefusalError(message, { param: 'from_invoice[invoice]' });
  }
  if (paymentsOf(account, original.id).some(({ status, is_default: isDefault }) => status === 'paid' || !isDefault)) {
    throw new ApiRefusalError('Invoices with `open` or `paid` payments cannot be revised.', {
      param: 'from_invoice[invoice]',
    });
  }
  const customer = customerOf(account, idOf(original.customer), 'parameter');
  const copy = edited(account, copyToRevise(account, original, customer), params);
  const lines = original.lines.data.map((line) => lineAgain(account, line, copy.id, customer.id));
  const filled = withLines(copy, lines, customer.balance);
  account.save('invoice', filled);
  account.emit('invoice.created', presented(account, filled));
  return filled;
}

/** What a revision has of the original: all but its number, its credit notes, and what the customer now is. */
function copyToRevise(account: Account, original: Stripe.Invoice, customer: Stripe.Customer): Stripe.Invoice {
  return {
    ...newInvoice(account, customer, original.currency),
    collection_method: original.collection_method,
    custom_fields: original.custom_fields,
    description: original.description,
    due_date: original.due_date,
    footer: original.footer,
    from_invoice: { action: 'revision', invoice: original.id },
    metadata: original.metadata,
    statement_descriptor: original.statement_descriptor,
  };
}

/** The line with an item of its own, which can be changed without the original. */
function lineAgain(
  account: Account,
  line: Stripe.InvoiceLineItem,
  invoice: string,
  customer: string,
): Stripe.InvoiceLineItem {
  const { amount, currency, description, metadata, period } = line;
  const item = newItem(account, { customer, invoice, amount, currency, description, metadata, period });
  account.save('invoiceitem', item);
  return lineOf(item, invoice);
}
