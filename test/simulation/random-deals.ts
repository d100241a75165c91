import { daysAfter, type PlainDate } from '../../shared/core/calendar/plain-date.ts';
import type { Machine } from './machine.ts';
import type { SeededRandom } from './seeded-random.ts';
import { at, crm, funding } from './steps.ts';

/** A funding that a CRM tells of. */
export interface Deal {
  readonly id: string;
  readonly on: PlainDate;
  /** What the CRM says of it, oldest first; undefined says that it fell through. */
  readonly says: readonly { readonly on: PlainDate; readonly cents: bigint | undefined }[];
}

export function randomDeal(random: SeededRandom, after: PlainDate, number: number): Deal {
  const on = daysAfter(after, random.between(1, 30));
  const says = [{ on, cents: cents(random) as bigint | undefined }];
  let day = on;
  for (let more = random.between(0, 2); more > 0; more -= 1) {
    day = daysAfter(day, random.between(1, 12));
    says.push({ on: day, cents: random.chance(0.25) ? undefined : cents(random) });
  }
  return { id: `${900 + number}`, on, says };
}

/** Amounts around the edges of rounding and of what a person must approve; never so little that Stripe would not charge it. */
function cents(random: SeededRandom): bigint {
  return BigInt(
    random.pick([random.between(10_000, 99_999), random.between(1_000_000, 40_000_000), 12_345_605, 12_845]),
  );
}

/** The CRM tells of a deal: late, in the wrong order, and more than once. */
export function tellOf(machine: Machine, random: SeededRandom, contractId: string, { id, on, says }: Deal): void {
  for (const [index, { on: saidOn, cents: amount }] of says.entries()) {
    const type = amount === undefined ? 'funding.reversed' : index === 0 ? 'funding.closed' : 'funding.corrected';
    const data = {
      contract: contractId,
      closing: id,
      closed_on: on,
      ...(amount === undefined ? { reason: 'it fell through' } : { amount: decimal(amount) }),
    };
    const body = funding(data, type, saidOn);
    for (let copies = random.pick([1, 1, 2, 3]); copies > 0; copies -= 1) {
      const late = random.pick([0, 0, random.between(1, 4)]);
      crm(machine, daysAfter(saidOn, late), `msg_${id}_${index}`, body, contractId);
    }
  }
}

/** A deal is entered in the connected CRM, and edited or deleted there; now and then its webhook is lost. */
export function enterIn(machine: Machine, random: SeededRandom, _: string, { id, on, says }: Deal): void {
  for (const { on: saidOn, cents: amount } of says) {
    const isTold = random.chance(0.7);
    const { crm: vendor } = machine.outside;
    at(machine, saidOn, () => {
      if (amount === undefined) vendor.remove(id, isTold);
      else vendor.change(id, { amount: decimal(amount), closedate: on }, isTold);
    });
  }
}

function decimal(amount: bigint): string {
  return `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`;
}
