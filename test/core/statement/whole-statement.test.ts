import { describe, expect, it } from 'vitest';
import { simulate } from '../../../shared/core/simulate/simulate.ts';
import { outstanding } from '../../../shared/core/statement/outstanding.ts';
import { playedUnder } from '../../builders/owed-under.ts';
import { closing, fee, paidOf, payment } from '../../builders/trade.ts';

/**
 * A fee of 100.00 in February, corrected to 90.00 and paid in part in March; what others get, and what is paid in shares;
 * an introduction that is recorded a month after it was made; a closing in euros that waits.
 */
const TERMS = [
  'terms:\n',
  fee(),
  payment(', payee: Agent', 'agent'),
  payment(', paysIn: { unit: shares, note: restricted }, payee: Agent', 'stock'),
  payment(", on: 2026-03-05, paysIn: { unit: shares, price: '0.50' }", 'later'),
].join('');
const HAPPENED = [
  closing('a', '1000.00', '2026-02-10'),
  "- { kind: correction, id: a, investor: Quay Fund, amount: '900.00', on: 2026-02-10, recordedOn: 2026-03-02 }\n",
  paidOf('fee/a', '40.00', '2026-03-04'),
  '- { kind: introduction, id: q, investor: Quay Fund, emails: [m@quay.example], on: 2026-02-01, recordedOn: 2026-03-03 }\n',
  closing('b', '1.00', '2026-03-06', ', currency: EUR'),
].join('');

/** Made anew by each test. */
function play() {
  const played = simulate({ ...playedUnder(TERMS, HAPPENED), until: '2026-04-30', withStatements: true });
  const [january, february, march] = played.statements;
  return { ...played, january, february, march };
}

const FEE = 'Success fee, funding by Quay Fund closed on 10 February 2026';

const stock = {
  accruesOn: '2026-02-02',
  clause: '3',
  description: 'Work fee, 2 February 2026',
  unit: 'shares',
  currency: 'USD',
  quantity: '100',
  note: 'restricted',
  payee: 'Agent',
};
const toAgent = {
  accruesOn: '2026-02-02',
  clause: '3',
  description: 'Work fee, 2 February 2026',
  amountMinor: 10_000n,
  currency: 'USD',
  payee: 'Agent',
};

describe('a statement', () => {
  it('of a month in which nothing happened says so, and names the parties', () => {
    const { january } = play();
    expect(january).toEqual({
      id: '2026-01-31',
      number: 1,
      contract: {
        id: 'birch-alder-2026',
        title: 'Introduction Agreement',
        dated: '2026-01-15',
        timeZone: 'America/New_York',
      },
      client: { name: 'Birch', address: ['12 Birch Street'] },
      consultant: { name: 'Alder', address: ['4 Quay Road'] },
      period: { from: '2026-01-15', to: '2026-01-31' },
      // Midnight in New York, five hours behind UTC in winter
      sealedAt: '2026-02-01T05:00:00.000Z',
      currency: 'USD',
      openingBalanceMinor: 0n,
      closingBalanceMinor: 0n,
      lines: [],
      due: [],
      introductions: [],
      register: { entries: 0, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      notOwed: [],
      awaitingDecision: [],
      services: [],
      tallyCode: expect.stringMatching(/^(....-){3}....$/),
    });
  });

  it('lists a charge with when it is due and its working', () => {
    const { february, postings } = play();
    expect(february?.lines).toEqual([
      {
        entry: 1,
        effectiveOn: '2026-02-10',
        kind: 'charge',
        clause: '2',
        description: FEE,
        amountMinor: 10_000n,
        balanceMinor: 10_000n,
        earlierPeriod: false,
        dueOn: '2026-03-12',
        working: postings[0]?.working,
      },
    ]);
  });

  it('lists a correction with what it corrects, and a payment without more', () => {
    const { march, postings } = play();
    expect(march?.lines).toEqual([
      {
        entry: 2,
        effectiveOn: '2026-03-02',
        kind: 'correction',
        clause: '2',
        description: `Correction of ${FEE}`,
        amountMinor: -1_000n,
        balanceMinor: 9_000n,
        earlierPeriod: false,
        corrects: `${FEE} (fee/a#1)`,
        why: 'it was corrected to USD 900.00 of 10 February 2026',
        working: postings[1]?.working,
      },
      {
        entry: 3,
        effectiveOn: '2026-03-04',
        kind: 'payment',
        clause: '2',
        description: `Payment of ${FEE}`,
        amountMinor: -4_000n,
        balanceMinor: 5_000n,
        earlierPeriod: false,
      },
    ]);
  });

  it('says what is still to be paid of each receivable, and whether that is late', () => {
    const { february, march } = play();
    const rest = { receivable: 'fee/a', description: FEE, clause: '2', dueOn: '2026-03-12' };
    expect(february?.due).toEqual([{ ...rest, outstandingMinor: 10_000n, overdue: false }]);
    expect(march?.due).toEqual([{ ...rest, outstandingMinor: 5_000n, overdue: true }]);
  });

  it('lists what is owed in units and to others by its end, and neither where there is none', () => {
    const { january, february, march } = play();
    expect(january).not.toHaveProperty('nonCash');
    expect(january).not.toHaveProperty('toOthers');
    expect([february?.nonCash, february?.toOthers]).toEqual([[stock], [toAgent]]);
    const bought = {
      accruesOn: '2026-03-05',
      clause: '3',
      description: 'Work fee, 5 March 2026',
      unit: 'shares',
      currency: 'USD',
      quantity: '200',
      valueMinor: 10_000n,
    };
    expect([march?.nonCash, march?.toOthers]).toEqual([[stock, bought], [toAgent]]);
  });

  it('lists an introduction once it is recorded, with both days', () => {
    const { february, march } = play();
    expect(february?.introductions).toEqual([]);
    expect(march?.introductions).toEqual([
      { id: 'q', investor: 'Quay Fund', introducedOn: '2026-02-01', recordedOn: '2026-03-03', how: 'simulated' },
    ]);
  });

  it('lists what waits, with the question and the reason', () => {
    const { february, march } = play();
    expect(february?.awaitingDecision).toEqual([]);
    expect(march?.awaitingDecision).toEqual([
      {
        clause: '2',
        what: 'The funding by Quay Fund closed in EUR, the agreement is in USD.',
        why: expect.stringMatching(/^An amount is converted only by a rate/),
      },
    ]);
  });
});

describe('what is outstanding', () => {
  it('of several unpaid postings is due when the earliest of them is', () => {
    const { postings, entries } = play();
    const [first] = postings;
    if (first === undefined) throw new Error('There is no posting.');
    const revised = (revision: number, dueOn: string) => ({ ...first, id: `fee/a#${revision}`, revision, dueOn });
    const all = [revised(1, '2026-05-02'), revised(2, '2026-05-01'), revised(3, '2026-05-03')];
    const booked = entries.slice(0, 1).flatMap((entry) => all.map(({ id }) => ({ ...entry, posting: id })));
    expect(outstanding(all, booked, '2026-05-01')).toMatchObject([
      { dueOn: '2026-05-01', outstandingMinor: 30_000n, overdue: false },
    ]);
    expect(outstanding(all, booked, '2026-05-02')).toMatchObject([{ overdue: true }]);
  });

  it('leaves out what is not in the books yet', () => {
    const { postings, entries } = play();
    expect(outstanding(postings, entries.slice(0, 1), '2026-03-31')).toMatchObject([{ outstandingMinor: 10_000n }]);
    expect(outstanding(postings, [], '2026-03-31')).toEqual([]);
  });
});
