import { adoptFromStripe, fenceReport, liftFence } from '../../shared/app/fence-commands.ts';
import { epochOf } from '../../shared/core/calendar/instant.ts';
import { noon } from '../builders/facts.ts';
import type { Machine, Ports } from './machine.ts';
import { unreadOf } from './sound.ts';
import { PERSON } from './steps.ts';
import { HOUR } from './virtual-time.ts';

/** How long an operator waits for a difference to go by itself: the parties answer, the CRM tells again. */
const PATIENCE = 12 * HOUR;

/**
 * What an operator does about a restored table: compares it with Stripe, and lifts the fence when nothing stands in the way, or
 * nothing but differences that stay: of a contract that cannot be read, or of one whose last period may not be stated before.
 */
export function liftWhenCompared(machine: Machine, until: string): void {
  const { time, outside } = machine;
  const restoredAt = time.now;
  // Those who read it did so in the other table.
  if (unreadOf(outside) !== undefined) machine.wantDailyRun();
  const look = async (ports: Ports): Promise<void> => {
    const world = { ...ports, bells: ports.reconcileBells };
    const now = time.instant;
    const { code, inTheWay } = await fenceReport(world, now);
    if (code !== 'other-table') return;
    const despite = time.now - restoredAt > PATIENCE && inTheWay.every(({ mayBeOverruled }) => mayBeOverruled);
    if (inTheWay.length > 0 && !despite) await adoptFromStripe(world, { by: PERSON, now, run: `adopt/${now}` });
    else await liftFence(world, { by: PERSON, why: despite ? 'known' : 'it agrees', despite, now });
  };
  const again = (): void => {
    if (machine.layer.downUntil > time.now) return time.at(machine.layer.downUntil, again);
    machine.untilDone('api', look);
    const isShut = outside.activations.current.tableId !== outside.tables.id;
    if (isShut || time.now < epochOf(noon(until))) time.at(time.now + 4 * HOUR, again);
  };
  again();
}
