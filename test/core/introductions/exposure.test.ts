import { describe, expect, it } from 'vitest';
import type { FactData } from '../../../shared/core/facts/fact.ts';
import { exposureOf, openFundings } from '../../../shared/core/introductions/exposure.ts';
import { aFinderFee, aRetainer, aScope, aVersion } from '../../builders/a-contract.ts';
import {
  anInvestor,
  closed,
  introduced,
  noon,
  recorded,
  reversed,
  said,
  STRANGER,
  termsAdopted,
  type Said,
} from '../../builders/facts.ts';

/** USD 400,000.00 of the introduced investor, as said on a day. */
function expected(reportedOn: string, changes: Partial<FactData['FundingExpected']> = {}) {
  const data = {
    closing: 'closing-7',
    externalId: 'deal-7',
    investor: anInvestor(),
    amountMinor: 40_000_000n,
    currency: 'USD',
    stage: 'due diligence',
    reportedAt: noon(reportedOn),
    ...changes,
  };
  return said('FundingExpected', data, '1999-06-30');
}

const dropped = (reportedOn: string, closing = 'closing-7') =>
  said('FundingDropped', { closing, externalId: 'deal-7', reason: 'lost', reportedAt: noon(reportedOn) }, '1999-06-30');

describe('the fundings that are open', () => {
  const open = (...facts: readonly Said[]) =>
    openFundings(recorded(termsAdopted(), ...facts)).map(({ closing, amountMinor }) => `${closing} ${amountMinor}`);

  it('are the latest report of each, by its source’s own time', () => {
    expect(open(expected('1999-06-02', { amountMinor: 2n }), expected('1999-06-01', { amountMinor: 1n }))).toEqual([
      'closing-7 2',
    ]);
    expect(open(expected('1999-06-01', { amountMinor: 1n }), expected('1999-06-01', { amountMinor: 2n }))).toEqual([
      'closing-7 2',
    ]);
    expect(open(expected('1999-06-01'), expected('1999-06-01', { closing: 'closing-8' }))).toHaveLength(2);
  });

  it('are not those that were dropped since', () => {
    expect(open(expected('1999-06-01'), dropped('1999-06-02'))).toEqual([]);
    expect(open(dropped('1999-06-02'), expected('1999-06-01'))).toEqual([]);
    expect(open(dropped('1999-06-02'), expected('1999-06-03'))).toHaveLength(1);
    expect(open(expected('1999-06-01'), dropped('1999-06-02', 'closing-8'))).toHaveLength(1);
  });

  it('are not those that have closed, unless that was taken back', () => {
    const closing = closed({ closing: 'closing-7', closedOn: '1999-06-10' });
    expect(open(expected('1999-06-01'), closing)).toEqual([]);
    expect(open(expected('1999-06-01'), closing, reversed('1999-06-12', 'closing-7'))).toHaveLength(1);
    expect(open(expected('1999-06-01'), closed({ closing: 'closing-8' }))).toHaveLength(1);
  });
});

describe('what open fundings would come to', () => {
  const terms = [aRetainer(), aFinderFee()];
  const exposure = (version: Parameters<typeof aVersion>[0], ...facts: readonly Said[]) =>
    exposureOf([aVersion(version)], recorded(termsAdopted(), ...facts), noon('1999-06-30'));

  it('is the fee of each, and in all what is owed beyond what is owed now', () => {
    expect(exposure({ terms }, introduced(), expected('1999-06-01', { expectedOn: '1999-07-31' }))).toEqual({
      asOfOn: '1999-06-30',
      currency: 'USD',
      // 10% of 400,000.00; the retainers are owed anyway.
      totalMinor: 4_000_000n,
      items: [
        {
          closing: 'closing-7',
          investor: 'Dana Whitfield, Harbor Ridge Capital',
          fundingMinor: 40_000_000n,
          currency: 'USD',
          stage: 'due diligence',
          expectedOn: '1999-07-31',
          feeMinor: 4_000_000n,
          isAsked: false,
        },
      ],
    });
  });

  it('is nothing where nothing is open', () => {
    expect(exposure({ terms }, introduced())).toEqual({
      asOfOn: '1999-06-30',
      currency: 'USD',
      items: [],
      totalMinor: 0n,
    });
  });

  it('says why one would earn nothing, and what a person would be asked of one', () => {
    const alike = { name: 'Harbor Ridge', crmIds: [], emails: [] };
    const { items, totalMinor } = exposure(
      { terms },
      introduced(),
      expected('1999-06-01', { closing: 'closing-6', investor: STRANGER }),
      expected('1999-06-01'),
      expected('1999-06-01', { closing: 'closing-8', investor: alike }),
    );
    expect(totalMinor).toBe(4_000_000n);
    expect(items).toMatchObject([
      { closing: 'closing-6', feeMinor: 0n, isAsked: false, note: expect.any(String) },
      { closing: 'closing-7', feeMinor: 4_000_000n, isAsked: false },
      { closing: 'closing-8', feeMinor: 0n, isAsked: true, note: expect.stringMatching(/^A person would be asked: /) },
    ]);
    expect(items[0]?.note).not.toMatch(/^A person/);
    expect(items[0]).not.toHaveProperty('expectedOn');
    expect(items[1]).not.toHaveProperty('note');
  });

  it('goes by what is bought and by whom, where a line asks for it', () => {
    const where = aScope({ instruments: ['equity'], classes: ['fund'] });
    const fee = (changes: Partial<FactData['FundingExpected']>) =>
      exposure({ terms: [aFinderFee({ where })] }, introduced(), expected('1999-06-01', changes)).totalMinor;
    expect(fee({ instrument: 'equity', classes: ['fund'] })).toBe(4_000_000n);
    expect(fee({ instrument: 'debt', classes: ['fund'] })).toBe(0n);
    expect(fee({ instrument: 'equity', classes: ['insider'] })).toBe(0n);
    expect(fee({})).toBe(0n);
  });

  it('has the taxes in what is owed in all, and not in the fees', () => {
    const vat = {
      kind: 'tax',
      id: 'vat',
      clause: '6',
      name: 'VAT',
      rate: { numerator: 1n, denominator: 5n },
      rateText: '20%',
      on: [],
      rounding: 'half-up',
    } as const;
    const { items, totalMinor } = exposure({ terms: [aFinderFee(), vat] }, introduced(), expected('1999-06-01'));
    expect([items[0]?.feeMinor, totalMinor]).toEqual([4_000_000n, 4_800_000n]);
  });

  it('keeps the limits across fees: two that share a most come to the most', () => {
    const capped = [aFinderFee({ altogetherAtMostMinor: 5_000_000n })];
    const two = [expected('1999-06-01'), expected('1999-06-01', { closing: 'closing-8', amountMinor: 40_000_001n })];
    const { items, totalMinor } = exposure({ terms: capped }, introduced(), ...two);
    expect(items.map(({ feeMinor }) => feeMinor)).toEqual([4_000_000n, 1_000_000n]);
    expect(totalMinor).toBe(5_000_000n);
  });
});
