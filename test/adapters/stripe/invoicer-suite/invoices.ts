import { describe, expect, it } from 'vitest';
import { PATIENT, fault } from './scene.ts';
import type { Scene } from './scene.ts';

export function describeInvoices(scene: () => Scene): void {
  describe('an invoice', () => {
    it('goes from draft over its line to open, and reads back as it was made', async () => {
      const { invoicer, anInvoice, key } = scene();
      const invoice = await anInvoice();
      const draft = await invoicer.createInvoice(invoice, key());
      expect(draft).toMatchObject({
        status: 'draft',
        customer: invoice.customer,
        lineCount: 0,
        totalMinor: 0n,
        currency: 'USD',
        intent: invoice.intent,
        contractId: invoice.contractId,
        posting: invoice.posting,
        finalizedAtEpochSeconds: undefined,
      });
      const { customer, currency, intent } = invoice;
      const line = { invoice: draft.id, customer, amountMinor: 200_000n, currency, description: 'x', intent };
      await invoicer.addLine(line, key());
      expect(await invoicer.readInvoice(draft.id)).toMatchObject({ lineCount: 1, totalMinor: 200_000n });
      const open = await invoicer.finalize(draft.id, key());
      expect(open).toMatchObject({
        status: 'open',
        totalMinor: 200_000n,
        dueMinor: 200_000n,
        remainingMinor: 200_000n,
        paidMinor: 0n,
        overpaidMinor: 0n,
        creditedBeforePaymentMinor: 0n,
        number: expect.any(String),
        hostedUrl: expect.stringContaining('http'),
        attempts: 0,
        finalizedAtEpochSeconds: expect.any(Number),
      });
      expect(await invoicer.readInvoice(draft.id)).toEqual(open);
    });

    it('is found among those of its customer, and is not of another deployment', async () => {
      const { invoicer, stranger, anOpenInvoice } = scene();
      const { id, customer, intent, posting } = await anOpenInvoice();
      expect(await invoicer.invoicesOf(customer)).toMatchObject([{ id, intent, posting }]);
      expect((await invoicer.invoicePage({ customer })).items.map((invoice) => invoice.id)).toEqual([id]);
      if (stranger === undefined) return;
      expect(await stranger.readInvoice(id)).toMatchObject({
        intent: undefined,
        contractId: undefined,
        posting: undefined,
      });
    });

    it('is made once under one key, which takes no other parameters and no other call', async () => {
      const { invoicer, anInvoice, key } = scene();
      const invoice = await anInvoice();
      const same = key();
      const { id } = await invoicer.createInvoice(invoice, same);
      expect((await invoicer.createInvoice(invoice, same)).id).toBe(id);
      const spent = fault({
        retryable: false,
        details: expect.objectContaining({ stripeCode: 'idempotency_error', status: 400 }),
      });
      await expect(invoicer.createInvoice({ ...invoice, description: 'Another' }, same)).rejects.toEqual(spent);
      await expect(invoicer.finalize(id, same)).rejects.toEqual(spent);
      expect(await invoicer.invoicesOf(invoice.customer)).toHaveLength(1);
    });

    it.each([
      ['with a due date in the past', () => ({ dueAtEpochSeconds: scene().now() - 86_400 }), { status: 400 }],
      ['for a customer that is not there', () => ({ customer: 'cus_nothing' }), { stripeCode: 'resource_missing' }],
    ])('%s is refused', async (_what, changes, details) => {
      const { invoicer, anInvoice, key } = scene();
      await expect(invoicer.createInvoice(await anInvoice(changes()), key())).rejects.toEqual(
        fault({ retryable: false, details: expect.objectContaining(details) }),
      );
    });

    it('of more than 999,999.99 is refused', async () => {
      const { anOpenInvoice } = scene();
      await expect(anOpenInvoice({ amountMinor: 100_000_000n })).rejects.toEqual(fault({ retryable: false }));
    });

    it('in a currency without decimals is not a hundred times as much', async () => {
      const { anOpenInvoice, world } = scene();
      const { id, open } = await anOpenInvoice({ currency: 'JPY', amountMinor: 8000n });
      expect(open).toMatchObject({ totalMinor: 8000n, currency: 'JPY' });
      expect(await world.shown(id)).toMatchObject({ total: 8000, currency: 'jpy' });
    });

    it('can be void while it is open, once, and is not finalised twice', async () => {
      const { invoicer, anOpenInvoice, key } = scene();
      const { id } = await anOpenInvoice();
      const refused = fault({ retryable: false, details: expect.objectContaining({ status: 400 }) });
      await expect(invoicer.finalize(id, key())).rejects.toEqual(refused);
      expect(await invoicer.voidInvoice(id, key())).toMatchObject({
        status: 'void',
        totalMinor: 200_000n,
        voidedAtEpochSeconds: expect.any(Number),
      });
      await expect(invoicer.voidInvoice(id, key())).rejects.toEqual(refused);
      expect(await invoicer.paymentsOf(id)).toMatchObject([{ status: 'canceled', paidMinor: 0n }]);
    });

    it('that a person gives up is uncollectible, and can still be paid', async () => {
      const { invoicer, world, anOpenInvoice } = scene();
      const { id, customer } = await anOpenInvoice();
      await world.giveUp(id);
      expect(await invoicer.readInvoice(id)).toMatchObject({
        status: 'uncollectible',
        remainingMinor: 200_000n,
        uncollectibleAtEpochSeconds: expect.any(Number),
      });
      await world.payByCard(id, customer);
      expect(await invoicer.readInvoice(id)).toMatchObject({ status: 'paid', paidMinor: 200_000n });
    });

    it('that a person edits in the dashboard is void, and another one has its place and its marks', async () => {
      const { invoicer, world, anOpenInvoice } = scene();
      const { id, customer, intent } = await anOpenInvoice();
      const edited = await world.edit(id);
      const both = await invoicer.invoicesOf(customer);
      expect(both.map((one) => [one.id, one.status, one.intent])).toEqual([
        [edited, 'open', intent],
        [id, 'void', intent],
      ]);
    });

    it('that a person deletes as a draft is gone', async () => {
      const { invoicer, world, anInvoice, key } = scene();
      const { id, customer } = await invoicer.createInvoice(await anInvoice(), key());
      await world.deleteDraft(id);
      await expect(invoicer.readInvoice(id)).rejects.toEqual(
        fault({ details: expect.objectContaining({ stripeCode: 'resource_missing', status: 404 }) }),
      );
      expect(await invoicer.invoicesOf(customer ?? '')).toEqual([]);
    });

    it(
      'is found among more than a page of them',
      async ({ skip }) => {
        const { invoicer, trouble, world, anInvoice, key } = scene();
        skip(trouble === undefined, 'not against Stripe itself: it would make a hundred drafts a run at Stripe');
        const invoice = await anInvoice();
        for (let index = 0; index < 103; index += 1) await world.makeDraft(invoice.customer);
        const { id } = await invoicer.createInvoice(invoice, key());
        const all = await invoicer.invoicesOf(invoice.customer);
        expect(all).toHaveLength(104);
        expect(all.filter(({ intent }) => intent === invoice.intent).map((found) => found.id)).toEqual([id]);
        const first = await invoicer.invoicePage({ customer: invoice.customer });
        const rest = await invoicer.invoicePage({ customer: invoice.customer, after: first.next ?? '' });
        expect([first.items.length, rest.items.length, rest.next]).toEqual([100, 4, undefined]);
      },
      PATIENT,
    );
  });
}
