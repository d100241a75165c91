import { changeRetainer, fileDated } from './parties.ts';
import { adopt, adoptDated, answerDaily, closingOf, crm, funding, introduce, payWhenDue } from './steps.ts';
import { dated, type Workflow } from './workflow.ts';

/** 31 October 1999 in New York: the hour after one o'clock comes twice, and the day has 25 hours. */
const clocksBack: Workflow = {
  name: 'clocks-back',
  shows: 'an hour that comes twice: paid in the first of it, a closing told in the second, paid on the same evening',
  until: '1999-11-12',
  truth: {
    ...dated('1999-10-10'),
    closings: new Map([[closingOf('deal-77'), { cents: 10_000_000n, on: '1999-10-31' }]]),
  },
  play: (machine) => {
    adoptDated(machine, '1999-10-10');
    introduce(machine, '1999-10-11');
    payWhenDue(machine, '1999-10-31T05:30:00.000Z', '1999-10-31');
    crm(
      machine,
      '1999-10-31T06:30:00.000Z',
      'msg_1',
      funding({ amount: '100000.00', closed_on: '1999-10-31' }, 'funding.closed', '1999-10-31T06:00:00.000Z'),
    );
    payWhenDue(machine, '1999-11-01T04:30:00.000Z', '1999-11-01');
  },
};

/** 2 April 2000 in New York: there is no hour after two o'clock, and the days before are those of winter. */
const clocksForward: Workflow = {
  name: 'clocks-forward',
  shows: 'an hour that is left out: paid on both sides of it, and just after midnight when it is summer',
  until: '2000-05-02',
  truth: {
    ...dated('2000-03-10'),
    closings: new Map([[closingOf('deal-77'), { cents: 10_000_000n, on: '2000-04-02' }]]),
  },
  play: (machine) => {
    adoptDated(machine, '2000-03-10');
    introduce(machine, '2000-03-11');
    payWhenDue(machine, '2000-04-02T06:59:00.000Z', '2000-04-02');
    crm(
      machine,
      '2000-04-02T07:00:00.000Z',
      'msg_1',
      funding({ amount: '100000.00', closed_on: '2000-04-02' }, 'funding.closed', '2000-04-02T07:00:00.000Z'),
    );
    payWhenDue(machine, '2000-04-12T04:30:00.000Z', '2000-04-13');
  },
};

/** A fee once a year, from a day that most years have not, looked at four years later. */
const leapDay: Workflow = {
  name: 'leap-day',
  shows: 'a retainer by the year from 29 February: on the 28th, and in the next leap year on the 29th alone',
  until: '2004-03-02',
  truth: { retainers: [{ from: '2000-02-29', cents: 200_000n }], day: 29, everyMonths: 12 },
  play: (machine) => {
    const file = fileDated('2000-02-29');
    changeRetainer(file, { everyMonths: 12 });
    adopt(machine, '2004-02-20', file);
    answerDaily(machine, '2004-02-21', '2004-02-23');
  },
};

export const OF_THE_CALENDAR: readonly Workflow[] = [clocksBack, clocksForward];

/** Of so many months that they are played once, without faults: what fails in them fails in shorter ones too. */
export const OF_YEARS: readonly Workflow[] = [leapDay];
