import type { Plain } from '../../shared/core/json.ts';
import { DAY_ONE } from '../builders/a-contract.ts';
import { CONTRACT } from '../builders/a-world.ts';
import { fileOf } from './parties.ts';
import { adopt, crm, funding, introduce, payWhenDue } from './steps.ts';
import { withFunding, type Workflow } from './workflow.ts';

const OTHER = 'contract-2';

/** Two contracts of which everything has the same name and comes at the same moment: their parties, and nothing else, differ. */
const neighbours: Workflow = {
  name: 'neighbours',
  shows: 'two contracts side by side, with introductions and deals of the same names on the same days',
  until: '1999-05-04',
  truth: withFunding(25_000_000n, '1999-04-15'),
  others: new Map([[OTHER, withFunding(30_000_000n, '1999-04-15')]]),
  play: (machine) => {
    for (const [contract, amount] of [
      [CONTRACT, '250000.00'],
      [OTHER, '300000.00'],
    ] as const) {
      adopt(machine, DAY_ONE, fileOf(contract));
      introduce(machine, '1999-04-08', contract);
      const body = funding({ contract, amount, closed_on: '1999-04-15' }, 'funding.closed', '1999-04-15');
      crm(machine, '1999-04-15', 'msg_1', body, contract);
    }
    payWhenDue(machine, '1999-04-20');
  },
};

/** The client is told of each introduction, and may object for two weeks; a late payer is reminded. */
const told: Workflow = {
  name: 'told',
  shows: 'notices: of an introduction to the client, of what is late to it and to nobody else',
  until: '1999-05-04',
  truth: withFunding(25_000_000n, '1999-04-15'),
  play: (machine) => {
    const file: Record<string, Plain> = {
      ...fileOf(CONTRACT),
      introductions: { clause: '2.2', told: 'by-notice', objectionDays: 14, silence: 'accepted' },
      reminders: { clause: '2', daysLate: [1] },
    };
    adopt(machine, DAY_ONE, file);
    introduce(machine, '1999-04-08');
    const body = funding({ closed_on: '1999-04-15' }, 'funding.closed', '1999-04-15');
    crm(machine, '1999-04-15', 'msg_1', body);
    payWhenDue(machine, '1999-04-26');
  },
};

export const OF_NEIGHBOURS: readonly Workflow[] = [neighbours, told];
