import type { Instant } from '../core/calendar/instant.ts';
import type { Bell } from '../ports/bell.ts';
import { readAgain, type ReadAgainWorld } from './read-again.ts';

export interface LetGoOnWorld extends ReadAgainWorld {
  readonly bell: Bell;
}

/**
 * A person lets a parked contract go on. What was taken for it and could not be read is read again first: whoever dies between the two is
 * asked once more. Errors: `dependency.failed`, `input.unknown`.
 */
export async function letGoOn(
  world: LetGoOnWorld,
  { contractId, factSeq, now }: { readonly contractId: string; readonly factSeq: number; readonly now: Instant },
): Promise<void> {
  await readAgain(world, now, contractId);
  await world.store.unpark(contractId, now);
  await world.bell.ringContract({ contractId, factSeq, asOf: now });
}
