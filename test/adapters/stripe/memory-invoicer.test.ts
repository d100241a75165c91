import type { Failure, MemoryInvoicer } from '../../builders/memory-invoicer.ts';
import {
  deleteCustomerIn,
  deleteDraftIn,
  finalizeIn,
  invoiceIn,
  makeDraftIn,
  moveBalance,
  reviseIn,
  uncollectibleIn,
} from '../../builders/memory-stripe.ts';
import { closeDisputeIn, declineIn, disputeIn, payIn, voidCreditNoteIn } from '../../builders/memory-stripe-money.ts';
import { simulatedOutside } from '../../simulation/outside.ts';
import { SECOND, virtualTime, type VirtualTime } from '../../simulation/virtual-time.ts';
import { describeInvoicer } from './invoicer-suite.ts';
import type { Mishap, Trouble, World } from './invoicer-suite/world.ts';

describeInvoicer('the Invoicer as the simulator has it', async () => {
  const time = virtualTime(Date.UTC(1999, 3, 6, 12));
  const { invoicer } = simulatedOutside(time);
  // It has the objects of one deployment.
  const deployments = [invoicer];
  return {
    invoicerOf: () => deployments.shift(),
    world: memoryWorld(invoicer),
    trouble: memoryTrouble(invoicer, time),
    now: () => invoicer.nowEpochSeconds,
    close: async () => undefined,
  };
});

function memoryWorld(memory: MemoryInvoicer): World {
  return {
    deleteCustomer: async (id) => deleteCustomerIn(memory, id),
    addToBalance: async (customer, amountMinor) =>
      moveBalance(memory, customer, amountMinor, { type: 'adjustment', currency: 'USD' }),
    makeDraft: async (customer) => void makeDraftIn(memory, { customer, currency: 'USD' }),
    deleteDraft: async (invoice) => deleteDraftIn(memory, invoice),
    edit: async (invoice) => finalizeIn(memory, reviseIn(memory, invoice)).id,
    giveUp: async (invoice) => uncollectibleIn(memory, invoice),
    payByCard: async (invoice, _customer, card) => {
      if (card === 'declined') {
        declineIn(memory, invoice);
        return 'declined';
      }
      const { paymentIntent = '' } = payIn(memory, invoice, invoiceIn(memory, invoice).remainingMinor);
      if (card === 'disputed') disputeIn(memory, paymentIntent);
      if (card === 'inquired') disputeIn(memory, paymentIntent, 'inquiry');
      return 'paid';
    },
    payPart: async (invoice, _customer, amountMinor) =>
      payIn(memory, invoice, amountMinor, 'attached').paymentIntent ?? '',
    markPaid: async (invoice) => void payIn(memory, invoice, invoiceIn(memory, invoice).remainingMinor, 'outside'),
    reportPayment: async (invoice, amountMinor) => void payIn(memory, invoice, amountMinor, 'outside'),
    voidCreditNote: async (id) => voidCreditNoteIn(memory, id),
    decideDispute: async (id, outcome) => closeDisputeIn(memory, id, outcome),
    closeInquiry: async (id) => closeDisputeIn(memory, id, 'closed'),
    shown: async (invoice) => {
      const { totalMinor, currency } = invoiceIn(memory, invoice);
      return { total: Number(totalMinor), currency: currency.toLowerCase() };
    },
  };
}

const MISHAPS: Readonly<Record<Mishap, Pick<Failure, 'status' | 'when'>>> = {
  'answer-500': { status: 500, when: 'before' },
  'answer-500-after': { status: 500, when: 'after' },
  'cut-before': { status: 0, when: 'before' },
  'cut-after': { status: 0, when: 'after' },
  'too-many': { status: 429, when: 'before' },
};

function memoryTrouble(memory: MemoryInvoicer, time: VirtualTime): Trouble {
  return {
    atNextInvoice: async (mishap) => memory.fail({ operation: 'createInvoice', ...MISHAPS[mishap] }),
    over: () => undefined,
    pass: (seconds) => time.runUntil(time.now + seconds * SECOND, () => false),
  };
}
