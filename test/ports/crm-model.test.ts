import { ACCOUNT, simulatedCrm } from '../simulation/crm-model.ts';
import { SECOND, virtualTime } from '../simulation/virtual-time.ts';
import { describeCrm } from './crm-suite.ts';

describeCrm('the CRM as the simulator has it', async () => {
  const time = virtualTime(Date.UTC(1999, 3, 21));
  const { asked, change, remove } = simulatedCrm(time);
  let entered = 900;
  const later = () => time.runUntil(time.now + SECOND, () => false);
  return {
    crm: asked,
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
      change(String(entered), { amount });
      return String(entered);
    },
    edit: async (id, amount) => {
      await later();
      change(id, { amount });
    },
    remove: async (id) => {
      await later();
      remove(id);
    },
    close: async () => undefined,
  };
});
