import { describeStore } from '../adapters/store-suite.ts';
import { simulatedOutside } from '../simulation/outside.ts';
import { virtualTime } from '../simulation/virtual-time.ts';

describeStore('the store as the simulator has it', async () => ({
  store: simulatedOutside(virtualTime(Date.UTC(1999, 3, 6))).store,
  close: async () => undefined,
}));
