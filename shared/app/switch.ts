import type { Instant } from '../core/calendar/instant.ts';
import { InputError } from '../core/errors.ts';
import type { Activation, ActivationStore } from '../ports/activation.ts';
import type { Store } from '../ports/store.ts';
import { readFence } from './fence.ts';

export interface SwitchCommand {
  readonly action: 'switch-on' | 'stop' | 'resume';
  readonly by: string;
  readonly why: string;
  /** Only `fence lift` says so: this table was compared with Stripe, and takes the place of the other. */
  readonly thisTable: boolean;
  /** The contracts that stay shut then, as `fence lift` leaves them out. */
  readonly shut?: readonly string[];
  readonly now: Instant;
}

export interface SwitchStatus {
  readonly moves: boolean;
  readonly code: string;
  readonly why: string;
  readonly tableId: string;
  /** Contracts that are shut by themselves, until they are compared with Stripe. */
  readonly shut: readonly string[];
}

/** Whether money and mail move now, and if not, why. */
export async function switchStatus(store: Store, activations: ActivationStore): Promise<SwitchStatus> {
  const fence = await readFence(store, activations);
  const tableId = await store.tableId();
  const { shut = [] } = fence.activation;
  return fence.open
    ? { moves: true, code: 'on', why: 'Money and mail move.', tableId, shut }
    : { moves: false, code: fence.code, why: fence.why, tableId, shut };
}

/** Switches money and mail on for this table, stops them (the kill switch), or lets them move again. */
export async function switchMoney(
  store: Store,
  activations: ActivationStore,
  command: SwitchCommand,
): Promise<SwitchStatus> {
  const before = await activations.read();
  await activations.write(await changed(before, command, store));
  const status = await switchStatus(store, activations);
  if (status.moves) await wakeAll(store, command.now);
  return status;
}

/** How many contracts are called at once: ten thousand of them well within the time that a request may take. */
const CALLS_AT_ONCE = 50;

/** What the fence held back goes at once, not at its next look: each contract is settled, which rings for it. */
async function wakeAll(store: Store, now: Instant): Promise<void> {
  const left = await store.listContracts();
  const call = async (): Promise<void> => {
    for (let contractId = left.pop(); contractId !== undefined; contractId = left.pop()) {
      await store.callAttention(contractId, now);
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, call));
}

async function changed(before: Activation, command: SwitchCommand, store: Store): Promise<Activation> {
  const { stopped: _, ...rest } = before;
  switch (command.action) {
    case 'stop':
      return { ...before, stopped: { at: command.now, by: command.by, why: command.why } };
    case 'resume':
      return rest;
    case 'switch-on': {
      const tableId = await store.tableId();
      if (before.tableId !== undefined && before.tableId !== tableId && !command.thisTable) {
        throw new InputError('This table is not the one for which money and mail were switched on.', [
          {
            field: '(table)',
            found: tableId,
            allowed: before.tableId,
            fix: 'It was restored or copied. Run `tallystick fence adopt`, look at what it shows, then `tallystick fence lift`.',
          },
        ]);
      }
      const on = { ...before, state: 'on', tableId, switchedOnAt: command.now, switchedOnBy: command.by } as const;
      if (command.shut === undefined) return on;
      const { shut: _before, ...rest } = on;
      return command.shut.length === 0 ? rest : { ...rest, shut: command.shut };
    }
    default:
      return command.action satisfies never;
  }
}
