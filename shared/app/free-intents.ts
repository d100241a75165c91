import type { Intent } from '../core/ledger/intent.ts';
import type { ActivationStore } from '../ports/activation.ts';
import type { Store } from '../ports/store.ts';
import { freed, isBehindFence } from './back-off.ts';
import { readFence } from './fence.ts';

/** The intents as they may be tried: what only the fence held back goes at once when it is open, and is asked about only then. */
export async function freeIntents(
  world: { readonly store: Pick<Store, 'tableId'>; readonly activations: Pick<ActivationStore, 'read'> },
  contractId: string,
  intents: readonly Intent[],
): Promise<readonly Intent[]> {
  if (!intents.some(isBehindFence)) return intents;
  const { open } = await readFence(world.store, world.activations, contractId);
  return open ? intents.map(freed) : intents;
}
