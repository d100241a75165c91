import type { InvoiceIntent } from '../core/ledger/intent.ts';
import { UnknownError } from '../core/errors.ts';
import { termsAt } from '../core/owed/versions.ts';
import type { Terms } from '../core/terms/terms.ts';
import { formatMoney } from '../core/money/format-money.ts';
import type { ActivationStore } from '../ports/activation.ts';
import type { Bell, IntentRing } from '../ports/bell.ts';
import type { Invoicer } from '../ports/invoicer.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { noted } from './back-off.ts';
import { versionsOf } from './contract-state.ts';

export interface PushWorld {
  readonly store: Store;
  readonly invoicer: Invoicer;
  readonly activations: ActivationStore;
  readonly bell: Bell;
  readonly log: Log;
  /** Origin of the public working pages. */
  readonly publicBaseUrl: string;
}

export type PushOutcome = 'done' | 'waiting' | 'later' | 'fenced' | 'nothing-to-do';

/** A key names deployment-wide intent, operation and attempt: never one key for two operations. */
export function key(ring: IntentRing, intent: InvoiceIntent, operation: string): string {
  return `${ring.contractId}:${intent.id}:${operation}:a${intent.attempt}:${intent.workingHash.slice(0, 12)}`;
}

/** The intent that a ring names. Errors: `input.unknown`. */
export async function readInvoiceIntent(store: Store, ring: IntentRing): Promise<InvoiceIntent> {
  const intent = await store.readIntent(ring.contractId, ring.intent);
  if (intent === undefined || intent.kind === 'mail') {
    throw new UnknownError('There is no such invoice intent.', { contractId: ring.contractId, intent: ring.intent });
  }
  return intent;
}

/** Sets an intent aside for a person, with the reason. */
export async function ask(
  world: PushWorld,
  ring: IntentRing,
  why: string,
  answers: readonly string[] = [],
): Promise<'waiting'> {
  const intent = await readInvoiceIntent(world.store, ring);
  const history = noted(intent, ring.asOf, why);
  await world.store.saveIntent(ring.contractId, { ...intent, state: 'waiting', note: why, answers, history });
  return 'waiting';
}

export function amountText(intent: InvoiceIntent): string {
  return formatMoney(intent.amountMinor, intent.currency);
}

/** The terms that count at the moment of the ring. */
export async function termsOf(store: Store, { contractId, asOf }: IntentRing): Promise<Terms> {
  const record = await store.readContract(contractId);
  return termsAt(versionsOf(record?.terms ?? []), asOf);
}
