import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPaidInvoice, refusalOf, runStandIn } from './running-stand-in.ts';
import type { RunningStandIn } from './running-stand-in.ts';

let running: RunningStandIn;

beforeAll(async () => {
  running = await runStandIn();
});
afterAll(() => running.stop());

async function aDispute(card = 'pm_card_createDispute') {
  const paid = await aPaidInvoice(running, card);
  const [dispute] = (await running.stripe.disputes.list({ payment_intent: paid.intent })).data;
  if (dispute === undefined) throw new Error('The test card has opened no dispute.');
  return { ...paid, dispute };
}

const toldOf = async (id: string) =>
  (await running.stripe.events.list({ types: ['charge.dispute.*'], limit: 100 })).data
    .filter(({ data }) => (data.object as { id?: string }).id === id)
    .map(({ type }) => type.slice('charge.dispute.'.length))
    .toReversed();

describe('a dispute', () => {
  it('opened by the cardholder takes the money and a fee at once, and leaves the invoice paid', async () => {
    const { stripe } = running;
    const { invoice, charge, dispute } = await aDispute();
    expect(dispute).toMatchObject({
      status: 'needs_response',
      amount: 200_000,
      currency: 'usd',
      charge,
      is_charge_refundable: false,
      balance_transactions: [{ amount: -200_000, fee: 1500, net: -201_500 }],
    });
    expect(dispute.evidence_details.due_by).toBeGreaterThan(running.now());
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ disputed: true });
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({ status: 'paid', amount_paid: 200_000 });
    expect(await toldOf(dispute.id)).toEqual(['created', 'funds_withdrawn']);
    expect(await refusalOf(stripe.refunds.create({ charge }))).toMatchObject({ code: 'charge_disputed' });
    expect((await stripe.disputes.list({ charge })).data.map(({ id }) => id)).toEqual([dispute.id]);
  });

  it('is won by winning evidence: the money comes back', async () => {
    const { dispute } = await aDispute();
    const won = await running.stripe.disputes.update(dispute.id, {
      evidence: { uncategorized_text: 'winning_evidence' },
    });
    expect(won).toMatchObject({ status: 'won', evidence: { uncategorized_text: 'winning_evidence' } });
    expect(won.balance_transactions.map(({ amount }) => amount)).toEqual([-200_000, 200_000]);
    expect(await toldOf(dispute.id)).toEqual(['created', 'funds_withdrawn', 'updated', 'funds_reinstated', 'closed']);
  });

  it.each([
    ['losing evidence', (id: string) => losing(id)],
    ['closing it', (id: string) => running.stripe.disputes.close(id)],
  ])('is lost by %s: the money stays away', async (_how, act) => {
    const { dispute } = await aDispute();
    const lost = await act(dispute.id);
    expect(lost.status).toBe('lost');
    expect(lost.balance_transactions.map(({ amount }) => amount)).toEqual([-200_000]);
    expect((await toldOf(dispute.id)).at(-1)).toBe('closed');
    expect((await refusalOf(running.stripe.disputes.close(dispute.id))).message).toBe(
      'This dispute is already closed.',
    );
    expect((await refusalOf(losing(dispute.id))).message).toBe('This dispute is already closed.');
  });

  it('keeps evidence that is not submitted, and is under review once it is, to which nothing can be added', async () => {
    const { stripe } = running;
    const { dispute } = await aDispute();
    const staged = await stripe.disputes.update(dispute.id, {
      evidence: { product_description: 'Investor relations, April 1999' },
      submit: false,
    });
    expect(staged).toMatchObject({
      status: 'needs_response',
      evidence_details: { has_evidence: true, submission_count: 0 },
    });
    const sent = await stripe.disputes.update(dispute.id, {
      evidence: { customer_name: 'Auxer' },
      metadata: { a: '1' },
    });
    expect(sent).toMatchObject({
      status: 'under_review',
      evidence: { product_description: 'Investor relations, April 1999', customer_name: 'Auxer' },
      evidence_details: { submission_count: 1 },
      metadata: { a: '1' },
    });
    expect((await refusalOf(losing(dispute.id))).message).toContain('already submitted evidence');
  });

  it('that is an inquiry takes no money, lets the charge be refunded, and may become a chargeback', async () => {
    const { stripe } = running;
    const { charge, dispute } = await aDispute('pm_card_createDisputeInquiry');
    expect(dispute).toMatchObject({
      status: 'warning_needs_response',
      balance_transactions: [],
      is_charge_refundable: true,
    });
    expect(await stripe.refunds.create({ charge, amount: 100 })).toMatchObject({ status: 'succeeded' });
    const escalated = await stripe.disputes.update(dispute.id, {
      evidence: { uncategorized_text: 'escalate_inquiry_evidence' },
    });
    expect(escalated).toMatchObject({ status: 'needs_response', balance_transactions: [{ amount: -200_000 }] });
    expect(await stripe.disputes.close(dispute.id)).toMatchObject({ status: 'lost' });
    const { dispute: other } = await aDispute('pm_card_createDisputeInquiry');
    expect(await stripe.disputes.close(other.id)).toMatchObject({ status: 'warning_closed', balance_transactions: [] });
  });

  it('that is not there is a 404', async () => {
    expect((await refusalOf(running.stripe.disputes.retrieve('du_none'))).statusCode).toBe(404);
  });
});

const losing = (id: string) =>
  running.stripe.disputes.update(id, { evidence: { uncategorized_text: 'losing_evidence' } });
