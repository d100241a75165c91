import { ACCOUNT, simulatedCrm } from '../simulation/crm-model.ts';
import { SECOND, virtualTime } from '../simulation/virtual-time.ts';
import { describeCrm } from './crm-suite.ts';

describeCrm('the CRM as the simulator has it', async () => {
  const time = virtualTime(Date.UTC(1999, 3, 21));
  const simulated = simulatedCrm(time);
  let entered = 900;
  const later = () => time.runUntil(time.now + SECOND, () => false);
  return {
    crm: simulated.asked,
    account: ACCOUNT,
    parties: [
      { kind: 'contact', id: '51' },
      { kind: 'company', id: '7' },
    ],
    moreThanAPage: 5,
    now: () => time.instant,
    enter: async (amount) => {
      await later();
      entered += 1;
      simulated.change(String(entered), { amount });
      return String(entered);
    },
    edit: async (id, amount) => {
      await later();
      simulated.change(id, { amount });
    },
    remove: async (id) => {
      await later();
      simulated.remove(id);
    },
    close: async () => undefined,
  };
});
