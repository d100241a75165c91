import { describe, expect, it } from 'vitest';
import type { InvoicerDispute, InvoicerPayment } from '../../../../shared/ports/invoicer-money.ts';
import { PATIENT, fault } from './scene.ts';
import type { Scene } from './scene.ts';

export function describeMoneyBack(scene: () => Scene): void {
  describe('a refund', () => {
    const refund = async (
      of: { paymentIntent: string; contractId: string; posting: string },
      amountMinor: bigint,
      key = scene().key(),
    ) => {
      const { paymentIntent, contractId, posting } = of;
      const told = { paymentIntent, amountMinor, currency: 'USD', contractId, posting, intent: `refund/${posting}` };
      return scene().invoicer.createRefund(told, key);
    };

    it('gives back a part, and then the rest, and the invoice stays paid', async () => {
      const { invoicer, aPaidInvoice } = scene();
      const invoice = await aPaidInvoice();
      const part = await refund(invoice, 60_000n);
      expect(part).toMatchObject({ amountMinor: 60_000n, currency: 'USD', intent: `refund/${invoice.posting}` });
      await refund(invoice, 140_000n);
      expect((await invoicer.refundsOf(invoice.payment)).map(({ amountMinor }) => amountMinor)).toEqual([
        140_000n,
        60_000n,
      ]);
      expect(await invoicer.readInvoice(invoice.id)).toMatchObject({ status: 'paid', paidMinor: 200_000n });
    });

    it('of more than is left is refused, and of what was refunded by its code', async () => {
      const invoice = await scene().aPaidInvoice();
      await refund(invoice, 150_000n);
      await expect(refund(invoice, 50_001n)).rejects.toEqual(
        fault({ retryable: false, details: expect.objectContaining({ status: 400 }) }),
      );
      await refund(invoice, 50_000n);
      await expect(refund(invoice, 1n)).rejects.toEqual(
        fault({ retryable: false, details: expect.objectContaining({ stripeCode: 'charge_already_refunded' }) }),
      );
    });

    it('of what a bank has taken back is refused by its code', async () => {
      const { aPaidInvoice, invoicer, until } = scene();
      const invoice = await aPaidInvoice('disputed');
      await until(async () => (await invoicer.disputesOf(invoice.payment))[0]);
      await expect(refund(invoice, 100n)).rejects.toEqual(
        fault({ retryable: false, details: expect.objectContaining({ stripeCode: 'charge_disputed', status: 400 }) }),
      );
      expect(await invoicer.refundsOf(invoice.payment)).toEqual([]);
    });

    it('of what nobody has paid is refused', async () => {
      const { anOpenInvoice, invoicer } = scene();
      const invoice = await anOpenInvoice();
      const [expected] = await invoicer.paymentsOf(invoice.id);
      await expect(refund({ ...invoice, paymentIntent: expected?.paymentIntent ?? '' }, 100n)).rejects.toEqual(
        fault({ retryable: false, details: expect.objectContaining({ status: 400 }) }),
      );
      await expect(refund({ ...invoice, paymentIntent: 'pi_nothing' }, 100n)).rejects.toEqual(
        fault({ retryable: false, details: expect.objectContaining({ stripeCode: 'resource_missing' }) }),
      );
    });

    it('is made once under one key', async () => {
      const { aPaidInvoice, invoicer, key } = scene();
      const invoice = await aPaidInvoice();
      const same = key();
      expect((await refund(invoice, 100n, same)).id).toBe((await refund(invoice, 100n, same)).id);
      expect(await invoicer.refundsOf(invoice.payment)).toHaveLength(1);
    });
  });

  describe('a dispute', () => {
    const disputeOf = (payment: InvoicerPayment, state: InvoicerDispute['state']) =>
      scene().until(async () =>
        (await scene().invoicer.disputesOf(payment)).find((dispute) => dispute.state === state),
      );

    it.each([
      ['won by winning evidence: the money comes back', 'won'],
      ['lost by losing evidence: the money stays away', 'lost'],
    ] as const)(
      'takes the money, and is %s',
      async (_how, state) => {
        const { aPaidInvoice, invoicer, world } = scene();
        const { id: invoice, payment, paymentIntent } = await aPaidInvoice('disputed');
        const open = await disputeOf(payment, 'open');
        expect(open).toMatchObject({ amountMinor: 200_000n, currency: 'USD', paymentIntent });
        const taken = await scene().until(async () =>
          (await invoicer.disputesOf(payment)).find(({ takenAtEpochSeconds: at }) => at !== undefined),
        );
        expect(taken.returnedAtEpochSeconds).toBeUndefined();
        await world.decideDispute(open.id, state);
        const closed = await disputeOf(payment, state);
        expect(closed.returnedAtEpochSeconds === undefined).toBe(state === 'lost');
        expect(await invoicer.readInvoice(invoice)).toMatchObject({ status: 'paid', paidMinor: 200_000n });
      },
      PATIENT,
    );

    it(
      'that is an inquiry takes no money, and may just end',
      async () => {
        const { aPaidInvoice, world } = scene();
        const { payment } = await aPaidInvoice('inquired');
        const inquiry = await disputeOf(payment, 'inquiry');
        expect(inquiry.takenAtEpochSeconds).toBeUndefined();
        await world.closeInquiry(inquiry.id);
        expect(await disputeOf(payment, 'closed')).toMatchObject({ takenAtEpochSeconds: undefined });
      },
      PATIENT,
    );
  });
}
