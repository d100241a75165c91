import { describe, expect, it } from 'vitest';
import { owed } from '../../shared/core/owed/owed.ts';
import { aVersion } from '../builders/a-contract.ts';
import {
  closed,
  corrected,
  ended,
  introduced,
  noon,
  recorded,
  ruled,
  STRANGER,
  termsAdopted,
  type Said,
} from '../builders/facts.ts';

const doubtful = { name: 'Mary Cole', firm: 'Harbor Ridge Growth Fund', crmIds: ['crm-2'], emails: [] };

function feesOn(on: string, ...facts: readonly Said[]) {
  const due = owed({
    versions: [aVersion()],
    facts: recorded(termsAdopted(), ...facts),
    asOf: noon(on),
    knownSeq: facts.length + 1,
  });
  const fees = due.receivables.filter(({ kind }) => kind === 'success-fee').map(({ amountMinor }) => amountMinor);
  return { fees, waiting: due.waiting, held: due.held };
}

describe("a person's ruling", () => {
  const ruling = [introduced(), closed({ investor: doubtful }), ruled('intro-0001', '1999-06-16')];

  it('stands when only the amount is corrected', () => {
    const { fees } = feesOn(
      '1999-06-20',
      ...ruling,
      corrected({ investor: doubtful, amountMinor: 100n }, '1999-06-18'),
    );
    expect(fees).toEqual([10n]);
  });

  it('is asked for again when the closing turns out to be by another investor, and nothing moves meanwhile', () => {
    const { fees, waiting, held } = feesOn('1999-06-20', ...ruling, corrected({ investor: STRANGER }, '1999-06-18'));
    expect(fees).toEqual([]);
    expect(held).toEqual(['finders-fee/closing-0001']);
    expect(waiting).toMatchObject([{ kind: 'attribution', answers: ['intro-0001', 'nobody'] }]);
    expect(waiting[0]?.why).toContain('decided by Eugene Chiaramonte');
  });

  it('given anew ends the question', () => {
    const story = [...ruling, corrected({ investor: STRANGER }, '1999-06-18'), ruled(null, '1999-06-19')];
    expect(feesOn('1999-06-20', ...story)).toMatchObject({ fees: [0n], waiting: [] });
  });
});

describe('an introduction proves nothing by itself', () => {
  it('for a closing from before the agreement', () => {
    const early = introduced(undefined, { on: '1999-03-01', recordedOn: '1999-04-06' });
    const { fees, waiting } = feesOn(
      '1999-04-20',
      early,
      closed({ closedOn: '1999-04-01', reportedAt: noon('1999-04-20') }),
    );
    expect(fees).toEqual([]);
    expect(waiting).toMatchObject([{ kind: 'attribution', answers: ['intro-0001', 'nobody'] }]);
  });

  it('when it was made after the agreement had ended', () => {
    const story = [
      ended('1999-05-31', '1999-05-10'),
      introduced(undefined, { on: '1999-06-01', recordedOn: '1999-06-02' }),
      closed(),
    ];
    expect(feesOn('1999-06-20', ...story)).toMatchObject({ fees: [], waiting: [{ kind: 'attribution' }] });
  });

  it('but does so after the end when it was made before it', () => {
    expect(feesOn('1999-06-20', introduced(), ended('1999-05-31', '1999-05-10'), closed()).fees).toEqual([2_500_000n]);
  });

  it('and a person may still rule that it earns', () => {
    const early = introduced(undefined, { on: '1999-03-01', recordedOn: '1999-04-06' });
    const before = closed({ closedOn: '1999-04-01', reportedAt: noon('1999-04-20') });
    expect(feesOn('1999-04-22', early, before, ruled('intro-0001', '1999-04-21')).fees).toEqual([2_500_000n]);
  });
});
