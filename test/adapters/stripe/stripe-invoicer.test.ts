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
  it('says the working, its hash and the deployment', async () => {
    const { id } = await anOpenInvoice();
    const { metadata, footer, collection_method } = await running.stripe.invoices.retrieve(id);
    expect(metadata).toMatchObject({ tallystick_deployment: 'test', tallystick_working_sha256: 'ab'.repeat(32) });
    expect(footer).toContain('https://tallystick.example/workings/c/h');
    expect(collection_method).toBe('send_invoice');
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
