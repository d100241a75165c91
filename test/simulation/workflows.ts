import { amend } from './operators.ts';
import { adopt, adoptDated, at, crm, funding, introduce, payWhenDue } from './steps.ts';
import { IN_JUNE, PLAIN, withFunding, type Workflow } from './workflow.ts';
import { OF_MONEY } from './workflows-of-money.ts';
import { OF_NEIGHBOURS } from './workflows-of-neighbours.ts';
import { OF_OPERATIONS } from './workflows-of-operations.ts';
import { OF_RELEASES } from './workflows-of-releases.ts';
import { OF_TIME } from './workflows-of-time.ts';
import { OF_THE_CALENDAR, OF_YEARS } from './workflows-of-the-calendar.ts';
import { OF_THE_REGISTER, OF_VALUES } from './workflows-of-values.ts';
import { OF_WHAT_WAS_LOST } from './workflows-of-what-was-lost.ts';

/** The retainer's first month: adopted, billed, paid, stated. */
const retainer: Workflow = {
  name: 'retainer',
  shows: "adoption, a retainer and its invoice, the payment, the month's statement to both",
  until: '1999-05-05',
  truth: PLAIN,
  play: (machine) => {
    adopt(machine);
    payWhenDue(machine, '1999-04-20');
  },
};

/** Nothing ran for two months: periods are caught up oldest first, and three statements are sealed in their order. */
const catchUp: Workflow = {
  name: 'catch-up',
  shows: 'two periods and statements behind, after an outage',
  until: '1999-06-20',
  truth: PLAIN,
  play: (machine) => {
    adopt(machine, '1999-06-07');
  },
};

const closing: Workflow = {
  name: 'closing',
  shows: 'an introduction, a closing by webhook that comes twice, the fee and its invoice',
  until: '1999-06-20',
  truth: withFunding(25_000_000n, '1999-06-15', IN_JUNE),
  play: (machine) => {
    adoptDated(machine, '1999-06-07');
    introduce(machine, '1999-06-08');
    crm(machine, '1999-06-15', 'msg_1', funding());
    crm(machine, '1999-06-15', 'msg_1', funding());
  },
};

const correction: Workflow = {
  name: 'correction',
  shows: 'a closing corrected up, then below where it was: a further invoice, and a credit note on each of the two',
  until: '1999-07-02',
  truth: withFunding(22_000_000n, '1999-06-15', IN_JUNE),
  play: (machine) => {
    closing.play(machine);
    crm(machine, '1999-06-22', 'msg_2', funding({ amount: '300000.00' }, 'funding.corrected', '1999-06-22'));
    crm(machine, '1999-06-27', 'msg_3', funding({ amount: '220000.00' }, 'funding.corrected', '1999-06-27'));
  },
};

const reversal: Workflow = {
  name: 'reversal',
  shows: 'a closing that falls through after its invoice, told before the closing itself is told again',
  until: '1999-07-02',
  truth: withFunding(0n, '1999-06-15', IN_JUNE),
  play: (machine) => {
    closing.play(machine);
    const reversed = {
      reason: 'the wire was called back',
      amount: undefined,
      currency: undefined,
      closed_on: undefined,
    };
    crm(machine, '1999-06-22', 'msg_2', funding(reversed, 'funding.reversed', '1999-06-22'));
    crm(machine, '1999-06-23', 'msg_1', funding());
  },
};

const amendment: Workflow = {
  name: 'amendment',
  shows: 'a version that counts from a past day: the difference is posted, nothing is edited',
  until: '1999-06-20',
  truth: {
    retainers: [
      { from: '1999-04-06', cents: 200_000n },
      { from: '1999-05-06', cents: 250_000n },
    ],
  },
  play: (machine) => {
    adopt(machine, '1999-05-07');
    const amendment = { effectiveOn: '1999-05-06', amount: '2500.00' };
    at(machine, '1999-05-20', () => machine.untilDone('api', (ports) => amend(ports, amendment, machine.time.instant)));
  },
};

export const WORKFLOWS: readonly Workflow[] = [
  retainer,
  catchUp,
  closing,
  correction,
  reversal,
  amendment,
  ...OF_MONEY,
  ...OF_TIME,
  ...OF_THE_CALENDAR,
  ...OF_OPERATIONS,
  ...OF_RELEASES,
  ...OF_THE_REGISTER,
  ...OF_NEIGHBOURS,
  ...OF_WHAT_WAS_LOST,
];

/** Played without faults alone: what fails under faults in them fails in the others too. */
export const PLAYED_ONCE: readonly Workflow[] = [...OF_VALUES, ...OF_YEARS];
