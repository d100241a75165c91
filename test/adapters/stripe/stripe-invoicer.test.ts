import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStripeInvoicer } from '../../../shared/adapters/stripe/stripe-invoicer.ts';
import type { NewInvoice } from '../../../shared/ports/invoicer-invoice.ts';
import type { Invoicer } from '../../../shared/ports/invoicer.ts';
import { runStandIn, SECRET_KEY, type RunningStandIn } from '../../infra/local/stripe/running-stand-in.ts';

let running: RunningStandIn;
let invoicer: Invoicer;
let keys = 0;
const key = () => `key-${(keys += 1)}`;
const fault = (details: object) => expect.objectContaining({ code: 'dependency.failed', ...details });

beforeAll(async () => {
  running = await runStandIn();
  invoicer = createStripeInvoicer({ apiKey: SECRET_KEY, apiBase: running.origin, deployment: 'test' });
});
afterAll(() => running.stop());

async function anInvoice(changes: Partial<NewInvoice> = {}): Promise<NewInvoice> {
  const contractId = changes.contractId ?? `contract-${key()}`;
  const customer = await invoicer.createCustomer({ contractId, name: 'The Client', emails: ['a@b.example'] }, key());
  return {
    customer,
    contractId,
    posting: 'retainer/1999-04-06#1',
    intent: 'invoice/retainer/1999-04-06#1',
    currency: 'USD',
    dueAtEpochSeconds: running.now() + 86_400,
    description: 'Retainer',
    workingUrl: 'https://tallystick.example/workings/c/h',
    workingHash: 'ab'.repeat(32),
    ...changes,
  };
}

async function anOpenInvoice(amountMinor = 200_000n) {
  const invoice = await anInvoice();
  const { id } = await invoicer.createInvoice(invoice, key());
  const { customer, currency, intent } = invoice;
  await invoicer.addLine(
    { invoice: id, customer, amountMinor, currency, description: 'Retainer (clause 2.1)', intent },
    key(),
  );
  return { ...invoice, id, open: await invoicer.finalize(id, key()) };
}

describe('an invoice at Stripe', () => {
  it('goes from draft over its line to open, and reads back as it was made', async () => {
    const invoice = await anInvoice();
    const draft = await invoicer.createInvoice(invoice, key());
    expect(draft).toMatchObject({
      status: 'draft',
      lineCount: 0,
      totalMinor: 0n,
      currency: 'USD',
      intent: invoice.intent,
    });

    const { customer, currency, intent } = invoice;
    await invoicer.addLine(
      { invoice: draft.id, customer, amountMinor: 200_000n, currency, description: 'x', intent },
      key(),
    );
    expect(await invoicer.readInvoice(draft.id)).toMatchObject({ status: 'draft', lineCount: 1, totalMinor: 200_000n });

    const open = await invoicer.finalize(draft.id, key());
    expect(open).toMatchObject({
      status: 'open',
      contractId: invoice.contractId,
      posting: invoice.posting,
      remainingMinor: 200_000n,
      paidMinor: 0n,
      number: expect.any(String),
      hostedUrl: expect.stringContaining('http'),
    });
  });

  it('says the working, its hash and the deployment', async () => {
    const { id } = await anOpenInvoice();
    const { metadata, footer, collection_method } = await running.stripe.invoices.retrieve(id);
    expect(metadata).toMatchObject({ tallystick_deployment: 'test', tallystick_working_sha256: 'ab'.repeat(32) });
    expect(footer).toContain('https://tallystick.example/workings/c/h');
    expect(collection_method).toBe('send_invoice');
  });

  it('is found among all of the customer, on every page', async () => {
    const invoice = await anInvoice();
    for (let index = 0; index < 103; index += 1) {
      await running.stripe.invoices.create({
        customer: invoice.customer,
        collection_method: 'send_invoice',
        days_until_due: 30,
      });
    }
    const { id } = await invoicer.createInvoice(invoice, key());
    const all = await invoicer.invoicesOf(invoice.customer);
    expect(all).toHaveLength(104);
    expect(all.filter(({ intent }) => intent === invoice.intent).map((found) => found.id)).toEqual([id]);
  });

  it('of another deployment is not ours', async () => {
    const { id } = await anOpenInvoice();
    const another = createStripeInvoicer({ apiKey: SECRET_KEY, apiBase: running.origin, deployment: 'another' });
    expect(await another.readInvoice(id)).toMatchObject({
      intent: undefined,
      contractId: undefined,
      posting: undefined,
    });
  });

  it('is made once under one key', async () => {
    const invoice = await anInvoice();
    const same = key();
    const [first, second] = [await invoicer.createInvoice(invoice, same), await invoicer.createInvoice(invoice, same)];
    expect(second.id).toBe(first.id);
    await expect(invoicer.createInvoice({ ...invoice, description: 'Another' }, same)).rejects.toEqual(
      fault({ retryable: false, details: expect.objectContaining({ stripeCode: 'idempotency_error' }) }),
    );
  });

  it('with a due date in the past is refused', async () => {
    const past = await anInvoice({ dueAtEpochSeconds: running.now() - 1 });
    await expect(invoicer.createInvoice(past, key())).rejects.toEqual(fault({ retryable: false }));
  });

  it('that is not there is refused by its code', async () => {
    await expect(invoicer.readInvoice('in_nothing')).rejects.toEqual(
      fault({
        retryable: false,
        details: expect.objectContaining({ stripeCode: 'resource_missing', status: 404, keySpent: false }),
      }),
    );
  });
});

describe('a customer at Stripe', () => {
  it('is found again by its contract, and by this deployment alone', async () => {
    const contractId = `contract-${key()}`;
    const customer = await invoicer.createCustomer({ contractId, name: 'The Client', emails: ['a@b.example'] }, key());
    expect(await invoicer.findCustomer(contractId)).toBe(customer);
    expect(await invoicer.findCustomer('nobody')).toBeUndefined();
    const another = createStripeInvoicer({ apiKey: SECRET_KEY, apiBase: running.origin, deployment: 'another' });
    expect(await another.findCustomer(contractId)).toBeUndefined();
  });
});

describe('a credit note at Stripe', () => {
  it('takes from what is left of its invoice, and is found on it', async () => {
    const { id, contractId, posting, intent } = await anOpenInvoice();
    const note = {
      invoice: id,
      amountMinor: 50_000n,
      currency: 'USD',
      contractId,
      posting,
      intent,
      memo: 'Correction',
    };
    const issued = await invoicer.createCreditNote(note, key());
    expect(issued).toMatchObject({ invoice: id, amountMinor: 50_000n, status: 'issued', intent });
    expect(await invoicer.creditNotesOf(id)).toEqual([issued]);
    expect(await invoicer.readInvoice(id)).toMatchObject({ remainingMinor: 150_000n });
  });
});

describe('when Stripe does not answer as it should', () => {
  it('a wrong key is told as one', async () => {
    const wrong = createStripeInvoicer({ apiKey: 'sk_test_wrong', apiBase: running.origin, deployment: 'test' });
    await expect(wrong.readInvoice('in_1')).rejects.toEqual(
      fault({ retryable: true, message: expect.stringContaining('Put the right one into the secret') }),
    );
  });

  it.each([
    [500, true, true],
    [503, true, true],
    [429, true, false],
    [409, true, false],
    [402, false, false],
  ])('%i may pass: %s; its key is spent: %s', async (status, retryable, keySpent) => {
    const { server, origin } = await answering(status);
    const failing = createStripeInvoicer({ apiKey: SECRET_KEY, apiBase: origin, deployment: 'test' });
    await expect(failing.finalize('in_1', key())).rejects.toEqual(
      fault({ retryable, details: expect.objectContaining({ status, keySpent }) }),
    );
    server.close();
  });

  it('no connection may pass, and spends no key', async () => {
    const { server, origin } = await answering(200);
    server.close();
    await once(server, 'close');
    const failing = createStripeInvoicer({ apiKey: SECRET_KEY, apiBase: origin, deployment: 'test' });
    await expect(failing.readInvoice('in_1')).rejects.toEqual(
      fault({ retryable: true, details: expect.objectContaining({ status: 0, keySpent: false }) }),
    );
  });
});

async function answering(status: number): Promise<{ server: Server; origin: string }> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ error: { type: 'api_error', message: 'no' } }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { server, origin: `http://127.0.0.1:${port}` };
}
