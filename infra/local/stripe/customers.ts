import type { Stripe } from 'stripe';
import { customerOf } from './account.ts';
import type { Account } from './account.ts';
import { badParameter, noSuch } from './api-refusal-error.ts';
import { address } from './address.ts';
import { moveBalance } from './customer-balance.ts';
import { newCustomer, saveCustomer } from './customer-object.ts';
import { pageOfKept, paging } from './lists.ts';
import { changedMetadata, metadata } from './metadata.ts';
import { attachMethod } from './payment-methods.ts';
import {
  amount,
  integer,
  isWithin,
  listOf,
  matching,
  notModelled,
  objectOf,
  oneOf,
  range,
  text,
  unsettable,
} from './parameters.ts';
import type { Field, Fields, Read } from './parameters.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';

const email: Field<string | null> = {
  read: (value, param, now) => {
    const given = unsettable(512).read(value, param, now);
    if (given !== null && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(given)) {
      throw badParameter(param, `Invalid email address: ${given}`, 'email_invalid');
    }
    return given;
  },
};

export const customFields = listOf(objectOf({ name: text(40), value: text(140) }), 4);

const SHARED_FIELDS = {
  address,
  balance: amount('any'),
  business_name: notModelled,
  cash_balance: notModelled,
  description: unsettable(),
  email,
  expand: listOf(text(), 20),
  individual_name: notModelled,
  invoice_prefix: matching(/^[A-Z0-9]{3,12}$/, () => 'Invalid invoice prefix: 3-12 uppercase letters or numbers.'),
  invoice_settings: objectOf({
    custom_fields: customFields,
    default_payment_method: unsettable(),
    footer: unsettable(),
    rendering_options: notModelled,
  }),
  metadata,
  name: unsettable(256),
  next_invoice_sequence: integer({ min: 1, max: 1_000_000_000 }),
  phone: unsettable(20),
  preferred_locales: listOf(text(12)),
  shipping: notModelled,
  source: notModelled,
  tax: notModelled,
  tax_exempt: oneOf(['exempt', 'none', 'reverse']),
  validate: notModelled,
};

const CREATE_FIELDS = {
  ...SHARED_FIELDS,
  payment_method: text(),
  tax_id_data: notModelled,
  test_clock: notModelled,
} satisfies Record<keyof Stripe.CustomerCreateParams, Field<unknown>>;

const UPDATE_FIELDS = {
  ...SHARED_FIELDS,
  default_source: notModelled,
} satisfies Record<keyof Stripe.CustomerUpdateParams, Field<unknown>>;

const LIST_FIELDS = {
  ...paging,
  created: range,
  email: text(),
  test_clock: notModelled,
} satisfies Record<keyof Stripe.CustomerListParams, Field<unknown>>;

const EXPAND_ONLY: { expand: typeof paging.expand } & Fields = { expand: paging.expand };

export const customerRoutes: Route[] = [
  route('POST', '/v1/customers', CREATE_FIELDS, ({ account, params }) => {
    const customer = changed(newCustomer(account), params, account);
    account.save('customer', customer);
    account.emit('customer.created', customer);
    if (params.payment_method !== undefined) attachMethod(account, params.payment_method, customer.id);
    return setBalance(account, customer, params.balance, 'initial');
  }),
  route('GET', '/v1/customers', LIST_FIELDS, ({ account, params }) => {
    return pageOfKept(account, params, {
      kind: 'customer',
      url: '/v1/customers',
      what: 'customer',
      where: ['email', params.email],
      matches: (customer) =>
        !customer.deleted &&
        (params.email ?? customer.email) === customer.email &&
        isWithin(customer.created, params.created),
    });
  }),
  route('GET', '/v1/customers/:id', EXPAND_ONLY, ({ account, id }) => {
    const customer = account.find('customer', id);
    if (customer === undefined) throw noSuch('customer', id, 'id', 'path');
    return customer;
  }),
  route('POST', '/v1/customers/:id', UPDATE_FIELDS, ({ account, id, params }) => {
    const before = customerOf(account, id, 'path');
    const after = changed(before, params, account);
    saveCustomer(account, before, after);
    return setBalance(account, after, params.balance, 'adjustment');
  }),
  route('DELETE', '/v1/customers/:id', {}, ({ account, id }) => {
    const customer = customerOf(account, id, 'path');
    const deleted: Stripe.DeletedCustomer = { id: customer.id, object: 'customer', deleted: true };
    account.save('customer', deleted);
    account.emit('customer.deleted', customer);
    return deleted;
  }),
];

/** A balance that is set is reached by a transaction, as everything that moves it. */
function setBalance(
  account: Account,
  customer: Stripe.Customer,
  balance: number | undefined,
  type: 'initial' | 'adjustment',
): Stripe.Customer {
  if (balance === undefined) return customer;
  moveBalance(account, customer.id, {
    type,
    amount: balance - customer.balance,
    currency: customer.currency ?? 'usd',
  });
  return customerOf(account, customer.id, 'path');
}

function changed(customer: Stripe.Customer, params: Read<typeof SHARED_FIELDS>, account: Account): Stripe.Customer {
  const method = params.invoice_settings?.default_payment_method;
  if (typeof method === 'string' && account.find('payment_method', method)?.customer !== customer.id) {
    throw noSuch('PaymentMethod', method, 'invoice_settings[default_payment_method]', 'parameter');
  }
  const { custom_fields: fields, footer = customer.invoice_settings.footer } = params.invoice_settings ?? {};
  return {
    ...customer,
    address: params.address === undefined ? (customer.address ?? null) : params.address,
    description: params.description === undefined ? customer.description : params.description,
    email: params.email === undefined ? customer.email : params.email,
    invoice_prefix: params.invoice_prefix ?? customer.invoice_prefix ?? null,
    invoice_settings: {
      ...customer.invoice_settings,
      custom_fields: fields === undefined ? customer.invoice_settings.custom_fields : completeFields(fields),
      default_payment_method: method === undefined ? customer.invoice_settings.default_payment_method : method,
      footer,
    },
    metadata: changedMetadata(customer.metadata, params.metadata),
    name: params.name === undefined ? (customer.name ?? null) : params.name,
    next_invoice_sequence: params.next_invoice_sequence ?? customer.next_invoice_sequence ?? 1,
    phone: params.phone === undefined ? (customer.phone ?? null) : params.phone,
    preferred_locales: params.preferred_locales ?? customer.preferred_locales ?? [],
    tax_exempt: params.tax_exempt ?? customer.tax_exempt ?? 'none',
  };
}

/** Custom fields with both parts; none at all is null, as Stripe answers it. */
export function completeFields(fields: readonly { name: string | undefined; value: string | undefined }[]) {
  if (fields.length === 0) return null;
  return fields.map(({ name, value }) => {
    if (name === undefined || value === undefined) {
      throw badParameter(
        'custom_fields',
        'Missing required param: custom_fields needs a name and a value.',
        'parameter_missing',
      );
    }
    return { name, value };
  });
}
