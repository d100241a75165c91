import type { Instant } from '../core/calendar/instant.ts';
import { FenceShutError, InputError } from '../core/errors.ts';
import type { ActivationStore } from '../ports/activation.ts';
import type { Log } from '../ports/log.ts';
import type { ReconcileBells, ReconciliationStore, WouldSend } from '../ports/reconciliations.ts';
import type { Store } from '../ports/store.ts';
import { readFence } from './fence.ts';
import { obstaclesOf, obstaclesOfLost, type Obstacle } from './fence-obstacles.ts';
import { reconciliationReport, type ReconciliationReport } from './reconciliation-report.ts';
import { switchMoney, switchStatus, type SwitchStatus } from './switch.ts';

export interface FenceWorld {
  readonly store: Store;
  readonly activations: ActivationStore;
  readonly reconciliations: ReconciliationStore;
  readonly bells: Pick<ReconcileBells, 'ringStart'>;
  readonly log: Log;
}

/** A contract that was left out when the fence was lifted, and what stands in the way of letting it in. */
export interface ShutContract {
  readonly contractId: string;
  readonly inTheWay: readonly Obstacle[];
}

export interface FenceReport {
  readonly open: boolean;
  readonly code: string;
  readonly why: string;
  readonly tableId: string;
  /** The table for which money and mail were switched on. */
  readonly activatedTableId: string | undefined;
  /** What stands in the way of lifting, each with what to do; empty when nothing does. */
  readonly inTheWay: readonly Obstacle[];
  /** The contracts that are shut by themselves while the fence is open for all others. */
  readonly shut: readonly ShutContract[];
  readonly adoption: ReconciliationReport | undefined;
  readonly wouldSend: readonly (WouldSend & { readonly contractId: string; readonly currency: string })[];
}

/** How the fence stands, what adoption found, and what would be sent if it were lifted now, `without` these contracts. */
export async function fenceReport(
  world: FenceWorld,
  now: Instant,
  without: readonly string[] = [],
): Promise<FenceReport> {
  const fence = await readFence(world.store, world.activations);
  const { tableId: activatedTableId } = fence.activation;
  const tableId = await world.store.tableId();
  const adoption = await adoptionOf(world, tableId);
  const isOther = activatedTableId !== tableId;
  const contracts = isOther ? (await world.store.listContracts()).filter((id) => !without.includes(id)) : [];
  return {
    open: fence.open,
    code: fence.open ? 'on' : fence.code,
    why: fence.open ? 'Money and mail move.' : fence.why,
    tableId,
    activatedTableId,
    inTheWay: isOther ? [...obstaclesOf(adoption, now, contracts), ...obstaclesOfLost(adoption)] : [],
    shut: isOther ? [] : await shutContracts(world, now, tableId),
    adoption,
    wouldSend: (adoption?.results ?? []).flatMap(({ contractId, currency, wouldSend }) =>
      wouldSend.map((one) => ({ contractId, currency, ...one })),
    ),
  };
}

async function shutContracts(world: FenceWorld, now: Instant, tableId: string): Promise<ShutContract[]> {
  const shut: ShutContract[] = [];
  for (const contractId of (await world.activations.read()).shut ?? []) {
    const adoption = await adoptionOf(world, tableId, contractId);
    shut.push({ contractId, inTheWay: obstaclesOf(adoption, now, [contractId]) });
  }
  return shut;
}

/** The last comparison if it took over what is at Stripe, for this table; of all contracts, or of one. */
async function adoptionOf(
  { reconciliations }: FenceWorld,
  tableId: string,
  contractId?: string,
): Promise<ReconciliationReport | undefined> {
  const report = await reconciliationReport(reconciliations, contractId);
  return report.run?.mode === 'adopt' && report.run.tableId === tableId ? report : undefined;
}

/**
 * Begins to take over what Stripe has and this table has not: of all contracts, or of those that are still shut when the fence is open for
 * the others, each in a run of its own. It only looks; `fenceReport` shows how far it is.
 */
export async function adoptFromStripe(
  { store, activations, bells, log }: Pick<FenceWorld, 'store' | 'activations' | 'bells' | 'log'>,
  { by, now, run }: { readonly by: string; readonly now: Instant; readonly run: string },
): Promise<{ readonly run: string; readonly only: readonly { readonly contractId: string; readonly run: string }[] }> {
  const { tableId, shut = [] } = await activations.read();
  const isOther = tableId !== (await store.tableId());
  const only = isOther ? [] : shut.map((contractId) => ({ contractId, run: `${run}/${contractId}` }));
  const start = { asOf: now, mode: 'adopt', by } as const;
  if (only.length === 0) await bells.ringStart({ ...start, run });
  for (const one of only) await bells.ringStart({ ...start, run: one.run, only: one.contractId });
  log.info('adoption asked for', { run, only: only.length });
  return { run, only };
}

export interface LiftCommand {
  readonly by: string;
  readonly why: string;
  /** Differences that are known and accepted: lifts all the same. Adoption itself cannot be left out. */
  readonly despite: boolean;
  /** Contracts that stay shut, each by itself, until they are compared: so one that cannot be read holds up no other. */
  readonly without: readonly string[];
  readonly now: Instant;
}

/**
 * Lets money and mail move for this table; or, when they move but for contracts that were left out, for those of them that were compared
 * since. Errors: `fence.shut` while the adoption is missing, unfinished, older than a day or of another table; and while differences
 * are open, unless `despite` says that they are known. `input.invalid` for a contract to leave out that is not here.
 */
export async function liftFence(world: FenceWorld, command: LiftCommand): Promise<SwitchStatus> {
  const { by, why, despite, without, now } = command;
  const contracts = await world.store.listContracts();
  assertHere(without, contracts);
  const { activatedTableId, tableId, inTheWay, shut } = await fenceReport(world, now, without);
  if (activatedTableId === tableId && shut.length > 0) return letIn(world, command, shut);
  if (activatedTableId === undefined || activatedTableId === tableId) {
    throw new FenceShutError(
      'There is no fence to lift: this is the table for which money was switched on, or none was. `tallystick status` says more.',
    );
  }
  refuseWhile(standing(inTheWay, despite));
  world.log.warn('fence lifted', { despite, without });
  const lift = { action: 'switch-on', by, why, thisTable: true, shut: without, now } as const;
  const status = await switchMoney(world.store, world.activations, lift);
  for (const contractId of contracts) await world.store.callAttention(contractId, now);
  return status;
}

/** Of the contracts that are shut by themselves, those come in that were compared; it fails when none was. */
async function letIn(
  { store, activations, log }: FenceWorld,
  { despite, without, now }: LiftCommand,
  shut: readonly ShutContract[],
): Promise<SwitchStatus> {
  const asked = shut.filter(({ contractId }) => !without.includes(contractId));
  const free = asked.filter(({ inTheWay }) => standing(inTheWay, despite).length === 0);
  if (free.length === 0) refuseWhile(asked.flatMap(({ inTheWay }) => standing(inTheWay, despite)));
  const come = free.map(({ contractId }) => contractId);
  const { shut: before = [], ...activation } = await activations.read();
  const left = before.filter((contractId) => !come.includes(contractId));
  await activations.write({ ...activation, ...(left.length === 0 ? {} : { shut: left }) });
  log.warn('fence lifted', { despite, contracts: come });
  for (const contractId of come) await store.callAttention(contractId, now);
  return switchStatus(store, activations);
}

function standing(inTheWay: readonly Obstacle[], despite: boolean): Obstacle[] {
  return inTheWay.filter(({ mayBeOverruled }) => !(despite && mayBeOverruled));
}

function refuseWhile(obstacles: readonly Obstacle[]): void {
  if (obstacles.length === 0) return;
  throw new FenceShutError(`The fence stays down. ${obstacles.map(({ what, todo }) => `${what} ${todo}`).join(' ')}`, {
    reasons: obstacles.map(({ what }) => what),
  });
}

/** A name that is mistyped would leave the contract that was meant in the way, or in. */
function assertHere(without: readonly string[], contracts: readonly string[]): void {
  const stranger = without.find((contractId) => !contracts.includes(contractId));
  if (stranger === undefined) return;
  throw new InputError('A contract that is to stay shut is not here.', [
    {
      field: 'without',
      found: JSON.stringify(stranger),
      allowed: 'the id of a contract of this table',
      fix: '`tallystick contracts` lists those there are.',
    },
  ]);
}
