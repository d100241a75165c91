import { happeningsFromData } from '../../cli/simulate-facts.ts';
import { simulate } from '../../shared/core/simulate/simulate.ts';
import { readContract } from '../../shared/core/terms/read-contract.ts';
import { randomOf } from './random.ts';

/**
 * How long thirty years take to play, by the number of closings, for contracts of several shapes. Prints milliseconds of
 * the processor, which a busy machine changes less than those of the clock, and the ratio to half as many: about 2 where
 * the cost grows with the facts. Give a shape and counts to try others: `node test/oracle/thirty-years.ts credits 1000 2000`.
 */
const HEAD = {
  tallystick: 1,
  id: 'thirty-years',
  title: 'Thirty years',
  dated: '1999-04-06',
  currency: 'USD',
  timeZone: 'America/New_York',
  client: { name: 'Client', address: ['1 Street'], statementsTo: ['a@client.example'] },
  consultant: { name: 'Consultant', address: ['2 Street'], statementsTo: ['a@consultant.example'] },
  people: [{ name: 'Ruth Calder', party: 'client', may: ['approve'] }],
  services: { clause: '1', items: ['introductions'] },
  covenants: [],
  licenceGate: { clause: '1', on: false },
  bounds: { approvalAbove: '900000.00' },
  readings: [],
};

const RETAINER = {
  kind: 'retainer',
  id: 'retainer',
  clause: '2.1',
  amount: '2000.00',
  everyMonths: 1,
  anchor: '1999-04-06',
  timing: 'in-advance',
  minimumPeriods: 3,
  afterMinimum: 'month-to-month',
  dueDays: 14,
};

const FEE = {
  kind: 'success-fee',
  id: 'fee',
  clause: '2.2',
  rate: { scale: 'lehman' },
  counts: 'altogether',
  basis: 'funding-as-closed',
  trigger: 'closing',
  scope: 'introduced-only',
  tail: 'open-ended',
  rounding: 'half-up',
  dueDays: 14,
};

const TIERS = {
  taken: 'whole',
  bands: [{ upTo: '50000000.00', rate: '1%' }, { upTo: '100000000.00', rate: '2%' }, { rate: '3%' }],
};
const INTEREST = { kind: 'late-interest', id: 'late', clause: '3', rate: '1.5%', per: 'month', on: 'all', dueDays: 0 };
const CREDIT = { terms: ['retainer'], share: '50%' };
const DISCOUNT = { clause: '4', share: '2%', within: 10 };

type Told = Record<string, unknown>;

interface Closing {
  readonly id: string;
  readonly index: number;
  readonly investor: string;
  readonly emails: readonly string[];
  readonly on: string;
}

interface Shape {
  readonly terms: readonly object[];
  /** What happens besides an introduction before each third closing, and the closings. */
  readonly more?: (closing: Closing, day: number) => Told[];
  readonly introducedOnly?: 'never';
}

const SHAPES: Readonly<Record<string, Shape>> = {
  'a scale on all': { terms: [RETAINER, FEE] },
  'each by itself': { terms: [RETAINER, { ...FEE, counts: 'each' }] },
  'whole tiers on all': { terms: [RETAINER, { ...FEE, rate: TIERS }] },
  credits: { terms: [RETAINER, { ...FEE, counts: 'each', credit: CREDIT }] },
  'limits by investor': {
    terms: [RETAINER, { ...FEE, counts: 'each', investorAtMost: '9000.00', once: 'per-investor' }],
  },
  introductions: {
    terms: [RETAINER, { ...FEE, counts: 'each' }],
    more: ({ index }, day) => [
      introductionOf(`x-${index}`, nameOf(100_000 + index), `o${index}@other-${index}.example`, day),
    ],
  },
  strangers: { terms: [RETAINER, { ...FEE, counts: 'each' }], introducedOnly: 'never' },
  'paid, some of it late': {
    terms: [RETAINER, { ...FEE, counts: 'each', discount: DISCOUNT }, INTEREST],
    more: ({ id, index }, day) => [
      index % 5 === 0
        ? { kind: 'payment', of: `fee/${id}`, amount: '7500.01', on: dateOf(day + 50) }
        : { kind: 'payment', of: `fee/${id}`, amount: '7350.01', on: dateOf(day + 9) },
    ],
  },
  // Its fees are not many, its months of interest are: a fifth of the fees are short by 149.99 for up to thirty years.
  'a rest is never paid': {
    terms: [RETAINER, { ...FEE, counts: 'each', discount: DISCOUNT }, INTEREST],
    more: ({ id, index }, day) => [
      { kind: 'payment', of: `fee/${id}`, amount: '7350.02', on: dateOf(day + (index % 5 === 0 ? 50 : 9)) },
    ],
  },
  corrections: {
    terms: [RETAINER, { ...FEE, counts: 'each' }],
    more: ({ id, investor, emails, on }, day) => [
      { kind: 'correction', id, investor, emails, amount: '140000.00', on, recordedOn: dateOf(day + 30) },
    ],
  },
  'shares and payments': {
    terms: [
      RETAINER,
      { ...FEE, counts: 'each', paysIn: { unit: 'shares', price: '0.25' } },
      { kind: 'payment', id: 'each', clause: '5', name: 'Work', amount: '500.00', onEvent: 'closing', dueDays: 14 },
    ],
  },
};

const DAYS = 30 * 365;

function dateOf(day: number): string {
  return new Date(Date.UTC(1999, 3, 7 + Math.min(day, DAYS - 1))).toISOString().slice(0, 10);
}

/** A name that is like no other one. */
function nameOf(house: number): string {
  const from = randomOf(house);
  return `${Array.from({ length: 10 }, () => from.one(LETTERS)).join('')} Capital`;
}

const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz');

function introductionOf(id: string, investor: string, email: string, day: number): Told {
  return { kind: 'introduction', id, investor, emails: [email], on: dateOf(day) };
}

function happeningsOf({ more, introducedOnly }: Shape, count: number): Told[] {
  return Array.from({ length: count }, (_, index) => {
    const [day, house] = [Math.floor((index * DAYS) / count), Math.floor(index / 3)];
    const email = `i${house}@house-${house}.example`;
    const id = `c-${index}`;
    const closing = { id, investor: nameOf(house), emails: [email], amount: '150000.25', on: dateOf(day) };
    const isIntroduced = introducedOnly !== 'never' && index % 3 === 0;
    return [
      ...(isIntroduced ? [introductionOf(`i-${index}`, nameOf(house), email, day)] : []),
      ...(introducedOnly === 'never' && index % 3 === 0
        ? [introductionOf(`i-${index}`, nameOf(200_000 + index), `e${index}@else-${index}.example`, day)]
        : []),
      { kind: 'closing', ...closing },
      ...(more?.({ ...closing, index }, day) ?? []),
    ];
  }).flat();
}

function played(shape: Shape, count: number): { took: number; postings: number } {
  const { terms, termsHash } = readContract({ ...HEAD, terms: shape.terms });
  const version = { version: 1, effectiveOn: terms.dated, termsHash, terms };
  const input = happeningsFromData(version, happeningsOf(shape, count));
  const start = process.cpuUsage();
  const { postings, parked } = simulate({ ...input, until: '2029-04-05', assume: 'paid-on-time' });
  const { user, system } = process.cpuUsage(start);
  if (parked !== undefined || postings.length < 360) {
    throw new RangeError(`${postings.length} postings, ${JSON.stringify(parked)}`);
  }
  return { took: (user + system) / 1000, postings: postings.length };
}

const [named, ...counts] = process.argv.slice(2);
for (const [name, shape] of Object.entries(SHAPES)) {
  if (named !== undefined && named !== name) continue;
  played(shape, 20);
  let before: number | undefined;
  for (const count of counts.length > 0 ? counts.map(Number) : [500, 1000, 2000, 4000]) {
    const { took, postings } = played(shape, count);
    const ratio = before === undefined ? '' : `, ${(took / before).toFixed(1)} times as long as half as many`;
    process.stdout.write(`30 years, ${name}, ${count} closings, ${postings} postings: ${took.toFixed(0)} ms${ratio}\n`);
    before = took;
  }
}
