/** How a card behaves: what becomes of the payment that is made with it. */
export type Card = 'good' | 'declined' | 'disputed' | 'inquired';

/** What people, clients and banks do at Stripe, past the port. Amounts in minor units of USD. */
export interface World {
  deleteCustomer(id: string): Promise<void>;
  addToBalance(customer: string, amountMinor: bigint): Promise<void>;
  /** A draft that somebody made by hand. */
  makeDraft(customer: string): Promise<void>;
  deleteDraft(invoice: string): Promise<void>;
  /** Edits an open invoice in the dashboard: the id of what takes its place. */
  edit(invoice: string): Promise<string>;
  giveUp(invoice: string): Promise<void>;
  /** Pays all of it. Whether the card was taken. */
  payByCard(invoice: string, customer: string, card?: Card): Promise<'paid' | 'declined'>;
  /** Pays a part by card: the payment intent. */
  payPart(invoice: string, customer: string, amountMinor: bigint): Promise<string>;
  /** A person marks it as paid outside of Stripe. */
  markPaid(invoice: string): Promise<void>;
  /** A person reports an amount that came outside of Stripe. */
  reportPayment(invoice: string, amountMinor: bigint): Promise<void>;
  voidCreditNote(id: string): Promise<void>;
  /** The bank decides the dispute of an evidence that is handed in. */
  decideDispute(id: string, outcome: 'won' | 'lost'): Promise<void>;
  closeInquiry(id: string): Promise<void>;
  /** What the dashboard shows of an invoice: its total in Stripe's own units. */
  shown(invoice: string): Promise<{ readonly total: number; readonly currency: string }>;
}

/** What may happen to the next attempt to make an invoice. */
export type Mishap = 'answer-500' | 'answer-500-after' | 'cut-before' | 'cut-after' | 'too-many';

/** What nobody can make Stripe itself do when a test wants it. */
export interface Trouble {
  atNextInvoice(mishap: Mishap): Promise<void>;
  /** Nothing goes wrong any more. */
  over(): void;
  pass(seconds: number): Promise<void>;
}
