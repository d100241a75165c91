import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDraft, runStandIn } from './running-stand-in.ts';
import type { RunningStandIn } from './running-stand-in.ts';

let running: RunningStandIn;

beforeAll(async () => {
  running = await runStandIn({ accountName: 'PMR & Associates' });
});
afterAll(() => running.stop());

const open = async (url: string, init?: RequestInit) => {
  const response = await fetch(url, init);
  return { response, text: await response.text() };
};

describe('the hosted invoice page', () => {
  it('shows what is due, escaped and under a strict policy, and pays it once', async () => {
    const { stripe } = running;
    const customer = (await stripe.customers.create({ name: '<script>alert(1)</script>', email: 'c@example.com' })).id;
    const draft = await aDraft(running, { customer, amounts: Array.from({ length: 12 }, () => 123_456) });
    const url = `${running.origin}/pay/${draft.id}`;
    expect((await open(url)).response.status).toBe(404);

    const { hosted_invoice_url: hosted, number } = await stripe.invoices.finalizeInvoice(draft.id);
    expect(hosted).toBe(url);
    const before = await open(url);
    expect(before.response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*form-action 'self'/);
    expect(before.text).not.toContain('<script');
    expect(before.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    for (const shown of [
      'PMR &amp; Associates',
      '14,814.72 USD',
      'Pay 14,814.72 USD',
      'Line 12',
      '6 May 1999',
      String(number),
    ]) {
      expect(before.text).toContain(shown);
    }

    const answer = await fetch(url, { method: 'POST', redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/pay/${draft.id}`]);
    const after = await open(url, { method: 'POST' });
    expect(after.text).toContain('Paid on 6 April 1999: 14,814.72 USD');
    expect(after.text).not.toContain('<button');
    expect(await stripe.invoices.retrieve(draft.id)).toMatchObject({ status: 'paid', attempt_count: 1 });
  });

  it('writes dates as the account reads them, and lets the address in the footer be opened', async () => {
    const { standIn, stripe, origin } = running;
    const customer = (await stripe.customers.create({ email: 'c@example.com' })).id;
    const draft = await stripe.invoices.create({
      customer,
      collection_method: 'send_invoice',
      // The last second of 20 April in New York is already the 21st in UTC.
      due_date: Date.parse('1999-04-21T03:59:59Z') / 1000,
      footer: 'Worked out at http://127.0.0.1:1/workings/a&b',
    });
    await stripe.invoices.finalizeInvoice(draft.id);
    standIn.setUp({ timeZone: 'America/New_York' });
    const { text } = await open(`${origin}/pay/${draft.id}`);
    expect(text).toContain('20 April 1999');
    expect(text).not.toContain('21 April 1999');
    expect(text).toContain('<a href="http://127.0.0.1:1/workings/a&amp;b">http://127.0.0.1:1/workings/a&amp;b</a>');
  });

  it('says of a void invoice that nothing is due, and of an unknown one that there is none', async () => {
    const { id } = await aDraft(running);
    await running.stripe.invoices.finalizeInvoice(id);
    await running.stripe.invoices.voidInvoice(id);
    const { text } = await open(`${running.origin}/pay/${id}`, { method: 'POST' });
    expect(text).toContain('This invoice is void.');
    expect(text).not.toContain('<button');
    expect((await open(`${running.origin}/pay/in_none`)).response.status).toBe(404);
    expect(() => running.standIn.payInvoice(id)).toThrow('there is nothing to pay');
  });
});
