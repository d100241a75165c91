import {
  adoptFromStripe,
  fenceReport,
  liftFence,
  type FenceWorld,
  type LiftCommand,
} from '../../shared/app/fence-commands.ts';
import { epochOf } from '../../shared/core/calendar/instant.ts';
import { FenceShutError } from '../../shared/core/errors.ts';
import { noon } from '../builders/facts.ts';
import type { Machine, Ports } from './machine.ts';
import { unreadOf } from './sound.ts';
import { PERSON } from './steps.ts';
import { HOUR } from './virtual-time.ts';

/** How long an operator waits for a difference to go by itself: the parties answer, the CRM tells again. */
const PATIENCE = 12 * HOUR;

/**
 * What an operator does about a restored table: compares it with Stripe, and lifts the fence when nothing stands in the way, or
 * nothing but what stays: a difference of a contract whose last period may not be stated before, or a contract that cannot be read, which
 * is left out until it is mended and compared.
 */
export function liftWhenCompared(machine: Machine, until: string): void {
  const { time, outside } = machine;
  const restoredAt = time.now;
  // Those who read it did so in the other table.
  if (unreadOf(outside) !== undefined) machine.wantDailyRun();
  const look = async (ports: Ports): Promise<void> => {
    const world = { ...ports, bells: ports.reconcileBells };
    const now = time.instant;
    const isPatient = time.now - restoredAt <= PATIENCE;
    const without = isPatient ? [] : (await ports.store.listContracts()).filter((id) => outside.poison.of(id));
    const { code, inTheWay, shut } = await fenceReport(world, now, without);
    // Of what cannot be read yet nothing new is found.
    const asked = shut.filter(({ contractId }) => outside.poison.of(contractId) === undefined);
    if (code !== 'other-table' && asked.length === 0) return;
    const obstacles = [...inTheWay, ...asked.flatMap((one) => one.inTheWay)];
    const despite = !isPatient && obstacles.every(({ mayBeOverruled }) => mayBeOverruled);
    if (obstacles.length > 0 && !despite) await adoptFromStripe(world, { by: PERSON, now, run: `adopt/${now}` });
    else await lift(world, { by: PERSON, why: despite ? 'known' : 'it agrees', despite, without, now });
  };
  const isShut = (): boolean => {
    const { tableId, shut = [] } = outside.activations.current;
    return tableId !== outside.tables.id || shut.some((contractId) => outside.poison.of(contractId) === undefined);
  };
  const again = (): void => {
    if (machine.layer.downUntil > time.now) return time.at(machine.layer.downUntil, again);
    machine.untilDone('api', look);
    if (isShut() || time.now < epochOf(noon(until))) time.at(time.now + 4 * HOUR, again);
  };
  again();
  outside.poison.onMend(again);
}

/** What is refused, as when it was lifted twice at once or something came in the way meanwhile, is looked at again hours later. */
async function lift(world: FenceWorld, command: LiftCommand): Promise<void> {
  try {
    await liftFence(world, command);
  } catch (error) {
    if (!(error instanceof FenceShutError)) throw error;
  }
}
