import type { Instant } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { DisputeEnd } from '../disputes/disputes.ts';
import type { PartyRole } from '../facts/fact.ts';
import type { ChainHead } from '../introductions/chain.ts';
import type { Working } from '../owed/receivable.ts';
import type { Compared } from './compared.ts';
import type { Ageing } from './ageing.ts';

export interface StatementParty {
  readonly name: string;
  readonly address: readonly string[];
}

/** One ledger entry as a statement prints it. */
export interface StatementLine {
  readonly entry: number;
  readonly effectiveOn: PlainDate;
  readonly kind: 'charge' | 'correction' | 'payment' | 'refund' | 'dispute' | 'credit' | 'write-off';
  readonly clause: string;
  readonly description: string;
  /** Signed: what the client owes more (above zero) or less (below zero). */
  readonly amountMinor: bigint;
  /** The running balance after this line. */
  readonly balanceMinor: bigint;
  /** True when it became effective before this period began: an adjustment to an earlier period. */
  readonly earlierPeriod: boolean;
  /** What it corrects, in words, when it is a correction. */
  readonly corrects?: string;
  /** Why, in words; left out where no one fact says it. */
  readonly why?: string;
  readonly dueOn?: PlainDate;
  /** Printed under a fee and under a correction. */
  readonly working?: Working;
}

/**
 * An amount that is still to be paid at the period's end; below zero is a credit. The client's credit, and what was too
 * little to be collected by itself, is a row of its own with the receivable `client-credit` and no clause.
 */
export interface StatementDue {
  readonly receivable: string;
  readonly description: string;
  readonly clause: string;
  readonly dueOn: PlainDate;
  readonly outstandingMinor: bigint;
  readonly overdue: boolean;
  /** How much of it the client disputes; left out while it disputes nothing. */
  readonly disputedMinor?: bigint;
}

/** A sealed statement: the same figures for both parties; its tally code is the hash of all the rest. */
export interface Statement {
  /** The last day of its period, such as `1999-06-30`: its id within the contract. */
  readonly id: PlainDate;
  /** Counts from 1. */
  readonly number: number;
  readonly contract: {
    readonly id: string;
    readonly title: string;
    readonly dated: PlainDate;
    readonly timeZone: string;
  };
  readonly client: StatementParty;
  readonly consultant: StatementParty;
  readonly period: { readonly from: PlainDate; readonly to: PlainDate };
  /** Business time at which it was sealed. */
  readonly sealedAt: Instant;
  readonly currency: string;
  readonly openingBalanceMinor: bigint;
  readonly closingBalanceMinor: bigint;
  readonly previousTallyCode?: string;
  readonly lines: readonly StatementLine[];
  readonly due: readonly StatementDue[];
  readonly introductions: readonly {
    readonly id: string;
    readonly investor: string;
    readonly introducedOn: PlainDate;
    readonly recordedOn: PlainDate;
    readonly how: string;
    /** How it stands with the client, in words; left out while nothing was said and nothing runs. */
    readonly standing?: string;
    /** Until when it earns, in words. */
    readonly earns?: string;
  }[];
  /** The last link of the register of introductions as the statement was sealed; statements from before have none. */
  readonly register?: ChainHead;
  /** What would be owed if the open fundings of protected investors closed at the end of the period. */
  readonly exposure?: {
    /** In minor units of the statement's currency, with taxes and limits across fees. */
    readonly totalMinor: bigint;
    readonly items: readonly {
      readonly investor: string;
      readonly fundingMinor: bigint;
      readonly currency: string;
      readonly stage: string;
      readonly expectedOn?: PlainDate;
      readonly feeMinor: bigint;
      readonly note?: string;
    }[];
  };
  /** Closings of the period that earn no fee, and why. */
  readonly notOwed: readonly {
    readonly closedOn: PlainDate;
    readonly investor: string;
    /** What the investor put in, in minor units of `currency`. */
    readonly fundingMinor: bigint;
    readonly currency: string;
    readonly clause: string;
    readonly why: string;
  }[];
  /** What is owed so far in other things than money; left out while there is none. */
  readonly nonCash?: readonly {
    readonly accruesOn: PlainDate;
    readonly clause: string;
    readonly description: string;
    /** Undefined while the price at which its worth becomes units is not stated. */
    readonly quantity?: string;
    readonly unit: string;
    readonly valueMinor?: bigint;
    readonly currency: string;
    readonly note?: string;
    readonly payee?: string;
  }[];
  /** What the client owes so far to others than the consultant; left out while there is none. */
  readonly toOthers?: readonly {
    readonly accruesOn: PlainDate;
    readonly clause: string;
    readonly description: string;
    readonly amountMinor: bigint;
    readonly currency: string;
    readonly payee: string;
  }[];
  /** Disputes that were open in the period; left out while there is none. */
  readonly disputes?: readonly {
    readonly receivable: string;
    readonly clause: string;
    readonly description: string;
    readonly party: PartyRole;
    readonly amountMinor: bigint;
    readonly disputedOn: PlainDate;
    readonly by: string;
    readonly reason: string;
    readonly end?: DisputeEnd;
  }[];
  /** What is unpaid by how late it is; left out while nothing is. */
  readonly ageing?: Ageing;
  /** How Stripe and the books last compared before it was sealed; left out before the first time, and of the code. */
  readonly compared?: Compared;
  readonly awaitingDecision: readonly { readonly clause: string; readonly what: string; readonly why: string }[];
  readonly services: readonly {
    readonly renderedOn: PlainDate;
    readonly description: string;
    readonly link?: string;
  }[];
  /** Such as `7K3M-Q9XA-20BT-W4ZC`: 80 bits of the SHA-256 of the canonical data above, in Crockford's base 32. */
  readonly tallyCode: string;
}
