import { describe, expect, it } from 'vitest';
import { nextAccrual } from '../../../shared/core/owed/next-accrual.ts';
import { owed } from '../../../shared/core/owed/owed.ts';
import type { RetainerTerm, TermsVersion } from '../../../shared/core/terms/terms.ts';
import { aFinderFee, aRetainer, aVersion, share } from '../../builders/a-contract.ts';
import { closed, ended, introduced, noon, recorded, said, termsAdopted, type Said } from '../../builders/facts.ts';

const adopted = termsAdopted();

function retainerOnly(changes: Partial<RetainerTerm> = {}): TermsVersion {
  return aVersion({ terms: [aRetainer(changes)] });
}

function owedOn(on: string, versions: readonly TermsVersion[], facts: readonly Said[] = [adopted], knownSeq = 99) {
  return owed({ versions, facts: recorded(...facts), asOf: noon(on), knownSeq });
}

function daysOwed(on: string, versions: readonly TermsVersion[], facts?: readonly Said[], knownSeq?: number): string[] {
  return owedOn(on, versions, facts, knownSeq).receivables.map(({ accruesOn }) => accruesOn);
}

describe('the retainer', () => {
  it('is owed in advance from the day of the agreement, as of that day', () => {
    expect(daysOwed('1999-04-05', [retainerOnly()])).toEqual([]);
    expect(daysOwed('1999-04-06', [retainerOnly()])).toEqual(['1999-04-06']);
    expect(daysOwed('1999-06-05', [retainerOnly()])).toEqual(['1999-04-06', '1999-05-06']);
    expect(daysOwed('1999-06-06', [retainerOnly()])).toEqual(['1999-04-06', '1999-05-06', '1999-06-06']);
  });

  it('says what it is for, when it is due and how it came about', () => {
    const [, , third] = owedOn('1999-06-06', [retainerOnly()]).receivables;
    expect(third).toMatchObject({
      id: 'retainer/1999-06-06',
      clause: '2.1',
      description: 'Retainer, 6 June 1999 to 5 July 1999',
      amountMinor: 200_000n,
      currency: 'USD',
      dueOn: '1999-06-20', // 6 June and 14 days
      termsVersion: 1,
    });
    expect(third?.working.map(({ figures }) => figures)).toEqual(['6 June 1999 to 5 July 1999', 'USD 2,000.00']);
  });

  it('is owed in arrears on the last day of its period', () => {
    const arrears = [retainerOnly({ timing: 'in-arrears' })];
    expect(daysOwed('1999-05-04', arrears)).toEqual([]);
    expect(daysOwed('1999-06-05', arrears)).toEqual(['1999-05-05', '1999-06-05']);
  });

  it('counts every period from the anchor, so that a short month does not move the rest', () => {
    const endOfMonth = [retainerOnly({ anchor: '1999-12-31' })];
    expect(daysOwed('2000-05-31', endOfMonth)).toEqual([
      '1999-12-31',
      '2000-01-31',
      '2000-02-29',
      '2000-03-31',
      '2000-04-30',
      '2000-05-31',
    ]);
  });

  it('comes back to the 31st in every long month, twelve months after one 31 January to the next', () => {
    expect(daysOwed('2000-01-31', [retainerOnly({ anchor: '1999-01-31' })]).map((day) => day.slice(5))).toEqual(
      ['01-31', '02-28', '03-31', '04-30', '05-31', '06-30', '07-31', '08-31', '09-30', '10-31', '11-30', '12-31', '01-31'], // prettier-ignore
    );
  });

  it('by the year from 29 February comes once a year, on the 29th alone where there is one', () => {
    expect(daysOwed('2004-12-31', [retainerOnly({ anchor: '2000-02-29', everyMonths: 12 })])).toEqual([
      '2000-02-29',
      '2001-02-28',
      '2002-02-28',
      '2003-02-28',
      '2004-02-29',
    ]);
  });

  it('can run by the quarter', () => {
    expect(daysOwed('2000-01-06', [retainerOnly({ everyMonths: 3 })])).toEqual([
      '1999-04-06',
      '1999-07-06',
      '1999-10-06',
      '2000-01-06',
    ]);
  });

  it('stops after the minimum term where the agreement says so', () => {
    expect(daysOwed('2000-01-01', [retainerOnly({ afterMinimum: 'stops' })])).toHaveLength(3);
  });

  it('goes on after the minimum until the end, with the period that has begun in full', () => {
    const end = [adopted, ended('1999-08-06', '1999-07-20')];
    expect(daysOwed('1999-12-31', [retainerOnly()], end).at(-1)).toBe('1999-08-06');
    const dayBefore = [adopted, ended('1999-08-05', '1999-07-20')];
    expect(daysOwed('1999-12-31', [retainerOnly()], dayBefore).at(-1)).toBe('1999-07-06');
  });

  it('is owed to the end of the minimum term after an early end, each month on its own day', () => {
    const end = [adopted, ended('1999-04-20', '1999-04-20')];
    expect(daysOwed('1999-05-05', [retainerOnly()], end)).toEqual(['1999-04-06']);
    expect(daysOwed('2000-01-01', [retainerOnly()], end)).toEqual(['1999-04-06', '1999-05-06', '1999-06-06']);
  });

  it('takes the last end on record', () => {
    const facts = [adopted, ended('1999-07-20', '1999-07-01'), ended('1999-09-10', '1999-07-15')];
    expect(daysOwed('2000-01-01', [retainerOnly()], facts).at(-1)).toBe('1999-09-06');
  });
});

describe('an amendment', () => {
  const versions = () => [
    aVersion(),
    aVersion({ terms: [aRetainer({ amountMinor: 250_000n }), aFinderFee()] }, 2, '1999-06-01'),
  ];
  const facts = [adopted, termsAdopted(2, '1999-06-01', '1999-08-10')];

  it('counts from the day it takes effect, also backwards', () => {
    const amounts = owedOn('1999-08-10', versions(), facts).receivables.map(({ amountMinor }) => amountMinor);
    expect(amounts).toEqual([200_000n, 200_000n, 250_000n, 250_000n, 250_000n]);
  });

  it('leaves what was owed as known then', () => {
    const before = owedOn('1999-08-10', versions(), facts, 1).receivables.map(({ amountMinor }) => amountMinor);
    expect(before).toEqual([200_000n, 200_000n, 200_000n, 200_000n, 200_000n]);
  });

  it('decides the rate of a fee by the day of the closing', () => {
    const rateTerm = aFinderFee({ rate: share('5%') });
    const lower = aVersion({ terms: [rateTerm] }, 2, '1999-06-16');
    const story = [
      adopted,
      introduced(),
      closed({ closing: 'c1', closedOn: '1999-06-15' }),
      closed({ closing: 'c2', closedOn: '1999-06-16' }),
      termsAdopted(2, '1999-06-16', '1999-07-01'),
    ];
    const fees = owedOn('1999-07-01', [aVersion(), lower], story).receivables.filter(
      ({ kind }) => kind === 'success-fee',
    );
    expect(fees.map(({ id, amountMinor }) => [id, amountMinor])).toEqual([
      ['finders-fee/c1', 2_500_000n],
      ['finders-fee/c2', 1_250_000n],
    ]);
  });
});

describe('owed, as known then', () => {
  const facts = [adopted, introduced(), closed()];

  it('does not count facts with a higher number', () => {
    expect(owedOn('1999-06-15', [aVersion({ terms: [aFinderFee()] })], facts, 2).receivables).toEqual([]);
    expect(owedOn('1999-06-15', [aVersion({ terms: [aFinderFee()] })], facts, 3).receivables).toHaveLength(1);
  });

  it('does not count a closing before its day', () => {
    const early = [adopted, introduced(), closed({ closedOn: '1999-06-15', reportedAt: noon('1999-06-01') })];
    expect(daysOwed('1999-06-14', [aVersion({ terms: [aFinderFee()] })], early)).toEqual([]);
    expect(daysOwed('1999-06-15', [aVersion({ terms: [aFinderFee()] })], early)).toEqual(['1999-06-15']);
  });

  it('reads days in the zone of the contract', () => {
    const utcDay = owed({
      versions: [retainerOnly()],
      facts: recorded(adopted),
      asOf: '1999-05-06T03:59:59.999Z', // still 5 May in New York
      knownSeq: 1,
    });
    expect(utcDay.receivables).toHaveLength(1);
  });

  it('refuses a record without terms', () => {
    expect(() => owedOn('1999-06-15', [aVersion()], [])).toThrow('no terms have been adopted');
  });
});

const at = (on: string, version: TermsVersion, facts: readonly Said[] = [adopted]) =>
  nextAccrual([version], recorded(...facts), noon(on));

describe('nextAccrual', () => {
  it('is the first moment of the next period in the zone of the contract', () => {
    expect(at('1999-04-06', retainerOnly())).toBe('1999-05-06T04:00:00.000Z');
    expect(at('1999-11-20', retainerOnly())).toBe('1999-12-06T05:00:00.000Z'); // winter time
    expect(at('1999-03-01', retainerOnly())).toBe('1999-04-06T04:00:00.000Z');
  });

  it('is never once nothing is to come', () => {
    expect(at('1999-06-06', retainerOnly({ afterMinimum: 'stops' }))).toBeUndefined();
    expect(at('1999-09-01', retainerOnly(), [adopted, ended('1999-07-31', '1999-07-01')])).toBeUndefined();
  });

  it('is a closing that is still to come, when that is sooner', () => {
    const facts = [adopted, closed({ closedOn: '1999-05-01' }, '1999-04-20')];
    expect(at('1999-04-20', retainerOnly(), facts)).toBe('1999-05-01T04:00:00.000Z');
  });

  it('looks a year ahead where periods are years', () => {
    expect(at('1999-04-06', retainerOnly({ everyMonths: 12 }))).toBe('2000-04-06T04:00:00.000Z');
  });
});

it('keeps services and notices out of the money', () => {
  const service = said('ServiceRendered', { clause: '1', renderedOn: '1999-04-07', description: 'x' }, '1999-04-07');
  const notice = { clause: '3.1', noticedOn: '1999-04-08', by: 'client', description: 'y' } as const;
  const facts = [adopted, service, said('IndemnityNoticed', notice, '1999-04-08')];
  expect(owedOn('1999-06-15', [aVersion()], facts)).toEqual(owedOn('1999-06-15', [aVersion()]));
});
