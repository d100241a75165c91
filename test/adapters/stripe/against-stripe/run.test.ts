import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testKeyFrom } from './test-key.ts';

const LIVE = ['sk_live_51Abc', 'rk_live_51Abc', 'sk_org_live_1', 'pk_live_51Abc', ' sk_live_51Abc\n', 'SK_LIVE_51ABC'];

describe('the key for a run against Stripe', () => {
  it.each(LIVE)('is refused when it is a live one: %j', (key) => {
    expect(() => testKeyFrom({ KEY: key }, 'KEY')).toThrow('KEY holds a live key, which moves real money');
  });

  it.each(['', 'pk_test_1', 'whsec_1', 'sk_test_', 'sk_test_a b', 'hunter2'])(
    'is refused when it is none: %j',
    (key) => {
      expect(() => testKeyFrom({ KEY: key }, 'KEY')).toThrow(/^(KEY holds no|The environment variable KEY is empty)/);
    },
  );

  it('is never told in the refusal', () => {
    for (const key of [...LIVE, 'hunter2']) {
      expect(() => testKeyFrom({ KEY: key }, 'KEY')).not.toThrow(key.trim());
    }
  });

  it.each(['sk_test_51Abc', 'rk_test_51Abc', 'sk_test_51Abc\n'])('is taken when it is a test key: %j', (key) => {
    expect(testKeyFrom({ KEY: key }, 'KEY')).toBe(key.trim());
  });
});

describe('npm run stripe:suite', () => {
  let server: Server;
  let requests = 0;

  beforeAll(async () => {
    server = createServer((_request, response) => {
      requests += 1;
      response.writeHead(401).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());

  const run = (words: string[], key: string) =>
    new Promise<{ exit: unknown; said: string }>((resolve) => {
      const apiBase = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
      const command = ['test/adapters/stripe/against-stripe/run.ts', ...words, '--api-base', apiBase];
      const env = { PATH: process.env['PATH'] ?? '', GIVEN_KEY: key };
      execFile(process.execPath, command, { env }, (error, stdout, stderr) => {
        resolve({ exit: error?.code ?? 0, said: stdout + stderr });
      });
    });

  it.each([
    ['a live key', ['--stripe-key-from-env', 'GIVEN_KEY'], 'sk_live_51Abc', 'GIVEN_KEY holds a live key'],
    ['a restricted live key', ['--stripe-key-from-env', 'GIVEN_KEY'], 'rk_live_51Abc', 'GIVEN_KEY holds a live key'],
    ['a variable that is not set', ['--stripe-key-from-env', 'OTHER'], 'sk_test_51Abc', 'OTHER is empty'],
    ['no flag, whatever key lies around', [], 'sk_test_51Abc', 'Usage: npm run stripe:suite'],
  ])('with %s stops before anything is sent', async (_what, words, key, said) => {
    const outcome = await run(words, key);
    expect(outcome).toMatchObject({ exit: 2, said: expect.stringContaining(said) });
    expect(outcome.said).not.toContain(key);
    expect(requests).toBe(0);
  });

  it('with a test key reaches the address of Stripe that it is told', async () => {
    const { exit, said } = await run(['--stripe-key-from-env', 'GIVEN_KEY'], 'sk_test_51Abc');
    expect(exit).toBe(1);
    expect(said).toContain('the Invoicer over Stripe itself');
    expect(requests).toBeGreaterThan(0);
  }, 60_000);
});
