import { minutesAfter, type Instant } from '../core/calendar/instant.ts';
import { FenceShutError } from '../core/errors.ts';
import type { ActivationStore } from '../ports/activation.ts';
import type { Log } from '../ports/log.ts';
import type {
  ContractReconciliation,
  ReconcileBells,
  ReconciliationStore,
  WouldSend,
} from '../ports/reconciliations.ts';
import type { Store } from '../ports/store.ts';
import { readFence } from './fence.ts';
import { reconciliationReport, type ReconciliationReport } from './reconciliation-report.ts';
import { switchMoney, type SwitchStatus } from './switch.ts';

export interface FenceWorld {
  readonly store: Store;
  readonly activations: ActivationStore;
  readonly reconciliations: ReconciliationStore;
  readonly bells: Pick<ReconcileBells, 'ringStart'>;
  readonly log: Log;
}

/** How old an adoption may be when the fence is lifted: what happened at Stripe since is not in it. */
const FRESH_HOURS = 24;

export interface FenceReport {
  readonly open: boolean;
  readonly code: string;
  readonly why: string;
  readonly tableId: string;
  /** The table for which money and mail were switched on. */
  readonly activatedTableId: string | undefined;
  /** What stands in the way of lifting, each with what to do; empty when nothing does. */
  readonly inTheWay: readonly { readonly what: string; readonly todo: string; readonly mayBeOverruled: boolean }[];
  readonly adoption: ReconciliationReport | undefined;
  readonly wouldSend: readonly (WouldSend & { readonly contractId: string; readonly currency: string })[];
}

/** How the fence stands, what adoption found, and what would be sent if it were lifted now. */
export async function fenceReport(world: FenceWorld, now: Instant): Promise<FenceReport> {
  const fence = await readFence(world.store, world.activations);
  const tableId = await world.store.tableId();
  const report = await reconciliationReport(world.reconciliations);
  const isOfThisTable = report.run?.mode === 'adopt' && report.run.tableId === tableId;
  const adoption = isOfThisTable ? report : undefined;
  return {
    open: fence.open,
    code: fence.open ? 'on' : fence.code,
    why: fence.open ? 'Money and mail move.' : fence.why,
    tableId,
    activatedTableId: fence.activation.tableId,
    inTheWay: fence.activation.tableId === tableId ? [] : obstacles(adoption, now, await world.store.listContracts()),
    adoption,
    wouldSend: (adoption?.results ?? []).flatMap(({ contractId, currency, wouldSend }) =>
      wouldSend.map((one) => ({ contractId, currency, ...one })),
    ),
  };
}

/** Begins to take over what Stripe has and this table has not. It only looks; `fenceReport` shows how far it is. */
export async function adoptFromStripe(
  { bells, log }: Pick<FenceWorld, 'bells' | 'log'>,
  { by, now, run }: { readonly by: string; readonly now: Instant; readonly run: string },
): Promise<{ run: string }> {
  await bells.ringStart({ run, asOf: now, mode: 'adopt', by });
  log.info('adoption asked for', { run });
  return { run };
}

export interface LiftCommand {
  readonly by: string;
  readonly why: string;
  /** Differences that are known and accepted: lifts all the same. Adoption itself cannot be left out. */
  readonly despite: boolean;
  readonly now: Instant;
}

/**
 * Lets money and mail move for this table. Errors: `fence.shut` while the adoption is missing, unfinished, older than a
 * day or of another table; and while differences are open, unless `despite` says that they are known.
 */
export async function liftFence(world: FenceWorld, command: LiftCommand): Promise<SwitchStatus> {
  const { by, why, despite, now } = command;
  const { activatedTableId, tableId, inTheWay } = await fenceReport(world, now);
  if (activatedTableId === undefined || activatedTableId === tableId) {
    throw new FenceShutError(
      'There is no fence to lift: this is the table for which money was switched on, or none was. `tallystick status` says more.',
    );
  }
  const standing = inTheWay.filter(({ mayBeOverruled }) => !(despite && mayBeOverruled));
  if (standing.length > 0) {
    throw new FenceShutError(`The fence stays down. ${standing.map(({ what, todo }) => `${what} ${todo}`).join(' ')}`, {
      reasons: standing.map(({ what }) => what),
    });
  }
  world.log.warn('fence lifted', { despite });
  const lift = { action: 'switch-on', by, why, thisTable: true, now } as const;
  const status = await switchMoney(world.store, world.activations, lift);
  for (const contractId of await world.store.listContracts()) await world.store.callAttention(contractId, now);
  return status;
}

function obstacles(
  adoption: ReconciliationReport | undefined,
  now: Instant,
  contracts: readonly string[],
): FenceReport['inTheWay'] {
  if (adoption?.run === undefined) {
    return [
      {
        what: 'This table has not been compared with Stripe.',
        todo: 'Run `tallystick fence adopt`.',
        mayBeOverruled: false,
      },
    ];
  }
  const { run, results } = adoption;
  const compared = new Set(results.filter((result) => result.run === run.run).map(({ contractId }) => contractId));
  const missing = contracts.filter((contractId) => !compared.has(contractId));
  // Where Stripe could not be asked nothing was compared, and what it has was not taken over.
  const unasked = namesOf(results.filter(({ failure }) => failure === 'dependency.failed'));
  const differing = namesOf(results.filter(({ state }) => state !== 'agrees')).filter((id) => !unasked.includes(id));
  return [
    ...(missing.length === 0
      ? []
      : [
          {
            what: `The adoption has not come to ${missing.length} of ${contracts.length} contracts (${list(missing)}).`,
            todo: 'Wait for it, or run `tallystick fence adopt` again.',
            mayBeOverruled: false,
          },
        ]),
    ...(unasked.length === 0
      ? []
      : [
          {
            what: `Stripe could not be asked about ${unasked.length} contracts (${list(unasked)}).`,
            todo: 'Run `tallystick fence adopt` again.',
            mayBeOverruled: false,
          },
        ]),
    ...(minutesAfter(run.asOf, FRESH_HOURS * 60) > now
      ? []
      : [
          {
            what: `The adoption is older than ${FRESH_HOURS} hours.`,
            todo: 'Run `tallystick fence adopt` again.',
            mayBeOverruled: false,
          },
        ]),
    ...(differing.length === 0
      ? []
      : [
          {
            what: `Stripe and the books differ on ${differing.length} contracts (${list(differing)}).`,
            todo: 'Mend what `tallystick reconcile` shows and adopt again; or lift with --despite, and say why.',
            mayBeOverruled: true,
          },
        ]),
    ...(run.unknownContracts.length === 0
      ? []
      : [
          {
            what: `Customers at Stripe name ${run.unknownContracts.length} contracts that this table does not have (${list(run.unknownContracts)}).`,
            todo: 'Adopt their contract files again, then `tallystick fence adopt`; or lift with --despite, and say why.',
            mayBeOverruled: true,
          },
        ]),
  ];
}

function namesOf(results: readonly ContractReconciliation[]): string[] {
  return results.map(({ contractId }) => contractId);
}

function list(ids: readonly string[]): string {
  return `${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ' and others' : ''}`;
}
