import { idOf } from './account.ts';
import type { Account, Documents } from './account.ts';
import { badParameter } from './api-refusal-error.ts';
import { paymentsOf, presented } from './invoice-object.ts';
import { list } from './lists.ts';

/** Which fields of which objects hold an id that can be answered as the object, and of what kind. */
const EXPANDABLE: Record<string, Record<string, keyof Documents>> = {
  customer: { 'invoice_settings.default_payment_method': 'payment_method' },
  invoice: {
    customer: 'customer',
    default_payment_method: 'payment_method',
    'from_invoice.invoice': 'invoice',
    latest_revision: 'invoice',
  },
  invoiceitem: { customer: 'customer', invoice: 'invoice' },
  credit_note: {
    customer: 'customer',
    customer_balance_transaction: 'customer_balance_transaction',
    invoice: 'invoice',
  },
  customer_balance_transaction: { credit_note: 'credit_note', customer: 'customer', invoice: 'invoice' },
  invoice_payment: {
    invoice: 'invoice',
    'payment.payment_intent': 'payment_intent',
    'payment.payment_record': 'payment_record',
  },
  payment_method: { customer: 'customer' },
  payment_intent: { customer: 'customer', latest_charge: 'charge', payment_method: 'payment_method' },
  charge: { customer: 'customer', payment_intent: 'payment_intent' },
  refund: { charge: 'charge', customer: 'customer', payment_intent: 'payment_intent' },
  dispute: { charge: 'charge', payment_intent: 'payment_intent' },
};

type Shown = Record<string, unknown>;

/** One path of `expand[]`: what is left of it, all of it for the refusal, and the way from the object to here. */
interface Path {
  left: readonly string[];
  whole: string;
  within: string;
  /** The type of the object that this is a part of. */
  owner: string;
}

/** The answer with each path of `expand[]` (`customer`, `data.customer`, `payments`) filled in. */
export function expanded(account: Account, answer: object, paths: readonly string[]): object {
  return paths.reduce((shown, whole) => fill(account, shown, whole.split('.'), whole), { ...answer } as Shown);
}

function fill(account: Account, shown: Shown, left: readonly string[], whole: string): Shown {
  return along(account, shown, { left, whole, within: '', owner: String(shown['object']) });
}

function along(account: Account, shown: Shown, { left, whole, within, owner }: Path): Shown {
  const [field = '', ...rest] = left;
  const value = shown[field];
  if (owner === 'list' && field === 'data' && Array.isArray(value) && rest.length > 0) {
    return { ...shown, data: value.map((one: Shown) => fill(account, one, rest, whole)) };
  }
  if (isPart(value) && rest.length > 0) {
    return { ...shown, [field]: along(account, value, { left: rest, whole, within: `${within}${field}.`, owner }) };
  }
  const replaced = replacement(account, shown, field, EXPANDABLE[owner]?.[`${within}${field}`]);
  if (replaced === undefined) throw badParameter('expand', `This property cannot be expanded (${whole}).`);
  const isObject = typeof replaced === 'object' && replaced !== null;
  return { ...shown, [field]: isObject && rest.length > 0 ? fill(account, { ...replaced }, rest, whole) : replaced };
}

/** A part of an object, which has no type of its own. */
function isPart(value: unknown): value is Shown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('object' in value);
}

/** The object behind the field, null if the field is empty; undefined if the field cannot be expanded. */
function replacement(account: Account, shown: Shown, field: string, kind: keyof Documents | undefined): unknown {
  const id = String(shown['id']);
  if (shown['object'] === 'invoice' && field === 'payments') {
    return list(paymentsOf(account, id).slice(0, 10), false, `/v1/invoice_payments?invoice=${id}`);
  }
  if (shown['object'] === 'invoice' && field === 'confirmation_secret') return confirmationSecret(account, id);
  if (shown['object'] === 'charge' && field === 'refunds') {
    return list(account.of('refund', 'charge', id).slice(0, 10), false, `/v1/charges/${id}/refunds`);
  }
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
