import { describe, expect, it } from 'vitest';
import type { StripeStandIn } from '../../../../infra/local/stripe/stripe-stand-in.ts';
import { fault } from './scene.ts';
import type { Scene } from './scene.ts';

/** What Stripe does too, and nobody can make it do when a test wants it. */
export function describeFaults(scene: () => Scene): void {
  const CREATE = 'POST /v1/invoices';
  const broken = (skip: (when: boolean, why: string) => void, why: string): StripeStandIn => {
    const { standIn } = scene();
    skip(standIn === undefined, `only against the stand-in: ${why}`);
    if (standIn === undefined) throw new Error('The test should have been skipped.');
    return standIn;
  };

  describe('when Stripe is not at its best', () => {
    it('a 500 is kept for its key, which is told as spent; another key goes through', async ({ skip }) => {
      const standIn = broken(skip, 'Stripe cannot be asked to fail');
      const { invoicer, anInvoice, key } = scene();
      const invoice = await anInvoice();
      const same = key();
      standIn.control({ requestFaults: [{ kind: 'answer-500', endpoint: CREATE }] });
      const spent = fault({ retryable: true, details: expect.objectContaining({ status: 500, keySpent: true }) });
      await expect(invoicer.createInvoice(invoice, same)).rejects.toEqual(spent);
      await expect(invoicer.createInvoice(invoice, same)).rejects.toEqual(spent);
      expect((await invoicer.createInvoice(invoice, key())).status).toBe('draft');
    });

    it('a 500 does not mean that nothing was done: it is found by looking', async ({ skip }) => {
      const standIn = broken(skip, 'Stripe cannot be asked to fail');
      const { invoicer, anInvoice, key } = scene();
      const invoice = await anInvoice();
      standIn.control({ requestFaults: [{ kind: 'answer-500-after', endpoint: CREATE }] });
      await expect(invoicer.createInvoice(invoice, key())).rejects.toEqual(fault({ retryable: true }));
      expect(await invoicer.invoicesOf(invoice.customer)).toMatchObject([{ intent: invoice.intent }]);
    });

    it.for([
      ['before anything was done', 'cut-before', 0],
      ['after all was done', 'cut-after', 1],
    ] as const)(
      'a connection cut %s is an unknown outcome, which looking settles',
      async ([, kind, made], { skip }) => {
        const standIn = broken(skip, 'Stripe cannot be asked to hang up');
        const { invoicer, anInvoice, key } = scene();
        const invoice = await anInvoice();
        const same = key();
        // Twice: the library itself tries a lost connection once more.
        standIn.control({ requestFaults: [{ kind, endpoint: CREATE, times: 2 }] });
        await expect(invoicer.createInvoice(invoice, same)).rejects.toEqual(
          fault({ retryable: true, details: expect.objectContaining({ status: 0, keySpent: false }) }),
        );
        standIn.control({ requestFaults: [] });
        expect(await invoicer.invoicesOf(invoice.customer)).toHaveLength(made);
        await invoicer.createInvoice(invoice, same);
        expect(await invoicer.invoicesOf(invoice.customer)).toHaveLength(1);
      },
    );

    it('a 429 may be tried again, and spends no key', async ({ skip }) => {
      const standIn = broken(skip, 'it would take the account of others to its limit');
      const { invoicer, anInvoice, key } = scene();
      const invoice = await anInvoice();
      const same = key();
      standIn.setRateLimits({ account: 1, endpoint: 1, search: 1 });
      const asked = [1, 2, 3].map(() => invoicer.readCustomer(invoice.customer));
      const refused = (await Promise.allSettled(asked)).find(({ status }) => status === 'rejected');
      expect(refused).toMatchObject({ reason: { code: 'dependency.failed', retryable: true } });
      await expect(invoicer.createInvoice(invoice, same)).rejects.toEqual(
        fault({ retryable: true, details: expect.objectContaining({ stripeCode: 'rate_limit', keySpent: false }) }),
      );
      standIn.setRateLimits('none');
      expect((await invoicer.createInvoice(invoice, same)).status).toBe('draft');
    });

    it('events that no webhook brought are listed, with their bodies', async ({ skip }) => {
      broken(skip, 'it needs a webhook endpoint that refuses');
      const { invoicer, anOpenInvoice, now } = scene();
      const { id } = await anOpenInvoice();
      const { items } = await invoicer.undeliveredEvents({ sinceEpochSeconds: now() });
      const found = items.find((event) => event.type === 'invoice.finalized' && event.body.includes(id));
      expect(found).toMatchObject({ pendingWebhooks: 1 });
    });
  });
}
