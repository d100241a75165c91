import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../shared/core/errors.ts';
import { entryOfMovement, entryOfPosting } from '../../../shared/core/ledger/entries.ts';
import type { Posting } from '../../../shared/core/ledger/posting.ts';
import type { NonCash, NotOwed, Receivable } from '../../../shared/core/owed/receivable.ts';
import { composeStatement, type StatementInput } from '../../../shared/core/statement/compose-statement.ts';
import { outstanding } from '../../../shared/core/statement/outstanding.ts';
import { aVersion } from '../../builders/a-contract.ts';
import { noon, recorded, said, termsAdopted } from '../../builders/facts.ts';
import { aPosting, NOON } from '../../builders/store-records.ts';

/** The first statement of the 1999 agreement, from 6 to 30 April, of nothing but what is given. */
function april(changes: Partial<StatementInput> = {}) {
  return composeStatement({
    versions: [aVersion()],
    facts: recorded(termsAdopted()),
    postings: [],
    entries: [],
    waiting: [],
    notOwed: [],
    nonCash: [],
    toOthers: [],
    previous: undefined,
    sealedEntries: 0,
    sealedAt: noon('1999-05-01'),
    ...changes,
  });
}

const retainer: Posting = { ...aPosting(1), amountMinor: 200_000n };
const entryOn = (effectiveOn: string, number: number, posting: Posting = retainer) =>
  entryOfPosting({ ...posting, effectiveOn }, number, NOON);

describe('what a statement takes of its period', () => {
  it('is every entry by its last day, in the order of days and numbers', () => {
    const entries = [
      entryOn('1999-04-30', 2),
      entryOn('1999-04-10', 3),
      entryOn('1999-04-30', 1),
      entryOn('1999-04-20', 4),
    ];
    const of = (given: typeof entries) =>
      april({ entries: given, postings: [retainer] }).lines.map(({ entry }) => entry);
    expect(of(entries)).toEqual([3, 4, 1, 2]);
    expect(of(entries.toReversed())).toEqual([3, 4, 1, 2]);
  });

  it('is no entry of a later one, and none that the last statement did not close with: a fault that names it', () => {
    const faultOf = (changes: Partial<StatementInput>) => {
      try {
        return april(changes);
      } catch (error) {
        return error instanceof InvariantError ? error.details : error;
      }
    };
    expect(faultOf({ entries: [entryOn('1999-05-01', 7)] })).toMatchObject({ entry: 7 });
    expect(faultOf({ entries: [entryOn('1999-04-10', 1)], sealedEntries: 1 })).toMatchObject({
      statement: '1999-04-30',
    });
  });

  it('is a correction with what it corrects and its working, which a plain retainer goes without', () => {
    const more: Posting = {
      ...retainer,
      id: 'retainer/1999-04-06#2',
      revision: 2,
      amountMinor: 5n,
      corrects: retainer.id,
    };
    const entries = [entryOn('1999-04-06', 1), entryOn('1999-04-20', 2, more)];
    const { lines } = april({ entries, postings: [retainer, more] });
    expect(lines[0]).toMatchObject({ kind: 'charge', dueOn: retainer.dueOn });
    expect(lines[0]).not.toHaveProperty('working');
    expect(lines[1]).toMatchObject({ kind: 'correction', working: more.working, dueOn: more.dueOn });
  });

  it('is what was rendered and put on record by its last day, the later of the two', () => {
    const rendered = (renderedOn: string, on: string, link?: string) =>
      said(
        'ServiceRendered',
        { clause: '1', renderedOn, description: on, ...(link === undefined ? {} : { link }) },
        on,
      );
    const facts = recorded(
      termsAdopted(),
      rendered('1999-04-06', '1999-04-06'),
      rendered('1999-04-05', '1999-04-30', 'https://www.example.com/a'),
      rendered('1999-04-10', '1999-05-01'),
      rendered('1999-05-01', '1999-04-20'),
      rendered('1999-04-05', '1999-04-05'),
      rendered('1999-04-30', '1999-04-20'),
    );
    expect(april({ facts }).services).toStrictEqual([
      { renderedOn: '1999-04-06', description: '1999-04-06' },
      { renderedOn: '1999-04-05', description: '1999-04-30', link: 'https://www.example.com/a' },
      { renderedOn: '1999-04-30', description: '1999-04-20' },
    ]);
  });

  it('is what became known in it to earn nothing', () => {
    const gone = (knownOn: string): NotOwed => ({
      closing: knownOn,
      clause: '2.2',
      closedOn: '1999-04-01',
      knownOn,
      investorName: knownOn,
      amountMinor: 5n,
      currency: 'USD',
      why: 'nobody introduced it',
    });
    const notOwed = ['1999-04-05', '1999-04-06', '1999-04-30', '1999-05-01'].map(gone);
    expect(april({ notOwed }).notOwed).toEqual(
      ['1999-04-06', '1999-04-30'].map((investor) => ({
        closedOn: '1999-04-01',
        investor,
        fundingMinor: 5n,
        currency: 'USD',
        clause: '2.2',
        why: 'nobody introduced it',
      })),
    );
  });
});

describe('what is owed beside the money that is billed', () => {
  const about = { clause: '3', description: 'Warrants', currency: 'USD' };
  const units = (accruesOn: string, changes: Partial<NonCash> = {}): NonCash => ({
    ...about,
    id: 'stock/1',
    termId: 'stock',
    accruesOn,
    dueOn: accruesOn,
    unit: 'warrants',
    working: [],
    termsVersion: 1,
    factIds: [],
    inputsHash: 'x',
    ...changes,
  });
  const { payee: _, ...agent }: Receivable = { ...retainer, ...about, id: 'agent/1', amountMinor: 7n };

  it('is on every statement from the day on which it accrues, with what is known of it', () => {
    const all = { quantity: '5', valueMinor: 9n, note: 'strike 1.00', payee: 'Agent' };
    const { nonCash } = april({ nonCash: [units('1999-04-30', all), units('1999-04-01'), units('1999-05-01')] });
    expect(nonCash).toStrictEqual([
      { ...about, accruesOn: '1999-04-30', unit: 'warrants', ...all },
      { ...about, accruesOn: '1999-04-01', unit: 'warrants' },
    ]);
    expect(april({ nonCash: [units('1999-05-01')] })).not.toHaveProperty('nonCash');
  });

  it('is what others get, by its last day', () => {
    const toOthers = ['1999-04-30', '1999-05-01'].map((accruesOn) => ({ ...agent, accruesOn, payee: 'Agent' }));
    expect(april({ toOthers }).toOthers).toEqual([
      { ...about, accruesOn: '1999-04-30', amountMinor: 7n, payee: 'Agent' },
    ]);
    expect(april({ toOthers: toOthers.slice(1) })).not.toHaveProperty('toOthers');
  });
});

describe('what is outstanding', () => {
  const credited = (amountMinor: bigint) =>
    entryOfMovement(
      {
        cause: 'x#1',
        kind: 'credit',
        account: 'client-credit',
        what: 'Credit',
        posting: retainer,
        amountMinor,
        on: '1999-04-20',
      },
      2,
      NOON,
    );
  const rows = (postings: readonly Posting[], ...entries: Parameters<typeof outstanding>[1]) =>
    outstanding(postings, entries, '1999-04-30');

  it('has the client’s credit apart, due on the day and never overdue', () => {
    const credit = { receivable: 'client-credit', clause: '', dueOn: '1999-04-30', overdue: false };
    const [bill, given, ...none] = rows([retainer], entryOn('1999-04-06', 1), credited(-500n));
    expect(bill).toMatchObject({ outstandingMinor: 200_500n });
    expect(given).toEqual({
      ...credit,
      outstandingMinor: -500n,
      description: expect.stringMatching(/^Credit of the client/),
    });
    expect(none).toEqual([]);
    const [, carried] = rows([retainer], entryOn('1999-04-06', 1), credited(300n));
    expect(carried).toEqual({ ...credit, outstandingMinor: 300n, description: expect.stringMatching(/^Too little/) });
    expect(rows([retainer], entryOn('1999-04-06', 1))).toHaveLength(1);
  });

  it('of a refund is that of what it gives a part of back', () => {
    const refund: Posting = {
      ...retainer,
      id: 'back/x#1',
      receivableId: 'back/x',
      amountMinor: -50_000n,
      corrects: retainer.id,
    };
    expect(rows([retainer, refund], entryOn('1999-04-06', 1), entryOn('1999-04-20', 2, refund))).toMatchObject([
      { receivable: 'retainer/1999-04-06', outstandingMinor: 150_000n, overdue: true },
    ]);
  });
});
