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
