import { epochOf } from '../../shared/core/calendar/instant.ts';
import { deleteCustomer } from './by-hand-at-stripe.ts';
import { resumeWhenStopped, turn } from './operators.ts';
import { liftWhenCompared } from './restoring.ts';
import { adopt, adoptDated, answerDaily, at, crm, funding, introduce, payWhenDue } from './steps.ts';
import { DAY, HOUR } from './virtual-time.ts';
import { dated, IN_JUNE, LOOKED_UNTIL, PLAIN, withFunding, type Workflow } from './workflow.ts';

/** The client's mailbox refuses its half; a person has it sent again the next day. */
const bounce: Workflow = {
  name: 'bounce',
  shows: 'a statement that bounces, asks a person and is sent again',
  until: '1999-05-04',
  truth: PLAIN,
  play: (machine) => {
    adopt(machine);
    machine.outside.bounceNext('client');
    answerDaily(machine, '1999-05-01', '1999-05-04');
  },
};

/** What takes messages in is refused by the table for an hour: they become dead letters, and what was not read is read again by the daily run or when a person lets the contract go on. */
const deadLetter: Workflow = {
  name: 'dead-letter',
  shows: 'a webhook that fails until it is a dead letter: the contract is parked, a person has it tried again',
  until: '1999-06-19',
  truth: withFunding(25_000_000n, '1999-06-15', IN_JUNE),
  play: (machine) => {
    adoptDated(machine, '1999-06-07');
    introduce(machine, '1999-06-08');
    at(machine, '1999-06-15', () => machine.layer.refuse('record-facts: store', machine.time.now + HOUR));
    crm(machine, '1999-06-15', 'msg_1', funding());
    answerDaily(machine, '1999-06-16', '1999-06-19');
  },
};

/** The kill switch, pulled the day before a retainer. */
const stopped: Workflow = {
  name: 'stopped',
  shows: 'money and mail stopped over a retainer and resumed: nothing moves meanwhile, nothing is lost',
  until: '1999-05-09',
  truth: PLAIN,
  play: (machine) => {
    adopt(machine);
    payWhenDue(machine, '1999-04-20');
    at(machine, '1999-05-05', () => turn(machine, 'stop'));
    at(machine, '1999-05-07', () => resumeWhenStopped(machine, { every: DAY, until: epochOf(LOOKED_UNTIL) }));
  },
};

/** A person deletes the client at Stripe; it is made anew for the next invoice. */
const customerDeleted: Workflow = {
  name: 'customer-deleted',
  shows: 'the customer deleted at Stripe: the contract is parked, a person lets it go on with a new one',
  until: '1999-05-08',
  truth: PLAIN,
  play: (machine) => {
    adopt(machine);
    payWhenDue(machine, '1999-04-20');
    at(machine, '1999-04-25', () => deleteCustomer(machine, machine.outside.invoicer.customers[0]?.id));
    answerDaily(machine, '1999-04-26', '1999-05-08');
  },
};

/**
 * The table is restored to eight days ago: what was invoiced, paid and corrected since is at Stripe, and the CRM tells its part again, the
 * last of it first.
 */
const restore: Workflow = {
  name: 'restore',
  shows:
    'a table restored to before a closing that was invoiced and corrected: fenced, compared with Stripe, let in, and nothing invoiced twice',
  until: '1999-06-02',
  truth: withFunding(24_000_000n, '1999-05-21', dated('1999-05-17')),
  play: (machine) => {
    const { outside, time } = machine;
    const body = funding({ closed_on: '1999-05-21' }, 'funding.closed', '1999-05-21');
    const change = { closed_on: '1999-05-21', amount: '240000.00' };
    const correction = funding(change, 'funding.corrected', '1999-05-25');
    adoptDated(machine, '1999-05-17');
    introduce(machine, '1999-05-18');
    payWhenDue(machine, '1999-05-19');
    at(machine, '1999-05-20', () => {
      const then = outside.snapshot();
      at(machine, '1999-05-28', () => {
        outside.restore(then, 'table-2');
        crm(machine, time.instant, 'msg_2', correction);
        crm(machine, time.instant, 'msg_1', body);
        liftWhenCompared(machine, '1999-05-29');
      });
    });
    crm(machine, '1999-05-21', 'msg_1', body);
    crm(machine, '1999-05-25', 'msg_2', correction);
    answerDaily(machine, '1999-05-29', '1999-06-02');
  },
};

export const OF_OPERATIONS: readonly Workflow[] = [bounce, deadLetter, stopped, customerDeleted, restore];
