import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { canariesIn } from './canaries.ts';
import { LOGS_FOLDER } from './catch-logs.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('a line of a log', () => {
  it.each([
    ['{"details":{"investor":{"name":"x"}}}', 'a field of a body'],
    ['{"details":{"amountMinor":"1"}}', 'a field of minor units'],
    [String.raw`{"message":"{\"amountMinor\":\"1\"}"}`, 'a field of minor units'],
    ['{"why":"dana asked"}', 'the name Dana'],
    ['{"what":"USD 1,234.56"}', 'an amount with commas'],
    ['{"what":"25000000"}', 'the amount 25000000'],
    ['{"what":"8765.43 is owed"}', 'the amount 8765.43'],
    ['{"to":"a.b+c@d-e.example"}', 'an e-mail address'],
  ])('that holds what it must not is found: %s', (line, what) => {
    expect(canariesIn(line)).toContain(what);
  });

  it.each([
    '{"level":"INFO","timestamp":"2026-11-26T08:54:01.876Z","xray_trace_id":"1-25000000a-0"}',
    '{"details":{"contractId":"auxer-pmr-1999","intent":"invoice/finders-fee/closing-0001#1"}}',
    '{"CloudWatchMetrics":[{"Namespace":"Tallystick","Dimensions":[["service"]],"Metrics":[{"Name":"MailRefused"}]}]}',
    '{"at":"at load (file:///node_modules/@aws-sdk/client-sqs@3.1169.0/index.js:12:34)"}',
    '{"epoch":1795000250000}',
  ])('of ids and codes is passed over: %s', (line) => {
    expect(canariesIn(line)).toEqual([]);
  });
});

describe('a run of tests that all pass', () => {
  it('fails and names the canary and where it was logged: in the process, in a test, in the thread of a function', () => {
    const { [LOGS_FOLDER]: _, ...env } = process.env;
    const arguments_ = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/canaries/leaking.config.ts'];
    const run = spawnSync(process.execPath, arguments_, {
      cwd: ROOT,
      env: { ...env, NO_COLOR: '1', POWERTOOLS_METRICS_NAMESPACE: 'Tallystick' },
      encoding: 'utf8',
    });
    const printed = run.stdout + run.stderr;
    expect(printed).toContain('3 passed');
    expect(printed).toMatch(/the name Dana, in tests-\d+\.log: .*introduction recorded/);
    expect(printed).toMatch(/an e-mail address, in tests-\d+\.log: mail refused/);
    expect(printed).toMatch(/an amount with commas, in leaky: .*posted/);
    expect(run.status).toBe(1);
  });
});
