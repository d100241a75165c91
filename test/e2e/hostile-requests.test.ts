import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playYear, type PlayedYear } from '../builders/played-year.ts';

const CONTRACT = 'auxer-pmr-1999';
let year: PlayedYear;

beforeAll(async () => {
  year = await playYear({ until: '1999-04-08' });
}, 120_000);

afterAll(() => year.end());

describe('a request of the api', () => {
  const contract = `/api/contracts/${CONTRACT}`;
  const introduction = { id: 'i-9', investor: { name: 'x' }, introducedOn: '1999-04-19', how: 'x', by: 'x' };
  let nested: object = {};
  for (let level = 0; level < 1000; level += 1) nested = { nested };

  it.each<[string, string, unknown]>([
    ['GET', `/api/contracts/${'x'.repeat(3000)}`, undefined],
    ['GET', '/api/contracts/..%2fswitch', undefined],
    ['GET', '/api/contracts/__proto__/waiting', undefined],
    ['GET', `${contract}/receivables/%25`, undefined],
    ['GET', `${contract}/receivables/a%2500b`, undefined],
    ['GET', `${contract}/statements/${'9'.repeat(3000)}`, undefined],
    ['GET', `${contract}/records/introduction`, undefined],
    ['DELETE', contract, undefined],
    ['POST', `${contract}/records/introduction`, undefined],
    ['POST', `${contract}/records/introduction`, nested],
    ['POST', `${contract}/records/introduction`, 'text'],
    ['POST', `${contract}/records/__proto__`, introduction],
    ['POST', `${contract}/records/introduction`, { ...introduction, how: '\ud800' }],
    ['POST', `${contract}/records/introduction`, { ...introduction, introducedOn: '9999-12-31' }],
    ['POST', `${contract}/records/introduction`, { ...introduction, [`Canary${'k'.repeat(100_000)}`]: 1 }],
    ['POST', `${contract}/records/service`, { id: 's', link: 'javascript:alert(1)' }],
    ['POST', `${contract}/decisions`, nested],
    ['POST', `${contract}/decisions`, { waiting: 'parked', answer: 'unpark', by: '\udc00', reason: 'x' }],
    ['PUT', '/api/contracts/other', { file: nested, by: 'x' }],
    ['PUT', '/api/contracts/other', { file: Array.from({ length: 50_000 }, () => ({})), by: 'x' }],
    ['PUT', '/api/contracts/other', { file: { id: CONTRACT }, by: 'x' }],
    ['POST', '/api/switch', { action: ['stop'], by: 'x', why: 'x' }],
  ])('that makes no sense is answered below 500, shortly and without a stack: %s %.60s', async (method, path, body) => {
    const answer = await year.system.asOperator(method, path, body);
    const text = await answer.text();
    expect(answer.status, text).toBeGreaterThanOrEqual(400);
    expect(answer.status, text).toBeLessThan(500);
    expect(text.length).toBeLessThan(50_000);
    expect(text).not.toMatch(/\bat .+:\d+|node_modules|arn:aws|DynamoDB/);
    if (answer.status !== 400) return;
    const { problems } = JSON.parse(text) as { problems: object[] };
    for (const problem of problems) expect(Object.keys(problem)).toEqual(['field', 'found', 'allowed', 'fix']);
  });

  it('with the file of another contract than its address changes neither', async () => {
    const file = { id: CONTRACT };
    const answer = await year.system.asOperator('PUT', '/api/contracts/other', { file, by: 'x' });
    expect(await answer.json()).toMatchObject({ problems: [{ field: 'id', found: `"${CONTRACT}"` }] });
  });

  it.each(['GET', 'PUT', 'POST'])('without a signature is refused by the gateway: %s', async (method) => {
    for (const path of [contract, '/api/switch', '/api/', '/api/..%2fapi/switch']) {
      expect((await fetch(`${year.system.origin}${path}`, { method })).status).toBeOneOf([403, 404]);
    }
  });
});

describe('the page of a working', () => {
  it('gives the same bare 404 to every guess', async () => {
    const [posting] = (await year.stage.view()).postings;
    const hash = posting?.workingHash ?? '';
    const paths = [
      `${CONTRACT}/${'0'.repeat(64)}`,
      `${CONTRACT}/${hash.toUpperCase()}`,
      `${CONTRACT}/${hash.slice(0, 63)}`,
      `other-contract/${hash}`,
      `${'x'.repeat(3000)}/${hash}`,
      `%00/${hash}`,
      `..%2f${CONTRACT}/${hash}`,
    ];
    for (const path of paths) {
      const answer = await fetch(`${year.system.origin}/workings/${path}`);
      expect([answer.status, await answer.text()]).toEqual([404, '']);
    }
  });

  it('says nothing of itself to other sites, runs nothing and is not kept', async () => {
    const [posting] = (await year.stage.view()).postings;
    const answer = await fetch(`${year.system.origin}/workings/${CONTRACT}/${posting?.workingHash ?? ''}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('cache-control')).toContain('no-store');
  });
});

describe('the local system', () => {
  it('listens on 127.0.0.1 and nowhere else', () => {
    const own = socketsOfThisProcess();
    const listening = ['/proc/self/net/tcp', '/proc/self/net/tcp6'].flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .filter(([, , , state, , , , , , inode = '']) => state === '0A' && own.has(inode))
        .map(([, address = '']) => address.split(':')[0]),
    );
    expect(listening.length).toBeGreaterThan(3);
    expect(new Set(listening)).toEqual(new Set(['0100007F']));
  });
});

function socketsOfThisProcess(): ReadonlySet<string> {
  const links = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return []; // It was closed meanwhile.
    }
  });
  return new Set(links.map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? ''));
}
