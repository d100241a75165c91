import { InvariantError } from '../../shared/core/errors.ts';
import type { NewCreditNote, NewInvoice } from '../../shared/ports/invoicer-invoice.ts';
import type { Store } from '../../shared/ports/store.ts';
import type { MemoryInvoicer } from '../builders/memory-invoicer.ts';
import { refusal } from '../builders/stripe-refusals.ts';

export const POISONS = ['unreadable', 'broken', 'refused'] as const;

/**
 * What is wrong with a contract, so that nothing about it works however often it is tried: what the table holds of it cannot be
 * read, or breaks an invariant as it is read, or Stripe fails at whatever is about it.
 */
export type PoisonKind = (typeof POISONS)[number];

/** What reading an unreadable contract throws: no fault that the product knows. */
export class UnreadableError extends TypeError {
  override readonly name = 'UnreadableError';
}

/** What reading a broken contract throws. */
export class BrokenRecordError extends InvariantError {}

export function isOfPoison(error: unknown): boolean {
  return error instanceof UnreadableError || error instanceof BrokenRecordError;
}

/** Which contracts are poisoned, and which ever were. */
export interface Poison {
  readonly size: number;
  of(contractId: string): PoisonKind | undefined;
  was(contractId: string): boolean;
  spoil(contractId: string, kind: PoisonKind): void;
  mend(contractId: string): void;
  /** Hears of each contract that is mended. */
  onMend(hear: () => void): void;
}

export function noPoison(): Poison {
  const now = new Map<string, PoisonKind>();
  const ever = new Set<string>();
  const hearing: (() => void)[] = [];
  return {
    get size() {
      return now.size;
    },
    of: (contractId) => now.get(contractId),
    was: (contractId) => ever.has(contractId),
    spoil: (contractId, kind) => {
      now.set(contractId, kind);
      ever.add(contractId);
    },
    mend: (contractId) => {
      now.delete(contractId);
      for (const hear of hearing) hear();
    },
    onMend: (hear) => void hearing.push(hear),
  };
}

/** A table in which what it holds of a poisoned contract cannot be read. */
export function poisonedStore(store: Store, poison: Poison): Store {
  return {
    ...store,
    readContract: async (contractId) => {
      const kind = poison.of(contractId);
      if (kind === 'unreadable') throw new UnreadableError(`what is on record of ${contractId} cannot be read`);
      if (kind === 'broken') throw new BrokenRecordError('the record contradicts itself', { contractId });
      return store.readContract(contractId);
    },
  };
}

/** A Stripe that fails at everything about a poisoned contract. */
export function poisonedInvoicer(invoicer: MemoryInvoicer, poison: Poison): MemoryInvoicer {
  const plain = { ...invoicer };
  const assertWell = (contractId: string | undefined): void => {
    if (contractId !== undefined && poison.of(contractId) === 'refused') throw refusal('api_error', 500, true);
  };
  return Object.assign(invoicer, {
    createInvoice: async (invoice: NewInvoice, key: string) => {
      assertWell(invoice.contractId);
      return plain.createInvoice(invoice, key);
    },
    createCreditNote: async (note: NewCreditNote, key: string) => {
      assertWell(note.contractId);
      return plain.createCreditNote(note, key);
    },
    readInvoice: async (id: string) => {
      const invoice = await plain.readInvoice(id);
      assertWell(invoice.contractId);
      return invoice;
    },
  });
}
