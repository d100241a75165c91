import { keptSecrets, type KeptSecrets } from '../builders/crm-api.ts';
import { createMemoryInvoicer, type MemoryInvoicer } from '../builders/memory-invoicer.ts';
import { createMemoryStore } from '../builders/memory-store.ts';
import type { Memory } from '../builders/memory-partition.ts';
import type { Instant } from '../../shared/core/calendar/instant.ts';
import type { Activation, ActivationStore } from '../../shared/ports/activation.ts';
import type { DocumentMaker } from '../../shared/ports/documents.ts';
import type { NewCreditNote } from '../../shared/ports/invoicer-invoice.ts';
import type { Mailer, NoticeMail, StatementMail } from '../../shared/ports/mailer.ts';
import { simulatedCrm, type SimulatedCrm } from './crm-model.ts';
import { countedStore } from './counted-store.ts';
import { simulatedSes } from './ses-model.ts';
import type { Store } from '../../shared/ports/store.ts';
import { stripeEvents, type StripeEvents, type StripeObject } from './stripe-events.ts';
import { noPoison, poisonedInvoicer, poisonedStore, type Poison } from './poison.ts';
import { mailedDocuments } from './made-documents.ts';
import { SECOND, type VirtualTime } from './virtual-time.ts';

/** What a mail looked like when it went, and whether its statement had been sealed by then. */
export interface SentMail extends StatementMail {
  readonly at: number;
  readonly sealed: boolean;
  /** As SES calls it, and whether it reached nobody. */
  readonly messageId: string;
  readonly comesBack: boolean;
}

/** A copy of the table, and how many mails and notices had gone by then. */
export interface Snapshot {
  readonly memory: Memory;
  readonly mails: number;
  readonly notices: number;
}

/** The world around the use cases: table, Stripe, mail, activation record. */
export interface Outside {
  readonly memory: Memory;
  readonly store: Store;
  readonly invoicer: MemoryInvoicer;
  readonly mailer: Mailer;
  readonly mails: readonly SentMail[];
  readonly notices: readonly NoticeMail[];
  readonly activations: ActivationStore & { current: Activation };
  documents: DocumentMaker;
  readonly tables: { id: string };
  /** How often something may have changed in the table. */
  readonly changes: number;
  /** The contracts that nothing works with. */
  readonly poison: Poison;
  /** What contracts were parked for, in order. */
  readonly parkedFor: readonly string[];
  nextAttention(): Instant | undefined;
  /** Hears of each message that could not be read to its end, as the CRM could not be asked. */
  onLeft(hear: () => void): void;
  /** Hears the events of SES as its topic hands them on. */
  onMail(hear: (notification: string) => void): void;
  readonly events: StripeEvents;
  readonly crm: SimulatedCrm;
  /** What connections are checked with, and what opens their CRMs. */
  readonly secrets: KeptSecrets;
  /** Stripe says that something about this object changed. */
  readonly tell: (type: string, object: StripeObject) => void;
  /** The table as it is now; and as it was, in a new table of another id. */
  snapshot(): Snapshot;
  restore(then: Snapshot, tableId: string): void;
  /** The mails that went between a moment to which the table was restored and its restoring: it knows nothing of them. */
  readonly forgotten: ReadonlySet<SentMail | NoticeMail>;
  /** The next mail to this party comes back. */
  readonly bounceNext: (party: StatementMail['party']) => void;
}

/** The table before it was restored. */
export const FIRST_TABLE = 'table-1';

export function simulatedOutside(time: VirtualTime): Outside {
  const memory: Memory = {
    contracts: new Map(),
    inbox: new Map(),
    evidence: new Map(),
    customers: new Map(),
    connections: new Map(),
  };
  const tables = { id: FIRST_TABLE };
  const poison = noPoison();
  const inMemory = poisonedStore(createMemoryStore({ memory }), poison);
  const parkedFor: string[] = [];
  let changes = 0;
  let lookedAt = -1;
  let attention: Instant | undefined;
  const count = (): void => {
    changes += 1;
  };
  const plain: Store = {
    ...inMemory,
    tableId: async () => tables.id,
    park: async (contractId, parking) => {
      await inMemory.park(contractId, parking);
      parkedFor.push(parking.what);
    },
    leaveMessage: async (message, why) => {
      await inMemory.leaveMessage(message, why);
      hearLeft();
    },
  };
  let hearLeft: () => void = () => undefined;
  const mails: SentMail[] = [];
  const notices: NoticeMail[] = [];
  const forgotten = new Set<SentMail | NoticeMail>();
  let hearMail: (notification: string) => void = () => undefined;
  const bouncing = new Set<StatementMail['party']>();
  const events = stripeEvents(time);
  const stripe = invoicerAt(time);
  const tell: StripeEvents['tell'] = (type, object) => events.tell(type, { ...object, ...asItWas(stripe, object) });
  return {
    memory,
    // Its own, as the tests spoil single calls of it.
    store: { ...countedStore(plain, count) },
    get changes() {
      return changes;
    },
    poison,
    invoicer: Object.assign(tellingOf(poisonedInvoicer(stripe, poison), tell), {
      undeliveredEvents: events.undeliveredEvents.bind(events),
    }),
    mailer: simulatedSes(time, {
      bounces: (party) => bouncing.delete(party),
      hear: (notification) => hearMail(notification),
      seen: (mail, { messageId, comesBack }) => {
        if ('statementId' in mail) {
          const sealed = memory.contracts.get(mail.contractId)?.statements.has(mail.statementId) === true;
          mails.push({ ...mail, at: time.now, sealed, messageId, comesBack });
        } else notices.push(mail);
      },
    }),
    mails,
    notices,
    activations: activationsOf(tables.id),
    documents: mailedDocuments,
    tables,
    nextAttention: () => {
      if (lookedAt !== changes) [lookedAt, attention] = [changes, earliestAttention(memory)];
      return attention;
    },
    onLeft: (listener) => {
      hearLeft = listener;
    },
    onMail: (listener) => {
      hearMail = listener;
    },
    events,
    crm: simulatedCrm(time),
    secrets: keptSecrets(),
    parkedFor,
    forgotten,
    snapshot: () => ({ memory: structuredClone(memory), mails: mails.length, notices: notices.length }),
    restore: (then, tableId) => {
      tables.id = tableId;
      count();
      for (const mail of [...mails.slice(then.mails), ...notices.slice(then.notices)]) forgotten.add(mail);
      const { contracts, inbox, evidence, customers, connections } = structuredClone(then.memory);
      replaceAll(memory.contracts, contracts);
      replaceAll(memory.inbox, inbox);
      replaceAll(memory.evidence, evidence);
      replaceAll(memory.customers, customers);
      replaceAll(memory.connections, connections);
    },
    tell,
    bounceNext: (party) => void bouncing.add(party),
  };
}

function replaceAll<K, V>(map: Map<K, V>, entries: ReadonlyMap<K, V>): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

/** How an invoice stands as the event is made; when the event is read, that may long be over. */
function asItWas({ invoices }: MemoryInvoicer, { object, id = '', invoice: of }: StripeObject): StripeObject {
  const invoice = object === 'invoice' ? invoices.get(id) : undefined;
  if (invoice === undefined) return { customer: invoices.get(String(of))?.customer };
  const { customer, status, remainingMinor } = invoice;
  return { customer, status, amount_remaining: Number(remainingMinor) };
}

/** Stripe with its events: of what is paid as it is finalised, made void or credited. */
function tellingOf(invoicer: MemoryInvoicer, tell: Outside['tell']): MemoryInvoicer {
  const plain = { ...invoicer };
  return Object.assign(invoicer, {
    finalize: async (id: string, key: string) => {
      const invoice = await plain.finalize(id, key);
      if (invoice.status === 'paid') tell('invoice.paid', { object: 'invoice', id });
      // Of one that went out as it was asked for, the event would say nothing; every other takes of the client's balance.
      else if (invoice.dueMinor !== invoice.totalMinor) tell('invoice.finalized', { object: 'invoice', id });
      return invoice;
    },
    voidInvoice: async (id: string, key: string) => {
      const invoice = await plain.voidInvoice(id, key);
      tell('invoice.voided', { object: 'invoice', id });
      return invoice;
    },
    createCreditNote: async (note: NewCreditNote, key: string) => {
      const made = await plain.createCreditNote(note, key);
      tell('credit_note.created', { object: 'credit_note', id: made.id, invoice: made.invoice });
      return made;
    },
  });
}

function earliestAttention({ contracts }: Memory): Instant | undefined {
  let first: Instant | undefined;
  for (const { head } of contracts.values()) {
    if (head.attentionAt !== undefined && (first === undefined || head.attentionAt < first)) first = head.attentionAt;
  }
  return first;
}

export function activationsOf(tableId: string): Outside['activations'] {
  const copied = ({ customers, ...rest }: Activation): Activation => ({ ...rest, customers: { ...customers } });
  const held: { current: Activation } = { current: { state: 'on', tableId, customers: {} } };
  return Object.assign(held, {
    read: async () => copied(held.current),
    write: async (next: Activation) => {
      held.current = copied(next);
    },
  });
}

/** Stripe in memory, going by the virtual clock. */
function invoicerAt(time: VirtualTime): MemoryInvoicer {
  return Object.defineProperty(createMemoryInvoicer(), 'nowEpochSeconds', {
    get: () => Math.floor(time.now / SECOND),
  });
}
