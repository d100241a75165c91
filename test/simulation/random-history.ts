import { epochOf } from '../../shared/core/calendar/instant.ts';
import { daysAfter, type PlainDate } from '../../shared/core/calendar/plain-date.ts';
import { noon } from '../builders/facts.ts';
import { payIn } from '../builders/memory-stripe.ts';
import type { Machine } from './machine.ts';
import type { Truth } from './oracle.ts';
import { seededRandom, type SeededRandom } from './seeded-random.ts';
import { adopt, answerDaily, closingOf, crm, funding, introduce } from './steps.ts';
import { DAY, HOUR } from './virtual-time.ts';
import type { Workflow } from './workflow.ts';

interface Deal {
  readonly id: string;
  readonly on: PlainDate;
  /** What the CRM says of it, oldest first; undefined says that it fell through. */
  readonly says: readonly { readonly on: PlainDate; readonly cents: bigint | undefined }[];
}

/**
 * A history that a seed gives: the contract adopted on time or late, deals that close, change and fall through, told late, in
 * the wrong order and more than once, a client who pays when it likes, and a person who answers once a day.
 */
export function randomHistory(seed: number): Workflow {
  const random = seededRandom(seed);
  const adopted = daysAfter('1999-04-06', random.pick([0, 0, 0, random.between(1, 45)]));
  const introduced = daysAfter(adopted, 1);
  const deals = Array.from({ length: random.between(0, 2) }, (_, index) => randomDeal(random, introduced, index + 1));
  const last = [adopted, ...deals.flatMap(({ says }) => says.map(({ on }) => on))].toSorted().at(-1) ?? adopted;
  // What is told late is told by then.
  const until = daysAfter(last, random.between(6, 30));
  const truth: Truth = {
    retainers: [{ from: '1999-04-06', cents: 200_000n }],
    closings: new Map(
      deals.map(({ id, on, says }) => [closingOf(id), { cents: says.at(-1)?.cents ?? 0n, on: says.at(-1)?.on ?? on }]),
    ),
  };
  return {
    name: 'random',
    shows: 'whatever a seed gives',
    until,
    truth,
    play: (machine) => {
      adopt(machine, adopted);
      introduce(machine, introduced);
      for (const deal of deals) tellOf(machine, random, deal);
      payNowAndThen(machine, random, until);
      answerDaily(machine, introduced, until);
    },
  };
}

function randomDeal(random: SeededRandom, after: PlainDate, number: number): Deal {
  const on = daysAfter(after, random.between(1, 30));
  const says = [{ on, cents: cents(random) as bigint | undefined }];
  let day = on;
  // Once at most: after a correction up, no single invoice may carry a later one down, which asks a person, as it should.
  for (let more = random.between(0, 1); more > 0; more -= 1) {
    day = daysAfter(day, random.between(1, 12));
    says.push({ on: day, cents: random.chance(0.25) ? undefined : cents(random) });
  }
  return { id: `deal-${number}`, on, says };
}

/** Amounts around the edges of rounding and of what a person must approve; never so little that Stripe would not charge it. */
function cents(random: SeededRandom): bigint {
  return BigInt(
    random.pick([random.between(10_000, 99_999), random.between(1_000_000, 40_000_000), 12_345_605, 12_845]),
  );
}

function tellOf(machine: Machine, random: SeededRandom, { id, on, says }: Deal): void {
  for (const [index, { on: saidOn, cents: amount }] of says.entries()) {
    const type = amount === undefined ? 'funding.reversed' : index === 0 ? 'funding.closed' : 'funding.corrected';
    const data = {
      closing: id,
      closed_on: on,
      ...(amount === undefined ? { reason: 'it fell through' } : { amount: decimal(amount) }),
    };
    const body = funding(data, type, saidOn);
    for (let copies = random.pick([1, 1, 2, 3]); copies > 0; copies -= 1) {
      const late = random.pick([0, 0, random.between(1, 4)]);
      crm(machine, daysAfter(saidOn, late), `msg_${id}_${index}`, body);
    }
  }
}

function decimal(amount: bigint): string {
  return `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`;
}

function payNowAndThen(machine: Machine, random: SeededRandom, until: PlainDate): void {
  const { invoicer, tell } = machine.outside;
  const share = random.pick([0, 0.1, 0.5]);
  const pay = (): void => {
    for (const { id, status, remainingMinor } of invoicer.invoices.values()) {
      if (status !== 'open' || !random.chance(share)) continue;
      const part = random.chance(0.2) && remainingMinor > 200n ? remainingMinor / 2n : remainingMinor;
      payIn(invoicer, id, part);
      for (let copies = random.pick([1, 1, 2]); copies > 0; copies -= 1)
        tell('invoice.paid', { object: 'invoice', id });
    }
    if (machine.time.now < epochOf(noon(until))) machine.time.at(machine.time.now + DAY, pay);
  };
  machine.time.at(machine.time.now + DAY + 3 * HOUR, pay);
}
