import { describe, expect, it } from 'vitest';
import { owed } from '../../../shared/core/owed/owed.ts';
import { DEFAULT_RULES } from '../../../shared/core/terms/introduction-terms.ts';
import type { SuccessFeeTerm, Terms } from '../../../shared/core/terms/terms.ts';
import { aFinderFee, aVersion, share } from '../../builders/a-contract.ts';
import {
  anInvestor,
  closed,
  corrected,
  introduced,
  noon,
  recorded,
  reversed,
  ruled,
  said,
  STRANGER,
  termsAdopted,
  type Said,
} from '../../builders/facts.ts';

function feesOn(facts: readonly Said[], term: Partial<SuccessFeeTerm> = {}, terms: Partial<Terms> = {}) {
  return owed({
    versions: [aVersion({ terms: [aFinderFee(term)], ...terms })],
    facts: recorded(termsAdopted(), introduced(), ...facts),
    asOf: noon('1999-12-31'),
    knownSeq: 99,
  });
}

const third = { rate: share('1/3') };

describe("the finder's fee", () => {
  it('is 10% of the funding as closed: 25,000.00 of 250,000.00', () => {
    const [fee] = feesOn([closed()]).receivables;
    expect(fee).toMatchObject({
      id: 'finders-fee/closing-0001',
      clause: '2.2',
      amountMinor: 2_500_000n,
      accruesOn: '1999-06-15',
      dueOn: '1999-06-29', // 15 June and 14 days
      description: "Finder's fee, funding by Dana Whitfield, Harbor Ridge Capital closed on 15 June 1999",
    });
  });

  it('shows its working to the unrounded value', () => {
    const [fee] = feesOn([closed()]).receivables;
    expect(fee?.working.map(({ figures }) => figures)).toEqual([
      'USD 250,000.00',
      'introduced on 20 April 1999; same CRM id crm-1042',
      'USD 250,000.00 × 10% = USD 25,000.00',
      'USD 25,000.00',
    ]);
  });

  it.each([
    // 0.05 × 10% = half a cent; 0.15 × 10% = one cent and a half
    [5n, 'half-up', 1n],
    [5n, 'half-even', 0n],
    [5n, 'down', 0n],
    [15n, 'half-up', 2n],
    [15n, 'half-even', 2n],
    [15n, 'down', 1n],
    [4n, 'half-up', 0n],
  ] as const)('of %s cents is rounded %s to %s', (amountMinor, rounding, feeMinor) => {
    expect(feesOn([closed({ amountMinor })], { rounding }).receivables[0]?.amountMinor).toBe(feeMinor);
  });

  it('of a third is exact until it is rounded once, at the end', () => {
    // 100.00 / 3 = 33.33 and a third of a cent; 200.00 / 3 = 66.66 and two thirds
    const one = feesOn([closed({ amountMinor: 10_000n })], third).receivables[0];
    expect(one?.amountMinor).toBe(3_333n);
    expect(one?.working[2]?.figures).toBe('USD 100.00 × 1/3 = USD 33.33 and 1/3 of a minor unit');
    expect(feesOn([closed({ amountMinor: 20_000n })], third).receivables[0]?.amountMinor).toBe(6_667n);
  });

  it('shows the decimals of a value that ends', () => {
    const [fee] = feesOn([closed({ amountMinor: 15n })]).receivables;
    expect(fee?.working[2]?.figures).toBe('USD 0.15 × 10% = USD 0.01 and 0.5 of a minor unit');
  });

  it('is exact beyond what a float can hold', () => {
    const amountMinor = 10n * (2n ** 53n + 1n);
    expect(feesOn([closed({ amountMinor })]).receivables[0]?.amountMinor).toBe(2n ** 53n + 1n);
  });

  it('follows a correction of the amount', () => {
    const [fee] = feesOn([closed(), corrected({ amountMinor: 24_000_000n }, '1999-06-20')]).receivables;
    expect(fee?.amountMinor).toBe(2_400_000n);
  });

  it('is split in equal parts among several who introduced the investor, where the terms say so', () => {
    const second = introduced(anInvestor(), { id: 'intro-0002', on: '1999-05-10', recordedOn: '1999-05-11' });
    const byAnother = { ...second, data: { ...second.data, introducedBy: 'Ann Li' } };
    const [fee] = feesOn([byAnother, closed()], { attribution: { ...DEFAULT_RULES, several: 'split' } }).receivables;
    expect(fee?.amountMinor).toBe(2_500_000n);
    expect(fee?.split?.map(({ to, amountMinor }) => `${to} ${amountMinor}`)).toEqual([
      'the consultant 1250000',
      'Ann Li 1250000',
    ]);
  });

  it('is owed on every later round of the same investor', () => {
    const rounds = [closed(), closed({ closing: 'closing-0002', closedOn: '1999-09-01', amountMinor: 100n })];
    expect(feesOn(rounds).receivables.map(({ amountMinor }) => amountMinor)).toEqual([2_500_000n, 10n]);
  });
});

describe('no fee is owed', () => {
  it('on a closing that was reversed, with the reason', () => {
    const { receivables, notOwed, waiting } = feesOn([closed(), reversed('1999-06-20')]);
    expect(receivables[0]?.amountMinor).toBe(0n);
    expect(notOwed[0]).toMatchObject({ why: 'The closing was reversed: the wire came back.', knownOn: '1999-06-20' });
    expect(waiting).toEqual([]);
  });

  it('on a reversed closing whose report comes after its reversal', () => {
    const { receivables } = feesOn([reversed('1999-06-20'), closed({}, '1999-06-21')]);
    expect(receivables[0]?.amountMinor).toBe(0n);
  });

  it('on a reversed closing, whoever introduced it and in whatever currency', () => {
    const doubtful = { investor: { name: 'Harbor Ridge', crmIds: [], emails: [] }, currency: 'EUR' };
    const { receivables, waiting } = feesOn([closed(doubtful), reversed('1999-06-20')]);
    expect(waiting).toEqual([]);
    expect(receivables).toMatchObject([{ amountMinor: 0n, currency: 'USD' }]);
  });

  it('on funding by a stranger, with the reason', () => {
    const { receivables, notOwed } = feesOn([closed({ investor: STRANGER })]);
    expect(receivables[0]?.amountMinor).toBe(0n);
    expect(notOwed).toMatchObject([
      {
        investorName: 'Sam Okafor, Juniper Partners',
        amountMinor: 25_000_000n,
        why: expect.stringMatching(/^No intro/),
      },
    ]);
  });

  it('and it is known on the day of the closing when it was reported ahead of it', () => {
    const ahead = closed({ investor: STRANGER, closedOn: '1999-07-10', reportedAt: noon('1999-06-15') });
    expect(feesOn([ahead]).notOwed[0]?.knownOn).toBe('1999-07-10');
  });

  it('when the closing is only known to be reversed', () => {
    expect(feesOn([reversed('1999-06-20')])).toMatchObject({ receivables: [], notOwed: [], waiting: [] });
  });
});

const licence = (validFrom: string, validTo?: string) =>
  said(
    'LicenceRecorded',
    { clause: '3.3', licence: 'exemption', validFrom, ...(validTo === undefined ? {} : { validTo }) },
    '1999-07-01',
  );

describe('a fee waits', () => {
  it('for a ruling, and is held meanwhile', () => {
    const { receivables, waiting, held } = feesOn([
      closed({ investor: { name: 'Harbor Ridge', crmIds: [], emails: [] } }),
    ]);
    expect(receivables).toEqual([]);
    expect(held).toEqual(['finders-fee/closing-0001']);
    expect(waiting).toMatchObject([
      { id: 'attribution/closing-0001', kind: 'attribution', answers: ['intro-0001', 'nobody'], since: '1999-06-15' },
    ]);
  });

  it('no longer once a person has ruled', () => {
    const doubtful = closed({ investor: { name: 'Harbor Ridge', crmIds: [], emails: [] } });
    const { receivables, waiting } = feesOn([doubtful, ruled('intro-0001', '1999-06-20')]);
    expect(waiting).toEqual([]);
    expect(receivables[0]?.amountMinor).toBe(2_500_000n);
    expect(receivables[0]?.working[1]?.figures).toBe('decided by Eugene Chiaramonte: they told me so');
  });

  it('while the closing is in another currency', () => {
    expect(feesOn([closed({ currency: 'EUR' })])).toMatchObject({
      receivables: [],
      held: ['finders-fee/closing-0001'],
      waiting: [{ kind: 'currency', answers: [] }],
    });
  });

  describe('where the gate is on', () => {
    const gate = { licenceGate: { clause: '3.3', on: true } };

    it('for a licence that covers the day of the closing', () => {
      expect(feesOn([closed()], {}, gate)).toMatchObject({
        receivables: [],
        waiting: [{ kind: 'gate', clause: '3.3' }],
      });
      expect(feesOn([closed(), licence('1999-06-16')], {}, gate).waiting).toHaveLength(1);
      expect(feesOn([closed(), licence('1999-01-01', '1999-06-14')], {}, gate).waiting).toHaveLength(1);
      expect(feesOn([closed(), licence('1999-06-15', '1999-06-15')], {}, gate).receivables).toHaveLength(1);
      expect(feesOn([closed(), licence('1999-01-01')], {}, gate).receivables).toHaveLength(1);
    });

    it('for nothing when no fee is owed anyway', () => {
      expect(feesOn([closed({ investor: STRANGER })], {}, gate).waiting).toEqual([]);
    });
  });
});
