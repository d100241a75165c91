import { createMemoryInvoicer, type MemoryInvoicer } from '../builders/memory-invoicer.ts';
import { createMemoryStore } from '../builders/memory-store.ts';
import type { Memory } from '../builders/memory-partition.ts';
import type { MailReport } from '../../shared/app/record-mail-event.ts';
import type { Instant } from '../../shared/core/calendar/instant.ts';
import type { Activation, ActivationStore } from '../../shared/ports/activation.ts';
import type { DocumentMaker } from '../../shared/ports/documents.ts';
import type { InboundMessage } from '../../shared/ports/inbound.ts';
import type { Mailer, StatementMail } from '../../shared/ports/mailer.ts';
import type { Store } from '../../shared/ports/store.ts';
import { SECOND, type VirtualTime } from './virtual-time.ts';

/** What a mail looked like when it went, and whether its statement had been sealed by then. */
export interface SentMail extends StatementMail {
  readonly at: number;
  readonly sealed: boolean;
}

/** The world around the use cases: table, Stripe, mail, activation record. */
export interface Outside {
  readonly memory: Memory;
  readonly store: Store;
  readonly invoicer: MemoryInvoicer;
  readonly mailer: Mailer;
  readonly mails: readonly SentMail[];
  readonly activations: ActivationStore & { current: Activation };
  readonly documents: DocumentMaker;
  readonly tables: { id: string };
  nextAttention(): Instant | undefined;
  onMail(hear: (report: MailReport) => void): void;
  onStripeEvent(hear: (message: InboundMessage) => void): void;
  /** Stripe says that something about this invoice changed. */
  readonly tell: (type: string, invoice: string) => void;
}

export function simulatedOutside(time: VirtualTime): Outside {
  const memory: Memory = {
    contracts: new Map(),
    inbox: new Map(),
    evidence: new Map(),
    customers: new Map(),
    connections: new Map(),
  };
  const tables = { id: 'table-1' };
  const store: Store = { ...createMemoryStore({ memory }), tableId: async () => tables.id };
  const mails: SentMail[] = [];
  const hear: { mail: (report: MailReport) => void; stripe: (message: InboundMessage) => void } = {
    mail: () => undefined,
    stripe: () => undefined,
  };
  let events = 0;
  return {
    memory,
    store,
    invoicer: invoicerAt(time),
    mailer: mailerOf(time, memory, mails, (report) => hear.mail(report)),
    mails,
    activations: activationsOf(tables.id),
    documents: namingDocuments,
    tables,
    nextAttention: () => earliestAttention(memory),
    onMail: (listener) => {
      hear.mail = listener;
    },
    onStripeEvent: (listener) => {
      hear.stripe = listener;
    },
    tell: (type, invoice) => {
      events += 1;
      const created = Math.floor(time.now / SECOND);
      const body = JSON.stringify({
        id: `evt_${events}`,
        type,
        created,
        data: { object: { object: 'invoice', id: invoice } },
      });
      hear.stripe({ source: 'stripe', contractId: '', messageId: `evt_${events}`, receivedAt: time.instant, body });
    },
  };
}

function earliestAttention({ contracts }: Memory): Instant | undefined {
  let first: Instant | undefined;
  for (const { head } of contracts.values()) {
    if (head.attentionAt !== undefined && (first === undefined || head.attentionAt < first)) first = head.attentionAt;
  }
  return first;
}

/** SES: takes a mail, and soon after says that it was sent and delivered. Two calls are two mails. */
function mailerOf(time: VirtualTime, memory: Memory, mails: SentMail[], hear: (report: MailReport) => void): Mailer {
  let notices = 0;
  return {
    send: async (mail) => {
      const messageId = `ses-${mails.length + 1}`;
      const sealed = memory.contracts.get(mail.contractId)?.statements.has(mail.statementId) === true;
      mails.push({ ...mail, at: time.now, sealed });
      const { contractId, statementId: statement, party, attempt } = mail;
      const report = { contractId, statement, party, attempt, messageId, body: '{}' };
      for (const [event, after] of [
        ['sent', SECOND],
        ['delivered', 5 * SECOND],
      ] as const) {
        time.at(time.now + after, () => hear({ ...report, event, happenedAt: time.instant }));
      }
      return { messageId };
    },
    sendNotice: async ({ contractId, noticeId: notice, party, attempt }) => {
      notices += 1;
      const messageId = `ses-notice-${notices}`;
      const report = { contractId, notice, party, attempt, messageId, body: '{}' };
      time.at(time.now + SECOND, () => hear({ ...report, event: 'delivered', happenedAt: time.instant }));
      return { messageId };
    },
  };
}

function activationsOf(tableId: string): Outside['activations'] {
  const held: { current: Activation } = { current: { state: 'on', tableId, customers: {} } };
  return Object.assign(held, {
    read: async () => held.current,
    write: async (next: Activation) => {
      held.current = next;
    },
  });
}

/** Documents that hold what a leak would show: to whom they are addressed and which statement they print. */
const namingDocuments: DocumentMaker = {
  makeNotice: async ({ subject }) => ({ subject, html: subject, text: subject }),
  make: async (statement, party) => ({
    subject: `Statement ${statement.number} for the ${party}`,
    html: statement.tallyCode,
    text: statement.tallyCode,
    pdf: new Uint8Array([1]),
    pdfName: 'statement.pdf',
  }),
};

/** Stripe in memory, going by the virtual clock. */
function invoicerAt(time: VirtualTime): MemoryInvoicer {
  return Object.defineProperty(createMemoryInvoicer(), 'nowEpochSeconds', {
    get: () => Math.floor(time.now / SECOND),
  });
}
