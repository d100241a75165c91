import type {
  ContractReconciliation,
  ReconciliationStore,
  StartReconcile,
} from '../../shared/ports/reconciliations.ts';
import { startReconcile } from '../../shared/app/start-reconcile.ts';
import { sweep } from '../../shared/app/sweep.ts';
import { epochOf, instantFromEpoch, type Instant } from '../../shared/core/calendar/instant.ts';
import type { FaultLayer } from './faults.ts';
import type { Lambda } from './limits.ts';
import type { Ports } from './machine.ts';
import type { Outside } from './outside.ts';
import { agreeingOf, soundOf, type SoundContract } from './sound.ts';
import { DAY, HOUR, MINUTE, type VirtualTime } from './virtual-time.ts';

/** Runs one function as AWS does, and fails as it does. */
export type Invoke = (
  lambda: Lambda,
  work: (ports: Ports) => Promise<unknown>,
  comesAgain: (later: number) => number,
) => Promise<void>;

export interface Schedule {
  readonly time: VirtualTime;
  readonly layer: FaultLayer;
  readonly outside: Outside;
  readonly invoke: Invoke;
  readonly clock: () => Instant;
}

/** A call of the schedule may come twice, but no later than AWS keeps it: six hours. */
const MOST_LATE = 6 * HOUR;

/**
 * The schedule: a sweep each minute. A minute in which no contract's attention has come changes nothing and is left out,
 * so after each step it is looked up when the next one comes.
 */
export function sweepWhenDue({ time, layer, outside, invoke, clock }: Schedule): () => void {
  let planned = Number.POSITIVE_INFINITY;
  const look = (): void => {
    const due = outside.nextAttention();
    if (due === undefined) return;
    const at = Math.ceil(Math.max(time.now + 1, epochOf(due), layer.downUntil) / MINUTE) * MINUTE;
    if (at >= planned) return;
    planned = at;
    time.at(at, run);
  };
  const run = (): void => {
    if (time.now !== planned) return;
    planned = Number.POSITIVE_INFINITY;
    if (layer.downUntil > time.now) return;
    const asOf = clock();
    const once = (): void => {
      if (layer.downUntil > time.now) return;
      void invoke(
        'sweep',
        (ports) => sweep(ports, asOf),
        (later) => {
          const after = Math.min(later, MOST_LATE);
          time.at(time.now + after, once);
          return after;
        },
      ).catch(() => undefined);
    };
    once();
  };
  return look;
}

/** 05:30 UTC, as the stack has it. */
const DAILY_AT = 5 * HOUR + 30 * MINUTE;
/** AWS tries a call of the schedule that failed again after a minute, and after two more. */
const TRIED_AGAIN = [MINUTE, 3 * MINUTE] as const;

export interface DailyRuns {
  /** A run is still to come, or not through. */
  readonly isDue: boolean;
  /** Since when there is something that only a daily run brings back; undefined where there is nothing. */
  readonly wantedAt: number | undefined;
  /** From then on, which is now unless it is said, there is something that only a daily run brings back. */
  wanted(from?: number): void;
  readonly reconciliations: ReconciliationStore;
  /** What the last daily run found of each contract. */
  readonly compared: ReadonlyMap<string, ContractReconciliation>;
}

/**
 * The daily comparison with Stripe. It is played when something was lost, each day until a run that began afterwards is through with
 * every contract; on other days it would find nothing, and is left out.
 */
export function dailyRuns({ time, layer, outside, invoke }: Schedule, store: ReconciliationStore): DailyRuns {
  let wantedAt: number | undefined;
  let isPlanned = false;
  const compared = new Map<string, ContractReconciliation>();
  let current: { readonly run: string; readonly begunAt: number; readonly left: Set<string> } | undefined;

  function plan(): void {
    if (isPlanned || wantedAt === undefined) return;
    isPlanned = true;
    const from = Math.max(time.now + 1, wantedAt, layer.downUntil - MOST_LATE);
    time.at(Math.ceil((from - DAILY_AT) / DAY) * DAY + DAILY_AT, () => begin(time.now));
  }

  function begin(dueAt: number): void {
    isPlanned = false;
    if (wantedAt === undefined) return;
    if (layer.downUntil > time.now) {
      if (layer.downUntil - dueAt < MOST_LATE) return time.at(layer.downUntil, () => begin(dueAt));
      return plan();
    }
    const asOf = instantFromEpoch(dueAt);
    const start: StartReconcile = { run: `daily/${asOf}`, asOf, mode: 'daily', by: 'schedule' };
    current = { run: start.run, begunAt: time.now, left: new Set(outside.memory.contracts.keys()) };
    attempt(start, 0);
    plan();
  }

  function attempt(start: StartReconcile, failures: number): void {
    if (layer.downUntil > time.now) return;
    invoke(
      'reconcile',
      (ports) => startReconcile({ ...ports, bells: ports.reconcileBells }, start),
      (later) => {
        const after = Math.min(later, MOST_LATE);
        time.at(time.now + after, () => attempt(start, TRIED_AGAIN.length));
        return after;
      },
    ).then(
      () => seeThrough(),
      () => {
        const after = TRIED_AGAIN[failures];
        if (after !== undefined) time.at(time.now + after, () => attempt(start, failures + 1));
      },
    );
  }

  function want(from: number): void {
    wantedAt = Math.max(from, wantedAt ?? 0);
    plan();
  }

  function seeThrough(): void {
    if (current === undefined || wantedAt === undefined) return;
    // What cannot be read differs until it is mended.
    if (isThroughWith(soundOf(outside))) wantedAt = undefined;
  }

  function isThroughWith(contracts: readonly SoundContract[]): boolean {
    if (current === undefined || wantedAt === undefined || current.begunAt < wantedAt) return false;
    const { left } = current;
    return contracts.every(([contractId]) => !left.has(contractId));
  }

  return {
    get isDue() {
      // What nobody tells a restored table again is compared each day, differs for good, and is not waited for.
      return wantedAt !== undefined && !isThroughWith(agreeingOf(outside));
    },
    get wantedAt() {
      return wantedAt;
    },
    wanted: (from = time.now) => want(from),
    compared,
    reconciliations: {
      ...store,
      saveResult: async (result) => {
        await store.saveResult(result);
        if (result.run !== current?.run || result.state === 'failed') return;
        compared.set(result.contractId, result);
        // What differs may have been on its way: the run of the next day looks again, and what differs for good is stuck.
        if (result.state === 'agrees') current.left.delete(result.contractId);
        // A comparison that comes once more, days late, is as of its own day and may differ from what has happened since.
        else if (wantedAt === undefined && soundOf(outside).some(([id]) => id === result.contractId)) want(time.now);
        seeThrough();
      },
    },
  };
}
