import { randomUUID } from 'node:crypto';
import type { NewFact } from '../../shared/core/facts/fact.ts';
import type { InvoiceIntent, MailIntent } from '../../shared/core/ledger/intent.ts';
import type { Entry, Posting } from '../../shared/core/ledger/posting.ts';
import type {
  AppendFacts,
  ContractHead,
  InboxMessage,
  PostToLedger,
  Store,
  TermsRecord,
  WorkingRecord,
} from '../../shared/ports/store.ts';

export const NOON = '1999-04-06T12:00:00.000Z';
export const LATER = '1999-05-06T04:00:00.000Z';

/** A head of a contract that no test used before. */
export function aHead(changes: Partial<ContractHead> = {}): ContractHead {
  const contractId = `contract-${randomUUID()}`;
  return { contractId, factSeq: 0, ledgerVersion: 0, entryCount: 0, sealedEntries: 0, salt: 'a1b2c3', ...changes };
}

/** An amount in the file is text: only amounts of facts and ledger become bigints. */
export function someTerms(changes: Partial<TermsRecord> = {}): TermsRecord {
  const file = { title: 'Retainer', terms: [{ clause: '2.1', amountMinor: '200000', rate: '0.1', months: 3 }] };
  return { version: 1, effectiveOn: '1999-04-06', termsHash: 'hash-of-terms', file, ...changes };
}

export function aFact(id: string = `fact-${randomUUID()}`, description = 'Analyst day'): NewFact {
  return {
    id,
    type: 'ServiceRendered',
    happenedAt: NOON,
    source: { kind: 'person', name: 'rost' },
    data: { clause: '1', renderedOn: '1999-04-06', description },
  };
}

export function aPayment(): NewFact {
  return {
    id: `payment-${randomUUID()}`,
    type: 'PaymentReported',
    happenedAt: NOON,
    source: { kind: 'stripe', name: 'stripe', inboxId: 'stripe/evt_1' },
    data: { posting: 'retainer/1999-04-06#1', invoice: 'in_1', paidMinor: 200_000n, paidAt: NOON },
  };
}

/** Creates a contract with its first terms and one fact; answers its head as it is then. */
export async function created(store: Store, changes: Partial<AppendFacts> = {}): Promise<ContractHead> {
  const head = aHead();
  await store.createContract(head, { facts: [aFact()], terms: someTerms(), recordedAt: NOON, ...changes });
  return headNow(store, head.contractId);
}

export async function headNow(store: Store, contractId: string): Promise<ContractHead> {
  const head = await store.readHead(contractId);
  if (head === undefined) throw new Error(`There is no head of ${contractId}.`);
  return head;
}

export function anAppend(head: ContractHead, changes: Partial<AppendFacts> = {}): AppendFacts {
  const { contractId, factSeq } = head;
  return { contractId, factSeq, facts: [aFact()], recordedAt: LATER, ...changes };
}

/** A posting of the retainer with everything that comes with it: the next write to a ledger with this head. */
export function aPost(head: ContractHead, changes: Partial<PostToLedger> = {}): PostToLedger {
  const { contractId, ledgerVersion, entryCount } = head;
  const posting = aPosting(entryCount + 1);
  return {
    contractId,
    ledgerVersion,
    entry: anEntry(entryCount + 1, posting.id),
    posting,
    working: aWorking(contractId, posting),
    intent: anInvoiceIntent(posting),
    ...changes,
  };
}

export function anEntry(number: number, posting: string): Entry {
  return {
    number,
    kind: 'posting',
    cause: posting,
    posting,
    effectiveOn: '1999-04-06',
    bookedAt: NOON,
    clause: '2.1',
    description: 'Retainer, 6 April 1999 to 5 May 1999',
    currency: 'USD',
    lines: [
      { account: 'accounts-receivable', debitMinor: 200_000n, creditMinor: 0n },
      { account: 'income:retainer', debitMinor: 0n, creditMinor: 200_000n },
    ],
  };
}

/** The revisions of one receivable: the tenth sorts after the ninth. */
export function aPosting(revision: number): Posting {
  return {
    id: `retainer/1999-04-06#${revision}`,
    receivableId: 'retainer/1999-04-06',
    revision,
    termId: 'retainer',
    kind: 'retainer',
    clause: '2.1',
    description: 'Retainer, 6 April 1999 to 5 May 1999',
    accruesOn: '1999-04-06',
    effectiveOn: '1999-04-06',
    dueOn: '1999-04-16',
    amountMinor: 2n ** 63n,
    currency: 'USD',
    totalMinor: 2n ** 63n,
    working: [{ clause: '2.1', what: 'The fixed amount', figures: 'USD 2,000.00' }],
    workingHash: `working-${revision}`,
    termsVersion: 1,
    rules: '1',
    factIds: [],
    inputsHash: `inputs-${revision}`,
    factSeq: 1,
    asOf: NOON,
  };
}

export function aWorking(contractId: string, posting: Posting): WorkingRecord {
  const { id, workingHash, clause, description, amountMinor, currency, working, inputsHash } = posting;
  return { contractId, posting: id, workingHash, clause, description, amountMinor, currency, working, inputsHash };
}

export function anInvoiceIntent(posting: Posting): InvoiceIntent {
  const { id, receivableId, amountMinor, currency, clause, description, dueOn, workingHash } = posting;
  const of = { posting: id, receivableId, amountMinor, currency, clause, description, dueOn, workingHash };
  return { ...freshIntent(`invoice/${id}`), kind: 'invoice', ...of };
}

export function aMailIntent(id: string, changes: Partial<MailIntent> = {}): MailIntent {
  return { ...freshIntent(id), kind: 'mail', statement: '1999-04-30', party: 'client', ...changes };
}

function freshIntent(id: string) {
  return { id, revision: 1, state: 'pending' as const, attempt: 1, createdAt: NOON, failures: 0, history: [] };
}

export function aMessage(changes: Partial<InboxMessage> = {}): InboxMessage {
  const messageId = randomUUID();
  const inboxId = `crm/main/${messageId}`;
  const envelope = { contractId: 'main', messageId };
  const body = '{"amountMinor":"12"}';
  return { inboxId, source: 'crm', envelope, receivedAt: NOON, body, state: 'received', ...changes };
}
