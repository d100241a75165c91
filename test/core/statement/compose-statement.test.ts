import { describe, expect, it } from 'vitest';
import { composeStatement } from '../../../shared/core/statement/compose-statement.ts';
import { endOfPeriod, nextStatementEnd } from '../../../shared/core/statement/period.ts';
import type { Statement } from '../../../shared/core/statement/statement.ts';
import { tallyCode } from '../../../shared/core/statement/tally-code.ts';
import { aRetainer, aVersion } from '../../builders/a-contract.ts';
import { aStatement } from '../../builders/a-statement.ts';
import {
  closed,
  corrected,
  introduced,
  noon,
  paid,
  recorded,
  said,
  STRANGER,
  termsAdopted,
} from '../../builders/facts.ts';
import { emptyBooks, settledOn, settlementOn, type Books } from '../../builders/settled.ts';

const FIRST = 'retainer/1999-04-06#1';
const FEE = 'finders-fee/closing-0001#1';

function sealed(books: Books, on: string, previous?: Statement, sealedEntries = 0): Statement {
  const { waiting, notOwed, nonCash, toOthers } = settlementOn(books, on);
  const facts = recorded(...books.facts);
  const beside = { waiting, notOwed, nonCash, toOthers };
  return composeStatement({ ...books, facts, ...beside, previous, sealedEntries, sealedAt: noon(on) });
}

/** Made anew by each test that looks at them. April: the first retainer. May: its payment, a second retainer, a fee of 25,000.00 on a closing of 15 May. */
const april = () => settledOn(emptyBooks([termsAdopted(), introduced()]), '1999-04-30');
const may = () =>
  settledOn(april(), '1999-05-31', paid(FIRST, 200_000n, '1999-05-04'), closed({ closedOn: '1999-05-15' }));
const aprilStatement = () => sealed(april(), '1999-04-30');
const mayStatement = () => sealed(may(), '1999-05-31', aprilStatement(), 1);

describe('the first statement', () => {
  it('runs from the date of the agreement to the end of its month, and opens at zero', () => {
    expect(aprilStatement()).toMatchObject({
      id: '1999-04-30',
      number: 1,
      period: { from: '1999-04-06', to: '1999-04-30' },
      openingBalanceMinor: 0n,
      closingBalanceMinor: 200_000n,
    });
    expect(aprilStatement()).not.toHaveProperty('previousTallyCode');
  });

  it('says what is due when, and that it is overdue the day after', () => {
    expect(aprilStatement().due).toMatchObject([{ dueOn: '1999-04-20', outstandingMinor: 200_000n, overdue: true }]);
    expect(aprilStatement().lines).toMatchObject([{ kind: 'charge', dueOn: '1999-04-20', earlierPeriod: false }]);
  });

  it('calls nothing overdue that is due on its last day', () => {
    const patient = [aVersion({ terms: [aRetainer({ dueDays: 24 })] })]; // 6 April and 24 days is 30 April
    const books = settledOn(emptyBooks([termsAdopted()], patient), '1999-04-30');
    expect(sealed(books, '1999-04-30').due).toMatchObject([{ dueOn: '1999-04-30', overdue: false }]);
  });
});

describe('a later statement', () => {
  it('opens where the one before closed, and names its code', () => {
    expect(mayStatement()).toMatchObject({
      number: 2,
      period: { from: '1999-05-01', to: '1999-05-31' },
      openingBalanceMinor: 200_000n,
      closingBalanceMinor: 2_700_000n, // 2,000 - 2,000 + 2,000 + 25,000 in cents
      previousTallyCode: aprilStatement().tallyCode,
    });
  });

  it('lists its entries by day with the balance that each leaves', () => {
    expect(
      mayStatement().lines.map(({ effectiveOn, amountMinor, balanceMinor }) => [
        effectiveOn,
        amountMinor,
        balanceMinor,
      ]),
    ).toEqual([
      ['1999-05-04', -200_000n, 0n],
      ['1999-05-06', 200_000n, 200_000n],
      ['1999-05-15', 2_500_000n, 2_700_000n],
    ]);
    expect(mayStatement().lines.map(({ kind }) => kind)).toEqual(['payment', 'charge', 'charge']);
  });

  it('prints the working under the fee and not under a retainer', () => {
    expect(mayStatement().lines[1]).not.toHaveProperty('working');
    expect(mayStatement().lines[2]?.working?.at(-1)?.figures).toBe('USD 25,000.00');
  });

  it('shows entries of an earlier period as adjustments, with what they correct', () => {
    const june = settledOn(
      may(),
      '1999-06-30',
      paid(FEE, 2_500_000n, '1999-05-30'),
      corrected({ closedOn: '1999-05-15', amountMinor: 24_000_000n }, '1999-06-10'),
    );
    const { lines } = sealed(june, '1999-06-30', mayStatement(), 4);
    expect(lines.map(({ kind, effectiveOn, earlierPeriod }) => [kind, effectiveOn, earlierPeriod])).toEqual([
      ['payment', '1999-05-30', true],
      ['charge', '1999-06-06', false],
      ['correction', '1999-06-10', false],
    ]);
    expect(lines[2]).toMatchObject({
      amountMinor: -100_000n,
      corrects: expect.stringMatching(/^Finder's fee, .* \(finders-fee\/closing-0001#1\)$/),
      working: { length: 5 },
    });
    expect(lines[2]).not.toHaveProperty('dueOn');
  });
});

const dueIn = (books: Books, on: string) =>
  sealed(books, on, mayStatement(), 4).due.find(({ clause }) => clause === '2.2');

describe('what is due', () => {
  it('is netted over the postings of one receivable', () => {
    const less = settledOn(
      may(),
      '1999-06-30',
      corrected({ closedOn: '1999-05-15', amountMinor: 24_000_000n }, '1999-06-10'),
    );
    expect(dueIn(less, '1999-06-30')).toMatchObject({
      outstandingMinor: 2_400_000n,
      dueOn: '1999-05-29',
      overdue: true,
    });
  });

  it('of a paid fee that was corrected up is due when the correction is', () => {
    const up = corrected({ closedOn: '1999-05-15', amountMinor: 26_000_000n }, '1999-06-20');
    const more = settledOn(may(), '1999-06-30', paid(FEE, 2_500_000n, '1999-05-30'), up);
    expect(dueIn(more, '1999-06-30')).toMatchObject({
      outstandingMinor: 100_000n,
      dueOn: '1999-07-04',
      overdue: false,
    });
  });

  it('is below zero, and never overdue, when a paid fee was corrected down', () => {
    const down = corrected({ closedOn: '1999-05-15', amountMinor: 24_000_000n }, '1999-06-20');
    const less = settledOn(may(), '1999-06-30', paid(FEE, 2_500_000n, '1999-05-30'), down);
    expect(dueIn(less, '1999-06-30')).toMatchObject({ outstandingMinor: -100_000n, overdue: false });
  });

  it('leaves out what is paid', () => {
    const all = settledOn(may(), '1999-06-30', paid(FEE, 2_500_000n, '1999-06-01'));
    expect(dueIn(all, '1999-06-30')).toBeUndefined();
  });
});

const service = (on: string) => said('ServiceRendered', { clause: '1', renderedOn: on, description: `on ${on}` }, on);

describe('what is on record', () => {
  const stranger = () => closed({ closing: 'c2', closedOn: '1999-05-20', investor: STRANGER });
  const doubtful = () =>
    closed({
      closing: 'c3',
      closedOn: '1999-05-21',
      investor: { name: 'Harbor Ridge', crmIds: [], emails: [] },
    });
  const books = () =>
    settledOn(april(), '1999-05-31', service('1999-04-20'), service('1999-05-03'), stranger(), doubtful());
  const statement = () => sealed(books(), '1999-05-31', aprilStatement(), 1);

  it('lists introductions recorded by its end, with both days', () => {
    expect(statement().introductions).toEqual([
      {
        id: 'intro-0001',
        investor: 'Dana Whitfield, Harbor Ridge Capital',
        introducedOn: '1999-04-20',
        recordedOn: '1999-04-21',
        how: 'a meeting in Wayne',
        earns: 'without end',
      },
    ]);
  });

  it('lists the closings that earn nothing, and why', () => {
    expect(statement().notOwed).toMatchObject([
      { investor: 'Sam Okafor, Juniper Partners', fundingMinor: 25_000_000n },
    ]);
    expect(sealed(settledOn(books(), '1999-06-30'), '1999-06-30', statement(), books().entries.length).notOwed).toEqual(
      [],
    );
  });

  it('lists what waits for a decision', () => {
    expect(statement().awaitingDecision).toMatchObject([
      { clause: '2.2', why: expect.stringContaining('looks alike') },
    ]);
  });

  it('lists the services of its period alone', () => {
    expect(statement().services).toEqual([{ renderedOn: '1999-05-03', description: 'on 1999-05-03' }]);
  });
});

describe('a statement is refused', () => {
  it('when the books do not open where the last one closed', () => {
    const wrong = { ...aprilStatement(), closingBalanceMinor: 199_999n };
    expect(() => sealed(may(), '1999-05-31', wrong, 1)).toThrow('do not open where the last statement closed');
    expect(() => sealed(may(), '1999-05-31', aprilStatement(), 0)).toThrow(
      'do not open where the last statement closed',
    );
  });

  it('when an entry of a later period was booked before it', () => {
    expect(() => sealed(may(), '1999-05-31')).toThrow('an entry of a later period was booked');
  });
});

describe('periods', () => {
  it('are calendar months, the first from the date of the agreement', () => {
    expect(nextStatementEnd('1999-04-06', undefined)).toBe('1999-04-30');
    expect(nextStatementEnd('1999-04-06', '1999-04-30')).toBe('1999-05-31');
    expect(nextStatementEnd('1999-04-30', undefined)).toBe('1999-04-30');
    expect(nextStatementEnd('1999-04-06', '2000-01-31')).toBe('2000-02-29');
  });

  it('are over at midnight in the zone of the contract', () => {
    expect(endOfPeriod('1999-04-30', 'America/New_York')).toBe('1999-05-01T04:00:00.000Z');
  });
});

describe('the tally code', () => {
  const { tallyCode: printed, ...data } = aStatement();

  it('has four groups of four, without letters that look like figures', () => {
    expect(printed).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
    expect(tallyCode(data)).toBe(printed);
  });

  it('is the first 80 bits of the hash in base 32', () => {
    // SHA-256 of `{}` begins 44136fa355b3678a1146; in groups of five bits: 8 16 9 22 31 8 26 21 22 13 19 24 20 4 10 6
    expect(tallyCode({} as Omit<Statement, 'tallyCode'>)).toBe('8G9P-Z8TN-PDKR-M4A6');
  });

  it.each<[string, Partial<Omit<Statement, 'tallyCode'>>]>([
    ['the closing balance', { closingBalanceMinor: data.closingBalanceMinor + 1n }],
    [
      'one line',
      {
        lines: data.lines.map((line, index) => (index === 2 ? { ...line, amountMinor: line.amountMinor - 1n } : line)),
      },
    ],
    [
      'one day',
      { lines: data.lines.map((line, index) => (index === 0 ? { ...line, effectiveOn: '1999-05-27' } : line)) },
    ],
    ['one amount due', { due: data.due.map((due) => ({ ...due, outstandingMinor: due.outstandingMinor + 1n })) }],
    ['the code before', { previousTallyCode: '7K3M-Q9XA-20BT-W4ZD' }],
  ])('changes with %s', (_what, changes) => {
    expect(tallyCode({ ...data, ...changes })).not.toBe(printed);
  });

  it('is the same whenever Stripe and the books were last compared, which is no part of the books', () => {
    const compared = { on: '1999-06-22', state: 'differs', count: 1, differences: [] } as const;
    expect(tallyCode({ ...data, compared })).toBe(printed);
  });
});
