import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiPath, createApiClient } from '../../cli/api-client.ts';
import { serveHttp } from '../../infra/local/http-service.ts';
import { CONTRACT_FILE, tallystick } from './run-tallystick.ts';
import { startApi, type RunningApi } from './running-api.ts';

let api: RunningApi;
beforeAll(async () => void (api = await startApi()));
afterAll(() => api.stop());

const KEYS = (): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: api.keys.accessKeyId,
  AWS_SECRET_ACCESS_KEY: api.keys.secretAccessKey,
  AWS_REGION: 'eu-west-1',
});

describe('which system a command speaks to', () => {
  test('none: says so and names the fix', async () => {
    const { code, stderr } = await tallystick(['status']);
    expect(code).toBe(3);
    expect(stderr.replace(/\s+/g, ' ')).toContain(
      'No running system was found: there is no .tallystick/local.json in this folder or one above it',
    );
    expect(stderr).toContain('`npm start`');
  });

  test('the local one, from a folder below the one that it was started in', async () => {
    mkdirSync(join(api.home, 'below'), { recursive: true });
    expect((await tallystick(['contracts'], { cwd: join(api.home, 'below') })).code).toBe(0);
  });

  test('the one of --api or TALLYSTICK_API, with the keys of the environment', async () => {
    expect((await tallystick(['contracts', '--api', api.origin], { env: KEYS() })).code).toBe(0);
    expect((await tallystick(['contracts'], { env: { ...KEYS(), TALLYSTICK_API: api.origin } })).code).toBe(0);
  });

  test('the local one by its address: with its own keys', async () => {
    expect((await tallystick(['contracts', '--api', api.origin], { cwd: api.home })).code).toBe(0);
  });

  test('another one without keys: names the variables that are missing', async () => {
    const { code, stderr } = await tallystick(['contracts', '--api', 'https://api.example'], { cwd: api.home });
    expect(code).toBe(3);
    expect(stderr.replace(/\s+/g, ' ')).toContain('AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION are not');
  });

  test.each(['http://api.example', 'api.example', 'ftp://127.0.0.1'])('not %s', async (address) => {
    const { code, stderr } = await tallystick(['contracts', '--api', address], { env: KEYS() });
    expect(code).toBe(2);
    expect(stderr).toContain('https://');
  });

  test('not a local one whose file was cut short', async () => {
    const home = mkdtempSync(join(tmpdir(), 'tallystick-cut-'));
    mkdirSync(join(home, '.tallystick'));
    writeFileSync(join(home, '.tallystick', 'local.json'), '{"origin": "http://127');
    const { code, stderr } = await tallystick(['status'], { cwd: home });
    rmSync(home, { recursive: true });
    expect(code).toBe(3);
    expect(stderr.replace(/\s+/g, ' ')).toContain('cannot be read. `npm start` writes it anew.');
  });
});

describe('requests', () => {
  test('are signed for the path as sent, the body and the session token', async () => {
    const credentials = { ...api.keys, sessionToken: 'a token' };
    const client = createApiClient({ origin: api.origin, region: 'us-east-1', credentials });
    await expect(client.get(apiPath('contracts', "a b/ü#1'"))).rejects.toMatchObject({ code: 'input.unknown' });
    await expect(client.post('/api/switch', { action: 'no' })).rejects.toMatchObject({ code: 'input.invalid' });
    const [read, write] = api.received.slice(-2);
    expect(read?.path).toBe('/api/contracts/a%20b/%C3%BC%231%27');
    expect(read?.headers['x-amz-security-token']).toBe('a token');
    expect(write?.headers['authorization']).toContain('x-amz-security-token');
  });

  test('with a wrong secret are refused, and the message says what to check', async () => {
    const env = { ...KEYS(), AWS_SECRET_ACCESS_KEY: 'guessed' };
    const { code, stderr } = await tallystick(['contracts', '--api', api.origin], { env });
    expect(code).toBe(4);
    expect(stderr.replace(/\s+/g, ' ')).toContain('does not accept these credentials');
  });
});

describe('answers that are none', () => {
  test('nobody listens: says who does not answer, and what to try', async () => {
    const gone = await serveHttp({ fixed: 0 }, () => Promise.resolve({ status: 200 }));
    await gone.stop();
    const { code, stderr } = await tallystick(['contracts', '--api', gone.origin], { env: KEYS() });
    expect(code).toBe(3);
    expect(stderr).toContain('does not answer (ECONNREFUSED)');
  });

  test('a server that fails without JSON ends with 3', async () => {
    const broken = await serveHttp({ fixed: 0 }, () => Promise.resolve({ status: 502, body: '<html>' }));
    const { code, stderr } = await tallystick(['contracts', '--api', broken.origin], { env: KEYS() });
    await broken.stop();
    expect(code).toBe(3);
    expect(stderr).toContain('failed (HTTP 502)');
  });

  test('control characters of an answer do not reach the terminal', async () => {
    const body = JSON.stringify({ contracts: ['evil\u001B[31m'] });
    const hostile = await serveHttp({ fixed: 0 }, () => Promise.resolve({ status: 200, body }));
    const { stdout } = await tallystick(['contracts', '--api', hostile.origin], { env: KEYS() });
    await hostile.stop();
    expect(stdout).toBe('evil\uFFFD[31m\n');
  });
});

test('adopt checks the file before it asks anybody', async () => {
  const { code, stderr } = await tallystick(['adopt', join(CONTRACT_FILE, 'nothing'), '--by', 'Rost']);
  expect(code).toBe(1);
  // Where the line breaks depends on the length of the path.
  expect(stderr.replaceAll(/\n\s*/g, ' ')).toContain('nothing cannot be read: ');
});
