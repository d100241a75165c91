import { describe, expect, it } from 'vitest';
import { disputeQuestions } from '../../../shared/core/disputes/dispute-questions.ts';
import { disputedMinor, disputesOf, isOpenOn } from '../../../shared/core/disputes/disputes.ts';
import { ruled } from '../../../shared/core/disputes/ruled.ts';
import type { Fact } from '../../../shared/core/facts/fact.ts';
import type { Receivable } from '../../../shared/core/owed/receivable.ts';
import { theTerms } from '../../builders/a-contract.ts';
import { disputed, disputeRuled, withdrawn } from '../../builders/dispute-words.ts';
import { recorded, termsAdopted, type Said } from '../../builders/facts.ts';
import { aPosting } from '../../builders/store-records.ts';

const FIRST = 'retainer/1999-04-06';
const ruling = { how: 'ruled', by: 'Ruth Calder', reason: 'half of it was done' };

/** The retainer of 2,000.00. */
const retainer: Receivable = { ...aPosting(1), id: FIRST, amountMinor: 200_000n, factIds: ['terms/1'], working: [] };

const elsewhere = (dispute: Said<'LineDisputed'>, receivable: string): Said<'LineDisputed'> => ({
  ...dispute,
  data: { ...dispute.data, receivable },
});

describe('the disputes on record', () => {
  it('are told with who, when and how much, and how each ended', () => {
    const facts = recorded(
      disputed({ on: '1999-04-10', amountMinor: 50_000n }),
      disputed({ id: 'd2', on: '1999-04-11', amountMinor: 70_000n, party: 'consultant' }),
      disputeRuled({ on: '1999-04-15', upheldMinor: 30_000n }),
    );
    expect(disputesOf(facts)).toEqual([
      {
        id: 'd1',
        receivable: FIRST,
        party: 'client',
        amountMinor: 50_000n,
        disputedOn: '1999-04-10',
        by: 'Eugene Chiaramonte',
        reason: 'No release was drafted.',
        end: { ...ruling, on: '1999-04-15', upheldMinor: 30_000n },
        factIds: ['LineDisputed-1', 'DisputeRuled-3'],
      },
      {
        id: 'd2',
        receivable: FIRST,
        party: 'consultant',
        amountMinor: 70_000n,
        disputedOn: '1999-04-11',
        by: 'Patrick M. Rost',
        reason: 'No release was drafted.',
        factIds: ['LineDisputed-2'],
      },
    ]);
  });

  it('are never upheld for more than is disputed, to the cent', () => {
    const upheld = (upheldMinor: bigint) =>
      disputesOf(
        recorded(disputed({ on: '1999-04-10', amountMinor: 50_000n }), disputeRuled({ on: '1999-04-15', upheldMinor })),
      )[0]?.end?.upheldMinor;
    expect([49_999n, 50_000n, 50_001n].map(upheld)).toEqual([49_999n, 50_000n, 50_000n]);
  });

  it('are ended by what comes first of a ruling and a withdrawal, each of its own dispute', () => {
    const open = disputed({ on: '1999-04-10', amountMinor: 50_000n });
    const other = disputeRuled({ id: 'd2', on: '1999-04-11', upheldMinor: 1n });
    const over = disputeRuled({ on: '1999-04-15', upheldMinor: 1n });
    const taken = withdrawn('1999-04-14');
    const endOf = (...said: readonly Said[]) => disputesOf(recorded(open, other, ...said))[0]?.end;
    expect(endOf()).toBeUndefined();
    expect(endOf(taken, over)).toEqual({
      on: '1999-04-14',
      how: 'withdrawn',
      upheldMinor: 0n,
      by: 'Eugene Chiaramonte',
      reason: 'found it',
    });
    expect(endOf(over, taken)).toEqual({ ...ruling, on: '1999-04-15', upheldMinor: 1n });
  });

  it('are worked out once, and again when more is on record', () => {
    const facts: Fact[] = recorded(disputed({ on: '1999-04-10', amountMinor: 50_000n }));
    const before = disputesOf(facts);
    expect(disputesOf(facts)).toBe(before);
    facts.push(...recorded(termsAdopted(), withdrawn('1999-04-14')).slice(1));
    expect(disputesOf(facts)).toMatchObject([{ end: { how: 'withdrawn' } }]);
  });

  it('are open from their day until the day before they end', () => {
    const [dispute] = disputesOf(recorded(disputed({ on: '1999-04-10', amountMinor: 1n }), withdrawn('1999-04-14')));
    const [open] = disputesOf(recorded(disputed({ on: '1999-04-10', amountMinor: 1n })));
    const days = ['1999-04-09', '1999-04-10', '1999-04-13', '1999-04-14'];
    expect(days.map((on) => dispute && isOpenOn(dispute, on))).toEqual([false, true, true, false]);
    expect(days.map((on) => open && isOpenOn(open, on))).toEqual([false, true, true, true]);
  });
});

describe('how much is disputed of a receivable', () => {
  it('is what the client disputes of it, of all that is open on the day', () => {
    const facts = recorded(
      disputed({ id: 'a', on: '1999-04-10', amountMinor: 500n }),
      disputed({ id: 'b', on: '1999-04-12', amountMinor: 30n }),
      disputed({ id: 'c', on: '1999-04-10', amountMinor: 7n, party: 'consultant' }),
      elsewhere(disputed({ id: 'd', on: '1999-04-10', amountMinor: 9n }), 'retainer/1999-05-06'),
      withdrawn('1999-04-20', 'a'),
    );
    const days = ['1999-04-09', '1999-04-11', '1999-04-12', '1999-04-20'];
    expect(days.map((on) => disputedMinor(facts, FIRST, on))).toEqual([0n, 500n, 530n, 30n]);
    expect(disputedMinor(facts, 'retainer/1999-05-06', '1999-04-11')).toBe(9n);
  });
});

describe('a receivable after the rulings on it', () => {
  const after = (on: string, ...said: readonly Said[]) => ruled(retainer, recorded(...said), on);
  const open = disputed({ on: '1999-04-10', amountMinor: 50_000n });
  const upheld = disputeRuled({ on: '1999-04-15', upheldMinor: 30_000n });

  it('is less by what the client was right about, with the ruling in its working and its facts', () => {
    expect(after('1999-04-15', open, upheld)).toEqual({
      ...retainer,
      amountMinor: 170_000n,
      working: [
        {
          clause: '2.1',
          what: 'Disputed by the client on 10 April 1999; Ruth Calder ruled on 15 April 1999: half of it was done',
          figures: 'USD 2,000.00 − USD 300.00 = USD 1,700.00',
        },
      ],
      factIds: ['terms/1', 'LineDisputed-1', 'DisputeRuled-2'],
      inputsHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('is more by what the consultant was right about', () => {
    const his = disputed({ on: '1999-04-10', amountMinor: 50_000n, party: 'consultant' });
    const more = after('1999-04-15', his, upheld);
    expect(more.amountMinor).toBe(230_000n);
    expect(more.working.map(({ figures }) => figures)).toEqual(['USD 2,000.00 + USD 300.00 = USD 2,300.00']);
    expect(more.inputsHash).not.toBe(after('1999-04-15', open, upheld).inputsHash);
  });

  it('is as it was before the day of the ruling, where it is rejected, and where it is of another', () => {
    expect(after('1999-04-14', open, upheld)).toBe(retainer);
    expect(after('1999-04-15', open)).toBe(retainer);
    expect(after('1999-04-15', open, disputeRuled({ on: '1999-04-15', upheldMinor: 0n }))).toBe(retainer);
    expect(after('1999-04-15', open, withdrawn('1999-04-12'))).toBe(retainer);
    expect(after('1999-04-15', elsewhere(open, 'retainer/1999-05-06'), upheld)).toBe(retainer);
  });

  it('is ruled on again from what was left, and never below zero', () => {
    const second = disputed({ id: 'd2', on: '1999-04-11', amountMinor: 190_000n });
    const rest = disputeRuled({ id: 'd2', on: '1999-04-16', upheldMinor: 190_000n });
    const both = after('1999-04-16', open, second, upheld, rest);
    expect(both.working.map(({ figures }) => figures)).toEqual([
      'USD 2,000.00 − USD 300.00 = USD 1,700.00',
      'USD 1,700.00 − USD 1,900.00 = USD 0.00',
    ]);
    expect(both.factIds).toHaveLength(5);
    const exact = disputeRuled({ id: 'd2', on: '1999-04-16', upheldMinor: 170_000n });
    expect(after('1999-04-16', open, second, upheld, exact).amountMinor).toBe(0n);
  });
});

describe('an open dispute', () => {
  const asked = (receivables: readonly Receivable[], dispute: Said, changes: Parameters<typeof theTerms>[0] = {}) =>
    disputeQuestions(receivables, {
      facts: recorded(dispute),
      asOfOn: '1999-04-11',
      terms: theTerms(changes),
    });

  it('is asked about with the receivable, the reason and the working', () => {
    const working = [{ clause: '2.1', what: 'The fixed amount', figures: 'EUR 2,000.00' }];
    const euros = { ...retainer, currency: 'EUR', working };
    const his = disputed({ on: '1999-04-10', amountMinor: 50_000n, party: 'consultant' });
    expect(asked([{ ...retainer, id: 'other' }, euros], his)).toEqual([
      {
        id: 'dispute/d1',
        kind: 'dispute',
        clause: '2.1',
        what: 'Retainer, 6 April 1999 to 5 May 1999: the consultant says that EUR 500.00 more is owed.',
        why: 'Patrick M. Rost says: “No release was drafted.” The file sets no deadline for a ruling. The rest stays due.',
        answers: ['uphold', 'reject'],
        evidence: ['The fixed amount: EUR 2,000.00'],
        since: '1999-04-10',
      },
    ]);
  });

  it('is asked about by the words of the file where the receivable is not there', () => {
    const mine = disputed({ on: '1999-04-10', amountMinor: 50_000n });
    const bare = { what: `${FIRST}: the client says that USD 500.00 of it is not owed.`, evidence: [] };
    expect(asked([], mine)).toMatchObject([{ ...bare, clause: '' }]);
    expect(asked([], mine, { disputes: { clause: '9', ruledBy: [] } })).toMatchObject([{ ...bare, clause: '9' }]);
  });

  it('is no question before its day, nor once it has ended', () => {
    expect(asked([retainer], disputed({ on: '1999-04-12', amountMinor: 1n }))).toEqual([]);
    const facts = recorded(disputed({ on: '1999-04-10', amountMinor: 1n }), withdrawn('1999-04-11'));
    expect(disputeQuestions([retainer], { facts, asOfOn: '1999-04-11', terms: theTerms() })).toEqual([]);
  });
});
