import type { Plain } from '../../shared/core/json.ts';
import { contractFile1999 } from '../builders/a-contract.ts';
import { CONTRACT } from '../builders/a-world.ts';
import { anInvestor, introduced, STRANGER } from '../builders/facts.ts';
import { canary } from './canary.ts';
import { HOSTILE } from './hostile.ts';
import { changeRetainer } from './parties.ts';
import { adopt, closingOf, crm, funding, introduce, payWhenDue, recordByPerson } from './steps.ts';
import { PLAIN, withFunding, type Workflow } from './workflow.ts';

function fileIn(currency: string, retainer: string): Record<string, Plain> {
  const file = contractFile1999();
  changeRetainer(file, { amount: retainer });
  return { ...file, currency };
}

/** Three decimals, of which Stripe wants the last to be 0. */
const dinars: Workflow = {
  name: 'dinars',
  shows: 'a currency with three decimals: a retainer and a fee',
  until: '1999-06-20',
  truth: {
    retainers: [{ from: '1999-04-06', cents: 2_000_000n }],
    closings: new Map([[closingOf('deal-77'), { cents: 12_345_600n, on: '1999-06-15' }]]),
  },
  play: (machine) => {
    adopt(machine, '1999-06-07', fileIn('KWD', '2000.000'));
    introduce(machine, '1999-06-08');
    crm(machine, '1999-06-15', 'msg_1', funding({ amount: '12345.600', currency: 'KWD' }));
    payWhenDue(machine, '1999-06-17');
  },
};

/** No decimals at all. */
const yen: Workflow = {
  name: 'yen',
  shows: 'a currency without decimals: a retainer and a fee',
  until: '1999-06-20',
  truth: {
    retainers: [{ from: '1999-04-06', cents: 2000n }],
    closings: new Map([[closingOf('deal-77'), { cents: 1_234_560n, on: '1999-06-15' }]]),
  },
  play: (machine) => {
    const bounds = { approvalAbove: '5000000', catchUpPeriods: 3, mostADay: '10000000' };
    adopt(machine, '1999-06-07', { ...fileIn('JPY', '2000'), bounds });
    introduce(machine, '1999-06-08');
    crm(machine, '1999-06-15', 'msg_1', funding({ amount: '1234560', currency: 'JPY' }));
    payWhenDue(machine, '1999-06-17');
  },
};

/** More cents than a floating-point number tells apart, by an investor whom nobody introduced. */
const trillions: Workflow = {
  name: 'trillions',
  shows: 'a closing beyond the digits of a floating-point number, which earns no fee',
  until: '1999-07-02',
  truth: PLAIN,
  play: (machine) => {
    adopt(machine, '1999-06-07');
    const { name, firm, crmIds, emails } = STRANGER;
    const investor = { id: crmIds[0], name, firm, emails };
    crm(machine, '1999-06-15', 'msg_1', funding({ amount: '90071992547409.93', investor }));
  },
};

/** An investor whose name would be a header, a formula and markup. */
const hostileName: Workflow = {
  name: 'hostile-name',
  shows: 'a name that holds line breaks and markup, in a statement to both',
  until: '1999-07-02',
  truth: withFunding(25_000_000n),
  play: (machine) => {
    adopt(machine, '1999-06-07');
    const investor = anInvestor({ name: HOSTILE.name, firm: HOSTILE.firm });
    recordByPerson(
      machine,
      '1999-06-08',
      introduced(investor, { on: '1999-06-08', recordedOn: '1999-06-08' }),
      'intro-0001',
    );
    crm(machine, '1999-06-15', 'msg_1', funding());
  },
};

/** The register grows by several entries, some of them at one moment by several people. */
const register: Workflow = {
  name: 'register',
  shows: 'five entries of the register of introductions, three of them at once',
  until: '1999-05-02',
  truth: PLAIN,
  play: (machine) => {
    adopt(machine);
    for (const number of [1, 2, 3, 4, 5]) {
      const on = number < 4 ? '1999-04-08' : `1999-04-1${number}`;
      const id = `intro-000${number}`;
      const investor = {
        ...anInvestor({ name: `Investor ${number} ${canary(CONTRACT, 'both')}`, firm: `Firm ${number}` }),
        crmIds: [`crm-200${number}`],
        emails: [`${canary(CONTRACT, 'operator')}.${number}@harborridge.example`],
      };
      recordByPerson(machine, on, introduced(investor, { on, recordedOn: on, id }), id);
    }
  },
};

export const OF_VALUES: readonly Workflow[] = [dinars, yen, trillions, hostileName];
export const OF_THE_REGISTER: readonly Workflow[] = [register];
