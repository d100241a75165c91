import { describe, expect, it } from 'vitest';
import { adopted } from '../../../shared/core/owed/adopted.ts';
import { contextOf } from '../../../shared/core/owed/owed.ts';
import { owed } from '../../../shared/core/owed/owed.ts';
import { aVersion } from '../../builders/a-contract.ts';
import { aNote, ruledOn, seen } from '../../builders/an-invoice-seen.ts';
import { noon, recorded, termsAdopted, type Said } from '../../builders/facts.ts';

const RETAINER = 'retainer/1999-04-06';

function facts(...given: readonly Said[]) {
  const ofRetainer = given.map((fact) =>
    'posting' in fact.data ? { ...fact, data: { ...fact.data, posting: `${RETAINER}#1` } } : fact,
  );
  return recorded(termsAdopted(), ...ofRetainer);
}

/** Id and amount of what is adopted of the retainer of April, as of a day. */
function taken(asOf: string, ...given: readonly Said[]): [string, bigint][] {
  const input = { versions: [aVersion()], facts: facts(...given), asOf: noon(asOf), knownSeq: 99 };
  return owed(input)
    .receivables.filter(({ id }) => id.startsWith('adopted/'))
    .map(({ id, amountMinor }) => [id, amountMinor]);
}

const voided = ruledOn('1999-05-02', 'void', 'adopt', 200_000n);
const credited = ruledOn('1999-05-02', 'credit/cn_1', 'adopt', 30_000n);

describe('what a person adopted', () => {
  it('is a receivable below zero on the day of the word, and nothing before it', () => {
    expect(taken('1999-05-01', voided)).toEqual([]);
    expect(taken('1999-05-02', voided)).toEqual([['adopted/in_1/void', -200_000n]]);
  });

  it('has the clause and the term of what it is on, and says who adopted what, and why', () => {
    const input = { versions: [aVersion()], facts: facts(credited), asOf: noon('1999-05-03'), knownSeq: 99 };
    const found = owed(input).receivables.find(({ id }) => id === 'adopted/in_1/credit/cn_1');
    expect(found).toMatchObject({
      kind: 'refund',
      termId: 'retainer',
      clause: '2.1',
      refundOf: RETAINER,
      accruesOn: '1999-05-02',
      dueOn: '1999-05-02',
      factIds: ['InvoiceRuled-2'],
      description: 'Credit note cn_1 at Stripe by hand, on Retainer, 6 April 1999 to 5 May 1999',
      working: [
        {
          clause: '2.1',
          what: 'Credit note cn_1 at Stripe by hand; adopted by Eugene Chiaramonte: agreed',
          figures: 'USD −300.00',
        },
      ],
    });
  });

  it('says of a void invoice that it was made void', () => {
    const input = { versions: [aVersion()], facts: facts(voided), asOf: noon('1999-05-03'), knownSeq: 99 };
    const found = owed(input).receivables.find(({ id }) => id === 'adopted/in_1/void');
    expect(found?.description).toMatch(/^Invoice in_1 made void at Stripe by hand, on /);
  });

  it('of a void invoice is never more than is left of the receivable', () => {
    const more = ruledOn('1999-05-02', 'void', 'adopt', 900_000n);
    expect(taken('1999-05-03', more)).toEqual([['adopted/in_1/void', -200_000n]]);
    const less = ruledOn('1999-05-02', 'void', 'adopt', 50_000n);
    expect(taken('1999-05-03', less)).toEqual([['adopted/in_1/void', -50_000n]]);
    const tooMuch = ruledOn('1999-05-02', 'credit/cn_1', 'adopt', 250_000n);
    expect(taken('1999-05-03', tooMuch, more)).toEqual([
      ['adopted/in_1/credit/cn_1', -250_000n],
      ['adopted/in_1/void', 0n],
    ]);
    expect(taken('1999-05-03', credited, voided)).toEqual([
      ['adopted/in_1/credit/cn_1', -30_000n],
      ['adopted/in_1/void', -170_000n],
    ]);
  });

  it('of a credit note is nothing once it was made void', () => {
    const look = (status: 'issued' | 'void') =>
      seen('1999-05-03', { creditNotes: [aNote('cn_1', 30_000n, { status })] });
    expect(taken('1999-05-04', credited, look('issued'))).toEqual([['adopted/in_1/credit/cn_1', -30_000n]]);
    expect(taken('1999-05-04', credited, look('void'))).toEqual([['adopted/in_1/credit/cn_1', 0n]]);
    const other = seen('1999-05-03', { creditNotes: [aNote('cn_9', 1n, { status: 'void' })] });
    expect(taken('1999-05-04', credited, other)).toEqual([['adopted/in_1/credit/cn_1', -30_000n]]);
  });

  it('has other inputs when it takes off another amount, so that the books may follow', () => {
    const hashes = (['issued', 'void'] as const).map((status) => {
      const look = seen('1999-05-03', { creditNotes: [aNote('cn_1', 30_000n, { status })] });
      const input = { versions: [aVersion()], facts: facts(credited, look), asOf: noon('1999-05-04'), knownSeq: 99 };
      return owed(input).receivables.find(({ id }) => id.startsWith('adopted/'))?.inputsHash;
    });
    expect(new Set(hashes).size).toBe(2);
  });

  it('is nothing by another ruling, nor on what is not owed', () => {
    expect(taken('1999-05-03', ruledOn('1999-05-02', 'void', 'reissue', 200_000n))).toEqual([]);
    const context = contextOf({ versions: [aVersion()], facts: facts(voided), asOf: noon('1999-05-03'), knownSeq: 99 });
    expect(adopted([], context)).toEqual([]);
  });

  it('of a tax is held for the same tax office', () => {
    const context = contextOf({ versions: [aVersion()], facts: facts(voided), asOf: noon('1999-05-03'), knownSeq: 99 });
    const [retainer] = owed({
      versions: [aVersion()],
      facts: facts(),
      asOf: noon('1999-05-03'),
      knownSeq: 99,
    }).receivables;
    if (retainer === undefined) throw new Error('There is no retainer.');
    expect(adopted([{ ...retainer, kind: 'tax' }], context)).toMatchObject([{ kind: 'tax' }]);
  });
});
