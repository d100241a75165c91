import { formatDate } from '../../shared/core/calendar/format-date.ts';
import { daysAfter, monthsAfter } from '../../shared/core/calendar/plain-date.ts';
import type { Statement, StatementLine } from '../../shared/core/statement/statement.ts';
import { tallyCode } from '../../shared/core/statement/tally-code.ts';

type StatementData = Omit<Statement, 'tallyCode'>;
export type LineWithoutBalance = Omit<StatementLine, 'balanceMinor'>;

/**
 * The statement of June 1999: a correction of an earlier period, a retainer, a fee with its working, two payments,
 * one amount overdue, introductions, a stranger's closing, a question. Lines, balances and code agree, also after
 * `changes`; give `lines` with balances of your own to break them.
 */
export function aStatement(changes: Partial<StatementData> = {}): Statement {
  const openingBalanceMinor = changes.openingBalanceMinor ?? 400_000n;
  const lines = changes.lines ?? runningLines(openingBalanceMinor, juneLines);
  const data: StatementData = {
    ...june,
    openingBalanceMinor,
    closingBalanceMinor: lines.at(-1)?.balanceMinor ?? openingBalanceMinor,
    ...changes,
    lines,
  };
  return { ...data, tallyCode: tallyCode(data) };
}

/** A statement that fills several pages: `lineCount` retainers and payments in turn, the first half adjustments. */
export function aLongStatement(lineCount = 64, changes: Partial<StatementData> = {}): Statement {
  const lines = Array.from({ length: lineCount }, (_, index): LineWithoutBalance => {
    const from = monthsAfter('1999-04-06', Math.floor(index / 2));
    const period = `Retainer, ${formatDate(from)} to ${formatDate(daysAfter(monthsAfter(from, 1), -1))}`;
    const isCharge = index % 2 === 0;
    return {
      entry: index + 1,
      effectiveOn: isCharge ? from : daysAfter(from, 9),
      kind: isCharge ? 'charge' : 'payment',
      clause: '2.1',
      description: isCharge ? period : `Payment of ${period}`,
      amountMinor: isCharge ? 200_000n : -150_000n,
      earlierPeriod: index < lineCount / 2,
      ...(isCharge ? { dueOn: daysAfter(from, 10), working: retainerWorking } : {}),
    };
  });
  return aStatement({ openingBalanceMinor: 0n, lines: runningLines(0n, lines), ...changes });
}

/** Gives each line the balance that it leaves. */
export function runningLines(openingMinor: bigint, lines: readonly LineWithoutBalance[]): StatementLine[] {
  let balanceMinor = openingMinor;
  return lines.map((line) => {
    balanceMinor += line.amountMinor;
    return { ...line, balanceMinor };
  });
}

const retainerWorking = [
  { clause: '2.1', what: 'Fixed amount for the period', figures: 'USD 2,000.00' },
] as const satisfies StatementLine['working'];

export const juneLines: readonly LineWithoutBalance[] = [
  {
    entry: 5,
    effectiveOn: '1999-05-28',
    kind: 'correction',
    clause: '2.2',
    description: 'Finder’s fee, funding by Marlow Street Partners closed on 14 May 1999',
    amountMinor: -100_000n,
    earlierPeriod: true,
    corrects: 'Finder’s fee, funding by Marlow Street Partners closed on 14 May 1999 (finders-fee/closing-0001#1)',
    working: [
      { clause: '2.2', what: 'Funding corrected on 28 May 1999, as closed, gross', figures: 'USD 10,000.00' },
      { clause: '2.2', what: '10% of the funding', figures: 'USD 10,000.00 × 10% = USD 1,000.00' },
      { clause: '2.2', what: 'Less what was charged before', figures: 'USD 1,000.00 − USD 2,000.00 = USD −1,000.00' },
    ],
  },
  {
    entry: 6,
    effectiveOn: '1999-06-06',
    kind: 'charge',
    clause: '2.1',
    description: 'Retainer, 6 June 1999 to 5 July 1999',
    amountMinor: 200_000n,
    earlierPeriod: false,
    dueOn: '1999-06-16',
  },
  {
    entry: 7,
    effectiveOn: '1999-06-11',
    kind: 'payment',
    clause: '2.1',
    description: 'Payment of Retainer, 6 May 1999 to 5 June 1999',
    amountMinor: -200_000n,
    earlierPeriod: false,
  },
  {
    entry: 8,
    effectiveOn: '1999-06-15',
    kind: 'charge',
    clause: '2.2',
    description: 'Finder’s fee, funding by Harbor Ridge Capital (Dana Whitfield) closed on 15 June 1999',
    amountMinor: 2_500_000n,
    earlierPeriod: false,
    dueOn: '1999-07-15',
    working: [
      { clause: '2.2', what: 'Funding closed on 15 June 1999, as closed, gross', figures: 'USD 250,000.00' },
      {
        clause: '2.2',
        what: 'Originates in introduction intro-0001, Harbor Ridge Capital (Dana Whitfield)',
        figures: 'the CRM id crm-1042 is on the introduction, recorded on 21 April 1999',
      },
      { clause: '2.2', what: '10% of the funding', figures: 'USD 250,000.00 × 10% = USD 25,000.00' },
      { clause: '2.2', what: 'Rounded once, half up', figures: 'USD 25,000.00' },
    ],
  },
  {
    entry: 9,
    effectiveOn: '1999-06-22',
    kind: 'payment',
    clause: '2.2',
    description: 'Payment of Finder’s fee, funding by Marlow Street Partners closed on 14 May 1999',
    amountMinor: -100_000n,
    earlierPeriod: false,
  },
];

const june = {
  id: '1999-06-30',
  number: 3,
  contract: {
    id: 'auxer-pmr-1999',
    title: 'Agreement of Investor Relations Services',
    dated: '1999-04-06',
    timeZone: 'America/New_York',
  },
  client: { name: 'The Auxer Group, Inc.', address: ['30 Galesi Drive', 'Wayne, NJ 07470'] },
  consultant: {
    name: 'PMR and Associates, LLC',
    address: ['162 S. Santa Fe Road; Suite F-50', 'Encinitas, CA 92024'],
  },
  period: { from: '1999-06-01', to: '1999-06-30' },
  sealedAt: '1999-07-01T04:00:00.000Z',
  currency: 'USD',
  previousTallyCode: '7K3M-Q9XA-20BT-W4ZC',
  due: [
    {
      receivable: 'retainer/1999-06-06',
      description: 'Retainer, 6 June 1999 to 5 July 1999',
      clause: '2.1',
      dueOn: '1999-06-16',
      outstandingMinor: 200_000n,
      overdue: true,
    },
    {
      receivable: 'finders-fee/closing-0002',
      description: 'Finder’s fee, funding by Harbor Ridge Capital (Dana Whitfield) closed on 15 June 1999',
      clause: '2.2',
      dueOn: '1999-07-15',
      outstandingMinor: 2_500_000n,
      overdue: false,
    },
  ],
  introductions: [
    {
      id: 'intro-0001',
      investor: 'Dana Whitfield, Harbor Ridge Capital',
      introducedOn: '1999-04-20',
      recordedOn: '1999-04-21',
      how: 'Meeting in Wayne with the chief executive',
    },
    {
      id: 'intro-0002',
      investor: 'Marlow Street Partners',
      introducedOn: '1999-05-03',
      recordedOn: '1999-05-03',
      how: 'Conference call',
    },
  ],
  notOwed: [
    {
      closedOn: '1999-06-24',
      investor: 'Juniper Holdings',
      fundingMinor: 7_500_000n,
      currency: 'USD',
      clause: '2.2',
      why: 'Nobody of that id or address is on the register of introductions.',
    },
  ],
  awaitingDecision: [
    {
      clause: '2.2',
      what: 'Did the funding by Harbour Ridge Growth Fund originate in an introduction by the consultant?',
      why: 'Its name resembles that of introduction intro-0001, but neither CRM id nor address agrees.',
    },
  ],
  services: [
    {
      renderedOn: '1999-06-09',
      description: 'Press release on the second quarter drafted and sent to the mailing list',
    },
    {
      renderedOn: '1999-06-18',
      description: 'Investor package brought up to date',
      link: 'https://www.example.com/investors/package-1999-06',
    },
  ],
} as const satisfies Partial<StatementData>;
