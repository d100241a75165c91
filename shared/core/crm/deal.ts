import type { Instant } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { Investor } from '../facts/investor.ts';
import type { LosslessJson } from '../lossless-json.ts';

/** A company or a person that a deal names, with its fields as the CRM names them. */
export interface CrmParty {
  readonly kind: 'company' | 'contact';
  readonly id: string;
  readonly fields: LosslessJson;
  /** Ids of records that were merged into it: they name the same company or person. */
  readonly mergedIds?: readonly string[];
  /** What it is to the deal, in the CRM's words, such as `Investor` or `Primary`. */
  readonly labels: readonly string[];
}

/** A deal as the CRM has it now. */
export interface CrmDeal {
  readonly id: string;
  /** The deal's fields as the CRM names them, nested as it nests them. */
  readonly fields: LosslessJson;
  readonly parties: readonly CrmParty[];
  /** Ids of deals that were merged into this one: they name the same deal. */
  readonly mergedIds: readonly string[];
  /** When the CRM last changed it. */
  readonly changedAt: Instant;
  /** Since when it is in its stage, where the CRM says so. */
  readonly stageSince?: Instant;
}

/**
 * What the CRM answers for a deal that was asked for; a deal that was merged away answers as the one it is now. `gone`: the
 * CRM says that it is deleted. `unseen`: the CRM says nothing of it, which a permission that was taken away would do too.
 */
export type CrmAnswer =
  | { readonly kind: 'deal'; readonly deal: CrmDeal }
  | { readonly kind: 'gone'; readonly id: string }
  | { readonly kind: 'unseen'; readonly id: string };

/** Where a deal stands, in our words. */
export type DealStage = 'open' | 'closed' | 'reopened' | 'lost';

/** A deal as a mapping reads it. */
export interface ReadDeal {
  readonly id: string;
  readonly stage: DealStage | 'passed-over';
  /** Undefined unless the stage is `closed`. */
  readonly closing?: DealClosing;
  /** Who invests, as far as the deal says. */
  readonly investor?: Investor;
  /** The mapped mark of an introduction, as it stands in the CRM, and when it was made, where a field says so. */
  readonly introduction?: string;
  readonly introducedOn?: PlainDate;
  /** The stage in the CRM's own words. */
  readonly stageWord?: string;
  /** What is expected of an open deal, where it can be read. */
  readonly expected?: { readonly amountMinor: bigint; readonly currency: string; readonly closesOn?: PlainDate };
  readonly description?: string;
  readonly changedAt: Instant;
  readonly stageSince?: Instant;
}

/** What a closed deal says of its closing; amount in minor units of `currency`. */
export interface DealClosing {
  readonly investor: Investor;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly closedOn: PlainDate;
  readonly instrument?: string;
  readonly classes?: readonly string[];
  readonly description?: string;
}
