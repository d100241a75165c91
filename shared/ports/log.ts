import type { FaultDetails } from '../core/errors.ts';

/** Logs carry ids and codes, never names, amounts, addresses or bodies. Clause 3.4. */
export interface Log {
  info(message: string, details?: FaultDetails): void;
  warn(message: string, details?: FaultDetails): void;
  error(message: string, details?: FaultDetails): void;
  /** Counts one occurrence of a named metric, such as `DependencyFailed`. */
  count(metric: string): void;
}
