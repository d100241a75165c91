import { minutesAfter, type Instant } from '../core/calendar/instant.ts';
import type { ContractReconciliation } from '../ports/reconciliations.ts';
import type { ReconciliationReport } from './reconciliation-report.ts';

/** Something that stands in the way of lifting a fence, with what to do about it. */
export interface Obstacle {
  readonly what: string;
  readonly todo: string;
  /** By `--despite`: a difference that is known. What was not compared cannot be overruled. */
  readonly mayBeOverruled: boolean;
}

/** How old an adoption may be when the fence is lifted: what happened at Stripe since is not in it. */
const FRESH_HOURS = 24;

/** What stands in the way of letting these contracts in; `adoption` is that of this table, if there was one. */
export function obstaclesOf(
  adoption: ReconciliationReport | undefined,
  now: Instant,
  contracts: readonly string[],
): readonly Obstacle[] {
  if (adoption?.run === undefined) {
    return [firm('This table has not been compared with Stripe.', 'Run `tallystick fence adopt`.')];
  }
  const { run, results } = adoption;
  const asked = new Set(contracts);
  const compared = results.filter((result) => result.run === run.run && asked.has(result.contractId));
  const come = new Set(compared.map(({ contractId }) => contractId));
  const missing = contracts.filter((contractId) => !come.has(contractId));
  const named = results.filter(({ contractId }) => asked.has(contractId));
  const failures = named.filter(({ state }) => state === 'failed');
  // Where Stripe could not be asked nothing was compared, and what it has was not taken over.
  const unasked = namesOf(failures.filter(({ failure }) => failure === 'dependency.failed'));
  const failed = namesOf(failures).filter((contractId) => !unasked.includes(contractId));
  const differing = namesOf(named.filter(({ state }) => state === 'differs'));
  const of = `of ${contracts.length} contracts`;
  const isOld = minutesAfter(run.asOf, FRESH_HOURS * 60) <= now;
  return [
    ...ofAny(missing, `The adoption has not come to ${missing.length} ${of}`, {
      todo: 'Wait for it, or run `tallystick fence adopt` again.',
    }),
    ...ofAny(unasked, `Stripe could not be asked about ${unasked.length} ${of}`, {
      todo: 'Run `tallystick fence adopt` again.',
    }),
    ...(isOld ? [firm(`The adoption is older than ${FRESH_HOURS} hours.`, 'Run `tallystick fence adopt` again.')] : []),
    ...ofAny(failed, `${failed.length} ${of} could not be compared with Stripe`, {
      todo: 'Mend what the log of reconcile says and adopt again; or lift for all others with `--without CONTRACT`: it stays shut by itself until it is compared.',
    }),
    ...ofAny(differing, `Stripe and the books differ on ${differing.length} ${of}`, {
      todo: 'Mend what `tallystick reconcile` shows and adopt again; or lift with --despite, and say why.',
      mayBeOverruled: true,
    }),
  ];
}

/** Contracts that customers at Stripe name, and that a restore may have lost. */
export function obstaclesOfLost(adoption: ReconciliationReport | undefined): readonly Obstacle[] {
  const lost = adoption?.run?.unknownContracts ?? [];
  return ofAny(lost, `Customers at Stripe name contracts that this table does not have, ${lost.length} of them`, {
    todo: 'Adopt their contract files again, then `tallystick fence adopt`; or lift with --despite, and say why.',
    mayBeOverruled: true,
  });
}

/** Nothing where there is no such contract; else what is the matter with them, and their names. */
function ofAny(
  contracts: readonly string[],
  what: string,
  { todo, mayBeOverruled = false }: { readonly todo: string; readonly mayBeOverruled?: boolean },
): Obstacle[] {
  return contracts.length === 0 ? [] : [{ what: `${what} (${list(contracts)}).`, todo, mayBeOverruled }];
}

function firm(what: string, todo: string): Obstacle {
  return { what, todo, mayBeOverruled: false };
}

function namesOf(results: readonly ContractReconciliation[]): string[] {
  return results.map(({ contractId }) => contractId);
}

function list(ids: readonly string[]): string {
  return `${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ' and others' : ''}`;
}
