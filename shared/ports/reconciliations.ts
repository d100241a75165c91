import type { Instant } from '../core/calendar/instant.ts';
import type { Difference } from '../core/ledger/difference.ts';
import type { Equation } from '../core/ledger/equations.ts';

/**
 * How thoroughly: `daily` looks into what changed and into a part of the rest, `full` into everything, `adopt` also takes
 * over what a restored table has lost.
 */
export type ReconcileMode = 'daily' | 'full' | 'adopt';

/** Compare one contract. The queue carries it. */
export interface ReconcileRing {
  readonly contractId: string;
  /** The run that it belongs to. */
  readonly run: string;
  /** Business time. */
  readonly asOf: Instant;
  readonly mode: ReconcileMode;
  /** The customers at Stripe that carry the contract's id. */
  readonly customers: readonly string[];
}

/** Begin a run: of one contract, or of all. */
export interface StartReconcile {
  readonly run: string;
  readonly asOf: Instant;
  readonly mode: ReconcileMode;
  /** The one contract. Not named as in other messages: a start that fails for good must not park it. */
  readonly only?: string;
  readonly by: string;
}

export interface ReconcileBells {
  ringStart(start: StartReconcile): Promise<void>;
  /** Many at a time. */
  ringReconcile(rings: readonly ReconcileRing[]): Promise<void>;
}

/** Something that is ready and has nothing at Stripe that matches it. */
export interface WouldSend {
  readonly intent: string;
  readonly kind: 'invoice' | 'credit-note' | 'mail';
  readonly what: string;
  /** Signed minor units; absent for mail. */
  readonly amountMinor?: bigint;
}

/** What came of one contract, the last time; minor units of `currency`. */
export interface ContractReconciliation {
  readonly contractId: string;
  readonly run: string;
  readonly mode: ReconcileMode;
  readonly at: Instant;
  readonly tableId: string;
  readonly state: 'agrees' | 'differs' | 'failed';
  readonly currency: string;
  readonly equations: readonly Equation[];
  /** The first fifty. */
  readonly differences: readonly Difference[];
  readonly differenceCount: number;
  /** Facts that Stripe had and the record had not. */
  readonly recorded: number;
  /** Intents that had been done at Stripe and were open here. */
  readonly adopted: number;
  readonly wouldSend: readonly WouldSend[];
  /** The code of what failed. */
  readonly failure?: string;
}

/** A run over all contracts, or over one. */
export interface ReconciliationRun extends StartReconcile {
  readonly tableId: string;
  /** How many contracts it compares; absent until they have been counted. */
  readonly contracts?: number;
  /** Events that Stripe could not deliver and that were taken now. */
  readonly replayed: number;
  /** Contracts that customers at Stripe name and that are not on record here. */
  readonly unknownContracts: readonly string[];
}

/** The results, kept; each replaces the one before it. Errors: `dependency.failed`. */
export interface ReconciliationStore {
  saveRun(run: ReconciliationRun): Promise<void>;
  /** The last run of all contracts, or the last of the one contract. */
  readRun(contractId?: string): Promise<ReconciliationRun | undefined>;
  saveResult(result: ContractReconciliation): Promise<void>;
  readResult(contractId: string): Promise<ContractReconciliation | undefined>;
  listResults(): Promise<ContractReconciliation[]>;
}
