import { adoptContract } from '../../shared/app/adopt-contract.ts';
import type { CrmWebhookWorld } from '../../shared/app/record-crm-webhook.ts';
import { recordFacts } from '../../shared/app/record-facts.ts';
import { pushInvoice } from '../../shared/app/push-invoice.ts';
import { sendStatement } from '../../shared/app/send-statement.ts';
import { settleContract, type SettleOutcome } from '../../shared/app/settle-contract.ts';
import { epochOf } from '../../shared/core/calendar/instant.ts';
import { UnknownError } from '../../shared/core/errors.ts';
import type { Intent, InvoiceIntent, MailIntent } from '../../shared/core/ledger/intent.ts';
import type { Plain } from '../../shared/core/json.ts';
import type { Activation, ActivationStore } from '../../shared/ports/activation.ts';
import type { DocumentMaker } from '../../shared/ports/documents.ts';
import type { InboundMessage, InboundQueue, MailWord } from '../../shared/ports/inbound.ts';
import type { Mailer, NoticeMail, StatementMail } from '../../shared/ports/mailer.ts';
import type { ReconciliationStore } from '../../shared/ports/reconciliations.ts';
import type { ContractRecord, Store } from '../../shared/ports/store.ts';
import { contractFile1999, DAY_ONE } from './a-contract.ts';
import { noon, unrecorded, type Said } from './facts.ts';
import { createMemoryInvoicer, type MemoryInvoicer } from './memory-invoicer.ts';
import { memoryReconciliations } from './memory-reconciliations.ts';
import { createMemoryStore } from './memory-store.ts';
import { recordingBells, type RecordingBells } from './recording-bells.ts';
import { recordingLog, type RecordingLog } from './recording-log.ts';

export const CONTRACT = 'auxer-pmr-1999';

/** A world that is connected to no CRM. */
export const withoutCrm = {
  readerOf: () => {
    throw new UnknownError('This world reads no CRM.');
  },
  openCrm: async () => {
    throw new UnknownError('This world asks no CRM.');
  },
} satisfies Pick<CrmWebhookWorld, 'readerOf' | 'openCrm'>;

export interface World extends Pick<CrmWebhookWorld, 'readerOf' | 'openCrm'> {
  readonly store: Store;
  readonly bells: RecordingBells;
  readonly bell: RecordingBells;
  /** What is handed to its reader again, oldest first. */
  readonly inbound: InboundQueue & { readonly accepted: (InboundMessage | MailWord)[] };
  readonly log: RecordingLog;
  readonly activations: ActivationStore & { current: Activation };
  readonly reconciliations: ReconciliationStore;
  readonly invoicer: MemoryInvoicer;
  readonly mailer: Mailer & { readonly sent: StatementMail[]; readonly notices: NoticeMail[] };
  readonly documents: DocumentMaker;
  readonly publicBaseUrl: string;
}

/** Everything a use case needs, in memory, switched on and with no contract yet. */
export function emptyWorld(): World {
  const bells = recordingBells();
  return {
    store: createMemoryStore(),
    bells,
    bell: bells,
    inbound: recordingInbound(),
    log: recordingLog(),
    ...withoutCrm,
    activations: memoryActivations(),
    reconciliations: memoryReconciliations(),
    invoicer: createMemoryInvoicer(),
    mailer: recordingMailer(),
    documents: plainDocuments,
    publicBaseUrl: 'https://tallystick.example',
  };
}

function recordingInbound(): World['inbound'] {
  const accepted: (InboundMessage | MailWord)[] = [];
  return { accepted, accept: async (message) => void accepted.push(message) };
}

/** A world with the 1999 agreement, adopted on its day; `file` may be another. */
export async function aWorld(file: Plain = contractFile1999()): Promise<World> {
  const world = emptyWorld();
  await adoptContract(world, { file, by: 'Eugene Chiaramonte', now: DAY_ONE, salt: '5a17' });
  return world;
}

let facts = 0;

/** Records what was said, each fact on its own day. */
export async function record(world: World, ...said: readonly Said[]): Promise<void> {
  for (const fact of said) {
    facts += 1;
    const one = unrecorded(fact, `${fact.type}-${facts}`);
    await recordFacts(world.store, world.bell, { contractId: CONTRACT, recordedAt: fact.at, facts: [one] });
  }
}

export function settle(world: World, on: string): Promise<SettleOutcome> {
  return settleContract(world, { contractId: CONTRACT, factSeq: 0, asOf: noon(on) });
}

/** Rings the contract at noon of a day and takes every message until the queues are empty. */
export async function runOn(world: World, on: string): Promise<void> {
  const asOf = noon(on);
  world.invoicer.nowEpochSeconds = epochOf(asOf) / 1000;
  while (world.bells.take() !== undefined);
  await world.bells.ringContract({ contractId: CONTRACT, factSeq: -1, asOf });
  for (let rung = world.bells.take(); rung !== undefined; rung = world.bells.take()) {
    if (rung.queue === 'contract') await settleContract(world, rung.ring);
    if (rung.queue === 'invoice') await pushInvoice(world, rung.ring);
    if (rung.queue === 'statement') await sendStatement(world, rung.ring);
  }
}

export async function contractOf({ store }: World): Promise<ContractRecord> {
  const contract = await store.readContract(CONTRACT);
  if (contract === undefined) throw new UnknownError('There is no contract in this world.');
  return contract;
}

/** The intent of that id and kind. */
export async function intentOf<K extends Intent['kind']>({ store }: World, id: string, kind: K) {
  const intent = await store.readIntent(CONTRACT, id);
  if (intent?.kind !== kind) throw new UnknownError(`There is no ${kind} intent ${id}.`);
  // The kind was compared just now, and a kind belongs to one type.
  return intent as K extends 'mail' ? MailIntent : InvoiceIntent;
}

function memoryActivations(): World['activations'] {
  const on: Activation = { state: 'on', tableId: 'memory-table', customers: {} };
  const held = { current: on };
  return Object.assign(held, {
    read: async () => held.current,
    write: async (next: Activation) => {
      held.current = next;
    },
  });
}

function recordingMailer(): World['mailer'] {
  const sent: StatementMail[] = [];
  const notices: NoticeMail[] = [];
  return {
    sent,
    notices,
    sendNotice: async (mail) => {
      notices.push(mail);
      return { messageId: `notice-${notices.length}` };
    },
    send: async (mail) => {
      sent.push(mail);
      return { messageId: `message-${sent.length}` };
    },
  };
}

const plainDocuments: DocumentMaker = {
  makeNotice: async ({ subject }) => ({ subject, html: subject, text: subject }),
  make: async (statement, party) => ({
    subject: `Statement ${statement.number} for the ${party}`,
    html: statement.tallyCode,
    text: statement.tallyCode,
    pdf: new Uint8Array([1]),
    pdfName: 'statement.pdf',
  }),
};
