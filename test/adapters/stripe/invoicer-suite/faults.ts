import { describe, expect, it } from 'vitest';
import type { InvoicerEvent } from '../../../../shared/ports/invoicer-money.ts';
import { fault } from './scene.ts';
import type { Scene } from './scene.ts';
import type { Trouble } from './world.ts';

/** What Stripe does too, and nobody can make it do when a test wants it. */
export function describeFaults(scene: () => Scene): void {
  const broken = (skip: (when: boolean, why: string) => void, why: string): Trouble => {
    const { trouble } = scene();
    skip(trouble === undefined, `not against Stripe itself: ${why}`);
    if (trouble === undefined) throw new Error('The test should have been skipped.');
    return trouble;
  };

  describe('when Stripe is not at its best', () => {
    it('a 500 is kept for its key, which is told as spent; another key goes through', async ({ skip }) => {
      const trouble = broken(skip, 'Stripe cannot be asked to fail');
      const { invoicer, anInvoice, key } = scene();
      const invoice = await anInvoice();
      const same = key();
      await trouble.atNextInvoice('answer-500');
      const spent = fault({
        retryable: true,
        details: expect.objectContaining({ stripeCode: 'api_error', status: 500, keySpent: true }),
      });
      await expect(invoicer.createInvoice(invoice, same)).rejects.toEqual(spent);
      await expect(invoicer.createInvoice(invoice, same)).rejects.toEqual(spent);
      expect((await invoicer.createInvoice(invoice, key())).status).toBe('draft');
    });

    it('a 500 does not mean that nothing was done: it is found by looking', async ({ skip }) => {
      const trouble = broken(skip, 'Stripe cannot be asked to fail');
      const { invoicer, anInvoice, key } = scene();
      const invoice = await anInvoice();
      await trouble.atNextInvoice('answer-500-after');
      await expect(invoicer.createInvoice(invoice, key())).rejects.toEqual(fault({ retryable: true }));
      expect(await invoicer.invoicesOf(invoice.customer)).toMatchObject([{ intent: invoice.intent }]);
    });

    it.for([
      ['before anything was done', 'cut-before', 0],
      ['after all was done', 'cut-after', 1],
    ] as const)(
      'a connection cut %s is an unknown outcome, which looking settles',
      async ([, kind, made], { skip }) => {
        const trouble = broken(skip, 'Stripe cannot be asked to hang up');
        const { invoicer, anInvoice, key } = scene();
        const invoice = await anInvoice();
        const same = key();
        await trouble.atNextInvoice(kind);
        await expect(invoicer.createInvoice(invoice, same)).rejects.toEqual(
          fault({
            retryable: true,
            details: expect.objectContaining({ stripeCode: 'StripeConnectionError', status: 0, keySpent: false }),
          }),
        );
        trouble.over();
        expect(await invoicer.invoicesOf(invoice.customer)).toHaveLength(made);
        await invoicer.createInvoice(invoice, same);
        expect(await invoicer.invoicesOf(invoice.customer)).toHaveLength(1);
      },
    );

    it('a 429 may be tried again, and spends no key', async ({ skip }) => {
      const trouble = broken(skip, 'it would take the account of others to its limit');
      const { invoicer, anInvoice, key } = scene();
      const invoice = await anInvoice();
      const same = key();
      await trouble.atNextInvoice('too-many');
      await expect(invoicer.createInvoice(invoice, same)).rejects.toEqual(
        fault({ retryable: true, details: expect.objectContaining({ stripeCode: 'rate_limit', keySpent: false }) }),
      );
      trouble.over();
      expect((await invoicer.createInvoice(invoice, same)).status).toBe('draft');
    });

    it('a key is good for a day: then what was asked under it is done anew', async ({ skip }) => {
      const trouble = broken(skip, 'nobody waits a day for a test');
      const { invoicer, anInvoice, key } = scene();
      const invoice = await anInvoice();
      const same = key();
      const { id } = await invoicer.createInvoice(invoice, same);
      await trouble.pass(86_400 - 1);
      expect((await invoicer.createInvoice(invoice, same)).id).toBe(id);
      await trouble.pass(1);
      expect((await invoicer.createInvoice(invoice, same)).id).not.toBe(id);
      expect(await invoicer.invoicesOf(invoice.customer)).toHaveLength(2);
    });

    it('events that no webhook brought are listed, the newest first and page by page, with their bodies', async ({
      skip,
    }) => {
      broken(skip, 'it needs a webhook endpoint that refuses');
      const { invoicer, anOpenInvoice, key, now } = scene();
      const since = { sinceEpochSeconds: now() };
      const voided: string[] = [];
      for (let made = 0; made < 3; made += 1) {
        const { id } = await anOpenInvoice();
        await invoicer.voidInvoice(id, key());
        voided.unshift(id);
      }
      const found: InvoicerEvent[] = [];
      for (let page = await invoicer.undeliveredEvents(since); ;) {
        found.push(...page.items);
        if (page.next === undefined) break;
        page = await invoicer.undeliveredEvents({ ...since, after: page.next });
      }
      const told = found.filter(
        ({ type, body }) => type === 'invoice.voided' && voided.some((id) => body.includes(id)),
      );
      expect(told.map(({ body }) => voided.find((id) => body.includes(`"${id}"`)))).toEqual(voided);
      expect(told[0]).toMatchObject({ pendingWebhooks: 1, createdAtEpochSeconds: now() });
      expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
      expect((await invoicer.undeliveredEvents({ sinceEpochSeconds: now() + 1 })).items).toEqual([]);
    });
  });
}
