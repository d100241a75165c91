import { createMemoryInvoicer, type Failure, type MemoryInvoicer } from '../../builders/memory-invoicer.ts';
import {
  closeDisputeIn,
  declineIn,
  deleteCustomerIn,
  deleteDraftIn,
  disputeIn,
  finalizeIn,
  invoiceIn,
  makeDraftIn,
  moveBalance,
  payIn,
  reviseIn,
  uncollectibleIn,
  voidCreditNoteIn,
} from '../../builders/memory-stripe.ts';
import { describeInvoicer } from './invoicer-suite.ts';
import type { Mishap, Trouble, World } from './invoicer-suite/world.ts';

const NOON_1999 = Date.UTC(1999, 3, 6, 12) / 1000;

describeInvoicer('the model of the Invoicer that the simulator uses', async () => {
  const memory = createMemoryInvoicer();
  memory.nowEpochSeconds = NOON_1999;
  // It has the objects of one deployment.
  const deployments = [memory];
  return {
    invoicerOf: () => deployments.shift(),
    world: memoryWorld(memory),
    trouble: memoryTrouble(memory),
    now: () => memory.nowEpochSeconds,
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

function memoryTrouble(memory: MemoryInvoicer): Trouble {
  return {
    atNextInvoice: async (mishap) => memory.fail({ operation: 'createInvoice', ...MISHAPS[mishap] }),
    over: () => undefined,
    pass: (seconds) => {
      memory.nowEpochSeconds += seconds;
    },
    keepsEvents: false,
  };
}
