import type { Stripe } from 'stripe';
import type { Account } from './account.ts';
import { customerOf } from './account.ts';
import { ApiRefusalError, noSuch } from './api-refusal-error.ts';
import { currency } from './currencies.ts';
import { saveCustomer } from './customer-object.ts';
import { pageOfKept, paging } from './lists.ts';
import { changedMetadata, metadata } from './metadata.ts';
import { amount, isWithin, range, required, text, unsettable } from './parameters.ts';
import type { Field } from './parameters.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';

/** What moves a customer's balance, and what for. */
export interface BalanceMove {
  type: Stripe.CustomerBalanceTransaction.Type;
  /** Above zero is a debit, which raises the next invoice; below zero a credit, which lowers it. */
  amount: number;
  currency: string;
  invoice?: string;
  creditNote?: string;
  description?: string | null;
  metadata?: Stripe.Metadata;
}

/** As {@link moveBalance}, for what happens anyway: a deleted customer has no balance that could be moved. */
export function moveBalanceIfThere(account: Account, customerId: string, move: BalanceMove): void {
  const customer = account.find('customer', customerId);
  if (customer !== undefined && !customer.deleted) moveBalance(account, customerId, move);
}

/** Moves the balance and keeps the transaction that says why; a move of nothing leaves no trace. */
export function moveBalance(
  account: Account,
  customerId: string,
  move: BalanceMove,
): Stripe.CustomerBalanceTransaction | undefined {
  const customer = customerOf(account, customerId, 'parameter');
  if (move.amount === 0) return undefined;
  const balance = customer.balance + move.amount;
  const transaction: Stripe.CustomerBalanceTransaction = {
    id: account.newId('cbtxn_'),
    object: 'customer_balance_transaction',
    amount: move.amount,
    checkout_session: null,
    created: account.now(),
    credit_note: move.creditNote ?? null,
    currency: move.currency,
    customer: customerId,
    customer_account: null,
    description: move.description ?? null,
    ending_balance: balance,
    invoice: move.invoice ?? null,
    livemode: false,
    metadata: move.metadata ?? {},
    type: move.type,
  };
  account.save('customer_balance_transaction', transaction);
  saveCustomer(account, customer, { ...customer, balance, currency: customer.currency ?? move.currency });
  return transaction;
}

const CREATE_FIELDS = {
  amount: required(amount('any')),
  currency: required(currency),
  description: text(350),
  expand: paging.expand,
  metadata,
} satisfies Record<keyof Stripe.CustomerCreateBalanceTransactionParams, Field<unknown>>;

const UPDATE_FIELDS = {
  description: unsettable(350),
  expand: paging.expand,
  metadata,
} satisfies Record<keyof Stripe.CustomerUpdateBalanceTransactionParams, Field<unknown>>;

const LIST_FIELDS = {
  ...paging,
  created: range,
  invoice: text(),
} satisfies Record<keyof Stripe.CustomerListBalanceTransactionsParams, Field<unknown>>;

const PATH = '/v1/customers/:id/balance_transactions';

export const customerBalanceRoutes: Route[] = [
  route('POST', PATH, CREATE_FIELDS, ({ account, id, params }) => {
    const customer = customerOf(account, id, 'path');
    refuseOtherCurrency(customer, params.currency);
    const moved = moveBalance(account, customer.id, {
      type: 'adjustment',
      amount: params.amount,
      currency: params.currency,
      description: params.description ?? null,
      metadata: changedMetadata({}, params.metadata),
    });
    if (moved === undefined) throw new ApiRefusalError('The amount must not be zero.', { param: 'amount' });
    return moved;
  }),
  route('GET', PATH, LIST_FIELDS, ({ account, id, params }) => {
    // The transactions of a deleted customer stay readable, like its invoices.
    if (account.find('customer', id) === undefined) throw noSuch('customer', id, 'customer', 'path');
    return pageOfKept(account, params, {
      kind: 'customer_balance_transaction',
      url: `/v1/customers/${id}/balance_transactions`,
      what: 'customer balance transaction',
      where: ['customer', id],
      matches: ({ invoice, created }) => (params.invoice ?? invoice) === invoice && isWithin(created, params.created),
    });
  }),
  route('GET', `${PATH}/:sub`, { expand: paging.expand }, ({ account, id, sub }) => transactionIn(account, id, sub)),
  route('POST', `${PATH}/:sub`, UPDATE_FIELDS, ({ account, id, sub, params }) => {
    const before = transactionIn(account, id, sub);
    const after: Stripe.CustomerBalanceTransaction = {
      ...before,
      description: params.description === undefined ? before.description : params.description,
      metadata: changedMetadata(before.metadata, params.metadata),
    };
    account.save('customer_balance_transaction', after);
    return after;
  }),
];

function transactionIn(account: Account, customer: string, id: string): Stripe.CustomerBalanceTransaction {
  const found = account.find('customer_balance_transaction', id);
  if (found?.customer !== customer) throw noSuch('customer balance transaction', id, 'transaction', 'path');
  return found;
}

/** A customer has one currency once it has any: its balance is kept in that. */
export function refuseOtherCurrency(customer: Stripe.Customer, wanted: string): void {
  if (!customer.currency || customer.currency === wanted) return;
  const message =
    'You cannot combine currencies on a single customer. This customer has an active subscription, subscription ' +
    `schedule, discount, quote, or invoice item with currency ${customer.currency}`;
  throw new ApiRefusalError(message, { param: 'currency' });
}
