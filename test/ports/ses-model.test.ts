import { simulatedSes } from '../simulation/ses-model.ts';
import { MINUTE, virtualTime } from '../simulation/virtual-time.ts';
import { describeMailer } from './mailer-suite.ts';

describeMailer('the model of SES that the simulator uses', async () => {
  const time = virtualTime(Date.UTC(1999, 4, 1, 9));
  const heard: string[] = [];
  const mailer = simulatedSes(time, {
    seen: () => undefined,
    bounces: () => false,
    hear: (notification) => heard.push(notification),
  });
  return {
    mailer,
    heard: async () => {
      await time.runUntil(time.now + MINUTE, () => false);
      return heard;
    },
    close: async () => undefined,
  };
});
