import type { InvoiceSeen } from '../facts/stripe-facts.ts';

/** Where the invoice of a posting stands, money and all. docs/invoice-life.md draws it. */
export const INVOICE_STATES = [
  'none',
  'draft',
  'open',
  'partly-paid',
  'paid',
  'partly-refunded',
  'refunded',
  'disputed',
  'dispute-lost',
  'uncollectible',
  'void',
  'deleted',
] as const;
export type InvoiceState = (typeof INVOICE_STATES)[number];

/** What can happen to it: at Stripe, and by command of the ledger or a person. */
export const INVOICE_EVENTS = [
  'edited',
  'deleted',
  'finalized',
  'payment-failed',
  'paid-in-part',
  'paid',
  'overpaid',
  'carried',
  'refunded-in-part',
  'refunded',
  'refund-failed',
  'dispute-opened',
  'dispute-won',
  'dispute-lost',
  'credited',
  'credit-void',
  'marked-uncollectible',
  'voided',
  'push',
  'correct-down',
  'correct-up',
  'reissue',
  'write-off',
  'collected',
  'adopt',
] as const;
export type InvoiceEvent = (typeof INVOICE_EVENTS)[number];

/**
 * What is done about it: `book` moves it in the books, `ask` also puts it before a person, `push` has Stripe changed, `note`
 * keeps it on record alone; `cannot` means that Stripe does not let it happen, `refuse` that we do not do it, with why.
 */
export type InvoiceAnswer =
  | { readonly answer: 'book' | 'ask' | 'push' | 'note'; readonly to: InvoiceState }
  | { readonly answer: 'cannot' }
  | { readonly answer: 'refuse'; readonly why: string };

/**
 * The state that the whole of a look adds up to. While it is still collected, what came and went on it is in the books
 * alone; once it was paid, what a bank took back weighs more than what we gave back.
 */
export function stateOf(seen: InvoiceSeen | undefined): InvoiceState {
  if (seen === undefined) return 'none';
  const { status, payments } = seen;
  switch (status) {
    case 'draft':
    case 'void':
    case 'deleted':
    case 'uncollectible':
      return status;
    case 'open':
      return payments.length > 0 ? 'partly-paid' : 'open';
    case 'paid':
      return paidState(seen);
    default:
      return status satisfies never;
  }
}

function paidState({ disputes, refunds, payments }: InvoiceSeen): InvoiceState {
  if (disputes.some(({ state }) => state === 'open')) return 'disputed';
  if (disputes.some(({ state }) => state === 'lost')) return 'dispute-lost';
  const refundedMinor = sum(refunds);
  if (refundedMinor === 0n) return 'paid';
  return refundedMinor >= sum(payments) ? 'refunded' : 'partly-refunded';
}

function sum(items: readonly { readonly amountMinor: bigint }[]): bigint {
  return items.reduce((total, { amountMinor }) => total + amountMinor, 0n);
}

const CANNOT: InvoiceAnswer = { answer: 'cannot' };
const NOT_SENT: InvoiceAnswer = {
  answer: 'refuse',
  why: 'It has not been sent yet: what is pushed is the latest anyway.',
};
const GONE: InvoiceAnswer = {
  answer: 'refuse',
  why: 'There is no live invoice: answer what the waiting list asks of it.',
};
const MONEY_ON_IT: InvoiceAnswer = {
  answer: 'refuse',
  why: 'Money was paid on it, so it cannot be made void: correct the amount, and a credit note follows.',
};

type Group = 'none' | 'draft' | 'gone' | 'open' | 'partly-paid' | 'settled' | 'taken-back' | 'uncollectible';

/** Many states answer alike; which, is said in one place. */
function groupOf(state: InvoiceState): Group {
  switch (state) {
    case 'none':
    case 'draft':
    case 'open':
    case 'partly-paid':
    case 'uncollectible':
      return state;
    case 'void':
    case 'deleted':
      return 'gone';
    case 'paid':
    case 'partly-refunded':
      return 'settled';
    case 'refunded':
    case 'disputed':
    case 'dispute-lost':
      return 'taken-back';
    default:
      return state satisfies never;
  }
}

/**
 * The answer to every event in every state. Pure and whole: there is no pair without one. Example: a paid invoice that is
 * disputed is booked and becomes `disputed`; a command to reissue it is refused.
 */
export function answerTo(state: InvoiceState, event: InvoiceEvent): InvoiceAnswer {
  const group = groupOf(state);
  const isDraft = group === 'draft';
  const isCollecting = group === 'open' || group === 'partly-paid' || group === 'uncollectible';
  const isOpenPart = group === 'partly-paid' || group === 'uncollectible';
  const when = (condition: boolean, answer: 'book' | 'ask' | 'push' | 'note', to: InvoiceState): InvoiceAnswer =>
    condition ? { answer, to } : CANNOT;
  switch (event) {
    case 'edited':
      return group === 'none' || group === 'gone' ? CANNOT : { answer: isDraft ? 'ask' : 'note', to: state };
    case 'deleted':
      return when(isDraft, 'ask', 'deleted');
    case 'finalized':
      return when(isDraft, 'note', 'open');
    case 'payment-failed':
      return when(isCollecting, 'note', state);
    case 'paid-in-part':
      return when(isCollecting, 'book', group === 'uncollectible' ? 'uncollectible' : 'partly-paid');
    case 'paid':
    case 'overpaid':
      return when(isCollecting, 'book', 'paid');
    case 'carried':
      return when(isDraft, 'book', 'paid');
    case 'refunded-in-part':
      return isOpenPart ? { answer: 'ask', to: state } : when(group === 'settled', 'ask', 'partly-refunded');
    case 'refunded':
      return isOpenPart ? { answer: 'ask', to: state } : when(group === 'settled', 'ask', 'refunded');
    case 'refund-failed':
      return isOpenPart ? { answer: 'book', to: state } : when(isRefunded(state), 'book', 'paid');
    case 'dispute-opened':
      return isOpenPart
        ? { answer: 'book', to: state }
        : when(group === 'settled' || state === 'dispute-lost' || state === 'disputed', 'book', 'disputed');
    case 'dispute-won':
      return isOpenPart
        ? { answer: 'book', to: state }
        : when(state === 'disputed' || state === 'dispute-lost', 'book', 'paid');
    case 'dispute-lost':
      return isOpenPart ? { answer: 'ask', to: state } : when(state === 'disputed', 'ask', 'dispute-lost');
    case 'credited':
      return when(
        group === 'open' || group === 'partly-paid' || group === 'settled' || group === 'taken-back',
        'ask',
        state,
      );
    case 'credit-void':
      return when(group === 'open' || group === 'partly-paid', 'ask', state);
    case 'marked-uncollectible':
      return when(group === 'open' || group === 'partly-paid', 'ask', 'uncollectible');
    case 'voided':
      return when(group === 'open' || group === 'uncollectible', 'ask', 'void');
    case 'push':
      return pushing(state, group);
    case 'correct-down':
      return correcting(state, group);
    case 'correct-up':
      return { answer: 'push', to: state };
    case 'reissue':
      return reissuing(group);
    case 'write-off':
      return writingOff(state, group);
    case 'collected':
      return collecting(state, group);
    case 'adopt':
      return group === 'none' || isDraft ? NOT_SENT : { answer: 'book', to: state };
    default:
      return event satisfies never;
  }
}

function isRefunded(state: InvoiceState): boolean {
  return state === 'partly-refunded' || state === 'refunded';
}

/** The intent that is open is carried to its end; what was done is never done again. */
function pushing(state: InvoiceState, group: Group): InvoiceAnswer {
  if (group === 'none' || group === 'draft') return { answer: 'push', to: 'open' };
  return group === 'gone' || group === 'uncollectible' ? { answer: 'ask', to: state } : { answer: 'note', to: state };
}

/** A credit note, on what is open and on what was paid. */
function correcting(state: InvoiceState, group: Group): InvoiceAnswer {
  switch (group) {
    case 'none':
    case 'draft':
      return NOT_SENT;
    case 'open':
    case 'partly-paid':
    case 'settled':
    case 'taken-back':
      return { answer: 'push', to: state };
    case 'uncollectible':
    case 'gone':
      return { answer: 'ask', to: state };
    default:
      return group satisfies never;
  }
}

/** The old one is made void first, and only then is there a new one. */
function reissuing(group: Group): InvoiceAnswer {
  switch (group) {
    case 'none':
    case 'draft':
      return NOT_SENT;
    case 'open':
    case 'uncollectible':
    case 'gone':
      return { answer: 'push', to: 'open' };
    case 'partly-paid':
    case 'settled':
    case 'taken-back':
      return MONEY_ON_IT;
    default:
      return group satisfies never;
  }
}

/** Only what Stripe has given up, or what was given or taken back, is written off. */
function writingOff(state: InvoiceState, group: Group): InvoiceAnswer {
  switch (group) {
    case 'none':
    case 'draft':
      return NOT_SENT;
    case 'gone':
      return GONE;
    case 'uncollectible':
    case 'taken-back':
      return { answer: 'book', to: state };
    case 'settled':
      return state === 'partly-refunded' ? { answer: 'book', to: state } : nothingToWriteOff;
    case 'open':
    case 'partly-paid':
      return nothingToWriteOff;
    default:
      return group satisfies never;
  }
}

const nothingToWriteOff: InvoiceAnswer = {
  answer: 'refuse',
  why: 'Mark it uncollectible at Stripe first; then nobody is asked to pay what the books have given up.',
};

/** Only what was given or taken back comes another way: what is still to be paid is marked so at Stripe. */
function collecting(state: InvoiceState, group: Group): InvoiceAnswer {
  const found = writingOff(state, group);
  return found.answer === 'book' && group !== 'uncollectible' ? found : notCollected(found);
}

function notCollected(found: InvoiceAnswer): InvoiceAnswer {
  if (found === NOT_SENT || found === GONE) return found;
  return {
    answer: 'refuse',
    why: 'Mark it as paid outside of Stripe, in the dashboard; the books hear of it from there.',
  };
}
