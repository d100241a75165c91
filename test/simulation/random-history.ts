import { epochOf } from '../../shared/core/calendar/instant.ts';
import { daysAfter, type PlainDate } from '../../shared/core/calendar/plain-date.ts';
import { CONTRACT } from '../builders/a-world.ts';
import { noon } from '../builders/facts.ts';
import { payIn } from '../builders/memory-stripe-money.ts';
import type { Machine } from './machine.ts';
import type { Truth } from './oracle.ts';
import { fileOf } from './parties.ts';
import { POISONS, type PoisonKind } from './poison.ts';
import { befall } from './random-weather.ts';
import { amendAsTold, amended, happen, randomAmendment } from './random-happenings.ts';
import { enterIn, randomDeal, tellOf, type Deal } from './random-deals.ts';
import { seededRandom, type SeededRandom } from './seeded-random.ts';
import { adopt, answerDaily, at, closingOf, introduce } from './steps.ts';
import { DAY, HOUR } from './virtual-time.ts';
import type { Workflow } from './workflow.ts';
import { connect, dealClosing } from './workflows-of-what-was-lost.ts';

/** Streams of their own: what is drawn from them changes nothing of the rest of a seed's history. */
const AMENDED = 0xa3e4d;
const HAPPENING = 0x4a99e4;

/** What happens between the two parties of one contract. */
interface Dealing {
  readonly contractId: string;
  readonly adopted: PlainDate;
  readonly introduced: PlainDate;
  readonly deals: readonly Deal[];
  /** Whether its deals are in a CRM that is connected, and asked for them. */
  readonly isConnected: boolean;
}

/** A contract with which nothing works from a day on, and perhaps until another. */
interface Poisoning {
  readonly contractId: string;
  readonly kind: PoisonKind;
  readonly from: PlainDate;
  readonly until: PlainDate | undefined;
}

/**
 * A history that a seed gives: one contract or a few, adopted on time or late, deals that close, change and fall through, told late,
 * in the wrong order and more than once, clients who pay when they like, a person who answers once a day, and now and then a
 * contract with which nothing works.
 */
export function randomHistory(seed: number): Workflow {
  const random = seededRandom(seed);
  const first = { ...randomDealing(random, CONTRACT), isConnected: random.chance(0.15) };
  const more = random.chance(0.06) ? random.between(1, 3) : 0;
  const others = Array.from({ length: more }, (_, index) => randomDealing(random, `contract-${index + 2}`));
  const dealings = [first, ...others];
  // What is told late is told by then.
  const until = daysAfter(dealings.map(lastDayOf).toSorted().at(-1) ?? first.adopted, random.between(6, 30));
  const poisoning = more > 0 && random.chance(0.5) ? randomPoisoning(random, dealings, until) : undefined;
  const amendment = randomAmendment(seededRandom(seed ^ AMENDED), dealings, until);
  const truth = (dealing: Dealing): Truth =>
    amendment?.contractId === dealing.contractId ? amended(truthOf(dealing), amendment) : truthOf(dealing);
  return {
    name: 'random',
    shows: 'whatever a seed gives',
    until,
    truth: truth(first),
    others: new Map(others.map((dealing) => [dealing.contractId, truth(dealing)])),
    play: (machine) => {
      // Its own, so that the same history can be played again.
      const playing = seededRandom(~seed);
      const enter = ({ contractId, adopted, introduced, isConnected }: Dealing): void => {
        adopt(machine, adopted, fileOf(contractId));
        introduce(machine, introduced, contractId);
        if (isConnected) connect(machine, introduced);
        if (amendment?.contractId === contractId) amendAsTold(machine, amendment);
      };
      for (const dealing of dealings) {
        enter(dealing);
        for (const deal of dealing.deals)
          (dealing.isConnected ? enterIn : tellOf)(machine, playing, dealing.contractId, deal);
      }
      if (poisoning !== undefined) poisonAsTold(machine, poisoning);
      payNowAndThen(machine, playing, until);
      const begun = dealings.map(({ introduced }) => introduced).toSorted();
      const span = { from: begun.at(-1) ?? until, until };
      const enterAgain = (): void => dealings.forEach(enter);
      const { isRestored } = befall(machine, playing, { ...span, isConnected: first.isConnected, enterAgain });
      happen(machine, seededRandom(seed ^ HAPPENING), { ...span, isRestored });
      answerDaily(machine, begun[0] ?? first.introduced, until);
    },
  };
}

function randomDealing(random: SeededRandom, contractId: string): Dealing {
  const adopted = daysAfter('1999-04-06', random.pick([0, 0, 0, random.between(1, 45)]));
  const introduced = daysAfter(adopted, 1);
  const deals = Array.from({ length: random.between(0, 2) }, (_, index) => randomDeal(random, introduced, index + 1));
  return { contractId, adopted, introduced, deals, isConnected: false };
}

function lastDayOf({ adopted, deals }: Dealing): PlainDate {
  const days = deals.flatMap(({ says }) => says.map(({ on }) => on));
  return [adopted, ...days].toSorted().at(-1) ?? adopted;
}

function truthOf({ deals, isConnected }: Dealing): Truth {
  const closings = deals.map(({ id, on, says }) => {
    const last = says.at(-1);
    return [isConnected ? dealClosing(id) : closingOf(id), { cents: last?.cents ?? 0n, on: last?.on ?? on }] as const;
  });
  return { retainers: [{ from: '1999-04-06', cents: 200_000n }], closings: new Map(closings) };
}

/** Once its introduction is on record: what people cannot enter any more they would try to for ever. */
function randomPoisoning(random: SeededRandom, dealings: readonly Dealing[], until: PlainDate): Poisoning | undefined {
  const { contractId, introduced } = dealings[random.between(0, dealings.length - 1)] ?? {};
  if (contractId === undefined || introduced === undefined) return undefined;
  const kind = random.pick(POISONS);
  const from = daysAfter(introduced, random.between(1, 20));
  const mended = daysAfter(from, random.between(1, 10));
  // What Stripe refuses is tried again each hour for as long as it lasts.
  const isMended = kind === 'refused' || random.chance(0.5);
  return { contractId, kind, from, until: isMended && mended < until ? mended : undefined };
}

function poisonAsTold(machine: Machine, { contractId, kind, from, until }: Poisoning): void {
  const { poison } = machine.outside;
  at(machine, from, () => poison.spoil(contractId, kind));
  if (until !== undefined) at(machine, until, () => poison.mend(contractId));
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
