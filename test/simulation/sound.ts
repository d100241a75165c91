import type { Partition } from '../builders/memory-partition.ts';
import type { InboxMessage } from '../../shared/ports/store.ts';
import type { Outside } from './outside.ts';

export type SoundContract = readonly [id: string, partition: Partition];

/** The contracts with which nothing is wrong: of these everything is demanded in the end. */
export function soundOf(
  outside: Pick<Outside, 'memory' | 'poison' | 'restoring' | 'invoicer'>,
): readonly SoundContract[] {
  const { memory, poison, restoring } = outside;
  const all = [...memory.contracts];
  if (poison.size === 0 && !restoring.mayAsk) return all;
  return all.filter(
    (one) => poison.of(one[0]) === undefined && !(restoring.mayAsk && isAskedAfterRestore(outside, one)),
  );
}

/**
 * What a table lost in steps it may learn again in one: of a closing that was invoiced and then corrected it makes one posting, over
 * the amount as it is now. Stripe has two objects, and the product asks a person rather than send a third. Of one that fell through it
 * makes none, and the comparison names the invoice that the books do not know until a person has seen to it.
 */
export function isAskedAfterRestore({ invoicer }: Pick<Outside, 'invoicer'>, [id, partition]: SoundContract): boolean {
  const { head, intents, facts, postings } = partition;
  const waits = (note: string): boolean =>
    [...intents.values()].some((intent) => intent.state === 'waiting' && intent.note?.startsWith(note) === true);
  if (head.parked?.why === OTHER_AMOUNT || waits(OTHER_AMOUNT)) return true;
  const fellThrough = facts.flatMap(({ type, data }) => (type === 'ClosingReversed' ? [data.closing] : []));
  if (fellThrough.length === 0) return false;
  const booked = new Set([...postings.values()].map((posting) => posting.id));
  return [...invoicer.invoices.values()].some(({ contractId, posting = '', status }) => {
    const closing = /^finders-fee\/(.+)#\d+$/.exec(posting)?.[1] ?? '';
    return contractId === id && status !== 'void' && !booked.has(posting) && fellThrough.includes(closing);
  });
}

const OTHER_AMOUNT = 'the invoice at Stripe is not what the posting says';

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
