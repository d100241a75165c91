import { expect, it } from 'vitest';
import { oneAtATime } from '../../../infra/local/one-at-a-time.ts';

it('starts each call when the one before has ended, also when that failed', async () => {
  const log: string[] = [];
  let n = 0;
  const run = oneAtATime(async () => {
    n += 1;
    const name = `call ${n}`;
    log.push(`${name} starts`);
    await Promise.resolve();
    log.push(`${name} ends`);
    if (name === 'call 1') throw new Error('failed');
    return name;
  });
  const results = await Promise.allSettled([run(), run()]);
  expect(results).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled', value: 'call 2' }]);
  expect(log).toEqual(['call 1 starts', 'call 1 ends', 'call 2 starts', 'call 2 ends']);
});
