import { happeningsFromData } from '../../cli/simulate-facts.ts';
import { simulate } from '../../shared/core/simulate/simulate.ts';
import { readContract } from '../../shared/core/terms/read-contract.ts';

/**
 * How long thirty years take to play, by the number of closings: one retainer, one fee on introduced investors by a scale on
 * all closings together, an introduction before each third closing. Prints milliseconds and the ratio to half as many.
 */
const contract = {
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
  terms: [
    {
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
    },
    {
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
    },
  ],
  covenants: [],
  licenceGate: { clause: '1', on: false },
  bounds: { approvalAbove: '900000.00' },
  readings: [],
};

const DAYS = 30 * 365;

function dayOf(index: number, count: number): string {
  const day = Math.floor((index * DAYS) / count);
  return new Date(Date.UTC(1999, 3, 7 + day)).toISOString().slice(0, 10);
}

function millisecondsOf(count: number): number {
  const { terms, termsHash } = readContract(contract);
  const happenings = Array.from({ length: count }, (_, index) => {
    const investor = `Investor ${Math.floor(index / 3)}`;
    const on = dayOf(index, count);
    const emails = [`i${Math.floor(index / 3)}@investor.example`];
    const closing = { kind: 'closing', id: `c-${index}`, investor, emails, amount: '150000.25', on };
    const introduction = { kind: 'introduction', id: `i-${index}`, investor, emails, on };
    return index % 3 === 0 ? [introduction, closing] : [closing];
  }).flat();
  const played = happeningsFromData({ version: 1, effectiveOn: terms.dated, termsHash, terms }, happenings);
  const start = performance.now();
  const { postings, parked } = simulate({ ...played, until: '2029-04-05', assume: 'paid-on-time' });
  const took = performance.now() - start;
  if (parked !== undefined || postings.length < 360 + count - 1)
    throw new RangeError(`${postings.length} postings, ${JSON.stringify(parked)}`);
  return took;
}

let before: number | undefined;
millisecondsOf(50);
for (const count of [250, 500, 1000, 2000]) {
  const took = millisecondsOf(count);
  const ratio = before === undefined ? '' : `, ${(took / before).toFixed(1)} times as long as half as many`;
  process.stdout.write(`30 years, ${count} closings: ${took.toFixed(0)} ms${ratio}\n`);
  before = took;
}
