import type { ContractView } from '../../../shared/app/view-contract.ts';
import type { CrmStandIn } from '../crm/crm-stand-in.ts';
import type { LocalSystem } from '../local-system.ts';

/** What a step may touch: the system as its people would, never its insides. */
export interface Stage {
  readonly system: LocalSystem;
  readonly crm: CrmStandIn;
  readonly contractId: string;
  /** The contract as the api shows it now. */
  readonly view: () => Promise<ContractView>;
  /** Calls the api as the operator; throws when it refuses. */
  readonly call: (method: string, path: string, body?: unknown) => Promise<unknown>;
}

/**
 * One thing that happens on a day. Every step may be run again after a crash in its middle: its ids are fixed, and it
 * looks before it acts.
 */
export interface Step {
  readonly id: string;
  /** Business time, in UTC. */
  readonly at: string;
  readonly what: string;
  readonly run: (stage: Stage) => Promise<void>;
}
