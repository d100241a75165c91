import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { owedAtEnd } from '../../cli/simulate.ts';
import { happeningsFromData, type Played } from '../../cli/simulate-facts.ts';
import { bookedByReceivable } from '../../shared/core/ledger/balance.ts';
import { formatAmount } from '../../shared/core/money/format-money.ts';
import type { Owed } from '../../shared/core/owed/receivable.ts';
import { simulate } from '../../shared/core/simulate/simulate.ts';
import { describeTerm } from '../../shared/core/terms/describe-term.ts';
import { readContract } from '../../shared/core/terms/read-contract.ts';

const composite = z.strictObject({
  what: z.string(),
  /** What of the common head is other than there. */
  head: z.record(z.string(), z.unknown()).optional(),
  duration: z.unknown().optional(),
  terms: z.array(z.unknown()).min(1),
  facts: z.array(z.unknown()),
  until: z.string(),
  /** What waits for a person, by id. */
  waits: z.array(z.string()).optional(),
  /** Every amount that is owed, by id: how much, of which unit unless it is money, and the due day. */
  expect: z.record(z.string(), z.string()),
});
type Composite = z.infer<typeof composite>;

const FOLDER = new URL('./', import.meta.url);
const HEAD: unknown = parse(readFileSync(new URL('../docs/contract-language/whole.yaml', FOLDER), 'utf8'));
const BOUNDS = { approvalAbove: '90000000000', catchUpPeriods: 24 };

const FILES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => ({
    name,
    composites: z.array(composite).parse(parse(readFileSync(new URL(name, FOLDER), 'utf8'))),
  }));

function play({ head, duration, terms: stated, facts }: Composite): Played {
  const lasts = duration === undefined ? {} : { duration };
  const file = { ...Object(HEAD), readings: [], bounds: BOUNDS, ...head, ...lasts, terms: stated };
  const { terms, termsHash } = readContract(file);
  return happeningsFromData({ version: 1, effectiveOn: terms.dated, termsHash, terms }, facts);
}

/** `45000.00 2026-02-02`, or `40000 shares 2026-02-02`. */
function figures({ receivables, toOthers, nonCash }: Owed): Record<string, string> {
  const money = [...receivables, ...toOthers]
    .filter(({ amountMinor }) => amountMinor !== 0n)
    .map(({ id, amountMinor, currency, dueOn }) => {
      const text = formatAmount(amountMinor, currency).replaceAll(',', '').replace('−', '-');
      return [id, `${text} ${dueOn}`] as const;
    });
  const units = nonCash
    .filter(({ quantity }) => quantity !== '0')
    .map(({ id, quantity, unit, dueOn }) => [id, `${quantity} ${unit} ${dueOn}`] as const);
  return Object.fromEntries([...money, ...units]);
}

describe.each(FILES)('$name', ({ composites }) => {
  it.each(composites)('owes what was worked out by hand, and nothing else: $what', (one) => {
    const due = owedAtEnd(play(one), one.until);
    expect(figures(due)).toEqual(one.expect);
    expect(due.waiting.map(({ id }) => id)).toEqual(one.waits ?? []);
  });

  it.each(composites)('books it to the cent, day by day: $what', (one) => {
    const played = play(one);
    const { postings, parked } = simulate({ ...played, until: one.until, assume: 'paid-on-time' });
    expect(parked).toBeUndefined();
    const { receivables } = owedAtEnd(played, one.until);
    const booked = [...bookedByReceivable(postings)].filter(([, minor]) => minor !== 0n);
    const owed = receivables
      .map(({ id, amountMinor }) => [id, amountMinor] as const)
      .filter(([, minor]) => minor !== 0n);
    expect(new Map(booked)).toEqual(new Map(owed));
  });

  it.each(composites)('says each of its terms in words: $what', (one) => {
    const { terms, currency } = play(one).versions[0]?.terms ?? { terms: [], currency: 'USD' };
    for (const term of terms) expect(describeTerm(term, currency)).not.toMatch(/undefined|\[object|\.\./);
  });
});

describe('the composites', () => {
  it('are as many again as the agreements of the sample', () => {
    expect(FILES.flatMap(({ composites }) => composites).length).toBeGreaterThanOrEqual(35);
  });
});
