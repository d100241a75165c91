import { parse } from 'yaml';
import { happeningsFromData, type Played } from '../../cli/simulate-facts.ts';
import { owedAtEnd } from '../../cli/simulate.ts';
import type { Owed } from '../../shared/core/owed/receivable.ts';
import { readContract } from '../../shared/core/terms/read-contract.ts';

const HEAD = {
  tallystick: 1,
  id: 'birch-alder-2026',
  title: 'Introduction Agreement',
  dated: '2026-01-15',
  currency: 'USD',
  timeZone: 'America/New_York',
  client: { name: 'Birch', address: ['12 Birch Street'], statementsTo: ['a@birch.example'] },
  consultant: { name: 'Alder', address: ['4 Quay Road'], statementsTo: ['a@alder.example'] },
  people: [{ name: 'Ruth Calder', party: 'client', may: ['approve'] }],
  services: { clause: '1', items: ['introductions'] },
  covenants: [],
  licenceGate: { clause: '3', on: false },
  bounds: { approvalAbove: '9000000.00', catchUpPeriods: 24 },
  readings: [],
};

/** A contract of 15 January 2026 in USD whose other keys, above all `terms`, are given as YAML, and what happens under it. */
export function playedUnder(contract: string, happenings = '[]'): Played {
  const { terms, termsHash } = readContract({ ...HEAD, ...parse(contract) });
  return happeningsFromData({ version: 1, effectiveOn: terms.dated, termsHash, terms }, parse(happenings));
}

export function owedUnder(contract: string, happenings: string, until: string): Owed {
  return owedAtEnd(playedUnder(contract, happenings), until);
}

/** An amendment that takes the place of the contract from a day on, as one of the happenings. */
export function amendment(on: string, contract: string): string {
  return `- ${JSON.stringify({ kind: 'amendment', on, contract: { ...HEAD, ...parse(contract) } })}\n`;
}

/** What is billed, as `id amount` in cents, oldest first; what is nothing is left out. */
export function billed({ receivables }: Owed): string[] {
  return receivables
    .filter(({ amountMinor }) => amountMinor !== 0n)
    .map(({ id, amountMinor }) => `${id} ${amountMinor}`);
}

/** What is owed in units, as `id quantity unit`. */
export function units({ nonCash }: Owed): string[] {
  return nonCash.map(({ id, quantity, unit }) => `${id} ${quantity ?? '?'} ${unit}`);
}
