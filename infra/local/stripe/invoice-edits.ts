import type { Stripe } from 'stripe';
import type { Account } from './account.ts';
import { ApiRefusalError, badParameter, noSuch } from './api-refusal-error.ts';
import { completeFields, customFields } from './customers.ts';
import { paging } from './lists.ts';
import { changedMetadata, metadata } from './metadata.ts';
import { boolean, futureTimestamp, integer, matching, notModelled, oneOf, text, unsettable } from './parameters.ts';
import type { Read } from './parameters.ts';

const SECONDS_PER_DAY = 86_400;
/** What may be said of an invoice when it is made and while it is a draft. */
export const EDIT_FIELDS = {
  account_tax_ids: notModelled,
  application_fee_amount: notModelled,
  auto_advance: boolean,
  automatic_tax: notModelled,
  automatically_finalizes_at: notModelled,
  collection_method: oneOf(['charge_automatically', 'send_invoice']),
  custom_fields: customFields,
  days_until_due: integer({ min: 0, max: 36_500 }),
  default_payment_method: text(),
  default_source: notModelled,
  default_tax_rates: notModelled,
  description: unsettable(),
  discounts: notModelled,
  due_date: futureTimestamp,
  effective_at: integer({ min: 0 }),
  expand: paging.expand,
  footer: unsettable(),
  issuer: notModelled,
  metadata,
  number: unsettable(26),
  on_behalf_of: notModelled,
  payment_settings: notModelled,
  rendering: notModelled,
  shipping_cost: notModelled,
  shipping_details: notModelled,
  statement_descriptor: matching(
    /^(?=.*[A-Za-z])[^<>'"*\\]{5,22}$/,
    () => 'The statement descriptor must be 5-22 characters, contain at least one letter, and none of <>\'"*\\.',
  ),
  transfer_data: notModelled,
};

export type Edits = Read<typeof EDIT_FIELDS>;

/** The invoice with what the request says of it. */
export function edited(account: Account, invoice: Stripe.Invoice, params: Edits): Stripe.Invoice {
  const { default_payment_method: method } = params;
  if (method !== undefined && account.find('payment_method', method)?.customer !== invoice.customer) {
    throw noSuch('PaymentMethod', method, 'default_payment_method', 'parameter');
  }
  const collectionMethod = params.collection_method ?? invoice.collection_method;
  const autoAdvance = params.auto_advance ?? invoice.auto_advance ?? false;
  const isWaiting = autoAdvance && invoice.status === 'draft';
  return {
    ...invoice,
    auto_advance: autoAdvance,
    automatically_finalizes_at: isWaiting ? invoice.created + 3601 : null,
    collection_method: collectionMethod,
    custom_fields: params.custom_fields === undefined ? invoice.custom_fields : completeFields(params.custom_fields),
    default_payment_method: method ?? invoice.default_payment_method,
    description: params.description === undefined ? invoice.description : params.description,
    due_date: dueDate(invoice, params, collectionMethod),
    effective_at: params.effective_at ?? invoice.effective_at,
    footer: params.footer === undefined ? invoice.footer : params.footer,
    metadata: changedMetadata(invoice.metadata, params.metadata),
    next_payment_attempt: isWaiting && collectionMethod === 'charge_automatically' ? invoice.created + 3600 : null,
    number: params.number === undefined ? invoice.number : params.number,
    statement_descriptor: params.statement_descriptor ?? invoice.statement_descriptor,
  };
}

function dueDate(
  invoice: Stripe.Invoice,
  params: Pick<Edits, 'due_date' | 'days_until_due'>,
  collectionMethod: string,
): number | null {
  const { due_date: date, days_until_due: days } = params;
  if (date !== undefined && days !== undefined) {
    throw badParameter('due_date', 'You may only specify one of these parameters: due_date, days_until_due.');
  }
  if (collectionMethod !== 'send_invoice') {
    if (date === undefined && days === undefined) return null;
    throw new ApiRefusalError(
      "You can only specify 'due_date' or 'days_until_due' if invoice collection method is 'send_invoice'.",
      { beforeExecution: true },
    );
  }
  if (days !== undefined) return invoice.created + days * SECONDS_PER_DAY;
  if (date === undefined && invoice.due_date === null) {
    throw new ApiRefusalError(
      "If invoice collection method is 'send_invoice', you must specify 'due_date' or 'days_until_due'.",
      { beforeExecution: true },
    );
  }
  return date ?? invoice.due_date;
}
