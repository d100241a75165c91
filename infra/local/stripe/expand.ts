import { idOf } from './account.ts';
import type { Account, Documents } from './account.ts';
import { badParameter } from './api-refusal-error.ts';
import { paymentsOf, presented } from './invoice-object.ts';
import { list } from './lists.ts';

/** Which fields of which objects hold an id that can be answered as the object, and of what kind. */
const EXPANDABLE: Record<string, Record<string, keyof Documents>> = {
  customer: {},
  invoice: { customer: 'customer', default_payment_method: 'payment_method' },
  invoiceitem: { customer: 'customer', invoice: 'invoice' },
  credit_note: { customer: 'customer', invoice: 'invoice' },
  invoice_payment: { invoice: 'invoice' },
  payment_method: { customer: 'customer' },
};

type Shown = Record<string, unknown>;

/** The answer with each path of `expand[]` (`customer`, `data.customer`, `payments`) filled in. */
export function expanded(account: Account, answer: object, paths: readonly string[]): object {
  return paths.reduce((shown, path) => along(account, shown, path.split('.'), path), { ...answer } as Shown);
}

function along(account: Account, shown: Shown, [field = '', ...rest]: string[], path: string): Shown {
  const value = shown[field];
  if (shown['object'] === 'list' && field === 'data' && Array.isArray(value) && rest.length > 0) {
    return { ...shown, data: value.map((one: Shown) => along(account, one, rest, path)) };
  }
  const replaced = replacement(account, shown, field);
  if (replaced === undefined) {
    throw badParameter('expand', `This property cannot be expanded (${path}).`);
  }
  const isObject = typeof replaced === 'object' && replaced !== null;
  const deeper = isObject && rest.length > 0 ? along(account, { ...replaced }, rest, path) : replaced;
  return { ...shown, [field]: deeper };
}

/** The object behind the field, null if the field is empty; undefined if the field cannot be expanded. */
function replacement(account: Account, shown: Shown, field: string): unknown {
  const id = String(shown['id']);
  if (shown['object'] === 'invoice' && field === 'payments') {
    return list(paymentsOf(account, id).slice(0, 10), false, `/v1/invoice_payments?invoice=${id}`);
  }
  if (shown['object'] === 'invoice' && field === 'confirmation_secret') return confirmationSecret(account, id);
  const kind = EXPANDABLE[String(shown['object'])]?.[field];
  if (kind === undefined) return undefined;
  const value = shown[field];
  if (typeof value !== 'string') return value;
  if (kind !== 'invoice') return account.find(kind, value);
  const invoice = account.find(kind, value);
  return invoice === undefined ? value : presented(account, invoice);
}

/** What a payment page would need of the invoice's default payment; null once there is none to wait for. */
function confirmationSecret(account: Account, invoice: string): { client_secret: string; type: string } | null {
  const expected = paymentsOf(account, invoice).find(
    ({ status, is_default: isDefault }) => isDefault && status === 'open',
  );
  const intent = idOf(expected?.payment.payment_intent ?? null);
  return intent === '' ? null : { client_secret: `${intent}_secret_${intent.slice(3, 12)}`, type: 'payment_intent' };
}
