import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createExecutionEnvironment } from '../../infra/local/lambda/execution-environment.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { recordingLog } from '../builders/recording-log.ts';

// No part of the suite: no-canary.test.ts runs these, each of which passes, and expects that the run fails.

it('logs a name in the process of the test', () => {
  createLog().info('introduction recorded', { who: 'Dana Whitfield' });
});

it('logs an address to a log of a test', () => {
  recordingLog().warn('mail refused', { to: 'somebody@nowhere.example' });
});

it('logs an amount in the thread of a function', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-leak-'));
  const code = `export const handler = async () => { console.log('{"message":"posted","what":"USD 1,234.56"}'); };`;
  writeFileSync(join(folder, 'index.mjs'), code);
  const leaky = {
    name: 'leaky',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:leaky',
    assetFolder: folder,
    handler: 'index.handler',
    environment: {},
    timeoutSeconds: 10,
    memoryMegabytes: 128,
    reservedConcurrency: undefined,
    logGroup: undefined,
    role: { name: 'leaky', arn: 'arn:aws:iam::000000000000:role/leaky', statements: [] },
  };
  const environment = createExecutionEnvironment(leaky, {}, join(folder, 'leaky.log'));
  expect(await environment.invoke({})).toBeNull();
  await environment.stop();
  rmSync(folder, { recursive: true });
});
