import type { Instant } from '../core/calendar/instant.ts';
import type { Bell } from '../ports/bell.ts';
import type { Log } from '../ports/log.ts';
import { ATTENTION_SHARDS, type Store } from '../ports/store.ts';

const MOST_A_SHARD = 500;

/**
 * Rings every contract whose attention has come. Its cost follows what is due, not how many contracts there are; what
 * it leaves for lack of room is due still at the next sweep.
 */
export async function sweep(world: { store: Store; bell: Bell; log: Log }, asOf: Instant): Promise<{ rung: number }> {
  let rung = 0;
  for (let shard = 0; shard < ATTENTION_SHARDS; shard += 1) {
    const due = await world.store.dueContracts(shard, asOf, MOST_A_SHARD);
    for (const { contractId, factSeq } of due) await world.bell.ringContract({ contractId, factSeq, asOf });
    rung += due.length;
  }
  world.log.info('swept', { rung });
  world.log.count('Swept');
  return { rung };
}
