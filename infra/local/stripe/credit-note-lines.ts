import { Stripe } from 'stripe';
import type { Account } from './account.ts';
import { ApiRefusalError, badParameter, noSuch } from './api-refusal-error.ts';
import { written } from './currencies.ts';
import { changedMetadata, metadata } from './metadata.ts';
import { amount, integer, listOf, notModelled, objectOf, oneOf, required, text } from './parameters.ts';
import type { Field, Read } from './parameters.ts';

const LINE_FIELDS = {
  amount: amount('positive'),
  description: text(),
  invoice_line_item: text(),
  metadata,
  quantity: integer({ min: 1 }),
  tax_amounts: notModelled,
  tax_rates: notModelled,
  type: required(oneOf(['custom_line_item', 'invoice_line_item'])),
  unit_amount: amount('positive'),
  unit_amount_decimal: notModelled,
} satisfies Record<keyof Stripe.CreditNoteCreateParams.Line, Field<unknown>>;

type AskedLine = Read<typeof LINE_FIELDS>;

export const linesField = listOf(objectOf(LINE_FIELDS));

/** The lines of a credit note, checked against the invoice's lines and what was credited of each before. */
export function creditLines(
  account: Account,
  invoice: Stripe.Invoice,
  asked: readonly AskedLine[],
): Stripe.CreditNoteLineItem[] {
  return asked.map((line, position) => {
    const param = `lines[${String(position)}]`;
    return line.type === 'custom_line_item'
      ? customLine(account, line, param)
      : invoiceLine(account, invoice, line, param);
  });
}

export function linesTotal(lines: readonly Stripe.CreditNoteLineItem[]): number {
  return lines.reduce((sum, line) => sum + line.amount, 0);
}

function customLine(account: Account, line: AskedLine, param: string): Stripe.CreditNoteLineItem {
  if (line.unit_amount === undefined) throw missing(`${param}[unit_amount]`);
  if (line.description === undefined) throw missing(`${param}[description]`);
  const quantity = line.quantity ?? 1;
  return newLine(account, line, { amount: line.unit_amount * quantity, quantity, unitAmount: line.unit_amount });
}

function invoiceLine(
  account: Account,
  invoice: Stripe.Invoice,
  line: AskedLine,
  param: string,
): Stripe.CreditNoteLineItem {
  if (line.invoice_line_item === undefined) throw missing(`${param}[invoice_line_item]`);
  const billed = invoice.lines.data.find(({ id }) => id === line.invoice_line_item);
  if (billed === undefined)
    throw noSuch('invoice line item', line.invoice_line_item, `${param}[invoice_line_item]`, 'parameter');
  if ((line.amount === undefined) === (line.quantity === undefined)) {
    throw badParameter(param, 'You must specify exactly one of these parameters: amount, quantity.');
  }
  const credited = line.amount ?? billed.amount * (line.quantity ?? 1);
  const left = billed.amount - creditedBefore(account, invoice.id, billed.id);
  if (credited > left) {
    const message = `The credited amount (${written(credited, invoice.currency)}) is greater than the amount left to credit on the line (${written(left, invoice.currency)}).`;
    throw new ApiRefusalError(message, { param: `${param}[amount]` });
  }
  const description = line.description ?? billed.description ?? undefined;
  return {
    ...newLine(
      account,
      { ...line, description },
      { amount: credited, quantity: line.quantity ?? null, unitAmount: null },
    ),
    invoice_line_item: billed.id,
  };
}

function creditedBefore(account: Account, invoice: string, line: string): number {
  return account
    .of('credit_note', 'invoice', invoice)
    .filter((note) => note.status === 'issued')
    .flatMap((note) => note.lines.data)
    .filter(({ invoice_line_item: billed }) => billed === line)
    .reduce((sum, { amount: credited }) => sum + credited, 0);
}

function missing(param: string): ApiRefusalError {
  return badParameter(param, `Missing required param: ${param}.`, 'parameter_missing');
}

function newLine(
  account: Account,
  line: AskedLine,
  sums: { amount: number; quantity: number | null; unitAmount: number | null },
): Stripe.CreditNoteLineItem {
  return {
    id: account.newId('cnli_'),
    object: 'credit_note_line_item',
    amount: sums.amount,
    description: line.description ?? null,
    discount_amount: 0,
    discount_amounts: [],
    livemode: false,
    metadata: changedMetadata({}, line.metadata),
    pretax_credit_amounts: [],
    quantity: sums.quantity,
    tax_rates: [],
    taxes: [],
    type: line.type,
    unit_amount: sums.unitAmount,
    unit_amount_decimal: sums.unitAmount === null ? null : Stripe.Decimal.from(sums.unitAmount),
  };
}
