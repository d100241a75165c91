import { activationsOf } from '../simulation/outside.ts';
import { describeActivations } from './activations-suite.ts';

describeActivations('the activation record of the simulator', async () => ({
  activations: activationsOf('table-1'),
  close: async () => undefined,
}));
