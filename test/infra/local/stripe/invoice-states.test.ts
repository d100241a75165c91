import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf } from '../../../../infra/local/stripe/account.ts';
import { aDraft, refusalOf, runStandIn } from './running-stand-in.ts';
import type { RunningStandIn } from './running-stand-in.ts';

let running: RunningStandIn;

beforeAll(async () => {
  running = await runStandIn();
});
afterAll(() => running.stop());

const NOT_OPEN = "You can only pass in open invoices. This invoice isn't open.";
const NOT_DRAFT = "This invoice is already finalized, you can't re-finalize a non-draft invoice.";
const NOT_EDITABLE = 'Invalid invoice: This invoice is no longer editable';
const NOT_DELETABLE = 'You can only delete draft invoices.';
const NOT_SENDABLE = /^This invoice cannot be sent right now/;
const NOT_CREDITABLE = 'You can only create credit notes for open or paid invoices.';

const NOT_CHANGEABLE = "Finalized invoices can't be updated in this way";
const NOT_REVISABLE = /^You can only revise open or uncollectible invoices/;
const NOT_ATTACHABLE = /^Payments can only be attached to open invoices/;

const STATUSES = ['draft', 'open', 'paid', 'uncollectible', 'void'] as const;
type Status = (typeof STATUSES)[number];

async function invoiceThatIs(status: Status): Promise<string> {
  const { stripe } = running;
  const { id } = await aDraft(running);
  if (status !== 'draft') await stripe.invoices.finalizeInvoice(id);
  if (status === 'paid') await stripe.invoices.pay(id, { paid_out_of_band: true });
  if (status === 'uncollectible') await stripe.invoices.markUncollectible(id);
  if (status === 'void') await stripe.invoices.voidInvoice(id);
  return id;
}

const ACTIONS: Record<string, (id: string) => Promise<unknown>> = {
  finalize: (id) => running.stripe.invoices.finalizeInvoice(id),
  pay: (id) => running.stripe.invoices.pay(id, { payment_method: 'pm_card_visa' }),
  void: (id) => running.stripe.invoices.voidInvoice(id),
  'mark uncollectible': (id) => running.stripe.invoices.markUncollectible(id),
  send: (id) => running.stripe.invoices.sendInvoice(id),
  delete: (id) => running.stripe.invoices.del(id),
  'add an item': async (id) => {
    const { customer } = await running.stripe.invoices.retrieve(id);
    return running.stripe.invoiceItems.create({ invoice: id, customer: idOf(customer), amount: 100 });
  },
  'edit the description of': (id) => running.stripe.invoices.update(id, { description: 'Later' }),
  'edit the metadata of': (id) => running.stripe.invoices.update(id, { metadata: { later: '1' } }),
  revise: async (id) => {
    const revision = await running.stripe.invoices.create({ from_invoice: { invoice: id, action: 'revision' } });
    return running.stripe.invoices.finalizeInvoice(revision.id);
  },
  'attach a payment to': async (id) => {
    const { customer, currency } = await running.stripe.invoices.retrieve(id);
    const part = { amount: 100, currency, customer: idOf(customer) };
    const { id: intent } = await running.stripe.paymentIntents.create(part);
    return running.stripe.invoices.attachPayment(id, { payment_intent: intent });
  },
  credit: (id) => running.stripe.creditNotes.create({ invoice: id, amount: 100 }),
};

/** The status that follows, or why it is refused. */
const TABLE: [keyof typeof ACTIONS, Record<Status, string | RegExp>][] = [
  ['finalize', { draft: 'open', open: NOT_DRAFT, paid: NOT_DRAFT, uncollectible: NOT_DRAFT, void: NOT_DRAFT }],
  [
    'pay',
    {
      draft: 'paid',
      open: 'paid',
      paid: 'Invoice is already paid',
      uncollectible: 'paid',
      void: 'This invoice can no longer be paid.',
    },
  ],
  [
    'void',
    {
      draft: NOT_OPEN,
      open: 'void',
      paid: 'Invoices with `paid` payments cannot be voided.',
      uncollectible: 'void',
      void: NOT_OPEN,
    },
  ],
  [
    'mark uncollectible',
    {
      draft: NOT_OPEN,
      open: 'uncollectible',
      paid: NOT_OPEN,
      uncollectible: 'This invoice has already been marked uncollectible.',
      void: NOT_OPEN,
    },
  ],
  ['send', { draft: 'open', open: 'open', paid: NOT_SENDABLE, uncollectible: NOT_SENDABLE, void: NOT_SENDABLE }],
  [
    'delete',
    { draft: 'deleted', open: NOT_DELETABLE, paid: NOT_DELETABLE, uncollectible: NOT_DELETABLE, void: NOT_DELETABLE },
  ],
  [
    'add an item',
    { draft: 'draft', open: NOT_EDITABLE, paid: NOT_EDITABLE, uncollectible: NOT_EDITABLE, void: NOT_EDITABLE },
  ],
  [
    'edit the description of',
    { draft: 'draft', open: NOT_CHANGEABLE, paid: NOT_CHANGEABLE, uncollectible: NOT_CHANGEABLE, void: NOT_CHANGEABLE },
  ],
  [
    'edit the metadata of',
    { draft: 'draft', open: 'open', paid: 'paid', uncollectible: 'uncollectible', void: 'void' },
  ],
  ['revise', { draft: NOT_REVISABLE, open: 'void', paid: NOT_REVISABLE, uncollectible: 'void', void: NOT_REVISABLE }],
  [
    'attach a payment to',
    {
      draft: NOT_ATTACHABLE,
      open: 'open',
      paid: NOT_ATTACHABLE,
      uncollectible: 'uncollectible',
      void: NOT_ATTACHABLE,
    },
  ],
  [
    'credit',
    {
      draft: NOT_CREDITABLE,
      open: 'open',
      paid: /^The sum of credit amount/,
      uncollectible: NOT_CREDITABLE,
      void: NOT_CREDITABLE,
    },
  ],
];

describe.each(TABLE)('%s', (action, outcomes) => {
  it.each(STATUSES)(
    'leads where the table says from an invoice that is %s, and elsewhere changes nothing',
    async (status) => {
      const id = await invoiceThatIs(status);
      const outcome = outcomes[status];
      const work = ACTIONS[action]?.(id);
      if (typeof outcome === 'string' && [...STATUSES, 'deleted'].includes(outcome)) {
        await work;
        const after = await running.stripe.invoices.retrieve(id).then(
          ({ status }) => status,
          () => 'deleted',
        );
        expect(after).toBe(outcome);
        return;
      }
      const refusal = await refusalOf(Promise.resolve(work));
      expect(refusal.statusCode).toBe(400);
      expect(refusal.type).toBe('StripeInvalidRequestError');
      expect(refusal.message).toMatch(
        outcome instanceof RegExp ? outcome : new RegExp(`^${outcome.replace(/[.'`?]/g, '\\$&')}$`),
      );
      expect((await running.stripe.invoices.retrieve(id)).status).toBe(status);
    },
  );
});
