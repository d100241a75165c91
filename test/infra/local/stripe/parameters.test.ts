import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stripe } from 'stripe';
import { aCustomer, aDraft, refusalOf, runStandIn } from './running-stand-in.ts';
import type { RunningStandIn } from './running-stand-in.ts';

let running: RunningStandIn;
let customer: string;

beforeAll(async () => {
  running = await runStandIn();
  customer = (await running.stripe.customers.create(aCustomer)).id;
});
afterAll(() => running.stop());

/** POSTs a form and gives the status and the error of the answer. */
async function posted(path: string, form: string) {
  const response = await running.raw('POST', path, form);
  const { error } = (await response.json()) as { error?: Record<string, string> };
  return { status: response.status, ...error };
}

const create = (metadata: Record<string, string>) => running.stripe.customers.create({ metadata });

const send = (more: Stripe.InvoiceCreateParams) =>
  running.stripe.invoices.create({ customer, collection_method: 'send_invoice', ...more });

function keys(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${String(index)}`, 'v']));
}

describe('a request', () => {
  it('is let in only with the key, as bearer or as basic', async () => {
    const answers = await Promise.all(
      ['Bearer sk_test_wrong_key', '', `Basic ${btoa('sk_test_51TallystickLocal:')}`].map((authorization) =>
        running.raw('GET', '/v1/customers', undefined, { authorization }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 200]);
    const wrong = new Stripe('sk_test_another', { host: '127.0.0.1', port: running.port, protocol: 'http' });
    expect((await refusalOf(wrong.customers.list())).message).toMatch(/^Invalid API Key provided: sk_test_\*+ther$/);
  });

  it('is answered with its id and the version, and refused with a version of no such form', async () => {
    const response = await running.raw('GET', '/v1/customers', undefined, { 'stripe-version': Stripe.API_VERSION });
    expect(response.headers.get('request-id')).toMatch(/^req_\w{14}$/);
    expect(response.headers.get('stripe-version')).toBe(Stripe.API_VERSION);
    expect((await running.raw('GET', '/v1/customers', undefined, { 'stripe-version': 'latest' })).status).toBe(400);
  });

  it('to an unknown path is a 404 in the envelope of errors', async () => {
    const response = await running.raw('GET', '/v1/plans');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: { type: 'invalid_request_error', message: /Unrecognized request URL/ },
    });
  });

  it.each([
    ['an unknown parameter', 'customer=C&amout=1', { code: 'parameter_unknown', param: 'amout' }],
    [
      'an unknown nested parameter',
      'customer=C&amount=1&period[start]=1&period[end]=2&period[mid]=1',
      { param: 'period[mid]' },
    ],
    ['a missing parameter', 'customer=C', { code: 'parameter_missing', param: 'amount' }],
    ['a fraction', 'customer=C&amount=10.5', { code: 'parameter_invalid_integer', param: 'amount' }],
    ['an exponent', 'customer=C&amount=1e6', { code: 'parameter_invalid_integer', param: 'amount' }],
    ['an amount beyond the limit', 'customer=C&amount=100000000', { code: 'amount_too_large', param: 'amount' }],
    ['an empty amount', 'customer=C&amount=', { code: 'parameter_invalid_empty', param: 'amount' }],
    ['the currency XXX', 'customer=C&amount=1&currency=xxx', { param: 'currency' }],
    ['a period that ends before it starts', 'customer=C&amount=1&period[start]=2&period[end]=1', { param: 'period' }],
    ['a customer that does not exist', 'customer=cus_none&amount=1', { code: 'resource_missing', param: 'customer' }],
    ['text where an object belongs', 'customer=C&amount=1&period=now', { param: 'period' }],
    ['a value and an object of one name', 'customer=C&amount=1&metadata=&metadata[a]=1', { param: 'metadata[a]' }],
    ['brackets that do not close', 'customer=C&amount=1&metadata[a=1', { param: 'metadata[a' }],
    ['a parameter that is not modelled', 'customer=C&amount=1&tax_code=txcd_1', { param: 'tax_code' }],
  ])('is refused for %s', async (_what, form, error) => {
    expect(
      await posted('/v1/invoiceitems', form.replace('=C&', `=${customer}&`).replace('=C', `=${customer}`)),
    ).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      ...error,
    });
  });

  it.each([0, 101, 'ten'])('for a page of %s is refused', async (limit) => {
    expect((await running.raw('GET', `/v1/customers?limit=${String(limit)}`)).status).toBe(400);
  });

  it('for a page after something that is not in the list is refused', async () => {
    const refusal = await refusalOf(running.stripe.invoices.list({ starting_after: 'in_none' }));
    expect(refusal).toMatchObject({ statusCode: 400, code: 'resource_missing', param: 'starting_after' });
  });
});

describe('metadata', () => {
  it('holds 50 keys of 40 characters with 500 each, and no more', async () => {
    const longest = { ...keys(49), ['k'.repeat(40)]: 'v'.repeat(500) };
    expect((await create(longest)).metadata).toEqual(longest);
    expect((await refusalOf(create(keys(51)))).param).toBe('metadata');
    expect((await refusalOf(create({ ['k'.repeat(41)]: 'v' }))).message).toContain('up to 40 characters');
    expect((await refusalOf(create({ k: 'v'.repeat(501) }))).message).toContain(
      'up to 500 characters, but you passed in a value that is 501',
    );
  });

  it('loses a key to an empty value, and all of them to an empty metadata', async () => {
    const { id } = await create({ a: '1', b: '2' });
    expect((await running.stripe.customers.update(id, { metadata: { a: '' } })).metadata).toEqual({ b: '2' });
    expect((await running.stripe.customers.update(id, { metadata: '' })).metadata).toEqual({});
  });

  it('takes keys that JavaScript objects have of their own', async () => {
    const response = await running.raw('POST', '/v1/customers', 'metadata[__proto__]=x&metadata[constructor]=y');
    expect(await response.text()).toContain('"__proto__": "x"');
  });
});

describe('an invoice is refused', () => {
  it('with a due date that is not in the future of the business clock', async () => {
    for (const date of [running.now(), running.now() - 1, 0]) {
      expect(await refusalOf(send({ due_date: date }))).toMatchObject({
        statusCode: 400,
        type: 'StripeInvalidRequestError',
        param: 'due_date',
        message: 'Invalid timestamp: must be an integer Unix timestamp in the future.',
      });
    }
    expect(await send({ due_date: running.now() + 1 })).toMatchObject({ due_date: running.now() + 1 });
  });

  it('without a due date when it is to be sent, and with one when it is to be charged', async () => {
    expect((await refusalOf(send({}))).message).toContain("you must specify 'due_date' or 'days_until_due'");
    expect((await refusalOf(send({ due_date: running.now() + 1, days_until_due: 1 }))).message).toContain(
      'only specify one',
    );
    const charged = running.stripe.invoices.create({ customer, days_until_due: 3 });
    expect((await refusalOf(charged)).message).toContain("if invoice collection method is 'send_invoice'");
  });

  it('to a customer without an e-mail address when it is to be sent', async () => {
    const { id } = await running.stripe.customers.create({ name: 'No mail' });
    expect((await refusalOf(send({ customer: id, days_until_due: 1 }))).message).toMatch(/^Missing email\./);
  });

  it('with a number, descriptor or custom fields beyond their limits', async () => {
    const due = { days_until_due: 1 };
    expect((await refusalOf(send({ ...due, number: 'N'.repeat(27) }))).param).toBe('number');
    expect((await refusalOf(send({ ...due, statement_descriptor: 'A'.repeat(23) }))).param).toBe(
      'statement_descriptor',
    );
    const field = { name: 'n', value: 'v' };
    expect((await refusalOf(send({ ...due, custom_fields: [field, field, field, field, field] }))).param).toBe(
      'custom_fields',
    );
    expect((await send({ ...due, number: 'N'.repeat(26) })).number).toHaveLength(26);
  });

  it('an item in another currency', async () => {
    const draft = await aDraft(running, { customer, amounts: [] });
    const item = { customer, invoice: draft.id, amount: 100, currency: 'eur' };
    expect((await refusalOf(running.stripe.invoiceItems.create(item))).param).toBe('currency');
    expect((await running.stripe.invoices.retrieve(draft.id)).lines.data).toEqual([]);
  });

  it('pending items of a customer in two currencies', async () => {
    const { id } = await running.stripe.customers.create(aCustomer);
    await running.stripe.invoiceItems.create({ customer: id, amount: 100, currency: 'usd' });
    const refusal = await refusalOf(running.stripe.invoiceItems.create({ customer: id, amount: 100, currency: 'eur' }));
    expect(refusal.message).toMatch(/^You cannot combine currencies/);
  });
});

describe('a customer', () => {
  it('is created, changed, listed and deleted', async () => {
    const { stripe } = running;
    const made = await stripe.customers.create({
      name: 'Auxer',
      email: 'auxer@example.com',
      address: { city: 'Wayne', country: 'US' },
    });
    expect(made).toMatchObject({
      object: 'customer',
      balance: 0,
      address: { city: 'Wayne', line1: null },
      livemode: false,
    });
    expect(await stripe.customers.update(made.id, { name: 'The Auxer Group', email: '' })).toMatchObject({
      name: 'The Auxer Group',
      email: null,
    });
    expect((await refusalOf(stripe.customers.update(made.id, { email: 'nobody' }))).code).toBe('email_invalid');
    await stripe.customers.update(made.id, { email: 'two@example.com' });
    expect((await stripe.customers.list({ email: 'two@example.com' })).data.map(({ id }) => id)).toEqual([made.id]);
    expect(await stripe.customers.del(made.id)).toMatchObject({ id: made.id, deleted: true });
    const gone = await running.raw('GET', `/v1/customers/${made.id}`);
    expect(await gone.json()).toEqual({ id: made.id, object: 'customer', deleted: true });
    expect((await stripe.customers.list({ email: 'two@example.com' })).data).toEqual([]);
    expect((await refusalOf(stripe.customers.update(made.id, { name: 'x' }))).statusCode).toBe(404);
  });

  it('is listed in pages, newest first', async () => {
    const { stripe } = running;
    const email = 'many@example.com';
    const made: string[] = [];
    for (let count = 0; count < 12; count += 1) made.unshift((await stripe.customers.create({ email })).id);
    const first = await stripe.customers.list({ email, limit: 5 });
    expect([first.data.map(({ id }) => id), first.has_more]).toEqual([made.slice(0, 5), true]);
    const second = await stripe.customers.list({ email, limit: 10, starting_after: made[4] ?? '' });
    expect([second.data.map(({ id }) => id), second.has_more]).toEqual([made.slice(5), false]);
  });

  it('cannot attach a card that is declined at once', async () => {
    const refusal = await refusalOf(running.stripe.paymentMethods.attach('pm_card_chargeDeclined', { customer }));
    expect(refusal).toMatchObject({ statusCode: 402, code: 'card_declined', decline_code: 'generic_decline' });
  });
});

describe('an unknown id', () => {
  it.each([
    ['customers', 'id'],
    ['invoices', 'invoice'],
    ['invoiceitems', 'id'],
    ['credit_notes', 'id'],
    ['events', 'id'],
    ['payment_methods', 'payment_method'],
    ['invoice_payments', 'invoice_payment'],
  ])('is a 404 among %s', async (resource, param) => {
    const response = await running.raw('GET', `/v1/${resource}/xx_none`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'resource_missing', param, message: /'xx_none'/ } });
  });
});

describe('an invoice item', () => {
  it('is listed, changed and deleted with its line, as long as the invoice is a draft', async () => {
    const { stripe } = running;
    const draft = await aDraft(running, { amounts: [1000, 2000] });
    const listed = await stripe.invoiceItems.list({ invoice: draft.id });
    expect(listed.data.map(({ amount }) => amount)).toEqual([2000, 1000]);
    const [second, first] = listed.data.map(({ id }) => id);
    expect(await stripe.invoiceItems.update(first ?? '', { amount: 1500, description: 'Corrected' })).toMatchObject({
      amount: 1500,
    });
    expect(await stripe.invoices.retrieve(draft.id)).toMatchObject({ total: 3500 });
    expect(await stripe.invoiceItems.del(second ?? '')).toMatchObject({ deleted: true });
    const left = await stripe.invoices.retrieve(draft.id);
    expect(left).toMatchObject({ total: 1500, lines: { data: [{ amount: 1500, description: 'Corrected' }] } });
    await stripe.invoices.finalizeInvoice(draft.id);
    expect((await refusalOf(stripe.invoiceItems.del(first ?? ''))).code).toBe('invoice_not_editable');
    expect(await stripe.invoiceItems.retrieve(first ?? '')).toMatchObject({ invoice: draft.id });
  });
});
