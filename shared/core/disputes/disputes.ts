import type { PlainDate } from '../calendar/plain-date.ts';
import { factsOf, type Fact, type FactOf, type PartyRole } from '../facts/fact.ts';

export interface DisputeEnd {
  readonly on: PlainDate;
  readonly how: 'ruled' | 'withdrawn';
  /** How much of the disputed amount was right; minor units, from zero to the whole. */
  readonly upheldMinor: bigint;
  readonly by: string;
  readonly reason: string;
}

/** A receivable that a party does not agree with, in part or whole, from the day it says so to the day it ends. */
export interface Dispute {
  readonly id: string;
  readonly receivable: string;
  readonly party: PartyRole;
  /** Minor units, above zero. */
  readonly amountMinor: bigint;
  readonly disputedOn: PlainDate;
  readonly by: string;
  readonly reason: string;
  /** Undefined while it is open. */
  readonly end?: DisputeEnd;
  readonly factIds: readonly string[];
}

interface Made {
  /** Of how many facts. */
  readonly count: number;
  readonly disputes: readonly Dispute[];
}

const made = new WeakMap<readonly Fact[], Made>();

/** Every dispute on record, oldest first; the first ruling or withdrawal of one ends it, later ones change nothing. */
export function disputesOf(facts: readonly Fact[]): readonly Dispute[] {
  const before = made.get(facts);
  if (before?.count === facts.length) return before.disputes;
  const endings = [...factsOf(facts, 'DisputeRuled'), ...factsOf(facts, 'DisputeWithdrawn')].toSorted(
    (a, b) => a.seq - b.seq,
  );
  const disputes = factsOf(facts, 'LineDisputed').map((fact): Dispute => {
    const { dispute: id, ...data } = fact.data;
    const ending = endings.find((other) => other.data.dispute === id);
    const factIds = [fact.id, ...(ending === undefined ? [] : [ending.id])];
    return { id, ...data, factIds, ...(ending === undefined ? {} : { end: endOf(ending, data.amountMinor) }) };
  });
  made.set(facts, { count: facts.length, disputes });
  return disputes;
}

function endOf(ending: FactOf<'DisputeRuled' | 'DisputeWithdrawn'>, amountMinor: bigint): DisputeEnd {
  const { by, reason } = ending.data;
  if (ending.type === 'DisputeWithdrawn') {
    return { on: ending.data.withdrawnOn, how: 'withdrawn', upheldMinor: 0n, by, reason };
  }
  const { ruledOn, upheldMinor } = ending.data;
  return { on: ruledOn, how: 'ruled', upheldMinor: upheldMinor > amountMinor ? amountMinor : upheldMinor, by, reason };
}

/** True from the day on which it is disputed until the day before it ends. */
export function isOpenOn({ disputedOn, end }: Dispute, on: PlainDate): boolean {
  return disputedOn <= on && (end === undefined || on < end.on);
}

/** How much of a receivable the client disputes on a day: nobody reminds of it, and it bears no interest. */
export function disputedMinor(facts: readonly Fact[], receivable: string, on: PlainDate): bigint {
  return disputesOf(facts)
    .filter((dispute) => dispute.receivable === receivable && dispute.party === 'client' && isOpenOn(dispute, on))
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}
