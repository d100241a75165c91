import { pullCrms } from '../../shared/app/pull-crm.ts';
import { epochOf, instantFromEpoch } from '../../shared/core/calendar/instant.ts';
import type { CrmConnection } from '../../shared/ports/crm.ts';
import { TIMEOUTS } from './limits.ts';
import type { Schedule } from './schedules.ts';
import { MINUTE, HOUR } from './virtual-time.ts';

const QUARTER = 15 * MINUTE;
/** What the function keeps free of its time. */
const ROOM = MINUTE;
/** A call of the schedule may come twice, but no later than AWS keeps it: six hours. */
const MOST_LATE = 6 * HOUR;

export interface Pulls {
  /** Something changed in the CRM, and no pull has looked since. */
  readonly isDue: boolean;
  wanted(): void;
}

/**
 * A pull each quarter of an hour. It is played from each change in the CRM on until one is through that began after it; those that
 * would find nothing are left out, with the mark that they would have set.
 */
export function pullsWhenChanged({ time, layer, outside, invoke }: Schedule): Pulls {
  const { connections } = outside.memory;
  let wantedAt: number | undefined;
  let isPlanned = false;
  let table = outside.tables.id;

  function plan(): void {
    if (isPlanned) return;
    isPlanned = true;
    time.at((Math.floor(Math.max(time.now, layer.downUntil - 1) / QUARTER) + 1) * QUARTER, run);
  }

  function run(): void {
    isPlanned = false;
    if (wantedAt === undefined) return;
    plan();
    if (layer.downUntil > time.now) return;
    const now = time.instant;
    const once = (): void => {
      if (layer.downUntil > time.now) return;
      const ends = time.now + TIMEOUTS['pull-crm'];
      const again = (later: number): number => {
        const after = Math.min(later, MOST_LATE);
        time.at(time.now + after, once);
        return after;
      };
      const work = async (ports: Parameters<Parameters<typeof invoke>[1]>[0]): Promise<void> => {
        const pulling = pullCrms({ ...ports, hasTime: () => ends - time.now > ROOM }, now);
        await pulling.finally(seen);
      };
      void invoke('pull-crm', work, again).catch(() => undefined);
    };
    once();
  }

  /** All has been looked at once each CRM was pulled after the last change; of a contract that cannot be read it cannot be. */
  function seen(): void {
    const isThrough = [...connections.values()].every(
      ({ contractId, seen: { pulledAt } }) =>
        outside.poison.of(contractId) !== undefined ||
        (pulledAt !== undefined && wantedAt !== undefined && epochOf(pulledAt) > wantedAt),
    );
    if (isThrough) wantedAt = undefined;
  }

  /** What the pulls that were left out would have written. */
  function catchUp(): void {
    const last = Math.floor(time.now / QUARTER) * QUARTER;
    if (layer.downUntil > last) return;
    const mark = instantFromEpoch(last);
    for (const [key, connection] of connections) {
      if (connection.pull.watermark >= mark || connection.seen.pulledAt === undefined) continue;
      // Those of a contract that could not be read failed, and set no mark.
      if (outside.poison.was(connection.contractId)) continue;
      connections.set(key, leftOut(connection, mark));
    }
  }

  return {
    get isDue() {
      return wantedAt !== undefined;
    },
    wanted: () => {
      // A restored table has the marks of its day, and is told from there on.
      if (wantedAt === undefined && table === outside.tables.id) catchUp();
      table = outside.tables.id;
      wantedAt = time.now;
      plan();
    },
  };
}

function leftOut(connection: CrmConnection, mark: string): CrmConnection {
  const { seen, revision } = connection;
  return Object.freeze({
    ...connection,
    revision: revision + 1,
    pull: { watermark: mark },
    seen: { ...seen, pulledAt: mark },
  });
}
