import { CONTRACT } from '../builders/a-world.ts';
import { fileOf } from './parties.ts';
import { adopt, adoptDated, answerDaily, crm, funding, introduce, payWhenDue } from './steps.ts';
import { IN_JUNE, PLAIN, withFunding, type Workflow } from './workflow.ts';

/** Everything happens half an hour before midnight in New York, when it is the next day already in Greenwich, or half an hour after it. */
const evening: Workflow = {
  name: 'evening',
  shows: 'payments on the last evening of a month and after midnight, a closing on the evening before a retainer',
  until: '1999-06-02',
  truth: withFunding(10_000_000n, '1999-05-05'),
  play: (machine) => {
    adopt(machine);
    introduce(machine, '1999-04-08');
    payWhenDue(machine, '1999-05-01T03:30:00.000Z', '1999-05-04');
    payWhenDue(machine, '1999-05-10T04:30:00.000Z', '1999-05-12');
    crm(
      machine,
      '1999-05-06T03:30:00.000Z',
      'msg_1',
      funding({ amount: '100000.00', closed_on: '1999-05-05' }, 'funding.closed', '1999-05-05'),
    );
  },
};

/** Periods that begin on the last day of each month, however long it is. */
const monthEnds: Workflow = {
  name: 'month-ends',
  shows: 'a retainer from the 31st: 31 May, 30 June, 31 July',
  until: '1999-07-31',
  truth: { retainers: [{ from: '1999-05-31', cents: 200_000n }], day: 31 },
  play: (machine) => {
    adoptDated(machine, '1999-05-31');
  },
};

/** Two periods at once are more than the contract lets through without a person. */
const lateStart: Workflow = {
  name: 'late-start',
  shows: 'a contract adopted a month late: nothing is billed before a person says so',
  until: '1999-05-13',
  truth: PLAIN,
  play: (machine) => {
    const file = fileOf(CONTRACT);
    Object.assign(Object(file['bounds']), { catchUpPeriods: 1 });
    adopt(machine, '1999-05-10', file);
    answerDaily(machine, '1999-05-11', '1999-05-13');
  },
};

/** A fee above what the contract lets through without a person. */
const largeFee: Workflow = {
  name: 'large-fee',
  shows: 'a fee above the bound: it waits for a person and is then invoiced',
  until: '1999-06-19',
  truth: withFunding(60_000_000n, '1999-06-15', IN_JUNE),
  play: (machine) => {
    adoptDated(machine, '1999-06-07');
    introduce(machine, '1999-06-08');
    crm(machine, '1999-06-15', 'msg_1', funding({ amount: '600000.00' }));
    answerDaily(machine, '1999-06-16', '1999-06-19');
  },
};

/** The CRM tells of a closing when its month is over and stated. */
const toldLate: Workflow = {
  name: 'told-late',
  shows: 'a closing told in the month after: it is billed all the same, and stated as an adjustment',
  until: '1999-07-05',
  truth: withFunding(25_000_000n, '1999-06-28', IN_JUNE),
  play: (machine) => {
    adoptDated(machine, '1999-06-07');
    introduce(machine, '1999-06-08');
    crm(machine, '1999-07-03', 'msg_1', funding({ closed_on: '1999-06-28' }, 'funding.closed', '1999-07-03'));
  },
};

export const OF_TIME: readonly Workflow[] = [evening, monthEnds, lateStart, largeFee, toldLate];
