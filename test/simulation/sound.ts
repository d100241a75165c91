import type { Partition } from '../builders/memory-partition.ts';
import type { InboxMessage } from '../../shared/ports/store.ts';
import { FIRST_TABLE, type Outside } from './outside.ts';

export type SoundContract = readonly [id: string, partition: Partition];

/** The contracts with which nothing is wrong: of these everything is demanded in the end. */
export function soundOf({ memory, poison }: Pick<Outside, 'memory' | 'poison'>): readonly SoundContract[] {
  const all = [...memory.contracts];
  return poison.size === 0 ? all : all.filter(([id]) => poison.of(id) === undefined);
}

/** Those of them whose books and Stripe have to agree. */
export function agreeingOf(outside: Outside): readonly SoundContract[] {
  return soundOf(outside).filter(([id]) => !isUntold(outside, id));
}

/**
 * What was invoiced of a closing that the restored table knows nothing of, nor is told again: its deal is deleted in a CRM that is asked
 * how its deals stand. It is a difference from then on, and a person's, who lifts the fence despite it.
 */
function isUntold({ tables, invoicer, memory }: Outside, id: string): boolean {
  if (tables.id === FIRST_TABLE) return false;
  const told = new Set(
    (memory.contracts.get(id)?.facts ?? []).flatMap(({ data }) => ('closing' in data ? [data.closing] : [])),
  );
  return [...invoicer.invoices.values()].some(({ contractId, status, posting = '' }) => {
    const [term, closing = ''] = posting.split(/[/#]/);
    return contractId === id && status !== 'void' && term === 'finders-fee' && !told.has(closing);
  });
}

/** Whose invoice it is, as Stripe has it. */
export function ownerOf({ invoicer }: Outside, invoice: string | undefined): string {
  return invoicer.invoices.get(invoice ?? '')?.contractId ?? '';
}

/** The contract that a webhook is about: the one that it came for, or the one of what Stripe's event names, as Stripe has it. */
export function subjectOf(outside: Outside, { contractId, body }: { contractId: string; body: string }): string {
  if (contractId !== '') return contractId;
  const object: unknown = Reflect.get(Object(Reflect.get(Object(JSON.parse(body)), 'data')), 'object');
  const { id, invoice, payment_intent: paidBy } = Object(object) as Record<string, string | undefined>;
  const paid = outside.invoicer.payments.find(({ paymentIntent }) => paymentIntent === paidBy)?.invoice;
  return ownerOf(outside, invoice) || ownerOf(outside, id) || ownerOf(outside, paid);
}

/** A message that was taken and not read to its end, unless it is about a contract with which nothing works. */
export function unreadOf(outside: Outside): InboxMessage | undefined {
  for (const message of outside.memory.inbox.values()) {
    if (message.state !== 'received') continue;
    const { envelope, body } = message;
    if (outside.poison.of(subjectOf(outside, { ...envelope, body })) === undefined) return message;
  }
  return undefined;
}

/** The contract that a message is about as it lies in the queue; an event of SES is about none. */
export function subjectOfQueued(outside: Outside, text: string): string {
  const { contractId, body } = Object(JSON.parse(text)) as { contractId?: string; body?: string };
  return contractId === undefined || body === undefined ? '' : subjectOf(outside, { contractId, body });
}
